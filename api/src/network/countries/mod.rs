//! Participating states: their names, codes and dated parts in the process. A country is item and
//! party under one id; as a party it means its public authorities.

mod add;
mod create;
mod end;
pub mod graphql;
mod input;
mod read;
pub mod rest;
pub(crate) mod store;
mod update;
pub mod view;

pub use add::{NewCountry, add_country};
pub use create::{CreateCountry, create};
pub use end::{EndCountry, end};
pub use input::CountryPartInput;
pub use read::{CountryFilter, SORTS, by_code, history, list, of_code, of_codes, of_ids, one};
pub use update::{UpdateCountry, update};
pub use view::Country;
