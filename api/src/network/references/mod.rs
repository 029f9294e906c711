//! How a body is named where something refers to it, and how bodies and countries are found by what
//! a client calls them. All under the asker's sight.

mod graphql;
mod store;
mod view;

use std::collections::HashMap;

use entity::vocabulary::FactKind;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::nearest::unknown;
use crate::network::facts::store as facts;
use crate::network::facts::view::{best_text, by_language, names_on};

pub use view::OrganisationReference;

/// References to those of the bodies that the asker sees: two statements, whatever the number.
pub async fn organisation_references(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, OrganisationReference>> {
    let rows = store::organisations(ctx.db(), &ctx.actor, ctx.now(), ids).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let kinds = [FactKind::Name, FactKind::NativeName];
    let facts = facts::of_items(ctx.db(), &ids, &kinds, None).await?;
    let today = ctx.today();
    let shown = |row: store::Organisation| {
        let held = names_on(facts.get(&row.id).map(Vec::as_slice).unwrap_or_default(), today);
        let name = best_text(&held, &ctx.languages).unwrap_or_else(|| row.code.clone());
        let (id, code, country_code) = (row.id, row.code, row.country_code);
        (id, OrganisationReference { id, code, name, names: by_language(&held), country_code })
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// The body that an input names by `organisationId` or `organisationCode`, one of them. What may not
/// be seen is the same 422 as what never was.
pub async fn organisation(ctx: &Ctx, id: Option<Uuid>, code: Option<&str>) -> Result<Uuid> {
    match (id, code) {
        (Some(id), None) => store::seen_organisation(ctx.db(), &ctx.actor, id).await?.ok_or_else(|| {
            Error::invalid("/organisationId", "There is no such organisation here, or it is not shown to you.")
        }),
        (None, Some(code)) => {
            let known = store::organisation_codes(ctx.db(), &ctx.actor).await?;
            known
                .iter()
                .find(|row| row.code.eq_ignore_ascii_case(code) || Uuid::parse_str(code) == Ok(row.id))
                .map(|row| row.id)
                .ok_or_else(|| {
                    let codes: Vec<String> = known.iter().map(|row| row.code.clone()).collect();
                    Error::invalid("/organisationCode", unknown("organisation", code, &codes))
                })
        }
        _ => Err(Error::invalid(
            "/organisationId",
            "Name the body by its `organisationId` or by its `organisationCode`, one of them.",
        )),
    }
}

/// The bodies that a filter names, each by its code or id. What is unknown, or not shown to the asker,
/// is 422 with the nearest codes that exist.
pub async fn organisations_named(ctx: &Ctx, names: &[String]) -> Result<Vec<Uuid>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::organisations_named(ctx.db(), &ctx.actor, names).await?;
    let known = |name: &String| {
        found.iter().any(|row| row.code.eq_ignore_ascii_case(name) || row.id.to_string() == name.to_lowercase())
    };
    if let Some(stranger) = names.iter().find(|name| !known(name)) {
        if Uuid::parse_str(stranger).is_ok() {
            let detail = "There is no such organisation here, or it is not shown to you.";
            return Err(Error::invalid("?organisation", detail));
        }
        let codes: Vec<String> =
            store::organisation_codes(ctx.db(), &ctx.actor).await?.into_iter().map(|row| row.code).collect();
        return Err(Error::invalid("?organisation", unknown("organisation", stranger, &codes)));
    }
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// The countries that are named by code, in capitals or not, or by id, in order; what is unknown is 422 with the
/// nearest codes that exist.
pub async fn countries(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let known = all_countries(ctx).await?;
    let mut ids = Vec::with_capacity(codes.len());
    for code in codes {
        match known.iter().find(|(id, known)| known.eq_ignore_ascii_case(code) || Uuid::parse_str(code) == Ok(*id)) {
            Some((id, _)) => ids.push(*id),
            None => {
                let codes: Vec<String> = known.into_iter().map(|(_, code)| code).collect();
                return Err(Error::invalid(pointer, unknown("country", code, &codes)));
            }
        }
    }
    Ok(ids)
}

/// All countries that the asker sees, with their codes, by code.
pub async fn all_countries(ctx: &Ctx) -> Result<Vec<(Uuid, String)>> {
    store::countries(ctx.db(), &ctx.actor).await
}
