//! What an invitation is made of.

use async_graphql::InputObject;
use entity::vocabulary::{Rank, Role};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::identity::grants::{ScopeInput, invitable};
use crate::kit::when::When;
use crate::network::facts::view::LanguageText;

/// A person to be invited, with everything that is to count once they accept.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "InviteExpertInput")]
pub struct InviteExpert {
    /// Where the letter goes; it becomes the account's address.
    #[schema(example = "olena.marchenko@dmsu.example")]
    pub email: String,
    /// Name in Latin letters.
    #[schema(example = "Olena Marchenko")]
    pub name: String,
    /// The name as written in other languages.
    #[serde(default)]
    #[graphql(default)]
    pub native_names: Vec<LanguageText>,
    /// Languages the person works in (BCP 47).
    #[serde(default)]
    #[graphql(default)]
    pub languages: Vec<String>,
    /// The post.
    pub post: InvitedPostInput,
    /// Roles that the post is to hold; each is judged as if it were given now.
    #[serde(default)]
    #[graphql(default)]
    pub grants: Vec<InvitedGrant>,
    /// Appointments as focal point, field contact or deputy; each is judged as if it were made now.
    #[serde(default)]
    #[graphql(default)]
    pub appointments: Vec<InvitedAppointment>,
    /// Words to the invited person, at most 2,000 characters.
    pub message: Option<String>,
}

/// The post that an invitation carries.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "InvitedPostInput")]
pub struct InvitedPostInput {
    /// The body; this or `organisationCode`.
    pub organisation_id: Option<Uuid>,
    /// Code of the body; this or `organisationId`.
    #[schema(example = "ua-dmsu")]
    pub organisation_code: Option<String>,
    /// Title of the position.
    #[schema(example = "Head of the Readmission Division")]
    pub title: String,
    /// Since when; now if not given. It counts from when it is confirmed and accepted, never before.
    pub valid_from: Option<When>,
}

/// A role that an invitation carries.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "InvitedGrantInput")]
pub struct InvitedGrant {
    /// The role. Focal points and field contacts are appointed, not granted.
    #[serde(deserialize_with = "invitable")]
    pub role: Role,
    /// What it extends over.
    pub scope: ScopeInput,
    /// Since when; now if not given.
    pub valid_from: Option<When>,
    /// Until when (a day is included); open if not given.
    pub valid_to: Option<When>,
    /// Why; "Invitation" if not given.
    pub reason: Option<String>,
}

/// An appointment that an invitation carries.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "InvitedAppointmentInput")]
pub struct InvitedAppointment {
    /// The country (ISO 3166-1 alpha-2), whose public authority the body must be.
    #[schema(example = "UA")]
    pub country_code: String,
    /// Code of a policy field, or `ALL`.
    #[schema(example = "return-readmission")]
    pub competence: String,
    /// Whether it speaks first, or when the principal is absent.
    pub rank: Rank,
    /// Since when; now if not given.
    pub valid_from: Option<When>,
    /// Until when (a day is included); open if not given.
    pub valid_to: Option<When>,
    /// Why; "Invitation" if not given.
    pub reason: Option<String>,
}
