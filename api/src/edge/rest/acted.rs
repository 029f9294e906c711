//! The answer of an access act: the thing, or what waits for somebody's word.

use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::answer::{Created, Tagged};
use crate::identity::access_requests::{AccessRequest, Outcome};
use crate::kit::revisioned::Revisioned;

/// 201 or 200 with the thing as it now is, or 202 with the access request that waits.
pub enum Acted<T> {
    /// It made something.
    Made(Created<T>),
    /// It changed something.
    Changed(Tagged<T>),
    /// It waits.
    Waits(Box<AccessRequest>),
}

impl<T> Acted<T> {
    /// What became of an access act that makes something at `location`.
    pub fn of(outcome: Outcome<T>, location: impl FnOnce(&T) -> String) -> Self {
        match outcome {
            Outcome::Done(thing) => Self::Made(Created::at(location(&thing), thing)),
            Outcome::Waits(request) => Self::Waits(request),
        }
    }

    /// What became of an access act that changes something.
    pub fn changing(outcome: Outcome<T>) -> Self {
        match outcome {
            Outcome::Done(thing) => Self::Changed(Tagged(thing)),
            Outcome::Waits(request) => Self::Waits(request),
        }
    }
}

impl<T: Serialize + Revisioned> Responder for Acted<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Made(made) => made.respond_to(request),
            Self::Changed(changed) => changed.respond_to(request),
            Self::Waits(waiting) => HttpResponse::Accepted()
                .insert_header(("Location", format!("/v1/access-requests/{}", waiting.id)))
                .insert_header(("Cache-Control", "private, no-cache"))
                .json(waiting),
        }
    }
}
