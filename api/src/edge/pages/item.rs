//! `/i/{id}`: one item, for whoever sees it.

use askama::Template;

use super::{Fact, Frame, Page, Policy, When};

/// An item as it is read.
#[derive(Clone, Debug, Template)]
#[template(path = "item.html")]
pub struct Item {
    /// Head and foot.
    pub frame: Frame,
    /// Its kind in words, for example "Update".
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The language of its text, a BCP 47 tag; empty where it is that of the page.
    pub language: String,
    /// Its summary.
    pub summary: Option<String>,
    /// In whose name it stands; said of what people write.
    pub owner: Option<String>,
    /// Its author, where the reader may see the person.
    pub author: Option<String>,
    /// Said where it is not simply published, for example "Draft: only its keepers see it."
    pub state: Option<&'static str>,
    /// Proposals about it that wait, as far as the reader sees them: the id, and what is said of it.
    pub waiting: Vec<(String, &'static str)>,
    /// When it was published.
    pub published: Option<When>,
    /// When it was last changed since.
    pub changed: Option<When>,
    /// Labels of its policy fields.
    pub topics: Vec<String>,
    /// Names of the countries concerned.
    pub countries: Vec<String>,
    /// What else there is to know of it.
    pub facts: Vec<Fact>,
    /// Where it is from, where nobody of the network has said it.
    pub notice: Option<String>,
    /// Its body, **already sanitised**: it goes out as it is.
    pub body_html: String,
}

impl Item {
    fn is_at(&self, _path: &str) -> bool {
        false
    }
}

impl Page for Item {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
