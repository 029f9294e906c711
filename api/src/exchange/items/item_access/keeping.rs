//! What the keepers of an item know: the audience, and who opened it.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::{NETWORK, PUBLIC};
use entity::vocabulary::OpeningKind;
use entity::{item, opening};
use uuid::Uuid;

use super::store::{self, Past};
use super::view::{ItemOpenings, Keeping, NamedOpening, OrganisationOpening};
use crate::access::PartySet;
use crate::access::lives::{Lives, Whose, lives};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{Audience, audience_views, audiences, openings, party_views, store_parts};
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;

/// For a keeper of the item.
pub(super) async fn keeping(ctx: &Ctx, row: &item::Model) -> Result<Keeping> {
    let declared: Vec<i64> = row.audience.into_iter().collect();
    let audience = audience_views(ctx, &declared).await?.into_values().next();
    let seen_by = audiences::party_set(ctx.db(), row.seen_by).await?;
    let wide = seen_by.contains(PUBLIC) || seen_by.contains(NETWORK);
    let openings = match wide {
        true => None,
        false => Some(opened(ctx, row, &seen_by).await?),
    };
    Ok(Keeping { audience: audience.unwrap_or(Audience { parties: Vec::new() }), openings })
}

/// How often, by day.
#[derive(Default)]
struct Sum {
    readers: BTreeSet<Uuid>,
    reads: i32,
    deliveries: i32,
    downloads: i32,
}

impl Sum {
    fn add(&mut self, row: &opening::Model) {
        self.readers.insert(row.reader);
        match row.kind {
            OpeningKind::Read => self.reads = self.reads.saturating_add(row.times),
            OpeningKind::Delivery => self.deliveries = self.deliveries.saturating_add(row.times),
            OpeningKind::Download => self.downloads = self.downloads.saturating_add(row.times),
        }
    }
}

/// Persons only where the audience names them and did when they opened it; who comes only through groups whose members the keeper
/// may not see is one number, since organisation and day would tell who is in them.
async fn opened(ctx: &Ctx, row: &item::Model, seen_by: &PartySet) -> Result<ItemOpenings> {
    let rows = openings::store::of_item(ctx.db(), row.id).await?;
    let hidden = Hidden::of(ctx, row, &rows).await?;
    let mut organisations: BTreeMap<(i32, Uuid), Sum> = BTreeMap::new();
    let mut named: BTreeMap<(i32, Uuid), Sum> = BTreeMap::new();
    let mut through_hidden: BTreeSet<Uuid> = BTreeSet::new();
    for opening in &rows {
        if seen_by.contains(opening.reader) && hidden.named_then(opening) {
            named.entry((opening.day, opening.reader)).or_default().add(opening);
        } else if hidden.only_so(opening) {
            through_hidden.insert(opening.reader);
        } else {
            organisations.entry((opening.day, opening.organisation_id)).or_default().add(opening);
        }
    }
    let parties: Vec<Uuid> = organisations.keys().chain(named.keys()).map(|(_, party)| *party).collect();
    let views = party_views(ctx, &parties).await?;
    let party = |id: &Uuid| views.get(id).cloned().ok_or_else(|| Error::internal(format!("party {id} is missing")));
    let organisations = organisations.into_iter().map(|((day, id), sum)| {
        Ok(OrganisationOpening {
            organisation: party(&id)?,
            day: Day::from_number(day),
            readers: i32::try_from(sum.readers.len()).unwrap_or(i32::MAX),
            reads: sum.reads,
            deliveries: sum.deliveries,
            downloads: sum.downloads,
        })
    });
    let named = named.into_iter().map(|((day, id), sum)| {
        Ok(NamedOpening {
            party: party(&id)?,
            day: Day::from_number(day),
            reads: sum.reads,
            deliveries: sum.deliveries,
            downloads: sum.downloads,
        })
    });
    Ok(ItemOpenings {
        organisations: organisations.collect::<Result<_>>()?,
        named: named.collect::<Result<_>>()?,
        through_hidden_groups: i32::try_from(through_hidden.len()).unwrap_or(i32::MAX),
    })
}

/// By which of its parties a reader saw the item when they opened it.
struct Hidden {
    lives: Lives,
    past: Option<Past>,
    groups: BTreeSet<Uuid>,
}

impl Hidden {
    async fn of(ctx: &Ctx, row: &item::Model, rows: &[opening::Model]) -> Result<Self> {
        let past = store::past(ctx.db(), row.id).await?;
        // All that it was ever shared with: a group that was taken out again stays as hidden.
        let sets = past.iter().flat_map(|past| past.timeline.iter().flat_map(|(_, set)| set.parties()));
        let ever: BTreeSet<Uuid> = sets.collect();
        let groups = store_parts::opaque_groups(ctx.db(), &ctx.actor, ever).await?;
        let readers: BTreeSet<Uuid> = rows.iter().map(|opening| opening.reader).collect();
        let readers: Vec<Uuid> = readers.into_iter().collect();
        let first = rows.iter().map(|opening| opening.first_at).min().unwrap_or_default();
        let lives = lives(ctx.db(), Whose::Of(&readers), Timestamp::from_micros(first), ctx.now()).await?;
        Ok(Self { lives, past, groups: groups.into_iter().collect() })
    }

    /// Whether the item named the reader when they opened it. Whoever is named since would learn nothing
    /// by it, and whoever named them would: that the reader saw it before, and so by which group.
    fn named_then(&self, opening: &opening::Model) -> bool {
        let set = self.past.as_ref().and_then(|past| past.at(opening.first_at));
        set.is_some_and(|set| set.contains(opening.reader))
    }

    /// Whether nothing but such groups let the reader in.
    fn only_so(&self, opening: &opening::Model) -> bool {
        if self.groups.is_empty() {
            return false;
        }
        let set = self.past.as_ref().and_then(|past| past.at(opening.first_at));
        let life = self.lives.people.iter().find(|life| life.parties().any(|party| party == opening.reader));
        let links = life.zip(set).map(|(life, set)| self.lives.links_at(life, set, opening.first_at));
        links.unwrap_or_default().iter().all(|link| self.groups.contains(&link.party))
    }
}
