//! The rule of sight in plain words over plain data. It shares no code with the product: what it
//! says is what `../../docs` promise, and every door is compared with it.

use std::collections::BTreeSet;

use entity::vocabulary::{ItemState, MembersSeenBy, OrganisationType, Role};

use super::drawn::{Drawn, Grant, LAST_DAY, Party, SECRETARIAT, Update};

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Nobody,
    Person(usize),
    Partner(usize),
}

/// Anything that is seen or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Country(usize),
    Body(usize),
    Group(usize),
    /// Of a group, by its place in the list.
    Membership(usize, usize),
    Expert(usize),
    Card(usize),
    Update(usize),
    /// Of an update that was something else before: what was said about it then.
    Comment(usize),
    /// The text of then.
    Revision(usize),
}

impl Drawn {
    /// *You see an item if and only if one of your parties is in its effective audience.*
    pub fn sees(&self, reader: Reader, thing: Thing, day: u32) -> bool {
        if let Thing::Comment(n) | Thing::Revision(n) = thing {
            return self.sees_both(reader, n, day);
        }
        self.is_there(thing, day) && !self.held(reader, day).is_disjoint(&self.seen_by(thing))
    }

    /// *What was said to a circle stays in the circle*: it is shown to whoever is in both.
    pub fn sees_both(&self, reader: Reader, update: usize, day: u32) -> bool {
        let earlier = self.updates[update].as_ref().and_then(|update| update.earlier.as_ref());
        let then = earlier.is_some_and(|earlier| {
            let mut seen_by = self.keepers(Thing::Update(update));
            seen_by.extend(earlier.audience.iter().filter(|_| earlier.state == ItemState::Published));
            !self.held(reader, day).is_disjoint(&seen_by)
        });
        then && self.sees(reader, Thing::Update(update), day)
    }

    /// A contact card is there while the post that keeps it runs.
    fn is_there(&self, thing: Thing, day: u32) -> bool {
        match thing {
            Thing::Card(n) => self.people[n].as_ref().is_some_and(|person| person.post.holds(day)),
            _ => true,
        }
    }

    pub fn keeps(&self, reader: Reader, thing: Thing, day: u32) -> bool {
        !self.held(reader, day).is_disjoint(&self.keepers(thing))
    }

    fn seen_by(&self, thing: Thing) -> BTreeSet<Party> {
        let mut seen_by = self.keepers(thing);
        match thing {
            Thing::Country(_) | Thing::Body(_) => seen_by.extend([Party::Public]),
            Thing::Group(n) => seen_by.extend([Party::Network, Party::Group(n)]),
            Thing::Membership(n, _) => seen_by.extend(match self.groups[n].shown {
                MembersSeenBy::Keepers => [Party::KeepersOfGroup(n)],
                MembersSeenBy::Members => [Party::Group(n)],
                MembersSeenBy::Network => [Party::Network],
            }),
            Thing::Expert(_) => seen_by.extend([Party::Network]),
            Thing::Card(n) => seen_by.extend(self.people[n].iter().flat_map(|person| person.card.iter().flatten())),
            Thing::Comment(_) | Thing::Revision(_) => {}
            Thing::Update(n) => {
                let published = self.updates[n].iter().filter(|update| update.state == ItemState::Published);
                seen_by.extend(published.flat_map(|update| &update.audience));
            }
        }
        seen_by
    }

    fn keepers(&self, thing: Thing) -> BTreeSet<Party> {
        match thing {
            Thing::Country(n) => BTreeSet::from([Party::KeepersOfCountry(n), Party::Registry]),
            Thing::Body(n) => BTreeSet::from([Party::KeepersOfBody(n), Party::Registry]),
            Thing::Group(n) => BTreeSet::from([Party::KeepersOfGroup(n), Party::Registry]),
            Thing::Membership(n, _) => BTreeSet::from([Party::KeepersOfGroup(n)]),
            Thing::Expert(n) => {
                let body = self.people[n].iter().map(|person| Party::KeepersOfBody(person.body));
                body.chain([Party::Registry]).collect()
            }
            Thing::Card(n) => BTreeSet::from([Party::Post(n)]),
            Thing::Comment(n) | Thing::Revision(n) => self.keepers(Thing::Update(n)),
            Thing::Update(n) => self.updates[n].iter().flat_map(|u: &Update| [u.author, keepers_of(u.owner)]).collect(),
        }
    }

