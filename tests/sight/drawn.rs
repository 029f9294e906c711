//! A network as plain data, drawn from a seed: who stands where, who holds what from when to when,
//! and what was written for whom. It knows nothing of the product; the rule reads it, and so does
//! the builder.

use std::collections::BTreeSet;

use entity::vocabulary::{ItemState, MembersSeenBy, OrganisationType, ProposalKind, Role};

use super::lean::Lean;
use crate::harness::dice::Dice;

/// Somebody or something that can be given sight, by its place in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    Public,
    Network,
    Officials,
    Registry,
    Country(usize),
    Group(usize),
    Body(usize),
    Post(usize),
    Partner(usize),
    KeepersOfCountry(usize),
    KeepersOfGroup(usize),
    KeepersOfBody(usize),
}

/// From the beginning of one day to the beginning of another; days count from the network's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    pub from: u32,
    pub until: Option<u32>,
    /// Whether its end was an act: what ends by itself has the end from its beginning.
    pub by_act: bool,
}

impl Life {
    pub const ALWAYS: Self = Self { from: 0, until: None, by_act: false };

    pub fn holds(self, day: u32) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Body {
    pub kind: OrganisationType,
    pub country: Option<usize>,
    pub official: bool,
    /// The body that takes it over, and the day from which on.
    pub heir: Option<(usize, u32)>,
    /// What it comes to be on a day; its country stays.
    pub becomes: Option<Becomes>,
    /// The day on which it is no more, as was said before on [`SAID`].
    pub ends: Option<u32>,
}

/// Another type and flag of a body.
#[derive(Clone, Copy, Debug)]
pub struct Becomes {
    pub from: u32,
    pub kind: OrganisationType,
    pub official: bool,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub shown: MembersSeenBy,
    pub members: Vec<(Party, Life)>,
}

#[derive(Clone, Copy, Debug)]
pub struct Grant {
    pub role: Role,
    /// Null for NETWORK.
    pub scope: Option<Party>,
    pub life: Life,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub body: usize,
    pub post: Life,
    /// The day with which the post is over, as was said before on [`SAID`], whatever was said at its beginning.
    pub ends: Option<u32>,
    pub suspended: bool,
    pub grants: Vec<Grant>,
    /// For whom the contact card is.
    pub card: Option<BTreeSet<Party>>,
}

#[derive(Clone, Debug)]
pub struct Partner {
    pub body: usize,
    pub until: u32,
    /// Whether it was ended then, or ran out.
    pub by_act: bool,
    /// The day on which it is no more, as was said before on [`SAID`].
    pub ends: Option<u32>,
    pub grants: Vec<Grant>,
}

/// What an update was when its first revision was made, and something was said about it.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub state: ItemState,
    /// Another than now: it was given away, and its author keeps it no longer.
    pub owner: Party,
    pub audience: BTreeSet<Party>,
}

/// What waits for somebody's word.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// PUBLICATION of what is PROPOSED; beside all else a REVISION or TRANSFER.
    pub kind: ProposalKind,
    /// The country, group or organisation whose keepers are asked.
    pub asked: Party,
    /// TRANSFER: the one that is to own it. Others may be asked than its keepers.
    pub to: Option<Party>,
    /// It was taken back, and waits no longer.
    pub decided: bool,
}

#[derive(Clone, Debug)]
pub struct Update {
    pub owner: Party,
    pub author: Party,
    pub state: ItemState,
    pub audience: BTreeSet<Party>,
    /// Null where it has always been what it is.
    pub earlier: Option<Earlier>,
    pub proposal: Option<Proposal>,
    pub topic: Option<usize>,
    pub country: Option<usize>,
    pub language: Option<&'static str>,
}

impl Update {
    /// The last one is for everybody: whoever follows what is published has heard all when it comes.
    fn last() -> Self {
        Self {
            owner: Party::Body(SECRETARIAT),
            author: Party::Post(0),
            state: ItemState::Published,
            audience: BTreeSet::from([Party::Public]),
            earlier: None,
            proposal: None,
            topic: None,
            country: None,
            language: None,
        }
    }

