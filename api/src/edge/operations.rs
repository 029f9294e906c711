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
    both("get_roles", "roles", Act::Look),
    both("get_access_matrix", "accessMatrix", Act::Look),
    both("explain_access", "explainAccess", Act::ExplainAccess),
    both("list_audit_events", "auditEvents", Act::ReadAudit),
    both("list_grants", "grants", Act::ListGrants),
    both("grant_role", "grantRole", Act::GrantRole),
    both("revoke_grant", "revokeGrant", Act::RevokeGrant),
    rest_only("get_grant", Act::ListGrants),
    both("list_access_requests", "accessRequests", Act::ListAccessRequests),
    both("approve_access_request", "approveAccessRequest", Act::ApproveRequest),
    both("refuse_access_request", "refuseAccessRequest", Act::RefuseRequest),
    both("withdraw_access_request", "withdrawAccessRequest", Act::WithdrawRequest),
    rest_only("get_access_request", Act::ListAccessRequests),
    rest_only("get_competence_history", Act::Look),
    both("list_organisations", "organisations", Act::Look),
    both("get_organisation", "organisation", Act::Look),
    Operation { rest: None, graphql: Some("organisationsOn"), act: Act::Look },
    rest_only("get_organisation_history", Act::Look),
    both("create_organisation", "createOrganisation", Act::CreateOrganisation),
    both("update_organisation", "updateOrganisation", Act::UpdateOrganisation),
    both("change_organisation_status", "changeOrganisationStatus", Act::ChangeOrganisationStatus),
    both("end_organisation", "endOrganisation", Act::EndOrganisation),
    both("merge_organisation", "mergeOrganisation", Act::MergeOrganisation),
    both("list_countries", "countries", Act::Look),
    both("get_country", "country", Act::Look),
    both("create_country", "createCountry", Act::CreateCountry),
    both("update_country", "updateCountry", Act::UpdateCountry),
    rest_only("get_country_history", Act::Look),
    both("list_groups", "groups", Act::Look),
    // A sharing group is made under createSharingGroup, by its kind.
    both("create_group", "createGroup", Act::CreateGroup),
    both("update_group", "updateGroup", Act::UpdateGroup),
    both("end_group", "endGroup", Act::EndGroup),
    rest_only("get_group", Act::Look),
    rest_only("get_group_history", Act::Look),
    both("list_group_members", "groupMembers", Act::Look),
    both("add_group_member", "addGroupMember", Act::AddMember),
    rest_only("get_group_membership", Act::Look),
    both("end_group_membership", "endGroupMembership", Act::EndMembership),
    Operation { rest: None, graphql: Some("node"), act: Act::Look },
    Operation { rest: None, graphql: Some("nodes"), act: Act::Look },
    both("list_updates", "updates", Act::Look),
    both("publish_update", "publishUpdate", Act::PublishUpdate),
    both("edit_update", "editUpdate", Act::EditUpdate),
    rest_only("get_update", Act::Look),
    both("change_audience", "changeAudience", Act::ChangeAudience),
    both("publish_item", "publishItem", Act::PublishUpdate),
    both("withdraw_item", "withdrawItem", Act::WithdrawItem),
    both("propose_item", "proposeItem", Act::ProposeItem),
    both("confirm_item", "confirmItem", Act::ConfirmItem),
    both("return_item", "returnItem", Act::ReturnItem),
    both("transfer_item", "transferItem", Act::TransferItem),
    both("purge_item", "purgeItem", Act::PurgeItem),
    both("list_proposals", "proposals", Act::Look),
    rest_only("list_item_proposals", Act::Look),
    rest_only("get_proposal", Act::Look),
    both("delete_draft", "deleteDraft", Act::DeleteDraft),
    both("list_comments", "comments", Act::Look),
    rest_only("get_comment", Act::Look),
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
    both("suspend_account", "suspendAccount", Act::SuspendAccount),
    both("resume_account", "resumeAccount", Act::ResumeAccount),
    both("end_sessions_of_account", "endSessions", Act::EndSessions),
    rest_only("end_sessions_of_organisation", Act::EndSessions),
    rest_only("end_sessions_of_partner", Act::EndSessions),
    both("get_me", "viewer", Act::KeepOwnAccount),
    both("mark_visit", "markVisit", Act::KeepOwnAccount),
    both("update_me", "updateMe", Act::UpdateExpert),
    both("change_password", "changePassword", Act::KeepOwnAccount),
    both("change_address", "changeAddress", Act::KeepOwnAccount),
    both("request_password_reset", "requestPasswordReset", Act::Authenticate),
    rest_only("export_me", Act::KeepOwnAccount),
    both("list_partners", "partners", Act::ListPartners),
    rest_only("get_partner", Act::ListPartners),
    both("register_partner", "registerPartner", Act::RegisterPartner),
    both("rotate_partner_secret", "rotatePartnerSecret", Act::RotatePartnerSecret),
    both("end_partner_secret", "endPartnerSecret", Act::RotatePartnerSecret),
    both("end_partner", "endPartner", Act::EndPartner),
    rest_only("issue_access_token", Act::Authenticate),
    both("list_invitations", "invitations", Act::ListInvitations),
    rest_only("get_invitation", Act::ListInvitations),
    both("invite_expert", "inviteExpert", Act::InviteExpert),
    both("invite_experts", "inviteExperts", Act::InviteExpert),
    both("resend_invitation", "resendInvitation", Act::ResendInvitation),
    both("withdraw_invitation", "withdrawInvitation", Act::WithdrawInvitation),
    both("accept_invitation", "acceptInvitation", Act::Authenticate),
    // A sharing group is made under createSharingGroup, by its kind.
    both("list_experts", "experts", Act::Look),
    rest_only("get_expert", Act::Look),
    rest_only("get_expert_history", Act::Look),
    both("update_expert", "updateExpert", Act::UpdateExpert),
    // What may be corrected by whom follows the thing: updateCountry, updateGroup, updateCompetence, too.
    both("correct_fact", "correctFact", Act::UpdateOrganisation),
    both("end_country", "endCountry", Act::EndCountry),
    both("erase_expert", "eraseExpert", Act::EraseExpert),
    both("erase_me", "eraseMe", Act::EraseOwnPerson),
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
    both("list_changes", "changes", Act::Look),
    rest_only("export", Act::Look),
    Operation { rest: None, graphql: Some("itemPublished"), act: Act::Look },
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
