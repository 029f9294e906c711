//! What the network ever said about a body.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::vocabulary::{ItemKind, OrganisationType, Precision, SuccessionState};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{store, store_standing as standing};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;
use crate::network::countries;
use crate::network::facts::view::FactView;
use crate::network::facts::{HistoryFilter, histories_of, said_at};

/// Type, country and flag of a body while they counted.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "OrganisationStatus")]
pub struct StatusView {
    /// Type.
    pub r#type: OrganisationType,
    /// ISO 3166-1 alpha-2 code of the country it belonged to.
    pub country_code: Option<String>,
    /// Whether it heard what is for OFFICIALS.
    pub official: bool,
    /// First instant it counted.
    pub valid_from: Timestamp,
    /// Last instant it counted; null while it does.
    pub valid_to: Option<Timestamp>,
}

/// A take-over.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "OrganisationSuccession")]
pub struct SuccessionView {
    /// The body that ended.
    pub old_organisation_id: Uuid,
    /// Its code.
    pub old_code: String,
    /// The body that took it over.
    pub new_organisation_id: Uuid,
    /// Its code.
    pub new_code: String,
    /// Day of the take-over, to the precision it is known.
    pub on: PartialDate,
    /// How exactly the day is known.
    pub precision: Precision,
    /// RUNNING where sight and scopes follow it, HISTORY where it moves no right.
    pub state: SuccessionState,
    /// Codes of sources, separated by `|`.
    pub source: Option<String>,
    /// Since when sight and scopes follow it.
    pub counts_from: Option<Timestamp>,
}

/// What the network ever said about a body.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationHistory {
    /// Names, superior bodies, policy fields and life, superseded statements included, oldest first.
    pub facts: Vec<FactView>,
    /// Type, country and flag over time, oldest first.
    pub statuses: Vec<StatusView>,
    /// Take-overs of and by it, in order of their days.
    pub successions: Vec<SuccessionView>,
}

impl OrganisationHistory {
    /// The same with only those statements that the network made at an instant, where one is given.
    pub fn said_at(self, at: Option<Timestamp>) -> Self {
        Self { facts: said_at(self.facts, at), ..self }
    }
}

/// Everything the network ever said about a body.
pub async fn history(ctx: &Ctx, id: Uuid, filter: HistoryFilter) -> Result<OrganisationHistory> {
    ctx.permit(Act::Look, &Target::none("ORGANISATION"))?;
    items::store::one_of(ctx, ItemKind::Organisation, id).await?;
    let history = histories(ctx, &[id]).await?.remove(&id).ok_or_else(Error::not_found)?;
    Ok(history.said_at(filter.at))
}

/// The histories of those of the bodies that the asker sees: a constant number of statements.
pub async fn histories(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, OrganisationHistory>> {
    let mut facts = histories_of(ctx, ids).await?;
    let mut statuses = statuses(ctx, ids).await?;
    let successions = successions(ctx, ids).await?;
    let of = |id: Uuid| {
        let own = |taken: &&SuccessionView| [taken.old_organisation_id, taken.new_organisation_id].contains(&id);
        let facts = facts.remove(&id)?;
        let statuses = statuses.remove(&id).unwrap_or_default();
        let successions = successions.iter().filter(own).cloned().collect();
        Some((id, OrganisationHistory { facts, statuses, successions }))
    };
    Ok(ids.iter().copied().filter_map(of).collect())
}

async fn statuses(ctx: &Ctx, bodies: &[Uuid]) -> Result<HashMap<Uuid, Vec<StatusView>>> {
    let rows = standing::statuses(ctx.db(), bodies).await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.country_id).collect();
    let countries = countries::of_ids(ctx, &ids).await?;
    let mut by_body: HashMap<Uuid, Vec<StatusView>> = HashMap::new();
    // A status that was ended in the instant it began never counted.
    for row in rows.into_iter().filter(|row| row.until_at != Some(row.from_at)) {
        by_body.entry(row.organisation_id).or_default().push(StatusView {
            r#type: row.r#type,
            country_code: countries.iter().find(|c| Some(c.id) == row.country_id).map(|c| c.code.clone()),
            official: row.official,
            valid_from: Timestamp::from_micros(row.from_at),
            valid_to: row.until_at.map(last_of),
        });
    }
    Ok(by_body)
}

async fn successions(ctx: &Ctx, of: &[Uuid]) -> Result<Vec<SuccessionView>> {
    let shown = [SuccessionState::Running, SuccessionState::History];
    let rows = standing::successions(ctx.db(), of, &shown).await?;
    let bodies: Vec<Uuid> = rows.iter().flat_map(|row| [row.old_id, row.new_id]).collect();
    let which = Condition::all().add(Expr::col(("organisation", "id")).is_in(bodies));
    let codes = store::codes_of(ctx.db(), &ctx.actor, which).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(SuccessionView {
                old_organisation_id: row.old_id,
                old_code: codes.get(&row.old_id)?.clone(),
                new_organisation_id: row.new_id,
                new_code: codes.get(&row.new_id)?.clone(),
                on: PartialDate::of(Day::from_number(row.day), row.precision),
                precision: row.precision,
                state: row.state,
                source: row.source,
                counts_from: row.counts_from.map(Timestamp::from_micros),
            })
        })
        .collect())
}
