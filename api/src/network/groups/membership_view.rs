//! What is shown of a membership.

use async_graphql::{Enum, SimpleObject};
use entity::vocabulary::{Confidence, Precision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store_members::Row;
use crate::ctx::Ctx;
use crate::exchange::items::Party;
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::{first_date, last_date};

/// Where a membership stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MembershipState {
    /// Waits for somebody's word; seen by the group's keepers alone.
    Waiting,
    /// Begins later.
    Future,
    /// Gives the member what is shared with the group.
    Live,
    /// Has ended.
    Ended,
    /// The word was refused, or the act withdrawn: it never counted.
    Refused,
}

/// One member of a group, dated.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// Id.
    pub id: Uuid,
    /// The group.
    pub group_id: Uuid,
    /// Country, organisation, post or partner system; its name where the reader sees it.
    pub member: Party,
    /// Since when, to the precision it is known; null if always or unknown.
    pub valid_from: Option<PartialDate>,
    /// Until when (the day is included); null while it is open.
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Where it stands now.
    pub state: MembershipState,
    /// Since when it gives sight, never before it was recorded; null while it waits for a word.
    pub counts_from: Option<Timestamp>,
    /// When it was ended; null if it was not.
    pub ended_at: Option<Timestamp>,
    /// Why it was ended; null for all but the group's keepers.
    pub end_reason: Option<String>,
    /// Codes of sources, separated by `|`; null where none was given.
    pub source: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Counts its changes, from 1.
    pub revision: i32,
}

impl crate::kit::revisioned::Revisioned for Membership {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Membership {
    pub(super) fn new(row: Row, member: Party, ctx: &Ctx) -> Self {
        let zone = &ctx.world.zone;
        let known = zone.day_of(Timestamp::from_micros(row.valid_from)) > Day::MIN;
        let until = [row.valid_until, row.ended_at].into_iter().flatten().min();
        let state = state_of(&row, ctx.now().micros());
        Self {
            id: row.id,
            group_id: row.group_id,
            member,
            valid_from: known.then(|| first_date(zone, row.valid_from, row.precision)),
            valid_to: until.map(|at| last_date(zone, at)),
            precision: row.precision,
            state,
            counts_from: row.counts_from.map(Timestamp::from_micros),
            ended_at: row.ended_at.map(Timestamp::from_micros),
            end_reason: row.end_reason.filter(|_| ctx.actor.keeps(row.group_id)),
            source: row.source,
            confidence: row.confidence,
            revision: row.revision,
        }
    }
}

fn state_of(row: &Row, now: i64) -> MembershipState {
    let past = |until: Option<i64>| until.is_some_and(|until| until <= now);
    match row.counts_from {
        None if row.ended_at.is_some() => MembershipState::Refused,
        None => MembershipState::Waiting,
        Some(_) if past(row.ended_at) || past(row.valid_until) => MembershipState::Ended,
        Some(from) if from > now => MembershipState::Future,
        Some(_) => MembershipState::Live,
    }
}
