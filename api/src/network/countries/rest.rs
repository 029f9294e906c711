//! Countries over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    Country, CountryFilter, CreateCountry, EndCountry, UpdateCountry, by_code, create, end, history, list, one, update,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Created, Listed, PageParams, Params, Plain, Problems, Tagged, Write, answered_before};
use crate::error::Result;
use crate::kit::page::Page;
use crate::network::facts::HistoryFilter;
use crate::network::facts::view::FactView;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_countries)
        .service(create_country)
        .service(get_country)
        .service(update_country)
        .service(end_country)
        .service(get_country_history);
}

/// Lists countries.
#[utoipa::path(tag = "Directory", operation_id = "list_countries", params(PageParams, CountryFilter),
    responses((status = 200, description = "A page of countries.", body = Page<Country>), Problems))]
#[get("/v1/countries")]
async fn list_countries(ctx: Ctx, params: Params<CountryFilter>) -> Result<Listed<Country>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Adds a country.
#[utoipa::path(tag = "Directory", operation_id = "create_country", request_body = CreateCountry,
    responses((status = 201, description = "The country that was added.", body = Country), Problems))]
#[post("/v1/countries")]
async fn create_country(write: Write<CreateCountry>) -> Result<Created<Country>> {
    let (ctx, input) = write.parts();
    let made = answered_before(create(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/countries/{}", made.code), made))
}

/// One country.
#[utoipa::path(tag = "Directory", operation_id = "get_country", params(("code" = String, Path, description = "ISO 3166-1 alpha-2.")),
    responses((status = 200, description = "The country.", body = Country), Problems))]
#[get("/v1/countries/{code}")]
async fn get_country(ctx: Ctx, code: Path<String>) -> Result<Tagged<Country>> {
    by_code(&ctx, &code).await.map(Tagged)
}

/// Corrects a country.
#[utoipa::path(tag = "Directory", operation_id = "update_country", params(("code" = String, Path, description = "ISO 3166-1 alpha-2.")),
    request_body = UpdateCountry,
    responses((status = 200, description = "The country as it now is.", body = Country), Problems))]
#[patch("/v1/countries/{code}")]
async fn update_country(code: Path<String>, write: Write<UpdateCountry>) -> Result<Tagged<Country>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdateCountry { code: code.into_inner(), revision, ..input }).await.map(Tagged)
}

/// Ends a country's part in the process.
#[utoipa::path(tag = "Directory", operation_id = "end_country", params(("code" = String, Path, description = "ISO 3166-1 alpha-2.")),
    request_body = EndCountry,
    responses((status = 200, description = "The country as it now is.", body = Country), Problems))]
#[post("/v1/countries/{code}/end")]
async fn end_country(code: Path<String>, write: Write<EndCountry>) -> Result<Tagged<Country>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndCountry { code: code.into_inner(), revision, ..input }).await;
    answered_before(ended, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Everything the network ever said about a country.
#[utoipa::path(tag = "Directory", operation_id = "get_country_history",
    params(("code" = String, Path, description = "ISO 3166-1 alpha-2."), HistoryFilter),
    responses((status = 200, description = "Statements, oldest first.", body = Vec<FactView>), Problems))]
#[get("/v1/countries/{code}/history")]
async fn get_country_history(
    ctx: Ctx,
    code: Path<String>,
    params: Params<HistoryFilter>,
) -> Result<Plain<Vec<FactView>>> {
    history(&ctx, &code, params.filter).await.map(Plain)
}
