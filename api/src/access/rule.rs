//! Who may do what: one exhaustive table. `decide` reads it, and so do the matrix, `/v1/roles` and
//! the generated page, so that none of them can say another thing.

use entity::vocabulary::Role;

use super::act::Act;

/// One way in which somebody may do an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Everybody, signed in or not.
    Everyone,
    /// Whoever is signed in, with or without a post.
    SignedIn,
    /// Whoever has own sight.
    OwnSight,
    /// The server itself.
    System,
    /// A live grant of the role in a scope that contains the target.
    Holder(Role),
    /// A live grant of the network role, where the target is no public authority and no country.
    OutsideAuthorities(Role),
    /// A live grant of the role in the scope that is the actor's own body, group or country;
    /// what the act makes stands in that name.
    Anywhere(Role),
    /// A principal focal point for ALL fields of the country.
    Principal,
    /// The person the target is about.
    Person,
    /// The author of the target, in the same post.
    Author,
    /// A keeper of the target's owner.
    Keeper,
    /// Whose role may give the target's role in its scope.
    Giver,
    /// Whose word the target waits for.
    Word,
    /// A keeper of a party to which the target was proposed.
    Asked,
    /// Who asked for the target.
    Asker,
}

/// The ways in which `act` is open.
pub const fn ways(act: Act) -> &'static [Way] {
    use Role::{
        Administrator, Auditor, FieldContact, FocalPoint, GroupEditor, Member, OrganisationEditor, Secretariat,
    };
    match act {
        Act::Look | Act::Authenticate => &[Way::Everyone],
        Act::KeepOwnAccount | Act::ExplainAccess | Act::ListGrants | Act::ListAccessRequests | Act::ListProposals => {
            &[Way::SignedIn]
        }
        Act::ReadAudit => &[Way::Holder(Auditor)],
        Act::ListInvitations => &[
            Way::Anywhere(Administrator),
            Way::Anywhere(Secretariat),
            Way::Anywhere(FocalPoint),
            Way::Anywhere(OrganisationEditor),
        ],
        Act::InviteExpert | Act::BeginPost => &[
            Way::Holder(Administrator),
            Way::Holder(Secretariat),
            Way::Holder(FocalPoint),
            Way::Holder(OrganisationEditor),
        ],
        Act::ResendInvitation | Act::WithdrawInvitation => &[
            Way::Asker,
            Way::Holder(Administrator),
            Way::Holder(Secretariat),
            Way::Holder(FocalPoint),
            Way::Holder(OrganisationEditor),
        ],
        Act::SuspendAccount | Act::EndSessions | Act::SuspendPartner => {
            &[Way::Holder(Administrator), Way::Holder(FocalPoint), Way::Holder(OrganisationEditor)]
        }
        // Where a keeper suspended it, a keeper's word is asked beside.
        Act::ResumeAccount | Act::ResumePartner => {
            &[Way::Holder(Administrator), Way::Holder(FocalPoint), Way::Holder(OrganisationEditor)]
        }
        Act::ReadAccount => {
            &[Way::Person, Way::Holder(Administrator), Way::Holder(FocalPoint), Way::Holder(OrganisationEditor)]
        }
        // The verb shows the link to posts of the partner system's body alone.
        Act::OpenPartnerSecret => &[Way::SignedIn],
        Act::GrantRole => &[Way::Giver],
        // Whoever appoints ends an appointment, by whichever name it is ended.
        Act::RevokeGrant => &[Way::Giver, Way::Principal, Way::Person],
        Act::ApproveRequest | Act::RefuseRequest => &[Way::Word],
        Act::WithdrawRequest => &[Way::Asker],
        Act::ListPartners => &[
            Way::Anywhere(Administrator),
            Way::Anywhere(Secretariat),
            Way::Anywhere(FocalPoint),
            Way::Anywhere(OrganisationEditor),
        ],
        Act::RegisterPartner | Act::RotatePartnerSecret | Act::EndPartner => {
            &[Way::Holder(Administrator), Way::Holder(OrganisationEditor)]
        }
        Act::CreateCountry
        | Act::UpdateCountry
        | Act::EndCountry
        | Act::CreateCompetence
        | Act::UpdateCompetence
        | Act::EndCompetence => &[Way::Holder(Administrator)],
        Act::CreateOrganisation => {
            &[Way::Holder(Administrator), Way::Holder(FocalPoint), Way::OutsideAuthorities(Secretariat)]
        }
        Act::UpdateOrganisation => {
            &[Way::Holder(OrganisationEditor), Way::Holder(FocalPoint), Way::OutsideAuthorities(Secretariat)]
        }
        Act::ChangeOrganisationStatus => &[Way::Holder(Administrator)],
        Act::EndOrganisation => {
            &[Way::Holder(Administrator), Way::Holder(FocalPoint), Way::OutsideAuthorities(Secretariat)]
        }
        Act::MergeOrganisation => &[Way::Holder(Administrator), Way::Holder(Secretariat), Way::Holder(FocalPoint)],
        Act::CreateGroup => &[Way::Holder(Secretariat)],
        Act::CreateSharingGroup => &[Way::Anywhere(Member)],
        Act::UpdateGroup | Act::EndGroup => &[Way::Holder(GroupEditor), Way::Holder(Secretariat)],
        Act::AddMember => &[Way::Holder(GroupEditor), Way::Holder(Secretariat)],
        // Leaving is always the member's own.
        Act::EndMembership => {
            &[Way::Holder(GroupEditor), Way::Holder(Secretariat), Way::Keeper, Way::Person, Way::Author]
        }
        Act::UpdateExpert => &[
            Way::Person,
            Way::Holder(OrganisationEditor),
            Way::Holder(FocalPoint),
            Way::OutsideAuthorities(Secretariat),
        ],
        Act::UpdateContactCard | Act::EraseOwnPerson => &[Way::Person],
        Act::EraseExpert => &[Way::Holder(Administrator)],
        Act::UpdatePost => &[
            Way::Holder(Administrator),
            Way::Holder(OrganisationEditor),
            Way::Holder(FocalPoint),
            Way::OutsideAuthorities(Secretariat),
        ],
        Act::EndPost => &[
            Way::Person,
            Way::Holder(Administrator),
            Way::Holder(OrganisationEditor),
            Way::Holder(FocalPoint),
            Way::OutsideAuthorities(Secretariat),
        ],
        Act::AppointFocalPoint => &[Way::Holder(Administrator), Way::Holder(Secretariat)],
        Act::AppointFieldContact => &[Way::Principal, Way::Holder(Administrator)],
        Act::UpdateAppointment => &[Way::Person, Way::Holder(FocalPoint)],
        Act::EndAppointment => &[Way::Giver, Way::Principal, Way::Person],
        // Which name and how wide is judged by `may_publish`.
        Act::PublishUpdate | Act::PreviewAudience | Act::Comment => &[
            Way::Anywhere(Member),
            Way::Anywhere(OrganisationEditor),
            Way::Anywhere(FieldContact),
            Way::Anywhere(FocalPoint),
            Way::Anywhere(GroupEditor),
            Way::Anywhere(Secretariat),
        ],
        Act::EditUpdate
        | Act::ChangeAudience
        | Act::WithdrawItem
        | Act::DeleteDraft
        | Act::ProposeItem
        | Act::TransferItem => &[Way::Author, Way::Keeper],
        Act::EditComment => &[Way::Author],
        Act::ModerateComment => &[Way::Author, Way::Keeper],
        Act::ReadItemAccess => &[Way::Holder(Auditor)],
        // Whether they may publish it so is judged by `may_publish`.
        Act::ConfirmItem => &[Way::Asked],
        Act::ReturnItem => &[Way::Asked, Way::Author, Way::Keeper],
        Act::PurgeItem | Act::BreakGlass => &[Way::Holder(Administrator)],
        Act::PublishScheduled
        | Act::LoadNetwork
        | Act::RecordRoleTable
        | Act::RecordRefusals
        | Act::SettlePosts
        | Act::RotateKeys
        | Act::RecoverAdministrator => &[Way::System],
    }
}

