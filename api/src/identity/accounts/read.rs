//! Reading an account, and oneself.

use std::collections::HashMap;

use entity::ledger_record;
use entity::vocabulary::{AccountState, FactKind};
use uuid::Uuid;

use super::address::LIVES;
use super::view::{
    Account, AccountNow, Me, OwnCard, OwnExpert, OwnOrganisation, OwnPartner, OwnPost, OwnWaiting, Suspension,
};
use super::{store, store_person, store_suspension};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{ExternalId, audience_views, party_views};
use crate::identity::access_requests::{PostWaiting, posts_waiting};
use crate::identity::actors::{actors_of, system, unseen};
use crate::identity::grants;
use crate::identity::partners::runs_until;
use crate::identity::sessions::account_target;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::{first_date, last_date};
use crate::network::facts::store as facts;
use crate::network::facts::view::{LanguageText, best_text, names_on};

/// The state of an account, for whoever may act on it and for its owner.
pub async fn account(ctx: &Ctx, id: Uuid) -> Result<Account> {
    let subject = account_target(ctx, Act::ReadAccount, id).await?;
    one(ctx, subject.account.id).await
}

/// An account, for whoever acted on it or owns it.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Account> {
    let row = store::by_id_or_expert(ctx.db(), id).await?.ok_or_else(Error::not_found)?;
    let present = store::present(ctx.db(), row.id).await?;
    let state = present.as_ref().map_or(AccountState::Suspended, |row| row.state);
    let suspended = present.filter(|row| row.state == AccountState::Suspended);
    let suspended: Vec<_> = suspended.iter().map(|state| (row.id, state.from_at, state.shut_out)).collect();
    let suspension = suspensions(ctx, Act::SuspendAccount, &suspended).await?.remove(&row.id);
    let revision = store::states(ctx.db(), row.id).await?;
    let is_own = ctx.actor.account() == Some(row.id);
    let pending = if is_own { store::pending(ctx.db(), row.id).await? } else { None };
    // One whose links have run out before the new address answered is over.
    let proves_until = |change: &entity::address_change::Model| Timestamp::from_micros(change.requested_at).plus(LIVES);
    let pending = pending.filter(|change| change.new_confirmed_at.is_some() || proves_until(change) > ctx.now());
    let state = AccountNow { state, revision, suspension };
    Ok(Account::new(row, state, pending, (is_own, &ctx.world.zone)))
}

/// By whom and why things were suspended, as their records say: `spans` are what is suspended, since when,
/// and whether by a keeper. Three statements, whatever the number.
pub(crate) async fn suspensions(ctx: &Ctx, act: Act, spans: &[(Uuid, i64, bool)]) -> Result<HashMap<Uuid, Suspension>> {
    let mut records = store_suspension::records(ctx.db(), act, spans).await?;
    let party = |row: &ledger_record::Model| row.actor_post.or(row.actor);
    let parties: Vec<Uuid> = records.values().filter_map(|(row, _)| party(row)).collect();
    let actors = actors_of(ctx, &parties).await?;
    let shown = |(target, since, by_keeper): (Uuid, i64, bool)| {
        let (by, reason) = match records.remove(&target) {
            Some((row, reason)) => (party(&row), reason),
            None => (None, None),
        };
        let by = by.map_or_else(system, |party| actors.at(party, since).unwrap_or_else(unseen));
        (target, Suspension { since: Timestamp::from_micros(since), by, reason, by_keeper })
    };
    Ok(spans.iter().copied().map(shown).collect())
}

/// Who asks, with what they see and may.
pub async fn me(ctx: &Ctx) -> Result<Me> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("ACCOUNT"))?;
    let held: Vec<Uuid> = ctx.actor.parties().parties().collect();
    let views = party_views(ctx, &held).await?;
    let mut parties: Vec<_> = held.iter().filter_map(|id| views.get(id).cloned()).collect();
    parties.sort_by(|a, b| (a.kind, &a.code, a.party_id).cmp(&(b.kind, &b.code, b.party_id)));
    let (mut account, mut expert, mut partner) = (None, None, None);
    if let Some(id) = ctx.actor.account() {
        account = Some(one(ctx, id).await?);
    }
    if let Some(id) = ctx.actor.expert() {
        expert = Some(own_expert(ctx, id).await?);
    }
    if let Some(id) = ctx.actor.partner() {
        let row = store_person::partner(ctx.db(), id).await?;
        partner = Some(OwnPartner {
            id,
            valid_to: runs_until(&row),
            client_id: row.client_id,
            organisation: own_body(ctx, row.organisation_id).await?,
            name: row.name,
        });
    }
    Ok(Me { account, expert, partner, parties, grants: grants::of_holder(ctx).await? })
}

