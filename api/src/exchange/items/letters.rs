//! Letters about an item's way to publication. They name nothing of the item: the link leads to it,
//! and sight decides there what is read.

use entity::vocabulary::ProposalKind;
use entity::{item, proposal};
use uuid::Uuid;

use crate::access::{ActType, Kept, PartySet, Permit};
use crate::error::Result;
use crate::identity::grants::tell;
use crate::ledger::Unit;
use crate::texts::{Named, Text, Wording};

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
        ProposalKind::Publication => {
            "A publication waits for your word ({0}): confirm it, or give it back with a comment."
        }
        ProposalKind::Revision => "A change waits for your word ({0}): confirm it, or give it back with a comment.",
        ProposalKind::Transfer => {
            "A transfer to what you keep waits for your word ({0}): confirm it, or give it back with a comment."
        }
    };
    let wording = Wording::new("Something waits for your word")
        .and(Text::of(what).told(item.kind.name()))
        .and(Text::of("{0}").with(format!("{url}/proposal/{proposal}")));
    tell(unit, permit, whom, &wording).await
}

/// To whoever proposed something: what became of it, in a sentence of the catalogue.
pub(super) async fn decided<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    row: &proposal::Model,
    became: &'static str,
) -> Result<()> {
    let (url, id) = (unit.world().config.public_url(), row.item_id);
    let whom = PartySet::of(row.proposed_by);
    let wording = Wording::new(became)
        .and(Text::of("{0}.").told(became))
        .and(Text::of("See it: {0}").with(format!("{url}/proposal/{}", row.id)))
        .and(Text::of("The item: {0}").with(format!("{url}/i/{id}")));
    tell(unit, permit, &whom, &wording).await
}

/// To an item's keepers: it was not published at its time.
pub(super) async fn not_published<A: ActType>(unit: &mut Unit, permit: &Permit<A>, item: &item::Model) -> Result<()> {
    let url = unit.world().config.public_url();
    let why = "An item that you keep was to be published now. Whoever released it may no longer publish it so, and it is a draft again: publish it, or propose it.";
    let wording = Wording::new("An item was not published and is a draft again")
        .and(why)
        .and(Text::of("See it: {0}").with(format!("{url}/i/{}", item.id)));
    tell(unit, permit, &Kept::from(item).keepers(), &wording).await
}

/// To those who kept an item: it has another owner.
pub(super) async fn transferred<A: ActType>(unit: &mut Unit, permit: &Permit<A>, before: &item::Model) -> Result<()> {
    let url = unit.world().config.public_url();
    let wording = Wording::new("An item that you kept has another owner")
        .and("An item that you kept now stands in another name, and is kept by the keepers of its new owner.")
        .and(Text::of("The item: {0}").with(format!("{url}/i/{}", before.id)));
    tell(unit, permit, &Kept::from(before).keepers(), &wording).await
}

/// To those who kept an item: it was purged.
pub(super) async fn purged<A: ActType>(unit: &mut Unit, permit: &Permit<A>, before: &item::Model) -> Result<()> {
    let wording = Wording::new("An item that you kept was purged")
        .and("An administrator purged an item that you kept: its content is gone for good, and the reason is recorded.")
        .and(Text::of("Its id: {0} ({1})").with(before.id).told(before.kind.name()));
    tell(unit, permit, &Kept::from(before).keepers(), &wording).await
}
