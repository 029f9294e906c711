//! `/access-request/{id}`: where letters about a word lead. What waits is read and decided there, without a script.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use entity::vocabulary::RequestState;
use serde::Deserialize;
use uuid::Uuid;

use super::browser::Browser;
use super::form::Form;
use super::pages::{AccessRequest as RequestPage, Fact, encoded, words};
use super::pages_start::party_name;
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::identity::access_requests::{AccessRequest, ApproveRequest, EndRequest, approve, one, refuse};
use crate::identity::grants;
use crate::network::experts::one_post;

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(request_shown).service(request_decided);
}

#[get("/access-request/{id}")]
async fn request_shown(browser: Browser, id: Path<String>) -> HttpResponse {
    let Some(reader) = &browser.reader else { return to_sign_in(&browser, &id) };
    match page(&browser, &reader.ctx, &id, Said::default()).await {
        Ok(page) => browser.page(StatusCode::OK, &page),
        Err(error) => browser.trouble(&error),
    }
}

/// The word, or its refusal with a reason.
#[derive(Deserialize)]
struct Decision {
    csrf: String,
    decision: String,
    #[serde(default)]
    reason: String,
}

#[post("/access-request/{id}")]
async fn request_decided(browser: Browser, id: Path<String>, form: Form<Decision>) -> HttpResponse {
    let Some(reader) = &browser.reader else { return to_sign_in(&browser, &id) };
    let Err(error) = decide(&browser, &reader.ctx, &id, &form).await else {
        return browser.go(&format!("/access-request/{}", encoded(&id)));
    };
    // What can be mended on the page is said on it, and what was typed stays.
    if !matches!(error.code(), Code::Invalid | Code::Conflict) {
        return browser.trouble(&error);
    }
    let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<String> = error.field_errors().iter().map(|field| field.told()).collect();
    let errors = if fields.is_empty() { vec![error.told()] } else { fields };
    match page(&browser, &reader.ctx, &id, Said { reason: form.reason.clone(), errors }).await {
        Ok(page) => browser.page(status, &page),
        Err(error) => browser.trouble(&error),
    }
}

async fn decide(browser: &Browser, ctx: &Ctx, id: &str, form: &Decision) -> Result<()> {
    browser.check(&form.csrf)?;
    let id = parsed(id)?;
    match form.decision.as_str() {
        "approve" => {
            let reason = Some(form.reason.clone()).filter(|reason| !reason.trim().is_empty());
            approve(ctx, ApproveRequest { id, reason }).await?
        }
        "refuse" => refuse(ctx, EndRequest { id, reason: form.reason.clone() }).await?,
        _ => return Err(Error::invalid("/decision", "Say the word, or refuse it.")),
    };
    Ok(())
}

fn to_sign_in(browser: &Browser, id: &str) -> HttpResponse {
    browser.go(&format!("/sign-in?next=/access-request/{}", encoded(id)))
}

fn parsed(id: &str) -> Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Error::not_found())
}

/// What was said with the last attempt.
#[derive(Default)]
struct Said {
    reason: String,
    errors: Vec<String>,
}

async fn page(browser: &Browser, ctx: &Ctx, id: &str, said: Said) -> Result<RequestPage> {
    let request = one(ctx, parsed(id)?).await?;
    let waits_for_me =
        ctx.actor.expert().is_some_and(|own| request.waits_for.iter().any(|word| word.expert_ids.contains(&own)));
    let state = match (request.state, waits_for_me) {
        (RequestState::Waiting, true) => "It waits for your word.",
        (RequestState::Waiting, false) => "It waits for the word of those asked.",
        (RequestState::Done, _) => "The word is there, and it is done.",
        (RequestState::Refused, _) => "It was refused.",
        (RequestState::Withdrawn, _) => "It was withdrawn.",
    };
    let when = |at| browser.ctx.world.zone.day_of(at).to_string();
    let mut facts = about(ctx, &request).await?;
    facts.extend([
        Fact::of("Asked for by", request.requested_by.name.clone()),
        Fact::of("Asked for", Some(when(request.requested_at))),
        Fact::of("Decided", request.decided_at.map(when)),
        Fact::of("Decided by", request.decided_by.and_then(|actor| actor.name)),
        Fact::of("Because", request.decide_reason.clone()),
    ]);
    let is_item = !matches!(request.target.kind.as_str(), "POST" | "GRANT" | "PARTNER" | "ACCOUNT" | "INVITATION");
    Ok(RequestPage {
        frame: browser.frame(),
        id: request.id.to_string(),
        what: request.act.doc().to_owned(),
        state: state.to_owned(),
        facts: facts.into_iter().flatten().collect(),
        waits_for: request.waits_for.into_iter().map(|word| party_name(word.party)).collect(),
        item_id: is_item.then(|| request.target.id.to_string()),
        waits_for_me,
        reason: said.reason,
        errors: said.errors,
    })
}

/// What is to begin, as far as the reader may know it: the post and whose it is, or the role, where and for whom.
async fn about(ctx: &Ctx, request: &AccessRequest) -> Result<Vec<Option<Fact>>> {
    let id = request.result_id.unwrap_or(request.target.id);
    if let Some(post) = shown(one_post(ctx, id).await)? {
        let person = crate::network::experts::of_ids(ctx, &[post.expert_id]).await?.pop();
        return Ok(vec![
            Fact::of("For", person.map(|person| person.name)),
            Fact::of("Post", Some(post.title)),
            Fact::of("In", post.organisation.map(|body| body.name)),
        ]);
    }
    if let Some(grant) = shown(grants::one(ctx, id).await)? {
        return Ok(vec![
            Fact::of("For", grant.holder.name),
            Fact::of("Role", Some(words(grant.role.word()))),
            Fact::of("In", grant.scope.code.or_else(|| Some(words(grant.scope.kind.word())))),
            Fact::of("Why", Some(grant.reason)),
        ]);
    }
    Ok(Vec::new())
}

/// What is not there, or not for the reader, is left out.
fn shown<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.code(), Code::NotFound | Code::Forbidden) => Ok(None),
        Err(error) => Err(error),
    }
}
