//! The routes of the server's own pages. A GET changes nothing; every change is a form that brings
//! the browser's CSRF token.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Responder, get, post};
use serde::Deserialize;

use super::browser::{Browser, wrong};
use super::form::Form;
use super::pages::{
    self, Address, Contact, ErrorCode, ErrorCodes, Holds, Landing, Playground, Reference, ResetRequest, ResetSet,
    SignIn, local_path,
};
use super::where_from::WhereFrom;
use crate::commands::public_init_line;
use crate::ctx::CONTENTS;
use crate::error::{Code, Error, Result};
use crate::identity::accounts::{
    RequestReset, Saying, look_at_address, look_at_reset, request_reset, say_address, set_password,
};
use crate::identity::sessions::{begin_page_session, end_page_session, exchange, page_session_ended, page_sign_in};

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(landing)
        .service(playground)
        .service(examples)
        .service(reference)
        .service(error_codes)
        .service(assets)
        .service(sign_in_form)
        .service(sign_in)
        .service(sign_out)
        .service(session_token)
        .service(reset_form)
        .service(reset_asked)
        .service(reset_set_form)
        .service(reset_set)
        .service(address_form)
        .service(address_said)
        .configure(super::pages_start::routes)
        .configure(super::pages_item::routes)
        .configure(super::pages_access_request::routes)
        .configure(super::pages_proposal::routes)
        .configure(super::pages_links::routes);
}

#[get("/")]
async fn landing(browser: Browser) -> Result<HttpResponse> {
    let world = &browser.ctx.world;
    let holds = match world.setting(CONTENTS).await?.as_deref() {
        Some("SAMPLE") => Holds::Sample { accounts_file: accounts_file(&world.config.data) },
        Some(_) => Holds::Network,
        None => Holds::Nothing { begin: public_init_line(&world.config) },
    };
    let mut troubles = Vec::new();
    if !crate::start::schema_is_current(&world.database).await.unwrap_or(false) {
        troubles.push("the database's schema is not this release's");
    }
    if world.keys.with_signing(browser.ctx.now(), |_| ()).is_err() {
        troubles.push("no key signs");
    }
    let page = Landing {
        frame: browser.frame(),
        operator: world.config.operator.clone(),
        contact: world.config.contact.clone().map(|text| Contact { text }),
        holds,
        troubles,
    };
    Ok(browser.page(StatusCode::OK, &page))
}

#[get("/playground")]
async fn playground(browser: Browser) -> HttpResponse {
    browser.page(StatusCode::OK, &Playground::new(browser.frame()))
}

#[get("/playground/examples.json")]
async fn examples(browser: Browser) -> Result<HttpResponse> {
    let json = pages::examples_json(browser.language()).map_err(Error::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_LANGUAGE, browser.language().tag()))
        .insert_header((header::VARY, "Accept-Language, Cookie"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(json))
}

#[get("/reference")]
async fn reference(browser: Browser) -> HttpResponse {
    browser.page(StatusCode::OK, &Reference { frame: browser.frame() })
}

#[get("/reference/errors")]
async fn error_codes(browser: Browser) -> HttpResponse {
    let errors = Code::ALL.iter().map(|code| ErrorCode {
        code: code.name(),
        status: code.status().to_string(),
        title: code.title(),
        advice: code.advice(),
    });
    browser.page(StatusCode::OK, &ErrorCodes { frame: browser.frame(), errors: errors.collect() })
}

#[get("/assets/{path:.*}")]
async fn assets(request: HttpRequest, path: Path<String>) -> Result<HttpResponse> {
    let asset = pages::assets(&path).ok_or_else(Error::not_found)?;
    Ok(asset.content.answer(&request, asset.mime, asset.cache))
}

#[get("/sign-in")]
async fn sign_in_form(browser: Browser, from: WhereFrom) -> HttpResponse {
    let next = local_path(&from.next).to_owned();
    let page = SignIn { frame: browser.frame(), errors: Vec::new(), email: String::new(), next };
    browser.page(StatusCode::OK, &page)
}

#[derive(Deserialize)]
struct SignInForm {
    csrf: String,
    #[serde(default)]
    next: String,
    email: String,
    password: String,
}

#[post("/sign-in")]
async fn sign_in(browser: Browser, form: Form<SignInForm>) -> HttpResponse {
    if let Err(error) = browser.check(&form.csrf) {
        return browser.trouble(&error);
    }
    let next = local_path(&form.next);
    match page_sign_in(&browser.ctx, &form.email, &form.password).await {
        Ok(token) => browser.signed_in(&token, next),
        Err(error) if matches!(error.code(), Code::BadCredentials | Code::AccountSuspended) => {
            let page = SignIn {
                frame: browser.frame(),
                errors: wrong(&error),
                email: form.email.clone(),
                next: next.to_owned(),
            };
            let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::UNAUTHORIZED);
            browser.page(status, &page)
        }
        Err(error) => browser.trouble(&error),
    }
}

#[derive(Deserialize)]
struct OnlyCsrf {
    csrf: String,
}