async fn own_expert(ctx: &Ctx, id: Uuid) -> Result<OwnExpert> {
    let (person, item) = store_person::expert(ctx.db(), id).await?;
    let names = store_person::names(ctx.db(), id).await?;
    let post = match ctx.actor.standing() {
        Some(standing) => own_post(ctx, standing.party).await?,
        None => None,
    };
    Ok(OwnExpert {
        id,
        name: person.name,
        native_names: names.into_iter().map(|n| LanguageText { language: n.language, name: n.name }).collect(),
        languages: store_person::languages(ctx.db(), id).await?,
        fields: store_person::fields(ctx.db(), id).await?,
        external_ids: store_person::external_ids(ctx.db(), id)
            .await?
            .into_iter()
            .map(|row| ExternalId { system: row.system, value: row.value })
            .collect(),
        contact_card: own_card(ctx, id).await?,
        post,
        waiting: own_waiting(ctx, id).await?,
        revision: item.revision,
    })
}

pub(super) async fn own_card(ctx: &Ctx, expert: Uuid) -> Result<Option<OwnCard>> {
    let Some((card, item)) = store_person::card(ctx.db(), expert).await? else { return Ok(None) };
    let audience = match item.audience {
        Some(id) => audience_views(ctx, &[id]).await?.remove(&id),
        None => None,
    };
    Ok(Some(OwnCard { id: card.id, telephone: card.telephone, email: card.email, audience, revision: item.revision }))
}

async fn own_post(ctx: &Ctx, id: Uuid) -> Result<Option<OwnPost>> {
    let Some((post, place)) = store_person::post(ctx.db(), id, ctx.now()).await? else { return Ok(None) };
    // After a take-over the post stands in the body that took over.
    let body = ctx.actor.standing().map_or(place.organisation_id, |standing| standing.body);
    let zone = &ctx.world.zone;
    Ok(Some(OwnPost {
        id,
        title: place.title,
        organisation: own_body(ctx, body).await?,
        office_telephone: post.office_telephone,
        office_email: post.office_email,
        valid_from: first_date(zone, post.valid_from, post.precision),
        valid_to: post.valid_until.into_iter().chain(post.ended_at).min().map(|past| last_date(zone, past)),
    }))
}

async fn own_waiting(ctx: &Ctx, expert: Uuid) -> Result<Vec<OwnWaiting>> {
    let mut all = Vec::new();
    for PostWaiting { post, waits_for, since } in posts_waiting(ctx, expert).await? {
        if let Some(place) = store_person::last_place(ctx.db(), post).await? {
            let organisation = own_body(ctx, place.organisation_id).await?;
            all.push(OwnWaiting { post_id: post, title: place.title, organisation, waits_for, since });
        }
    }
    Ok(all)
}

async fn own_body(ctx: &Ctx, id: Uuid) -> Result<OwnOrganisation> {
    let (row, status) = store_person::body(ctx.db(), id, ctx.now()).await?;
    let facts = facts::of_items(ctx.db(), &[id], &[FactKind::Name, FactKind::NativeName], None).await?;
    let names = names_on(facts.get(&id).map(Vec::as_slice).unwrap_or_default(), ctx.today());
    let country_code = match status.as_ref().and_then(|s| s.country_id) {
        Some(country) => store_person::country_code(ctx.db(), country).await?,
        None => None,
    };
    Ok(OwnOrganisation {
        id,
        name: best_text(&names, &ctx.languages).unwrap_or_else(|| row.code.clone()),
        code: row.code,
        r#type: status.as_ref().map(|s| s.r#type),
        official: status.is_some_and(|s| s.official),
        country_code,
    })
}
