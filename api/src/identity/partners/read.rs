//! Reading partner systems.

use async_graphql::InputObject;
use entity::partner;
use entity::vocabulary::PartnerState;
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Which};
use super::view::Partner;
use crate::access::{Act, Actor, Target};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::Lifecycle;
use crate::identity::accounts;
use crate::kit::day::Day;
use crate::kit::page::{Page, PageRequest};
use crate::network::references::{organisation_references, organisations_named};

/// Which partner systems.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PartnerFilter {
    /// Code of the body that owns them.
    pub organisation: Option<String>,
    /// Id of the body that owns them.
    pub organisation_id: Option<Uuid>,
    /// States, separated by commas; with `asOf` those that they were in at the end of that day.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub state: Vec<PartnerState>,
    /// Those that were there on a day: registered for it, and neither ended nor run out.
    pub as_of: Option<Day>,
    /// `ALL` shows what has ended, too.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["-validFrom", "validTo"];

/// Lists the partner systems of the bodies one keeps; all of them for administrators and the
/// Secretariat.
pub async fn list(ctx: &Ctx, filter: PartnerFilter, page: PageRequest) -> Result<Page<Partner>> {
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("partners {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    ctx.permit(Act::ListPartners, &Target::none("PARTNER"))?;
    let named: Vec<String> =
        filter.organisation_id.map(|id| id.to_string()).into_iter().chain(filter.organisation.clone()).collect();
    let bodies = organisations_named(ctx, &named).await?;
    let bodies = Some(bodies.as_slice()).filter(|bodies| !bodies.is_empty());
    let at = filter.as_of.map_or(ctx.now(), |day| ctx.world.zone.last_instant(day));
    let which = Which { actor: &ctx.actor, filter: &filter, bodies, at };
    let rows = store::page(ctx.db(), &which, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &which).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(|row| store::place(row, order)).collect();
    let views = shown(ctx, rows).await?;
    let rows = places.into_iter().zip(views).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// One partner system.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Partner> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, id).await?;
    ctx.permit(Act::ListPartners, &Target::none("PARTNER"))?;
    shown(ctx, vec![row]).await?.pop().ok_or_else(crate::error::Error::not_found)
}

/// Partner systems as far as the actor is told that they exist, which is the one rule wherever one is named (who did
/// something, with whom something is shared, to whom a role is given, of whom is asked what they may): to whoever is
/// told of partner systems at all, those of bodies that they see. How one is registered is its keepers' to know.
pub(crate) async fn told_of(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<partner::Model>> {
    match ids.is_empty() || !actor.is_told_of_partners() {
        true => Ok(Vec::new()),
        false => store::of_seen_bodies(db, actor, ids).await,
    }
}

async fn shown(ctx: &Ctx, rows: Vec<partner::Model>) -> Result<Vec<Partner>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut secrets = store::secrets(ctx.db(), &ids).await?;
    let mut bodies: Vec<Uuid> = rows.iter().map(|row| row.organisation_id).collect();
    bodies.sort_unstable();
    bodies.dedup();
    let bodies = organisation_references(ctx, &bodies).await?;
    let mut suspensions = store::suspensions(ctx.db(), &ids).await?;
    let present: Vec<(Uuid, i64, bool)> = suspensions
        .values()
        .flatten()
        .filter(|row| row.until_at.is_none())
        .map(|row| (row.partner_id, row.from_at, row.shut_out))
        .collect();
    let mut said = accounts::suspensions(ctx, Act::SuspendPartner, &present).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let secrets = secrets.remove(&row.id).unwrap_or_default();
            let body = bodies.get(&row.organisation_id).cloned();
            let spans = suspensions.remove(&row.id).unwrap_or_default();
            let times = spans.len() + spans.iter().filter(|span| span.until_at.is_some()).count();
            let suspension = (said.remove(&row.id), times);
            Partner::new(row, secrets, body, suspension, ctx.now())
        })
        .collect())
}
