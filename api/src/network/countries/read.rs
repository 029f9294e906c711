//! Reading participating states.

use async_graphql::InputObject;
use entity::vocabulary::{CountryPart, FactKind};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Fitting, Row};
use super::view::Country;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Findings, Result, entry};
use crate::exchange::items::Lifecycle;
use crate::kit::day::Day;
use crate::kit::nearest::unknown;
use crate::kit::page::{Page, PageRequest};
use crate::network::facts::{HistoryFilter, history_of, store as facts, view::FactView};
use crate::network::groups;

/// Which countries.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CountryFilter {
    /// ISO 3166-1 alpha-2 codes, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub code: Vec<String>,
    /// Parts in the process, held today or on `asOf`, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub part: Vec<CountryPart>,
    /// Codes or ids of groups that they are in today or on `asOf`, separated by commas: where the asker sees
    /// the group and the membership.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub group: Vec<String>,
    /// Beginning of words of a name, in either script.
    pub q: Option<String>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// Which took part on a day; today if not given. Each is shown as it is today; what it was then is in its
    /// history.
    pub as_of: Option<Day>,
    /// `ALL` shows those that no longer take part, too.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["code", "name"];

/// Lists countries.
pub async fn list(ctx: &Ctx, filter: CountryFilter, page: PageRequest) -> Result<Page<Country>> {
    ctx.permit(Act::Look, &Target::none("COUNTRY"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("countries {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let when = store::When::of(ctx, filter.as_of);
    let groups = groups::of_names(ctx, &filter.group, "?group").await?;
    let filter = Fitting { filter: &filter, groups: &groups };
    let rows = store::page(ctx.db(), &ctx.actor, &filter, when, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, &filter, when).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(|row| row.place(order)).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// The country of an ISO 3166-1 alpha-2 code.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Country> {
    ctx.permit(Act::Look, &Target::none("COUNTRY"))?;
    let which = Condition::all().add(Expr::col(("country", "code")).eq(code.to_ascii_uppercase()));
    let rows = store::some(ctx.db(), &ctx.actor, which, ctx.today()).await?;
    shown(ctx, rows).await?.pop().ok_or_else(Error::not_found)
}

/// One country.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Country> {
    ctx.permit(Act::Look, &Target::none("COUNTRY"))?;
    of_ids(ctx, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// The countries of ids, in no order: for loaders.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Country>> {
    let which = Condition::all().add(Expr::col(("country", "id")).is_in(ids.iter().copied()));
    shown(ctx, store::some(ctx.db(), &ctx.actor, which, ctx.today()).await?).await
}

/// The ids of countries that are named by code or id, in order; each that is unknown is 422 with the nearest codes
/// that exist.
pub async fn of_codes(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let known = store::codes_with_ids(ctx.db(), &ctx.actor).await?;
    let names: Vec<String> = known.iter().map(|(code, _)| code.clone()).collect();
    let mut findings = Findings::default();
    let mut ids = Vec::with_capacity(codes.len());
    for (n, code) in codes.iter().enumerate() {
        match known.iter().find(|(known, id)| known.eq_ignore_ascii_case(code) || Uuid::parse_str(code) == Ok(*id)) {
            Some((_, id)) => ids.push(*id),
            None => findings.add(entry(pointer, n), unknown("country", code, &names)),
        }
    }
    findings.done()?;
    Ok(ids)
}

/// The id of one code; what is unknown is 422 at that field, with the nearest codes that exist.
pub async fn of_code(ctx: &Ctx, code: &str, pointer: &str) -> Result<Uuid> {
    let found = of_codes(ctx, &[code.to_owned()], pointer).await.map_err(|error| error.about(pointer))?;
    found.first().copied().ok_or_else(|| Error::internal("a code that was found to be nothing"))
}

/// Everything the network ever said about a country.
pub async fn history(ctx: &Ctx, code: &str, filter: HistoryFilter) -> Result<Vec<FactView>> {
    let id = by_code(ctx, code).await?.id;
    history_of(ctx, id, filter.at).await
}

async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Country>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let kinds = [FactKind::Name, FactKind::NativeName, FactKind::CountryPart, FactKind::Life];
    let mut facts = facts::of_items(ctx.db(), &ids, &kinds, None).await?;
    let today = ctx.today();
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = facts.remove(&row.id).unwrap_or_default();
            Country::new(row, &own, today, &ctx.languages)
        })
        .collect())
}
