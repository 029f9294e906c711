//! Steps that write groups and memberships: files, samples and users' writes go through them.

use entity::ids::{NETWORK, PUBLIC};
use entity::vocabulary::{Confidence, FactKind, GroupKind, ItemKind, ItemState, MembersSeenBy, PartyKind, Precision};
use entity::{membership, network_group};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{letters, store, store_members};
use crate::access::{ActType, PartySet, Permit, those_who_see_members};
use crate::error::{Code, Error, Result};
use crate::exchange::items::{self, NewItem, Rewrite, insert_item, rewrite_item};
use crate::identity::access_requests::store as requests;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::facts::life::rights_end;
use crate::network::facts::{NewFact, Span, state_facts};

/// A group as the step writes it.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Stable code, where it has one.
    pub code: Option<String>,
    /// Kind.
    pub kind: GroupKind,
    /// What it is for.
    pub description: Option<String>,
    /// Who sees the members.
    pub members_seen_by: MembersSeenBy,
    /// Who sees the group besides its members; empty for what is usual for its kind: PUBLIC for
    /// clusters, NETWORK for committees and working groups, the members alone for sharing groups.
    pub audience: PartySet,
    /// NAME and NATIVE_NAME.
    pub facts: Vec<NewFact>,
    /// When it exists.
    pub life: Span,
}

/// A membership as the step writes it.
#[derive(Clone, Debug)]
pub struct NewMembership {
    /// Its id, made beforehand with `unit.new_id()`.
    pub id: Uuid,
    /// The group.
    pub group: Uuid,
    /// Country, organisation, post or partner system.
    pub member: Uuid,
    /// First instant it is said to hold.
    pub valid_from: Timestamp,
    /// First instant it is said to hold no longer.
    pub valid_until: Option<Timestamp>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Where it is from.
    pub source: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether it counts once it begins, or waits for a word.
    pub counts: bool,
}

/// Writes a group: item and party under one id, its own owner.
pub async fn add_group<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewGroup) -> Result<Uuid> {
    let id = unit.new_id();
    items::store::insert_party(unit, permit, id, PartyKind::Group).await?;
    let usual = match new.kind {
        GroupKind::Cluster => Some(PUBLIC),
        GroupKind::Committee | GroupKind::WorkingGroup => Some(NETWORK),
        GroupKind::SharingGroup => None,
    };
    let audience = if new.audience.is_empty() { PartySet::of(usual) } else { new.audience };
    let item = NewItem {
        id,
        kind: ItemKind::Group,
        owner: id,
        author: unit.actor().party(),
        language: None,
        state: ItemState::Published,
        // Whoever is in a group sees it.
        audience: Some(audience.union(&PartySet::of([id]))),
    };
    insert_item(unit, permit, item).await?;
    items::store::set_words(unit, permit, id, &words(&new.facts)).await?;
    let row = network_group::Model {
        id,
        code: new.code,
        kind: new.kind,
        description: new.description,
        members_seen_by: new.members_seen_by,
    };
    store::insert(unit, permit, row).await?;
    let mut facts = new.facts;
    facts.push(NewFact::life(new.life));
    state_facts(unit, permit, id, facts).await?;
    Ok(id)
}

/// Writes a membership: an item owned by the group and kept by its keepers alone. It never counts
/// before it is recorded, and lasts no longer than its member, where an end of that is said; one that waits for a word is seen by the keepers alone until it is there.
pub async fn add_membership<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewMembership) -> Result<Uuid> {
    let group = store::row(unit.tx(), new.group).await?;
    let item = NewItem {
        id: new.id,
        kind: ItemKind::Membership,
        owner: new.group,
        author: unit.actor().party(),
        language: None,
        state: if new.counts { ItemState::Published } else { ItemState::Proposed },
        audience: Some(audience_of_members(group.id, group.members_seen_by)),
    };
    insert_item(unit, permit, item).await?;
    let ends = store_members::end_of_holder(unit.tx(), new.member).await?;
    let ends = ends.into_iter().chain(rights_end(unit, new.member).await?.map(Timestamp::micros));
    let ends = ends.filter(|end| *end > new.valid_from.micros());
    let row = membership::Model {
        id: new.id,
        group_id: new.group,
        member: new.member,
        valid_from: new.valid_from.micros(),
        valid_until: new.valid_until.map(Timestamp::micros).into_iter().chain(ends).min(),
        precision: new.precision,
        counts_from: new.counts.then_some(new.valid_from.max(unit.at()).micros()),
        ended_at: None,
        end_reason: None,
        source: new.source,
        confidence: new.confidence,
    };
    store_members::insert(unit, permit, row).await?;
    Ok(new.id)
}

