//! Focal points: who speaks for a country, in all policy fields or in one. An appointment and its
//! grant are one act and one life: dates, holder, country and field are the grant's.

mod appoint;
mod appoint_or_ask;
mod coverage;
mod end;
pub mod graphql;
mod lookup;
mod read;
mod relations;
pub mod rest;
mod steps;
pub(crate) mod store;
mod update;
pub mod view;

pub use appoint::{AppointFocalPoint, OfficeInput, appoint};
pub(crate) use appoint_or_ask::{appoint_or_ask, free_for, takes_part};
pub use coverage::{CoverageFilter, coverage};
pub use end::{EndFocalPoint, end};
pub use read::{FocalPointFilter, SORTS, list, of_ids, one};
pub use relations::{HeldBy, SpeakingFor};
pub(crate) use steps::role_of;
pub use steps::{
    NewAppointment, appoint_as, appoint_step, appointments_show_otherwise, carry_out_appointment, forget_absences,
    refuse_appointment, touch_appointments,
};
pub use update::{UpdateFocalPoint, update};
pub use view::{Appointment, Coverage};
