//! Updates: the news that members post, each for its own audience. Publishing a draft, changing who
//! it is for, withdrawing and deleting are acts on items of any kind and lie in `items`.

mod edit;
pub mod graphql;
mod publish;
pub(crate) mod reach;
mod read;
pub mod rest;
mod revisions;
pub(crate) mod store;
pub(crate) mod store_known;
mod store_list;
pub(crate) mod store_revisions;
mod text;
pub mod view;

pub use edit::{EditUpdate, edit};
pub use publish::{
    NewUpdate, PublishState, PublishUpdate, add as add_waiting_update, add_update, add_updates, publish,
};
pub(crate) use read::opened;
pub use read::{SORTS, UpdateFilter, delivered, list, of_ids, one};
pub(crate) use revisions::{apply_content, content_in, title_in};
pub use revisions::{delete_text, keep_revision, keep_revisions};
pub use text::Text;
pub use view::Update;
