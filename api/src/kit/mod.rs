//! What another product could use, too.

pub mod absent;
pub mod budget;
pub mod clock;
pub mod comma;
pub mod cursor;
pub mod database;
pub mod day;
pub mod fold;
pub mod ids;
pub mod language;
pub mod mail;
pub mod markdown;
pub mod nearest;
pub mod nul;
pub mod page;
pub mod partial_date;
pub mod password;
pub mod romanise;
pub(crate) mod schema;
pub mod sealed;
pub mod secret;
pub mod start_lock;
pub mod timestamp;
pub mod top_per_parent;
pub mod wake;
pub mod when;
