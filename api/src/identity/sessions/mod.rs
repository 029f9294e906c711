//! Sessions: signing in, refreshing, signing out, and ends of sessions that others decide.
//!
//! They stand outside the ledger, but for ends that are part of an act. A session remembers the post
//! it began in and ends with it.

mod end;
pub mod graphql;
mod own;
mod page;
mod refresh;
pub mod rest;
mod sign_in;
mod step;
pub(crate) mod store;
mod store_page;
mod suspend;
pub mod view;

pub use end::{EndSessions, SessionsOf, end_sessions};
pub use own::{EndSession, SORTS, SignOut, end_own, list, sign_out};
pub use page::{
    AccessToken, PageReader, PageToken, begin_page_session, end_page_session, exchange, page_reader,
    page_session_ended, page_sign_in,
};
pub use refresh::{Refresh, refresh};
pub(crate) use sign_in::begin_session;
pub use sign_in::{SignIn, authenticate, sign_in};
pub use step::{end_sessions_of_account, end_sessions_of_post};
pub use suspend::{ResumeAccount, SuspendAccount, carry_out_resumption, resume, suspend};
pub(crate) use suspend::{account_target, none_waits};
pub use view::{EndedSessions, Session, SessionEntry, SignedOut};