    /// Whether it was given to another owner.
    pub fn was_transferred(&self) -> bool {
        self.earlier.as_ref().is_some_and(|earlier| earlier.owner != self.owner)
    }
}

/// A whole network. What the shrinker has taken out is `None`, so that places stay.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub bodies: Vec<Body>,
    pub groups: Vec<Group>,
    pub people: Vec<Option<Person>>,
    pub partners: Vec<Option<Partner>>,
    pub updates: Vec<Option<Update>>,
    /// What was drawn more of.
    pub lean: Lean,
}

/// How large a network is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub people: usize,
    pub partners: usize,
    pub updates: usize,
    /// On how many of the days everybody looks.
    pub looks: usize,
}

pub const COUNTRIES: [&str; 3] = ["UA", "PL", "LT"];
pub const TOPICS: usize = 3;
pub const LANGUAGES: [&str; 3] = ["uk", "pl", "en"];
/// The body of the Secretariat.
pub const SECRETARIAT: usize = 0;
const BODIES: usize = 9;
/// The day on which ends are said that are still to come.
pub const SAID: u32 = 3;
/// The days on which bodies are taken over, and become something else; ends that were said fall on the last of
/// them, or behind it.
pub const TURNS: [u32; 2] = [SAID, 8];
const GROUPS: usize = 4;
/// The last day on which a network is looked at.
pub const LAST_DAY: u32 = 20;

impl Drawn {
    pub fn new(seed: u64, size: Size, lean: Lean) -> Self {
        let mut dice = Dice::new(seed);
        let (bodies, groups) = (bodies(&mut dice, lean), Vec::new());
        let mut network = Self { bodies, groups, people: Vec::new(), partners: Vec::new(), updates: Vec::new(), lean };
        for _ in 0..size.people {
            let person = network.person(&mut dice);
            network.people.push(Some(person));
        }
        for _ in 0..size.partners {
            let body = dice.below(BODIES);
            let grants = network.grants(&mut dice, body);
            let (until, by_act) = (dice.one_of(&[10, 100]), dice.one_in(2));
            let ends = network.said(&mut dice);
            network.partners.push(Some(Partner { body, until, by_act, ends, grants }));
        }
        for _ in 0..GROUPS {
            let members =
                (0..dice.below(5)).map(|_| (network.member(&mut dice), life(&mut dice, lean.memberships))).collect();
            network.groups.push(Group { shown: dice.one_of(MembersSeenBy::ALL), members });
        }
        network.choose_cards(&mut dice);
        for _ in 1..size.updates {
            let update = network.update(&mut dice);
            network.updates.push(Some(update));
        }
        network.updates.push(Some(Update::last()));
        network
    }

    /// The appointment that somebody is drawn with: their first grant that is one.
    pub fn appointment(&self, person: usize) -> Option<&Grant> {
        let grants = self.people[person].as_ref().map(|person| &person.grants);
        grants.into_iter().flatten().find(|grant| matches!(grant.role, Role::FocalPoint | Role::FieldContact))
    }

    fn person(&self, dice: &mut Dice) -> Person {
        let body = dice.below(BODIES);
        let post = match self.lean.posts.is_empty() && !dice.one_in(5) {
            true => Life::ALWAYS,
            false => life(dice, self.lean.posts),
        };
        let ends = self.said(dice);
        Person { body, post, ends, suspended: dice.one_in(12), grants: self.grants(dice, body), card: None }
    }

    /// Few ends are said beforehand.
    fn said(&self, dice: &mut Dice) -> Option<u32> {
        (self.lean.said || dice.one_in(8)).then(|| dice.one_of(&[8, 15]))
    }

    fn grants(&self, dice: &mut Dice, body: usize) -> Vec<Grant> {
        (0..dice.below(4)).map(|_| self.grant(dice, body)).collect()
    }

