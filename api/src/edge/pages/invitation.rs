//! `/invitation/{token}`: what an invitation carries, and its acceptance.

use askama::Template;

use super::{Frame, Message, Page, Policy, RoleHeld, When};

/// An open invitation. POSTs `csrf`, `password`, `passwordAgain` to its own address.
///
/// `username` goes along too: password managers take it as the name to keep the password under.
#[derive(Clone, Template)]
#[template(path = "invitation.html")]
pub struct Invitation {
    /// Head and foot.
    pub frame: Frame,
    /// The token of the link.
    pub token: String,
    /// Who is invited.
    pub name: String,
    /// The account's address.
    pub email: String,
    /// The body that invites; none for whoever sits at the host.
    pub invited_by: Option<String>,
    /// Words of who invites.
    pub message: Option<String>,
    /// The title of the post.
    pub post_title: String,
    /// The name of its body.
    pub body: String,
    /// Grants and appointments.
    pub roles: Vec<RoleHeld>,
    /// Whether the word of its body is still awaited.
    pub waits: bool,
    /// When the link ends.
    pub open_until: When,
    /// What is wrong with the password of the last attempt.
    pub errors: Vec<String>,
}

impl Invitation {
    /// The link is older than an invitation lives.
    pub fn expired(frame: Frame) -> Message {
        Message::new(
            frame,
            "This invitation has expired",
            "Invitations stay open for three days. Ask whoever invited you to send it again: nothing you were offered is lost.",
        )
        .over("Invitation")
    }

    /// It has been accepted before.
    pub fn used(frame: Frame) -> Message {
        Message::new(
            frame,
            "This invitation has been accepted",
            "The account exists, so you can sign in. If it was not you who accepted, tell whoever invited you at once.",
        )
        .over("Invitation")
        .link("/sign-in", "Sign in")
    }

    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for Invitation {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
