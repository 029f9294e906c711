//! Leaving a group by one's own act. Who is in a group whose members only its keepers see does not see the
//! membership itself, so leaving names the group.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::close_membership;
use super::read::seen_group;
use super::{letters, store_members as store};
use crate::access::{Act, Place, Standing, Target, acts};
use crate::ctx::{Ctx, reason};
use crate::error::{Code, Error, Result};
use crate::exchange::items;
use crate::kit::timestamp::Timestamp;

/// As what one leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LeavesAs {
    /// As oneself: the membership of the own post.
    #[default]
    Post,
    /// For the own body, as one of its editors.
    Organisation,
    /// For the country, as one of its focal points.
    Country,
}

impl LeavesAs {
    /// What is sent to leave a group so.
    pub(super) const fn body(self) -> &'static str {
        match self {
            Self::Post => r#"{"reason": "…"}"#,
            Self::Organisation => r#"{"leavesAs": "ORGANISATION", "reason": "…"}"#,
            Self::Country => r#"{"leavesAs": "COUNTRY", "reason": "…"}"#,
        }
    }
}

/// A group that is left.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "LeaveGroupInput")]
pub struct LeaveGroup {
    /// The group.
    #[serde(skip)]
    pub group_id: Uuid,
    /// As what: POST if not given, ORGANISATION for the own body, COUNTRY for the country one speaks for.
    #[serde(default)]
    #[graphql(default)]
    pub leaves_as: LeavesAs,
    /// Why.
    pub reason: String,
}

/// That somebody has left a group.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct LeftGroup {
    /// The group; it may no longer be shown to whoever has left it.
    pub group_id: Uuid,
    /// Post, bodies or country that are its members no longer: the own one, and what it has taken over.
    pub members: Vec<Uuid>,
    /// When.
    pub left_at: Timestamp,
}

/// Leaves a group: what was shared with it is lost with the next request.
pub async fn leave(ctx: &Ctx, input: LeaveGroup) -> Result<LeftGroup> {
    let group = input.group_id;
    ctx.signed_in()?;
    seen_group(ctx, group).await?;
    ctx.permit(Act::EndMembership, &target(ctx.actor.expert(), &standing(ctx.actor.standing())?, &input))?;
    let mut unit = ctx.begin().await?;
    items::store::one_in(&unit, group).await?;
    let at = standing(unit.actor().standing())?;
    let permit = unit.permit::<acts::EndMembership>(&target(unit.actor().expert(), &at, &input))?;
    let reason = reason(&input.reason)?;
    let own = members(&at, input.leaves_as);
    let rows = store::counting_of(unit.tx(), group, &own, unit.at()).await?;
    let first = rows.first().map(|row| row.id).ok_or_else(|| {
        let detail = "You are not in it so yourself: it may be your body, or your country, that is in the group.";
        Error::new(Code::Conflict, detail)
    })?;
    let left_at = unit.at();
    for row in &rows {
        close_membership(&mut unit, &permit, row, left_at, &reason).await?;
        letters::left(&mut unit, &permit, row).await?;
    }
    let members: Vec<Uuid> = rows.iter().map(|row| row.member).collect();
    unit.note("memberships", serde_json::json!(rows.iter().map(|row| row.id).collect::<Vec<_>>()));
    unit.because(&reason);
    unit.commit(Some(first)).await?;
    Ok(LeftGroup { group_id: group, members, left_at })
}

/// What a repeated request is answered with: what was left with that membership, as far as it is one's own.
pub async fn left_before(ctx: &Ctx, membership: Uuid) -> Result<LeftGroup> {
    let at = standing(ctx.actor.standing())?;
    let row = store::row(ctx.db(), membership).await?;
    let all = [LeavesAs::Post, LeavesAs::Organisation, LeavesAs::Country];
    let own: Vec<Uuid> = all.into_iter().flat_map(|leaves_as| members(&at, leaves_as)).collect();
    let left_at = row.ended_at.filter(|_| own.contains(&row.member)).ok_or_else(Error::not_found)?;
    let rows = store::ended_at(ctx.db(), row.group_id, &own, left_at).await?;
    let members = rows.into_iter().map(|row| row.member).collect();
    Ok(LeftGroup { group_id: row.group_id, members, left_at: Timestamp::from_micros(left_at) })
}

fn standing(at: Option<&Standing>) -> Result<Standing> {
    at.cloned().ok_or_else(|| Error::forbidden("Only whoever has a post, or is a partner system, is in a group."))
}

/// What one would leave as; nothing where one stands in no country.
fn members(at: &Standing, leaves_as: LeavesAs) -> Vec<Uuid> {
    match leaves_as {
        LeavesAs::Post => vec![at.party],
        LeavesAs::Organisation => at.bodies.iter().copied().collect(),
        LeavesAs::Country => at.country.into_iter().collect(),
    }
}

/// Leaving is the member's own: the person whose post it is says so, or those who keep the body or country.
fn target(person: Option<Uuid>, at: &Standing, input: &LeaveGroup) -> Target {
    let (owner, person) = match input.leaves_as {
        LeavesAs::Post => (None, person),
        LeavesAs::Organisation => (Some(at.body), None),
        LeavesAs::Country => (at.country, None),
    };
    // A partner system says so itself.
    let author = Some(at.party).filter(|_| input.leaves_as == LeavesAs::Post);
    Target {
        id: Some(input.group_id),
        owner,
        person,
        author,
        place: Place::group(input.group_id),
        ..Target::none("GROUP")
    }
}
