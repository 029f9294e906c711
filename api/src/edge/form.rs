//! A form of one of our pages. What is wrong with it is told as everything else is: on a page to
//! people, as a problem to programs.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;

use super::rest::whole;
use super::surroundings::told;
use crate::error::{Code, Error, Result};

/// Most bytes of a form; ours hold a few words.
const MOST: usize = 16 * 1024;

/// The fields of a form.
pub struct Form<T>(T);

impl<T> Deref for Form<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let body = Bytes::from_request(&request, payload);
        Box::pin(async move {
            match whole(body.await).and_then(|body| read(request.content_type(), &body)) {
                Ok(fields) => Ok(Self(fields)),
                Err(error) => {
                    let response = told(&request, &error).await;
                    Err(InternalError::from_response("a form was not taken", response).into())
                }
            }
        })
    }
}

fn read<T: DeserializeOwned>(media: &str, body: &[u8]) -> Result<T> {
    if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        let detail = "Send the page's form, as `application/x-www-form-urlencoded`.";
        return Err(Error::new(Code::UnsupportedMediaType, detail));
    }
    if body.len() > MOST {
        return Err(Error::new(Code::TooLarge, format!("A form has at most {MOST} bytes.")));
    }
    if form_urlencoded::parse(body).any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(Error::new(Code::BadRequest, "A text has the character NUL in it; no text may."));
    }
    serde_urlencoded::from_bytes(body)
        .map_err(|error| Error::new(Code::BadRequest, format!("The form cannot be read: {error}.")))
}
