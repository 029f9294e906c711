//! `groups.csv` and `memberships.csv`, of the network and of the sample.

use serde::Deserialize;

use super::cells::{self, LocalName, Span};
use super::directory::Directory;
use super::problem::Report;
use super::table::{Row, Table};
use super::vocabulary::{Confidence, GroupKind, MemberKind, MembersSeenBy, Precision};

pub(super) const FILE: &str = "groups.csv";
pub(super) const MEMBERSHIPS_FILE: &str = "memberships.csv";

/// A named set of countries, bodies, posts and partner systems.
#[derive(Debug, Clone, Deserialize)]
pub struct Group {
    /// Stable code, as `northern`.
    pub code: String,
    /// English name.
    pub name_en: String,
    /// Names in other languages.
    #[serde(deserialize_with = "cells::names")]
    pub names: Vec<LocalName>,
    /// What it is for.
    pub kind: GroupKind,
    /// Who sees who is in it.
    pub members_seen_by: MembersSeenBy,
    /// First day, if known.
    #[serde(deserialize_with = "cells::day")]
    pub valid_from: Option<String>,
    /// Precision of the first day.
    pub valid_from_precision: Option<Precision>,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// Codes of `sources.csv`; empty for what the sample invents.
    #[serde(deserialize_with = "cells::list")]
    pub source: Vec<String>,
    /// What it is for, for people.
    pub note: Option<String>,
}

impl Row for Group {
    const COLUMNS: &'static [&'static str] = &[
        "code",
        "name_en",
        "names",
        "kind",
        "members_seen_by",
        "valid_from",
        "valid_from_precision",
        "confidence",
        "source",
        "note",
    ];
}

/// A member of a group over a time.
#[derive(Debug, Clone, Deserialize)]
pub struct Membership {
    /// Code of the group.
    pub group: String,
    /// What the member is.
    pub member_kind: MemberKind,
    /// The member's code or key, see [`MemberKind`].
    pub member: String,
    /// First day, if known.
    #[serde(deserialize_with = "cells::day")]
    pub valid_from: Option<String>,
    /// Precision of the first day.
    pub valid_from_precision: Option<Precision>,
    /// Last day, inclusive; none is open or unknown.
    #[serde(deserialize_with = "cells::day")]
    pub valid_to: Option<String>,
    /// Precision of the last day.
    pub valid_to_precision: Option<Precision>,
    /// How sure the fact is.
    pub confidence: Confidence,
    /// Codes of `sources.csv`; empty for what the sample invents.
    #[serde(deserialize_with = "cells::list")]
    pub source: Vec<String>,
    /// For people.
    pub note: Option<String>,
}

impl Row for Membership {
    const COLUMNS: &'static [&'static str] = &[
        "group",
        "member_kind",
        "member",
        "valid_from",
        "valid_from_precision",
        "valid_to",
        "valid_to_precision",
        "confidence",
        "source",
        "note",
    ];
}

/// Checks groups and those memberships whose members are in the directory;
/// posts and partner systems exist in a sample only, which checks them itself.
pub(super) fn check(
    groups: &Table<Group>,
    memberships: &Table<Membership>,
    known: &Directory<'_>,
    posts_may_join: bool,
    report: &mut Report,
) {
    for (at, row) in groups.lines() {
        known.sources(at, &row.source, report);
        let span = Span {
            from: row.valid_from.as_deref(),
            from_precision: row.valid_from_precision,
            to: None,
            to_precision: None,
        };
        cells::check_span(at, &span, report);
    }
    for (at, row) in memberships.lines() {
        known.group(at, "group", &row.group, report);
        known.sources(at, &row.source, report);
        match row.member_kind {
            MemberKind::Country => known.country(at, "member", &row.member, report),
            MemberKind::Organisation => known.organisation(at, "member", &row.member, report),
            MemberKind::Post | MemberKind::Partner if posts_may_join => {}
            MemberKind::Post | MemberKind::Partner => {
                report.add(at, "reference data holds no posts and no partner systems", "COUNTRY, ORGANISATION")
            }
        }
        let span = Span {
            from: row.valid_from.as_deref(),
            from_precision: row.valid_from_precision,
            to: row.valid_to.as_deref(),
            to_precision: row.valid_to_precision,
        };
        cells::check_span(at, &span, report);
    }
}
