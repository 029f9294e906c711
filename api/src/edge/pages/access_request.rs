//! `/access-request/{id}`: an access act that waits for somebody's word, for those asked and whoever asked.

use askama::Template;

use super::{Fact, Frame, Page, Policy};

/// An access request as it is read and decided.
#[derive(Clone, Debug, Template)]
#[template(path = "access_request.html")]
pub struct AccessRequest {
    /// Head and foot.
    pub frame: Frame,
    /// Its id, where the form is sent to.
    pub id: String,
    /// What is to be done, in a sentence.
    pub what: String,
    /// Where it stands, for example "It waits for your word."
    pub state: String,
    /// Who asked, when, for whom, what became of it.
    pub facts: Vec<Fact>,
    /// The parties whose keepers' word is missing, by name.
    pub waits_for: Vec<String>,
    /// The item it is about, where it is one.
    pub item_id: Option<String>,
    /// Whether the reader is asked, and sees the form.
    pub waits_for_me: bool,
    /// The reason that was typed.
    pub reason: String,
    /// What was wrong with the last attempt.
    pub errors: Vec<String>,
}

impl AccessRequest {
    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for AccessRequest {
    const POLICY: Policy = Policy::Plain;
}
