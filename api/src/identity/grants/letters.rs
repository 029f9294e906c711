//! Letters to those who hold grants: what was given to them, and what was ended, by somebody else's act. One act
//! writes one letter to each of them, whatever the number of grants, and names what that reader sees.

use std::collections::{BTreeMap, HashMap};

use entity::role_grant::Model;
use entity::vocabulary::Rank;
use uuid::Uuid;

use super::store;
use crate::access::{ActType, Actor, By, Permit, load_actor, place_of, roles};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::party_views;
use crate::identity::actors::actors_of;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;
use crate::ledger::Unit;
use crate::network::competences;
use crate::texts::{Named, Reader, Text, Wording};

/// What became of grants.
#[derive(Clone, Copy, Debug)]
enum Became<'a> {
    /// They count, or will once they begin.
    Given,
    /// They were ended by themselves.
    Ended,
    /// They end with the post that holds them, now or later.
    WithPost { until: Timestamp, why: &'a str },
}

/// Step: those who hold these grants are told that they count, now or once they begin. What waits for a word, or
/// belongs to a post that does, is told when the word is there; what somebody did in person they know.
pub(crate) async fn tell_given<A: ActType>(unit: &mut Unit, permit: &Permit<A>, grants: &[Uuid]) -> Result<()> {
    tell(unit, permit, grants, Became::Given).await
}

/// Step: those who held these grants are told that they were ended. What had never counted is not told.
pub(crate) async fn tell_ended<A: ActType>(unit: &mut Unit, permit: &Permit<A>, grants: &[Uuid]) -> Result<()> {
    tell(unit, permit, grants, Became::Ended).await
}

/// Step: whoever holds a post is told that it ends, with these grants. What ends by a date that was said before is
/// not told again.
pub(crate) async fn tell_ended_with_post<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    grants: &[Uuid],
    (until, why): (Timestamp, &str),
) -> Result<()> {
    tell(unit, permit, grants, Became::WithPost { until, why }).await
}

async fn tell<A: ActType>(unit: &mut Unit, _: &Permit<A>, grants: &[Uuid], became: Became<'_>) -> Result<()> {
    for (expert, rows) in held(unit, grants, became).await? {
        let Some(reader) = store::readers(unit.tx(), &[expert]).await?.pop() else { continue };
        let Some(sight) = sight(unit, expert, became).await? else { continue };
        let languages = vec![reader.language.tag().to_owned()];
        let ctx = Ctx { languages, ..Ctx::new(unit.world(), sight) };
        let wording = worded(unit, &ctx, &rows, (became, &reader)).await?;
        unit.mail_once(&wording.to(&reader)).await?;
    }
    Ok(())
}

/// The grants that are told, by who holds them: never those of the person who acts, nor of partner systems.
async fn held(unit: &Unit, grants: &[Uuid], became: Became<'_>) -> Result<BTreeMap<Uuid, Vec<Model>>> {
    let (mut held, now) = (BTreeMap::<Uuid, Vec<Model>>::new(), unit.at().micros());
    for row in store::rows(unit.tx(), grants).await? {
        let stood = row.counts_from.is_some() && row.valid_until.is_none_or(|until| until > now);
        let told = match became {
            Became::Given => stood && row.ended_at.is_none(),
            Became::Ended | Became::WithPost { .. } => stood,
        };
        if told && store::holder_counts(unit.tx(), row.holder).await? {
            let person = store::person_behind(unit.tx(), row.holder).await?.0;
            if let Some(expert) = person.filter(|expert| unit.person() != Some(*expert)) {
                held.entry(expert).or_default().push(row);
            }
        }
    }
    for rows in held.values_mut() {
        rows.sort_by_key(|row| (row.role, row.scope, row.competence_id));
    }
    Ok(held)
}

/// What somebody sees: with what was given, or as it was before anything ended. Nobody without an enabled account.
async fn sight(unit: &Unit, expert: Uuid, became: Became<'_>) -> Result<Option<Actor>> {
    match became {
        Became::Given => load_actor(unit.tx(), By::Expert(expert), unit.at()).await,
        // Outside the unit nothing has ended yet.
        Became::Ended | Became::WithPost { .. } => {
            load_actor(unit.world().database.reader(), By::Expert(expert), unit.at()).await
        }
    }
}

