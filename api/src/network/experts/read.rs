//! Reading experts.

use std::collections::HashMap;

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::posts::posts_shown;
use super::store::{self, InBodies, Row};
use super::store_posts;
use super::view::Expert;
use crate::access::{Act, Target, with_taken_over};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{self, ExternalId, Lifecycle};
use crate::kit::day::Day;
use crate::kit::page::{Page, PageRequest};
use crate::kit::timestamp::Timestamp;
use crate::kit::top_per_parent::page_of_each;
use crate::network::competences;
use crate::network::facts::view::LanguageText;
use crate::network::references;

/// Which experts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ExpertFilter {
    /// Holding a post in a body, by its code or id; several separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub organisation: Vec<String>,
    /// Holding a post in a body of a country (ISO 3166-1 alpha-2); several separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub country: Vec<String>,
    /// Knowing a policy field or a narrower one, by its code; several separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub competence: Vec<String>,
    /// Working in a language (BCP 47); several separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub language: Vec<String>,
    /// Beginning of words of a name, in either script.
    pub q: Option<String>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// Known to another system under an id: `system:value`.
    pub external_id: Option<String>,
    /// Who held a post on a day; today if not given.
    pub as_of: Option<Day>,
    /// `ALL` shows those without a running post, too.
    pub lifecycle: Option<Lifecycle>,
}

/// A filter with its codes looked up.
#[derive(Debug)]
pub(super) struct Asked {
    pub bodies: Vec<Uuid>,
    pub countries: Vec<Uuid>,
    pub fields: Vec<Uuid>,
    pub at: Timestamp,
}

/// Orders of the list.
pub const SORTS: &[&str] = &["name"];

/// Lists experts.
pub async fn list(ctx: &Ctx, filter: ExpertFilter, page: PageRequest) -> Result<Page<Expert>> {
    ctx.permit(Act::Look, &Target::none("EXPERT"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("experts {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let asked = asked(ctx, &filter).await?;
    let rows = store::page(ctx.db(), &ctx.actor, &filter, &asked, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, &filter, &asked).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(Row::place).collect();
    let views = shown(ctx, rows).await?;
    Ok(Page::of(places.into_iter().zip(views).collect(), first, &ctx.world.cursors, &name).counted(total))
}

/// One expert.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Expert> {
    ctx.permit(Act::Look, &Target::none("EXPERT"))?;
    of_ids(ctx, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// Those of the experts that the asker sees, in no order: a constant number of statements.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Expert>> {
    shown(ctx, store::some(ctx.db(), &ctx.actor, ids).await?).await
}

/// A page of the experts who hold a post today in each of the bodies, by name: for the relation from body
/// to experts.
pub async fn of_bodies(ctx: &Ctx, bodies: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Expert>>> {
    ctx.permit(Act::Look, &Target::none("EXPERT"))?;
    let (first, order, name) = (page.first()?, page.ordering(SORTS)?, "experts of a body");
    let after = page.after(&ctx.world.cursors, name)?;
    let places = with_taken_over(ctx.db(), bodies, ctx.now()).await?;
    let in_bodies = InBodies { places: &places, at: ctx.now() };
    let belonging = store::first_of_bodies(ctx.db(), &ctx.actor, &in_bodies, order, after.as_ref(), first).await?;
    let totals = match page.count {
        true => Some(store::count_of_bodies(ctx.db(), &ctx.actor, &in_bodies).await?),
        false => None,
    };
    let mut ids: Vec<Uuid> = belonging.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let experts: HashMap<Uuid, Expert> =
        of_ids(ctx, &ids).await?.into_iter().map(|expert| (expert.id, expert)).collect();
    let rows = belonging.iter().filter_map(|row| Some((row.body, row.place(), experts.get(&row.id)?.clone())));
    Ok(page_of_each(bodies, rows, totals.as_ref(), |_, rows| Page::of(rows, first, &ctx.world.cursors, name)))
}

async fn asked(ctx: &Ctx, filter: &ExpertFilter) -> Result<Asked> {
    let fields = match filter.competence.is_empty() {
        true => Vec::new(),
        false => {
            let named = competences::of_codes(ctx, &filter.competence, "?competence").await?;
            competences::store::with_narrower(ctx.db(), &named).await?
        }
    };
    let countries = references::countries(ctx, &filter.country, "?country").await?;
    let at = end_of(ctx, filter.as_of);
    let bodies = standing_in(ctx, &filter.organisation, at).await?;
    Ok(Asked { bodies, countries, fields, at })
}

/// The bodies that a filter names, with all they have taken over by an instant: whoever holds a post in one of them
/// stands in the body that is named.
pub(super) async fn standing_in(ctx: &Ctx, names: &[String], at: Timestamp) -> Result<Vec<Uuid>> {
    let bodies = references::organisations_named(ctx, names).await?;
    Ok(with_taken_over(ctx.db(), &bodies, at).await?.into_iter().map(|(_, other)| other).collect())
}

/// `asOf` a day means the end of that day; without it, now.
pub(crate) fn end_of(ctx: &Ctx, day: Option<Day>) -> Timestamp {
    match day {
        Some(day) => ctx.world.zone.last_instant(day),
        None => ctx.now(),
    }
}

async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Expert>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut described = store::described(ctx.db(), &ids).await?;
    let mut external = items::store::external_ids(ctx, &ids).await?;
    let posts = store_posts::some(ctx.db(), &ctx.actor, store_posts::present_of(&ids, ctx.now())).await?;
    let posts = posts_shown(ctx, posts).await?;
    let view = |row: Row| Expert {
        id: row.id,
        name: row.name,
        native_names: described
            .names
            .remove(&row.id)
            .unwrap_or_default()
            .into_iter()
            .map(|name| LanguageText { language: name.language, name: name.name })
            .collect(),
        languages: described.languages.remove(&row.id).unwrap_or_default(),
        fields: described.fields.remove(&row.id).unwrap_or_default(),
        post: posts.iter().find(|post| post.expert_id == row.id).cloned(),
        external_ids: external
            .remove(&row.id)
            .unwrap_or_default()
            .into_iter()
            .map(|(system, value)| ExternalId { system, value })
            .collect(),
        revision: row.revision,
    };
    Ok(rows.into_iter().map(view).collect())
}
