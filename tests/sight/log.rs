//! What was asked, so that nothing that shows items is forgotten: every operation that looks must have
//! been asked, or stand in a short list with the reason why not.

use std::collections::BTreeSet;
use std::sync::Mutex;

use focalpoint_api::server::contracts;
use reqwest::Method;

/// What was asked so far.
#[derive(Default)]
pub struct Log(Mutex<Asked>);

#[derive(Default)]
struct Asked {
    answers: u64,
    /// Method and path, ids left out.
    rest: BTreeSet<(String, String)>,
    graphql: BTreeSet<String>,
}

/// Addresses that show no items, or only what is the asker's own.
const NO_ITEMS: &[(&str, &str)] = &[
    ("/v1/me", "one's own"),
    ("/v1/me/export", "one's own"),
    ("/v1/sessions", "one's own"),
    ("/v1/roles", "the same for everybody"),
    ("/v1/access/matrix", "the same for everybody"),
    ("/v1/accounts/{id}", "access, by the rules of acts"),
    ("/v1/grants", "access, by the rules of acts"),
    ("/v1/grants/{id}", "access, by the rules of acts"),
    ("/v1/access-requests", "access, by the rules of acts"),
    ("/v1/access-requests/{id}", "access, by the rules of acts"),
    ("/v1/invitations", "access, by the rules of acts"),
    ("/v1/invitations/{id}", "access, by the rules of acts"),
    ("/v1/partners", "access, by the rules of acts"),
    ("/v1/partners/{id}", "access, by the rules of acts"),
    ("/v1/audit-events", "the ledger; ids alone"),
];

impl Log {
    pub fn rest(&self, method: &Method, path: &str) {
        let path = path.split('?').next().unwrap_or_default();
        let plain = |part: &str| match part.len() > 30 || part.parse::<u32>().is_ok() {
            true => "{}".to_owned(),
            false => part.to_owned(),
        };
        let path = path.split('/').map(plain).collect::<Vec<_>>().join("/");
        let mut asked = self.0.lock().expect("a log");
        asked.answers += 1;
        asked.rest.insert((method.as_str().to_lowercase(), path));
    }

    pub fn graphql(&self, query: &str) {
        let mut asked = self.0.lock().expect("a log");
        asked.answers += 1;
        asked.graphql.insert(query.to_owned());
    }

    /// How many answers were compared.
    pub fn answers(&self) -> u64 {
        self.0.lock().expect("a log").answers
    }

    /// Every address that is looked at by GET, and every query, was asked, or is known to show no items.
    pub fn is_whole(&self) {
        let asked = self.0.lock().expect("a log");
        let contracts = contracts();
        let paths = contracts.openapi["paths"].as_object().expect("paths");
        let looked = |path: &str| asked.rest.iter().any(|(method, asked)| method == "get" && is_of(asked, path));
        let gets = paths.iter().filter(|(path, item)| path.starts_with("/v1/") && item.get("get").is_some());
        let known = |path: &str| NO_ITEMS.iter().any(|(none, _)| *none == path);
        let forgotten: Vec<&String> = gets.map(|(path, _)| path).filter(|path| !looked(path) && !known(path)).collect();
        assert!(forgotten.is_empty(), "the sight proof never asks {forgotten:?}: add a surface, or say why not");
        let gone: Vec<&str> =
            NO_ITEMS.iter().map(|(path, _)| *path).filter(|path| !paths.contains_key(*path)).collect();
        assert!(gone.is_empty(), "there is no {gone:?} any more");
        // A query by the act of looking shows items.
        let looks = focalpoint_api::edge::operations::OPERATIONS
            .iter()
            .filter(|operation| operation.act == focalpoint_api::access::Act::Look && operation.graphql.is_some());
        let says = |name: &str| asked.graphql.iter().any(|query| mentions(query, name));
        let same = ["roles", "accessMatrix"];
        let forgotten: Vec<&str> = looks
            .filter_map(|operation| operation.graphql)
            .filter(|name| !says(name) && !same.contains(name))
            .collect();
        assert!(forgotten.is_empty(), "the sight proof never asks {forgotten:?} over GraphQL: add it to a surface");
    }
}

/// Whether a path that was asked is one of a template.
fn is_of(asked: &str, template: &str) -> bool {
    let (asked, template): (Vec<&str>, Vec<&str>) = (asked.split('/').collect(), template.split('/').collect());
    let same = |(asked, template): (&&str, &&str)| template.starts_with('{') || asked == template;
    asked.len() == template.len() && asked.iter().zip(&template).all(same)
}

/// Whether a query asks a field of that name.
fn mentions(query: &str, name: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    query.match_indices(name).any(|(at, _)| {
        let (before, after) = (&query[..at], &query[at + name.len()..]);
        !before.ends_with(inside) && !after.starts_with(inside)
    })
}
