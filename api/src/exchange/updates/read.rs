//! Reading updates.

use async_graphql::InputObject;
use entity::item;
use entity::vocabulary::{ItemKind, ItemState, OpeningKind};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::Update;
use super::reach;
use super::store_known::{self, By};
use super::store_list::{self, Wanted};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::glass::Opened;
use crate::exchange::items::{self, item_parts};
use crate::identity::accounts::last_visit;
use crate::identity::actors::actors_of;
use crate::kit::language::normal_tag;
use crate::kit::page::{Page, PageRequest};
use crate::kit::when::When;
use crate::network::{competences, countries, organisations};

/// Which updates.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct UpdateFilter {
    /// About one of these policy fields or a narrower one: codes, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub topic: Vec<String>,
    /// Concerning one of these countries: codes, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub country: Vec<String>,
    /// In the name of one of these organisations, countries or groups, which the asker must see: ids,
    /// separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub owner: Vec<Uuid>,
    /// In the name of one of these organisations: codes, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub organisation: Vec<String>,
    /// Shared with this party, which the asker must hold: the code of one's country, of a group in which one
    /// is, or of one's body; its id; or `OFFICIALS`, `NETWORK` or `PUBLIC`. What is shared with several is
    /// found by each.
    pub shared_with: Option<String>,
    /// `true` for what is new since the asker's last visit (`POST /v1/me/visit`): what is published
    /// and was not shown to them then, their own apart.
    pub new: Option<bool>,
    /// Written by this expert or partner system, whom the asker must see.
    pub author: Option<Uuid>,
    /// In one of these languages: BCP 47 tags, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub language: Vec<String>,
    /// In one of these states; all that the asker sees if not given. Drafts and what was withdrawn
    /// are seen by their keepers alone.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub state: Vec<ItemState>,
    /// `true` for those about which a proposal waits for the asker's word.
    pub waiting_for_me: Option<bool>,
    /// First published on this day or at this instant, or later.
    pub published_from: Option<When>,
    /// First published on this day or at this instant, or earlier.
    pub published_to: Option<When>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
}

/// Orders of the list; the first is the usual one. What was never published stands in
/// `publishedAt` where it was begun.
pub const SORTS: &[&str] = &["-publishedAt", "-updatedAt", "-createdAt"];

