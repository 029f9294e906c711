//! Where somebody answers, and where nobody does: country by policy field.

use async_graphql::InputObject;
use entity::vocabulary::{FactKind, Rank};
use serde::Deserialize;
use utoipa::IntoParams;

use super::lookup::answering;
use super::read::{running_on, speaking};
use super::store;
use super::view::{ALL_FIELDS, AppointmentVia, Coverage, CoverageBy};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::day::Day;
use crate::network::competences;
use crate::network::facts::store as facts;
use crate::network::references;

/// Coverage of which countries, and when.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CoverageFilter {
    /// Countries (ISO 3166-1 alpha-2), separated by commas; all if not given.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub country: Vec<String>,
    /// On which day; today if not given.
    pub as_of: Option<Day>,
}

/// Country by policy field, for the countries that take part on a day: by which way somebody answers on a day, and the gaps. A constant number
/// of statements.
pub async fn coverage(ctx: &Ctx, filter: CoverageFilter) -> Result<Vec<Coverage>> {
    ctx.permit(Act::Look, &Target::none("APPOINTMENT"))?;
    let asked = references::countries(ctx, &filter.country, "?country").await?;
    let mut countries = references::all_countries(ctx).await?;
    countries.retain(|(id, _)| asked.is_empty() || asked.contains(id));
    let day = filter.as_of.unwrap_or(ctx.today());
    // Nobody is missing in a country that has left, or has not joined yet.
    let ids: Vec<_> = countries.iter().map(|(id, _)| *id).collect();
    let taking_part = facts::of_items(ctx.db(), &ids, &[FactKind::Life], Some(day)).await?;
    countries.retain(|(id, _)| taking_part.contains_key(id));
    let fields = competences::used_on(ctx, day).await?;
    let ids: Vec<_> = fields.iter().map(|(id, _)| *id).collect();
    let chains = competences::store::chains(ctx.db(), &ids).await?;
    let ids: Vec<_> = countries.iter().map(|(id, _)| *id).collect();
    let which = speaking(ctx, filter.as_of).await?.add(store::of_countries(&ids));
    let rows = store::some(ctx.db(), &ctx.actor, which).await?;
    let running = running_on(ctx, &rows, day).await?;
    let mut cells = Vec::with_capacity(countries.len() * fields.len());
    for (country, country_code) in &countries {
        for ((field, code), chain) in fields.iter().zip(&chains) {
            let answer = answering(&running, *country, chain).into_iter().next();
            let by = match answer.map(|one| one.field) {
                None => CoverageBy::Nobody,
                Some(None) => CoverageBy::All,
                Some(Some(own)) if own == *field => CoverageBy::Field,
                Some(Some(_)) => CoverageBy::Broader,
            };
            let named = |id| rows.iter().find(|row| row.id == id).and_then(|row| row.competence_code.clone());
            let via = answer.map(|one| AppointmentVia {
                competence: named(one.id).unwrap_or_else(|| ALL_FIELDS.to_owned()),
                deputy: one.rank == Rank::Deputy,
            });
            cells.push(Coverage {
                country_code: country_code.clone(),
                competence: code.clone(),
                covered: answer.is_some(),
                by,
                via,
            });
        }
    }
    Ok(cells)
}
