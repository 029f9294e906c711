//! A country leaves the process: it stays in the history, and nobody speaks for it any more.

use async_graphql::InputObject;
use entity::vocabulary::{FactKind, Precision};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::by_code;
use super::update::until;
use super::view::Country;
use crate::access::{Act, Place, Target, acts};
use crate::ctx::{Ctx, precondition, reason};
use crate::error::{Code, Error, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::grants::{self, end_grant};
use crate::kit::partial_date::PartialDate;
use crate::network::facts::{Bound, NewFact, Span, restate_facts, store as facts};
use crate::network::focal_points::touch_appointments;
use crate::network::groups::end_memberships_of;

/// The end of a country's part in the process.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EndCountryInput")]
pub struct EndCountry {
    /// ISO 3166-1 alpha-2.
    #[serde(skip)]
    pub code: String,
    /// The revision that was read; not asked of an end, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Its last day, to the precision it is known; today if not given, never later: rights end at once.
    pub valid_to: Option<PartialDate>,
    /// Why.
    pub reason: String,
}

/// Ends a country's part in the process, with its appointments and its memberships of groups. Its
/// authorities stay bodies of the country; what they see as that is theirs until they end.
pub async fn end(ctx: &Ctx, input: EndCountry) -> Result<Country> {
    let id: Uuid = by_code(ctx, &input.code).await?.id;
    let target = Target::at("COUNTRY", Some(id), Place::country(id));
    ctx.permit(Act::EndCountry, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, id).await?;
    let permit = unit.permit::<acts::EndCountry>(&target)?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    let why = reason(&input.reason)?;
    let to = input.valid_to.unwrap_or(PartialDate::of(ctx.today(), Precision::Day));
    let kinds = [FactKind::Life, FactKind::CountryPart];
    let rows = facts::of_items(unit.tx(), &[id], &kinds, None).await?.remove(&id).unwrap_or_default();
    let life = rows.iter().rfind(|row| row.kind == FactKind::Life).map_or(Span::ALWAYS, Span::of);
    if life.last_day() < ctx.today() || life.last_day() <= to.last_day() {
        return Err(Error::new(Code::Conflict, "This country has left the process already."));
    }
    if to.first_day() > ctx.today() {
        return Err(Error::invalid("/validTo", "Rights end with it at once: do it on its day."));
    }
    if life.first_day() > to.last_day() {
        return Err(Error::invalid("/validTo", "It cannot end before it began."));
    }
    let life = NewFact::life(Span { from: life.from, to: Bound::Dated(to) });
    let past = PartialDate::of(to.last_day().plus(1), to.precision());
    let parts = rows.iter().filter(|row| row.kind == FactKind::CountryPart);
    let parts = parts.filter_map(|row| until(NewFact::from(row), past));
    restate_facts(&unit, &permit, id, &kinds, parts.chain([life]).collect()).await?;
    let ended = grants::store::running_in(unit.tx(), id, unit.at()).await?;
    for grant in &ended {
        end_grant(&mut unit, &permit, *grant, &why, false).await?;
    }
    touch_appointments(&mut unit, &permit, &ended).await?;
    grants::tell_ended(&mut unit, &permit, &ended).await?;
    let now = unit.at();
    end_memberships_of(&mut unit, &permit, id, now, &why).await?;
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.note("grants", ended.len());
    unit.because(&why);
    unit.commit(Some(id)).await?;
    by_code(ctx, &input.code).await
}