/// Acts that nobody does for themselves: *never to oneself*, and oneself is the person in every
/// post and every partner system of one's own body.
pub const fn never_for_oneself(act: Act) -> bool {
    matches!(
        act,
        Act::GrantRole
            | Act::BeginPost
            | Act::AppointFocalPoint
            | Act::AppointFieldContact
            | Act::ResumeAccount
            | Act::ResumePartner
    )
}

/// Names of groups of acts: the OAuth 2.0 scopes (RFC 6749 §3.3) that narrow a partner system's
/// token. They permit or refuse whole operations and never change sight.
pub const fn oauth_scope(act: Act) -> Option<&'static str> {
    match act {
        Act::Look
        | Act::KeepOwnAccount
        | Act::ExplainAccess
        | Act::ListGrants
        | Act::ListAccessRequests
        | Act::ListProposals
        | Act::PreviewAudience
        | Act::ReadAccount => Some("read"),
        Act::ReadAudit | Act::ReadItemAccess => Some("audit"),
        Act::PublishUpdate
        | Act::EditUpdate
        | Act::ChangeAudience
        | Act::WithdrawItem
        | Act::DeleteDraft
        | Act::Comment
        | Act::EditComment
        | Act::ModerateComment
        | Act::ProposeItem
        | Act::ConfirmItem
        | Act::ReturnItem
        | Act::TransferItem
        | Act::PurgeItem => Some("publish"),
        Act::CreateCountry
        | Act::UpdateCountry
        | Act::CreateCompetence
        | Act::UpdateCompetence
        | Act::EndCompetence
        | Act::UpdateOrganisation
        | Act::CreateSharingGroup
        | Act::UpdateGroup
        | Act::UpdateExpert
        | Act::UpdateContactCard
        | Act::UpdatePost
        | Act::UpdateAppointment => Some("directory"),
        Act::ListInvitations
        | Act::InviteExpert
        | Act::ResendInvitation
        | Act::WithdrawInvitation
        | Act::SuspendAccount
        | Act::ResumeAccount
        | Act::EndSessions
        | Act::GrantRole
        | Act::RevokeGrant
        | Act::ApproveRequest
        | Act::RefuseRequest
        | Act::WithdrawRequest
        | Act::ListPartners
        | Act::RegisterPartner
        | Act::RotatePartnerSecret
        | Act::SuspendPartner
        | Act::ResumePartner
        | Act::EndPartner
        | Act::OpenPartnerSecret
        | Act::CreateOrganisation
        | Act::ChangeOrganisationStatus
        | Act::EndOrganisation
        | Act::MergeOrganisation
        | Act::CreateGroup
        | Act::EndGroup
        | Act::AddMember
        | Act::EndMembership
        | Act::BeginPost
        | Act::EndPost
        | Act::AppointFocalPoint
        | Act::AppointFieldContact
        | Act::EndAppointment
        | Act::EraseOwnPerson
        | Act::EraseExpert
        | Act::EndCountry
        | Act::BreakGlass => Some("access"),
        Act::Authenticate
        | Act::PublishScheduled
        | Act::LoadNetwork
        | Act::RecordRoleTable
        | Act::RecordRefusals
        | Act::SettlePosts
        | Act::RotateKeys
        | Act::RecoverAdministrator => None,
    }
}

/// Whether an act is what the answer of another is read by: whoever may do that may read what it made.
pub const fn reads_back(act: Act) -> bool {
    matches!(act, Act::Look | Act::ListGrants | Act::ListAccessRequests | Act::ListProposals | Act::ReadAccount)
}

/// All OAuth scopes, as `/v1/roles` and `/.well-known/oauth-authorization-server` list them.
pub const OAUTH_SCOPES: &[(&str, &str)] = &[
    ("read", "Look at everything that is shared with the partner system."),
    ("publish", "Publish, edit and withdraw items."),
    ("directory", "Keep the directory."),
    ("access", "Grants, posts, memberships, partner systems, invitations."),
    ("audit", "Read the audit log."),
];
