//! Grants: the gift of a role to a post or partner system in a scope, and its end.

mod announce;
mod behind;
mod give;
pub mod graphql;
mod letters;
mod offered;
mod read;
pub mod rest;
mod revoke;
mod said;
mod steps;
pub(crate) mod store;
pub mod unkept;
pub mod view;
mod word;

pub(crate) use announce::{announce, announce_grant};
pub(crate) use behind::{everybody_behind, experts_behind, tell, tell_holder, tell_people};
pub use give::{GiveRole, ScopeInput, give};
pub(crate) use give::{held_by, scope_of, scope_place};
pub(crate) use letters::{tell_ended, tell_ended_with_post, tell_given};
pub(crate) use offered::{APPOINTED, invitable, unknown_role};
pub use read::{GrantFilter, SORTS, list, of_holder, one};
pub(crate) use revoke::target_of;
pub use revoke::{RevokeGrant, revoke};
pub use said::{SaidGrant, said};
pub(crate) use steps::insert_grant_as;
pub use steps::{NewGrant, begin_counting, end_grant, forget_grants, insert_grant, refuse_grant};
pub(crate) use store::held_by_expert;
pub use unkept::{tell_unkept, would_be_unkept};
pub use view::{Grant, GrantState};
pub(crate) use word::{Wanted, asked_for_grant, still_fits, word_for};
