//! Steps that write an item's row: `seen_by` follows from state, keeping and sharing here, and the
//! change record with it.

use std::collections::BTreeMap;

use entity::item;
use entity::vocabulary::{ItemKind, ItemState};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::audiences::{self, Numbers, Wanted, declared, numbers, numbers_of};
use super::{proposals, store, store_many};
use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Kept, PartySet, Permit};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// A new item.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Its id (for countries, groups and organisations also the party's).
    pub id: Uuid,
    /// Its kind.
    pub kind: ItemKind,
    /// The organisation, country or group in whose name it stands.
    pub owner: Uuid,
    /// Post or partner system that wrote it; none for what SYSTEM brings.
    pub author: Option<Uuid>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Its state.
    pub state: ItemState,
    /// Its declared audience; none only in a draft.
    pub audience: Option<PartySet>,
}

/// What an item waits for before it is published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// Keepers' parties whose word it waits for; only while it is proposed.
    pub asked: Option<PartySet>,
    /// When it is to be published by itself; while it is scheduled, or proposed so.
    pub publish_at: Option<Timestamp>,
    /// Post or partner system that released it; only while it is scheduled.
    pub released_by: Option<Uuid>,
}

/// What changes in an item's row; what is `None` stays. Every rewrite raises the revision.
#[derive(Clone, Debug, Default)]
pub struct Rewrite {
    /// A new state.
    pub state: Option<ItemState>,
    /// What it waits for from now on; a new state without it waits for nothing.
    pub release: Option<Release>,
    /// A new declared audience.
    pub audience: Option<PartySet>,
    /// A new owner.
    pub owner: Option<Uuid>,
    /// A new author, who keeps it: contact cards follow their person's present post.
    pub author: Option<Option<Uuid>>,
    /// The author is named from now on, and keeps it no longer.
    pub ends_authors_keeping: bool,
    /// A new language.
    pub language: Option<Option<String>>,
}

/// Writes a new item's row and its change record.
pub async fn insert_item<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewItem) -> Result<item::Model> {
    insert_waiting_item(unit, permit, new, &Release::default()).await
}

/// The same for an item that waits for a word or for its time.
pub async fn insert_waiting_item<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    new: NewItem,
    release: &Release,
) -> Result<item::Model> {
    let id = new.id;
    let numbers = numbers(unit, permit, wanted(&new, release)).await?;
    let row = row(unit, new, release, numbers);
    store::insert(unit, permit, row.clone()).await?;
    unit.made(id);
    unit.changed(row.id, row.kind, None, Some(row.seen_by), row.revision);
    Ok(row)
}

/// The same for many at once, in a few statements, whatever the number: what one act brings in.
pub async fn insert_items<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    new: Vec<NewItem>,
) -> Result<Vec<item::Model>> {
    let release = Release::default();
    let numbers = numbers_of(unit, permit, new.iter().map(|one| wanted(one, &release)).collect()).await?;
    let rows: Vec<_> = new.into_iter().zip(numbers).map(|(one, numbers)| row(unit, one, &release, numbers)).collect();
    store_many::insert_all(unit, permit, &rows).await?;
    for row in &rows {
        unit.changed(row.id, row.kind, None, Some(row.seen_by), row.revision);
    }
    Ok(rows)
}

fn wanted(new: &NewItem, release: &Release) -> Wanted {
    let kept = Kept { kind: new.kind, owner: new.owner, keeper: new.author };
    Wanted { kept, state: new.state, declared: new.audience.clone(), asked: release.asked.clone() }
}

fn row(unit: &Unit, new: NewItem, release: &Release, numbers: Numbers) -> item::Model {
    let now = unit.at().micros();
    item::Model {
        id: new.id,
        kind: new.kind,
        audience: numbers.declared,
        seen_by: numbers.seen_by,
        owner: new.owner,
        author: new.author,
        keeper: new.author,
        language: new.language,
        state: new.state,
        asked: numbers.asked,
        publish_at: release.publish_at.map(Timestamp::micros),
        released_by: release.released_by,
        revision: 1,
        created_at: now,
        updated_at: now,
        published_at: (new.state == ItemState::Published).then_some(now),
        published_seq: (new.state == ItemState::Published).then_some(unit.seq()),
    }
}

