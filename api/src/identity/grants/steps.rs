//! Steps on grants: what other acts entail, too.

use entity::role_grant::{self, ActiveModel};
use entity::vocabulary::{Role, ScopeKind};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::announce::announce_grant;
use super::store;
use crate::access::{ActType, Permit};
use crate::error::{Code, Error, Result};
use crate::identity::access_requests::store as requests;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// A grant to be written.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// The role.
    pub role: Role,
    /// Post or partner system.
    pub holder: Uuid,
    /// NETWORK, COUNTRY, ORGANISATION or GROUP.
    pub scope_kind: ScopeKind,
    /// The country, organisation or group; none for NETWORK.
    pub scope: Option<Uuid>,
    /// Policy field of a field contact.
    pub competence_id: Option<Uuid>,
    /// First instant it is said to hold.
    pub valid_from: Timestamp,
    /// First instant it is said to hold no longer.
    pub valid_until: Option<Timestamp>,
    /// Whether it counts once it begins, or waits for a word.
    pub counts: bool,
    /// Why.
    pub reason: String,
}

/// Writes a grant. It never counts before it is recorded, however it is dated.
pub async fn insert_grant<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewGrant) -> Result<Uuid> {
    let id = unit.new_id();
    insert_grant_as(unit, permit, id, new).await?;
    Ok(id)
}

/// The same under an id that was made before.
pub(crate) async fn insert_grant_as<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    new: NewGrant,
) -> Result<()> {
    let now = unit.at();
    unit.about(id);
    unit.about(new.holder);
    let row = role_grant::Model {
        id,
        role: new.role,
        holder: new.holder,
        scope_kind: new.scope_kind,
        scope: new.scope,
        competence_id: new.competence_id,
        valid_from: new.valid_from.micros(),
        valid_until: new.valid_until.map(Timestamp::micros),
        counts_from: new.counts.then_some(new.valid_from.max(now).micros()),
        given_by: unit.actor().party(),
        given_at: now.micros(),
        reason: new.reason,
        ended_at: None,
        ended_by: None,
        end_reason: None,
        shut_out: false,
    };
    store::insert(unit, permit, row).await
}

/// The word is there: a grant that waited counts from now, or from its beginning if that is later, and whoever
/// becomes a keeper by it is announced.
pub async fn begin_counting<A: ActType>(unit: &mut Unit, permit: &Permit<A>, grant: Uuid) -> Result<()> {
    let row = waiting(unit, grant).await?;
    unit.about(grant);
    unit.about(row.holder);
    let from = row.valid_from.max(unit.at().micros());
    let counting = ActiveModel { id: Set(grant), counts_from: Set(Some(from)), ..Default::default() };
    store::rewrite(unit, permit, counting).await?;
    announce_grant(unit, permit, &row).await
}

/// The word was refused: a grant that waited ends without ever having counted.
pub async fn refuse_grant<A: ActType>(unit: &mut Unit, permit: &Permit<A>, grant: Uuid) -> Result<()> {
    end_grant(unit, permit, grant, "The word it waited for was refused.", false).await
}

/// Ends a grant now. One that has ended stays as it is. `shut_out`: a keeper of the body ended it.
pub async fn end_grant<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    grant: Uuid,
    reason: &str,
    shut_out: bool,
) -> Result<()> {
    let row =
        store::row(unit.tx(), grant).await?.ok_or_else(|| Error::internal(format!("grant {grant} is missing")))?;
    if row.ended_at.is_some() {
        return Ok(());
    }
    unit.about(grant);
    unit.about(row.holder);
    if row.counts_from.is_none() {
        // Whoever was asked for a word is asked no longer.
        requests::withdraw_for(unit, permit, &[grant], reason).await?;
    }
    let row = ActiveModel {
        id: Set(grant),
        ended_at: Set(Some(unit.at().micros())),
        ended_by: Set(unit.actor().party()),
        end_reason: Set(Some(reason.to_owned())),
        shut_out: Set(shut_out),
        ..Default::default()
    };
    store::rewrite(unit, permit, row).await.map(|_| ())
}

async fn waiting(unit: &Unit, grant: Uuid) -> Result<role_grant::Model> {
    let row = store::row(unit.tx(), grant).await?;
    row.filter(|r| r.counts_from.is_none() && r.ended_at.is_none())
        .ok_or_else(|| Error::new(Code::Conflict, "The grant no longer waits for a word: it counts, or has ended."))
}

/// Step: forgets the words in which grants of posts were given and ended; ids of the grants.
pub async fn forget_grants<A: ActType>(unit: &Unit, permit: &Permit<A>, posts: &[Uuid]) -> Result<Vec<Uuid>> {
    store::forget(unit, permit, posts).await
}
