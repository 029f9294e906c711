//! Everything that is held about a person, for that person.

use entity::{
    access_request, account_state, address_change, appointment, invitation, ledger_personal, ledger_record, membership,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{read, store, store_export, store_person};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::identity::sessions::store as sessions;
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;

/// Everything that is held about whoever asks, as JSON: account with its states and addresses, person,
/// names, posts, contact card with whom it is for, grants, appointments with absences, memberships,
/// invitations, what they asked for, sessions, the ids of the items they wrote, their comments, what
/// they opened, and what the ledger records of and about them.
pub async fn export(ctx: &Ctx) -> Result<Json> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("ACCOUNT"))?;
    let expert = ctx.expert()?;
    let account = store::by_id_or_expert(ctx.db(), expert).await?.ok_or_else(Error::not_found)?;
    let (person, item) = store_person::expert(ctx.db(), expert).await?;
    let (posts, places) = store_person::posts_ever(ctx.db(), expert).await?;
    let post_ids: Vec<Uuid> = posts.iter().map(|post| post.id).collect();
    let grants = store_person::grants_ever(ctx.db(), &post_ids).await?;
    let grant_ids: Vec<Uuid> = grants.iter().map(|grant| grant.id).collect();
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
    let comments: Vec<Json> = store_person::comments_of(ctx.db(), &post_ids)
        .await?
        .iter()
        .map(|comment| {
            json!({ "id": comment.id, "itemId": comment.item_id, "state": comment.state,
                    "bodyMarkdown": comment.body_markdown, "createdAt": at(comment.created_at),
                    "editedAt": comment.edited_at.map(at), "endedAt": comment.ended_at.map(at),
                    "reason": comment.end_reason })
        })
        .collect();
    let openings: Vec<Json> = store_person::openings_of(ctx.db(), &post_ids)
        .await?
        .iter()
        .map(|opening| {
            json!({ "itemId": opening.item_id, "day": Day::from_number(opening.day), "kind": opening.kind,
                    "times": opening.times })
        })
        .collect();
    let names: Vec<Json> = store_person::names(ctx.db(), expert)
        .await?
        .iter()
        .map(|name| json!({ "language": name.language, "name": name.name }))
        .collect();
    Ok(json!({
        "exportedAt": ctx.now(),
        "account": read::one(ctx, account.id).await?,
        "accountStates": states(ctx, account.id).await?,
        "addressChanges": addresses(ctx, account.id).await?,
        "expert": { "id": expert, "name": person.name, "nativeNames": names,
                    "languages": store_person::languages(ctx.db(), expert).await?,
                    "fields": store_person::fields(ctx.db(), expert).await?,
                    "createdAt": at(item.created_at), "updatedAt": at(item.updated_at), "revision": item.revision },
        "externalIds": items::store::external_ids(ctx, &[expert]).await?.remove(&expert).unwrap_or_default()
            .into_iter().map(|(system, value)| json!({ "system": system, "value": value })).collect::<Vec<_>>(),
        "contactCard": read::own_card(ctx, expert).await?,
        "appointments": appointments(ctx, &grant_ids).await?,
        "memberships": memberships(ctx, &post_ids).await?,
        "invitations": invitations(ctx, expert).await?,
        "accessRequests": requests(ctx, &post_ids).await?,
        "records": records(ctx, expert, account.id, &post_ids).await?,
        "posts": posts, "grants": grants, "sessions": sessions, "items": items,
        "comments": comments, "openings": openings,
    }))
}

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

async fn states(ctx: &Ctx, account: Uuid) -> Result<Vec<Json>> {
    let rows = store_export::states(ctx.db(), account).await?;
    let view = |row: account_state::Model| json!({ "state": row.state, "validFrom": at(row.from_at), "validTo": row.until_at.map(last_of) });
    Ok(rows.into_iter().map(view).collect())
}

async fn addresses(ctx: &Ctx, account: Uuid) -> Result<Vec<Json>> {
    let rows = store_export::addresses(ctx.db(), account).await?;
    let view = |row: address_change::Model| {
        json!({ "email": row.email, "state": row.state, "requestedAt": at(row.requested_at),
                "doneAt": row.done_at.map(at) })
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn appointments(ctx: &Ctx, grants: &[Uuid]) -> Result<Vec<Json>> {
    let (rows, absences) = store_export::appointments(ctx.db(), grants).await?;
    let view = |row: appointment::Model| {
        let away: Vec<Json> = absences
            .iter()
            .filter(|a| a.appointment_id == row.id)
            .map(|a| json!({ "validFrom": Day::from_number(a.from_day), "validTo": Day::from_number(a.to_day) }))
            .collect();
        json!({ "id": row.id, "grantId": row.grant_id, "countryId": row.country_id, "competenceId": row.competence_id,
                "rank": row.rank, "officeTelephone": row.office_telephone, "officeEmail": row.office_email,
                "absences": away })
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn memberships(ctx: &Ctx, posts: &[Uuid]) -> Result<Vec<Json>> {
    let rows = store_export::memberships(ctx.db(), posts).await?;
    let view = |row: membership::Model| {
        json!({ "id": row.id, "groupId": row.group_id, "postId": row.member, "validFrom": at(row.valid_from),
                "validTo": row.valid_until.map(last_of), "endedAt": row.ended_at.map(at) })
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn invitations(ctx: &Ctx, expert: Uuid) -> Result<Vec<Json>> {
    let rows = store_export::invitations(ctx.db(), expert).await?;
    let view = |row: invitation::Model| {
        json!({ "id": row.id, "email": row.email, "message": row.message, "createdAt": at(row.created_at),
                "acceptedAt": row.accepted_at.map(at), "withdrawnAt": row.withdrawn_at.map(at) })
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn requests(ctx: &Ctx, posts: &[Uuid]) -> Result<Vec<Json>> {
    let rows = store_export::requests(ctx.db(), posts).await?;
    let view = |row: access_request::Model| {
        json!({ "id": row.id, "act": row.act, "target": { "kind": row.target_kind, "id": row.target },
                "state": row.state, "requestedAt": at(row.requested_at), "decidedAt": row.decided_at.map(at) })
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What the person did, with the reasons they gave, and what others did to them, without others' words.
async fn records(ctx: &Ctx, expert: Uuid, account: Uuid, posts: &[Uuid]) -> Result<Vec<Json>> {
    let about: Vec<Uuid> = posts.iter().copied().chain([expert, account]).collect();
    let rows = store_export::records(ctx.db(), expert, &about).await?;
    let view = |(row, reason): (ledger_record::Model, Option<ledger_personal::Model>)| {
        let own = row.actor == Some(expert);
        json!({ "seq": row.seq, "at": at(row.at), "act": row.act, "byMe": own,
                "target": { "kind": row.target_kind, "id": row.target },
                "reason": reason.filter(|_| own).map(|row| row.reason) })
    };
    Ok(rows.into_iter().map(view).collect())
}