async fn worded(unit: &Unit, ctx: &Ctx, rows: &[Model], (became, reader): (Became<'_>, &Reader)) -> Result<Wording> {
    let (subject, opening) = opening(unit, rows.len(), became);
    let mut wording = Wording::new(subject).and(opening);
    let said = said(unit, ctx, rows, reader).await?;
    for (row, (role, scope)) in rows.iter().zip(said) {
        wording = wording.and(line(unit, row, became, (role, scope)));
    }
    wording = match became {
        Became::Given => meanings(rows).fold(wording, Wording::and),
        Became::Ended => wording.and("What that let you do and see ends with it."),
        Became::WithPost { .. } => wording.and(
            "That belonged to the post. You can sign in still, and read, correct and export what is held about you.",
        ),
    };
    let (label, by, at) = match (became, rows.first()) {
        (Became::Given, Some(first)) => ("Given by: {0}", first.given_by, first.given_at),
        (Became::Given | Became::Ended | Became::WithPost { .. }, _) => {
            ("Ended by: {0}", unit.actor().party(), unit.at().micros())
        }
    };
    wording = wording.and(Text::of(label).told(who(unit, ctx, by, at).await?));
    for why in reasons(rows, became) {
        // What the server itself gives as a reason stands in the catalogue; what people wrote does not.
        wording = wording.and(Text::of("Why: {0}").with(reader.language.told(why)));
    }
    let start = format!("{}/start", unit.world().config.public_url());
    Ok(wording
        .and(Text::of("What you hold is listed here: {0}").with(start))
        .and("If you think that this is wrong, ask whoever did it, or an administrator of the network."))
}

fn opening(unit: &Unit, number: usize, became: Became<'_>) -> (&'static str, Text) {
    let zone = &unit.world().zone;
    match (became, number) {
        (Became::Given, 0 | 1) => ("A role was given to you", Text::of("You hold this role of the network:")),
        (Became::Given, _) => ("Roles were given to you", Text::of("You hold these roles of the network:")),
        (Became::Ended, 0 | 1) => ("A role of yours was ended", Text::of("This role of yours was ended:")),
        (Became::Ended, _) => ("Roles of yours were ended", Text::of("These roles of yours were ended:")),
        (Became::WithPost { until, .. }, _) if until > unit.at() => (
            "Your post is to end",
            Text::of("Your post ends on {0}, and what you hold in it ends with it:").at(zone, until),
        ),
        (Became::WithPost { .. }, _) => {
            ("Your post was ended", Text::of("Your post was ended, and what you held in it ended with it:"))
        }
    }
}

/// Which role, in which scope, from when, until when.
fn line(unit: &Unit, row: &Model, became: Became<'_>, (role, scope): (Text, Text)) -> Text {
    let (zone, now) = (&unit.world().zone, unit.at());
    let from = Timestamp::from_micros(row.counts_from.unwrap_or(row.valid_from));
    let of = |text: &'static str| Text::of(text).told(role.clone()).told(scope.clone());
    match (became, row.valid_until.map(last_of)) {
        (Became::Given, None) => of("{0}: {1}. It counts from {2}.").at(zone, from),
        (Became::Given, Some(last)) => of("{0}: {1}. It counts from {2} until {3}.").at(zone, from).at(zone, last),
        (Became::WithPost { until, .. }, _) if until > now => of("{0}: {1}. It counts from {2}.").at(zone, from),
        (Became::Ended | Became::WithPost { .. }, _) if from > now => {
            of("{0}: {1}. It was to count from {2}, and will not.").at(zone, from)
        }
        (Became::Ended | Became::WithPost { .. }, _) => {
            of("{0}: {1}. It counted from {2}, and counts no longer.").at(zone, from)
        }
    }
}

/// Role and scope of each grant as its holder reads them.
async fn said(unit: &Unit, ctx: &Ctx, rows: &[Model], reader: &Reader) -> Result<Vec<(Text, Text)>> {
    let scopes: Vec<Uuid> = rows.iter().filter_map(|row| row.scope).collect();
    let scopes = party_views(ctx, &scopes).await?;
    let fields: Vec<Uuid> = rows.iter().filter_map(|row| row.competence_id).collect();
    let fields: HashMap<Uuid, String> = match fields.is_empty() {
        true => HashMap::new(),
        false => competences::of_ids(ctx, &fields).await?.into_iter().map(|field| (field.id, field.label)).collect(),
    };
    let ranks = store::ranks(unit.tx(), &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let role = |row: &Model| {
        let role = Text::of(row.role.name());
        let role = match row.competence_id.and_then(|field| fields.get(&field)) {
            Some(field) => Text::of("{0} ({1})").told(role).with(field),
            None => role,
        };
        match ranks.get(&row.id) {
            Some(Rank::Deputy) => Text::of("{0}, deputy").told(role),
            Some(Rank::Principal) | None => role,
        }
    };
    let scope = |row: &Model| match row.scope.and_then(|scope| scopes.get(&scope)) {
        Some(party) => Text::of("{0}").with(party.said(reader.language)),
        None => Text::of(row.scope_kind.name()),
    };
    Ok(rows.iter().map(|row| (role(row), scope(row))).collect())
}

/// What each of the roles is for, once.
fn meanings(rows: &[Model]) -> impl Iterator<Item = Text> {
    let mut held: Vec<_> = rows.iter().map(|row| row.role).collect();
    held.dedup();
    held.into_iter().map(|role| Text::of("What it means ({0}): {1}").told(role.name()).told(roles::purpose(role)))
}

/// Why, in the words that were given; each once.
fn reasons<'a>(rows: &'a [Model], became: Became<'a>) -> Vec<&'a str> {
    let mut reasons: Vec<&str> = match became {
        Became::Given => rows.iter().map(|row| row.reason.as_str()).collect(),
        Became::Ended => rows.iter().filter_map(|row| row.end_reason.as_deref()).collect(),
        Became::WithPost { why, .. } => vec![why],
    };
    reasons.sort_unstable();
    reasons.dedup();
    reasons.retain(|why| !why.is_empty());
    reasons
}

/// Who did it: the person where the reader sees them, else the body in whose post they did.
async fn who(unit: &Unit, ctx: &Ctx, party: Option<Uuid>, at: i64) -> Result<Text> {
    let Some(party) = party else { return Ok(Text::of("whoever runs the server")) };
    let language = ctx.language();
    if let Some(actor) = actors_of(ctx, &[party]).await?.at(party, at) {
        let body = actor.post.map(|post| post.organisation).or(actor.on_behalf_of);
        return Ok(match (actor.name, body) {
            (Some(name), Some(body)) => Text::of("{0} ({1})").with(name).with(body.said(language)),
            (Some(name), None) => Text::of("{0}").with(name),
            (None, _) => Text::of("somebody whom you do not see"),
        });
    }
    let body = place_of(unit.tx(), party, Timestamp::from_micros(at)).await?.and_then(|place| place.body);
    let bodies = party_views(ctx, &body.into_iter().collect::<Vec<_>>()).await?;
    Ok(match body.and_then(|body| bodies.get(&body)) {
        Some(body) => Text::of("{0}").with(body.said(language)),
        None => Text::of("somebody whom you do not see"),
    })
}
