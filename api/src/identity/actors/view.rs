//! How an actor is shown.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::ids::{NETWORK, REGISTRY};
use entity::vocabulary::ActorKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::{Party, party_views};

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// Kind of actor.
    pub kind: ActorKind,
    /// Id of the expert or partner system; null for SYSTEM.
    pub actor_id: Option<Uuid>,
    /// Name of the expert or partner system; null where the reader may not see it, and for SYSTEM.
    pub name: Option<String>,
    /// The post an expert held when they did it.
    pub post: Option<ActorPost>,
    /// The organisation that a partner system acts for.
    pub on_behalf_of: Option<Party>,
}

/// The post in which somebody did something.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ActorPost {
    /// The post.
    pub party_id: Uuid,
    /// Title of the position.
    pub title: String,
    /// The body.
    pub organisation: Party,
}

/// The server itself.
pub fn system() -> Actor {
    Actor { kind: ActorKind::System, actor_id: None, name: None, post: None, on_behalf_of: None }
}

/// An expert whom the reader does not see.
pub fn unseen() -> Actor {
    Actor { kind: ActorKind::Expert, ..system() }
}

/// Views of the posts and partner systems that did something. Those whose expert the reader does
/// not see are left out; partner systems are named to whoever reads what is for the network. A
/// constant number of statements, whatever the number.
pub async fn actors_of(ctx: &Ctx, parties: &[Uuid]) -> Result<HashMap<Uuid, Actor>> {
    if parties.is_empty() {
        return Ok(HashMap::new());
    }
    let people = store::people(ctx.db(), &ctx.actor, parties).await?;
    let posts: Vec<Uuid> = people.iter().map(|person| person.post_id).collect();
    let places = store::places(ctx.db(), &posts).await?;
    let insider = ctx.actor.parties().contains(NETWORK) || ctx.actor.parties().contains(REGISTRY);
    let partners = match insider {
        true => store::partners(ctx.db(), parties).await?,
        false => Vec::new(),
    };
    let of_partners = partners.iter().map(|partner| partner.organisation_id);
    let bodies: Vec<Uuid> = places.values().map(|place| place.organisation_id).chain(of_partners).collect();
    let bodies = party_views(ctx, &bodies).await?;
    let mut actors = HashMap::new();
    for person in people {
        let post = places.get(&person.post_id).and_then(|place| {
            let organisation = bodies.get(&place.organisation_id).cloned()?;
            Some(ActorPost { party_id: person.post_id, title: place.title.clone(), organisation })
        });
        let actor = Actor {
            kind: ActorKind::Expert,
            actor_id: Some(person.expert_id),
            name: Some(person.name),
            post,
            on_behalf_of: None,
        };
        actors.insert(person.post_id, actor);
    }
    for partner in partners {
        let actor = Actor {
            kind: ActorKind::Partner,
            actor_id: Some(partner.id),
            name: Some(partner.name),
            post: None,
            on_behalf_of: bodies.get(&partner.organisation_id).cloned(),
        };
        actors.insert(partner.id, actor);
    }
    Ok(actors)
}
