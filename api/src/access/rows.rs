//! Which rows an act entails: one exhaustive table. A store function that writes rows of a kind
//! asks its permit for them at compile time, so an act cannot write what it does not entail.

use super::act::Act;

/// Kinds of rows, by the tables they lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// item, audience, topics, countries, words, external ids, proposals.
    Items,
    /// fact.
    Facts,
    /// country.
    Countries,
    /// competence.
    Competences,
    /// organisation, organisation_status, succession.
    Organisations,
    /// network_group.
    Groups,
    /// membership.
    Memberships,
    /// expert and what describes them.
    Experts,
    /// contact_card.
    ContactCards,
    /// post, post_place.
    Posts,
    /// role_grant.
    Grants,
    /// appointment, absence.
    Appointments,
    /// access_request, access_word.
    AccessRequests,
    /// account, account_state, address_change.
    Accounts,
    /// session ends that are part of an act.
    Sessions,
    /// invitation, one_time_link.
    Invitations,
    /// partner, partner_secret, partner_suspension.
    Partners,
    /// update, update_revision.
    Updates,
    /// comment.
    Comments,
    /// setting, role_table, signing_key, refusal.
    Settings,
}

use Rows as R;

/// Everything that changes parties, and so may follow from a word or from the end of a body; and what is
/// handed over with a post, which goes to its successor as a revision.
const STANDING: &[Rows] = &[
    R::Items,
    R::Facts,
    R::Organisations,
    R::Groups,
    R::Memberships,
    R::Experts,
    R::ContactCards,
    R::Posts,
    R::Grants,
    R::Appointments,
    R::AccessRequests,
    R::Accounts,
    R::Sessions,
    R::Invitations,
    R::Partners,
    R::Updates,
];

const fn rows_of(act: Act) -> &'static [Rows] {
    match act {
        Act::Look
        | Act::ExplainAccess
        | Act::ListGrants
        | Act::ListAccessRequests
        | Act::ListProposals
        | Act::ReadAudit
        | Act::ListInvitations
        | Act::ListPartners
        | Act::PreviewAudience
        | Act::ReadAccount
        | Act::ReadItemAccess
        | Act::BreakGlass => &[],
        Act::Authenticate => &[
            R::Accounts,
            R::Sessions,
            R::Invitations,
            R::Posts,
            R::Memberships,
            R::Grants,
            R::Appointments,
            R::Items,
            R::Experts,
            R::ContactCards,
            R::AccessRequests,
            // Whoever accepts an invitation leaves the post before, and what was written in it may be handed over.
            R::Updates,
        ],
        Act::KeepOwnAccount => &[R::Accounts, R::Sessions, R::Invitations, R::Experts, R::Items],
        Act::InviteExpert => STANDING,
        Act::ResendInvitation | Act::WithdrawInvitation => STANDING,
        // Appointments are items, and show whether their holder counts.
        Act::SuspendAccount => &[R::Accounts, R::Sessions, R::AccessRequests, R::Invitations, R::Items],
        Act::ResumeAccount => &[R::Accounts, R::Sessions, R::AccessRequests, R::Items],
        Act::SuspendPartner | Act::ResumePartner => &[R::Partners, R::Sessions, R::AccessRequests],
        Act::EndSessions => &[R::Accounts, R::Sessions, R::Invitations],
        Act::GrantRole => &[R::Grants, R::Appointments, R::Items, R::AccessRequests],
        Act::RevokeGrant => &[R::Grants, R::Appointments, R::Items, R::AccessRequests],
        Act::ApproveRequest | Act::RefuseRequest | Act::WithdrawRequest => STANDING,
        Act::RegisterPartner | Act::RotatePartnerSecret => {
            &[R::Items, R::Partners, R::Invitations, R::Grants, R::AccessRequests, R::Sessions]
        }
        Act::EndPartner => {
            &[R::Items, R::Partners, R::Memberships, R::Invitations, R::Grants, R::AccessRequests, R::Sessions]
        }
        Act::OpenPartnerSecret => &[R::Invitations],
        Act::EndCountry => STANDING,
        Act::CreateCountry | Act::UpdateCountry => &[R::Items, R::Facts, R::Countries],
        Act::CreateCompetence | Act::UpdateCompetence | Act::EndCompetence => &[R::Items, R::Facts, R::Competences],
        Act::CreateOrganisation => &[R::Items, R::Facts, R::Organisations, R::AccessRequests],
        Act::UpdateOrganisation => &[R::Items, R::Facts, R::Organisations],
        Act::ChangeOrganisationStatus => &[R::Items, R::Organisations, R::AccessRequests],
        Act::EndOrganisation | Act::MergeOrganisation | Act::EraseOwnPerson | Act::EraseExpert => STANDING,
        Act::CreateGroup | Act::CreateSharingGroup => {
            &[R::Items, R::Facts, R::Groups, R::Memberships, R::Grants, R::AccessRequests]
        }
        Act::UpdateGroup => &[R::Items, R::Facts, R::Groups, R::Memberships],
        Act::EndGroup => &[R::Items, R::Facts, R::Groups, R::Memberships, R::Grants, R::AccessRequests],
        Act::AddMember | Act::EndMembership => &[R::Items, R::Memberships, R::Grants, R::AccessRequests],
        Act::UpdateExpert => &[R::Items, R::Experts],
        Act::UpdateContactCard => &[R::Items, R::ContactCards],
        Act::BeginPost | Act::UpdatePost | Act::EndPost => STANDING,
        Act::AppointFocalPoint | Act::AppointFieldContact | Act::UpdateAppointment | Act::EndAppointment => {
            &[R::Items, R::Appointments, R::Grants, R::AccessRequests]
        }
        Act::PublishUpdate | Act::EditUpdate => &[R::Items, R::Updates],
        Act::DeleteDraft | Act::PurgeItem => &[R::Items, R::Updates, R::Comments],
        Act::Comment | Act::EditComment | Act::ModerateComment => &[R::Comments],
        Act::ChangeAudience
        | Act::WithdrawItem
        | Act::ProposeItem
        | Act::ConfirmItem
        | Act::ReturnItem
        | Act::TransferItem
        | Act::PublishScheduled => &[R::Items, R::Updates],
        Act::LoadNetwork => &[
            R::Items,
            R::Facts,
            R::Countries,
            R::Competences,
            R::Organisations,
            R::Groups,
            R::Memberships,
            R::Experts,
            R::ContactCards,
            R::Posts,
            R::Grants,
            R::Appointments,
            R::AccessRequests,
            R::Accounts,
            R::Sessions,
            R::Invitations,
            R::Partners,
            R::Updates,
            R::Comments,
            R::Settings,
        ],
        Act::RecordRoleTable | Act::RecordRefusals | Act::RotateKeys => &[R::Settings],
        Act::RecoverAdministrator | Act::SettlePosts => STANDING,
    }
}

/// Whether `act` may write `rows`. `const`, so that a store function that is called with the wrong
/// permit does not compile.
pub(super) const fn entails(act: Act, rows: u8) -> bool {
    let mut list = rows_of(act);
    while let [first, rest @ ..] = list {
        if *first as u8 == rows {
            return true;
        }
        list = rest;
    }
    false
}
