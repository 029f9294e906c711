//! Letters about an item's way to publication. They name nothing of the item: the link leads to it,
//! and sight decides there what is read.

use entity::vocabulary::ProposalKind;
use entity::{item, proposal};
use uuid::Uuid;

use crate::access::{ActType, Kept, PartySet, Permit};
use crate::error::Result;
use crate::identity::grants::tell;
use crate::ledger::Unit;

/// To those whose word is asked.
pub(super) async fn asked<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    kind: ProposalKind,
    proposal: Uuid,
    whom: &PartySet,
) -> Result<()> {
    let url = unit.world().config.public_url();
    let what = match kind {
        ProposalKind::Publication => "Its publication",
        ProposalKind::Revision => "A change of it",
        ProposalKind::Transfer => "Its transfer to what you keep",
    };
    let text = format!(
        "{what} waits for your word ({}, proposed): confirm it, or give it back with a comment.\n\n\
         {url}/proposal/{proposal}\n",
        item.kind
    );
    tell(unit, permit, whom, "Something waits for your word", &text).await
}

/// To whoever proposed something: what became of it.
pub(super) async fn decided<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    row: &proposal::Model,
    became: &str,
) -> Result<()> {
    let (url, id) = (unit.world().config.public_url(), row.item_id);
    let whom = PartySet::of(row.proposed_by);
    let text =
        format!("What you proposed was {became}.\n\nSee it: {url}/proposal/{}\nThe item: {url}/i/{id}\n", row.id);
    tell(unit, permit, &whom, &format!("What you proposed was {became}"), &text).await
}

/// To an item's keepers: it was not published at its time.
pub(super) async fn not_published<A: ActType>(unit: &mut Unit, permit: &Permit<A>, item: &item::Model) -> Result<()> {
    let url = unit.world().config.public_url();
    let text = format!(
        "An item that you keep was to be published now. Whoever released it may no longer publish it so, and it is \
         a draft again: publish it, or propose it.\n\nSee it: {url}/i/{}\n",
        item.id
    );
    tell(unit, permit, &Kept::from(item).keepers(), "An item was not published and is a draft again", &text).await
}

/// To those who kept an item: it has another owner.
pub(super) async fn transferred<A: ActType>(unit: &mut Unit, permit: &Permit<A>, before: &item::Model) -> Result<()> {
    let url = unit.world().config.public_url();
    let text = format!(
        "An item that you kept now stands in another name, and is kept by the keepers of its new owner.\n\n\
         Its address: {url}/i/{}\n",
        before.id
    );
    tell(unit, permit, &Kept::from(before).keepers(), "An item that you kept has another owner", &text).await
}

/// To those who kept an item: it was purged.
pub(super) async fn purged<A: ActType>(unit: &mut Unit, permit: &Permit<A>, before: &item::Model) -> Result<()> {
    let text = format!(
        "An administrator purged an item that you kept: its content is gone for good, and the reason is recorded.\n\n\
         Its id: {} ({})\n",
        before.id, before.kind
    );
    tell(unit, permit, &Kept::from(before).keepers(), "An item that you kept was purged", &text).await
}