    /// Mostly in the scope where the holder stands; now and then in another, where it must not count.
    fn grant(&self, dice: &mut Dice, body: usize) -> Grant {
        let role = dice.leaning(self.lean.roles, Role::ALL);
        let body = if dice.one_in(5) { dice.below(BODIES) } else { body };
        let country =
            self.bodies[body].country.filter(|_| !dice.one_in(5)).unwrap_or_else(|| dice.below(COUNTRIES.len()));
        let scope = match role {
            Role::Reader | Role::Member | Role::OrganisationEditor => Some(Party::Body(body)),
            Role::FieldContact | Role::FocalPoint => Some(Party::Country(country)),
            Role::GroupEditor | Role::SteeringMember => Some(Party::Group(dice.below(GROUPS))),
            Role::Secretariat | Role::Observer | Role::Administrator | Role::Auditor => None,
        };
        Grant { role, scope, life: life(dice, self.lean.grants) }
    }

    fn member(&self, dice: &mut Dice) -> Party {
        match dice.below(4) {
            0 => Party::Country(dice.below(COUNTRIES.len())),
            1 => Party::Post(dice.below(self.people.len())),
            2 if !self.partners.is_empty() => Party::Partner(dice.below(self.partners.len())),
            _ => Party::Body(dice.below(BODIES)),
        }
    }

    /// A card names nobody who comes after its person.
    fn choose_cards(&mut self, dice: &mut Dice) {
        for n in 0..self.people.len() {
            let mut audience = self.audience(dice);
            audience.retain(|party| !matches!(party, Party::Post(later) if *later >= n));
            let card = (!audience.is_empty() && dice.one_in(3)).then_some(audience);
            // There is none before its post begins; and one that was ended at once is not drawn here.
            let may_have = |person: &&mut Person| person.post.from == 0 && !person.post.by_act;
            if let Some(person) = self.people[n].as_mut().filter(may_have) {
                person.card = card;
            }
        }
    }

    fn update(&self, dice: &mut Dice) -> Update {
        let owner = self.owner(dice);
        let author = match self.partners.is_empty() || !dice.one_in(10) {
            true => Party::Post(dice.below(self.people.len())),
            false => Party::Partner(dice.below(self.partners.len())),
        };
        let usual = [
            ItemState::Published,
            ItemState::Published,
            ItemState::Published,
            ItemState::Published,
            ItemState::Published,
            ItemState::Draft,
            ItemState::Draft,
            ItemState::Withdrawn,
            ItemState::Proposed,
            ItemState::Scheduled,
        ];
        let state = dice.leaning(self.lean.states, &usual);
        // One in forty is gone.
        let state = if dice.one_in(40) { ItemState::Purged } else { state };
        Update {
            owner,
            author,
            state,
            audience: self.audience(dice),
            earlier: (self.lean.given || dice.one_in(4)).then(|| Earlier {
                state: dice.one_of(&[ItemState::Published, ItemState::Draft]),
                owner: if self.lean.given || dice.one_in(3) { self.owner(dice) } else { owner },
                audience: self.audience(dice),
            }),
            proposal: self.proposal(dice, state),
            topic: dice.one_in(2).then(|| dice.below(TOPICS)),
            country: dice.one_in(2).then(|| dice.below(COUNTRIES.len())),
            language: dice.one_in(2).then(|| dice.one_of(&LANGUAGES)),
        }
    }

    /// Something may wait beside what is a draft, published or withdrawn; what is PROPOSED waits itself.
    fn proposal(&self, dice: &mut Dice, state: ItemState) -> Option<Proposal> {
        let asked = self.owner(dice);
        match state {
            ItemState::Proposed => Some(Proposal { kind: ProposalKind::Publication, asked, to: None, decided: false }),
            ItemState::Scheduled | ItemState::Purged => None,
            _ if self.lean.proposals.is_empty() && !dice.one_in(4) => None,
            _ => match dice.leaning(self.lean.proposals, &[ProposalKind::Revision, ProposalKind::Transfer]) {
                ProposalKind::Transfer => {
                    let to = Some(self.owner(dice));
                    Some(Proposal { kind: ProposalKind::Transfer, asked, to, decided: self.decided(dice) })
                }
                kind => Some(Proposal { kind, asked, to: None, decided: self.decided(dice) }),
            },
        }
    }

