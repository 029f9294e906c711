//! Reading appointments: the list, one, and the look-up of who speaks for a country in a field.

use async_graphql::InputObject;
use entity::vocabulary::Rank;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::lookup::{Running, answering};
use super::store::{self, Row};
use super::view::{Appointment, AppointmentAbsence, AppointmentVia, means_all_fields};
use crate::access::{Act, TakeOvers, Target, Which, holders};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{Lifecycle, filters};
use crate::kit::day::Day;
use crate::kit::page::{Key, Page, PageRequest, Place};
use crate::kit::timestamp::Timestamp;
use crate::network::competences;
use crate::network::experts;
use crate::network::references::{self, organisation_references};

/// Which appointments.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct FocalPointFilter {
    /// Countries (ISO 3166-1 alpha-2), separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub country: Vec<String>,
    /// Code of a policy field, or `ALL`: who answers there. The field goes before the broader ones,
    /// these before `ALL`; the present deputy comes first when the principal is absent; `via` says
    /// which way. The first row of a country is the one to turn to.
    pub competence: Option<String>,
    /// Only what is appointed for that very field, without looking further.
    #[serde(default, deserialize_with = "crate::kit::comma::text")]
    #[param(value_type = Option<bool>)]
    pub exact: Option<bool>,
    /// Principals or deputies.
    pub rank: Option<Rank>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// Who was appointed on a day, by the dates that are said; today if not given.
    pub as_of: Option<Day>,
    /// `ALL` shows what has ended, waits or has not begun, too; not in a look-up.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list.
pub const SORTS: &[&str] = &["country", "-validFrom"];

/// Lists appointments; with a `competence` it is the look-up of who answers there.
pub async fn list(ctx: &Ctx, filter: FocalPointFilter, page: PageRequest) -> Result<Page<Appointment>> {
    ctx.permit(Act::Look, &Target::none("APPOINTMENT"))?;
    let countries = references::countries(ctx, &filter.country, "?country").await?;
    let chain = match filter.competence.as_deref() {
        None => None,
        Some(word) if means_all_fields(word) => Some(Vec::new()),
        Some(code) => Some(chain_of(ctx, code).await?),
    };
    match chain {
        Some(chain) if !filter.exact.unwrap_or_default() => look_up(ctx, &filter, &countries, &chain, page).await,
        chain => listed(ctx, &filter, &countries, chain.as_deref(), page).await,
    }
}

/// The field of a code with all broader ones, narrowest first.
async fn chain_of(ctx: &Ctx, code: &str) -> Result<Vec<Uuid>> {
    let ids = competences::of_codes(ctx, &[code.to_owned()], "?competence").await?;
    let chains = competences::store::chains(ctx.db(), &ids).await?;
    Ok(chains.into_iter().next().unwrap_or_default())
}

async fn listed(
    ctx: &Ctx,
    filter: &FocalPointFilter,
    countries: &[Uuid],
    chain: Option<&[Uuid]>,
    page: PageRequest,
) -> Result<Page<Appointment>> {
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("focal points {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let mut which = match filter.lifecycle.unwrap_or_default() {
        Lifecycle::Living => speaking(ctx, filter.as_of).await?,
        Lifecycle::All => sea_orm::sea_query::Condition::all(),
    };
    if !countries.is_empty() {
        which = which.add(store::of_countries(countries));
    }
    which = which.add(filters::among(filter.ids.as_deref())?);
    if let Some(rank) = filter.rank {
        which = which.add(store::of_rank(rank));
    }
    if let Some(chain) = chain {
        let field = chain.first().copied();
        which = which.add(store::in_fields(field.as_slice(), field.is_none()));
    }
    let rows = store::page(ctx.db(), &ctx.actor, which.clone(), order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, which).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(|row| row.place(order)).collect();
    let views = shown(ctx, rows).await?;
    Ok(Page::of(places.into_iter().zip(views).collect(), first, &ctx.world.cursors, &name).counted(total))
}

