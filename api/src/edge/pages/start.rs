//! `/start`: where one lands after signing in. Me, my body, my rights, and a first question.

use askama::Template;

use super::{Example, Fact, Frame, Page, Policy, RoleHeld, examples};

/// The start page.
#[derive(Clone, Debug, Template)]
#[template(path = "start.html")]
pub struct Start {
    /// Head and foot.
    pub frame: Frame,
    /// What waits for the reader's word, newest first.
    pub waiting: Vec<WaitingRow>,
    /// What the reader's own posts wait for, a sentence each.
    pub own_waiting: Vec<String>,
    /// What has just been done, for example "Your account is ready."
    pub notice: Option<&'static str>,
    /// The reader's name.
    pub name: String,
    /// The account's e-mail address.
    pub email: String,
    /// The title of the running post.
    pub post: Option<String>,
    /// The body it stands in.
    pub body: Option<BodyHeld>,
    /// The grants that are not over.
    pub roles: Vec<RoleHeld>,
    /// The names of all parties of the reader.
    pub parties: Vec<String>,
    /// What to begin with; [`Start::first_examples`] are good ones.
    pub examples: Vec<&'static Example>,
}

/// Something that waits for the reader's word.
#[derive(Clone, Debug)]
pub struct WaitingRow {
    /// Its page.
    pub href: String,
    /// What it is.
    pub text: String,
    /// The day since when it waits.
    pub since: String,
}

/// One's body, in words.
#[derive(Clone, Debug)]
pub struct BodyHeld {
    /// Its id: its page is `/i/{id}`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What there is to know of it.
    pub facts: Vec<Fact>,
}

impl Start {
    /// Three questions that everybody can ask with some gain.
    pub fn first_examples() -> Vec<&'static Example> {
        let slugs = ["who-am-i", "who-speaks-for", "whats-new"];
        examples().iter().filter(|example| slugs.contains(&example.slug)).collect()
    }

    fn is_at(&self, path: &str) -> bool {
        path == "/start"
    }
}

impl Page for Start {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
