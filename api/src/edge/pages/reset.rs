//! `/reset` and `/reset/{token}`: a forgotten password.

use askama::Template;

use super::{Frame, Message, Page, Policy};

/// Asks for a link. POSTs `csrf`, `email` to `/reset`.
#[derive(Clone, Debug, Template)]
#[template(path = "reset_request.html")]
pub struct ResetRequest {
    /// Head and foot.
    pub frame: Frame,
    /// The address of the last attempt.
    pub email: String,
    /// What is wrong with it (its form only: whether it is known is never said).
    pub errors: Vec<String>,
}

impl ResetRequest {
    /// The answer to every request, whether there is such an account or not.
    pub fn sent(frame: Frame) -> Message {
        Message::new(
            frame,
            "Look into your mailbox",
            "If there is an account with this address, a link to choose a new password is on its way.",
        )
        .link("/sign-in", "Back to sign in")
    }

    fn is_at(&self, path: &str) -> bool {
        path == "/sign-in"
    }
}

impl Page for ResetRequest {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Sets the password. POSTs `csrf`, `password`, `passwordAgain` to its own address.
#[derive(Clone, Template)]
#[template(path = "reset_set.html")]
pub struct ResetSet {
    /// Head and foot.
    pub frame: Frame,
    /// The token of the link.
    pub token: String,
    /// What is wrong with the password of the last attempt.
    pub errors: Vec<String>,
}

impl ResetSet {
    /// The link was used, or is too old.
    pub fn closed(frame: Frame) -> Message {
        Message::new(
            frame,
            "This link no longer works",
            "It has been used, or it is too old. You can ask for another one.",
        )
        .link("/reset", "Ask for a new link")
    }

    fn is_at(&self, path: &str) -> bool {
        path == "/sign-in"
    }
}

impl Page for ResetSet {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
