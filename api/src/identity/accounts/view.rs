//! What is shown of an account, and of oneself.

use async_graphql::SimpleObject;
use entity::vocabulary::{AccountState, OrganisationType};
use entity::{account, address_change};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::exchange::items::{Audience, ExternalId, Party};
use crate::identity::actors::Actor;
use crate::identity::grants::Grant;
use crate::kit::day::{Day, Zone};
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::network::facts::view::LanguageText;

/// The sign-in of an expert.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Id.
    pub id: Uuid,
    /// Whose it is.
    pub expert_id: Uuid,
    /// Address it signs in with; shown to its owner alone.
    pub email: Option<String>,
    /// The language of letters to it (BCP 47); null where none was chosen, and letters come in English; shown to its
    /// owner alone.
    pub language: Option<String>,
    /// Whether it is enabled.
    pub state: AccountState,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last sign-in; null before the first one; shown to its owner alone.
    pub last_sign_in_at: Option<Timestamp>,
    /// Day of the last sign-in; null before the first one.
    pub last_sign_in_on: Option<Day>,
    /// Last visit that was marked (`/v1/me/visit`); null before the first one; shown to its owner alone. Signing in
    /// marks none.
    pub last_visit_at: Option<Timestamp>,
    /// Since when it is suspended, by whom and why; null while it is enabled.
    pub suspension: Option<Suspension>,
    /// A change of address that is under way; shown to its owner alone.
    pub address_change: Option<PendingAddress>,
    /// Counts the times it was suspended or enabled, from 1.
    pub revision: i32,
}

/// Why an account or a partner system counts for nothing at present.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Suspension {
    /// Since when.
    pub since: Timestamp,
    /// Who suspended it.
    pub by: Actor,
    /// Why, in their words; null once they were erased.
    pub reason: Option<String>,
    /// Whether a keeper of the body, or of the country whose authority it is, did so: then it takes such
    /// a keeper's word to undo it.
    pub by_keeper: bool,
}

/// A change of address that is under way.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PendingAddress {
    /// The new address.
    pub email: String,
    /// Whether the new address was proved.
    pub confirmed: bool,
    /// When it takes effect without the old address's word, once it is proved.
    pub effective_at: Timestamp,
}

/// Where an account stands.
pub(super) struct AccountNow {
    pub state: AccountState,
    pub revision: i32,
    pub suspension: Option<Suspension>,
}

impl crate::kit::revisioned::Revisioned for Account {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Account {
    pub(super) fn new(
        row: account::Model,
        now: AccountNow,
        pending: Option<address_change::Model>,
        (is_own, zone): (bool, &Zone),
    ) -> Self {
        let sign_in = row.last_sign_in_at.map(Timestamp::from_micros);
        Self {
            id: row.id,
            expert_id: row.expert_id,
            email: is_own.then_some(row.email),
            language: row.language.filter(|_| is_own),
            state: now.state,
            revision: now.revision,
            created_at: Timestamp::from_micros(row.created_at),
            last_sign_in_at: sign_in.filter(|_| is_own),
            last_sign_in_on: sign_in.map(|at| zone.day_of(at)),
            last_visit_at: row.last_visit_at.filter(|_| is_own).map(Timestamp::from_micros),
            suspension: now.suspension,
            address_change: pending.filter(|_| is_own).map(|change| PendingAddress {
                email: change.email,
                confirmed: change.new_confirmed_at.is_some(),
                effective_at: Timestamp::from_micros(change.effective_at),
            }),
        }
    }
}

/// Who asks: account and expert, or partner system, with what they see and may.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "Viewer")]
pub struct Me {
    /// The account; null for a partner system.
    pub account: Option<Account>,
    /// The person, with or without a post; null for a partner system.
    pub expert: Option<OwnExpert>,
    /// The partner system; null for a person.
    pub partner: Option<OwnPartner>,
    /// All parties held, KEEPERS too: whatever is shared with one of them is seen.
    pub parties: Vec<Party>,
    /// Grants of the present post or of the partner system that are not over, with the state of each.
    pub grants: Vec<Grant>,
}

/// What is held about oneself.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OwnExpert {
    /// Id of the expert.
    pub id: Uuid,
    /// Name in Latin letters.
    pub name: String,
    /// Names in other scripts and languages.
    pub native_names: Vec<LanguageText>,
    /// Languages spoken (BCP 47).
    pub languages: Vec<String>,
    /// Codes of policy fields one knows.
    pub fields: Vec<String>,
    /// What other systems call one.
    pub external_ids: Vec<ExternalId>,
    /// Private telephone and address, as they are kept, also without a post; null where there are none.
    pub contact_card: Option<OwnCard>,
    /// The post that runs; null without one.
    pub post: Option<OwnPost>,
    /// Posts that count once somebody has said the word on them.
    pub waiting: Vec<OwnWaiting>,
    /// Counts the changes of the expert's data, from 1.
    pub revision: i32,
}

/// One's contact card, whoever sees it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OwnCard {
    /// Id.
    pub id: Uuid,
    /// Private telephone.
    pub telephone: Option<String>,
    /// Private address.
    pub email: Option<String>,
    /// Who sees it while a post runs that keeps it.
    pub audience: Option<Audience>,
    /// Counts its changes, from 1.
    pub revision: i32,
}

impl crate::kit::revisioned::Revisioned for Me {
    fn revision(&self) -> i32 {
        self.expert.as_ref().map_or(1, |expert| expert.revision)
    }
}

/// One's present post.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OwnPost {
    /// Id: the party that rights and sight belong to.
    pub id: Uuid,
    /// Title of the position.
    pub title: String,
    /// The body.
    pub organisation: OwnOrganisation,
    /// Office telephone.
    pub office_telephone: Option<String>,
    /// Office mailbox.
    pub office_email: Option<String>,
    /// Since when, to the precision it is known.
    pub valid_from: PartialDate,
    /// Until when (the day is included); null while it is open.
    pub valid_to: Option<PartialDate>,
}

/// A post of one's own that waits for a word. Nothing of it counts before that.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OwnWaiting {
    /// Id of the post.
    pub post_id: Uuid,
    /// Title of the position.
    pub title: String,
    /// The body it is in.
    pub organisation: OwnOrganisation,
    /// The parties whose keepers' word is missing: they were asked by letter. One's own post is there where one says
    /// oneself that one leaves it.
    pub waits_for: Vec<Party>,
    /// Since when it waits.
    pub since: Timestamp,
}

/// One's own body.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OwnOrganisation {
    /// Id.
    pub id: Uuid,
    /// Stable code.
    pub code: String,
    /// Name, in the language asked for where there is one.
    pub name: String,
    /// Type of organisation; null while none is in force.
    pub r#type: Option<OrganisationType>,
    /// Whether it hears what is for OFFICIALS.
    pub official: bool,
    /// Code of its country; null for none.
    pub country_code: Option<String>,
}

/// The partner system that asks.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OwnPartner {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// OAuth 2.0 client identifier.
    pub client_id: String,
    /// The body that owns it.
    pub organisation: OwnOrganisation,
    /// Last instant it runs.
    pub valid_to: Timestamp,
}
