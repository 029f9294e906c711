//! What all items share: one row with owner, state, audience and effective audience. Every slice
//! writes its items through the steps here, so that `seen_by` and the change record are worked out
//! in one place.

mod any_item;
mod asked;
pub mod audiences;
mod change_audience;
pub mod comments;
mod confirm;
mod decided;
mod delete_draft;
mod every_kind;
mod external_id;
pub mod filters;
pub mod glass;
pub mod graphql;
mod hand_over;
pub mod item_access;
mod item_parts;
mod letters;
pub mod openings;
pub mod preview;
pub mod proposals;
mod propose;
pub(crate) mod prose;
mod publish_due;
mod publish_item;
pub mod publishing;
mod purge;
pub mod rest;
mod return_item;
pub(crate) mod revise;
pub mod revisions;
mod shared_with;
mod steps;
pub(crate) mod store;
pub(crate) mod store_known;
pub(crate) mod store_many;
pub(crate) mod store_owned;
pub(crate) mod store_parts;
mod transfer;
mod withdraw;
mod word;
pub mod written;

pub use any_item::{Item, one_item, who_sees, written_item};
pub(crate) use asked::keepers_to_ask;
pub use audiences::{
    Audience, AudienceInput, FoundParty, MOST_PARTIES, Party, PartyInput, PartyInputKind, audience_views, party_views,
    resolve_audience_in, resolve_parties, resolve_parties_in,
};
pub(crate) use change_audience::must_not_widen;
pub use change_audience::{ChangeAudience, change_audience};
pub use confirm::{ConfirmItem, confirm_item};
pub use decided::{Changed, Decided, decided_again};
pub use delete_draft::{DeleteDraft, delete_draft};
pub use every_kind::{AnyItem, items_of_any_kind};
pub use external_id::{ExternalId, check_external_ids};
pub use filters::Lifecycle;
pub use hand_over::hand_over;
pub use item_parts::{ItemParts, is_keeper, item_parts};
pub(crate) use propose::ask_for_publication;
pub use propose::{ProposeItem, propose_item};
pub use publish_due::publish_due;
pub use publish_item::{PublishItem, publish_item};
pub use purge::{PurgeItem, Purged, purge_item, purged_before};
pub use return_item::{ReturnItem, return_item};
pub use shared_with::{own_party, party_of};
pub use steps::{
    NewItem, Release, Rewrite, erase_item, insert_item, insert_items, insert_waiting_item, rewrite_audiences,
    rewrite_item,
};
pub use transfer::{TransferItem, transfer_item};
pub use withdraw::{WithdrawItem, withdraw_item};
