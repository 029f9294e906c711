//! Everything that is held about a person, for that person.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{read, store, store_person};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::sessions::store as sessions;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;

/// Everything that is held about whoever asks, as JSON: account, person, names, posts, contact card,
/// grants, sessions, and the ids of the items they wrote.
pub async fn export(ctx: &Ctx) -> Result<Json> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("ACCOUNT"))?;
    let expert = ctx.expert()?;
    let account = store::by_id_or_expert(ctx.db(), expert).await?.ok_or_else(Error::not_found)?;
    let (person, item) = store_person::expert(ctx.db(), expert).await?;
    let (posts, places) = store_person::posts_ever(ctx.db(), expert).await?;
    let post_ids: Vec<Uuid> = posts.iter().map(|post| post.id).collect();
    let grants = store_person::grants_ever(ctx.db(), &post_ids).await?;
    let at = |micros: i64| Timestamp::from_micros(micros);
    let posts: Vec<Json> = posts
        .iter()
        .map(|post| {
            let places: Vec<Json> = places
                .iter()
                .filter(|place| place.post_id == post.id)
                .map(|p| {
                    json!({ "organisationId": p.organisation_id, "title": p.title, "validFrom": at(p.from_at),
                            "validTo": p.until_at.map(last_of) })
                })
                .collect();
            json!({ "id": post.id, "state": post.state, "places": places, "officeTelephone": post.office_telephone,
                    "officeEmail": post.office_email, "validFrom": at(post.valid_from),
                    "validTo": post.valid_until.map(last_of), "endedAt": post.ended_at.map(at),
                    "endReason": post.end_reason })
        })
        .collect();
    let grants: Vec<Json> = grants
        .iter()
        .map(|grant| {
            json!({ "id": grant.id, "role": grant.role, "postId": grant.holder, "scopeKind": grant.scope_kind,
                    "scopeId": grant.scope, "competenceId": grant.competence_id, "validFrom": at(grant.valid_from),
                    "validTo": grant.valid_until.map(last_of), "givenAt": at(grant.given_at), "reason": grant.reason,
                    "endedAt": grant.ended_at.map(at), "endReason": grant.end_reason })
        })
        .collect();
    let sessions: Vec<Json> = sessions::of_account(ctx.db(), account.id)
        .await?
        .iter()
        .map(|s| {
            json!({ "id": s.id, "kind": s.kind, "userAgent": s.user_agent, "createdAt": at(s.created_at),
                    "lastUsedAt": at(s.last_used_at), "expiresAt": at(s.expires_at), "endedAt": s.ended_at.map(at) })
        })
        .collect();
    let items: Vec<Json> = store_person::items_of(ctx.db(), &post_ids)
        .await?
        .iter()
        .map(|item| json!({ "itemId": item.id, "kind": item.kind, "state": item.state, "createdAt": at(item.created_at) }))
        .collect();
    let names: Vec<Json> = store_person::names(ctx.db(), expert)
        .await?
        .iter()
        .map(|name| json!({ "language": name.language, "name": name.name }))
        .collect();
    let card = store_person::card(ctx.db(), expert).await?;
    Ok(json!({
        "exportedAt": ctx.now(),
        "account": read::one(ctx, account.id).await?,
        "expert": { "id": expert, "name": person.name, "nativeNames": names,
                    "languages": store_person::languages(ctx.db(), expert).await?,
                    "competences": store_person::fields(ctx.db(), expert).await?,
                    "createdAt": at(item.created_at), "updatedAt": at(item.updated_at), "revision": item.revision },
        "contactCard": card.map(|card| json!({ "id": card.id, "telephone": card.telephone, "email": card.email })),
        "posts": posts, "grants": grants, "sessions": sessions, "items": items,
    }))
}
