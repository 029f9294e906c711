//! The change feed: everything a reader may see, as a state that it is brought to step by step, and
//! never so much as an id of more. Whenever it says `caughtUp`, folding it from the beginning gives
//! what an export gives.
//!
//! `drain` is the whole of its thought, without a database; `store_candidates` asks the one question;
//! `page` is the one page function, which feed, export and subscription share.

mod cursor;
mod drain;
pub mod graphql;
mod live;
mod nameless;
mod page;
mod read;
pub mod rest;
mod store;
mod store_candidates;
mod store_sights;
pub mod view;
mod waiting;

pub use cursor::{from_bytes, to_bytes};
pub use drain::{Cursor, END, Op, Range, Way};
pub use live::{Carrier, Published, published};
pub use nameless::nameless;
pub use page::{Asked, Drained, Feed, Told, page};
pub use read::{ChangeFilter, Include, changes, shown};
pub(crate) use store_sights::{intern as keep_sight, known as sights};
pub use view::{Change, ChangePage};
