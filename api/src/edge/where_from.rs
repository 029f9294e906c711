//! One word in the address of a page that says where its reader came from. It is nothing that a page
//! could fail by: what is missing, repeated or unreadable is nothing said.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

/// The address's parameters `next` and `done`.
pub struct WhereFrom {
    /// Where to go after signing in.
    pub next: String,
    /// What has led here.
    pub done: String,
}

impl FromRequest for WhereFrom {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let said = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        ready(Ok(Self { next: said("next"), done: said("done") }))
    }
}
