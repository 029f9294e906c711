//! `/reference`: every REST call, drawn from `/openapi.json` by a script of ours.
//!
//! Why not Swagger UI: `docs/adr/0003-reference-page.md`.

use askama::Template;

use super::{Frame, Page, Policy};

/// The REST reference.
#[derive(Clone, Debug, Template)]
#[template(path = "reference.html")]
pub struct Reference {
    /// Head and foot.
    pub frame: Frame,
}

impl Reference {
    fn is_at(&self, path: &str) -> bool {
        path == "/reference"
    }
}

impl Page for Reference {
    const POLICY: Policy = Policy::Scripted;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
