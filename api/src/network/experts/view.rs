//! What is shown of experts, posts and contact cards.

use async_graphql::{Enum, SimpleObject};
use entity::vocabulary::{PostState, Precision};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store_cards::Card;
use super::store_posts::PostRow;
use crate::exchange::items::{Audience, ExternalId};
use crate::kit::day::Zone;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::{first_date, last_date};
use crate::network::facts::view::LanguageText;
use crate::network::references::OrganisationReference;

/// A person of the network.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Expert {
    /// Id.
    pub id: Uuid,
    /// Name in Latin letters.
    #[schema(example = "Olena Example")]
    pub name: String,
    /// The name as written in other languages.
    pub native_names: Vec<LanguageText>,
    /// Languages the expert works in (BCP 47).
    pub languages: Vec<String>,
    /// Codes of policy fields the expert knows.
    pub fields: Vec<String>,
    /// The present post; null where none runs: then the expert has ended. Always the present one,
    /// also in a list of another day.
    pub post: Option<Post>,
    /// What other systems call the expert.
    pub external_ids: Vec<ExternalId>,
    /// Counts changes of the expert and of their posts, from 1.
    pub revision: i32,
}

/// An expert's place in an organisation. Rights and sight belong to it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Post {
    /// Id; as a party it stands for the person in this post.
    pub id: Uuid,
    /// Whose post it is.
    pub expert_id: Uuid,
    /// Title of the position.
    #[schema(example = "Head of the Readmission Division")]
    pub title: String,
    /// The body; null where it is not shown to the reader.
    pub organisation: Option<OrganisationReference>,
    /// Telephone of the office.
    pub office_telephone: Option<String>,
    /// Mailbox of the office.
    pub office_email: Option<String>,
    /// Since when, to the precision it is known.
    pub valid_from: PartialDate,
    /// Until when (the day is included); null while it is open.
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// The instant at which it was ended; null if it was not.
    pub ended_at: Option<Timestamp>,
    /// Whether the keepers of the body have confirmed it. What waits or was refused is shown to
    /// them, to the person and to the registry alone.
    pub state: PostState,
    /// Where it stood and under what title, oldest first.
    pub places: Vec<PostPlace>,
    /// The expert's revision: a post is part of its expert.
    pub revision: i32,
}

/// Where a post stood, and under what title.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PostPlace {
    /// Title of the position.
    pub title: String,
    /// The body; null where it is not shown to the reader.
    pub organisation: Option<OrganisationReference>,
    /// Since when, to the precision it is known.
    pub valid_from: PartialDate,
    /// Until when (the day is included); null where it lasts as long as the post.
    pub valid_to: Option<PartialDate>,
}

/// An expert's private telephone and address, shown to whom the expert chose.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ContactCard {
    /// Id.
    pub id: Uuid,
    /// Whose it is.
    pub expert_id: Uuid,
    /// Private telephone.
    pub telephone: Option<String>,
    /// Private address.
    pub email: Option<String>,
    /// Who it is for; shown to the person alone, else null.
    pub audience: Option<Audience>,
    /// Counts its changes, from 1.
    pub revision: i32,
}

/// What an end of a post does, or (in a dry run) would do.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PostEnding {
    /// The post as it now is.
    pub post: Post,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What hangs on the post and is shown to the asker, and where each of it goes: numbers, never titles. What is
    /// not shown to them goes the same way, and is not counted.
    pub hanging: Vec<Hanging>,
    /// How many items nobody would keep any more, where the post's holder is the last editor of a body or group and
    /// the asker may make another one: a number that counts what is not shown to them, too; null for everybody else.
    pub unkept: Option<i32>,
}

/// Things that hang on a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Hanging {
    /// What they are.
    pub what: HangingKind,
    /// How many the asker may see.
    pub count: i32,
    /// Where they go.
    pub goes_to: GoesTo,
}

/// What may hang on a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HangingKind {
    /// Drafts written in the post.
    Draft,
    /// What was written in the post and waits for somebody's word.
    Proposed,
    /// What was written in the post and is to be published by itself. Where the post released it, it
    /// is a draft again at its time, unless somebody who may has released it anew.
    Scheduled,
    /// Other items written in the post.
    Item,
    /// Appointments as focal point or field contact.
    Appointment,
    /// Groups that the post keeps.
    GroupKept,
    /// Memberships of groups that the post holds by itself.
    Membership,
    /// Partner systems of the body, where nobody else is its editor.
    PartnerSystem,
    /// Other grants.
    Grant,
    /// The contact card.
    ContactCard,
}

/// Where what hangs on a post or a body goes when that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GoesTo {
    /// To the successor that was named: a person's present post, or the body that takes over.
    Successor,
    /// Stays with the keepers of its owner.
    OwnersKeepers,
    /// Ends with it.
    Ends,
    /// Stays as it is.
    Stays,
    /// Is withdrawn: nobody sees it until a new post begins.
    Withdrawn,
}

impl crate::kit::revisioned::Revisioned for Expert {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl crate::kit::revisioned::Revisioned for Post {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl crate::kit::revisioned::Revisioned for ContactCard {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl crate::kit::revisioned::Revisioned for PostEnding {
    fn revision(&self) -> i32 {
        self.post.revision
    }
}

impl Post {
    pub(super) fn new(
        row: PostRow,
        organisation: Option<OrganisationReference>,
        places: Vec<PostPlace>,
        zone: &Zone,
    ) -> Self {
        let valid_to = row.until().map(|past| last_date(zone, past));
        Self {
            id: row.id,
            expert_id: row.expert_id,
            title: row.title,
            organisation,
            office_telephone: row.office_telephone,
            office_email: row.office_email,
            valid_from: first_date(zone, row.valid_from, row.precision),
            valid_to,
            precision: row.precision,
            ended_at: row.ended_at.map(Timestamp::from_micros),
            state: row.state,
            places,
            revision: row.revision,
        }
    }
}

impl ContactCard {
    pub(super) fn new(row: Card, audience: Option<Audience>) -> Self {
        Self {
            id: row.id,
            expert_id: row.expert_id,
            telephone: row.telephone,
            email: row.email,
            audience,
            revision: row.revision,
        }
    }
}
