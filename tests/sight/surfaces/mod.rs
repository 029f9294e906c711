//! Every surface through which something is seen, compared with the rule. A new slice adds its own
//! to [`SURFACES`]; nothing else needs to change.

mod access;
mod asking;
mod beside;
mod directory;
mod feed;
mod live;
mod one;
mod silence;
mod updates;

use std::pin::Pin;

use super::case::{Case, Found};

type Ask = for<'a> fn(&'a Case<'a>) -> Pin<Box<dyn Future<Output = Found> + 'a>>;

/// A surface by its name.
#[derive(Clone, Copy)]
pub struct Surface {
    pub name: &'static str,
    pub ask: Ask,
}

macro_rules! surfaces {
    ($($room:ident: $($name:ident),+;)+) => {
        /// All of them.
        pub const SURFACES: &[Surface] = &[$($(
            Surface { name: concat!(stringify!($room), "::", stringify!($name)), ask: |case| Box::pin($room::$name(case)) },
        )+)+];
    };
}

surfaces! {
    updates: in_each_order, by_each_filter, over_graphql, one_by_one, audience_and_author_to_whom_they_may;
    beside: comments_and_revisions, comments_nested, proposals, proposals_of_an_item;
    access: why_and_keeping, an_auditors_answer;
    asking: preview, explain;
    feed: from_the_beginning, from_day_to_day, over_graphql, export;
    live: what_is_published;
    directory: nodes_of_every_kind, experts_in_lists, experts_one_by_one, contact_cards, posts,
        groups_and_their_members, nested, countries_and_bodies, competences, who_speaks;
    silence: of_items, of_what_is_beside_them, of_the_directory, in_bodies;
}
