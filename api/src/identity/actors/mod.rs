//! Who did something, as others may see it: an expert in a post, a partner system, or SYSTEM.

mod store;

use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::ids::{NETWORK, REGISTRY};
use entity::vocabulary::ActorKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "Actor")]
#[schema(as = Actor)]
pub struct ActorView {
    /// EXPERT, PARTNER or SYSTEM.
    pub kind: ActorKind,
    /// The expert or partner system; null for SYSTEM, and where the reader may not see the expert.
    pub actor_id: Option<Uuid>,
    /// Name; null where the reader may not see the expert.
    pub name: Option<String>,
    /// The post held then; null for partner systems and SYSTEM, and where the reader may not see the expert.
    pub post_id: Option<Uuid>,
}

impl ActorView {
    /// The server itself, or whoever sits at its host.
    pub fn system() -> Self {
        Self { kind: ActorKind::System, actor_id: None, name: None, post_id: None }
    }
}

/// The actors behind posts and partner systems, in one statement.
pub async fn actor_views(ctx: &Ctx, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, ActorView>> {
    ids.sort_unstable();
    ids.dedup();
    let insider = ctx.actor.parties().contains(NETWORK) || ctx.actor.parties().contains(REGISTRY);
    let rows = store::behind(ctx, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let is_post = row.is_post;
            let seen = if is_post { row.name.is_some() } else { insider };
            let view = ActorView {
                kind: if is_post { ActorKind::Expert } else { ActorKind::Partner },
                actor_id: row.expert_id.or((!is_post).then_some(row.id)).filter(|_| seen),
                name: row.name.or(row.partner_name.filter(|_| insider)),
                post_id: (is_post && seen).then_some(row.id),
            };
            (row.id, view)
        })
        .collect())
}
