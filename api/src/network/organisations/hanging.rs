//! What hangs on a body: shown before it ends or is taken over, nothing goes silently.

use async_graphql::SimpleObject;
use entity::vocabulary::Role;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store_hanging as store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items;
use crate::exchange::items::store_owned::{Written, owned_by};
use crate::identity::grants::store::known as known_grants;
use crate::network::experts::GoesTo;

/// How many the asker may see, and their ids (at most 100 of items). What is not shown to them is not counted
/// either: it goes the same way, and its keepers keep it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Hung {
    /// How many the asker may see.
    pub count: i32,
    /// Which.
    pub ids: Vec<Uuid>,
    /// Where they go.
    pub goes_to: GoesTo,
}

/// What hangs on a body, with those it has taken over, and where each of it goes: where the body simply
/// ends, its posts end with it; where another one takes it over, everything is carried on there.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "OrganisationHanging")]
#[schema(as = OrganisationHanging)]
pub struct Hanging {
    /// Posts that run, will run, or wait for a word.
    pub posts: Hung,
    /// Grants held by its posts and partner systems.
    pub grants: Hung,
    /// Appointments of its posts.
    pub appointments: Hung,
    /// Groups whose editors are among its posts.
    pub groups: Hung,
    /// Its partner systems.
    pub partners: Hung,
    /// Groups that hold the body.
    pub memberships: Hung,
    /// Bodies directly under it today: they stay, without a superior body that lives.
    pub subordinates: Hung,
    /// What is not yet published in its name: drafts, what is proposed, what is scheduled. What the posts of a
    /// body that simply ends released to be published by itself is a draft again at its time.
    pub drafts: Hung,
    /// What was published in its name.
    pub items: Hung,
    /// How many of these nobody would keep any more, since the body simply ends and its editors with it, where the
    /// asker may make an editor: a number that counts what is not shown to them, too; null for everybody else.
    pub unkept: Option<i32>,
}

/// What becomes of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// It simply ends.
    Ended,
    /// Another body takes it over.
    TakenOver,
}

impl Becomes {
    /// Where posts and what they hold go.
    const fn of_posts(self) -> GoesTo {
        match self {
            Self::Ended => GoesTo::Ends,
            Self::TakenOver => GoesTo::Successor,
        }
    }

    /// Where what stands in its name goes.
    const fn of_items(self) -> GoesTo {
        match self {
            Self::Ended => GoesTo::OwnersKeepers,
            Self::TakenOver => GoesTo::Successor,
        }
    }
}

impl Hung {
    /// Of what was found under sight.
    pub(in crate::network) fn of(ids: Vec<Uuid>, goes_to: GoesTo) -> Self {
        Self { count: i32::try_from(ids.len()).unwrap_or(i32::MAX), ids, goes_to }
    }

    /// The same of so many that not all ids are shown.
    pub(in crate::network) fn many((count, ids): (u64, Vec<Uuid>), goes_to: GoesTo) -> Self {
        Self { count: i32::try_from(count).unwrap_or(i32::MAX), ids, goes_to }
    }
}

/// Step: what hangs on a body, as the actor may know it.
pub(super) async fn hanging(ctx: &Ctx, body: Uuid, becomes: Becomes) -> Result<Hanging> {
    let (db, now) = (ctx.db(), ctx.now());
    let bodies = store::bodies(db, body, now).await?;
    let posts = store::posts(db, &bodies, now).await?;
    let partners = store::partners(db, &bodies, now).await?;
    let holders: Vec<Uuid> = posts.iter().map(|post| post.id).chain(partners.iter().copied()).collect();
    let grants = store::grants(db, &holders, now).await?;
    let grant_ids: Vec<Uuid> = grants.iter().map(|grant| grant.id).collect();
    let appointments = store::appointments(db, &grant_ids).await?;
    let mut groups: Vec<Uuid> =
        grants.iter().filter(|grant| grant.role == Role::GroupEditor).filter_map(|grant| grant.scope).collect();
    groups.sort_unstable();
    groups.dedup();
    let memberships = store::memberships(db, &bodies, now).await?;
    let subordinates = store::subordinates(db, &ctx.actor, body, ctx.today()).await?;
    let drafts = owned_by(db, &ctx.actor, &bodies, Written::Drafts).await?;
    let written = owned_by(db, &ctx.actor, &bodies, Written::Published).await?;

    // One look at sight for all that are items, or part of one.
    let experts = posts.iter().map(|post| post.expert_id);
    let asked: Vec<Uuid> = experts
        .chain(appointments.iter().copied())
        .chain(groups.iter().copied())
        .chain(memberships.iter().copied())
        .collect();
    let seen = items::store::seen(ctx, &asked).await?;
    let seen_of = |ids: &[Uuid]| ids.iter().copied().filter(|id| seen.contains_key(id)).collect::<Vec<_>>();
    let seen_posts = posts.iter().filter(|post| seen.contains_key(&post.expert_id)).map(|post| post.id).collect();
    let (posted, owned) = (becomes.of_posts(), becomes.of_items());
    Ok(Hanging {
        posts: Hung::of(seen_posts, posted),
        grants: Hung::of(known_grants(db, &ctx.actor, &grant_ids).await?, posted),
        appointments: Hung::of(seen_of(&appointments), posted),
        groups: Hung::of(seen_of(&groups), posted),
        partners: Hung::of(partners, posted),
        memberships: Hung::of(seen_of(&memberships), posted),
        subordinates: Hung::of(subordinates, GoesTo::Stays),
        drafts: Hung::many(drafts, owned),
        items: Hung::many(written, owned),
        unkept: None,
    })
}
