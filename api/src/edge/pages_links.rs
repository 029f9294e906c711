//! Pages behind links in letters about invitations and secrets. Opening one consumes nothing, since
//! mail scanners open links; only its POST does.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;

use super::browser::{Browser, wrong};
use super::form::Form;
use super::pages::{Invitation, RoleHeld, SecretOffer, SecretShown, When, encoded};
use crate::error::{Code, Error, Result};
use crate::identity::invitations::{AcceptInvitation, Offer, accept_step, look, was_accepted};
use crate::identity::partners::{self, look_at_secret, open_secret};
use crate::identity::sessions::begin_page_session;
use crate::kit::timestamp::Timestamp;

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(invitation_form).service(invitation_accepted).service(secret_form).service(secret_opened);
}

#[get("/invitation/{token}")]
async fn invitation_form(browser: Browser, token: Path<String>) -> HttpResponse {
    match look(&browser.ctx, &token).await {
        Ok(offer) => browser.page(StatusCode::OK, &invitation(&browser, token.into_inner(), offer, Vec::new())),
        Err(error) => invitation_closed(&browser, &token, &error).await,
    }
}

#[derive(Deserialize)]
struct PasswordForm {
    csrf: String,
    password: String,
    #[serde(rename = "passwordAgain")]
    again: String,
}

#[post("/invitation/{token}")]
async fn invitation_accepted(browser: Browser, token: Path<String>, form: Form<PasswordForm>) -> HttpResponse {
    let token = token.into_inner();
    let done = async {
        browser.check(&form.csrf)?;
        if form.password != form.again {
            return Err(Error::invalid("/passwordAgain", "The two passwords differ."));
        }
        let input = AcceptInvitation { token: token.clone(), password: form.password.clone() };
        let accepted = accept_step(&browser.ctx, input).await?;
        begin_page_session(&browser.ctx, accepted.account).await
    };
    match done.await {
        Ok(session) => browser.signed_in(&session, "/start?done=invitation"),
        Err(error) if error.code() == Code::Invalid => match look(&browser.ctx, &token).await {
            Ok(offer) => {
                let page = invitation(&browser, token, offer, wrong(&error));
                browser.page(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            Err(error) => invitation_closed(&browser, &token, &error).await,
        },
        Err(error) => invitation_closed(&browser, &token, &error).await,
    }
}

fn invitation(browser: &Browser, token: String, offer: Offer, errors: Vec<String>) -> Invitation {
    let roles = offer.roles.into_iter().map(|held| RoleHeld {
        name: browser.language().name(held.role),
        scope: held.scope.unwrap_or_else(|| browser.language().name(held.scope_kind).to_owned()),
        field: held.field,
        rank: held.rank.map(|rank| browser.language().name(rank)),
        until: held.valid_to.map(|at| browser.ctx.world.zone.day_of(at).to_string()),
        idle: None,
    });
    Invitation {
        frame: browser.frame(),
        token,
        name: offer.name,
        email: offer.email,
        invited_by: offer.invited_by,
        message: offer.message,
        post_title: offer.title,
        roles: roles.collect(),
        waits: offer.waits,
        body: offer.body,
        open_until: when(browser, offer.expires_at),
        errors,
    }
}

async fn invitation_closed(browser: &Browser, token: &str, error: &Error) -> HttpResponse {
    match error.code() {
        // Who has accepted needs no new invitation, and signs in.
        Code::LinkUsed if was_accepted(&browser.ctx, token).await.unwrap_or_default() => {
            browser.page(StatusCode::GONE, &Invitation::used(browser.frame()))
        }
        Code::LinkUsed | Code::NotFound => browser.page(StatusCode::GONE, &Invitation::expired(browser.frame())),
        _ => browser.trouble(error),
    }
}

#[get("/secret/{token}")]
async fn secret_form(browser: Browser, token: Path<String>) -> HttpResponse {
    let Some(reader) = &browser.reader else {
        return browser.go(&format!("/sign-in?next=/secret/{}", encoded(&token)));
    };
    match look_at_secret(&reader.ctx, &token).await {
        Ok(offer) => {
            let page = SecretOffer {
                frame: browser.frame(),
                token: token.into_inner(),
                valid_until: when(&browser, offer.valid_to),
                partner: offer.name,
                body: offer.body,
                errors: Vec::new(),
            };
            browser.page(StatusCode::OK, &page)
        }
        Err(error) => secret_closed(&browser, &error),
    }
}

#[derive(Deserialize)]
struct OnlyCsrf {
    csrf: String,
}

#[post("/secret/{token}")]
async fn secret_opened(browser: Browser, token: Path<String>, form: Form<OnlyCsrf>) -> HttpResponse {
    match opened(&browser, &token, &form.csrf).await {
        Ok(handed) => {
            let page = SecretShown {
                frame: browser.frame(),
                valid_until: when(&browser, handed.offer.valid_to),
                partner: handed.offer.name,
                client_id: handed.offer.client_id,
                secret: handed.secret.reveal().to_owned(),
                server: browser.ctx.world.config.public_url(),
            };
            browser.page(StatusCode::OK, &page)
        }
        Err(error) => secret_closed(&browser, &error),
    }
}

async fn opened(browser: &Browser, token: &str, csrf: &str) -> Result<partners::HandedOver> {
    browser.check(csrf)?;
    let reader = browser.reader.as_ref().ok_or_else(Error::not_signed_in)?;
    open_secret(&reader.ctx, token).await
}

fn secret_closed(browser: &Browser, error: &Error) -> HttpResponse {
    match error.code() {
        Code::LinkUsed => browser.page(StatusCode::GONE, &SecretOffer::closed(browser.frame())),
        _ => browser.trouble(error),
    }
}

/// An instant as machines and as people read it.
fn when(browser: &Browser, at: Timestamp) -> When {
    When { iso: at.to_string(), text: browser.language().instant(&browser.ctx.world.zone, at) }
}
