//! *You may act if and only if you hold a live grant whose role permits the act in a scope that
//! contains the thing acted on.* Pure: the actor, the act and facts about the target in, yes or no out.

use entity::vocabulary::Role;
use uuid::Uuid;

use super::act::Act;
use super::actor::{Actor, Grant};
use super::broken::{Rule, broken};
use super::party_set::PartySet;
use super::place::Place;
use super::roles::{is_appointed, may_grant};
use super::rule::{Way, never_for_oneself, oauth_scope, ways};
use crate::error::{Code, Error};

/// What `decide` must know about the thing acted on. Everything it does not need is left empty.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Kind, as the ledger names it: an item kind, POST, GRANT, ACCOUNT, SESSION …
    pub kind: &'static str,
    /// Its id; null for what the act makes, and for lists.
    pub id: Option<Uuid>,
    /// Where it stands.
    pub place: Place,
    /// The person it is about or given to.
    pub person: Option<Uuid>,
    /// The body of the partner system it is about or given to.
    pub partner_body: Option<Uuid>,
    /// Post or partner system that wrote or asked for it.
    pub author: Option<Uuid>,
    /// The country, organisation or group that owns it.
    pub owner: Option<Uuid>,
    /// The role that is given or ended.
    pub role: Option<Role>,
    /// Whether it is the appointment of a principal for ALL fields, which no principal ends but their own.
    pub principal: bool,
    /// Whether the actor is one of those whose word it waits for.
    pub word: bool,
    /// Keepers' parties whose word a proposal waits for.
    pub asked: PartySet,
}

impl Target {
    /// Nothing in particular: lists, and what stands in the network as a whole.
    pub fn none(kind: &'static str) -> Self {
        Self { kind, ..Self::default() }
    }

    /// A thing at a place.
    pub fn at(kind: &'static str, id: Option<Uuid>, place: Place) -> Self {
        Self { kind, id, place, ..Self::default() }
    }
}

/// Yes, by which grant; or no, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed; by the grant, where one was needed.
    Allowed(Option<Uuid>),
    /// Refused.
    Refused(Refusal),
}

/// Why an act is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is signed in.
    NotSignedIn,
    /// The session's OAuth scopes do not cover it.
    Scope(&'static str),
    /// Nobody does this for themselves.
    ForOneself,
    /// No live grant permits it there.
    NoGrant(Act, Option<Role>),
}

impl Refusal {
    /// The refusal as an error.
    pub fn into_error(self) -> Error {
        match self {
            Self::NotSignedIn => Error::not_signed_in(),
            Self::Scope(scope) => Error::new(Code::InsufficientScope, format!("The token lacks the scope `{scope}`.")),
            Self::ForOneself => Error::new(
                Code::NotForOneself,
                "Nobody does this for themselves, in whatever post, nor for a partner system of their own body; ask somebody else who may.",
            ),
            Self::NoGrant(act, role) => Error::forbidden(who_may(act, role)),
        }
    }
}

/// Whoever may do an act, in a sentence for those who may not: roles, and what somebody is to the thing; never a
/// name. Where a role is given or ended, those whose to give it is: each role gives only some.
fn who_may(act: Act, given: Option<Role>) -> String {
    let given = given.filter(|_| ways(act).contains(&Way::Giver));
    let gives = |role: Role| given.is_none_or(|given| may_grant(role).contains(&given));
    let appoints = |role: Role| given.is_none_or(is_appointed) && by_itself(act, role);
    let roles = roles_for(act).into_iter().filter(|role| gives(*role) || appoints(*role));
    let terms = |role: Role| match given.is_some() && gives(role) {
        true => role.word().to_owned(),
        false => on_what_terms(act, role),
    };
    let roles: Vec<String> = roles.map(terms).collect();
    let others: Vec<&str> = ways(act).iter().filter_map(|way| otherwise(*way)).collect();
    let name = match given {
        Some(role) => format!("{} {}", act.name(), role.word()),
        None => act.name().to_owned(),
    };
    match (roles.is_empty(), others.is_empty()) {
        (false, true) => format!("`{name}` takes one of {} in a scope that contains it.", roles.join(", ")),
        (false, false) => format!(
            "`{name}` takes one of {} in a scope that contains it; it is open, too, to {}.",
            roles.join(", "),
            others.join(" and ")
        ),
        (true, false) => format!("`{name}` is open to {} alone.", others.join(" and ")),
        (true, true) => format!("You may not do this here (`{name}`)."),
    }
}

/// A role, and on what terms it opens an act, where holding it in a scope is not enough.
fn on_what_terms(act: Act, role: Role) -> String {
    let ways = ways(act);
    if ways.contains(&Way::Principal) && role == Role::FocalPoint && !ways.contains(&Way::Holder(role)) {
        return format!("{role} (a principal for ALL fields)");
    }
    if ways.contains(&Way::OutsideAuthorities(role)) && !ways.contains(&Way::Holder(role)) {
        return format!("{role} (where it is no public authority)");
    }
    role.word().to_owned()
}

/// Whether a role opens an act by another way than by what it may give.
fn by_itself(act: Act, role: Role) -> bool {
    ways(act).iter().any(|way| match way {
        Way::Holder(one) | Way::OutsideAuthorities(one) | Way::Anywhere(one) => *one == role,
        Way::Principal => role == Role::FocalPoint,
        Way::Giver
        | Way::Everyone
        | Way::SignedIn
        | Way::OwnSight
        | Way::System
        | Way::Person
        | Way::Author
        | Way::Keeper
        | Way::Word
        | Way::Asked
        | Way::Asker => false,
    })
}

