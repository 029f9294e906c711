//! Who may publish in whose name, and how wide (DESIGN §2, *Publishing*).

use entity::ids::PUBLIC;
use entity::vocabulary::Role;
use uuid::Uuid;

use super::actor::{Actor, Grant};
use super::party_set::PartySet;
use super::place::Place;

/// What is to be published.
#[derive(Clone, Copy, Debug)]
pub struct Publication<'a> {
    /// Where the organisation, country or group stands in whose name.
    pub place: Place,
    /// The resolved audience.
    pub audience: &'a PartySet,
    /// Policy fields it is about, each with all broader ones.
    pub topics: &'a [Vec<Uuid>],
}

/// May it be published so?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publishing {
    /// Yes, by this grant.
    Allowed(Uuid),
    /// In that name, but not so wide: it can be proposed.
    MustPropose,
    /// Not in that name.
    Refused,
}

/// May `actor` publish so? Every role with own sight but reader publishes to parties, OFFICIALS and
/// NETWORK in the name of the own body; for a country its focal points, a field contact in that
/// field; for a group its editors. PUBLIC takes a focal point for the country and its authorities,
/// the Secretariat for all others.
pub fn may_publish(actor: &Actor, publication: &Publication<'_>) -> Publishing {
    let to_public = publication.audience.contains(PUBLIC);
    let releases = actor.grants().iter().find(|g| releases_to_public(g, publication.place));
    let in_name = actor.grants().iter().find(|g| in_name_of(actor, g, publication));
    match (to_public, releases, in_name) {
        (true, Some(grant), _) | (false, _, Some(grant)) => Publishing::Allowed(grant.id),
        (true, None, Some(_)) => Publishing::MustPropose,
        (_, _, None) => Publishing::Refused,
    }
}

/// May `actor` begin something in the name of a publication, be it a draft: whoever speaks in that name,
/// and for a body whoever releases what is its to PUBLIC. A group's editors alone begin what is the
/// group's: the Secretariat, which is in it or not, releases to PUBLIC what they propose.
pub fn may_begin(actor: &Actor, publication: &Publication<'_>) -> bool {
    begins_by(actor, publication).is_some()
}

/// By which grant `actor` may publish in the name of what stands at `place`, to whomever and about whatever it
/// will be: a field contact speaks for the country about their field.
pub fn speaks_for(actor: &Actor, place: Place) -> Option<Uuid> {
    let audience = PartySet::default();
    let fields = actor.grants().iter().filter_map(|grant| grant.competence).map(|field| vec![vec![field]]);
    let each = std::iter::once(Vec::new()).chain(fields);
    each.filter_map(|topics| begins_by(actor, &Publication { place, audience: &audience, topics: &topics })).next()
}

fn begins_by(actor: &Actor, publication: &Publication<'_>) -> Option<Uuid> {
    let of_a_group = publication.place.group.is_some();
    let begins = |grant: &&Grant| {
        in_name_of(actor, grant, publication) || !of_a_group && releases_to_public(grant, publication.place)
    };
    actor.grants().iter().find(begins).map(|grant| grant.id)
}

fn releases_to_public(grant: &Grant, place: Place) -> bool {
    match place.country {
        Some(country) => grant.role == Role::FocalPoint && grant.scope == Some(country),
        None => grant.role == Role::Secretariat,
    }
}

fn in_name_of(actor: &Actor, grant: &Grant, publication: &Publication<'_>) -> bool {
    let Some(at) = actor.standing() else {
        return false;
    };
    let own_body = publication.place.body.is_some_and(|b| at.bodies.contains(&b));
    let the_country =
        publication.place.body.is_none() && publication.place.country == grant.scope && grant.scope.is_some();
    match grant.role {
        Role::Member | Role::OrganisationEditor | Role::Secretariat => own_body,
        Role::FocalPoint => own_body || the_country,
        Role::FieldContact => own_body || the_country && in_field(grant, publication.topics),
        Role::GroupEditor => publication.place.group.is_some() && publication.place.group == grant.scope,
        Role::Reader | Role::SteeringMember | Role::Observer | Role::Administrator | Role::Auditor => false,
    }
}

/// Whether everything it is about lies in the contact's field or a narrower one.
fn in_field(grant: &Grant, topics: &[Vec<Uuid>]) -> bool {
    grant.competence.is_some_and(|field| !topics.is_empty() && topics.iter().all(|chain| chain.contains(&field)))
}
