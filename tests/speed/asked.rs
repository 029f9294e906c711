//! What is asked, and by whom.

use serde_json::{Value, json};

use super::http::Request;
use super::server::Server;

/// A reader: how they are called here and in the accounts file, and since when they ask.
pub struct Reader {
    pub name: &'static str,
    pub account: Option<&'static str>,
    /// Only what was published since, where they ask so.
    pub since: Option<(&'static str, i64)>,
    /// Whether a page is found by the reader's audiences: the floor is given the better way.
    pub sees_little: bool,
}

/// PUBLIC is everybody's, so that nobody sees nothing at all: this reader asks for what was published
/// since the last that was PUBLIC.
const SINCE: (&str, i64) = ("2018-01-01", 1_514_757_600_000_000);

pub const READERS: &[Reader] = &[
    Reader { name: "a member", account: Some("MEMBER"), since: None, sees_little: false },
    Reader { name: "a reader of 0.2 %", account: Some("LITTLE"), since: None, sees_little: true },
    Reader { name: "a reader of only old items", account: Some("OLD"), since: None, sees_little: true },
    Reader { name: "one who sees nothing", account: Some("NOTHING"), since: Some(SINCE), sees_little: true },
    Reader { name: "nobody", account: None, since: None, sees_little: true },
];

const FIELDS: &str = "id kind title summary language topics countryCodes state revision createdAt updatedAt publishedAt \
     bodyMarkdown bodyHtml owner { kind partyId code name } \
     author { kind actorId name post { partyId title organisation { kind partyId code name } } }";

/// What is listed.
#[derive(Clone, Copy)]
pub enum List {
    Updates,
    Experts,
    Feed,
}

/// A reader who is signed in.
pub struct Asking<'r> {
    pub reader: &'r Reader,
    pub token: Option<String>,
}

impl Asking<'_> {
    fn get(&self, path: &str) -> Request {
        Request::get(path, self.token.as_deref())
    }

    fn since(&self) -> String {
        self.reader.since.map(|(day, _)| format!("&publishedFrom={day}")).unwrap_or_default()
    }

    /// The newest twenty, narrowed by `more`.
    pub fn page(&self, more: &str) -> Request {
        self.first(20, List::Updates, more)
    }

    /// The first `first` of a list, narrowed by `more`.
    pub fn first(&self, first: usize, list: List, more: &str) -> Request {
        let (path, since) = match list {
            List::Updates => ("updates", self.since()),
            List::Experts => ("experts", String::new()),
            List::Feed => ("changes", String::new()),
        };
        self.get(&format!("/v1/{path}?first={first}{since}{more}"))
    }

    /// The same over the other door.
    pub fn graphql(&self) -> Request {
        let since = self.reader.since.map(|(day, _)| format!(", filter: {{ publishedFrom: \"{day}\" }}"));
        let since = since.unwrap_or_default();
        let query =
            format!("{{ updates(first: 20{since}) {{ nodes {{ {FIELDS} }} pageInfo {{ endCursor hasNextPage }} }} }}");
        Request::post("/graphql", self.token.as_deref(), json!({ "query": query }).to_string())
    }

    /// The same page as one statement.
    pub fn floor(&self, joined: bool) -> Request {
        let since = self.reader.since.map(|(_, micros)| format!("&publishedFrom={micros}")).unwrap_or_default();
        self.get(&format!("/floor/updates?byAudience={}&joined={joined}{since}", self.reader.sees_little))
    }

    /// One of the items on the page; none where there is none.
    pub fn one(&self, server: &Server) -> Option<Request> {
        let page = server.ask(&self.page(""));
        let id = page["items"].as_array()?.first()?["id"].as_str()?.to_owned();
        Some(self.get(&format!("/v1/updates/{id}")))
    }

    /// A page in the middle of a first drain of the feed, and what somebody asks who is caught up
    /// (only where the drain is short).
    pub fn feed(&self, server: &Server) -> Request {
        let page = server.ask(&self.get("/v1/changes?first=100"));
        let cursor = page["pageInfo"]["endCursor"].as_str().unwrap_or_default().to_owned();
        self.get(&format!("/v1/changes?first=20&after={cursor}"))
    }
}

/// The named lists: how each is called, and how it narrows. Topic, country and owner are some that every
/// network has. One kind of items is one list of its own, and one filter of the feed.
pub fn lists(server: &Server, member: &Asking<'_>) -> Vec<(&'static str, List, String)> {
    let page = server.ask(&member.page(""));
    let owner = page["items"].as_array().and_then(|items| items.first()).map(|item| item["owner"]["partyId"].clone());
    let owner = owner.and_then(|owner: Value| owner.as_str().map(str::to_owned)).expect("an owner");
    vec![
        ("newest", List::Updates, String::new()),
        ("by one topic", List::Updates, "&topic=reception".to_owned()),
        ("by one topic with narrower ones", List::Updates, "&topic=asylum".to_owned()),
        ("by one country", List::Updates, "&country=UA".to_owned()),
        ("by one owner", List::Updates, format!("&owner={owner}")),
        ("last changed", List::Updates, "&sort=-updatedAt".to_owned()),
        ("of one kind: experts", List::Experts, String::new()),
        ("of one kind: the feed's updates", List::Feed, "&kind=UPDATE".to_owned()),
    ]
}

/// An update to be published.
pub fn publication(token: &str, connection: usize, count: usize) -> Request {
    let body = json!({
        "title": format!("Measured {connection}/{count}"),
        "bodyMarkdown": "The new rules apply from the **first day of next month**. Please send your comments.",
        "topics": ["asylum-procedure"],
        "countryCodes": ["UA"],
        "audience": { "parties": [{ "kind": "OFFICIALS" }] },
    });
    Request::post("/v1/updates", Some(token), body.to_string())
}
