//! `/address/{token}`: the word of the old or the new address on a change of address.

use askama::Template;

use super::{Frame, Message, Page, Policy};

/// Asks for the word. POSTs `csrf`, `word` (`yes` or `no`) to its own address.
#[derive(Clone, Template)]
#[template(path = "address.html")]
pub struct Address {
    /// Head and foot.
    pub frame: Frame,
    /// The token of the link.
    pub token: String,
    /// The new address.
    pub email: String,
    /// Whether the link came to the new address; else it came to the old one.
    pub to_new: bool,
}

impl Address {
    /// The word was said.
    pub fn said(frame: Frame, yes: bool, counts: bool) -> Message {
        match (yes, counts) {
            (true, true) => {
                Message::new(frame, "The address is changed", "From now on you sign in with the new address.")
            }
            (true, false) => Message::new(
                frame,
                "Thank you",
                "The address is changed once the new one is proved, and the old one agrees or 72 hours have passed.",
            ),
            (false, _) => Message::new(
                frame,
                "The address stays",
                "The change was refused. If you did not ask for it, choose a new password.",
            )
            .link("/reset", "Choose a new password"),
        }
    }

    /// The link was used, or is too old.
    pub fn closed(frame: Frame) -> Message {
        Message::new(frame, "This link no longer works", "It has been used, or the change is done or refused.")
            .link("/sign-in", "Sign in")
    }

    fn is_at(&self, path: &str) -> bool {
        path == "/sign-in"
    }
}

impl Page for Address {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