/// What opens a way that needs no role of its own.
const fn otherwise(way: Way) -> Option<&'static str> {
    match way {
        Way::Person => Some("the person it is about"),
        Way::Author => Some("whoever wrote it, in the same post"),
        Way::Keeper => Some("the keepers of its owner"),
        Way::Word => Some("those whose word it waits for"),
        Way::Asked => Some("the keepers of those to whom it was proposed"),
        Way::Asker => Some("whoever asked for it"),
        Way::OwnSight => Some("whoever has a role that gives sight of the network"),
        Way::System => Some("the server itself"),
        Way::Everyone
        | Way::SignedIn
        | Way::Holder(_)
        | Way::OutsideAuthorities(_)
        | Way::Anywhere(_)
        | Way::Principal
        | Way::Giver => None,
    }
}

/// The roles by which `act` may be open, for the matrix and for refusals.
pub fn roles_for(act: Act) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    for way in ways(act) {
        match way {
            Way::Holder(role) | Way::OutsideAuthorities(role) | Way::Anywhere(role) => roles.push(*role),
            Way::Principal => roles.push(Role::FocalPoint),
            Way::Giver => roles.extend(Role::ALL.iter().filter(|r| !may_grant(**r).is_empty())),
            Way::Everyone
            | Way::SignedIn
            | Way::OwnSight
            | Way::System
            | Way::Person
            | Way::Author
            | Way::Keeper
            | Way::Word
            | Way::Asked
            | Way::Asker => {}
        }
    }
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// May `actor` do `act` to `target`?
pub fn decide(actor: &Actor, act: Act, target: &Target) -> Decision {
    if let (Some(needed), Some(scopes)) = (oauth_scope(act), actor.session().and_then(|s| s.scopes.as_deref()))
        && !scopes.split(' ').any(|s| s == needed)
    {
        return Decision::Refused(Refusal::Scope(needed));
    }
    if never_for_oneself(act) && is_oneself(actor, target) && !broken(Rule::NeverForOneself) {
        return Decision::Refused(Refusal::ForOneself);
    }
    for way in ways(act) {
        if let Some(by) = open(actor, *way, target) {
            return Decision::Allowed(by);
        }
    }
    Decision::Refused(match actor.is_somebody() || actor.is_system() {
        true => Refusal::NoGrant(act, target.role),
        false => Refusal::NotSignedIn,
    })
}

/// Whether the target is about the actor: the person in every post, and every partner system of
/// the own body.
pub fn is_oneself(actor: &Actor, target: &Target) -> bool {
    let person = target.person.is_some() && target.person == actor.expert();
    let machine = target.partner_body.is_some_and(|body| actor.standing().is_some_and(|s| s.bodies.contains(&body)));
    person || machine
}

/// `Some` if the way is open, with the grant that opens it.
fn open(actor: &Actor, way: Way, target: &Target) -> Option<Option<Uuid>> {
    let yes = |open: bool| open.then_some(None);
    match way {
        Way::Everyone => Some(None),
        Way::SignedIn => yes(actor.is_somebody()),
        Way::OwnSight => yes(actor.has_own_sight()),
        Way::System => yes(actor.is_system()),
        Way::Holder(role) => by_grant(actor, |g| g.role == role && contains(actor, g, target)),
        Way::OutsideAuthorities(role) => {
            by_grant(actor, |g| g.role == role && contains(actor, g, target) && target.place.country.is_none())
        }
        Way::Anywhere(role) => by_grant(actor, |g| g.role == role),
        Way::Principal => by_grant(actor, |g| !target.principal && is_principal(g) && contains(actor, g, target)),
        Way::Person => yes(target.person.is_some() && target.person == actor.expert()),
        // The post keeps what it wrote only while it carries a live grant that gives it sight.
        Way::Author => yes(target.author.is_some_and(|a| Some(a) == actor.party() && actor.parties().contains(a))),
        Way::Keeper => yes(target.owner.is_some_and(|owner| actor.keeps(owner))),
        Way::Giver => target.role.and_then(|role| by_grant(actor, |g| may_give(actor, g, role, target))),
        Way::Word => yes(target.word),
        Way::Asked => yes(actor.holds_any(&target.asked) || actor.is_somebody() && broken(Rule::ThoseAskedConfirm)),
        Way::Asker => yes(target.author.is_some() && target.author == actor.party()),
    }
}

fn by_grant(actor: &Actor, fits: impl Fn(&Grant) -> bool) -> Option<Option<Uuid>> {
    actor.grants().iter().find(|g| fits(g)).map(|g| Some(g.id))
}

fn contains(actor: &Actor, grant: &Grant, target: &Target) -> bool {
    actor.standing().is_some_and(|at| target.place.within(grant, at))
}

/// A focal point for ALL fields who is no deputy.
fn is_principal(grant: &Grant) -> bool {
    grant.role == Role::FocalPoint && grant.competence.is_none() && !grant.deputy
}

fn may_give(actor: &Actor, grant: &Grant, role: Role, target: &Target) -> bool {
    may_grant(grant.role).contains(&role) && contains(actor, grant, target)
}
