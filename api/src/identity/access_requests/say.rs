//! Saying the word, refusing it, and taking the act back.

use async_graphql::InputObject;
use entity::access_request::Model;
use entity::vocabulary::RequestState;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ask::{Judge, changed_meanwhile, is_said, words_still_fit};
use super::carry_out::{carry_out, put_aside};
use super::read::{gainers, one};
use super::view::AccessRequest;
use super::{letters, store};
use crate::access::{Act, ActType, Permit, Target, acts, keep_an_administrator};
use crate::ctx::{Ctx, reason, words};
use crate::error::{Code, Error, Result};
use crate::identity::grants;
use crate::ledger::Unit;

/// The word.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "ApproveAccessRequestInput")]
pub struct ApproveRequest {
    /// The access request.
    #[serde(skip)]
    pub id: Uuid,
    /// Words for the record; may be left out or blank.
    pub reason: Option<String>,
}

/// A refusal.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "RefuseAccessRequestInput")]
pub struct RefuseRequest {
    /// The access request.
    #[serde(skip)]
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// A withdrawal.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "WithdrawAccessRequestInput")]
pub struct WithdrawRequest {
    /// The access request.
    #[serde(skip)]
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// Says the word, for every party whose word it is. Once none is missing, the act is carried out.
pub async fn approve(ctx: &Ctx, input: ApproveRequest) -> Result<AccessRequest> {
    let seen = one(ctx, input.id).await?;
    let target = target(ctx, &seen);
    ctx.permit(Act::ApproveRequest, &target)?;
    let said = words(input.reason.as_deref(), "/reason")?;
    let mut unit = ctx.begin().await?;
    let row = waiting(&unit, input.id).await?;
    let mine = missing_of_actor(&unit, &row).await?;
    let permit = unit.permit::<acts::ApproveRequest>(&Target { word: !mine.is_empty(), ..target })?;
    is_about(&mut unit, &row);
    for party in &mine {
        store::say(&unit, &permit, row.id, *party).await?;
    }
    let words = store::words(unit.tx(), &[row.id]).await?.remove(&row.id).unwrap_or_default();
    if words.iter().all(is_said) {
        if !words_still_fit(&unit, &words).await? {
            return Err(changed_meanwhile("A body is no longer what it was when a word was said for it."));
        }
        let parties: Vec<Uuid> = words.iter().map(|word| word.party_id).collect();
        carry_out(&mut unit, &permit, &row, &parties).await?;
        store::decide(&unit, &permit, row.id, RequestState::Done, None).await?;
        keep_an_administrator(&unit).await?;
        letters::decided(&mut unit, &permit, &row, RequestState::Done).await?;
    }
    unit.note("act", row.act.clone());
    unit.note("wordSaidFor", serde_json::json!(mine));
    if let Some(words) = &said {
        unit.because(words);
    }
    unit.commit(Some(row.id)).await?;
    one(ctx, input.id).await
}

/// Refuses the word: what waited is put aside.
pub async fn refuse(ctx: &Ctx, input: RefuseRequest) -> Result<AccessRequest> {
    let seen = one(ctx, input.id).await?;
    let target = target(ctx, &seen);
    ctx.permit(Act::RefuseRequest, &target)?;
    let words = reason(&input.reason)?;
    let mut unit = ctx.begin().await?;
    let row = waiting(&unit, input.id).await?;
    let mine = missing_of_actor(&unit, &row).await?;
    let permit = unit.permit::<acts::RefuseRequest>(&Target { word: !mine.is_empty(), ..target })?;
    end(unit, &permit, &row, RequestState::Refused, words).await?;
    one(ctx, input.id).await
}

/// Takes back what one asked for.
pub async fn withdraw(ctx: &Ctx, input: WithdrawRequest) -> Result<AccessRequest> {
    let seen = one(ctx, input.id).await?;
    let row = store::row(ctx.db(), seen.id).await?.ok_or_else(Error::not_found)?;
    let target = Target { author: row.requested_by, ..target(ctx, &seen) };
    ctx.permit(Act::WithdrawRequest, &target)?;
    let words = reason(&input.reason)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::WithdrawRequest>(&target)?;
    let row = waiting(&unit, input.id).await?;
    end(unit, &permit, &row, RequestState::Withdrawn, words).await?;
    one(ctx, input.id).await
}

async fn end<A: ActType>(
    mut unit: Unit,
    permit: &Permit<A>,
    row: &Model,
    state: RequestState,
    words: String,
) -> Result<()> {
    is_about(&mut unit, row);
    put_aside(&mut unit, permit, row).await?;
    store::decide(&unit, permit, row.id, state, Some(words.clone())).await?;
    letters::decided(&mut unit, permit, row, state).await?;
    unit.note("act", row.act.clone());
    unit.because(&words);
    unit.commit(Some(row.id)).await?;
    Ok(())
}

/// Whoever looks for what was to be done to a thing, or for what was made of it, finds the word on it.
fn is_about(unit: &mut Unit, row: &Model) {
    unit.about(row.target);
    row.result_id.into_iter().for_each(|result| unit.about(result));
}

fn target(ctx: &Ctx, seen: &AccessRequest) -> Target {
    let word = ctx.actor.expert().is_some_and(|e| seen.waits_for.iter().any(|w| w.expert_ids.contains(&e)));
    Target { id: Some(seen.id), word, ..Target::none("ACCESS_REQUEST") }
}

async fn waiting(unit: &Unit, id: Uuid) -> Result<Model> {
    let row = store::row(unit.tx(), id).await?.ok_or_else(Error::not_found)?;
    match row.state {
        RequestState::Waiting => Ok(row),
        RequestState::Done | RequestState::Refused | RequestState::Withdrawn => {
            Err(Error::new(Code::Conflict, format!("It was decided already: {}.", row.state)))
        }
    }
}

/// The parties of the request whose missing word the actor may say at this moment.
async fn missing_of_actor(unit: &Unit, row: &Model) -> Result<Vec<Uuid>> {
    let Some(expert) = unit.actor().expert() else { return Ok(Vec::new()) };
    let gainers = gainers(row)?;
    let asker = match row.requested_by {
        Some(party) => grants::store::people_behind(unit.tx(), &[party]).await?.remove(&party),
        None => None,
    };
    let words = store::words(unit.tx(), &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let missing: Vec<Uuid> = words.iter().filter(|word| !is_said(word)).map(|word| word.party_id).collect();
    let judge = Judge::in_unit(unit, &missing).await?;
    let mut mine = Vec::new();
    for party in missing {
        if judge.may_say(party, &gainers, asker)?.is_some_and(|may| may.contains(&expert)) {
            mine.push(party);
        }
    }
    Ok(mine)
}
