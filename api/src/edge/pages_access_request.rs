//! `/access-request/{id}`: where letters about a word lead. What waits is read and decided there, without a script.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::browser::{Browser, wrong};
use super::form::Form;
use super::pages::{Asked, Fact, Waiting, encoded};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::identity::access_requests::{AccessRequest, ApproveRequest, RefuseRequest, approve, one, refuse};
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
    match page(&browser, &reader.ctx, &id, Said { reason: form.reason.clone(), errors: wrong(&error) }).await {
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
        "refuse" => refuse(ctx, RefuseRequest { id, reason: form.reason.clone() }).await?,
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

async fn page(browser: &Browser, ctx: &Ctx, id: &str, said: Said) -> Result<Waiting> {
    let request = one(ctx, parsed(id)?).await?;
    let waits_for_me = request.waits_for_expert(ctx.actor.expert());
    let state = request.where_it_stands(waits_for_me);
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
    Ok(Waiting {
        frame: browser.frame(),
        asked: &Asked::ACCESS,
        id: request.id.to_string(),
        over: "An act that waits for a word",
        heading: browser.language().told(request.act.doc()).trim_end_matches('.').to_owned(),
        language: String::new(),
        state,
        facts: facts.into_iter().flatten().collect(),
        parties: request.waits_for.iter().map(|word| word.party.said(browser.language())).collect(),
        item_id: is_item.then(|| request.target.id.to_string()),
        body_html: String::new(),
        waits_for_me,
        words: said.reason,
        errors: said.errors,
    })
}

/// What is to begin, as far as the reader may know it: the post and whose it is, or the role, where and for whom.
async fn about(ctx: &Ctx, request: &AccessRequest) -> Result<Vec<Option<Fact>>> {
    let id = request.result_id.unwrap_or(request.target.id);
    if let Some(post) = shown(one_post(ctx, id).await)? {
        let person = crate::network::experts::of_ids(ctx, &[post.expert_id]).await?.pop();
        return Ok(vec![
            Fact::of("For whom", person.map(|person| person.name)),
            Fact::of("Post", Some(post.title)),
            Fact::of("Organisation", post.organisation.map(|body| body.name)),
        ]);
    }
    if let Some(grant) = shown(grants::one(ctx, id).await)? {
        let said = grants::said(ctx, std::slice::from_ref(&grant)).await?.pop();
        return Ok(vec![
            Fact::of("For whom", grant.holder.name),
            Fact::of("Role", said.as_ref().map(|said| said.role)),
            Fact::of("Policy field", said.as_ref().and_then(|said| said.field.clone())),
            Fact::of("Scope", said.map(|said| said.scope)),
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
