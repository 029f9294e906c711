//! A mirror of what somebody may see: folds the feed, and reads exports.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Answer, Client};

/// What a mirror holds: kind and revision by id.
pub type Holds = BTreeMap<String, (String, i64)>;

/// What items say themselves, by id, of pages with `include=item`, and of exports.
pub type Said = BTreeMap<String, Value>;

/// What depends on more than the item and its revision: on who reads, and on other things that it names.
const OF_THE_READER: [&str; 4] = ["audience", "author", "commenting", "openingsRecorded"];

/// A mirror that follows the feed.
#[derive(Clone)]
pub struct Mirror {
    pub client: Client,
    pub cursor: Option<String>,
    pub holds: Holds,
    pub said: Said,
    /// Every id that was ever told.
    pub told: Vec<(String, String)>,
}

fn row(line: &Value) -> (String, (String, i64)) {
    let text = |key: &str| line[key].as_str().unwrap_or_else(|| panic!("no {key}: {line}")).to_owned();
    (text("itemId"), (text("kind"), line["revision"].as_i64().expect("a revision")))
}

fn said(line: &Value) -> Option<Value> {
    let mut item = line["item"].as_object()?.clone();
    item.retain(|member, _| !OF_THE_READER.contains(&member.as_str()));
    if line["kind"] != "UPDATE" {
        // Of memberships and appointments it follows from their dates, and goes by the clock.
        item.remove("state");
    }
    // A take-over rewrites no post: who stands in the body that took another over is told by that body's change.
    if let Some(post) = item.get_mut("post").and_then(Value::as_object_mut) {
        post.remove("organisation");
        post.remove("places");
    }
    Some(Value::Object(item))
}

impl Mirror {
    pub fn new(client: Client) -> Self {
        Self { client, cursor: None, holds: Holds::new(), said: Said::new(), told: Vec::new() }
    }

    pub async fn page(&self, first: usize, more: &str) -> Answer {
        let after = self.cursor.as_ref().map(|cursor| format!("&after={cursor}")).unwrap_or_default();
        self.client.get(&format!("/v1/changes?first={first}{after}{more}")).await
    }

    /// Folds the first `keep` changes of a page.
    pub fn fold(&mut self, page: &Value, keep: usize) {
        let items = page["items"].as_array().expect("changes");
        for change in items.iter().take(keep) {
            let id = change["itemId"].as_str().expect("an id").to_owned();
            self.told.push((change["op"].as_str().expect("an op").to_owned(), id.clone()));
            match change["op"].as_str() {
                Some("REMOVED") => {
                    self.holds.remove(&id);
                    self.said.remove(&id);
                }
                _ => {
                    let (id, held) = row(change);
                    self.said.extend(said(change).map(|said| (id.clone(), said)));
                    self.holds.insert(id, held);
                }
            }
            self.cursor = change["cursor"].as_str().map(str::to_owned);
        }
        if keep >= items.len() {
            self.cursor = page["pageInfo"]["endCursor"].as_str().map(str::to_owned);
        }
    }

    /// Reads a page and folds all of it; whether it is caught up.
    pub async fn read(&mut self, first: usize, more: &str) -> bool {
        let page = self.page(first, more).await.ok(200);
        self.fold(&page, usize::MAX);
        page["caughtUp"] == true
    }

    /// Reads pages until it is caught up.
    pub async fn catch_up(&mut self, first: usize) {
        self.catch_up_with(first, "").await;
    }

    /// The same, with more parameters.
    pub async fn catch_up_with(&mut self, first: usize, more: &str) {
        for _ in 0..2_000 {
            let page = self.page(first, more).await.ok(200);
            self.fold(&page, usize::MAX);
            if page["caughtUp"] == true {
                assert_eq!(page["pageInfo"]["hasNextPage"], false);
                return;
            }
            assert_eq!(page["pageInfo"]["hasNextPage"], true);
        }
        panic!("never caught up");
    }

    /// What the mirror was told since the last time: operation and id.
    pub async fn news(&mut self, first: usize) -> Vec<(String, String)> {
        self.told.clear();
        self.catch_up(first).await;
        std::mem::take(&mut self.told)
    }
}

/// The lines of an export: what it holds, and the cursor of its last line (none where it broke off).
pub struct Exported {
    pub holds: Holds,
    pub said: Said,
    pub order: Vec<String>,
    pub cursor: Option<String>,
}

pub async fn export(client: &Client, query: &str) -> Exported {
    let answer = client.get(&format!("/v1/export{query}")).await;
    assert_eq!(answer.status, 200, "{:#}", answer.body);
    let text = match answer.body {
        Value::String(text) => text,
        // One line alone is read as JSON.
        line => line.to_string(),
    };
    exported(&text)
}

pub fn exported(text: &str) -> Exported {
    let mut exported = Exported { holds: Holds::new(), said: Said::new(), order: Vec::new(), cursor: None };
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        match line["cursor"].as_str() {
            Some(cursor) => {
                assert_eq!(line["count"].as_u64(), u64::try_from(exported.order.len()).ok());
                exported.cursor = Some(cursor.to_owned());
            }
            None => {
                let (id, held) = row(&line);
                exported.order.push(id.clone());
                exported.said.extend(said(&line).map(|said| (id.clone(), said)));
                exported.holds.insert(id, held);
            }
        }
    }
    exported
}
