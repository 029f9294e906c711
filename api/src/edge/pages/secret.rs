//! `/secret/{token}`: hands a partner system's secret over, once.

use askama::Template;

use super::{Frame, Message, Page, Policy, When};

/// The link, opened: shows nothing secret, and POSTs `csrf` to its own address.
#[derive(Clone, Template)]
#[template(path = "secret_offer.html")]
pub struct SecretOffer {
    /// Head and foot.
    pub frame: Frame,
    /// The token of the link.
    pub token: String,
    /// The partner system's name.
    pub partner: String,
    /// The name of its body.
    pub body: String,
    /// When the secret ends.
    pub valid_until: When,
    /// What went wrong with the last attempt.
    pub errors: Vec<String>,
}

impl SecretOffer {
    /// The secret was fetched before, or the link is too old.
    pub fn closed(frame: Frame) -> Message {
        Message::new(
            frame,
            "This link no longer works",
            "The secret was shown before, or the link is too old. If it was not one of you who opened it, have the secret revoked; an administrator can make a new one.",
        )
        .over("One-time link")
    }

    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for SecretOffer {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// The answer to the POST. It has no `Debug`, since it holds the secret.
#[derive(Clone, Template)]
#[template(path = "secret_shown.html")]
pub struct SecretShown {
    /// Head and foot.
    pub frame: Frame,
    /// The partner system's name.
    pub partner: String,
    /// The OAuth client id.
    pub client_id: String,
    /// The secret, in clear for this once.
    pub secret: String,
    /// When it ends.
    pub valid_until: When,
    /// The address of this server, for example `https://exchange.example.org`.
    pub server: String,
}

impl SecretShown {
    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for SecretShown {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