    /// The parties of a reader on a day. Without an enabled account, a post that runs and a grant
    /// that counts nobody holds more than PUBLIC.
    pub fn held(&self, reader: Reader, day: u32) -> BTreeSet<Party> {
        let mut held = BTreeSet::from([Party::Public]);
        let Some((me, body, dated)) = self.standing(reader, day) else { return held };
        let bodies: Vec<usize> = (0..self.bodies.len()).filter(|old| self.heir(*old) == body).collect();
        let country = self.bodies[body].country.filter(|_| is_authority(self.bodies[body].kind));
        let stands: Vec<Party> =
            bodies.iter().map(|n| Party::Body(*n)).chain(country.map(Party::Country)).chain([me]).collect();
        let groups: Vec<Party> = (0..self.groups.len())
            .filter(|n| self.groups[*n].members.iter().any(|(who, life)| life.holds(day) && stands.contains(who)))
            .map(Party::Group)
            .collect();
        // The holder stands in the scope …
        let counts = |grant: &&Grant| match grant.role {
            Role::Reader | Role::Member | Role::OrganisationEditor => grant.scope.is_some_and(|s| stands.contains(&s)),
            Role::FieldContact | Role::FocalPoint => grant.scope == country.map(Party::Country),
            Role::GroupEditor | Role::SteeringMember => grant.scope.is_some_and(|scope| groups.contains(&scope)),
            Role::Secretariat => body == self.heir(SECRETARIAT),
            Role::Observer | Role::Administrator | Role::Auditor => true,
        };
        let machine = matches!(reader, Reader::Partner(_));
        let live: Vec<&Grant> = dated
            .iter()
            .filter(|g| g.life.holds(day))
            .filter(counts)
            .filter(|g| !machine || for_machines(g.role))
            .collect();
        let own = live.iter().any(|grant| own_sight(grant.role));
        for grant in live {
            match (grant.role, grant.scope) {
                // … and a grant over a group counts only beside one that gives own sight.
                (Role::GroupEditor, Some(scope)) if own => held.extend([keepers_of(scope)]),
                (Role::FocalPoint, Some(scope)) => held.extend([keepers_of(scope)]),
                // Of the body that is the scope, and of those that this one has taken over.
                (Role::OrganisationEditor, Some(Party::Body(scope))) => {
                    let under = bodies.iter().filter(|n| **n == scope || self.heir(**n) == scope);
                    held.extend(under.map(|n| Party::KeepersOfBody(*n)));
                }
                (Role::Secretariat, _) => {
                    held.extend(bodies.iter().map(|n| Party::KeepersOfBody(*n)));
                    held.extend([Party::Registry]);
                }
                (Role::Observer, _) => held.extend([Party::Network, me]),
                (Role::Administrator | Role::Auditor, _) => held.extend([Party::Registry]),
                _ => {}
            }
        }
        if own {
            held.extend([Party::Network]);
            held.extend(self.bodies[body].official.then_some(Party::Officials));
            held.extend(stands);
            held.extend(groups);
        }
        held
    }

    /// The post or partner system, the body after all take-overs, and the grants.
    fn standing(&self, reader: Reader, day: u32) -> Option<(Party, usize, &[Grant])> {
        match reader {
            Reader::Nobody => None,
            Reader::Person(n) => {
                let person = self.people[n].as_ref().filter(|p| p.post.holds(day) && !p.suspended)?;
                Some((Party::Post(n), self.heir(person.body), &person.grants))
            }
            Reader::Partner(n) => {
                let partner = self.partners[n].as_ref().filter(|p| day < p.until)?;
                Some((Party::Partner(n), self.heir(partner.body), &partner.grants))
            }
        }
    }

    fn heir(&self, body: usize) -> usize {
        self.bodies[body].heir.unwrap_or(body)
    }

    /// Everybody who looks.
    pub fn readers(&self) -> Vec<Reader> {
        let people = (0..self.people.len()).filter(|n| self.people[*n].is_some()).map(Reader::Person);
        let partners = (0..self.partners.len()).filter(|n| self.partners[*n].is_some()).map(Reader::Partner);
        [Reader::Nobody].into_iter().chain(people).chain(partners).collect()
    }

    /// Whether a reader can sign in on a day at all: an enabled account, a partner system that runs.
    pub fn signs_in(&self, reader: Reader, day: u32) -> bool {
        match reader {
            Reader::Nobody => true,
            Reader::Person(n) => self.people[n].as_ref().is_some_and(|person| !person.suspended),
            Reader::Partner(n) => self.partners[n].as_ref().is_some_and(|partner| day < partner.until),
        }
    }

    /// Days worth looking at: before, between and behind what begins and ends.
    pub fn days() -> [u32; 4] {
        [1, 6, 10, LAST_DAY]
    }
}

fn keepers_of(owner: Party) -> Party {
    match owner {
        Party::Country(n) => Party::KeepersOfCountry(n),
        Party::Group(n) => Party::KeepersOfGroup(n),
        Party::Body(n) => Party::KeepersOfBody(n),
        other => panic!("{other:?} owns nothing"),
    }
}

fn is_authority(kind: OrganisationType) -> bool {
    use OrganisationType as T;
    matches!(
        kind,
        T::Ministry | T::BorderGuard | T::MigrationService | T::AsylumAuthority | T::Police | T::OtherAuthority
    )
}

fn own_sight(role: Role) -> bool {
    matches!(
        role,
        Role::Reader
            | Role::Member
            | Role::OrganisationEditor
            | Role::FieldContact
            | Role::FocalPoint
            | Role::Secretariat
    )
}

/// What a partner system may hold.
fn for_machines(role: Role) -> bool {
    !matches!(role, Role::Administrator | Role::Auditor | Role::Secretariat | Role::FocalPoint | Role::FieldContact)
}
