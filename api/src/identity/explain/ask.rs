//! Asking.

use async_graphql::InputObject;
use entity::vocabulary::{ItemKind, Role};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::targets::{target_beside_items, target_of};
use super::view::{ExplainedActor, Explanation};
use crate::access::{Act, Actor, By, Decision, Refusal, Target, decide, load_actor, roles_for, speaks_for};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::items;
use crate::exchange::items::publishing::NOT_IN_THAT_NAME;
use crate::identity::access_requests::view::ActTarget;
use crate::identity::grants::{self, Grant};
use crate::identity::partners::told_of;
use crate::kit::timestamp::Timestamp;

/// A question about access.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ExplainAccessInput")]
pub struct ExplainInput {
    /// Who; oneself if not given.
    pub actor: Option<ExplainedActor>,
    /// The act.
    pub act: Act,
    /// What it is done to. For an act that makes something: where it is made, as a role in an
    /// organisation. Without it: nothing in particular.
    pub target: Option<TargetInput>,
    /// The instant; now if not given. One to come is answered as things stand: by what has been
    /// given, ended and dated until now.
    pub at: Option<Timestamp>,
}

/// What an act is done to.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ActTargetInput")]
pub struct TargetInput {
    /// Kind: an item's kind, `ITEM` for any of them, or `GRANT`, `POST`, `ACCOUNT`, `PARTNER`,
    /// `INVITATION`, `ACCESS_REQUEST`.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// Answers, by what the verbs ask. About others only where the asker may know both sides: the person and the thing.
pub async fn explain(ctx: &Ctx, input: ExplainInput) -> Result<Explanation> {
    ctx.permit(Act::ExplainAccess, &Target::none("EXPLANATION"))?;
    let at = input.at.unwrap_or_else(|| ctx.now());
    let (who, actor) = actor(ctx, input.actor, at).await?;
    let target = match &input.target {
        None => Target::default(),
        Some(target) => seen_target(ctx, target, (input.act, &who), at).await?,
    };
    let (code, why, grant_id) = match answer(&actor, input.act, &target) {
        Decision::Allowed(_) if names_an_owner(input.act, &target) => match speaks_for(&actor, target.place) {
            Some(grant) => (None, "A live grant lets them speak in that name.".to_owned(), Some(grant)),
            // The sentence of the refusal itself.
            None => (Some(Code::Forbidden.name().to_owned()), NOT_IN_THAT_NAME.to_owned(), None),
        },
        Decision::Allowed(Some(grant)) => {
            (None, "A live grant permits it in a scope that contains it.".to_owned(), Some(grant))
        }
        Decision::Allowed(None) => (None, "It is open to them without a grant.".to_owned(), None),
        Decision::Refused(refusal) => {
            let error = refusal.into_error();
            let why = not_there_then(&actor, &who, refusal).map_or_else(|| error.detail().to_owned(), str::to_owned);
            (Some(error.code().name().to_owned()), why, None)
        }
    };
    let grant = match grant_id {
        Some(id) => readable(grants::one(ctx, id).await)?,
        None => None,
    };
    let target = input.target.map(|t| ActTarget { kind: target.kind.to_owned(), id: t.id });
    let (allowed, roles) = (code.is_none(), roles_for(input.act));
    let why = ctx.language().sentence(&why);
    Ok(Explanation { allowed, why, code, roles, grant_id, grant, actor: who, act: input.act, target, at })
}

/// Whoever is refused because they were nobody at that instant, or stood nowhere, is told so: neither signing in nor
/// one of the roles would have helped. Whether an account was suspended then or not there yet is nobody else's, so it
/// is one sentence. Whoever asks about themselves now is signed in.
fn not_there_then(actor: &Actor, who: &ExplainedActor, refusal: Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::NotSignedIn if who.partner_id.is_some() => {
            Some("At that instant the partner system did not count: it was not there yet, was suspended, or had ended.")
        }
        Refusal::NotSignedIn => {
            Some("At that instant they had no enabled account: there was none yet, or it was suspended.")
        }
        Refusal::NoGrant(..) if actor.is_somebody() && actor.standing().is_none() => {
            Some("At that instant they held no post that counts, and rights belong to a post.")
        }
        Refusal::NoGrant(..) | Refusal::Scope(_) | Refusal::ForOneself => None,
    }
}

/// A grant that the asker may not read is none.
fn readable(found: Result<Grant>) -> Result<Option<Grant>> {
    match found {
        Ok(grant) => Ok(Some(grant)),
        Err(error) if error.code() == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whoever asks, a partner system as well as a person.
fn asker(ctx: &Ctx) -> ExplainedActor {
    ExplainedActor { expert_id: ctx.actor.expert(), partner_id: ctx.actor.partner() }
}

async fn actor(ctx: &Ctx, asked: Option<ExplainedActor>, at: Timestamp) -> Result<(ExplainedActor, Actor)> {
    let own = asker(ctx);
    let who = asked.unwrap_or_else(|| own.clone());
    let by = match (who.expert_id, who.partner_id) {
        (Some(expert), None) => By::Expert(expert),
        (None, Some(partner)) => By::Partner(partner),
        _ => return Err(Error::invalid("/actor", "Give either `expertId` or `partnerId`.")),
    };
    if who != own {
        match by {
            By::Partner(partner) if told_of(ctx.db(), &ctx.actor, &[partner]).await?.is_empty() => {
                return Err(Error::not_found());
            }
            By::Partner(_) => {}
            By::Expert(expert) => items::store::one(ctx, expert).await.map(|_| ())?,
            By::Session(_) => return Err(Error::not_found()),
        }
    }
    let actor = load_actor(ctx.db(), by, at).await?.unwrap_or_else(Actor::nobody);
    Ok((who, actor))
}

/// The thing asked about, if the asker sees it or may read it.
async fn seen_target(
    ctx: &Ctx,
    target: &TargetInput,
    (act, who): (Act, &ExplainedActor),
    at: Timestamp,
) -> Result<Target> {
    let of = (target.kind.as_str(), target.id);
    if let Some(found) = target_beside_items(ctx, of, who.expert_id, at).await? {
        return Ok(found);
    }
    let item = match items::store::one(ctx, target.id).await {
        Err(error) if error.code() == Code::NotFound && *who == asker(ctx) => {
            items::store::before_sight(ctx, act, target.id).await?
        }
        found => found?,
    };
    if target.kind != "ITEM" && target.kind != item.kind.word() {
        return Err(Error::not_found());
    }
    let asked = items::proposals::asked_about(ctx, item.id).await?;
    if *who != asker(ctx) && items::store::hangs_on_hidden_group(ctx, &item, &asked).await? {
        // Its members and keepers would be told from the answers.
        return Err(Error::not_found());
    }
    Ok(Target { asked, ..target_of(ctx.db(), &item, at).await? })
}

/// Whether it is asked in whose name something is published.
fn names_an_owner(act: Act, target: &Target) -> bool {
    let owners = [ItemKind::Country, ItemKind::Organisation, ItemKind::Group].map(ItemKind::word);
    act == Act::PublishUpdate && owners.contains(&target.kind)
}

/// A role is given in a scope, so the question about a scope is whether any role may be given there.
fn answer(actor: &Actor, act: Act, target: &Target) -> Decision {
    let given = target.role.is_none() && matches!(act, Act::GrantRole | Act::RevokeGrant);
    let any = |role: &Role| decide(actor, act, &Target { role: Some(*role), ..target.clone() });
    let allowed = Role::ALL.iter().filter(|_| given).map(any).find(|found| matches!(found, Decision::Allowed(_)));
    allowed.unwrap_or_else(|| decide(actor, act, target))
}
