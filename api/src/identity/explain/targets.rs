//! The facts about a thing that `decide` asks for, found by its kind and id, as of an instant: those
//! that the verbs put together for the same thing.

use entity::vocabulary::{ItemKind, Rank};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::access::{Act, Decision, Place, Target, decide, place_of};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::identity::{access_requests, accounts, grants, invitations, partners};
use crate::kit::timestamp::Timestamp;
use crate::network::{experts, focal_points, groups};

/// The target of an item: its owner's place, its author, and the person where it is one.
pub async fn target_of(db: &impl ConnectionTrait, item: &entity::item::Model, at: Timestamp) -> Result<Target> {
    let place = match item.kind {
        // They belong to the network as a whole, whoever keeps their texts.
        ItemKind::Competence => Place::NETWORK,
        _ => place_of(db, item.owner, at).await?.unwrap_or(Place::NETWORK),
    };
    let target = Target {
        kind: item.kind.word(),
        id: Some(item.id),
        place,
        author: item.keeper,
        owner: Some(item.owner),
        ..Target::default()
    };
    Ok(match item.kind {
        ItemKind::Expert => Target { person: Some(item.id), ..target },
        ItemKind::ContactCard => match item.author {
            Some(post) => Target { person: grants::store::person_behind(db, post).await?.0, ..target },
            None => target,
        },
        ItemKind::Appointment => {
            let row = focal_points::store::model(db, item.id).await?;
            let grant = grants::store::row(db, row.grant_id).await?;
            let grant = grant.ok_or_else(|| Error::internal("an appointment without its grant"))?;
            let principal = row.competence_id.is_none() && row.rank == Rank::Principal;
            let person = grants::store::person_behind(db, grant.holder).await?.0;
            Target { person, role: Some(grant.role), principal, ..target }
        }
        // Leaving is the member's own.
        ItemKind::Membership => {
            let member = groups::membership_row(db, item.id).await?.member;
            let (person, body) = grants::store::person_behind(db, member).await?;
            // The author is who wrote it down, and not the member.
            Target { owner: Some(body.unwrap_or(member)), person, author: None, ..target }
        }
        ItemKind::Country | ItemKind::Group | ItemKind::Organisation | ItemKind::Competence | ItemKind::Update => {
            target
        }
    })
}

/// The target of what is no item, if the asker may read it: a grant, a post, an account, a partner
/// system, an invitation, or an access request, of which `who` may say the word. `None` for another kind.
pub(super) async fn target_beside_items(
    ctx: &Ctx,
    (kind, id): (&str, Uuid),
    who: Option<Uuid>,
    at: Timestamp,
) -> Result<Option<Target>> {
    Ok(Some(match kind {
        "GRANT" => {
            grants::one(ctx, id).await?;
            of_grant(ctx.db(), id, at).await?
        }
        "POST" => {
            let post = experts::one_post(ctx, id).await?;
            let place = place_of(ctx.db(), id, at).await?.unwrap_or_default();
            Target { person: Some(post.expert_id), ..Target::at("POST", Some(id), place) }
        }
        "ACCOUNT" => of_account(ctx, id, at).await?,
        "PARTNER" => {
            partners::one(ctx, id).await?;
            let place = place_of(ctx.db(), id, at).await?.unwrap_or_default();
            let partner_body = grants::store::person_behind(ctx.db(), id).await?.1;
            Target { partner_body, ..Target::at("PARTNER", Some(id), place) }
        }
        "INVITATION" => invitations::target_of(ctx, id, at).await?,
        "ACCESS_REQUEST" => access_requests::target_of(ctx, id, who, at).await?,
        _ => return Ok(None),
    }))
}

/// An account, by its own id or its expert's. Only its owner and who may act on it learn whether an expert has one:
/// all others are answered by the expert alone.
async fn of_account(ctx: &Ctx, id: Uuid, at: Timestamp) -> Result<Target> {
    let row = accounts::store::by_id_or_expert(ctx.db(), id).await?;
    let expert = row.as_ref().map_or(id, |row| row.expert_id);
    let item = items::store::one_of(ctx, ItemKind::Expert, expert).await?;
    let place = place_of(ctx.db(), item.owner, at).await?.unwrap_or_default();
    let target = Target { person: Some(expert), ..Target::at("ACCOUNT", row.as_ref().map(|row| row.id), place) };
    let present = place_of(ctx.db(), item.owner, ctx.now()).await?.unwrap_or_default();
    let present = Target { place: present, ..target.clone() };
    let may = |act: &Act| matches!(decide(&ctx.actor, *act, &present), Decision::Allowed(_));
    let knows = ctx.actor.expert() == Some(expert)
        || [Act::SuspendAccount, Act::ResumeAccount, Act::EndSessions].iter().any(may);
    match (knows, row) {
        (true, Some(_)) => Ok(target),
        (false, _) if id == expert => Ok(Target { id: None, ..target }),
        (true, None) | (false, _) => Err(Error::not_found()),
    }
}

async fn of_grant(db: &impl ConnectionTrait, id: Uuid, at: Timestamp) -> Result<Target> {
    let row = grants::store::row(db, id).await?.ok_or_else(Error::not_found)?;
    grants::target_of(db, &row, at).await
}
