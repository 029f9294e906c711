//! Who may. Pure functions over the actor and facts: `decide` and `may_grant` for action,
//! `visible` and `sight_of` for sight, `Permit` as the only key to writing.

mod act;
mod actor;
pub mod broken;
mod counting;
mod decide;
mod entered;
mod holders;
mod kept;
mod last_administrator;
pub mod lives;
mod load_actor;
mod party_set;
mod permit;
mod place;
mod publish;
pub mod roles;
mod rows;
mod rule;
mod seen_by;
mod take_overs;
mod visible;
mod word;

pub use act::{Act, ActType, acts};
pub use actor::{Actor, Grant, Session, Standing, Who, is_keepers, parties_by, stands_in_scope, those_who_see_members};
pub use counting::{counts, counts_at, not_over_at};
pub use decide::{Decision, Refusal, Target, decide, is_oneself, roles_for};
pub use entered::{entered, entered_one, words_at};
pub use holders::{Holder, Which, holders};
pub use kept::of_kept_bodies;
pub use last_administrator::keep_an_administrator;
pub(crate) use load_actor::AUTHORITY_TYPES;
pub use load_actor::{By, load_actor, load_again, load_sessions};
pub use party_set::PartySet;
pub use permit::Permit;
pub use place::{Place, place_of, places_of};
pub use publish::{Publication, Publishing, may_begin, may_publish, speaks_for};
pub use rows::Rows;
pub use rule::{OAUTH_SCOPES, Way, never_for_oneself, oauth_scope, reads_back, ways};
pub use seen_by::{Kept, seen_by};
pub use take_overs::{TakeOvers, heirs_of, with_taken_over};
pub use visible::{
    about_how_many, about_how_many_of_kind, audiences_of, audiences_of_kind, seen_by_column, seen_by_parties, visible,
    visible_row_by_row,
};
pub use word::{Entered, Holders, Word, word};
