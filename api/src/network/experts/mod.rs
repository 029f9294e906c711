//! The people of the network: experts, their posts and their contact cards. Rights and sight belong
//! to the post; whoever ends it ends all of it.

mod add;
mod begin_post;
mod card;
mod correct;
mod end_post;
mod erase;
pub mod graphql;
pub mod loaders;
mod named;
mod posts;
mod read;
pub mod rest;
mod rest_posts;
mod settle_due;
mod settle_ended;
pub(crate) mod store;
mod store_cards;
mod store_post_due;
mod store_post_hanging;
mod store_post_steps;
pub(crate) mod store_posts;
mod update;
mod update_post;
pub mod view;

pub use add::{NewCard, NewExpert, add_expert};
pub use begin_post::{
    BeginPost, Leaving, NewPost, begin_post, begin_post_as, begin_post_step, carry_out_post, refuse_post,
};
pub use card::{
    CorrectedCard, UpdateContactCard, cards_of_ids, check_card, contact_card, correct_card, update_contact_card,
};
pub use correct::{Correction, correct_expert};
pub use end_post::{EndPost, end_post, end_post_step};
pub use erase::{EraseExpert, ErasedPerson, erase_expert, erase_person};
pub use named::{check_named, check_title};
pub use posts::{POST_SORTS, PostFilter, history, list_posts, one_post, posts_of};
pub(crate) use read::end_of;
pub use read::{ExpertFilter, SORTS, list, of_bodies, of_ids, one};
pub use settle_due::settle_due_posts;
pub(crate) use store_post_steps::{has_another_post, post_begins};
pub(crate) use store_posts::present as present_post;
pub use update::{UpdateExpert, update_expert};
pub use update_post::{UpdatePost, update_post};
pub use view::{ContactCard, Expert, GoesTo, Post, PostEnding};
