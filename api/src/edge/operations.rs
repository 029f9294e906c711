//! Every operation with its act, at both doors. The server refuses to start when a route or a
//! GraphQL root field has none, when this table names one that does not exist, or when an operation
//! has one door only and no reason.

use std::collections::BTreeSet;

use super::graphql::Roots;
use crate::access::Act;

/// One operation: its REST call, its place in GraphQL, and its act.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// REST `operationId`.
    pub rest: Option<&'static str>,
    /// GraphQL root field.
    pub graphql: Option<&'static str>,
    /// Where GraphQL has it, if not at a root field of its own.
    pub elsewhere: Option<Elsewhere>,
    /// The act that is asked for.
    pub act: Act,
}

/// Where an operation is found that has no twin of its own at one of the doors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// `node(id:)` gives it: a thing of this GraphQL type.
    Node(&'static str),
    /// A field of a thing that `node(id:)` gives.
    Relation(&'static str, &'static str),
    /// Nowhere, and why.
    OneDoor(&'static str),
}

const fn both(rest: &'static str, graphql: &'static str, act: Act) -> Operation {
    Operation { rest: Some(rest), graphql: Some(graphql), elsewhere: None, act }
}

/// One thing by its id, which GraphQL has at `node(id:)`.
const fn node(rest: &'static str, ty: &'static str, act: Act) -> Operation {
    Operation { rest: Some(rest), graphql: None, elsewhere: Some(Elsewhere::Node(ty)), act }
}

/// What REST has at an address below a thing, GraphQL at a field of it.
const fn relation(rest: &'static str, ty: &'static str, field: &'static str, act: Act) -> Operation {
    Operation { rest: Some(rest), graphql: None, elsewhere: Some(Elsewhere::Relation(ty, field)), act }
}

const fn rest_only(rest: &'static str, act: Act, why: &'static str) -> Operation {
    Operation { rest: Some(rest), graphql: None, elsewhere: Some(Elsewhere::OneDoor(why)), act }
}

const fn graphql_only(graphql: &'static str, act: Act, why: &'static str) -> Operation {
    Operation { rest: None, graphql: Some(graphql), elsewhere: Some(Elsewhere::OneDoor(why)), act }
}

/// All operations.
pub const OPERATIONS: &[Operation] = &[
    both("list_competences", "competences", Act::Look),
    both("create_competence", "createCompetence", Act::CreateCompetence),
    both("update_competence", "updateCompetence", Act::UpdateCompetence),
    both("end_competence", "endCompetence", Act::EndCompetence),
    node("get_competence", "Competence", Act::Look),
    both("get_roles", "roles", Act::Look),
    both("get_access_matrix", "accessMatrix", Act::Look),
    both("explain_access", "explainAccess", Act::ExplainAccess),
    both("list_audit_events", "auditEvents", Act::ReadAudit),
    both("list_grants", "grants", Act::ListGrants),
    both("grant_role", "grantRole", Act::GrantRole),
    both("revoke_grant", "revokeGrant", Act::RevokeGrant),
    both("get_grant", "grant", Act::ListGrants),
    both("list_access_requests", "accessRequests", Act::ListAccessRequests),
    both("approve_access_request", "approveAccessRequest", Act::ApproveRequest),
    both("refuse_access_request", "refuseAccessRequest", Act::RefuseRequest),
    both("withdraw_access_request", "withdrawAccessRequest", Act::WithdrawRequest),
    both("get_access_request", "accessRequest", Act::ListAccessRequests),
    relation("get_competence_history", "Competence", "history", Act::Look),
    both("list_organisations", "organisations", Act::Look),
    both("get_organisation", "organisation", Act::Look),
    graphql_only(
        "organisationsOn",
        Act::Look,
        "REST has it in list_organisations with asOf: there a snapshot of a day needs no type of its own.",
    ),
    relation("get_organisation_history", "Organisation", "history", Act::Look),
    both("create_organisation", "createOrganisation", Act::CreateOrganisation),
    both("update_organisation", "updateOrganisation", Act::UpdateOrganisation),
    both("change_organisation_status", "changeOrganisationStatus", Act::ChangeOrganisationStatus),
    both("end_organisation", "endOrganisation", Act::EndOrganisation),
    both("merge_organisation", "mergeOrganisation", Act::MergeOrganisation),
    both("list_countries", "countries", Act::Look),
    both("get_country", "country", Act::Look),
    both("create_country", "createCountry", Act::CreateCountry),
    both("update_country", "updateCountry", Act::UpdateCountry),
    relation("get_country_history", "Country", "history", Act::Look),
    both("list_groups", "groups", Act::Look),
    // A sharing group is made under createSharingGroup, by its kind.
    both("create_group", "createGroup", Act::CreateGroup),
    both("update_group", "updateGroup", Act::UpdateGroup),
    both("end_group", "endGroup", Act::EndGroup),
    node("get_group", "Group", Act::Look),
    relation("get_group_history", "Group", "history", Act::Look),
    both("list_group_members", "groupMembers", Act::Look),
    both("add_group_member", "addGroupMember", Act::AddMember),
    both("get_group_membership", "groupMembership", Act::Look),
    both("end_group_membership", "endGroupMembership", Act::EndMembership),
    both("leave_group", "leaveGroup", Act::EndMembership),
    graphql_only("node", Act::Look, "Relay: REST has an address for each thing."),
    graphql_only("nodes", Act::Look, "Relay: REST has `ids=` on each list."),
    both("list_updates", "updates", Act::Look),
    both("publish_update", "publishUpdate", Act::PublishUpdate),
    both("edit_update", "editUpdate", Act::EditUpdate),
    node("get_update", "Update", Act::Look),
    both("change_audience", "changeAudience", Act::ChangeAudience),
    both("publish_item", "publishItem", Act::PublishUpdate),
    both("withdraw_item", "withdrawItem", Act::WithdrawItem),
    both("propose_item", "proposeItem", Act::ProposeItem),
    both("confirm_item", "confirmItem", Act::ConfirmItem),
    both("return_item", "returnItem", Act::ReturnItem),
    both("transfer_item", "transferItem", Act::TransferItem),
    both("purge_item", "purgeItem", Act::PurgeItem),
    both("list_proposals", "proposals", Act::ListProposals),
    both("list_item_proposals", "proposals", Act::ListProposals),
    both("get_proposal", "proposal", Act::ListProposals),
    both("delete_draft", "deleteDraft", Act::DeleteDraft),
    both("list_comments", "comments", Act::Look),
    both("get_comment", "comment", Act::Look),
    both("comment_on_item", "commentOnItem", Act::Comment),
    both("edit_comment", "editComment", Act::EditComment),
    both("withdraw_comment", "withdrawComment", Act::EditComment),
    both("moderate_comment", "moderateComment", Act::ModerateComment),
    both("list_revisions", "itemRevisions", Act::Look),
    both("get_revision", "itemRevision", Act::Look),
    // With an instant or a span it is readItemAccess, which the verb asks.
    both("get_item_access", "itemAccess", Act::Look),
    both("preview_audience", "previewAudience", Act::PreviewAudience),
    both("break_glass", "breakGlass", Act::BreakGlass),
    both("sign_in", "signIn", Act::Authenticate),
    both("refresh_session", "refreshSession", Act::Authenticate),
    both("sign_out", "signOut", Act::KeepOwnAccount),
    both("list_sessions", "sessions", Act::KeepOwnAccount),
    both("end_session", "endSession", Act::KeepOwnAccount),
    both("get_account", "account", Act::ReadAccount),
    both("suspend_account", "suspendAccount", Act::SuspendAccount),
    both("resume_account", "resumeAccount", Act::ResumeAccount),
    both("end_sessions_of_account", "endSessions", Act::EndSessions),
    both("end_sessions_of_organisation", "endSessions", Act::EndSessions),
    both("end_sessions_of_partner", "endSessions", Act::EndSessions),
    both("get_me", "viewer", Act::KeepOwnAccount),
    both("mark_visit", "markVisit", Act::KeepOwnAccount),
    both("update_me", "updateMe", Act::UpdateExpert),
    both("change_password", "changePassword", Act::KeepOwnAccount),
    both("change_address", "changeAddress", Act::KeepOwnAccount),
    both("request_password_reset", "requestPasswordReset", Act::Authenticate),
    rest_only("export_me", Act::KeepOwnAccount, "A file."),
    both("list_partners", "partners", Act::ListPartners),
    both("get_partner", "partner", Act::ListPartners),
    both("register_partner", "registerPartner", Act::RegisterPartner),
    both("rotate_partner_secret", "rotatePartnerSecret", Act::RotatePartnerSecret),
    both("end_partner_secret", "endPartnerSecret", Act::RotatePartnerSecret),
    both("suspend_partner", "suspendPartner", Act::SuspendPartner),
    both("resume_partner", "resumePartner", Act::ResumePartner),
    both("end_partner", "endPartner", Act::EndPartner),
    rest_only("issue_access_token", Act::Authenticate, "OAuth 2.0 has an address and a form of its own."),
    both("list_invitations", "invitations", Act::ListInvitations),
    both("get_invitation", "invitation", Act::ListInvitations),
    both("invite_expert", "inviteExpert", Act::InviteExpert),
    both("invite_experts", "inviteExperts", Act::InviteExpert),
    both("resend_invitation", "resendInvitation", Act::ResendInvitation),
    both("withdraw_invitation", "withdrawInvitation", Act::WithdrawInvitation),
    both("accept_invitation", "acceptInvitation", Act::Authenticate),
    // A sharing group is made under createSharingGroup, by its kind.
    both("list_experts", "experts", Act::Look),
    node("get_expert", "Expert", Act::Look),
    relation("get_expert_history", "Expert", "history", Act::Look),
    both("update_expert", "updateExpert", Act::UpdateExpert),
    // What may be corrected by whom follows the thing: updateCountry, updateGroup, updateCompetence, too.
    both("correct_fact", "correctFact", Act::UpdateOrganisation),
    both("end_country", "endCountry", Act::EndCountry),
    both("erase_expert", "eraseExpert", Act::EraseExpert),
    both("erase_me", "eraseMe", Act::EraseOwnPerson),
    both("get_contact_card", "contactCard", Act::Look),
    both("update_contact_card", "updateContactCard", Act::UpdateContactCard),
    both("list_posts", "posts", Act::Look),
    both("get_post", "post", Act::Look),
    both("begin_post", "beginPost", Act::BeginPost),
    both("update_post", "updatePost", Act::UpdatePost),
    both("end_post", "endPost", Act::EndPost),
    both("list_focal_points", "focalPoints", Act::Look),
    both("get_focal_point", "focalPoint", Act::Look),
    both("get_focal_point_coverage", "focalPointCoverage", Act::Look),
    both("appoint_focal_point", "appointFocalPoint", Act::AppointFocalPoint),
    both("update_focal_point", "updateFocalPoint", Act::UpdateAppointment),
    both("list_changes", "changes", Act::Look),
    rest_only("export", Act::Look, "A file; GraphQL drains `changes`."),
    graphql_only("itemPublished", Act::Look, "A subscription; REST waits at `/v1/changes?wait=`."),
    both("end_focal_point", "endFocalPoint", Act::EndAppointment),
];

/// Compares the table with the real routes and root fields; the error names every difference.
pub fn check(operation_ids: &BTreeSet<String>, roots: &Roots) -> Result<(), String> {
    let named = |pick: fn(&Operation) -> Option<&'static str>| -> BTreeSet<String> {
        OPERATIONS.iter().filter_map(pick).map(str::to_owned).collect()
    };
    let mut wrong = Vec::new();
    for (what, real, table) in [
        ("REST operation", operation_ids, named(|o| o.rest)),
        ("GraphQL root field", &roots.names(), named(|o| o.graphql)),
    ] {
        wrong.extend(real.difference(&table).map(|name| format!("{what} `{name}` has no act")));
        wrong.extend(table.difference(real).map(|name| format!("{what} `{name}` does not exist")));
    }
    for operation in OPERATIONS {
        let missing = match operation.elsewhere {
            Some(Elsewhere::Node(ty)) if !roots.has_type(ty) => Some(ty.to_owned()),
            Some(Elsewhere::Relation(ty, field)) if !roots.has(ty, field) => Some(format!("{ty}.{field}")),
            _ => None,
        };
        wrong.extend(missing.map(|name| format!("GraphQL `{name}` does not exist")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}
