//! `/reference/errors`: where the `type` of every problem leads.

use askama::Template;

use super::{Frame, Page, Policy};

/// All error codes, each at its own anchor.
#[derive(Clone, Debug, Template)]
#[template(path = "error_codes.html")]
pub struct ErrorCodes {
    /// Head and foot.
    pub frame: Frame,
    /// All of them.
    pub errors: Vec<ErrorCode>,
}

/// One code, in words.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// Stable name.
    pub code: &'static str,
    /// HTTP status.
    pub status: String,
    /// What it means.
    pub title: &'static str,
    /// What to do.
    pub advice: &'static str,
}

impl ErrorCodes {
    fn is_at(&self, path: &str) -> bool {
        path == "/reference"
    }
}

impl Page for ErrorCodes {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
