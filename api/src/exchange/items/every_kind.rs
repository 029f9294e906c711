//! An item of any kind, the directory's included: how each kind is looked up to be shown, for `node(id:)`, the change
//! feed, the export and the page of an item.

use std::collections::HashMap;

use async_graphql::Interface;
use entity::vocabulary::{ItemKind, ItemState, OpeningKind};
use serde::Serialize;
use uuid::Uuid;

use super::Item;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::updates::{self, Update};
use crate::network::competences::{self, Competence};
use crate::network::countries::{self, Country};
use crate::network::experts::{self, ContactCard, Expert};
use crate::network::focal_points::{self, Appointment};
use crate::network::groups::{self, Group, Membership};
use crate::network::organisations::{self, Organisation};

/// Makes [`AnyItem`], and what looks up one kind under the asker's sight, in a constant number of
/// statements. A slice joins with one line.
macro_rules! kinds {
    ($($kind:ident, $of_ids:path;)+) => {
        /// Anything that has an id of its own.
        #[derive(Clone, Debug, Serialize, Interface)]
        #[serde(untagged)]
        #[graphql(name = "Node", field(name = "id", ty = "&Uuid", desc = "Id, the same as over REST."))]
        pub enum AnyItem {
            $(
                /// One kind of thing.
                $kind($kind),
            )+
        }

        impl AnyItem {
            fn item_id(&self) -> Uuid {
                match self { $(Self::$kind(view) => view.id,)+ }
            }
        }

        async fn of_kind(ctx: &Ctx, kind: ItemKind, ids: &[Uuid]) -> Result<Vec<AnyItem>> {
            match kind {
                $(ItemKind::$kind => Ok($of_ids(ctx, ids).await?.into_iter().map(AnyItem::$kind).collect()),)+
            }
        }
    };
}

kinds! {
    Competence, competences::of_ids;
    Update, updates::of_ids;
    Country, countries::of_ids;
    Group, groups::of_ids;
    Membership, groups::memberships_of_ids;
    Organisation, organisations::of_ids;
    Expert, experts::of_ids;
    ContactCard, experts::cards_of_ids;
    Appointment, focal_points::of_ids;
}

impl AnyItem {
    /// Step: notes in which way the actor opened it, where that is recorded: not of the directory.
    pub fn note_opened(&self, ctx: &Ctx, kind: OpeningKind) {
        if let Self::Update(update) = self {
            update.note_opened(ctx, kind);
        }
    }

    /// Whether it is published. The directory is, whatever its dates.
    pub fn is_published(&self) -> bool {
        match self {
            Self::Update(update) => update.state == ItemState::Published,
            Self::Competence(_)
            | Self::Country(_)
            | Self::Group(_)
            | Self::Membership(_)
            | Self::Organisation(_)
            | Self::Expert(_)
            | Self::ContactCard(_)
            | Self::Appointment(_) => true,
        }
    }
}

impl From<Item> for AnyItem {
    fn from(item: Item) -> Self {
        match item {
            Item::Update(update) => Self::Update(update),
        }
    }
}

/// The items as the context's actor sees them now, whatever their dates; those that are not seen
/// are left out. A constant number of statements for each kind among them.
pub async fn items_of_any_kind(ctx: &Ctx, items: &[(ItemKind, Uuid)]) -> Result<HashMap<Uuid, AnyItem>> {
    let mut by_kind: HashMap<ItemKind, Vec<Uuid>> = HashMap::new();
    for (kind, id) in items {
        by_kind.entry(*kind).or_default().push(*id);
    }
    let mut found = HashMap::with_capacity(items.len());
    for (kind, ids) in by_kind {
        found.extend(of_kind(ctx, kind, &ids).await?.into_iter().map(|item| (item.item_id(), item)));
    }
    Ok(found)
}
