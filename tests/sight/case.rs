//! One reader looks at a network on a day: what every surface is asked, and what the rule says.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::built::Built;
use super::drawn::{Drawn, Update};
use super::rule::{Reader, Thing};
use crate::harness::{Answer, App, Client};

/// A reader with what they may see.
pub struct Case<'a> {
    pub app: &'a App,
    pub drawn: &'a Drawn,
    pub built: &'a Built,
    pub reader: Reader,
    pub day: u32,
    pub client: Client,
}

/// What a surface showed and should not have, or the other way round.
pub type Found = Result<(), String>;

impl Case<'_> {
    pub fn sees(&self, thing: Thing) -> bool {
        self.drawn.sees(self.reader, thing, self.day)
    }

    pub fn keeps(&self, thing: Thing) -> bool {
        self.drawn.keeps(self.reader, thing, self.day)
    }

    pub fn id(&self, thing: Thing) -> Uuid {
        self.built.things[&thing]
    }

    /// Everything there is, seen or not.
    pub fn things(&self) -> impl Iterator<Item = Thing> + '_ {
        self.built.things.keys().copied()
    }

    pub fn updates(&self) -> impl Iterator<Item = (usize, &Update)> + '_ {
        self.drawn.updates.iter().enumerate().filter_map(|(n, update)| update.as_ref().map(|update| (n, update)))
    }

    /// The ids of what is seen and fits.
    pub fn seen(&self, fits: impl Fn(Thing) -> bool) -> BTreeSet<String> {
        self.things()
            .filter(|thing| fits(*thing) && self.sees(*thing))
            .map(|thing| self.id(thing).to_string())
            .collect()
    }

    /// The ids of the updates that are seen and fit.
    pub fn seen_updates(&self, fits: impl Fn(&Update) -> bool) -> BTreeSet<String> {
        let fitting = self.updates().filter(|(n, update)| fits(update) && self.sees(Thing::Update(*n)));
        fitting.map(|(n, _)| self.id(Thing::Update(n)).to_string()).collect()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.client.get(path).await
    }

    /// All pages of a list, `first` rows each: the ids, and the total where it was asked for.
    pub async fn all(&self, path: &str, first: u16) -> Result<(BTreeSet<String>, Option<u64>), String> {
        let (mut found, mut after, mut total) = (BTreeSet::new(), String::new(), None);
        let joint = if path.contains('?') { '&' } else { '?' };
        loop {
            let answer = self.get(&format!("{path}{joint}first={first}{after}")).await;
            if answer.status != 200 {
                return Err(format!("{path} answered {}: {}", answer.status, answer.body));
            }
            for id in ids(&answer.body["items"]) {
                if !found.insert(id.clone()) {
                    return Err(format!("{path} showed {id} twice"));
                }
            }
            total = total.or(answer.body["totalCount"].as_u64());
            match answer.body["pageInfo"]["hasNextPage"].as_bool() {
                Some(true) => {
                    let cursor = answer.body["pageInfo"]["endCursor"].as_str().unwrap_or_default();
                    after = format!("&after={cursor}");
                }
                _ => return Ok((found, total)),
            }
        }
    }

    /// Compares a list, page by page and in its total, with what the rule says.
    pub async fn list(&self, path: &str, first: u16, expected: &BTreeSet<String>) -> Found {
        let joint = if path.contains('?') { '&' } else { '?' };
        let (found, total) = self.all(&format!("{path}{joint}count=true"), first).await?;
        self.same(path, &found, expected)?;
        match total {
            Some(total) if total == u64::try_from(expected.len()).unwrap_or_default() => Ok(()),
            other => Err(format!("{path} counted {other:?} of {}", expected.len())),
        }
    }

    pub fn same(&self, where_: &str, found: &BTreeSet<String>, expected: &BTreeSet<String>) -> Found {
        let shown: Vec<String> = found.difference(expected).map(|id| self.named(id)).collect();
        let hidden: Vec<String> = expected.difference(found).map(|id| self.named(id)).collect();
        match shown.is_empty() && hidden.is_empty() {
            true => Ok(()),
            false => Err(format!("{where_} showed {shown:?} that it must not, and hid {hidden:?}")),
        }
    }

    fn named(&self, id: &str) -> String {
        let thing = self.built.things.iter().find(|(_, known)| known.to_string() == id);
        thing.map_or_else(|| id.to_owned(), |(thing, _)| format!("{thing:?}"))
    }

    /// A query without errors.
    pub async fn graphql(&self, query: &str, variables: Value) -> Result<Value, String> {
        let answer = self.client.graphql(query, variables).await;
        match answer.body.get("errors") {
            None => Ok(answer.body["data"].clone()),
            Some(errors) => Err(format!("{query}: {errors}")),
        }
    }

    /// What may not be seen is answered like what never was.
    pub async fn hidden(&self, path: impl Fn(Uuid) -> String, id: Uuid) -> Found {
        let (answer, never) = (self.get(&path(id)).await, self.get(&path(self.app.world.new_id())).await);
        let plain = |answer: Answer| {
            let mut body = answer.body;
            body.as_object_mut().map(|body| body.remove("requestId"));
            (answer.status, body)
        };
        let (answer, never) = (plain(answer), plain(never));
        match answer == never && answer.0 == 404 {
            true => Ok(()),
            false => Err(format!("{} is hidden and answered {answer:?}; what never was {never:?}", path(id))),
        }
    }
}

/// The ids of a list of things.
pub fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|one| one["id"].as_str().map(str::to_owned)).collect()
}

/// Variables with a list of ids.
pub fn of_ids(ids: &[String]) -> Value {
    json!({ "ids": ids })
}
