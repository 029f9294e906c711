//! Why a socket closes: code and reason, as the protocol names them and as the usual clients act on
//! them. On 4403, 4408, 1001 and 1013 they connect again, and ask for their token anew; on all others
//! they give up, as on every other code of four digits that begins with 1: so what may go away by itself is
//! never one of those, and what does not is never one of these, since they would try on and on.

use actix_ws::{CloseCode, CloseReason};

/// A socket that closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closing {
    pub code: u16,
    pub reason: String,
}

impl Closing {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// A message that cannot be read.
    pub(super) fn bad_message(why: &str) -> Self {
        Self::new(4400, why)
    }

    /// Something was asked for before `connection_init` was acknowledged.
    pub(super) fn unauthorized() -> Self {
        Self::new(4401, "Unauthorized")
    }

    /// Session, account or post have ended.
    pub(super) fn session_ended() -> Self {
        Self::new(4401, "SESSION_ENDED")
    }

    /// Its bearer holds no right that counts: no other token would help.
    pub(super) fn no_rights() -> Self {
        Self::new(4401, "NO_RIGHTS")
    }

    /// No valid access token was brought.
    pub(super) fn forbidden() -> Self {
        Self::new(4403, "Forbidden")
    }

    /// The access token runs out in 30 seconds; where there is one subscription, its cursor.
    pub(super) fn token_runs_out(cursor: Option<String>) -> Self {
        Self::new(4403, cursor.unwrap_or_else(|| "TOKEN_RUNS_OUT".to_owned()))
    }

    /// The server stops; where there is one subscription, its cursor.
    pub(super) fn going_away(cursor: Option<String>) -> Self {
        Self::new(1001, cursor.unwrap_or_else(|| "GOING_AWAY".to_owned()))
    }

    /// The account has as many sockets open as it may.
    pub(super) fn too_many_sockets(most: u16) -> Self {
        Self::new(4429, format!("TOO_MANY_SOCKETS: {most} are open already; end one of them first"))
    }

    /// `connection_init` did not come in time.
    pub(super) fn no_init() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// An id that is in use.
    pub(super) fn already_there(id: &str) -> Self {
        let id: String = id.chars().take(40).collect();
        Self::new(4409, format!("Subscriber for {id} already exists"))
    }

    /// A second `connection_init`.
    pub(super) fn init_again() -> Self {
        Self::new(4429, "Too many initialisation requests")
    }

    /// The client does not take what it is sent, or is gone.
    pub(super) fn too_slow() -> Self {
        Self::new(1013, "The client does not read")
    }

    /// Something went wrong here, such as a database that does not answer.
    pub(super) fn failed() -> Self {
        Self::new(1013, "TRY_AGAIN_LATER")
    }

    /// The client went away.
    pub(super) fn gone() -> Self {
        Self::new(1000, "")
    }
}

impl From<Closing> for CloseReason {
    fn from(closing: Closing) -> Self {
        Self { code: CloseCode::from(closing.code), description: Some(closing.reason) }
    }
}
