//! The rule of sight in plain words over plain data. It shares no code with the product: what it
//! says is what `../../docs` promise, and every door is compared with it.

use std::collections::BTreeSet;

use entity::vocabulary::{ItemState, MembersSeenBy, OrganisationType, Role};

use super::drawn::{Drawn, Grant, LAST_DAY, Partner, Party, Person, SECRETARIAT, Update};

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    Topic(usize),
    /// Of a person.
    Appointment(usize),
    Update(usize),
    /// What waits for a word about an update.
    Proposal(usize),
    /// Of an update that was something else before: what was said about it then.
    Comment(usize),
    /// The text of then.
    Revision(usize),
}

/// Where somebody stands.
struct Place {
    me: Party,
    body: usize,
    /// The body with those it has taken over.
    bodies: Vec<usize>,
    country: Option<usize>,
    /// All that may be in a group for them.
    stands: Vec<Party>,
    groups: Vec<Party>,
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
        let then = self.updates[update].as_ref().and_then(|update| Some((update, update.earlier.as_ref()?)));
        let then = then.is_some_and(|(update, earlier)| {
            let mut seen_by = BTreeSet::from([update.author, keepers_of(earlier.owner)]);
            seen_by.extend(earlier.audience.iter().filter(|_| earlier.state == ItemState::Published));
            !self.held(reader, day).is_disjoint(&seen_by)
        });
        then && self.sees(reader, Thing::Update(update), day)
    }

    /// A contact card is there while the post that keeps it runs; what was purged is there no more.
    fn is_there(&self, thing: Thing, day: u32) -> bool {
        match thing {
            Thing::Update(n) => self.updates[n].as_ref().is_some_and(|update| update.state != ItemState::Purged),
            Thing::Card(n) => self.post_runs(n, day),
            _ => true,
        }
    }

    pub fn keeps(&self, reader: Reader, thing: Thing, day: u32) -> bool {
        !self.held(reader, day).is_disjoint(&self.keepers(thing))
    }

    pub fn seen_by(&self, thing: Thing) -> BTreeSet<Party> {
        let mut seen_by = self.keepers(thing);
        match thing {
            Thing::Country(_) | Thing::Body(_) | Thing::Topic(_) | Thing::Appointment(_) => {
                seen_by.extend([Party::Public]);
            }
            Thing::Group(n) => seen_by.extend([Party::Network, Party::Group(n)]),
            Thing::Membership(n, _) => seen_by.extend(match self.groups[n].shown {
                MembersSeenBy::Keepers => [Party::KeepersOfGroup(n)],
                MembersSeenBy::Members => [Party::Group(n)],
                MembersSeenBy::Network => [Party::Network],
            }),
            Thing::Expert(_) => seen_by.extend([Party::Network]),
            Thing::Card(n) => seen_by.extend(self.people[n].iter().flat_map(|person| person.card.iter().flatten())),
            Thing::Comment(_) | Thing::Revision(_) => {}
            // While it waits, whether or not the item is shared with them.
            Thing::Proposal(n) => {
                let waits = self.updates[n].iter().filter_map(|update| update.proposal.as_ref());
                let waits = waits.filter(|waits| !waits.decided);
                seen_by.extend(waits.flat_map(|waits| [Some(waits.asked), waits.to]).flatten().map(keepers_of));
            }
            Thing::Update(n) => {
                let Some(update) = &self.updates[n] else { return seen_by };
                match update.state {
                    ItemState::Published => seen_by.extend(&update.audience),
                    ItemState::Proposed => seen_by.extend(update.proposal.iter().map(|waits| keepers_of(waits.asked))),
                    ItemState::Draft | ItemState::Scheduled | ItemState::Withdrawn | ItemState::Purged => {}
                }
            }
        }
        seen_by
    }

    /// Whether what was proposed about an update waits no longer.
    pub fn was_decided(&self, update: usize) -> bool {
        let proposal = self.updates[update].as_ref().and_then(|update| update.proposal.as_ref());
        proposal.is_some_and(|proposal| proposal.decided)
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
            Thing::Appointment(n) => {
                let country = self.appointment(n).and_then(|grant| grant.scope).map(keepers_of);
                country.into_iter().chain([Party::Registry]).collect()
            }
            Thing::Topic(_) => BTreeSet::from([Party::KeepersOfBody(SECRETARIAT), Party::Registry]),
            // What was decided stays with those who kept the item then and keep it still.
            Thing::Proposal(n) if self.was_decided(n) => {
                let then = self.updates[n].iter().filter_map(|update| Some((update.author, update.earlier.as_ref()?)));
                let then: Vec<Party> = then.flat_map(|(author, earlier)| [author, keepers_of(earlier.owner)]).collect();
                let now = self.keepers(Thing::Update(n));
                now.into_iter().filter(|party| then.is_empty() || then.contains(party)).collect()
            }
            Thing::Comment(n) | Thing::Revision(n) | Thing::Proposal(n) => self.keepers(Thing::Update(n)),
            // A transfer ends the author's keeping.
            Thing::Update(n) => {
                let author = |u: &Update| Some(u.author).filter(|_| !u.was_transferred());
                self.updates[n].iter().flat_map(|u| [author(u), Some(keepers_of(u.owner))]).flatten().collect()
            }
        }
    }

    /// The parties of a reader on a day. Without an enabled account, a post that runs and a grant
    /// that counts nobody holds more than PUBLIC.
    pub fn held(&self, reader: Reader, day: u32) -> BTreeSet<Party> {
        let mut held = BTreeSet::from([Party::Public]);
        let Some(place) = self.place(reader, day) else { return held };
        let live = self.live(reader, &place, day);
        for grant in &live {
            match (grant.role, grant.scope) {
                (Role::GroupEditor | Role::FocalPoint, Some(scope)) => held.extend([keepers_of(scope)]),
                // Of the body that is the scope, and of those that this one has taken over.
                (Role::OrganisationEditor, Some(Party::Body(scope))) => {
                    let under = place.bodies.iter().filter(|n| self.line(**n, day).contains(&scope));
                    held.extend(under.map(|n| Party::KeepersOfBody(*n)));
                }
                (Role::Secretariat, _) => {
                    held.extend(place.bodies.iter().map(|n| Party::KeepersOfBody(*n)));
                    held.extend([Party::Registry]);
                }
                (Role::Observer, _) => held.extend([Party::Network, place.me]),
                (Role::Administrator | Role::Auditor, _) => held.extend([Party::Registry]),
                _ => {}
            }
        }
        if live.iter().any(|grant| own_sight(grant.role)) {
            held.extend([Party::Network]);
            held.extend(self.status(place.body, day).1.then_some(Party::Officials));
            held.extend(place.stands);
            held.extend(place.groups);
        }
        held
    }

    /// The roles that count for a reader on a day.
    pub fn roles(&self, reader: Reader, day: u32) -> Vec<Role> {
        let place = self.place(reader, day);
        place.iter().flat_map(|place| self.live(reader, place, day)).map(|grant| grant.role).collect()
    }

    /// The grants that count: within their dates, where the holder stands in the scope, and over a
    /// group only beside one that gives own sight.
    fn live(&self, reader: Reader, place: &Place, day: u32) -> Vec<&Grant> {
        let grants = match reader {
            Reader::Nobody => None,
            Reader::Person(n) => self.people[n].as_ref().map(|person| &person.grants),
            Reader::Partner(n) => self.partners[n].as_ref().map(|partner| &partner.grants),
        };
        let stands = |grant: &&Grant| match grant.role {
            Role::Reader | Role::Member | Role::OrganisationEditor => {
                grant.scope.is_some_and(|scope| place.stands.contains(&scope))
            }
            Role::FieldContact | Role::FocalPoint => grant.scope == place.country.map(Party::Country),
            Role::GroupEditor | Role::SteeringMember => grant.scope.is_some_and(|scope| place.groups.contains(&scope)),
            Role::Secretariat => place.body == SECRETARIAT,
            Role::Observer | Role::Administrator | Role::Auditor => true,
        };
        let machine = matches!(reader, Reader::Partner(_));
        let dated = grants.into_iter().flatten().filter(|grant| grant.life.holds(day));
        let standing = dated.filter(stands).filter(|grant| !machine || for_machines(grant.role));
        let live: Vec<&Grant> = standing.collect();
        let own = live.iter().any(|grant| own_sight(grant.role));
        let of_group = |grant: &&Grant| matches!(grant.role, Role::GroupEditor | Role::SteeringMember);
        live.into_iter().filter(|grant| own || !of_group(grant)).collect()
    }

    /// Where somebody stands on a day, and what stands with them.
    fn place(&self, reader: Reader, day: u32) -> Option<Place> {
        let (me, body) = self.standing(reader, day)?;
        let bodies: Vec<usize> = (0..self.bodies.len()).filter(|old| self.heir(*old, day) == body).collect();
        let country = self.bodies[body].country.filter(|_| is_authority(self.status(body, day).0));
        let stands: Vec<Party> =
            bodies.iter().map(|n| Party::Body(*n)).chain(country.map(Party::Country)).chain([me]).collect();
        let groups = (0..self.groups.len())
            .filter(|n| {
                let mut members = self.groups[*n].members.iter().enumerate();
                members.any(|(m, (who, _))| stands.contains(who) && self.is_member(*n, m, day))
            })
            .map(Party::Group)
            .collect();
        Some(Place { me, body, bodies, country, stands, groups })
    }

    /// The post or partner system, and the body after all take-overs.
    fn standing(&self, reader: Reader, day: u32) -> Option<(Party, usize)> {
        match reader {
            Reader::Nobody => None,
            Reader::Person(n) => {
                let person = self.people[n].as_ref().filter(|person| !person.suspended && self.post_runs(n, day))?;
                Some((Party::Post(n), self.heir(person.body, day)))
            }
            Reader::Partner(n) => {
                let partner = self.partners[n].as_ref().filter(|_| self.partner_runs(n, day))?;
                Some((Party::Partner(n), self.heir(partner.body, day)))
            }
        }
    }

    /// A post is over with its body, too.
    pub fn post_runs(&self, person: usize, day: u32) -> bool {
        let until = |person: &Person| person.ends.into_iter().chain(self.bodies[person.body].ends).min();
        self.people[person].as_ref().is_some_and(|p| p.post.holds(day) && until(p).is_none_or(|until| day < until))
    }

    fn partner_runs(&self, partner: usize, day: u32) -> bool {
        let until = |partner: &Partner| [Some(partner.until), partner.ends, self.bodies[partner.body].ends];
        self.partners[partner].as_ref().is_some_and(|p| until(p).into_iter().flatten().all(|until| day < until))
    }

    /// A membership lasts no longer than its member.
    pub fn is_member(&self, group: usize, membership: usize, day: u32) -> bool {
        let (who, life) = self.groups[group].members[membership];
        let ends: Vec<Option<u32>> = match who {
            Party::Body(n) => vec![self.bodies[n].ends],
            Party::Post(n) => {
                self.people[n].iter().flat_map(|p| [p.post.until, p.ends, self.bodies[p.body].ends]).collect()
            }
            Party::Partner(n) => {
                self.partners[n].iter().flat_map(|p| [Some(p.until), p.ends, self.bodies[p.body].ends]).collect()
            }
            _ => Vec::new(),
        };
        // Who was over before it began is drawn, too: such a membership is one in nothing but name.
        life.holds(day) && ends.into_iter().flatten().filter(|until| *until > life.from).all(|until| day < until)
    }

    /// A body, the one that has taken it over by a day, the one that has taken over that one, and so on.
    fn line(&self, body: usize, day: u32) -> Vec<usize> {
        let next = |body: &usize| self.bodies[*body].heir.filter(|(_, from)| *from <= day).map(|(heir, _)| heir);
        std::iter::successors(Some(body), next).collect()
    }

    fn heir(&self, body: usize, day: u32) -> usize {
        self.line(body, day).last().copied().unwrap_or(body)
    }

    /// Type and flag of a body on a day.
    fn status(&self, body: usize, day: u32) -> (OrganisationType, bool) {
        let body = &self.bodies[body];
        let now = body.becomes.filter(|becomes| becomes.from <= day);
        now.map_or((body.kind, body.official), |becomes| (becomes.kind, becomes.official))
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
            Reader::Partner(n) => self.partner_runs(n, day),
        }
    }

    /// Everybody but nobody who sees a thing on a day, by what is not for everybody.
    pub fn who_sees(&self, thing: Thing, day: u32) -> Vec<Reader> {
        let mut seen_by = self.seen_by(thing);
        seen_by.remove(&Party::Public);
        let sees = |reader: &Reader| !self.held(*reader, day).is_disjoint(&seen_by);
        self.readers().into_iter().filter(sees).collect()
    }

    /// Days worth looking at: before, between and behind what begins and ends.
    pub fn days() -> [u32; 4] {
        [1, 6, 10, LAST_DAY]
    }
}

pub fn keepers_of(owner: Party) -> Party {
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
