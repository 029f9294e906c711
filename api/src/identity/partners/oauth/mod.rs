//! OAuth 2.0 for partner systems: client credentials (RFC 6749 §4.4), and the metadata of the
//! server (RFC 8414). Authorization code with PKCE will stand beside it here.

mod form;
mod metadata;
pub mod rest;
mod store;
mod token;

pub use form::{TokenForm, TokenProblem};
pub use metadata::{Metadata, metadata};
pub use token::{Refusal, Token, TokenRequest, issue_token};
