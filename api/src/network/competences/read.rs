//! Reading policy fields.

use async_graphql::InputObject;
use entity::vocabulary::{FactKind, ItemKind};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Row};
use super::view::Competence;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result, entry};
use crate::exchange::items::Lifecycle;
use crate::kit::day::Day;
use crate::kit::nearest::unknown;
use crate::kit::page::{Page, PageRequest};
use crate::network::facts::{HistoryFilter, history_of, store as facts, view::FactView};

/// Which policy fields.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CompetenceFilter {
    /// Codes, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub code: Vec<String>,
    /// Code of the broader field.
    pub parent: Option<String>,
    /// Beginning of words of a label, in either script.
    pub q: Option<String>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// What was in use on a day; today if not given.
    pub as_of: Option<Day>,
    /// `ALL` shows what is no longer in use, too.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["position", "code"];

/// Lists policy fields.
pub async fn list(ctx: &Ctx, filter: CompetenceFilter, page: PageRequest) -> Result<Page<Competence>> {
    ctx.permit(Act::Look, &Target::none("COMPETENCE"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("competences {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let rows = store::page(ctx.db(), &ctx.actor, &filter, ctx.today(), order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, &filter, ctx.today()).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(|row| row.place(order)).collect();
    let views = shown(ctx, rows).await?;
    let rows = places.into_iter().zip(views).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// One policy field.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Competence> {
    only(ctx, Expr::col(("competence", "id")).eq(id)).await
}

/// The policy field of a code.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Competence> {
    only(ctx, Expr::col(("competence", "code")).eq(code)).await
}

/// The policy fields of ids, in no order: for loaders.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Competence>> {
    let which = Condition::all().add(Expr::col(("competence", "id")).is_in(ids.iter().copied()));
    shown(ctx, store::some(ctx.db(), &ctx.actor, which).await?).await
}

/// The ids of policy fields that are named by code or id, in order and each once; what is unknown is 422 with the
/// nearest codes that exist.
pub async fn of_codes(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    let named = codes.iter().filter_map(|code| Uuid::parse_str(code).ok());
    let which = Condition::any()
        .add(Expr::col(("competence", "code")).is_in(codes.iter().map(|code| code.to_ascii_lowercase())))
        .add(Expr::col(("competence", "id")).is_in(named));
    let rows = store::some(ctx.db(), &ctx.actor, which).await?;
    let mut ids = Vec::with_capacity(codes.len());
    for (n, code) in codes.iter().enumerate() {
        match rows.iter().find(|row| row.code.eq_ignore_ascii_case(code) || Uuid::parse_str(code) == Ok(row.id)) {
            Some(row) if ids.contains(&row.id) => {}
            Some(row) => ids.push(row.id),
            None => {
                let known = store::codes(ctx.db()).await?;
                return Err(Error::invalid(entry(pointer, n), unknown("policy field", code, &known)));
            }
        }
    }
    Ok(ids)
}

/// Labels of codes as people read them, in order; of what the reader does not see there is none.
pub async fn labels_of(ctx: &Ctx, codes: &[String]) -> Result<Vec<String>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let which = Condition::all().add(Expr::col(("competence", "code")).is_in(codes.to_vec()));
    let fields = shown(ctx, store::some(ctx.db(), &ctx.actor, which).await?).await?;
    let label = |code: &String| fields.iter().find(|field| field.code == *code).map(|field| field.label.clone());
    Ok(codes.iter().filter_map(label).collect())
}

/// The same for something new, which is about none that has ended.
pub async fn for_new(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    let ids = of_codes(ctx, codes, pointer).await?;
    if ids.is_empty() {
        return Ok(ids);
    }
    let used = used_on(ctx, ctx.today()).await?;
    let is_used = |named: &String| {
        used.iter().any(|(id, code)| code.eq_ignore_ascii_case(named) || Uuid::parse_str(named) == Ok(*id))
    };
    match codes.iter().position(|code| !is_used(code)) {
        Some(n) => Err(Error::invalid(entry(pointer, n), "This policy field is not in use today; name another one.")),
        None => Ok(ids),
    }
}

/// The id of one code for something new; what is unknown or not in use is 422 at that field.
pub async fn one_for_new(ctx: &Ctx, code: &str, pointer: &str) -> Result<Uuid> {
    let found = for_new(ctx, &[code.to_owned()], pointer).await.map_err(|error| error.about(pointer))?;
    found.first().copied().ok_or_else(|| Error::internal("a code that was found to be nothing"))
}

/// Ids and codes of the policy fields in use on a day, by position.
pub async fn used_on(ctx: &Ctx, day: Day) -> Result<Vec<(Uuid, String)>> {
    let living = crate::exchange::items::filters::holding(FactKind::Life, day, None);
    let mut rows = store::some(ctx.db(), &ctx.actor, living).await?;
    rows.sort_by(|a, b| (a.position, &a.code).cmp(&(b.position, &b.code)));
    Ok(rows.into_iter().map(|row| (row.id, row.code)).collect())
}

/// Everything the network ever said about a policy field.
pub async fn history(ctx: &Ctx, id: Uuid, filter: HistoryFilter) -> Result<Vec<FactView>> {
    ctx.permit(Act::Look, &Target::none("COMPETENCE"))?;
    crate::exchange::items::store::one_of(ctx, ItemKind::Competence, id).await?;
    history_of(ctx, id, filter.at).await
}

async fn only(ctx: &Ctx, which: Expr) -> Result<Competence> {
    ctx.permit(Act::Look, &Target::none("COMPETENCE"))?;
    let rows = store::some(ctx.db(), &ctx.actor, Condition::all().add(which)).await?;
    shown(ctx, rows).await?.pop().ok_or_else(Error::not_found)
}

async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Competence>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let kinds = [FactKind::Name, FactKind::Definition, FactKind::Life];
    let mut facts = facts::of_items(ctx.db(), &ids, &kinds, None).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = facts.remove(&row.id).unwrap_or_default();
            Competence::new(row, &own, &ctx.languages)
        })
        .collect())
}
