//! Organisations: authorities, international organisations, EU institutions, NGOs, embassies. A body
//! is item and party under one id. What changes who sees what (type, country, flag, take-over) is
//! apart from what describes it, and takes the word of those it concerns.

mod create;
mod end;
pub mod graphql;
mod hanging;
mod history;
mod life;
mod lines;
mod list;
pub mod loader;
mod merge;
mod new;
mod profile;
mod read;
pub mod rest;
mod status;
mod store;
mod store_hanging;
mod store_standing;
mod succession;
mod superior;
mod take_over;
mod update;
pub mod view;

pub use create::{CreateOrganisation, create};
pub use end::{EndOrganisation, EndedWith, OrganisationEnded, end, end_body_step, ended_before};
pub use hanging::{Hanging, Hung};
pub use history::{OrganisationHistory, StatusView, SuccessionView, histories, history};
pub use life::pointer_of;
pub(crate) use life::{check_lives, check_made};
pub use list::{OrganisationFilter, SORTS, list, list_on_day, of_countries};
pub use merge::{MergeOrganisation, OrganisationMerged, merge, merged_before};
pub use new::{NewOrganisation, add_organisation, is_official_by_preset, is_public_authority};
pub use read::{by_code, of_code, of_codes, of_ids, one};
pub use status::{ChangeOrganisationStatus, carry_out_creation, carry_out_status, change_status, refuse_creation};
pub use store_standing::rewrite_lines;
pub use succession::{NewSuccession, add_history_succession, carry_out_succession, refuse_succession};
pub(crate) use superior::{Superior, check_spell, check_superiors};
pub use update::{DatedParent, UpdateOrganisation, update};
pub use view::{Organisation, OrganisationOnDay, ParentPeriod, Related};
