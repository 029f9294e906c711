//! `/playground`: GraphiQL, or the plain page where the program was built without it.

use askama::Template;

use super::{Frame, Page, Policy, assets};

/// The playground. Its script exchanges the page's session for access tokens at
/// `POST /session/token`, and reads `/playground/examples.json`.
#[derive(Clone, Debug, Template)]
#[template(path = "playground.html")]
pub struct Playground {
    /// Head and foot.
    pub frame: Frame,
    full: bool,
}

impl Playground {
    /// The best one that this program has.
    pub fn new(frame: Frame) -> Self {
        Self { frame, full: assets::has_full_playground() }
    }

    /// The plain one, whatever there is.
    pub fn plain(frame: Frame) -> Self {
        Self { frame, full: false }
    }

    fn is_at(&self, path: &str) -> bool {
        path == "/playground"
    }
}

impl Page for Playground {
    const POLICY: Policy = Policy::Playground;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
