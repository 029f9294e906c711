//! What a browser sees: the server's own pages, their stylesheet and scripts, the playground and
//! the reference.
//!
//! A page is a plain struct that its caller fills: nothing here reads a database or knows a rule.
//! Opening a page by GET never changes anything, since mail scanners open links; every change is a
//! form that POSTs with the `csrf` field of its [`Frame`].

mod address;
pub mod assets;
pub mod csp;
mod error_codes;
pub mod examples;
mod frame;
mod invitation;
mod item;
mod landing;
mod message;
mod playground;
mod reference;
mod reset;
mod secret;
mod sign_in;
mod start;
mod waiting;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;

pub use address::Address;
pub use assets::{Asset, assets};
pub use csp::Policy;
pub use error_codes::{ErrorCode, ErrorCodes};
pub use examples::{Example, examples, examples_json};
pub use frame::{Fact, Frame, RoleHeld, When};
pub use invitation::Invitation;
pub use item::Item;
pub use landing::{Contact, Holds, Landing};
pub use message::{Link, Message};
pub use playground::Playground;
pub use reference::Reference;
pub use reset::{ResetRequest, ResetSet};
pub use secret::{SecretOffer, SecretShown};
pub use sign_in::{SignIn, local_path};
pub use start::{BodyHeld, Start, WaitingRow};
pub use waiting::{Asked, Waiting};

/// A page of ours: a template, and what a browser may load for it.
pub trait Page: askama::Template {
    /// The content security policy that goes out with it.
    const POLICY: Policy;

    /// Its head and foot, and the language that it is in.
    fn frame(&self) -> &Frame;
}

/// Text from elsewhere as a value of a query string (RFC 3986).
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The page as an answer, with the headers that every page of ours carries.
///
/// Pages are for one reader and one moment (they hold a CSRF token), so nothing stores them.
pub fn respond(status: StatusCode, page: &impl Page) -> HttpResponse {
    match page.render() {
        Ok(html) => finish(status, page, html),
        Err(error) => {
            // A template writes into memory: this can only be a mistake in one of our filters.
            tracing::error!(%error, "a page could not be rendered");
            HttpResponse::InternalServerError().body("This page could not be made. Please try again.")
        }
    }
}

fn finish<P: Page>(status: StatusCode, page: &P, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_LANGUAGE, page.frame().language.tag()))
        .insert_header((header::VARY, "Accept-Language, Cookie"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, P::POLICY.header()))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Links out of mails carry a token in their path, which no other site may learn.
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .body(html)
}

#[cfg(test)]
mod tests;
