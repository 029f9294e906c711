//! Groups: named sets of countries, organisations, posts and partner systems, never of groups. A
//! group is item and party under one id; each membership is dated and an item of its own, so that
//! being in a circle can itself be confidential. A change of membership changes no revision of the
//! group.

mod add;
mod create;
mod end;
pub mod graphql;
mod hanging;
mod leave;
mod letters;
mod loaders;
mod members;
mod membership_view;
mod read;
mod read_members;
pub mod rest;
pub(crate) mod store;
mod store_held;
mod store_members;
mod store_staff;
mod update;
pub mod view;

pub use add::{
    NewGroup, NewMembership, add_group, add_membership, carry_out_membership, end_memberships_of, refuse_membership,
};
pub use create::{CreateGroup, create};
pub use end::{EndGroup, GroupEnded, end, ended_before};
pub use hanging::Hanging;
pub use leave::{LeaveGroup, LeavesAs, LeftGroup, leave, left_before};
pub use loaders::{GroupsOf, MembersOf};
pub use members::{AddMember, EndMembership, add_member, end_membership};
pub use membership_view::{Membership, MembershipState};
pub use read::{GroupFilter, SORTS, history, list, of_code, of_ids, of_names, one};
pub use read_members::{
    MEMBER_SORTS, MemberFilter, groups_of, list_members, members_of, memberships_of_ids, one_membership,
    opened_membership,
};
pub(crate) use store::kind_of;
pub(crate) use store_members::{in_group, row as membership_row};
pub use update::{UpdateGroup, update};
pub use view::Group;
