//! How an actor is shown.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::vocabulary::ActorKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::access::TakeOvers;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::{Party, party_views};
use crate::identity::partners::told_of;

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
    /// The organisation that a partner system acted for then.
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
    /// The body in which it stood then, after all take-overs until then.
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

/// The posts and partner systems that did something. Those whose expert the reader does not see are left
/// out; partner systems are named to whoever reads what is for the network. A constant number of
/// statements, whatever the number.
pub async fn actors_of(ctx: &Ctx, parties: &[Uuid]) -> Result<Actors> {
    let found = found_actors(ctx, parties).await?;
    let bodies = party_views(ctx, &found.bodies()).await?;
    Ok(found.shown(&bodies))
}

/// Posts and partner systems that were found, before their bodies are named: for whoever has other
/// parties to name at the same time.
pub(crate) struct FoundActors {
    people: HashMap<Uuid, Vec<store::Person>>,
    partners: HashMap<Uuid, entity::partner::Model>,
    take_overs: TakeOvers,
}

/// The first half of [`actors_of`].
pub(crate) async fn found_actors(ctx: &Ctx, parties: &[Uuid]) -> Result<FoundActors> {
    let mut found = FoundActors { people: HashMap::new(), partners: HashMap::new(), take_overs: TakeOvers::default() };
    if parties.is_empty() {
        return Ok(found);
    }
    let mut taken_over = Vec::new();
    for place in store::people(ctx.db(), &ctx.actor, parties).await? {
        taken_over.extend(place.organisation_id.filter(|_| place.taken_over_by.is_some()));
        found.people.entry(place.post_id).or_default().push(place);
    }
    // Whoever is no post that was found may be a partner system.
    let others: Vec<Uuid> = parties.iter().copied().filter(|party| !found.people.contains_key(party)).collect();
    let partners = told_of(ctx.db(), &ctx.actor, &others).await?;
    taken_over.extend(partners.iter().map(|partner| partner.organisation_id));
    found.partners = partners.into_iter().map(|partner| (partner.id, partner)).collect();
    found.take_overs = TakeOvers::of(ctx.db(), &taken_over).await?;
    Ok(found)
}

impl FoundActors {
    /// The bodies to be named.
    pub(crate) fn bodies(&self) -> Vec<Uuid> {
        let of_partners = self.partners.values().map(|partner| partner.organisation_id);
        let of_people = self.people.values().flatten().filter_map(|place| place.organisation_id);
        of_people.chain(of_partners).chain(self.take_overs.heirs()).collect()
    }

    /// The same, with the bodies named.
    pub(crate) fn shown(self, bodies: &HashMap<Uuid, Party>) -> Actors {
        let bodies = self.bodies().into_iter().filter_map(|id| Some((id, bodies.get(&id)?.clone()))).collect();
        Actors { found: self, bodies }
    }
}

/// Who did things, as the reader may know them.
pub struct Actors {
    found: FoundActors,
    bodies: HashMap<Uuid, Party>,
}

impl Actors {
    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.found.people.is_empty() && self.found.partners.is_empty()
    }

    /// Who did something at an instant, in microseconds: under the title and in the body of that time. A
    /// deed keeps the post held at the time, and a take-over carries posts and partner systems on.
    pub fn at(&self, party: Uuid, at: i64) -> Option<Actor> {
        let body = |id: Uuid| self.bodies.get(&self.found.take_overs.heir_at(id, at)).cloned();
        if let Some(partner) = self.found.partners.get(&party) {
            return Some(Actor {
                kind: ActorKind::Partner,
                actor_id: Some(partner.id),
                name: Some(partner.name.clone()),
                post: None,
                on_behalf_of: body(partner.organisation_id),
            });
        }
        let places = self.found.people.get(&party)?;
        let first = places.first()?;
        let place = places.iter().rev().find(|place| place.from_at.is_none_or(|from| from <= at)).unwrap_or(first);
        let post = place
            .organisation_id
            .zip(place.title.clone())
            .and_then(|(id, title)| Some(ActorPost { party_id: place.post_id, title, organisation: body(id)? }));
        Some(Actor {
            kind: ActorKind::Expert,
            actor_id: Some(place.expert_id),
            name: Some(place.name.clone()),
            post,
            on_behalf_of: None,
        })
    }
}
