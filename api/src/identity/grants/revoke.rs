//! Ending a grant.

use async_graphql::InputObject;
use entity::role_grant::Model;
use entity::vocabulary::{Rank, Role, ScopeKind};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::give::scope_place;
use super::letters::tell_ended;
use super::read::one;
use super::steps::end_grant;
use super::store;
use super::unkept::tell_unkept;
use super::view::Grant;
use crate::access::{Act, Target, acts, keep_an_administrator};
use crate::ctx::{Ctx, reason};
use crate::error::{Code, Error, Result};
use crate::identity::access_requests::says_the_word;
use crate::kit::timestamp::Timestamp;
use crate::network::focal_points::touch_appointments;

/// The end of a grant.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "RevokeGrantInput")]
pub struct RevokeGrant {
    /// The grant.
    #[serde(skip)]
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// What `decide` must know about a grant that is to be ended.
pub(crate) async fn target_of(db: &impl ConnectionTrait, row: &Model, at: Timestamp) -> Result<Target> {
    let (person, partner_body) = store::person_behind(db, row.holder).await?;
    let place = scope_place(db, row.role, row.scope, at).await?;
    let first = row.role == Role::FocalPoint && row.competence_id.is_none();
    let principal = first && store::ranks(db, &[row.id]).await?.get(&row.id) == Some(&Rank::Principal);
    let target = Target::at("GRANT", Some(row.id), place);
    Ok(Target { person, partner_body, role: Some(row.role), principal, ..target })
}

/// Ends a grant; it counts no longer with the next request. Giving up one's own is always allowed.
pub async fn revoke(ctx: &Ctx, input: RevokeGrant) -> Result<Grant> {
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?.ok_or_else(Error::not_found)?;
    let target = target_of(ctx.db(), &row, ctx.now()).await?;
    ctx.permit(Act::RevokeGrant, &target)?;
    let reason = reason(&input.reason)?;
    let mut unit = ctx.begin().await?;
    // What the scope is may have changed meanwhile.
    let target = Target { place: scope_place(unit.tx(), row.role, row.scope, unit.at()).await?, ..target };
    let permit = unit.permit::<acts::RevokeGrant>(&target)?;
    let row = store::row(unit.tx(), input.id).await?.ok_or_else(Error::not_found)?;
    if row.ended_at.is_some() {
        return Err(Error::new(Code::Conflict, "The grant has ended already."));
    }
    let by_a_keeper = match (row.scope_kind, row.scope) {
        (ScopeKind::Organisation, Some(body)) => {
            target.person != unit.actor().expert() && says_the_word(&unit, body).await?
        }
        _ => false,
    };
    end_grant(&mut unit, &permit, input.id, &reason, by_a_keeper).await?;
    // An appointment and its grant are one life: the item's revision shows that it ended.
    touch_appointments(&mut unit, &permit, &[input.id]).await?;
    tell_unkept(&mut unit, &permit, &[input.id]).await?;
    tell_ended(&mut unit, &permit, &[input.id]).await?;
    keep_an_administrator(&unit).await?;
    unit.note("role", row.role.word());
    unit.note("holder", row.holder.to_string());
    unit.because(&reason);
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}
