//! `/access-request/{id}` and `/proposal/{id}`: what waits for somebody's word, for those asked and whoever asked.

use askama::Template;

use super::{Fact, Frame, Page, Policy};

/// What waits, as it is read and decided.
#[derive(Clone, Debug, Template)]
#[template(path = "waiting.html")]
pub struct Waiting {
    /// Head and foot.
    pub frame: Frame,
    /// How it is asked.
    pub asked: &'static Asked,
    /// Its id, where the form is sent to.
    pub id: String,
    /// What kind of thing it is, for example "Proposed publication".
    pub over: &'static str,
    /// What is to be done, or the title as it would be.
    pub heading: String,
    /// The language of the heading and the text, a BCP 47 tag; empty where it is that of the page.
    pub language: String,
    /// Where it stands, for example "It waits for your word."
    pub state: &'static str,
    /// Who asked, when, for whom, what became of it.
    pub facts: Vec<Fact>,
    /// Whom it is about or for, by name.
    pub parties: Vec<String>,
    /// The item it is about, where it is one.
    pub item_id: Option<String>,
    /// The text as it would be, **already sanitised**; empty where the reader is shown none.
    pub body_html: String,
    /// Whether the reader is asked, and sees the form.
    pub waits_for_me: bool,
    /// The words that were typed.
    pub words: String,
    /// What was wrong with the last attempt.
    pub errors: Vec<String>,
}

/// How a word is asked for: texts of the catalogue, and the names in the form.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    /// The first segment of the page's path.
    pub path: &'static str,
    /// What the parties are.
    pub parties: &'static str,
    /// The field of the words that go with the decision.
    pub words: &'static str,
    /// What it is called.
    pub words_label: &'static str,
    /// When it is needed.
    pub hint: &'static str,
    /// The decision for it, and what its button says.
    pub yes: (&'static str, &'static str),
    /// The decision against it.
    pub no: (&'static str, &'static str),
}

impl Asked {
    /// An access act that waits for a word.
    pub const ACCESS: Self = Self {
        path: "access-request",
        parties: "Waits for the word of",
        words: "reason",
        words_label: "Why",
        hint: "Needed to refuse it; at most 2,000 characters. Others will read it.",
        yes: ("approve", "Say the word"),
        no: ("refuse", "Refuse it"),
    };

    /// A proposal.
    pub const PROPOSAL: Self = Self {
        path: "proposal",
        parties: "To be read by",
        words: "comment",
        words_label: "Comment for whoever proposed it",
        hint: "Needed to give it back; at most 2,000 characters.",
        yes: ("confirm", "Confirm"),
        no: ("return", "Give back"),
    };
}

impl Waiting {
    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for Waiting {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