    fn decided(&self, dice: &mut Dice) -> bool {
        self.lean.decided || dice.one_in(3)
    }

    fn owner(&self, dice: &mut Dice) -> Party {
        match dice.below(5) {
            0 => Party::Country(dice.below(COUNTRIES.len())),
            1 => Party::Group(dice.below(GROUPS)),
            _ => Party::Body(dice.below(BODIES)),
        }
    }

    fn audience(&self, dice: &mut Dice) -> BTreeSet<Party> {
        (0..=dice.below(3)).map(|_| self.party(dice)).collect()
    }

    fn party(&self, dice: &mut Dice) -> Party {
        match dice.below(14) {
            0 => dice.one_of(&[Party::Public, Party::Network, Party::Officials]),
            1 => Party::Officials,
            2 | 3 => Party::Country(dice.below(COUNTRIES.len())),
            4..=6 => Party::Group(dice.below(GROUPS)),
            7 => Party::Post(dice.below(self.people.len())),
            8 if !self.partners.is_empty() => Party::Partner(dice.below(self.partners.len())),
            9 => Party::KeepersOfBody(dice.below(BODIES)),
            10 => Party::KeepersOfCountry(dice.below(COUNTRIES.len())),
            11 => Party::KeepersOfGroup(dice.below(GROUPS)),
            _ => Party::Body(dice.below(BODIES)),
        }
    }
}

/// The Secretariat's body first. Behind it a line of those of which each is taken over by the next, at once or
/// later; others become something else, or are to end.
fn bodies(dice: &mut Dice, lean: Lean) -> Vec<Body> {
    let secretariat = OrganisationType::InternationalOrganisation;
    let none = Body { kind: secretariat, country: None, official: true, heir: None, becomes: None, ends: None };
    let mut bodies = vec![none];
    while bodies.len() < BODIES {
        let kind = dice.one_of(OrganisationType::ALL);
        let country = (kind != OrganisationType::EuInstitution).then(|| dice.below(COUNTRIES.len()));
        bodies.push(Body { kind, country, official: dice.one_in(2), ..none });
    }
    let mut day = 0;
    let length = if lean.take_overs { 4 } else { dice.below(5) };
    let line: Vec<usize> = (BODIES - length..BODIES).collect();
    for pair in line.windows(2) {
        day = dice.one_of(&[0, TURNS[0], TURNS[1]]).max(day);
        bodies[pair[0]].heir = Some((pair[1], day));
    }
    // What was taken over stays as it was, and the Secretariat's body is what it is.
    for body in bodies.iter_mut().skip(1).filter(|body| body.heir.is_none()) {
        if lean.status || dice.one_in(3) {
            let kind = dice.one_of(OrganisationType::ALL);
            let kind = if body.country.is_some() { kind } else { OrganisationType::EuInstitution };
            let becomes = Becomes { from: dice.one_of(&TURNS), kind, official: dice.one_in(2) };
            let is_other = (kind, becomes.official) != (body.kind, body.official);
            body.becomes = is_other.then_some(becomes);
        }
    }
    // The end of a body whose end was said is not there for others to go on in.
    for body in bodies.iter_mut().take(BODIES - length).skip(1) {
        if lean.bodies_end || dice.one_in(6) {
            body.ends = Some(dice.one_of(&[TURNS[1] + 1, 15]));
        }
    }
    bodies
}

/// Over, running or yet to begin; ended by itself or by an act.
fn life(dice: &mut Dice, leaning: &[Life]) -> Life {
    if !leaning.is_empty() && dice.chance(85) {
        return dice.one_of(leaning);
    }
    let by_act = dice.one_in(2);
    match dice.below(5) {
        0 => Life { from: 0, until: Some(5), by_act },
        1 => Life { from: 8, until: None, by_act: false },
        2 => Life { from: 8, until: Some(15), by_act },
        _ => Life::ALWAYS,
    }
}
