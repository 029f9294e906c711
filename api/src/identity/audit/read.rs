//! Reading the audit log.

use async_graphql::InputObject;
use entity::ledger_record::Model;
use entity::vocabulary::ActorKind;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store;
use super::view::AuditEvent;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::identity::access_requests::view::ActTarget;
use crate::identity::actors::{Actor, actors_of};
use crate::kit::page::{Page, PageRequest};
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;

/// Which records.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AuditFilter {
    /// The expert or partner system who did it.
    pub actor: Option<Uuid>,
    /// Acts, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub act: Vec<Act>,
    /// What it was done to, or what besides it changed, gave, ended or waited for: an invitation is found by its own
    /// id, the expert's, the post's and that of its batch; what is done to a post is found by its expert, too.
    pub target: Option<Uuid>,
    /// Not before an instant or a day.
    pub from: Option<When>,
    /// Not after an instant or a day.
    pub to: Option<When>,
}

/// Orders of the list.
pub const SORTS: &[&str] = &["-seq"];

/// Lists records of the ledger, newest first. For auditors.
pub async fn list(ctx: &Ctx, filter: AuditFilter, page: PageRequest) -> Result<Page<AuditEvent>> {
    ctx.permit(Act::ReadAudit, &Target::none("AUDIT_LOG"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("audit {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let fitting = store::fitting(&filter, &ctx.world.zone);
    let rows = store::page(ctx.db(), fitting.clone(), order, after.as_ref(), first).await?;
    let seqs: Vec<i64> = rows.iter().map(|r| r.seq).collect();
    let mut reasons = store::reasons(ctx.db(), &seqs).await?;
    let parties: Vec<Uuid> = rows.iter().filter_map(stood_as).collect();
    let actors = actors_of(ctx, &parties).await?;
    let rows = rows
        .into_iter()
        .map(|row| {
            let actor = stood_as(&row).and_then(|p| actors.at(p, row.at));
            (store::place(&row), shown(row, actor, &mut reasons))
        })
        .collect();
    let total = match page.count {
        true => Some(store::count(ctx.db(), fitting).await?),
        false => None,
    };
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// The post or partner system as which somebody did it.
fn stood_as(row: &Model) -> Option<Uuid> {
    match row.actor_kind {
        ActorKind::Expert => row.actor_post,
        ActorKind::Partner => row.actor,
        ActorKind::System => None,
    }
}

fn shown(row: Model, actor: Option<Actor>, reasons: &mut std::collections::HashMap<i64, String>) -> AuditEvent {
    let unseen = Actor { kind: row.actor_kind, actor_id: row.actor, name: None, post: None, on_behalf_of: None };
    AuditEvent {
        seq: row.seq.to_string(),
        at: Timestamp::from_micros(row.at),
        act: row.act,
        actor: actor.unwrap_or(unseen),
        grant_id: row.grant_id,
        target: row.target_kind.zip(row.target).map(|(kind, id)| ActTarget { kind, id }),
        details: serde_json::from_str(&row.body).unwrap_or_default(),
        reason: reasons.remove(&row.seq),
        request_id: row.request_id,
        hash: hex::encode(row.hash),
    }
}
