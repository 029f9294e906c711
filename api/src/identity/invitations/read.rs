//! Reading invitations.

use async_graphql::InputObject;
use entity::vocabulary::InvitationState;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::carries::carries;
use super::resend::target;
use super::store::{self, Row, Which};
use super::view::{CarriedGrant, Invitation};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::actors::{actors_of, system, unseen};
use crate::kit::page::{Page, PageRequest};
use crate::kit::timestamp::Timestamp;
use crate::network::references::{organisation_references, organisations_named};

/// Which invitations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct InvitationFilter {
    /// Where they hang; states separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub state: Vec<InvitationState>,
    /// Codes or ids of the bodies they invite into, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub organisation: Vec<String>,
    /// Those that were made in one batch.
    pub batch: Option<Uuid>,
    /// Beginning of the address.
    pub q: Option<String>,
}

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["-createdAt"];

/// Lists invitations: the own, those into bodies one keeps or speaks for, all for the registry.
pub async fn list(ctx: &Ctx, filter: InvitationFilter, page: PageRequest) -> Result<Page<Invitation>> {
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("invitations {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    ctx.permit(Act::ListInvitations, &Target::none("INVITATION"))?;
    let bodies = organisations_named(ctx, &filter.organisation).await?;
    let bodies = (!filter.organisation.is_empty()).then_some(bodies.as_slice());
    let which = Which { actor: &ctx.actor, filter: &filter, bodies, now: ctx.now() };
    let rows = store::page(ctx.db(), &which, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &which).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(Row::place).collect();
    let views = shown(ctx, rows).await?;
    let rows = places.into_iter().zip(views).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// One invitation.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Invitation> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, id).await?;
    ctx.permit(Act::ListInvitations, &Target::none("INVITATION"))?;
    shown(ctx, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

/// What is decided about an invitation that the asker sees.
pub(crate) async fn target_of(ctx: &Ctx, id: Uuid, at: Timestamp) -> Result<Target> {
    let row = store::one(ctx.db(), &ctx.actor, id).await?;
    target(ctx.db(), &row, at).await
}

/// Those of a batch that the asker sees, in the order they were given in.
pub(super) async fn of_batch(ctx: &Ctx, batch: Uuid) -> Result<Vec<Invitation>> {
    shown(ctx, store::of_batch(ctx.db(), &ctx.actor, batch).await?).await
}

async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Invitation>> {
    let posts: Vec<Uuid> = rows.iter().map(|row| row.post_id).collect();
    let mut bodies: Vec<Uuid> = rows.iter().map(|row| row.organisation_id).collect();
    bodies.sort_unstable();
    bodies.dedup();
    let mut grants = store::grants(ctx.db(), &posts).await?;
    let bodies = organisation_references(ctx, &bodies).await?;
    let mut carries = carries(ctx, &grants.values().flatten().collect::<Vec<_>>()).await?;
    let mut inviters: Vec<Uuid> = rows.iter().filter_map(|row| row.invited_by).collect();
    inviters.sort_unstable();
    inviters.dedup();
    let actors = actors_of(ctx, &inviters).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let grants = grants.remove(&row.post_id).unwrap_or_default().into_iter();
            let grants = grants.map(|grant| CarriedGrant::of(&grant, carries.remove(&grant.id).unwrap_or_default()));
            let grants = grants.collect();
            let body = bodies.get(&row.organisation_id).cloned();
            let by = row.invited_by.map_or_else(system, |post| actors.at(post, row.created_at).unwrap_or_else(unseen));
            Invitation::new(row, grants, body, by, ctx.now())
        })
        .collect())
}
