//! Every act there is, by the name that `/v1/access/matrix` bears.

/// Makes [`Act`] and, for each act, a type of its own that a `Permit` carries.
macro_rules! acts {
    ($($variant:ident = $name:literal, $doc:literal;)+) => {
        /// An act: what somebody may or may not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, async_graphql::Enum, utoipa::ToSchema)]
        // The schema's own reading: it does not see the names of the variants behind this macro.
        #[serde(rename_all = "camelCase")]
        pub enum Act { $(#[doc = $doc] #[serde(rename = $name)] #[graphql(name = $name)] $variant,)+ }

        impl Act {
            /// All acts, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The act's name at the doors.
            pub const fn name(self) -> &'static str { match self { $(Self::$variant => $name),+ } }

            /// What it is, in a sentence.
            pub const fn doc(self) -> &'static str { match self { $(Self::$variant => $doc),+ } }

            /// The act of a name.
            pub fn named(name: &str) -> Option<Self> { match name { $($name => Some(Self::$variant),)+ _ => None } }
        }

        /// The acts as types, for `Permit<Act>`.
        pub mod acts {
            use super::{Act, ActType};
            $(#[doc = $doc] #[derive(Clone, Copy, Debug)] pub struct $variant;
              impl ActType for $variant { const ACT: Act = Act::$variant; })+
        }
    };
}

/// An act as a type.
pub trait ActType {
    /// The act.
    const ACT: Act;
}

acts! {
    Look = "look", "See what is shared with one: lists, single items, counts, search. Sight decides what there is.";
    Authenticate = "authenticate", "Sign in, refresh, sign out, accept an invitation, set a forgotten password.";
    KeepOwnAccount = "keepOwnAccount", "Read, correct and export what is held about oneself; one's sessions, password and address.";
    ExplainAccess = "explainAccess", "Ask whether somebody may do something, and why.";
    ListGrants = "listGrants", "Read grants: one's own, those one may give or end, all for the registry.";
    ListAccessRequests = "listAccessRequests", "Read what waits for a word: what one asked, what one may decide, all for the registry.";
    ListProposals = "listProposals", "Read proposals: about what one keeps, and those on which one's word is asked.";
    ReadAudit = "readAudit", "Read the audit log.";
    ListInvitations = "listInvitations", "See where each invitation hangs.";
    InviteExpert = "inviteExpert", "Invite a person by mail, with post, grants and appointments.";
    ResendInvitation = "resendInvitation", "Send an invitation again, with a new link.";
    WithdrawInvitation = "withdrawInvitation", "Withdraw an invitation that was not accepted.";
    ReadAccount = "readAccount", "Read the state of an account: whether it is suspended, by whom and why, and the day of the last sign-in.";
    SuspendAccount = "suspendAccount", "Suspend an account at once.";
    ResumeAccount = "resumeAccount", "Enable a suspended account again.";
    EndSessions = "endSessions", "End all sessions of a person, organisation or partner system.";
    GrantRole = "grantRole", "Give a role in a scope to a post or partner system.";
    RevokeGrant = "revokeGrant", "End a grant.";
    ApproveRequest = "approveRequest", "Say the word that an access act waits for.";
    RefuseRequest = "refuseRequest", "Refuse the word that an access act waits for.";
    WithdrawRequest = "withdrawRequest", "Take back an access act that waits.";
    ListPartners = "listPartners", "Read the partner systems of a body.";
    RegisterPartner = "registerPartner", "Register a partner system for an organisation.";
    RotatePartnerSecret = "rotatePartnerSecret", "Make a new secret for a partner system.";
    SuspendPartner = "suspendPartner", "Suspend a partner system at once.";
    ResumePartner = "resumePartner", "Have a suspended partner system run again.";
    EndPartner = "endPartner", "End a partner system.";
    OpenPartnerSecret = "openPartnerSecret", "Open the one-time link that hands over a partner system's secret; only a post of its body can.";
    CreateCountry = "createCountry", "Add a participating state.";
    UpdateCountry = "updateCountry", "Correct a participating state and its part in the process.";
    EndCountry = "endCountry", "End a country's part in the process, with its appointments.";
    CreateCompetence = "createCompetence", "Add a policy field.";
    UpdateCompetence = "updateCompetence", "Correct a policy field.";
    EndCompetence = "endCompetence", "End a policy field.";
    CreateOrganisation = "createOrganisation", "Add a body.";
    UpdateOrganisation = "updateOrganisation", "Keep a body's profile: names, parents, policy fields, office.";
    ChangeOrganisationStatus = "changeOrganisationStatus", "Change a body's type, country or official flag.";
    EndOrganisation = "endOrganisation", "End a body, and its posts with it.";
    MergeOrganisation = "mergeOrganisation", "Have one body taken over by another.";
    CreateGroup = "createGroup", "Make a cluster, committee or working group.";
    CreateSharingGroup = "createSharingGroup", "Make a sharing group; the own body is the first member.";
    UpdateGroup = "updateGroup", "Keep a group's name, description and who sees its members.";
    EndGroup = "endGroup", "End a group.";
    AddMember = "addMember", "Propose or admit a member of a group.";
    EndMembership = "endMembership", "End a membership.";
    EraseOwnPerson = "eraseOwnPerson", "Erase oneself for good; what one wrote stays the organisation's.";
    EraseExpert = "eraseExpert", "Erase a person who has left and asked for it; what they wrote stays the organisation's.";
    UpdateExpert = "updateExpert", "Correct an expert's name, languages and fields.";
    UpdateContactCard = "updateContactCard", "Keep one's contact card and who sees it.";
    BeginPost = "beginPost", "Begin a post of an expert in a body.";
    UpdatePost = "updatePost", "Correct a post's title and office.";
    EndPost = "endPost", "End a post, and with it its grants, sessions and sight.";
    AppointFocalPoint = "appointFocalPoint", "Appoint a principal focal point for a country, for all fields.";
    AppointFieldContact = "appointFieldContact", "Appoint a field contact or a deputy for a country.";
    UpdateAppointment = "updateAppointment", "Keep an appointment's office and absences.";
    EndAppointment = "endAppointment", "End an appointment, and its grant with it.";
    PublishUpdate = "publishUpdate", "Publish an update, or keep one as a draft.";
    EditUpdate = "editUpdate", "Change an update's text.";
    ChangeAudience = "changeAudience", "Change who an item is for.";
    ProposeItem = "proposeItem", "Propose an item to those who may publish it so.";
    ConfirmItem = "confirmItem", "Confirm what was proposed: a publication, a change, a transfer.";
    ReturnItem = "returnItem", "Give back what was proposed, or take it back; cancel a scheduled publication.";
    TransferItem = "transferItem", "Give an item to another owner, with the word of that one's keepers.";
    PurgeItem = "purgeItem", "Purge an item for a reason: its content goes for good, its id and the ledger stay.";
    WithdrawItem = "withdrawItem", "Withdraw a published item.";
    DeleteDraft = "deleteDraft", "Delete a draft for good.";
    Comment = "comment", "Say something about an item to whoever sees it.";
    EditComment = "editComment", "Correct one's own comment, or withdraw it.";
    ModerateComment = "moderateComment", "Take somebody's comment out of an item that one keeps, with a reason.";
    PreviewAudience = "previewAudience", "See beforehand who would see something.";
    ReadItemAccess = "readItemAccess", "Read who could see an item, when and why, without title or content.";
    BreakGlass = "breakGlass", "Look for an hour into an item that is not shared with one; its keepers are told.";
    PublishScheduled = "publishScheduled", "Publish what is due by its schedule (SYSTEM).";
    LoadNetwork = "loadNetwork", "Load reference data or a sample (SYSTEM).";
    RecordRoleTable = "recordRoleTable", "Record this release's table of roles (SYSTEM).";
    SettlePosts = "settlePosts", "Carry out what follows when a post begins or ends by its date (SYSTEM).";
    RecordRefusals = "recordRefusals", "Record refused administrative acts (SYSTEM).";
    RotateKeys = "rotateKeys", "Rotate the keys that sign access tokens (SYSTEM).";
    RecoverAdministrator = "recoverAdministrator", "Make an administrator from the host (SYSTEM).";
}
