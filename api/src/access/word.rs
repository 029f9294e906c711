//! *Nobody enters a party without the word of its keepers, and never on the word of somebody who
//! gains by it.* Pure: who holds what, now and in the last thirty days, in; whose word it takes, out.

use std::collections::BTreeSet;

use entity::vocabulary::Role;
use uuid::Uuid;

use super::holders::Holder;

/// What is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// A body that is a public authority of a country.
    Authority {
        /// The body, after all take-overs.
        body: Uuid,
        /// Its country.
        country: Uuid,
    },
    /// A body that is none.
    Body(Uuid),
    /// A country.
    Country(Uuid),
    /// A group; of clusters and committees the Secretariat is asked, too.
    Group {
        /// The group.
        group: Uuid,
        /// Whether it is a cluster or a committee.
        with_secretariat: bool,
    },
    /// OFFICIALS, or the Secretariat's body.
    Secretariat,
}

/// Who holds what, from which the word is worked out.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// Now.
    pub now: Vec<Holder>,
    /// At some time in the last thirty days.
    pub month: Vec<Holder>,
    /// Thirty days ago.
    pub before: Vec<Holder>,
}

/// Whose word it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// One of these may say it; nobody can at the moment where the set is empty.
    Of(BTreeSet<Uuid>),
    /// There is nobody to ask, and was nobody: it is done without, and the record says so.
    Nobody,
}

/// Whose word lets somebody into `entered` (`keeping`: makes them its keeper), where `gainers` gain
/// by it and `actor` asks.
pub fn word(entered: &Entered, keeping: bool, holders: &Holders, gainers: &[Uuid], actor: Option<Uuid>) -> Word {
    let may: BTreeSet<Uuid> = speakers(entered, keeping, &holders.now, &holders.month)
        .filter(|h| h.expert.is_some_and(|e| !gainers.contains(&e)) || is_in(entered, keeping, h))
        .filter_map(|h| h.expert)
        .collect();
    let could_before = speakers(entered, keeping, &holders.month, &holders.month).next().is_some();
    if !may.is_empty() || could_before {
        return Word::Of(may);
    }
    // Nobody can say it, and nobody could in those thirty days: another administrator who already
    // was one thirty days ago; where there was no other, one does without.
    let before: BTreeSet<Uuid> = administrators(&holders.before).collect();
    let others = before.iter().filter(|e| Some(**e) != actor).count();
    let now: BTreeSet<Uuid> = administrators(&holders.now).collect();
    let second = before.iter().filter(|e| now.contains(*e) && Some(**e) != actor && !gainers.contains(*e));
    if others > 0 { Word::Of(second.copied().collect()) } else { Word::Nobody }
}

/// Those whose word it is among `holders`; `kept` shows whether the party had keepers of its own in
/// the last thirty days, in whose place the Secretariat stands only if it had none.
fn speakers<'a>(
    entered: &'a Entered,
    keeping: bool,
    holders: &'a [Holder],
    kept: &'a [Holder],
) -> impl Iterator<Item = &'a Holder> {
    let own = move |h: &&Holder| match entered {
        Entered::Authority { body, country } => edits(h, *body) || speaks_for(h, *country),
        Entered::Body(body) => edits(h, *body),
        Entered::Country(country) => speaks_for(h, *country),
        Entered::Group { group, .. } => h.role == Role::GroupEditor && h.scope == Some(*group),
        Entered::Secretariat => h.role == Role::Secretariat,
    };
    let secretariat = match entered {
        Entered::Authority { .. } | Entered::Secretariat => false,
        Entered::Body(_) => !kept.iter().any(|h| h.expert.is_some() && own(&h)),
        Entered::Country(_) => keeping || !kept.iter().any(|h| h.expert.is_some() && own(&h)),
        Entered::Group { with_secretariat, .. } => *with_secretariat,
    };
    // A partner system says no word, so where it alone keeps, nobody does.
    holders.iter().filter(|h| h.expert.is_some()).filter(move |h| own(h) || secretariat && h.role == Role::Secretariat)
}

fn edits(holder: &Holder, body: Uuid) -> bool {
    holder.role == Role::OrganisationEditor && holder.standing.bodies.contains(&body)
}

/// A focal point for ALL fields.
fn speaks_for(holder: &Holder, country: Uuid) -> bool {
    holder.role == Role::FocalPoint && holder.scope == Some(country) && holder.competence.is_none()
}

/// Whether somebody who gains is in already: then they gain nothing, and their word counts.
fn is_in(entered: &Entered, keeping: bool, holder: &Holder) -> bool {
    match (entered, keeping) {
        (Entered::Authority { body, .. } | Entered::Body(body), true) => holder.keeps(*body),
        (Entered::Authority { body, .. } | Entered::Body(body), false) => holder.standing.bodies.contains(body),
        (Entered::Country(country), true) => speaks_for(holder, *country),
        (Entered::Country(country), false) => holder.standing.country == Some(*country),
        (Entered::Group { group, .. }, true) => holder.role == Role::GroupEditor && holder.scope == Some(*group),
        (Entered::Group { group, .. }, false) => holder.standing.groups.contains(group),
        (Entered::Secretariat, _) => holder.role == Role::Secretariat,
    }
}

fn administrators(holders: &[Holder]) -> impl Iterator<Item = Uuid> {
    holders.iter().filter(|h| h.role == Role::Administrator).filter_map(|h| h.expert)
}
