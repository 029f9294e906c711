//! How an actor is shown.

use std::collections::HashMap;

use async_graphql::SimpleObject;
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
    let found = found_actors(ctx, parties).await?;
    let bodies = party_views(ctx, &found.bodies()).await?;
    Ok(found.shown(&bodies))
}

/// Posts and partner systems that were found, before their bodies are named: for whoever has other
/// parties to name at the same time.
pub(crate) struct FoundActors {
    people: Vec<store::Person>,
    partners: Vec<entity::partner::Model>,
}

/// The first half of [`actors_of`].
pub(crate) async fn found_actors(ctx: &Ctx, parties: &[Uuid]) -> Result<FoundActors> {
    if parties.is_empty() {
        return Ok(FoundActors { people: Vec::new(), partners: Vec::new() });
    }
    let people = store::people(ctx.db(), &ctx.actor, parties).await?;
    // Whoever is no post that was found may be a partner system.
    let is_found = |party: &Uuid| people.iter().any(|person| person.post_id == *party);
    let others: Vec<Uuid> = parties.iter().copied().filter(|party| !is_found(party)).collect();
    let partners = match ctx.actor.is_told_of_partners() && !others.is_empty() {
        true => store::partners(ctx.db(), &ctx.actor, &others).await?,
        false => Vec::new(),
    };
    Ok(FoundActors { people, partners })
}

impl FoundActors {
    /// The bodies to be named.
    pub(crate) fn bodies(&self) -> Vec<Uuid> {
        let of_partners = self.partners.iter().map(|partner| partner.organisation_id);
        self.people.iter().filter_map(|person| person.organisation_id).chain(of_partners).collect()
    }

    /// The views, with the bodies named.
    pub(crate) fn shown(self, bodies: &HashMap<Uuid, Party>) -> HashMap<Uuid, Actor> {
        let mut actors = HashMap::new();
        // The last place of a post comes last, and stands.
        for person in self.people {
            let post = person.organisation_id.zip(person.title).and_then(|(body, title)| {
                Some(ActorPost { party_id: person.post_id, title, organisation: bodies.get(&body).cloned()? })
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
        for partner in self.partners {
            let actor = Actor {
                kind: ActorKind::Partner,
                actor_id: Some(partner.id),
                name: Some(partner.name),
                post: None,
                on_behalf_of: bodies.get(&partner.organisation_id).cloned(),
            };
            actors.insert(partner.id, actor);
        }
        actors
    }
}