/// Lists updates, newest first.
pub async fn list(ctx: &Ctx, filter: UpdateFilter, page: PageRequest) -> Result<Page<Update>> {
    ctx.permit(Act::Look, &Target::none("UPDATE"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("updates {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let are_named = filter.ids.is_some();
    let wanted = wanted(ctx, filter).await?;
    let way = reach::way(ctx, &wanted).await?;
    let rows = store_list::page(ctx.db(), &ctx.actor, &wanted, (order, after.as_ref(), first), way).await?;
    let total = match page.count {
        true => Some(store_list::count(ctx.db(), &ctx.actor, &wanted, way).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(|row| store_list::place(row, order)).collect();
    let views = shown(ctx, rows).await?;
    if are_named {
        views.iter().flatten().for_each(|update| update.note_opened(ctx, OpeningKind::Read));
    }
    let rows = places.into_iter().zip(views).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).there().counted(total))
}

/// Step: notes that a page goes out with the texts of all that stands in it.
pub fn delivered(ctx: &Ctx, page: Page<Update>) -> Page<Update> {
    page.items.iter().for_each(|update| update.note_opened(ctx, OpeningKind::Delivery));
    page
}

/// One update.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Update> {
    ctx.permit(Act::Look, &Target::none("UPDATE"))?;
    opened(ctx, items::glass::open_item(ctx, id).await?).await
}

/// The same, once it was opened.
pub(crate) async fn opened(ctx: &Ctx, opened: Opened) -> Result<Update> {
    let row = written(opened.row)?;
    let by = if opened.by_glass { By::Glass } else { By::Sight };
    let mut texts = store_known::texts(ctx, std::slice::from_ref(&row), by).await?;
    let text = texts.remove(&row.id).ok_or_else(Error::not_found)?;
    let parts = item_parts(ctx, std::slice::from_ref(&row)).await?.remove(&row.id).ok_or_else(Error::not_found)?;
    let update = Update { by_glass: opened.by_glass, ..Update::new(row, text, parts) };
    if !opened.by_glass {
        update.note_opened(ctx, OpeningKind::Read);
    }
    Ok(update)
}

/// The updates of ids that the asker sees, in no order: for loaders.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Update>> {
    Ok(shown(ctx, store_list::some(ctx.db(), &ctx.actor, ids).await?).await?.into_iter().flatten().collect())
}

/// An update's item, if the actor sees it.
pub(super) async fn row(ctx: &Ctx, id: Uuid) -> Result<item::Model> {
    written(items::store::one(ctx, id).await?)
}

fn written(row: item::Model) -> Result<item::Model> {
    if row.kind == ItemKind::Update { Ok(row) } else { Err(Error::not_found()) }
}

async fn wanted(ctx: &Ctx, filter: UpdateFilter) -> Result<Wanted> {
    let zone = &ctx.world.zone;
    let topics = match filter.topic.is_empty() {
        true => None,
        false => {
            let named = competences::of_codes(ctx, &filter.topic, "?topic").await?;
            Some(competences::store::with_narrower(ctx.db(), &named).await?)
        }
    };
    let countries = match filter.country.is_empty() {
        true => None,
        false => Some(countries::of_codes(ctx, &filter.country, "?country").await?),
    };
    let organisations = match filter.organisation.is_empty() {
        true => None,
        false => Some(organisations::of_codes(ctx, &filter.organisation, "?organisation").await?),
    };
    let shared_with = match &filter.shared_with {
        Some(meant) => Some(items::own_party(ctx, meant, "?sharedWith").await?),
        None => None,
    };
    let unseen_since = match filter.new {
        Some(true) => Some(last_visit(ctx).await?),
        Some(false) => return Err(Error::bad_field("?new", "Ask with `new=true`, or leave it out.")),
        None => None,
    };
    if !filter.owner.is_empty() {
        // In whose name something stands is not told of a group that is hidden, nor asked.
        let seen = items::store::seen(ctx, &filter.owner).await?;
        let kinds = [ItemKind::Country, ItemKind::Group, ItemKind::Organisation];
        if !filter.owner.iter().all(|id| seen.get(id).is_some_and(|row| kinds.contains(&row.kind))) {
            let detail = "There is no such country, group or organisation, or it is not shown to you.";
            return Err(Error::invalid("?owner", detail));
        }
    }
    if let Some(author) = filter.author {
        // Whoever may not see who wrote an item may not filter by it, either.
        let seen = items::store::seen(ctx, &[author]).await?;
        let is_expert = seen.values().any(|row| row.kind == ItemKind::Expert);
        if !is_expert && actors_of(ctx, &[author]).await?.is_empty() {
            let detail = "There is no such expert or partner system, or it is not shown to you.";
            return Err(Error::invalid("?author", detail));
        }
    }
    let tag = |tag: &String| {
        normal_tag(tag).ok_or_else(|| Error::bad_field("?language", format!("`{tag}` is no language tag (BCP 47).")))
    };
    Ok(Wanted {
        ids: filter.ids,
        topics,
        countries,
        owners: filter.owner,
        organisations,
        shared_with,
        unseen_since,
        author: filter.author,
        languages: filter.language.iter().map(tag).collect::<Result<_>>()?,
        states: filter.state,
        waiting_for_me: filter.waiting_for_me.unwrap_or_default(),
        published_from: filter.published_from.map(|when| when.begin(zone).micros()),
        published_until: filter.published_to.map(|when| when.past(zone).micros()),
    })
}

/// Each as it is shown; none for what was deleted between two statements.
async fn shown(ctx: &Ctx, rows: Vec<item::Model>) -> Result<Vec<Option<Update>>> {
    let mut texts = store_known::texts(ctx, &rows, By::Sight).await?;
    let mut parts = item_parts(ctx, &rows).await?;
    let shown = |row: item::Model| {
        let (text, parts) = (texts.remove(&row.id)?, parts.remove(&row.id)?);
        Some(Update::new(row, text, parts))
    };
    Ok(rows.into_iter().map(shown).collect())
}
