//! `/proposal/{id}`: what waits for somebody's word, for those asked and its own side.

use askama::Template;

use super::{Fact, Frame, Page, Policy};

/// A proposal as it is read and decided.
#[derive(Clone, Debug, Template)]
#[template(path = "proposal.html")]
pub struct Proposal {
    /// Head and foot.
    pub frame: Frame,
    /// Its id, where the form is sent to.
    pub id: String,
    /// What is proposed, for example "Proposed publication".
    pub what: String,
    /// The title as it would be.
    pub title: String,
    /// The language of its text, a BCP 47 tag.
    pub language: String,
    /// Where it stands, for example "It waits for your word."
    pub state: String,
    /// Who proposed it, when, in whose name.
    pub facts: Vec<Fact>,
    /// Who is to read it, by name.
    pub audience: Vec<String>,
    /// The item it is about.
    pub item_id: String,
    /// The text as it would be, **already sanitised**; empty where the reader is shown none.
    pub body_html: String,
    /// Whether the reader is asked, and sees the form.
    pub waits_for_me: bool,
    /// The comment that was typed.
    pub comment: String,
    /// What was wrong with the last attempt.
    pub errors: Vec<String>,
}

impl Proposal {
    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for Proposal {
    const POLICY: Policy = Policy::Plain;
}