#[post("/sign-out")]
async fn sign_out(browser: Browser, form: Form<OnlyCsrf>) -> HttpResponse {
    let done = async {
        browser.check(&form.csrf)?;
        match &browser.reader {
            Some(reader) => end_page_session(reader).await,
            None => Ok(()),
        }
    };
    match done.await {
        Ok(()) => browser.signed_out(),
        Err(error) => browser.trouble(&error),
    }
}

/// For scripts of our pages: the cookie session in exchange for a short access token.
#[post("/session/token")]
async fn session_token(browser: Browser, request: HttpRequest) -> Result<impl Responder> {
    let reader = browser.reader.as_ref().ok_or_else(page_session_ended)?;
    let given = request.headers().get("x-csrf-token").and_then(|v| v.to_str().ok()).unwrap_or_default();
    browser.check(given)?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(exchange(reader)?))
}

#[get("/reset")]
async fn reset_form(browser: Browser) -> HttpResponse {
    let page = ResetRequest { frame: browser.frame(), email: String::new(), errors: Vec::new() };
    browser.page(StatusCode::OK, &page)
}

#[derive(Deserialize)]
struct ResetForm {
    csrf: String,
    email: String,
}

#[post("/reset")]
async fn reset_asked(browser: Browser, form: Form<ResetForm>) -> HttpResponse {
    let asked = async {
        browser.check(&form.csrf)?;
        request_reset(&browser.ctx, RequestReset { email: form.email.clone() }).await
    };
    match asked.await {
        Ok(_) => browser.page(StatusCode::ACCEPTED, &ResetRequest::sent(browser.frame())),
        Err(error) => browser.trouble(&error),
    }
}

#[get("/reset/{token}")]
async fn reset_set_form(browser: Browser, token: Path<String>) -> HttpResponse {
    match look_at_reset(&browser.ctx, &token).await {
        Ok(_) => {
            let page = ResetSet { frame: browser.frame(), token: token.into_inner(), errors: Vec::new() };
            browser.page(StatusCode::OK, &page)
        }
        Err(error) => reset_closed(&browser, &error),
    }
}

fn reset_closed(browser: &Browser, error: &Error) -> HttpResponse {
    match error.code() {
        Code::LinkUsed | Code::NotFound => browser.page(StatusCode::GONE, &ResetSet::closed(browser.frame())),
        _ => browser.trouble(error),
    }
}

#[derive(Deserialize)]
struct PasswordForm {
    csrf: String,
    password: String,
    #[serde(rename = "passwordAgain")]
    again: String,
}

#[post("/reset/{token}")]
async fn reset_set(browser: Browser, token: Path<String>, form: Form<PasswordForm>) -> HttpResponse {
    if let Err(error) = browser.check(&form.csrf) {
        return browser.trouble(&error);
    }
    let set = async {
        if form.password != form.again {
            return Err(Error::invalid("/passwordAgain", "The two passwords differ."));
        }
        let account = set_password(&browser.ctx, &token, &form.password).await?;
        begin_page_session(&browser.ctx, account).await
    };
    match set.await {
        Ok(session) => browser.signed_in(&session, "/start?done=password"),
        Err(error) if error.code() == Code::Invalid => {
            let page = ResetSet { frame: browser.frame(), token: token.into_inner(), errors: wrong(&error) };
            browser.page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => reset_closed(&browser, &error),
    }
}

#[get("/address/{token}")]
async fn address_form(browser: Browser, token: Path<String>) -> HttpResponse {
    match look_at_address(&browser.ctx, &token).await {
        Ok(word) => {
            let page =
                Address { frame: browser.frame(), token: token.into_inner(), email: word.email, to_new: word.to_new };
            browser.page(StatusCode::OK, &page)
        }
        Err(error) => address_closed(&browser, &error),
    }
}

fn address_closed(browser: &Browser, error: &Error) -> HttpResponse {
    match error.code() {
        Code::LinkUsed | Code::NotFound => browser.page(StatusCode::GONE, &Address::closed(browser.frame())),
        _ => browser.trouble(error),
    }
}

#[derive(Deserialize)]
struct AddressForm {
    csrf: String,
    word: String,
}

#[post("/address/{token}")]
async fn address_said(browser: Browser, token: Path<String>, form: Form<AddressForm>) -> HttpResponse {
    if let Err(error) = browser.check(&form.csrf) {
        return browser.trouble(&error);
    }
    // Either word has its consequence, so that a third one is neither.
    let saying = match form.word.as_str() {
        "yes" => Saying::Yes,
        "no" => Saying::No,
        _ => return browser.trouble(&Error::bad_field("/word", "Say `yes` or `no`.")),
    };
    match say_address(&browser.ctx, &token, saying).await {
        Ok(counts) => {
            let page = Address::said(browser.frame(), saying == Saying::Yes, counts);
            browser.page(StatusCode::OK, &page)
        }
        Err(error) => address_closed(&browser, &error),
    }
}

/// The folder's own name and the file's: whoever looks from outside need not learn the rest of the path.
fn accounts_file(data: &std::path::Path) -> String {
    let folder = data.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{folder}/sample-accounts.json")
}
