//! Every operation with its act. The server refuses to start when a route or a GraphQL root field
//! has none, or when this table names one that does not exist.

use std::collections::BTreeSet;

use crate::access::Act;

/// One operation: its REST call and its GraphQL field (one may be missing), and its act.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// REST `operationId`.
    pub rest: Option<&'static str>,
    /// GraphQL root field.
    pub graphql: Option<&'static str>,
    /// The act that is asked for.
    pub act: Act,
}

const fn both(rest: &'static str, graphql: &'static str, act: Act) -> Operation {
    Operation { rest: Some(rest), graphql: Some(graphql), act }
}

const fn rest_only(rest: &'static str, act: Act) -> Operation {
    Operation { rest: Some(rest), graphql: None, act }
}

/// All operations.
pub const OPERATIONS: &[Operation] = &[
    both("list_competences", "competences", Act::Look),
    both("create_competence", "createCompetence", Act::CreateCompetence),
    both("update_competence", "updateCompetence", Act::UpdateCompetence),
    both("end_competence", "endCompetence", Act::EndCompetence),
    rest_only("get_competence", Act::Look),
    rest_only("get_competence_history", Act::Look),
    both("list_experts", "experts", Act::Look),
    rest_only("get_expert", Act::Look),
    rest_only("get_expert_history", Act::Look),
    both("update_expert", "updateExpert", Act::UpdateExpert),
    both("get_contact_card", "contactCard", Act::Look),
    both("update_contact_card", "updateContactCard", Act::UpdateContactCard),
    both("list_posts", "posts", Act::Look),
    rest_only("get_post", Act::Look),
    both("begin_post", "beginPost", Act::BeginPost),
    both("update_post", "updatePost", Act::UpdatePost),
    both("end_post", "endPost", Act::EndPost),
    both("list_focal_points", "focalPoints", Act::Look),
    rest_only("get_focal_point", Act::Look),
    both("get_focal_point_coverage", "focalPointCoverage", Act::Look),
    both("appoint_focal_point", "appointFocalPoint", Act::AppointFocalPoint),
    both("update_focal_point", "updateFocalPoint", Act::UpdateAppointment),
    both("end_focal_point", "endFocalPoint", Act::EndAppointment),
];

/// Compares the table with the real routes and root fields; the error names every difference.
pub fn check(operation_ids: &BTreeSet<String>, root_fields: &BTreeSet<String>) -> Result<(), String> {
    let named = |pick: fn(&Operation) -> Option<&'static str>| -> BTreeSet<String> {
        OPERATIONS.iter().filter_map(pick).map(str::to_owned).collect()
    };
    let mut wrong = Vec::new();
    for (what, real, table) in [
        ("REST operation", operation_ids, named(|o| o.rest)),
        ("GraphQL root field", root_fields, named(|o| o.graphql)),
    ] {
        wrong.extend(real.difference(&table).map(|name| format!("{what} `{name}` has no act")));
        wrong.extend(table.difference(real).map(|name| format!("{what} `{name}` does not exist")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}
