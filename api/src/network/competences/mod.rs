//! Policy fields: the taxonomy by which everything is sorted. A tree with labels and definitions.
//!
//! This slice is the pattern for all others: `view` is what is shown, `store` holds the only
//! queries, the other files are verbs, `rest` and `graphql` the two doors.

mod end;
pub mod graphql;
mod read;
pub mod rest;
pub(crate) mod store;
pub mod view;
mod write;

pub use end::{EndCompetence, end};
pub use read::{
    CompetenceFilter, SORTS, by_code, for_new, history, labels_of, list, of_codes, of_ids, one, one_for_new, used_on,
};
pub use view::Competence;
pub use write::{CreateCompetence, NewCompetence, UpdateCompetence, add_competence, create, update};
