//! Lists of bodies: of today, or of a day.

use std::collections::HashMap;

use async_graphql::InputObject;
use entity::vocabulary::OrganisationType;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::read::{of_codes, shown};
use super::store::{self, Moment, OfCountries, Row};
use super::view::{Organisation, OrganisationOnDay};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::Lifecycle;
use crate::kit::day::Day;
use crate::kit::page::{Ordering, Page, PageRequest};
use crate::kit::top_per_parent::page_of_each;
use crate::network::{competences, countries};

/// Which bodies.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OrganisationFilter {
    /// Codes of the countries they belong to, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub country: Vec<String>,
    /// Types, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub r#type: Vec<OrganisationType>,
    /// Whether they hear what is for OFFICIALS.
    pub official: Option<bool>,
    /// Codes of policy fields, separated by commas: bodies competent in one of them or a narrower one.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub competence: Vec<String>,
    /// Code of the superior body: those directly under it.
    pub parent: Option<String>,
    /// Beginning of words of a name or acronym, past ones too, in either script.
    pub q: Option<String>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// What another system calls it, `system:value`.
    pub external_id: Option<String>,
    /// Codes, separated by commas: the way to one body by its code.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub code: Vec<String>,
    /// The directory of a day: names, superior bodies, policy fields, type, country and flag as of
    /// its end; today's if not given. (GraphQL: `organisationsOn`.)
    #[graphql(skip)]
    pub as_of: Option<Day>,
    /// `ALL` shows what has ended, too.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list; the first is the usual one. `name` is the one of the working language.
pub const SORTS: &[&str] = &["name", "code"];

/// A filter with its codes looked up.
pub(super) struct Fitting<'a> {
    pub filter: &'a OrganisationFilter,
    pub countries: Vec<Uuid>,
    pub competences: Vec<Uuid>,
    pub parents: Vec<Uuid>,
    pub moment: Moment,
}

/// Lists bodies.
pub async fn list(ctx: &Ctx, filter: OrganisationFilter, page: PageRequest) -> Result<Page<Organisation>> {
    ctx.permit(Act::Look, &Target::none("ORGANISATION"))?;
    listed(ctx, &filter, &page).await
}

/// Lists bodies as of the end of a day.
pub async fn list_on_day(
    ctx: &Ctx,
    day: Day,
    filter: OrganisationFilter,
    page: PageRequest,
) -> Result<Page<OrganisationOnDay>> {
    ctx.permit(Act::Look, &Target::none("ORGANISATION"))?;
    let filter = OrganisationFilter { as_of: Some(day), ..filter };
    Ok(listed(ctx, &filter, &page).await?.map(|body| body.on_day(day)))
}

async fn listed(ctx: &Ctx, filter: &OrganisationFilter, page: &PageRequest) -> Result<Page<Organisation>> {
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("organisations {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let asked = looked_up(ctx, filter).await?;
    let rows = store::page(ctx.db(), &ctx.actor, &asked, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, &asked).await?),
        false => None,
    };
    let rows = placed(ctx, rows, order, asked.moment.day).await?;
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

async fn placed(
    ctx: &Ctx,
    rows: Vec<Row>,
    order: Ordering,
    day: Day,
) -> Result<Vec<(crate::kit::page::Place, Organisation)>> {
    let places: Vec<_> = rows.iter().map(|row| row.place(order)).collect();
    Ok(places.into_iter().zip(shown(ctx, rows, day).await?).collect())
}

async fn looked_up<'a>(ctx: &Ctx, filter: &'a OrganisationFilter) -> Result<Fitting<'a>> {
    let countries = match filter.country.is_empty() {
        true => Vec::new(),
        false => countries::of_codes(ctx, &filter.country, "?country").await?,
    };
    let competences = match filter.competence.is_empty() {
        true => Vec::new(),
        false => {
            let named = competences::of_codes(ctx, &filter.competence, "?competence").await?;
            competences::store::with_narrower(ctx.db(), &named).await?
        }
    };
    let parents = match &filter.parent {
        None => Vec::new(),
        Some(code) => of_codes(ctx, std::slice::from_ref(code), "?parent").await?,
    };
    let moment = match filter.as_of {
        None => Moment::present(ctx.today()),
        Some(day) => Moment::end_of(day, &ctx.world.zone),
    };
    Ok(Fitting { filter, countries, competences, parents, moment })
}

/// The first bodies of each of several countries, in the order of names, each country with a page
/// of its own: for the relation from country to organisations. A constant number of statements.
pub async fn of_countries(
    ctx: &Ctx,
    countries: &[Uuid],
    page: &PageRequest,
) -> Result<HashMap<Uuid, Page<Organisation>>> {
    ctx.permit(Act::Look, &Target::none("ORGANISATION"))?;
    let (first, order) = (page.first()?, Ordering { name: "name", descending: false });
    let name = "organisations of a country";
    let after = page.after(&ctx.world.cursors, name)?;
    let living = OfCountries { countries, today: ctx.today() };
    let rows = store::top_of_countries(ctx.db(), &ctx.actor, living, order, after.as_ref(), first).await?;
    let totals = match page.count {
        true => Some(store::count_of_countries(ctx.db(), &ctx.actor, living).await?),
        false => None,
    };
    let rows = placed(ctx, rows, order, ctx.today()).await?;
    let rows = rows.into_iter().filter_map(|(place, body)| Some((body.country_id?, place, body)));
    Ok(page_of_each(countries, rows, totals.as_ref(), |_, rows| Page::of(rows, first, &ctx.world.cursors, name)))
}