/// The word is there: a membership that waited counts from now, or from its beginning if that is later.
pub async fn carry_out_membership<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    let row = store_members::row(unit.tx(), id).await?;
    if row.counts_from.is_some() || row.ended_at.is_some() {
        return Err(Error::new(Code::Conflict, "The membership does not wait any more: it counts, or has ended."));
    }
    let from = row.valid_from.max(unit.at().micros());
    let change = membership::ActiveModel { id: Set(id), counts_from: Set(Some(from)), ..Default::default() };
    store_members::rewrite(unit, permit, change).await?;
    to_state(unit, permit, id, ItemState::Published).await?;
    letters::joined(unit, permit, &row).await
}

/// The word was refused, or the act withdrawn: a membership that waited ends without ever having
/// counted. One that has ended stays as it is.
pub async fn refuse_membership<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    let row = store_members::row(unit.tx(), id).await?;
    match (row.counts_from, row.ended_at) {
        (None, None) => {
            let now = unit.at();
            close_membership(unit, permit, &row, now, "The word it waited for was refused.").await
        }
        (None, Some(_)) => Ok(()),
        (Some(_), _) => Err(Error::internal(format!("membership {id} does not wait"))),
    }
}

/// Ends a membership as from an instant, or sooner where that was said before; one that never counted is
/// seen by the keepers alone for ever, and whoever was asked for a word on it is asked no longer.
pub(super) async fn close_membership<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    row: &membership::Model,
    until: Timestamp,
    reason: &str,
) -> Result<()> {
    let until = if row.counts_from.is_some() { until } else { unit.at() };
    if row.ended_at.is_none_or(|said| said > until.micros()) {
        let change = membership::ActiveModel {
            id: Set(row.id),
            ended_at: Set(Some(until.micros())),
            end_reason: Set(Some(reason.to_owned())),
            ..Default::default()
        };
        store_members::rewrite(unit, permit, change).await?;
    }
    if row.counts_from.is_none() {
        requests::withdraw_for(unit, permit, &[row.id], reason).await?;
    }
    let state = if row.counts_from.is_some() { ItemState::Published } else { ItemState::Withdrawn };
    to_state(unit, permit, row.id, state).await
}

async fn to_state<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid, state: ItemState) -> Result<()> {
    let before = items::store::row(unit, permit, id).await?;
    rewrite_item(unit, permit, &before, Rewrite { state: Some(state), ..Rewrite::default() }).await?;
    Ok(())
}

/// Who sees the memberships of a group besides its keepers.
pub(super) fn audience_of_members(group: Uuid, seen_by: MembersSeenBy) -> PartySet {
    PartySet::of([those_who_see_members(group, seen_by)])
}

/// The folded words by which `q=` finds it.
pub(super) fn words(facts: &[NewFact]) -> Vec<String> {
    let names = facts.iter().filter(|fact| matches!(fact.kind, FactKind::Name | FactKind::NativeName));
    names.filter_map(|fact| fact.text.as_deref()).flat_map(crate::kit::fold::fold_words).collect()
}

/// Names as facts.
pub(super) fn named(name: Option<&str>, native: Option<&[crate::network::facts::view::LanguageText]>) -> Vec<NewFact> {
    let name = name.map(|name| NewFact::text(FactKind::Name, "en", name.trim()));
    let native = native.unwrap_or_default().iter();
    name.into_iter().chain(native.map(|n| NewFact::text(FactKind::NativeName, &n.language, n.name.trim()))).collect()
}

/// Step: ends the memberships that a party holds, as from an instant: it ended, or left.
pub async fn end_memberships_of<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    member: Uuid,
    until: Timestamp,
    reason: &str,
) -> Result<()> {
    for row in store_members::open_for(unit.tx(), member, unit.at()).await? {
        close_membership(unit, permit, &row, until, reason).await?;
    }
    Ok(())
}
