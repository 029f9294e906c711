//! `/start`: where one lands after signing in.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get};
use entity::vocabulary::PartyKind;

use super::browser::Browser;
use super::pages::{BodyHeld, Fact, Link, RoleHeld, Start, words};
use super::where_from::WhereFrom;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::Party;
use crate::exchange::items::proposals::{self, Proposal, ProposalFilter};
use crate::identity::access_requests::{self, AccessRequest, AccessRequestFilter};
use crate::identity::accounts::{Me, OwnWaiting, me};
use crate::identity::grants::{Grant, GrantState};
use crate::identity::sessions::PageReader;
use crate::kit::page::PageRequest;
use crate::network::organisations::{Organisation, of_ids};

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(start);
}

#[get("/start")]
async fn start(browser: Browser, from: WhereFrom) -> HttpResponse {
    let Some(reader) = &browser.reader else { return browser.go("/sign-in?next=/start") };
    let notice = match from.done.as_str() {
        "invitation" => Some("Your account is ready, and you are signed in."),
        "password" => Some("Your password is set. You are signed in here, and signed out everywhere else."),
        _ => None,
    };
    match page(&browser, reader, notice).await {
        Ok(page) => browser.page(StatusCode::OK, &page),
        Err(error) => browser.trouble(&error),
    }
}

async fn page(browser: &Browser, reader: &PageReader, notice: Option<&str>) -> Result<Start> {
    let me = me(&reader.ctx).await?;
    let Me { account, expert, parties, grants, .. } = me;
    let own_waiting = expert.iter().flat_map(|expert| &expert.waiting).map(own_waiting).collect();
    let post = expert.and_then(|expert| expert.post);
    let body = match &post {
        Some(post) => of_ids(&reader.ctx, &[post.organisation.id]).await?.pop(),
        None => None,
    };
    Ok(Start {
        frame: browser.frame(),
        waiting: waiting(&reader.ctx).await?,
        own_waiting,
        notice: notice.map(str::to_owned),
        name: reader.name.clone(),
        email: account.and_then(|account| account.email).unwrap_or_default(),
        post: post.map(|post| post.title),
        body: body.map(body_held),
        roles: grants.iter().map(|grant| role_held(browser, &parties, grant)).collect(),
        parties: parties.into_iter().map(party_name).collect(),
        examples: Start::first_examples(),
    })
}

/// The newest proposals and access acts that wait for the reader's word.
async fn waiting(ctx: &Ctx) -> Result<Vec<Link>> {
    let filter = AccessRequestFilter { waiting_for_me: Some(true), ..AccessRequestFilter::default() };
    let requests = access_requests::list(ctx, filter, PageRequest::default()).await?;
    let request = |request: AccessRequest| Link {
        href: format!("/access-request/{}", request.id),
        text: format!("{} ({})", request.act.doc(), ctx.world.zone.day_of(request.requested_at)),
    };
    let requests: Vec<Link> = requests.items.into_iter().map(request).collect();
    let filter = ProposalFilter { waiting_for_me: Some(true), ..ProposalFilter::default() };
    let proposals = proposals::list(ctx, filter, PageRequest::default()).await?;
    let link = |proposal: Proposal| Link { href: format!("/proposal/{}", proposal.id), text: proposal.title };
    Ok(requests.into_iter().chain(proposals.items.into_iter().map(link)).collect())
}

/// What one waits for, and who was asked.
fn own_waiting(waiting: &OwnWaiting) -> String {
    let asked: Vec<String> = waiting.waits_for.iter().cloned().map(party_name).collect();
    format!(
        "Your post as {} in {} waits for the word of those who keep: {}. They were asked, and nothing of it counts before.",
        waiting.title,
        waiting.organisation.name,
        asked.join(", ")
    )
}

fn body_held(body: Organisation) -> BodyHeld {
    let native: Vec<&str> = body.native_names.iter().map(|name| name.name.as_str()).collect();
    let facts = [
        Fact::of("Also", Some(native.join(" · "))),
        Fact::of("Type", Some(words(body.r#type.word()))),
        Fact::of("Country", body.country_code),
        Fact::of("Seat", body.city),
        Fact::of("Policy fields", Some(body.competences.join(", "))),
        Fact::of("Hears what is for officials", Some(if body.official { "Yes" } else { "No" })),
    ];
    BodyHeld { id: body.id.to_string(), name: body.name, facts: facts.into_iter().flatten().collect() }
}

fn role_held(browser: &Browser, parties: &[Party], grant: &Grant) -> RoleHeld {
    let named = parties.iter().find(|party| grant.scope.party_id.is_some() && party.party_id == grant.scope.party_id);
    let scope = named.and_then(|party| party.name.clone()).or_else(|| grant.scope.code.clone());
    let scope = scope.unwrap_or_else(|| format!("the {}", grant.scope.kind.word().to_lowercase()));
    RoleHeld {
        name: words(grant.role.word()),
        scope: match &grant.competence {
            Some(field) => format!("{scope}, {field}"),
            None => scope,
        },
        field: None,
        rank: None,
        until: grant.valid_to.map(|at| browser.ctx.world.zone.day_of(at).to_string()),
        idle: (grant.state != GrantState::Live).then(|| grant.why.clone()),
    }
}

/// A party, in words.
pub(super) fn party_name(party: Party) -> String {
    match (party.name.or(party.code), party.kind) {
        (Some(name), PartyKind::Keepers) => format!("Keepers of {name}"),
        (Some(name), _) => name,
        (None, kind) => words(kind.word()),
    }
}
