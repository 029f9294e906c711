//! What each kind of item that people write does in the acts that all of them share. A new kind joins here; where
//! else is listed in `docs/adding-an-operation.md`.

use entity::item;
use entity::vocabulary::ItemKind;
use uuid::Uuid;

use super::proposals::Content;
use super::{Rewrite, rewrite_item};
use crate::access::{ActType, Permit};
use crate::error::{Error, Result};
use crate::exchange::updates;
use crate::ledger::Unit;

/// Whether people write items of this kind. Who sees the directory follows from what it is: it is
/// not published, proposed, transferred or withdrawn.
pub const fn is_written(kind: ItemKind) -> bool {
    match kind {
        ItemKind::Update => true,
        ItemKind::Country
        | ItemKind::Group
        | ItemKind::Membership
        | ItemKind::Organisation
        | ItemKind::Expert
        | ItemKind::ContactCard
        | ItemKind::Appointment
        | ItemKind::Competence => false,
    }
}

/// The kinds that people write.
pub fn written_kinds() -> impl Iterator<Item = ItemKind> {
    ItemKind::ALL.iter().copied().filter(|kind| is_written(*kind))
}

/// Step: rewrites an item that people write, whose text is written already, and keeps that text as the
/// revision that the item gets: whatever raises the one has the other. `by` is who made it, where it is
/// not the actor: what was proposed is its proposer's.
pub async fn rewrite_written<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    before: &item::Model,
    change: Rewrite,
    by: Option<Uuid>,
) -> Result<item::Model> {
    let after = rewrite_item(unit, permit, before, change).await?;
    match after.kind {
        ItemKind::Update => updates::keep_revision(unit, permit, &after, by).await?,
        kind => return Err(not_written(kind)),
    }
    Ok(after)
}

/// Step: keeps the text of each of the items as the revision that it has, in a few statements.
pub(super) async fn keep_texts<A: ActType>(unit: &Unit, permit: &Permit<A>, items: &[item::Model]) -> Result<()> {
    for kind in written_kinds() {
        let ids: Vec<Uuid> = items.iter().filter(|item| item.kind == kind).map(|item| item.id).collect();
        match kind {
            ItemKind::Update => updates::keep_revisions(unit, permit, &ids).await?,
            kind => return Err(not_written(kind)),
        }
    }
    Ok(())
}

/// The item's title.
pub(super) async fn title(unit: &Unit, item: &item::Model) -> Result<String> {
    match item.kind {
        ItemKind::Update => updates::title_in(unit, item.id).await,
        kind => Err(not_written(kind)),
    }
}

/// The item's whole text as it now is, to be changed in a proposal.
pub(super) async fn content(unit: &Unit, item: &item::Model) -> Result<Content> {
    match item.kind {
        ItemKind::Update => updates::content_in(unit, item).await,
        kind => Err(not_written(kind)),
    }
}

/// Step: writes a proposed text over the present one; the item's own row follows.
pub(super) async fn apply<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: &item::Model,
    content: Content,
) -> Result<()> {
    match item.kind {
        ItemKind::Update => updates::apply_content(unit, permit, item.id, content).await,
        kind => Err(not_written(kind)),
    }
}

/// Step: deletes an item's content with its revisions: a draft's, or what is purged.
pub(super) async fn delete_content<A: ActType>(unit: &Unit, permit: &Permit<A>, item: &item::Model) -> Result<()> {
    match item.kind {
        ItemKind::Update => updates::delete_text(unit, permit, item.id).await,
        kind => Err(not_written(kind)),
    }
}

fn not_written(kind: ItemKind) -> Error {
    Error::internal(format!("{kind} is not written by people"))
}
