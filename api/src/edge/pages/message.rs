//! A page with one thing to say: not found, expired, done.

use askama::Template;

use super::{Frame, Page, Policy};

/// A notice or an error.
#[derive(Clone, Debug, Template)]
#[template(path = "message.html")]
pub struct Message {
    /// Head and foot.
    pub frame: Frame,
    /// A word above the heading.
    pub over: Option<String>,
    /// The heading.
    pub heading: String,
    /// What it means and what to do.
    pub text: String,
    /// The way on.
    pub link: Option<Link>,
    /// Shown with errors, so that they can be found in the log.
    pub request_id: Option<String>,
}

/// The way on from a [`Message`].
#[derive(Clone, Debug)]
pub struct Link {
    /// A path of this server.
    pub href: String,
    /// What it says.
    pub text: String,
}

impl Message {
    /// A heading and a sentence of the catalogue.
    pub fn new(frame: Frame, heading: &str, text: &str) -> Self {
        let (heading, text) = (frame.t(heading).to_owned(), frame.t(text).to_owned());
        Self::told(frame, heading, text)
    }

    /// A heading and a sentence as they are, in the page's language.
    pub fn told(frame: Frame, heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self { frame, over: None, heading: heading.into(), text: text.into(), link: None, request_id: None }
    }

    /// The one answer for what is not there and for what may not be seen.
    pub fn not_found(frame: Frame) -> Self {
        let text = "Either it does not exist, or it is not shared with you. Ask the sender or your focal point.";
        let asks_nobody = frame.reader.is_none();
        let page = Self::new(frame, "Nothing here", text).over("404");
        // Whoever is signed out may see more after signing in; this betrays nothing.
        if asks_nobody { page.link("/sign-in", "Sign in") } else { page.link("/start", "To the start page") }
    }

    /// With a word of the catalogue, or a number, above the heading.
    pub fn over(mut self, over: &str) -> Self {
        self.over = Some(self.frame.t(over).to_owned());
        self
    }

    /// With a way on, which the catalogue says.
    pub fn link(mut self, href: impl Into<String>, text: &str) -> Self {
        self.link = Some(Link { href: href.into(), text: self.frame.t(text).to_owned() });
        self
    }

    /// With the number under which the log has it.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for Message {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
