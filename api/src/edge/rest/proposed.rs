//! The answer of an act that may have to be proposed: the thing, or the proposal that waits.

use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Tagged;
use crate::exchange::items::proposals::Proposal;
use crate::exchange::items::{Changed, Decided, Item};
use crate::kit::revisioned::Revisioned;

/// 200 with the thing as it now is, or 202 with the proposal that waits.
pub enum Proposed<T> {
    /// It is done.
    Done(Tagged<T>),
    /// It waits for somebody's word.
    Waits(Box<Proposal>),
}

/// The item as it now is; where it is not shared with whoever decided, the proposal as it now is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ItemOrProposal {
    /// The item.
    Item(Box<Item>),
    /// The proposal.
    Proposal(Box<Proposal>),
}

impl Revisioned for ItemOrProposal {
    fn revision(&self) -> i32 {
        match self {
            Self::Item(item) => Revisioned::revision(item.as_ref()),
            Self::Proposal(proposal) => proposal.revision,
        }
    }
}

impl<T> From<Changed<T>> for Proposed<T> {
    fn from(changed: Changed<T>) -> Self {
        match changed.proposal {
            None => Self::Done(Tagged(changed.thing)),
            Some(proposal) => Self::Waits(Box::new(proposal)),
        }
    }
}

impl TryFrom<Decided> for Proposed<ItemOrProposal> {
    type Error = crate::error::Error;

    fn try_from(decided: Decided) -> crate::error::Result<Self> {
        match (decided.item, decided.proposal) {
            (_, Some(proposal)) if decided.waits => Ok(Self::Waits(Box::new(proposal))),
            (Some(item), _) => Ok(Self::Done(Tagged(ItemOrProposal::Item(Box::new(item))))),
            (None, Some(proposal)) => Ok(Self::Done(Tagged(ItemOrProposal::Proposal(Box::new(proposal))))),
            (None, None) => Err(crate::error::Error::not_found()),
        }
    }
}

impl<T: Serialize + Revisioned> Responder for Proposed<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Done(done) => done.respond_to(request),
            Self::Waits(waiting) => HttpResponse::Accepted()
                .insert_header(("Location", format!("/v1/proposals/{}", waiting.id)))
                .insert_header(("Cache-Control", "private, no-cache"))
                .json(waiting),
        }
    }
}
