//! A change of what is published, whose result the keeper could not have published: it waits beside
//! the published text for the word of those who may.

use entity::item;
use entity::vocabulary::ProposalKind;
use uuid::Uuid;

use super::asked::keepers_to_ask;
use super::proposals::{self, Content, NewProposal};
use super::{audiences, letters, written};
use crate::access::{ActType, PartySet, Permit};
use crate::error::Result;
use crate::ledger::Unit;

/// What the keeper's next change builds on: the change they have proposed already, where it was made
/// from the present revision, else the published text and audience.
pub(crate) struct Base {
    /// The whole text.
    pub content: Content,
    /// Who it is for.
    pub audience: PartySet,
    /// Whose word that change waited for: they have been written to.
    pub told: Option<PartySet>,
}

/// Step: takes back the change that the actor has proposed already, to build on it. One waits for
/// each item and proposer.
pub(crate) async fn base_of<A: ActType>(unit: &Unit, permit: &Permit<A>, item: &item::Model) -> Result<Base> {
    let own = proposals::replace_own(unit, permit, item).await?;
    let content = match &own {
        Some(row) => proposals::content_of(row)?,
        None => None,
    };
    let told = match &own {
        Some(row) => Some(audiences::party_set(unit.tx(), row.asked).await?),
        None => None,
    };
    let audience = match own.and_then(|row| row.audience) {
        Some(id) => Some(audiences::party_set(unit.tx(), id).await?),
        None => audiences::declared(unit.tx(), item).await?,
    };
    let content = match content {
        Some(content) => content,
        None => written::content(unit, item).await?,
    };
    Ok(Base { content, audience: audience.unwrap_or_default(), told })
}

/// Step: proposes a change beside the published text. Returns the proposal's id.
pub(crate) async fn propose_revision<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    changed: Base,
) -> Result<Uuid> {
    let asked = keepers_to_ask(unit, item.owner, &changed.audience).await?;
    let new = NewProposal {
        kind: ProposalKind::Revision,
        asked: asked.clone(),
        comment: None,
        content: Some(changed.content),
        audience: Some(changed.audience),
        to_owner: None,
        publish_at: None,
    };
    let id = proposals::add(unit, permit, item, new).await?;
    // One letter is enough for a change that is made in several steps.
    if changed.told.as_ref() != Some(&asked) {
        letters::asked(unit, permit, item, ProposalKind::Revision, id, &asked).await?;
    }
    Ok(id)
}
