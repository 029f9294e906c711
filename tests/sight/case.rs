//! One reader looks at a network on a day: what every surface is asked, and what the rule says.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::built::Built;
use super::drawn::{Drawn, Party, Update};
use super::log::Log;
use super::rule::{Reader, Thing};
use crate::harness::dice::Dice;
use crate::harness::mirror::Mirror;
use crate::harness::{Answer, App, Client};

/// A network in a database, and what goes on from day to day.
pub struct Place<'a> {
    pub app: &'a App,
    pub drawn: &'a Drawn,
    pub built: &'a Built,
    pub log: &'a Log,
    /// What each reader was told by the feed so far.
    pub mirrors: RefCell<BTreeMap<Reader, Mirror>>,
    /// Whether everything is asked, and not what the dice choose: while a difference is shrunk.
    pub thorough: bool,
}

/// A reader with what they may see.
pub struct Case<'a> {
    pub place: &'a Place<'a>,
    pub app: &'a App,
    pub drawn: &'a Drawn,
    pub built: &'a Built,
    pub reader: Reader,
    pub day: u32,
    pub client: Client,
    pub dice: RefCell<Dice>,
}

/// What a surface showed and should not have, or the other way round.
pub type Found = Result<(), String>;

impl<'a> Case<'a> {
    pub fn new(place: &'a Place<'a>, reader: Reader, day: u32, client: Client, turn: usize) -> Self {
        let Place { app, drawn, built, .. } = *place;
        let seed = u64::from(day) * 1_000 + u64::try_from(turn).expect("small");
        Self { place, app, drawn, built, reader, day, client, dice: RefCell::new(Dice::new(seed)) }
    }

    /// Once in `n` times; always while a difference is shrunk.
    pub fn now_and_then(&self, n: usize) -> bool {
        self.place.thorough || self.dice.borrow_mut().one_in(n)
    }

    /// Up to `n` of them, from anywhere in the list; all while a difference is shrunk.
    pub fn some<T: Copy>(&self, of: &[T], n: usize) -> Vec<T> {
        if self.place.thorough || of.len() <= n {
            return of.to_vec();
        }
        let from = self.dice.borrow_mut().below(of.len());
        of.iter().cycle().skip(from).take(n).copied().collect()
    }

    /// The things of one sort that are not seen.
    pub fn hidden_of(&self, fits: impl Fn(Thing) -> bool) -> Vec<Thing> {
        self.things().filter(|thing| fits(*thing) && !self.sees(*thing)).collect()
    }

    /// What the reader holds.
    pub fn holds(&self, party: Party) -> bool {
        self.drawn.held(self.reader, self.day).contains(&party)
    }

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
        self.send(Method::GET, path, None).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.place.log.rest(&method, path);
        let with: &[(&str, &str)] = match method {
            Method::PATCH | Method::PUT => &[("if-match", "\"1.x\"")],
            _ => &[],
        };
        self.client.send(method, path, with, body).await
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

    /// The thing of an id.
    pub fn thing(&self, id: &Value) -> Option<Thing> {
        let known = |(_, known): &(&Thing, &Uuid)| id.as_str() == Some(&known.to_string());
        self.built
            .things
            .iter()
            .filter(|(thing, _)| !matches!(thing, Thing::Revision(_)))
            .find(known)
            .map(|(thing, _)| *thing)
    }

    pub fn named(&self, id: &str) -> String {
        let thing = self.built.things.iter().find(|(_, known)| known.to_string() == id);
        thing.map_or_else(|| id.to_owned(), |(thing, _)| format!("{thing:?}"))
    }

    /// A query without errors.
    pub async fn graphql(&self, query: &str, variables: Value) -> Result<Value, String> {
        self.place.log.graphql(query);
        let answer = self.client.graphql(query, variables).await;
        match answer.body.get("errors") {
            None => Ok(answer.body["data"].clone()),
            Some(errors) => Err(format!("{query}: {errors}")),
        }
    }

    /// What may not be seen is answered like what never was: 404.
    pub async fn hidden(&self, path: &str, id: Uuid) -> Found {
        self.as_missing(Method::GET, path, &Value::Null, id).await?;
        match self.get(&path.replace("{id}", &id.to_string())).await.status {
            404 => Ok(()),
            status => Err(format!("{path} is hidden and answered {status}")),
        }
    }

    /// Asks the same of what is hidden and of what never was, `{id}` in path or body: word for word the
    /// same answer, but for the id and the request's own.
    pub async fn as_missing(&self, method: Method, path: &str, body: &Value, id: Uuid) -> Found {
        let ask = async |id: Uuid| {
            let with = |text: &str| text.replace("{id}", &id.to_string());
            let body: Value = serde_json::from_str(&with(&body.to_string())).expect("JSON");
            let body = Some(body).filter(|body| !body.is_null());
            let mut answer = self.send(method.clone(), &with(path), body).await;
            own_words(&mut answer.body);
            (answer.status, answer.body.to_string().replace(&id.to_string(), "{id}"))
        };
        if path == "/graphql" {
            self.place.log.graphql(body["query"].as_str().unwrap_or_default());
        }
        let (hidden, never) = (ask(id).await, ask(self.app.world.new_id()).await);
        match hidden == never {
            true => Ok(()),
            false => Err(format!(
                "{method} {path} {body} of {} answered {hidden:?}, and of what never was {never:?}",
                self.named(&id.to_string())
            )),
        }
    }
}

/// Takes out what belongs to one request alone.
fn own_words(body: &mut Value) {
    match body {
        Value::Object(object) => {
            object.remove("requestId");
            object.values_mut().for_each(own_words);
        }
        Value::Array(list) => list.iter_mut().for_each(own_words),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
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

/// The members of a list by a name.
pub fn of(list: &Value, name: &str) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|one| one[name].as_str().map(str::to_owned)).collect()
}
