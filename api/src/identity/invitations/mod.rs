//! Invitations by mail: a person comes in with a post, grants and appointments. All of it is
//! judged when it is offered, as if it were given then, and counts once the post is confirmed by its
//! body and the invitation is accepted; then it is judged again.

mod accept;
mod appointed;
mod batch;
mod beside;
mod carried;
mod carries;
mod csv;
mod faults;
pub mod graphql;
mod input;
mod invite;
mod judge_again;
mod letters;
mod named;
mod read;
mod readable;
mod resend;
pub mod rest;
mod rest_batch;
pub(crate) mod store;
pub mod view;
mod withdraw;

pub use accept::{AcceptInvitation, Accepted, Offer, OfferedRole, accept, accept_step, look, was_accepted};
pub use batch::{InviteExperts, invite_experts};
pub use input::{InviteExpert, InvitedAppointment, InvitedGrant, InvitedPostInput};
pub use invite::invite;
pub(crate) use read::target_of;
pub use read::{InvitationFilter, SORTS, list, one};
pub use resend::{ResendInvitation, resend};
pub use view::{BatchReport, BatchRow, CarriedGrant, Finding, Invitation, InvitedPost};
pub use withdraw::{
    WithdrawInvitation, carry_out_invited, close_with_post, forget_invitations, refuse_invited, withdraw,
};
