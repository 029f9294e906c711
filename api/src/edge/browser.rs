//! A browser on the server's own pages: who reads, the CSRF token of its forms, its cookies. The
//! cookie session is accepted here and nowhere else.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use super::pages::{Frame, Page, respond};
use super::rest::{languages_of, respond_to_nobody};
use super::trouble::page_of;
use crate::ctx::{Ctx, NETWORK_NAME, request_id};
use crate::error::{Code, Error, FieldError, Result};
use crate::identity::sessions::{PageReader, PageToken, page_reader};
use crate::kit::secret::{hash_token, random_token};
use crate::texts::Language;

/// Cookie of the page session.
const SESSION: &str = "focalpoint_session";
/// Cookie of a browser that is not signed in, for the CSRF token of its forms.
const BROWSER: &str = "focalpoint_browser";

/// Cookie of the language that was chosen on a page.
const LANGUAGE: &str = "focalpoint_language";
/// How long a choice of language is kept: a year.
const LANGUAGE_SECONDS: u64 = 365 * 24 * 60 * 60;

/// A browser.
pub struct Browser {
    /// A context that is nobody's.
    pub ctx: Ctx,
    /// Who reads; null where nobody is signed in.
    pub reader: Option<PageReader>,
    csrf: String,
    network: String,
    fresh: Option<String>,
    /// A language that was chosen with this request, and is to be kept.
    chosen: Option<Language>,
    /// The page's own path and query, without a language.
    address: String,
}

/// The language that was chosen on a page before: for pages alone, the doors look at no cookie.
pub fn kept_language(request: &HttpRequest) -> Option<String> {
    request.cookie(LANGUAGE).filter(|_| !is_door(request)).map(|cookie| cookie.value().to_owned())
}

/// Whether a person asks, at a browser.
pub fn wants_a_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepts.contains("text/html")
}

/// Whether programs ask there.
pub fn is_door(request: &HttpRequest) -> bool {
    ["/v1/", "/graphql", "/oauth/"].iter().any(|door| request.path().starts_with(door))
}

/// The languages that an address names.
fn named_language(request: &HttpRequest) -> Option<Language> {
    let (_, tag) = form_urlencoded::parse(request.query_string().as_bytes()).find(|(name, _)| name == "lang")?;
    Language::named(&tag)
}

/// Where the same page is opened again. What takes only forms is not opened.
pub fn address(request: &HttpRequest) -> String {
    let path = if request.path() == "/sign-out" { "/" } else { request.path() };
    let rest: Vec<&str> =
        request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    // Two slashes would lead to another host.
    let path = format!("/{}", path.trim_start_matches('/'));
    if rest.is_empty() { path } else { format!("{path}?{}", rest.join("&")) }
}

impl FromRequest for Browser {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let mut ctx = respond_to_nobody(&request)?;
            let value = |name: &str| request.cookie(name).map(|cookie| cookie.value().to_owned());
            let session = value(SESSION);
            let mut reader = match &session {
                Some(token) => page_reader(&ctx, token).await?,
                None => None,
            };
            if let Some(reader) = &mut reader {
                ctx.languages = languages_of(&request, reader.language.as_deref());
                reader.ctx.languages.clone_from(&ctx.languages);
                request_id::reads(&ctx.languages);
            }
            let (secret, fresh) = match (session.filter(|_| reader.is_some()), value(BROWSER)) {
                (Some(session), _) => (session, None),
                (None, Some(browser)) => (browser, None),
                (None, None) => {
                    let (token, _) = random_token();
                    (token.clone(), Some(token))
                }
            };
            let network = ctx.world.setting(NETWORK_NAME).await?.unwrap_or_else(|| "Focalpoint".to_owned());
            let chosen = named_language(&request).filter(|language| value(LANGUAGE).as_deref() != Some(language.tag()));
            Ok(Self { reader, csrf: csrf_of(&secret), network, fresh, chosen, address: address(&request), ctx })
        })
    }
}

