//! What all items show alike, for a page of them in a constant number of statements: owner, author,
//! policy fields, countries, and to keepers the audience.

use std::collections::HashMap;

use entity::item;
use uuid::Uuid;

use super::comments::{CommentCircle, Commenting, commenting};
use super::store_known;
use super::{Audience, Party, audience_views, party_views};
use crate::access::broken::{Rule, broken};
use crate::access::{self, Kept};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::actors::{Actor, found_actors, system};

/// What all items show alike.
#[derive(Clone, Debug)]
pub struct ItemParts {
    /// In whose name it stands; always shown.
    pub owner: Party,
    /// Who wrote it; null where the reader may not see the expert.
    pub author: Option<Actor>,
    /// Codes of policy fields, sorted.
    pub topics: Vec<String>,
    /// Codes of countries, sorted.
    pub country_codes: Vec<String>,
    /// Who it is for; null but to its keepers.
    pub audience: Option<Audience>,
    /// What the reader is told before they comment.
    pub commenting: Commenting,
    /// Whether opening it is recorded for its keepers: readers are told beforehand.
    pub openings_recorded: bool,
}

/// The parts of each of the items, which the reader has been found to see.
pub async fn item_parts(ctx: &Ctx, items: &[item::Model]) -> Result<HashMap<Uuid, ItemParts>> {
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let subjects = store_known::subjects(ctx, items).await?;
    let authors: Vec<Uuid> = items.iter().filter_map(|row| row.author).collect();
    let authors = found_actors(ctx, &authors).await?;
    // Owners and the authors' bodies are named at once.
    let named: Vec<Uuid> = items.iter().map(|row| row.owner).chain(authors.bodies()).collect();
    let owners = party_views(ctx, &named).await?;
    let authors = authors.shown(&owners);
    let kept = items.iter().filter(|row| is_keeper(&ctx.actor, row));
    let audiences = audience_views(ctx, &kept.filter_map(|row| row.audience).collect::<Vec<_>>()).await?;
    let mut commenting = commenting(ctx, items).await?;
    let mut parts = HashMap::with_capacity(items.len());
    for row in items {
        let owner = owners.get(&row.owner).cloned();
        let audience = row.audience.and_then(|id| audiences.get(&id).cloned());
        let about = subjects.get(&row.id);
        let told = commenting.remove(&row.id).ok_or_else(|| Error::internal("an item without a circle"))?;
        let one = ItemParts {
            owner: owner.ok_or_else(|| Error::internal(format!("item {} has no owner", row.id)))?,
            author: row.author.map_or_else(|| Some(system()), |author| authors.at(author, row.created_at)),
            topics: about.map(|about| about.topics.clone()).unwrap_or_default(),
            country_codes: about.map(|about| about.countries.clone()).unwrap_or_default(),
            // A draft that names nobody yet has an empty one.
            audience: is_keeper(&ctx.actor, row).then(|| audience.unwrap_or(Audience { parties: Vec::new() })),
            openings_recorded: told.circle == CommentCircle::Shared,
            commenting: told,
        };
        parts.insert(row.id, one);
    }
    Ok(parts)
}

/// Whether the reader is one of an item's keepers.
pub fn is_keeper(reader: &access::Actor, row: &item::Model) -> bool {
    broken(Rule::AudienceIsForKeepers) || reader.holds_any(&Kept::from(row).keepers())
}
