//! `/`: what this server is, who runs it, and where its doors are.

use askama::Template;

use super::{Frame, Page, Policy};

/// The landing page.
#[derive(Clone, Debug, Template)]
#[template(path = "landing.html")]
pub struct Landing {
    /// Head and foot.
    pub frame: Frame,
    /// Who runs this server.
    pub operator: Option<String>,
    /// Where to turn to.
    pub contact: Option<Contact>,
    /// Whose network it holds.
    pub holds: Holds,
    /// What keeps it from being ready, in words; empty when it is.
    pub troubles: Vec<&'static str>,
}

/// What the database holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A real network.
    Network,
    /// A sample, with the file that holds its accounts.
    Sample {
        /// As it is seen from where the server was started.
        accounts_file: String,
    },
    /// Nothing: the page says how to begin.
    Nothing {
        /// The command that begins a network here.
        begin: String,
    },
}

/// An e-mail address, a web address, or words.
#[derive(Clone, Debug)]
pub struct Contact {
    /// What is shown.
    pub text: String,
}

impl Contact {
    /// Where it leads, if anywhere. Only these two kinds of link, whatever is configured.
    pub fn address(&self) -> Option<String> {
        if self.text.starts_with("https://") {
            Some(self.text.clone())
        } else if self.text.contains('@') && !self.text.contains(|c: char| c.is_whitespace() || c == ':') {
            Some(format!("mailto:{}", self.text))
        } else {
            None
        }
    }
}

impl Page for Landing {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Landing {
    fn is_at(&self, _path: &str) -> bool {
        false
    }
}
