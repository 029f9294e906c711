//! Steps of take-overs: one dated row, nothing is rewritten; sight and scopes follow it.

use std::collections::BTreeSet;

use entity::succession;
use entity::vocabulary::{Precision, SuccessionState};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::life::{began, end_life, lives_on, still_stands};
use super::status::Wanted;
use super::{store_hanging, store_standing as standing};
use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Permit};
use crate::error::{Code, Error, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::access_requests::changed_meanwhile;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// A take-over as the steps write it.
#[derive(Clone, Debug)]
pub struct NewSuccession {
    /// The body that ended.
    pub old: Uuid,
    /// The body that took it over.
    pub new: Uuid,
    /// Day of the take-over.
    pub on: PartialDate,
    /// Codes of sources, separated by `|`.
    pub source: Option<String>,
}

/// Step: a fact of history, which moves no right: who carried on a body's work.
pub async fn add_history_succession<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    new: NewSuccession,
) -> Result<Uuid> {
    let id = unit.new_id();
    standing::insert_succession(unit, permit, row(id, &new, SuccessionState::History, None)).await?;
    Ok(id)
}

/// Step: stores a take-over, running or waiting for its words.
pub(super) async fn add_succession<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    new: NewSuccession,
    counts: bool,
) -> Result<()> {
    let state = if counts { SuccessionState::Running } else { SuccessionState::Waiting };
    let counts_from = counts.then(|| unit.at().micros());
    standing::insert_succession(unit, permit, row(id, &new, state, counts_from)).await?;
    match counts {
        true => settle(unit, permit, &new).await,
        false => Ok(()),
    }
}

/// What two bodies are to each other's people: their type, country and flag, and the bodies they have taken over.
/// An access request keeps it, since the word of one side may be said long before the other's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Side {
    status: Wanted,
    bodies: BTreeSet<Uuid>,
}

/// Both sides of a take-over as they stand now.
pub(super) async fn sides(db: &impl ConnectionTrait, old: Uuid, new: Uuid, at: Timestamp) -> Result<[Side; 2]> {
    let side = async |body: Uuid| -> Result<Side> {
        let status = Wanted::of(&standing::status(db, body).await?);
        Ok(Side { status, bodies: store_hanging::bodies(db, body, at).await?.into_iter().collect() })
    };
    Ok([side(old).await?, side(new).await?])
}

#[derive(Deserialize)]
struct Payload {
    sides: [Side; 2],
}

/// Step: a take-over that waited counts from now.
pub async fn carry_out_succession<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    succession_id: Uuid,
    payload: &serde_json::Value,
) -> Result<()> {
    let found = waiting(unit, succession_id).await?;
    may_merge(unit, found.old_id, found.new_id).await?;
    let asked: Payload = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    if sides(unit.tx(), found.old_id, found.new_id, unit.at()).await? != asked.sides && !broken(Rule::RequestsStillFit)
    {
        return Err(changed_meanwhile("One of the two bodies is no longer what it was."));
    }
    let now = unit.at().micros();
    standing::decide_succession(unit, permit, succession_id, SuccessionState::Running, Some(now)).await?;
    let on = PartialDate::of(crate::kit::day::Day::from_number(found.day), found.precision);
    let new = NewSuccession { old: found.old_id, new: found.new_id, on, source: found.source };
    settle(unit, permit, &new).await
}

/// Step: a take-over that waited was refused, or taken back.
pub async fn refuse_succession<A: ActType>(unit: &mut Unit, permit: &Permit<A>, succession_id: Uuid) -> Result<()> {
    waiting(unit, succession_id).await?;
    standing::decide_succession(unit, permit, succession_id, SuccessionState::Refused, None).await
}

/// 409 unless both bodies stand: of two that were taken over neither takes over again, so that each
/// has one heir and no circle can close.
pub(super) async fn may_merge(unit: &Unit, old: Uuid, new: Uuid) -> Result<()> {
    still_stands(unit, old).await?;
    still_stands(unit, new).await?;
    lives_on(unit, new).await
}

async fn waiting(unit: &Unit, id: Uuid) -> Result<succession::Model> {
    let found = standing::succession(unit.tx(), id).await?;
    match found.state {
        SuccessionState::Waiting => Ok(found),
        SuccessionState::Running | SuccessionState::History | SuccessionState::Refused => {
            Err(Error::new(Code::Conflict, "This take-over no longer waits."))
        }
    }
}

/// The old body's last day is the one before the take-over; both bodies show what happened.
async fn settle<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: &NewSuccession) -> Result<()> {
    let last = new.on.first_day().plus(-1).max(began(unit.tx(), new.old).await?);
    end_life(unit, permit, new.old, PartialDate::of(last, new.on.precision())).await?;
    for body in [new.old, new.new] {
        let item = items::store::row(unit, permit, body).await?;
        rewrite_item(unit, permit, &item, Rewrite::default()).await?;
    }
    Ok(())
}

fn row(id: Uuid, new: &NewSuccession, state: SuccessionState, counts_from: Option<i64>) -> succession::Model {
    let precision: Precision = new.on.precision();
    succession::Model {
        id,
        old_id: new.old,
        new_id: new.new,
        day: new.on.first_day().number(),
        precision,
        source: new.source.clone(),
        counts_from,
        state,
    }
}
