//! Reading single bodies, and what every view of them is put together from.

use std::collections::{HashMap, HashSet};

use entity::vocabulary::FactKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use uuid::Uuid;

use super::store::{self, Link, Row};
use super::view::{Organisation, Parts, Related};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result, entry};
use crate::exchange::items;
use crate::kit::day::Day;
use crate::kit::nearest::unknown;
use crate::kit::partial_date::PartialDate;
use crate::network::competences;
use crate::network::facts::store as facts;

/// Kinds of fact that a body's view is made of.
pub(super) const KINDS: [FactKind; 5] =
    [FactKind::Name, FactKind::NativeName, FactKind::Parent, FactKind::Competence, FactKind::Life];

/// One body.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Organisation> {
    only(ctx, Expr::col(("organisation", "id")).eq(id)).await
}

/// The body of a code.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Organisation> {
    only(ctx, Expr::col(("organisation", "code")).eq(code)).await
}

/// The bodies of ids, in no order: for loaders.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Organisation>> {
    let which = Condition::all().add(Expr::col(("organisation", "id")).is_in(ids.iter().copied()));
    shown(ctx, store::some(ctx.db(), &ctx.actor, ctx.today(), which).await?, ctx.today()).await
}

/// The ids of codes, in order; what is unknown is 422 with the nearest codes that exist.
pub async fn of_codes(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    let named = codes.iter().filter_map(|code| Uuid::parse_str(code).ok());
    let which = Condition::any()
        .add(Expr::col(("organisation", "code")).is_in(codes.iter().map(|code| code.to_ascii_lowercase())))
        .add(Expr::col(("organisation", "id")).is_in(named));
    let found = store::codes_of(ctx.db(), &ctx.actor, which).await?;
    let mut ids = Vec::with_capacity(codes.len());
    for (n, code) in codes.iter().enumerate() {
        match found.iter().find(|(id, known)| known.eq_ignore_ascii_case(code) || Uuid::parse_str(code) == Ok(**id)) {
            Some((id, _)) => ids.push(*id),
            None => {
                let known = store::codes(ctx.db(), &ctx.actor).await?;
                return Err(Error::invalid(entry(pointer, n), unknown("organisation", code, &known)));
            }
        }
    }
    Ok(ids)
}

/// The id of one code; what is unknown is 422 at that field, with the nearest codes that exist.
pub async fn of_code(ctx: &Ctx, code: &str, pointer: &str) -> Result<Uuid> {
    let found = of_codes(ctx, &[code.to_owned()], pointer).await.map_err(|error| error.about(pointer))?;
    found.first().copied().ok_or_else(|| Error::internal("a code that was found to be nothing"))
}

async fn only(ctx: &Ctx, which: Expr) -> Result<Organisation> {
    ctx.permit(Act::Look, &Target::none("ORGANISATION"))?;
    let rows = store::some(ctx.db(), &ctx.actor, ctx.today(), Condition::all().add(which)).await?;
    shown(ctx, rows, ctx.today()).await?.pop().ok_or_else(Error::not_found)
}

/// The views of rows, in their order, as of a day. A constant number of statements.
pub(super) async fn shown(ctx: &Ctx, rows: Vec<Row>, day: Day) -> Result<Vec<Organisation>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut facts = facts::of_items(ctx.db(), &ids, &KINDS, None).await?;
    // The directory of a day knows no take-over that came after it.
    let mut links = store::links(ctx.db(), &ids).await?;
    links.retain(|link| day >= ctx.today() || link.day <= day);
    let mut external_ids = items::store::external_ids(ctx, &ids).await?;
    let codes = codes_around(ctx, &facts, &links).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = facts.remove(&row.id).unwrap_or_default();
            let parts = Parts {
                facts: &own,
                day,
                languages: &ctx.languages,
                successors: related(&links, &codes, |l| (l.old_id == row.id).then_some(l.new_id)),
                predecessors: related(&links, &codes, |l| (l.new_id == row.id).then_some(l.old_id)),
                codes: &codes,
                external_ids: external_ids.remove(&row.id).unwrap_or_default(),
            };
            Organisation::new(row, parts)
        })
        .collect())
}

/// Codes of everything that the facts and take-overs refer to, under the actor's sight.
async fn codes_around(
    ctx: &Ctx,
    facts: &HashMap<Uuid, Vec<entity::fact::Model>>,
    links: &[Link],
) -> Result<HashMap<Uuid, String>> {
    let referred = |kind: FactKind| {
        facts.values().flatten().filter(move |f| f.kind == kind).filter_map(|f| f.ref_id).collect::<HashSet<_>>()
    };
    let mut bodies = referred(FactKind::Parent);
    bodies.extend(links.iter().flat_map(|l| [l.old_id, l.new_id]));
    let which = Condition::all().add(Expr::col(("organisation", "id")).is_in(bodies));
    let mut codes = store::codes_of(ctx.db(), &ctx.actor, which).await?;
    let fields: Vec<Uuid> = referred(FactKind::Competence).into_iter().collect();
    codes.extend(competences::of_ids(ctx, &fields).await?.into_iter().map(|field| (field.id, field.code)));
    Ok(codes)
}

fn related(links: &[Link], codes: &HashMap<Uuid, String>, other: impl Fn(&Link) -> Option<Uuid>) -> Vec<Related> {
    links
        .iter()
        .filter_map(|link| {
            let organisation_id = other(link)?;
            Some(Related {
                organisation_id,
                code: codes.get(&organisation_id)?.clone(),
                on: PartialDate::of(link.day, link.precision),
                precision: link.precision,
            })
        })
        .collect()
}
