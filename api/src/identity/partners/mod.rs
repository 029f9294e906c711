//! Partner systems: machine clients of the API, each owned by a body and standing in it as a post
//! does. Registering one is an access act, confirmed by the body's editors; its secret is handed
//! over once, by a link that only a post of the body can open; it signs in by OAuth 2.0.

mod end;
pub mod graphql;
mod letters;
pub mod oauth;
mod open_secret;
mod read;
mod register;
pub mod rest;
mod secrets;
mod steps;
pub(crate) mod store;
mod suspend;
pub mod view;

pub use end::{EndPartner, end};
pub use open_secret::{HandedOver, SecretOffer, look_at_secret, open_secret};
pub(crate) use read::told_of;
pub use read::{PartnerFilter, SORTS, list, one};
pub use register::{RegisterPartner, register};
pub use secrets::{EndSecret, RotateSecret, end_secret, rotate};
pub use steps::{NewPartner, NewSecret, add_partner, add_secret, carry_out_partner, end_partner_step, refuse_partner};
pub(crate) use store::client_id;
pub use suspend::{ResumePartner, SuspendPartner, carry_out_resumption, resume, suspend};
pub use view::{Partner, PartnerSecret};
pub(crate) use view::{is_confirmed, runs_until};