/// What was wrong with what was typed, for its page.
pub fn wrong(error: &Error) -> Vec<String> {
    match error.field_errors() {
        [] => vec![error.told()],
        fields => fields.iter().map(FieldError::told).collect(),
    }
}

/// Derived from a cookie that scripts cannot read: who does not hold it cannot make the token.
fn csrf_of(secret: &str) -> String {
    hex::encode(hash_token(&format!("csrf\n{secret}")))
}

impl Browser {
    /// Head and foot of a page.
    pub fn frame(&self) -> Frame {
        Frame::new(self.network.clone(), self.reader.as_ref().map(|reader| reader.name.clone()), self.csrf.clone())
            .told(self.language(), self.address.clone())
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.ctx.language()
    }

    /// Refuses a form or script that does not hold this browser's token.
    pub fn check(&self, given: &str) -> Result<()> {
        if self.fresh.is_some() {
            // A form was sent and no cookie with it: loading the page again would not help.
            return Err(Error::new(
                Code::BadCsrf,
                "Your browser sent no cookie, and this form needs one. Allow cookies for this address. They are kept over https://, and over http:// only on the machine that runs the server, at http://127.0.0.1 or http://localhost (Safari: https:// alone).",
            ));
        }
        // Hashes are compared, so that the time tells nothing.
        match hash_token(given) == hash_token(&self.csrf) {
            true => Ok(()),
            false => Err(Error::new(Code::BadCsrf, "The form is out of date; load the page again and repeat.")),
        }
    }

    /// A page as an answer, with the cookie that its forms need.
    pub fn page(&self, status: StatusCode, page: &impl Page) -> HttpResponse {
        self.with_cookies(respond(status, page))
    }

    fn with_cookies(&self, mut response: HttpResponse) -> HttpResponse {
        if let Some(token) = &self.fresh {
            self.put(&mut response, self.cookie(BROWSER, token.clone(), None));
        }
        self.keep_language(&mut response);
        response
    }

    fn keep_language(&self, response: &mut HttpResponse) {
        if let Some(language) = self.chosen {
            self.put(response, self.cookie(LANGUAGE, language.tag().to_owned(), Some(LANGUAGE_SECONDS)));
        }
    }

    /// What went wrong, as a page.
    pub fn trouble(&self, error: &Error) -> HttpResponse {
        error.note();
        self.with_cookies(page_of(self.frame(), error))
    }

    /// Goes on to another page of this server. What no address may hold as it is (RFC 3986) is encoded:
    /// a path that a browser was given, and gives back, may have letters of any script.
    pub fn go(&self, path: &str) -> HttpResponse {
        let letter = |byte: u8| match byte.is_ascii_graphic() {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        };
        let mut response = HttpResponse::SeeOther()
            .insert_header((header::LOCATION, path.bytes().map(letter).collect::<String>()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish();
        self.keep_language(&mut response);
        response
    }

    /// The browser is signed in from now on, and goes on to `path`.
    pub fn signed_in(&self, token: &PageToken, path: &str) -> HttpResponse {
        let mut response = self.go(path);
        self.put(&mut response, self.cookie(SESSION, token.token.clone(), Some(token.seconds)));
        response
    }

    /// The browser is signed out, and goes on to the landing page.
    pub fn signed_out(&self) -> HttpResponse {
        let mut response = self.go("/");
        self.put(&mut response, self.cookie(SESSION, String::new(), Some(0)));
        response
    }

    fn cookie(&self, name: &'static str, value: String, seconds: Option<u64>) -> Cookie<'static> {
        let cookie = Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            // Always: browsers keep such cookies over https, and over http only from the machine
            // itself (`docs/adr/0005-secure-cookies.md`).
            .secure(true);
        match seconds.and_then(|n| i64::try_from(n).ok()) {
            Some(seconds) => cookie.max_age(time::Duration::seconds(seconds)).finish(),
            None => cookie.finish(),
        }
    }

    fn put(&self, response: &mut HttpResponse, cookie: Cookie<'static>) {
        if let Err(error) = response.add_cookie(&cookie) {
            tracing::error!(%error, "a cookie could not be written");
        }
    }
}
