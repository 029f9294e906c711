//! Steps that write proposals.

use entity::ids::{NETWORK, keepers_of};
use entity::vocabulary::{ProposalKind, ProposalState};
use entity::{item, proposal};
use uuid::Uuid;

use super::{Content, store};
use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Kept, PartySet, Permit};
use crate::error::{Error, Result};
use crate::exchange::items::{audiences, written};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// A proposal to be made.
#[derive(Clone, Debug)]
pub struct NewProposal {
    /// PUBLICATION, REVISION or TRANSFER.
    pub kind: ProposalKind,
    /// Keepers' parties whose word it waits for.
    pub asked: PartySet,
    /// What is said to those asked.
    pub comment: Option<String>,
    /// REVISION: the text as it would be.
    pub content: Option<Content>,
    /// Who the item is to be for.
    pub audience: Option<PartySet>,
    /// TRANSFER: the country, group or organisation that is to own it.
    pub to_owner: Option<Uuid>,
    /// PUBLICATION: when it is to be published by itself; none for at once.
    pub publish_at: Option<Timestamp>,
}

/// Step: writes a proposal about an item as it now is. Returns its id.
pub async fn add<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    new: NewProposal,
) -> Result<Uuid> {
    let id = unit.new_id();
    let title = match &new.content {
        Some(content) => content.title.clone(),
        None => written::title(unit, item).await?,
    };
    let content = new.content.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
    let audience = match &new.audience {
        Some(set) => Some(audiences::intern(unit, permit, set).await?),
        None => None,
    };
    let row = proposal::Model {
        id,
        item_id: item.id,
        kind: new.kind,
        seen_by: audiences::intern(unit, permit, &circle(item, new.to_owner, &new.asked)).await?,
        asked: audiences::intern(unit, permit, &new.asked).await?,
        proposed_by: unit.actor().party(),
        proposed_at: unit.at().micros(),
        comment: new.comment,
        base_revision: item.revision,
        title,
        content,
        audience,
        to_owner: new.to_owner,
        publish_at: new.publish_at.map(Timestamp::micros),
        state: ProposalState::Waiting,
        decided_at: None,
        decided_by: None,
        decide_comment: None,
    };
    store::insert(unit, permit, row).await?;
    unit.note("proposal", id.to_string());
    unit.note("proposalKind", new.kind.word());
    Ok(id)
}

/// Decides a proposal that waits.
pub(in crate::exchange::items) async fn decide<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    row: &proposal::Model,
    state: ProposalState,
    comment: Option<String>,
) -> Result<()> {
    store::decide(unit, permit, row.id, state, comment).await?;
    unit.note("proposal", row.id.to_string());
    unit.note("proposalKind", row.kind.word());
    unit.note("proposalState", state.word());
    Ok(())
}

/// What waits about an item falls away with what it was about, but for one of them.
pub(in crate::exchange::items) async fn close_waiting<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: Uuid,
    kinds: &[ProposalKind],
    but: Option<Uuid>,
) -> Result<()> {
    for row in store::waiting(unit, item).await? {
        if kinds.contains(&row.kind) && Some(row.id) != but {
            store::decide(unit, permit, row.id, ProposalState::TakenBack, None).await?;
        }
    }
    Ok(())
}

/// The change that the actor has proposed already, taken back so that a new one takes its place: one
/// waits for each item and proposer, and a further change builds on it.
pub(in crate::exchange::items) async fn replace_own<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: &item::Model,
) -> Result<Option<proposal::Model>> {
    let own = |row: &proposal::Model| {
        row.kind == ProposalKind::Revision && row.proposed_by.is_some() && row.proposed_by == unit.actor().party()
    };
    let mut before = None;
    for row in store::waiting(unit, item.id).await?.into_iter().filter(own) {
        store::put_aside(unit, permit, row.id).await?;
        before = Some(row).filter(|row| row.base_revision == item.revision);
    }
    Ok(before)
}

/// Others are asked instead.
pub(in crate::exchange::items) async fn ask<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: &item::Model,
    proposal: &proposal::Model,
    asked: &PartySet,
) -> Result<()> {
    let seen_by = audiences::intern(unit, permit, &circle(item, proposal.to_owner, asked)).await?;
    let asked = audiences::intern(unit, permit, asked).await?;
    store::set_circle(unit, permit, proposal.id, asked, seen_by).await
}

/// The item has other keepers: what waits beside it is seen by them. What was made from the revision
/// before was made from this one, which says the same.
pub(in crate::exchange::items) async fn follow_keepers<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    before: &item::Model,
    item: &item::Model,
) -> Result<()> {
    for row in store::waiting(unit, item.id).await? {
        let asked = audiences::party_set(unit.tx(), row.asked).await?;
        ask(unit, permit, item, &row, &asked).await?;
        if row.base_revision == before.revision {
            store::set_base(unit, permit, row.id, item.revision).await?;
        }
    }
    Ok(())
}

/// Who sees a proposal: the item's keepers, those asked, and the receiving side of a transfer.
fn circle(item: &item::Model, to_owner: Option<Uuid>, asked: &PartySet) -> PartySet {
    let receiving = to_owner.map(keepers_of).filter(|_| !broken(Rule::ReceiversSeeProposals));
    let everybody = Some(NETWORK).filter(|_| broken(Rule::ProposalsAreForTheirCircle));
    Kept::from(item).keepers().union(asked).union(&PartySet::of(receiving.into_iter().chain(everybody)))
}
