//! Steps that write proposals.

use std::collections::HashMap;

use entity::ids::{NETWORK, keepers_of};
use entity::item;
use entity::proposal::{self, Model};
use entity::vocabulary::{ProposalKind, ProposalState};
use uuid::Uuid;

use super::{Content, store};
use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Kept, PartySet, Permit};
use crate::error::{Error, Result};
use crate::exchange::items::audiences::{self, number_in};
use crate::exchange::items::written;
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
        from_owner: item.owner,
        to_owner: new.to_owner,
        publish_at: new.publish_at.map(Timestamp::micros),
        state: ProposalState::Waiting,
        decided_at: None,
        decided_by: None,
        decide_comment: None,
    };
    store::insert(unit, permit, row.clone()).await?;
    show(unit, permit, &row, &new.asked).await?;
    unit.note("proposal", id.to_string());
    unit.note("proposalKind", new.kind.word());
    Ok(id)
}

/// Step: decides a proposal that waits about an item.
pub async fn decide<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    row: &proposal::Model,
    state: ProposalState,
    comment: Option<String>,
) -> Result<()> {
    close(unit, permit, item, row, state, comment).await?;
    unit.note("proposal", row.id.to_string());
    unit.note("proposalKind", row.kind.word());
    unit.note("proposalState", state.word());
    Ok(())
}

/// It waits no longer, and those asked see it no longer.
async fn close<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: &item::Model,
    row: &proposal::Model,
    state: ProposalState,
    comment: Option<String>,
) -> Result<()> {
    let decided_by = unit.actor().party();
    let circle = match broken(Rule::DecidedIsForKeepers) {
        true => audiences::party_set(unit.tx(), row.seen_by).await?,
        false => Kept::from(item).keepers().union(&whose_word(row.proposed_by, decided_by)),
    };
    let seen_by = audiences::intern(unit, permit, &circle).await?;
    store::decide(unit, permit, row.id, store::Decided { state, seen_by, by: decided_by, comment }).await?;
    store::no_longer_shown(unit, permit, row.id).await
}

/// What waits about an item falls away with what it was about, but for one of them.
pub(in crate::exchange::items) async fn close_waiting<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: &item::Model,
    kinds: &[ProposalKind],
    but: Option<Uuid>,
) -> Result<()> {
    for row in store::waiting(unit, item.id).await? {
        if kinds.contains(&row.kind) && Some(row.id) != but {
            close(unit, permit, item, &row, ProposalState::TakenBack, None).await?;
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
        close(unit, permit, item, &row, ProposalState::TakenBack, None).await?;
        store::without_text(unit, permit, row.id).await?;
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
    let number = audiences::intern(unit, permit, asked).await?;
    store::set_circle(unit, permit, proposal.id, number, seen_by).await?;
    show(unit, permit, proposal, asked).await
}

/// Notes whom a proposal is shown to from now on, besides the keepers of its item, for auditors.
async fn show<A: ActType>(unit: &Unit, permit: &Permit<A>, row: &Model, asked: &PartySet) -> Result<()> {
    let Some(shown_to) = besides_keepers(row, asked) else { return Ok(()) };
    let shown_to = audiences::intern(unit, permit, &shown_to).await?;
    store::shown_from_now(unit, permit, &[(row.clone(), shown_to)]).await
}

/// Whom a proposal is shown to while it waits, besides its item's keepers. Who is asked for a publication sees the
/// item itself, whose own history says so.
fn besides_keepers(row: &Model, asked: &PartySet) -> Option<PartySet> {
    (row.kind != ProposalKind::Publication).then(|| asked.union(&receiving(row.to_owner)))
}

/// Items, each as it was and as it is, have other keepers: what waits beside them is seen by those. What was made
/// from the revision before was made from this one, which says the same. What was decided stays with those who keep
/// it still; the new owner's keepers see of it what gave it to them. In a few statements, however many they are.
pub(in crate::exchange::items) async fn follow_keepers<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    items: &[(&item::Model, &item::Model)],
) -> Result<()> {
    let items: HashMap<Uuid, _> = items.iter().map(|(before, after)| (after.id, (*before, *after))).collect();
    let rows = store::all_of_items(unit, &items.keys().copied().collect::<Vec<_>>()).await?;
    let named: Vec<i64> = rows.iter().flat_map(|row| [row.asked, row.seen_by]).collect();
    let sets = audiences::party_sets(unit.tx(), &named).await?;
    let set = |number: i64| PartySet::of(sets.get(&number).into_iter().flatten().copied());
    let (mut circles, mut shown) = (Vec::new(), Vec::new());
    for row in rows {
        let Some((before, item)) = items.get(&row.item_id) else { continue };
        if row.state != ProposalState::Waiting {
            circles.push((still_seen_by(item, &row, &set(row.seen_by)), row));
            continue;
        }
        let asked = set(row.asked);
        let from_before = row.base_revision == before.revision;
        let row = Model { base_revision: if from_before { item.revision } else { row.base_revision }, ..row };
        shown.extend(besides_keepers(&row, &asked).map(|shown_to| (shown_to, row.clone())));
        circles.push((circle(item, row.to_owner, &asked), row));
    }
    let all: Vec<PartySet> = circles.iter().chain(&shown).map(|(set, _)| set.clone()).collect();
    let numbers = audiences::intern_all(unit, permit, &all).await?;
    let numbered = |of: Vec<(PartySet, Model)>| {
        of.into_iter().map(|(set, row)| Ok((row, number_in(&numbers, &set)?))).collect::<Result<Vec<_>>>()
    };
    let circles = numbered(circles)?.into_iter().map(|(row, seen_by)| Model { seen_by, ..row });
    store::put_circles(unit, permit, &circles.collect::<Vec<_>>()).await?;
    store::shown_from_now(unit, permit, &numbered(shown)?).await
}

/// Who sees what was decided once its item has other keepers.
fn still_seen_by(item: &item::Model, row: &Model, before: &PartySet) -> PartySet {
    let keepers = Kept::from(item).keepers();
    let gave_it = row.state == ProposalState::Confirmed && row.to_owner == Some(item.owner);
    let still = match gave_it {
        true => keepers,
        false => PartySet::of(before.parties().filter(|party| keepers.contains(*party))),
    };
    still.union(&whose_word(row.proposed_by, row.decided_by))
}

/// Who sees a proposal while it waits: the item's keepers, those asked, and the receiving side of a transfer.
fn circle(item: &item::Model, to_owner: Option<Uuid>, asked: &PartySet) -> PartySet {
    let everybody = Some(NETWORK).filter(|_| broken(Rule::ProposalsAreForTheirCircle));
    Kept::from(item).keepers().union(asked).union(&receiving(to_owner)).union(&PartySet::of(everybody))
}

fn receiving(to_owner: Option<Uuid>) -> PartySet {
    PartySet::of(to_owner.map(keepers_of).filter(|_| !broken(Rule::ReceiversSeeProposals)))
}

/// The posts that said a word: they see what became of it, without the text where they do not keep the item.
fn whose_word(proposed_by: Option<Uuid>, decided_by: Option<Uuid>) -> PartySet {
    PartySet::of(proposed_by.into_iter().chain(decided_by))
}
