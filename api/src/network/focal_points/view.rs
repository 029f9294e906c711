//! What is shown of appointments and of who answers for what.

use async_graphql::{Enum, InputObject, SimpleObject};
use entity::vocabulary::{Precision, Rank};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Row;
use crate::kit::day::{Day, Zone};
use crate::kit::partial_date::PartialDate;
use crate::kit::when::{first_date, last_date};
use crate::network::experts::Expert;
use crate::network::references::OrganisationReference;

/// The word for all policy fields.
pub const ALL_FIELDS: &str = "ALL";

/// Whether a word stands for all policy fields: like a code it is taken in capitals or not.
pub fn means_all_fields(word: &str) -> bool {
    word.eq_ignore_ascii_case(ALL_FIELDS)
}

/// The appointment of a post to speak for a country. As a function (country, field, body, office) it
/// is public; the person is shown to those who see the expert.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Appointment {
    /// Id.
    pub id: Uuid,
    /// The country it speaks for (ISO 3166-1 alpha-2).
    #[schema(example = "UA")]
    pub country_code: String,
    /// Code of the policy field, or `ALL`.
    #[schema(example = "return-readmission")]
    pub competence: String,
    /// Whether it speaks first, or when the principal is absent.
    pub rank: Rank,
    /// The body the post stood in when appointed.
    pub organisation: Option<OrganisationReference>,
    /// How the function is reached.
    pub office: AppointmentOffice,
    /// The person; null where the reader may not see the expert.
    pub expert: Option<Expert>,
    /// Days on which the appointed person is away, and a deputy comes first.
    pub absences: Vec<AppointmentAbsence>,
    /// Since when, to the precision it is known.
    pub valid_from: PartialDate,
    /// Until when (the day is included); null while it is open.
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// By which way a look-up found it; null outside a look-up.
    pub via: Option<AppointmentVia>,
    /// Whether it runs now.
    pub state: AppointmentState,
    /// Counts its changes, from 1.
    pub revision: i32,
}

/// How a function is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentOffice {
    /// Telephone of the function.
    pub telephone: Option<String>,
    /// Mailbox of the function.
    pub email: Option<String>,
}

/// Days on which somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "AppointmentAbsence", input_name = "AppointmentAbsenceInput")]
pub struct AppointmentAbsence {
    /// First day.
    pub valid_from: Day,
    /// Last day, inclusive.
    pub valid_to: Day,
}

/// By which way a look-up found an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentVia {
    /// The field that was answered for: the one asked for, a broader one, or `ALL`.
    pub competence: String,
    /// Whether it answers as a deputy.
    pub deputy: bool,
}

/// Whether an appointment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AppointmentState {
    /// Waits for a word.
    Waiting,
    /// Has not begun.
    Future,
    /// Runs.
    Live,
    /// Runs by its dates, and gives nothing: the post no longer stands in a public authority of the country, or the
    /// account is suspended.
    Dormant,
    /// Has ended.
    Ended,
}

/// Whether somebody answers for a country in a policy field on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The country (ISO 3166-1 alpha-2).
    pub country_code: String,
    /// Code of the policy field.
    pub competence: String,
    /// Whether anybody answers.
    pub covered: bool,
    /// By which way.
    pub by: CoverageBy,
    /// The field of the appointment that answers: this one, a broader one or `ALL`; null where nobody does.
    pub via: Option<AppointmentVia>,
}

/// By which way a policy field is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CoverageBy {
    /// Somebody is appointed for the field.
    Field,
    /// Somebody is appointed for a broader field.
    Broader,
    /// Only those appointed for all fields.
    All,
    /// Nobody: a gap.
    Nobody,
}

impl crate::kit::revisioned::Revisioned for Appointment {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Appointment {
    pub(super) fn new(
        row: Row,
        (state, zone): (AppointmentState, &Zone),
        organisation: Option<OrganisationReference>,
        expert: Option<Expert>,
        absences: Vec<AppointmentAbsence>,
    ) -> Self {
        Self {
            id: row.id,
            state,
            valid_to: row.until().map(|past| last_date(zone, past)),
            country_code: row.country_code,
            competence: row.competence_code.unwrap_or_else(|| ALL_FIELDS.to_owned()),
            rank: row.rank,
            organisation,
            office: AppointmentOffice { telephone: row.office_telephone, email: row.office_email },
            expert,
            absences,
            valid_from: first_date(zone, row.valid_from, row.precision),
            precision: row.precision,
            via: None,
            revision: row.revision,
        }
    }
}
