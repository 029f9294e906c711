//! How parties and audiences are shown, under the reader's sight.

use std::cmp::Ordering;
use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::ids::kept_by;
use entity::vocabulary::PartyKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store_parties as parties;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::store_known;
use crate::identity::partners::told_of;
use crate::network::facts::view::{best_text, names_on};

/// A party: anything that can be given sight. Names are those the reader may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// Kind of party.
    pub kind: PartyKind,
    /// Its id, for KEEPERS that of the thing kept; null for PUBLIC, NETWORK, OFFICIALS and REGISTRY, and for
    /// a country, group or organisation that is not shared with the reader.
    pub party_id: Option<Uuid>,
    /// Code of the country, organisation or group (for KEEPERS of what they keep); null where it has
    /// none or is not shared with the reader.
    pub code: Option<String>,
    /// Its name; for a post the expert's, for KEEPERS that of what they keep. Null for the built-in
    /// ones and for what is not shared with the reader.
    pub name: Option<String>,
}

impl Party {
    /// How the parties of an audience stand: by kind, then code and id.
    pub fn in_order(a: &Self, b: &Self) -> Ordering {
        (a.kind, &a.code, a.party_id).cmp(&(b.kind, &b.code, b.party_id))
    }
}

/// Who something is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Audience {
    /// The parties, by kind, then code and id.
    pub parties: Vec<Party>,
}

/// The views of parties, by the ids that audiences, owners and memberships hold. Ids of no party
/// are left out. At most five statements, whatever the number.
pub async fn party_views(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, Party>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let kinds = store_known::party_kinds(ctx, ids).await?;
    let (mut things, mut posts, mut partners) = (Vec::new(), Vec::new(), Vec::new());
    for (id, kind) in &kinds {
        match kind {
            PartyKind::Public | PartyKind::Network | PartyKind::Officials | PartyKind::Registry => {}
            PartyKind::Country | PartyKind::Group | PartyKind::Organisation => things.push(*id),
            PartyKind::Keepers => things.push(kept_by(*id)),
            PartyKind::Post => posts.push(*id),
            PartyKind::Partner => partners.push(*id),
        }
    }
    let seen = parties::seen_things(ctx.db(), &ctx.actor, &things).await?;
    let names = store_known::names(ctx, seen.values().map(|thing| (thing.id, thing.revision))).await?;
    let posts = parties::names_of_posts(ctx.db(), &ctx.actor, &posts).await?;
    let partners = told_of(ctx.db(), &ctx.actor, &partners).await?;
    let today = ctx.today();
    let view = |id: Uuid, kind: PartyKind| match kind {
        PartyKind::Public | PartyKind::Network | PartyKind::Officials | PartyKind::Registry => {
            Party { kind, party_id: None, code: None, name: None }
        }
        PartyKind::Country | PartyKind::Group | PartyKind::Organisation | PartyKind::Keepers => {
            let thing = if kind == PartyKind::Keepers { kept_by(id) } else { id };
            let code = seen.get(&thing).and_then(|thing| thing.code.clone());
            // What the reader may not see is there without its id.
            let party_id = seen.contains_key(&thing).then_some(thing);
            // The name that holds today; of what has none today, the last one.
            let name = names.get(&thing).and_then(|facts| best_text(&names_on(facts, today), &ctx.languages));
            Party { kind, party_id, code, name }
        }
        PartyKind::Post => Party { kind, party_id: Some(id), code: None, name: posts.get(&id).cloned() },
        PartyKind::Partner => {
            let name = partners.iter().find(|partner| partner.id == id).map(|partner| partner.name.clone());
            Party { kind, party_id: Some(id), code: None, name }
        }
    };
    Ok(kinds.into_iter().map(|(id, kind)| (id, view(id, kind))).collect())
}

/// The views of audiences, by number. Whether a reader is shown an audience at all is decided by
/// whoever calls: it is for keepers.
pub async fn audience_views(ctx: &Ctx, audiences: &[i64]) -> Result<HashMap<i64, Audience>> {
    if audiences.is_empty() {
        return Ok(HashMap::new());
    }
    let sets = store_known::party_sets(ctx, audiences).await?;
    let mut ids: Vec<Uuid> = sets.values().flat_map(|set| set.iter()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let views = party_views(ctx, &ids).await?;
    let shown = |ids: &[Uuid]| {
        let mut parties: Vec<Party> = ids.iter().filter_map(|id| views.get(id).cloned()).collect();
        parties.sort_by(Party::in_order);
        Audience { parties }
    };
    Ok(sets.into_iter().map(|(id, ids)| (id, shown(&ids))).collect())
}