/// Rewrites an item's row: raises the revision, works out who sees it now, notes the change.
pub async fn rewrite_item<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    before: &item::Model,
    change: Rewrite,
) -> Result<item::Model> {
    let state = change.state.unwrap_or(before.state);
    let owner = change.owner.unwrap_or(before.owner);
    let author = change.author.unwrap_or(before.author);
    let ends = change.ends_authors_keeping && !broken(Rule::TransferEndsKeeping);
    let keeper = match change.author {
        _ if ends => None,
        Some(author) => author,
        None => before.keeper,
    };
    let declared = match change.audience {
        Some(set) => Some(set),
        None => declared(unit.tx(), before).await?,
    };
    let release = match change.release {
        Some(release) => release,
        None if change.state.is_some() => Release::default(),
        None => store::release_of(unit.tx(), before).await?,
    };
    let kept = Kept { kind: before.kind, owner, keeper };
    let wanted = Wanted { kept, state, declared, asked: release.asked };
    let numbers = numbers(unit, permit, wanted).await?;
    let now = unit.at().micros();
    let published = state == ItemState::Published;
    let language = change.language.unwrap_or_else(|| before.language.clone());
    let revision = before.revision + 1;
    let row = item::ActiveModel {
        id: Set(before.id),
        audience: Set(numbers.declared),
        seen_by: Set(numbers.seen_by),
        owner: Set(owner),
        author: Set(author),
        keeper: Set(keeper),
        language: Set(language),
        state: Set(state),
        asked: Set(numbers.asked),
        publish_at: Set(release.publish_at.map(Timestamp::micros)),
        released_by: Set(release.released_by),
        revision: Set(revision),
        updated_at: Set(now),
        published_at: Set(before.published_at.or(published.then_some(now))),
        published_seq: Set(before.published_seq.or(published.then_some(unit.seq()))),
        ..Default::default()
    };
    let after = store::update(unit, permit, row).await?;
    unit.changed(after.id, after.kind, Some(before.seen_by), Some(after.seen_by), after.revision);
    if (after.published_at, after.seen_by) != (before.published_at, before.seen_by) {
        store_many::move_subjects(unit, permit, &after).await?;
    }
    let keepers_change = (after.owner, after.keeper) != (before.owner, before.keeper);
    if keepers_change && !broken(Rule::ProposalsFollowKeepers) {
        // What waits beside it is for its keepers: the new ones see it, the old ones no longer.
        proposals::follow_keepers(unit, permit, &[(before, &after)]).await?;
    }
    Ok(after)
}

/// Gives many items one declared audience, in a few statements, whatever their number: each raises its revision and
/// notes its change as by [`rewrite_item`]. For what waits for nobody's word.
pub async fn rewrite_audiences<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    ids: &[Uuid],
    audience: &PartySet,
) -> Result<()> {
    let before = store_many::rows(unit, permit, ids).await?;
    let wanted = before.iter().map(|row| {
        let kept = Kept { kind: row.kind, owner: row.owner, keeper: row.keeper };
        Wanted { kept, state: row.state, declared: Some(audience.clone()), asked: None }
    });
    let numbers = numbers_of(unit, permit, wanted.collect()).await?;
    // Few sets: who sees it follows from owner, state and keeper, which most of them share.
    let mut alike: BTreeMap<(Option<i64>, i64), Vec<&item::Model>> = BTreeMap::new();
    for (row, numbers) in before.iter().zip(&numbers) {
        alike.entry((numbers.declared, numbers.seen_by)).or_default().push(row);
    }
    for ((declared, seen_by), rows) in alike {
        store_many::readdress(unit, permit, &rows, (declared, seen_by)).await?;
    }
    for (row, numbers) in before.iter().zip(&numbers) {
        unit.changed(row.id, row.kind, Some(row.seen_by), Some(numbers.seen_by), row.revision + 1);
    }
    Ok(())
}

/// Erases an item: nobody sees it from now on, and its change record says that it is gone. Its id
/// stays, since ledger and parties refer to it; the kind's own table is emptied by whoever calls.
pub async fn erase_item<A: ActType>(unit: &mut Unit, permit: &Permit<A>, before: &item::Model) -> Result<()> {
    let nobody = audiences::intern(unit, permit, &PartySet::default()).await?;
    let row = item::ActiveModel {
        id: Set(before.id),
        audience: Set(None),
        seen_by: Set(nobody),
        author: Set(None),
        keeper: Set(None),
        language: Set(None),
        state: Set(ItemState::Purged),
        asked: Set(None),
        publish_at: Set(None),
        released_by: Set(None),
        revision: Set(before.revision + 1),
        updated_at: Set(unit.at().micros()),
        ..Default::default()
    };
    let after = store::update(unit, permit, row).await?;
    unit.changed(after.id, after.kind, Some(before.seen_by), None, after.revision);
    Ok(())
}