/// Who answers in a field, for each of the countries.
async fn look_up(
    ctx: &Ctx,
    filter: &FocalPointFilter,
    countries: &[Uuid],
    chain: &[Uuid],
    page: PageRequest,
) -> Result<Page<Appointment>> {
    let first = page.first()?;
    if page.sort.is_some() {
        return Err(Error::bad_field("?sort", "A look-up is in the order of who answers; leave `sort` out."));
    }
    if filter.lifecycle.is_some() {
        return Err(Error::bad_field(
            "?lifecycle",
            "A look-up shows who answers on a day; use `asOf`, or `exact=true`.",
        ));
    }
    if filter.ids.is_some() {
        return Err(Error::bad_field("?ids", "A look-up finds who answers; leave `ids` out, or say `exact=true`."));
    }
    let name = format!("who answers {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let skipped = match after.map(|place| place.key) {
        Some(Key::Number(n)) => usize::try_from(n).unwrap_or_default() + 1,
        Some(Key::Text(_)) | None => 0,
    };
    let mut which = speaking(ctx, filter.as_of).await?.add(store::in_fields(chain, true));
    if !countries.is_empty() {
        which = which.add(store::of_countries(countries));
    }
    let rows = store::some(ctx.db(), &ctx.actor, which).await?;
    let running = running_on(ctx, &rows, filter.as_of.unwrap_or(ctx.today())).await?;
    let mut answered: Vec<(String, Uuid)> = rows.iter().map(|row| (row.country_code.clone(), row.country_id)).collect();
    answered.sort_unstable();
    answered.dedup();
    let order: Vec<Uuid> = answered
        .into_iter()
        .flat_map(|(_, country)| answering(&running, country, chain))
        .filter(|one| filter.rank.is_none_or(|rank| rank == one.rank))
        .map(|one| one.id)
        .collect();
    let total = page.count.then(|| u64::try_from(order.len()).unwrap_or(u64::MAX));
    let mut places = Vec::new();
    let mut chosen = Vec::new();
    for (n, id) in order.into_iter().enumerate().skip(skipped).take(usize::from(first) + 1) {
        places.push(Place { key: Key::Number(i64::try_from(n).unwrap_or(i64::MAX)), id });
        chosen.extend(rows.iter().find(|row| row.id == id).cloned());
    }
    let mut views = shown(ctx, chosen).await?;
    for view in &mut views {
        view.via = Some(AppointmentVia { competence: view.competence.clone(), deputy: view.rank == Rank::Deputy });
    }
    Ok(Page::of(places.into_iter().zip(views).collect(), first, &ctx.world.cursors, &name).counted(total))
}

/// Who speaks on a day: by the dates that are said. For today it is asked whether the right is there, too, as the
/// grant's own view does.
pub(super) async fn speaking(ctx: &Ctx, day: Option<Day>) -> Result<sea_orm::sea_query::Condition> {
    let running = store::running(experts::end_of(ctx, day));
    match day.is_none_or(|day| day == ctx.today()) {
        true => Ok(running.add(store::but(&store::dormant(ctx.db(), ctx.now()).await?))),
        false => Ok(running),
    }
}

/// Appointments as the look-up needs to know them, on a day.
pub(super) async fn running_on(ctx: &Ctx, rows: &[Row], day: Day) -> Result<Vec<Running>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let absences = store::absences(ctx.db(), &ids).await?;
    let absent = |id: Uuid| {
        absences.iter().any(|a| a.appointment_id == id && a.from_day <= day.number() && day.number() <= a.to_day)
    };
    let running = |row: &Row| Running {
        id: row.id,
        country: row.country_id,
        field: row.competence_id,
        rank: row.rank,
        absent: absent(row.id),
    };
    Ok(rows.iter().map(running).collect())
}

/// One appointment.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Appointment> {
    ctx.permit(Act::Look, &Target::none("APPOINTMENT"))?;
    let rows = store::some(ctx.db(), &ctx.actor, store::with_id(id)).await?;
    shown(ctx, rows).await?.pop().ok_or_else(Error::not_found)
}

/// The appointments of ids that the asker sees, oldest first, whatever their dates.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Appointment>> {
    shown(ctx, store::some(ctx.db(), &ctx.actor, store::of_ids(ids)).await?).await
}

/// Appointments as views: a constant number of statements. The person is looked up under sight.
pub(super) async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Appointment>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let absences = store::absences(ctx.db(), &ids).await?;
    let mut bodies: Vec<Uuid> = rows.iter().map(|row| row.organisation_id).collect();
    bodies.sort_unstable();
    bodies.dedup();
    let taken = TakeOvers::of(ctx.db(), &bodies).await?;
    bodies.extend(taken.heirs());
    let bodies = organisation_references(ctx, &bodies).await?;
    let mut people: Vec<Uuid> = rows.iter().map(|row| row.expert_id).collect();
    people.sort_unstable();
    people.dedup();
    let people = experts::of_ids(ctx, &people).await?;
    let now: Timestamp = ctx.now();
    let grants: Vec<Uuid> = rows.iter().map(|row| row.grant_id).collect();
    let held = holders(ctx.db(), Which::Grants(&grants), now, now).await?;
    let live = |grant: Uuid| held.iter().any(|holder| holder.grant == grant);
    let view = |row: Row| {
        let away = absences
            .iter()
            .filter(|a| a.appointment_id == row.id)
            .map(|a| AppointmentAbsence {
                valid_from: Day::from_number(a.from_day),
                valid_to: Day::from_number(a.to_day),
            })
            .collect();
        let expert = people.iter().find(|expert| expert.id == row.expert_id).cloned();
        let body = bodies.get(&taken.stands(row.organisation_id, row.until(), now)).cloned();
        let state = row.state(now, live(row.grant_id));
        Appointment::new(row, (state, &ctx.world.zone), body, expert, away)
    };
    Ok(rows.into_iter().map(view).collect())
}
