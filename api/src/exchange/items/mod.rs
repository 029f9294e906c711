//! What all items share: one row with owner, state, audience and effective audience. Every slice
//! writes its items through the steps here, so that `seen_by` and the change record are worked out
//! in one place.

mod external_id;
pub mod filters;
mod party_input;
mod party_view;
mod steps;
pub(crate) mod store;
mod store_parties;

pub use external_id::ExternalId;
pub use filters::Lifecycle;
pub use party_input::{
    AudienceInput, FoundParty, MOST_PARTIES, PartyInput, PartyInputKind, resolve_audience, resolve_audience_in,
    resolve_parties_in,
};
pub use party_view::{Audience, Party, audience_views, party_views};
pub use steps::{NewItem, Rewrite, insert_item, rewrite_item};
