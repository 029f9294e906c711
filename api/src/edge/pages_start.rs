//! `/start`: where one lands after signing in.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get};

use super::browser::Browser;
use super::pages::{BodyHeld, Fact, RoleHeld, Start, WaitingRow};
use super::where_from::WhereFrom;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::proposals::{self, Proposal, ProposalFilter};
use crate::identity::access_requests::{self, AccessRequest, AccessRequestFilter};
use crate::identity::accounts::{Me, me};
use crate::identity::grants::{self, SaidGrant};
use crate::identity::sessions::PageReader;
use crate::kit::page::PageRequest;
use crate::network::competences;
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

async fn page(browser: &Browser, reader: &PageReader, notice: Option<&'static str>) -> Result<Start> {
    let (language, me) = (browser.language(), me(&reader.ctx).await?);
    let Me { account, expert, parties, grants, .. } = me;
    let own_waiting = expert.iter().flat_map(|expert| &expert.waiting).map(|post| post.said(language)).collect();
    let post = expert.and_then(|expert| expert.post);
    let body = match &post {
        Some(post) => match of_ids(&reader.ctx, &[post.organisation.id]).await?.pop() {
            Some(body) => Some(body_held(browser, &reader.ctx, body).await?),
            None => None,
        },
        None => None,
    };
    Ok(Start {
        frame: browser.frame(),
        waiting: waiting(&reader.ctx).await?,
        own_waiting,
        notice,
        name: reader.name.clone(),
        email: account.and_then(|account| account.email).unwrap_or_default(),
        post: post.map(|post| post.title),
        body,
        roles: grants::said(&reader.ctx, &grants).await?.into_iter().map(role_held).collect(),
        parties: parties.iter().map(|party| party.said(language)).collect(),
        examples: Start::first_examples(),
    })
}

/// The newest proposals and access acts that wait for the reader's word.
async fn waiting(ctx: &Ctx) -> Result<Vec<WaitingRow>> {
    let filter = AccessRequestFilter { waiting_for_me: Some(true), ..AccessRequestFilter::default() };
    let requests = access_requests::list(ctx, filter, PageRequest::default()).await?;
    let day = |at| ctx.world.zone.day_of(at).to_string();
    let request = |request: AccessRequest| WaitingRow {
        href: format!("/access-request/{}", request.id),
        text: ctx.language().told(request.act.doc()).trim_end_matches('.').to_owned(),
        since: day(request.requested_at),
    };
    let requests: Vec<WaitingRow> = requests.items.into_iter().map(request).collect();
    let filter = ProposalFilter { waiting_for_me: Some(true), ..ProposalFilter::default() };
    let proposals = proposals::list(ctx, filter, PageRequest::default()).await?;
    let proposal = |proposal: Proposal| WaitingRow {
        href: format!("/proposal/{}", proposal.id),
        text: format!("{}: {}", ctx.language().told(proposal.what()), proposal.title),
        since: day(proposal.proposed_at),
    };
    Ok(requests.into_iter().chain(proposals.items.into_iter().map(proposal)).collect())
}

async fn body_held(browser: &Browser, ctx: &Ctx, body: Organisation) -> Result<BodyHeld> {
    let others = body.native_names.iter().map(|name| name.name.as_str()).filter(|name| *name != body.name);
    let native: Vec<&str> = others.collect();
    let fields = competences::labels_of(ctx, &body.competences).await?;
    let language = browser.language();
    let facts = [
        Fact::of("Also", Some(native.join(" · "))),
        Fact::of("Type", Some(language.name(body.r#type))),
        Fact::of("Country", body.country_code),
        Fact::of("Seat", body.city),
        Fact::of("Policy fields", Some(fields.join(", "))),
        Fact::of("Hears what is for officials", Some(language.told(if body.official { "Yes" } else { "No" }))),
    ];
    Ok(BodyHeld { id: body.id.to_string(), name: body.name, facts: facts.into_iter().flatten().collect() })
}

fn role_held(grant: SaidGrant) -> RoleHeld {
    RoleHeld {
        name: grant.role,
        scope: grant.scope,
        field: grant.field,
        rank: None,
        until: grant.until.map(|day| day.to_string()),
        idle: grant.idle,
    }
}
