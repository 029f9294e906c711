//! When the life of a body or country begins and ends, as far as that was said.

use entity::fact;
use entity::vocabulary::FactKind;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::span::{Bound, Span};
use super::store;
use crate::error::Result;
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;
use crate::ledger::Look;

/// The statement about a life that holds.
pub(crate) async fn life(db: &impl ConnectionTrait, thing: Uuid) -> Result<Option<fact::Model>> {
    let mut rows = store::of_items(db, &[thing], &[FactKind::Life], None).await?;
    Ok(rows.remove(&thing).and_then(|mut rows| rows.pop()))
}

/// The last day that was said; none where nobody has said an end.
pub(crate) async fn last_day(db: &impl ConnectionTrait, thing: Uuid) -> Result<Option<Day>> {
    let end = life(db, thing).await?.map(|row| Span::of(&row).to);
    Ok(end.and_then(Bound::date).map(|date| date.last_day()))
}

/// The instant with which every right in it is over; none where nobody has said an end. What begins in it
/// lasts no longer than that.
pub(crate) async fn rights_end(look: &impl Look, thing: Uuid) -> Result<Option<Timestamp>> {
    let last = last_day(look.db(), thing).await?;
    Ok(last.map(|day| When::Day(day).past(&look.world().zone)))
}

/// The instant before which nothing counts in it: its first one, where its life is still to begin; none where it
/// has begun. What begins in it begins no sooner than that.
pub(crate) async fn rights_begin(look: &impl Look, thing: Uuid) -> Result<Option<Timestamp>> {
    let first = life(look.db(), thing).await?.map(|row| Span::of(&row).first_day());
    Ok(first.map(|day| look.world().zone.first_instant(day)).filter(|begins| *begins > look.at()))
}
