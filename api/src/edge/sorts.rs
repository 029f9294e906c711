//! The orders of each list, as the contract names them: the keys stand in the slice that sorts.

use crate::exchange::items::{comments, proposals, revisions};
use crate::exchange::updates;
use crate::identity::{access_requests, audit, grants, invitations, partners, sessions};
use crate::network::{competences, countries, experts, focal_points, groups, organisations};

/// By REST `operationId`. A list that is missing here keeps the server from starting.
const LISTS: &[(&str, &[&str])] = &[
    ("list_access_requests", access_requests::SORTS),
    ("list_audit_events", audit::SORTS),
    ("list_comments", comments::SORTS),
    ("list_competences", competences::SORTS),
    ("list_countries", countries::SORTS),
    ("list_experts", experts::SORTS),
    ("list_focal_points", focal_points::SORTS),
    ("list_grants", grants::SORTS),
    ("list_group_members", groups::MEMBER_SORTS),
    ("list_groups", groups::SORTS),
    ("list_invitations", invitations::SORTS),
    ("list_item_proposals", proposals::SORTS),
    ("list_organisations", organisations::SORTS),
    ("list_partners", partners::SORTS),
    ("list_posts", experts::POST_SORTS),
    ("list_proposals", proposals::SORTS),
    ("list_revisions", revisions::SORTS),
    ("list_sessions", sessions::SORTS),
    ("list_updates", updates::SORTS),
];

/// The keys of a list, the usual one first; `-` in front where it usually runs downwards.
pub fn of(operation: &str) -> Option<&'static [&'static str]> {
    LISTS.iter().find(|(id, _)| *id == operation).map(|(_, keys)| *keys)
}
