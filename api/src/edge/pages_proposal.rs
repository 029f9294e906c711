//! `/proposal/{id}`: where letters about what waits for a word lead. It is read and decided there,
//! without a script.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::browser::{Browser, wrong};
use super::form::Form;
use super::pages::{Asked, Fact, Message, Waiting, encoded};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::items::proposals::{self, Proposal};
use crate::exchange::items::{ConfirmItem, Item, Party, ReturnItem, confirm_item, return_item, written_item};
use crate::kit::timestamp::Timestamp;

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(proposal_shown).service(proposal_decided);
}

#[get("/proposal/{id}")]
async fn proposal_shown(browser: Browser, id: Path<String>) -> HttpResponse {
    let Some(reader) = &browser.reader else { return to_sign_in(&browser, &id) };
    let successor = match parsed(&id) {
        Ok(id) => proposals::successor(&reader.ctx, id).await,
        Err(_) => Ok(None),
    };
    match (successor, looked_up(&reader.ctx, &id).await) {
        // Its proposer made it anew; letters lead to the first of them.
        (Ok(Some(successor)), _) => browser.go(&format!("/proposal/{successor}")),
        (Ok(None), Ok((proposal, item))) => {
            browser.page(StatusCode::OK, &page(&browser, proposal, item, Said::default()))
        }
        (Err(error), _) | (_, Err(error)) => trouble(&browser, &error),
    }
}

/// Letters lead here when others have decided long since. What was decided, what is not for the reader and
/// what never was have one answer.
fn trouble(browser: &Browser, error: &Error) -> HttpResponse {
    if error.code() != Code::NotFound {
        return browser.trouble(error);
    }
    error.note();
    let text = "What a letter led to may have been decided by somebody else meanwhile, or taken back: then nothing is asked of you any more, and those who keep the item read what became of it. Else it does not exist, or is not shared with you.";
    let page = Message::new(browser.frame(), "Nothing waits for your word here", text).over("404");
    browser.page(StatusCode::NOT_FOUND, &page.link("/start", "To what waits for you"))
}

/// Confirmed, or given back with a comment.
#[derive(Deserialize)]
struct Decision {
    csrf: String,
    decision: String,
    #[serde(default)]
    comment: String,
}

#[post("/proposal/{id}")]
async fn proposal_decided(browser: Browser, id: Path<String>, form: Form<Decision>) -> HttpResponse {
    let Some(reader) = &browser.reader else { return to_sign_in(&browser, &id) };
    let Err(error) = decide(&browser, &reader.ctx, &id, &form).await else {
        return browser.go(&format!("/proposal/{}", encoded(&id)));
    };
    // What can be mended on the page is said on it, and what was typed stays.
    if !matches!(error.code(), Code::Invalid | Code::Conflict | Code::MustPropose) {
        return trouble(&browser, &error);
    }
    let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    match looked_up(&reader.ctx, &id).await {
        Ok((proposal, item)) => {
            let said = Said { comment: form.comment.clone(), errors: wrong(&error) };
            browser.page(status, &page(&browser, proposal, item, said))
        }
        Err(error) => browser.trouble(&error),
    }
}

async fn decide(browser: &Browser, ctx: &Ctx, id: &str, form: &Decision) -> Result<()> {
    browser.check(&form.csrf)?;
    let proposal = proposals::one(ctx, parsed(id)?).await?;
    let (id, proposal_id) = (proposal.item_id, Some(proposal.id));
    match form.decision.as_str() {
        "confirm" => confirm_item(ctx, ConfirmItem { id, revision: None, proposal_id }).await?,
        "return" => {
            let comment = Some(form.comment.clone());
            return_item(ctx, ReturnItem { id, revision: None, proposal_id, comment }).await?
        }
        _ => return Err(Error::invalid("/decision", "Confirm it, or give it back.")),
    };
    Ok(())
}

fn to_sign_in(browser: &Browser, id: &str) -> HttpResponse {
    browser.go(&format!("/sign-in?next=/proposal/{}", encoded(id)))
}

fn parsed(id: &str) -> Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Error::not_found())
}

/// The proposal, with the item where the reader sees it.
async fn looked_up(ctx: &Ctx, id: &str) -> Result<(Proposal, Option<Item>)> {
    let proposal = proposals::one(ctx, parsed(id)?).await?;
    let item = written_item(ctx, proposal.item_id).await?;
    Ok((proposal, item))
}

/// What was said with the last attempt.
#[derive(Default)]
struct Said {
    comment: String,
    errors: Vec<String>,
}

fn page(browser: &Browser, proposal: Proposal, item: Option<Item>, said: Said) -> Waiting {
    let zone = &browser.ctx.world.zone;
    let when = |at: Timestamp| zone.day_of(at).to_string();
    let (what, state) = (proposal.what(), proposal.where_it_stands());
    let (language, body_html) = proposal.text(item);
    let name = |party: &Party| party.said(browser.language());
    let facts = [
        Fact::of("In the name of", Some(name(&proposal.owner))),
        Fact::of("To stand in the name of", proposal.to_owner.as_ref().map(name)),
        Fact::of("Proposed by", proposal.proposed_by.and_then(|actor| actor.name)),
        Fact::of("Proposed", Some(when(proposal.proposed_at))),
        Fact::of("To be published", proposal.publish_at.map(when)),
        Fact::of("With the words", proposal.comment),
        Fact::of("Decided", proposal.decided_at.map(when)),
        Fact::of("Decided by", proposal.decided_by.and_then(|actor| actor.name)),
        Fact::of("With the answer", proposal.decide_comment),
    ];
    Waiting {
        frame: browser.frame(),
        asked: &Asked::PROPOSAL,
        id: proposal.id.to_string(),
        over: what,
        heading: proposal.title,
        language: language.unwrap_or_default(),
        state,
        facts: facts.into_iter().flatten().collect(),
        parties: proposal.audience.iter().flat_map(|audience| &audience.parties).map(name).collect(),
        item_id: Some(proposal.item_id.to_string()),
        body_html,
        waits_for_me: proposal.waits_for_me,
        words: said.comment,
        errors: said.errors,
    }
}
