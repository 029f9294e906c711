//! Steps that write appointments, each with its grant.

use entity::ids::PUBLIC;
use entity::vocabulary::{ItemKind, ItemState, Precision, Rank, Role, ScopeKind};
use entity::{absence, appointment, item};
use uuid::Uuid;

use super::store;
use crate::access::{ActType, PartySet, Permit};
use crate::error::Result;
use crate::exchange::items::{self, NewItem, Rewrite, insert_item, rewrite_item};
use crate::identity::access_requests::store as requests;
use crate::identity::grants::{NewGrant, begin_counting, insert_grant, refuse_grant};
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::experts::post_begins;

/// An appointment as a step writes it.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// The post that is appointed.
    pub post: Uuid,
    /// The body it stands in.
    pub organisation: Uuid,
    /// The country it speaks for.
    pub country: Uuid,
    /// The policy field; none for ALL.
    pub competence: Option<Uuid>,
    /// PRINCIPAL or DEPUTY.
    pub rank: Rank,
    /// First instant it is said to hold.
    pub valid_from: Timestamp,
    /// First instant it is said to hold no longer.
    pub valid_until: Option<Timestamp>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Whether it counts once it begins, or waits for a word.
    pub counts: bool,
    /// Telephone of the function.
    pub office_telephone: Option<String>,
    /// Mailbox of the function.
    pub office_email: Option<String>,
    /// Days on which the person is away: first and last.
    pub absences: Vec<(Day, Day)>,
    /// Why.
    pub reason: String,
}

/// The role that an appointment carries.
pub(crate) fn role_of(competence: Option<Uuid>) -> Role {
    if competence.is_some() { Role::FieldContact } else { Role::FocalPoint }
}

/// Step: writes an appointment and its grant. As a function it is PUBLIC, owned by its country; while
/// it waits for a word, it is seen by the country's keepers.
pub async fn appoint_step<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewAppointment) -> Result<Uuid> {
    let id = unit.new_id();
    appoint_as(unit, permit, id, new).await?;
    Ok(id)
}

/// Step: the same under an id that was made before; returns the grant.
pub async fn appoint_as<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    new: NewAppointment,
) -> Result<Uuid> {
    let item = NewItem {
        id,
        kind: ItemKind::Appointment,
        owner: new.country,
        author: unit.actor().party(),
        language: None,
        state: if new.counts { ItemState::Published } else { ItemState::Draft },
        audience: Some(PartySet::of([PUBLIC])),
    };
    insert_item(unit, permit, item).await?;
    // Nobody speaks out of a post before it begins.
    let from = new.valid_from.max(post_begins(unit.tx(), new.post).await?);
    let grant = NewGrant {
        role: role_of(new.competence),
        holder: new.post,
        scope_kind: ScopeKind::Country,
        scope: Some(new.country),
        competence_id: new.competence,
        valid_from: from,
        valid_until: new.valid_until,
        counts: new.counts,
        reason: new.reason,
    };
    let grant_id = insert_grant(unit, permit, grant).await?;
    let row = appointment::Model {
        id,
        grant_id,
        country_id: new.country,
        competence_id: new.competence,
        organisation_id: new.organisation,
        rank: new.rank,
        precision: new.precision,
        office_telephone: new.office_telephone,
        office_email: new.office_email,
    };
    store::insert(unit, permit, row).await?;
    let absences = absences_of(unit, id, &new.absences);
    store::insert_absences(unit, permit, absences).await?;
    Ok(grant_id)
}

pub(super) fn absences_of(unit: &Unit, id: Uuid, days: &[(Day, Day)]) -> Vec<absence::Model> {
    let row = |(from, to): &(Day, Day)| absence::Model {
        id: unit.new_id(),
        appointment_id: id,
        from_day: from.number(),
        to_day: to.number(),
    };
    days.iter().map(row).collect()
}

/// Step: the word is there. An appointment that waited is published, and its grant counts.
pub async fn carry_out_appointment<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    let row = store::model(unit.tx(), id).await?;
    begin_counting(unit, permit, row.grant_id).await?;
    let before = items::store::row(unit, permit, id).await?;
    rewrite_item(unit, permit, &before, Rewrite { state: Some(ItemState::Published), ..Rewrite::default() }).await?;
    Ok(())
}

/// Step: the word was refused. The appointment never counted.
pub async fn refuse_appointment<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    let row = store::model(unit.tx(), id).await?;
    refuse_grant(unit, permit, row.grant_id).await?;
    let before = items::store::row(unit, permit, id).await?;
    rewrite_item(unit, permit, &before, Rewrite::default()).await?;
    Ok(())
}

/// Step: notes that the appointments of grants have changed, as when the grants end: whoever ends a
/// grant calls it.
pub async fn touch_appointments<A: ActType>(unit: &mut Unit, permit: &Permit<A>, grants: &[Uuid]) -> Result<()> {
    let items = store::items_of_grants(unit, permit, grants).await?;
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    // Whoever was asked for a word is asked no longer.
    requests::withdraw_for(unit, permit, &ids, "The appointment was ended.").await?;
    rewrite_all(unit, permit, items).await
}

/// Step: notes that the appointments of grants are shown otherwise, as when the end of their post was said
/// beforehand, or their holder no longer counts: whoever follows the feed hears of it.
pub async fn appointments_show_otherwise<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    grants: &[Uuid],
) -> Result<()> {
    let items = store::items_of_grants(unit, permit, grants).await?;
    rewrite_all(unit, permit, items).await
}

async fn rewrite_all<A: ActType>(unit: &mut Unit, permit: &Permit<A>, items: Vec<item::Model>) -> Result<()> {
    for item in items {
        rewrite_item(unit, permit, &item, Rewrite::default()).await?;
    }
    Ok(())
}

/// Step: forgets on which days the persons in posts were away; ids of their appointments.
pub async fn forget_absences<A: ActType>(unit: &Unit, permit: &Permit<A>, posts: &[Uuid]) -> Result<Vec<Uuid>> {
    store::forget_absences(unit, permit, posts).await
}
