//! Looking codes up across files.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::is_language;
use super::groups::{Group, Membership};
use super::network::NetworkFiles;
use super::organisations::Organisation;
use super::problem::Report;
use super::table::Table;

/// Everything that files may name by code, of one network and perhaps a sample.
pub struct Directory<'a> {
    secretariat: &'a str,
    countries: BTreeSet<&'a str>,
    competences: BTreeSet<&'a str>,
    sources: BTreeSet<&'a str>,
    organisations: BTreeMap<&'a str, &'a Organisation>,
    groups: BTreeMap<&'a str, &'a Group>,
    memberships: Vec<&'a Membership>,
}

impl<'a> Directory<'a> {
    /// The directory of a network, without a sample's groups.
    #[must_use]
    pub fn new(network: &'a NetworkFiles) -> Self {
        Self {
            secretariat: &network.settings.secretariat,
            countries: network.countries.iter().map(|c| c.code.as_str()).collect(),
            competences: network.competences.iter().map(|c| c.code.as_str()).collect(),
            sources: network.sources.iter().map(|s| s.code.as_str()).collect(),
            organisations: network.organisations.iter().map(|o| (o.code.as_str(), o)).collect(),
            groups: network.groups.iter().map(|g| (g.code.as_str(), g)).collect(),
            memberships: network.memberships.iter().collect(),
        }
    }

    /// The same with further groups and memberships.
    #[must_use]
    pub fn with_groups(mut self, groups: &'a Table<Group>, memberships: &'a Table<Membership>) -> Self {
        self.groups.extend(groups.iter().map(|g| (g.code.as_str(), g)));
        self.memberships.extend(memberships.iter());
        self
    }

    /// Code of the Secretariat's body.
    #[must_use]
    pub fn secretariat(&self) -> &'a str {
        self.secretariat
    }

    /// A body by its code.
    #[must_use]
    pub fn body(&self, code: &str) -> Option<&'a Organisation> {
        self.organisations.get(code).copied()
    }

    /// A group by its code.
    #[must_use]
    pub fn circle(&self, code: &str) -> Option<&'a Group> {
        self.groups.get(code).copied()
    }

    /// Memberships of one group, of any time.
    pub fn members<'b>(&'b self, group: &'b str) -> impl Iterator<Item = &'a Membership> + 'b {
        self.memberships.iter().copied().filter(move |m| m.group == group)
    }

    pub(super) fn country(&self, at: (&str, u64), column: &str, code: &str, report: &mut Report) {
        known(at, column, code, self.countries.iter().copied(), "countries.csv", report);
    }

    pub(super) fn competence(&self, at: (&str, u64), column: &str, code: &str, report: &mut Report) {
        known(at, column, code, self.competences.iter().copied(), "competences.csv", report);
    }

    pub(super) fn organisation(&self, at: (&str, u64), column: &str, code: &str, report: &mut Report) {
        known(at, column, code, self.organisations.keys().copied(), "organisations.csv", report);
    }

    pub(super) fn group(&self, at: (&str, u64), column: &str, code: &str, report: &mut Report) {
        known(at, column, code, self.groups.keys().copied(), "groups.csv", report);
    }

    pub(super) fn sources(&self, at: (&str, u64), codes: &[String], report: &mut Report) {
        for code in codes {
            known(at, "source", code, self.sources.iter().copied(), "sources.csv", report);
        }
    }
}

/// Reports a code that does not exist, with the nearest ones that do: the usual
/// reason is a slip of the fingers.
pub(super) fn known<'b>(
    at: (&str, u64),
    column: &str,
    code: &str,
    codes: impl Iterator<Item = &'b str> + Clone,
    file: &str,
    report: &mut Report,
) {
    if codes.clone().any(|known| known == code) {
        return;
    }
    let mut near: Vec<(usize, &str)> = codes.map(|known| (distance(code, known), known)).collect();
    near.sort_unstable();
    let near: Vec<&str> = near.into_iter().take(3).map(|(_, known)| known).collect();
    report.add(
        at,
        format!("column `{column}`: unknown code `{code}`"),
        format!("a code of {file}; nearest: {}", near.join(", ")),
    );
}

/// Edit distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let width = b.chars().count();
    let mut row: Vec<usize> = (0..=width).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i.saturating_add(1)];
        for (y, pair) in b.chars().zip(row.windows(2)) {
            let (diagonal, above) = match pair {
                [diagonal, above] => (*diagonal, *above),
                _ => continue,
            };
            let left = next.last().copied().unwrap_or_default();
            let change = diagonal.saturating_add(usize::from(x != y));
            next.push(change.min(above.saturating_add(1)).min(left.saturating_add(1)));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

pub(super) fn check_language(at: (&str, u64), tag: &str, report: &mut Report) {
    if !is_language(tag) {
        report.add(at, format!("`{tag}` is no language"), "a BCP 47 tag such as uk or sr-Latn");
    }
}

/// A key that stands twice would silently replace the first.
pub(super) fn check_unique<'b>(keys: impl Iterator<Item = ((&'b str, u64), &'b str)>, report: &mut Report) {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for (at, key) in keys {
        if key.is_empty() || key.contains(char::is_whitespace) {
            report.add(at, format!("`{key}` is no code"), "a word without spaces");
        }
        if let Some(first) = seen.insert(key, at.1) {
            report.add(at, format!("`{key}` already stands in line {first}"), "each code once");
        }
    }
}

/// Follows every edge upwards; whoever meets themselves is reported once.
pub(super) fn check_cycles<'b>(
    edges: impl Iterator<Item = ((&'b str, u64), &'b str, &'b str)>,
    word: &str,
    report: &mut Report,
) {
    let edges: Vec<_> = edges.collect();
    let mut above: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, from, to) in &edges {
        above.entry(from).or_default().push(to);
    }
    for (at, from, to) in &edges {
        let mut seen = BTreeSet::new();
        let mut ahead = vec![*to];
        while let Some(next) = ahead.pop() {
            if next == *from {
                report.add(*at, format!("`{from}` is above itself by way of {word} `{to}`"), "a tree without a circle");
                break;
            }
            if seen.insert(next) {
                ahead.extend(above.get(next).into_iter().flatten());
            }
        }
    }
}
