//! Who could see an item. Three answers: to whoever sees it, why they do; to its keepers, the
//! audience and who opened it; to auditors, who could see it when and by which chain, without title
//! or content, and the reading itself is recorded.

mod ask;
mod audit;
mod chains;
pub mod graphql;
mod keeping;
pub mod rest;
mod store;
pub mod view;

pub use ask::{AccessQuestion, item_access};
pub use view::ItemAccess;
