//! The data files: typed rows, and the checks that hold them together.
//!
//! Two sets of files, both embedded in the binary:
//! - [`NetworkFiles`] (`api/network/`): countries, policy fields, bodies and
//!   groups. Reference data, no people. Also read from a directory, so that
//!   another network starts with its own files in the same format.
//! - [`SampleFiles`] (`api/sample/`): invented people with their posts, rights
//!   and updates, on top of the reference data.
//!
//! Nothing here knows the database. Reading reports *all* problems at once, as
//! `file:line: what was wrong; accepted: …`. Every column is described in
//! `docs/network-files.md`.

mod appointments;
mod cells;
mod competences;
mod countries;
mod directory;
mod grants;
mod groups;
mod network;
mod organisations;
mod partners;
mod people;
mod problem;
mod publishing;
mod settings;
mod shelf;
mod sources;
mod standing;
mod table;
mod the_sample;
mod updates;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use appointments::{Absence, Appointment};
pub use cells::LocalName;
pub use competences::Competence;
pub use countries::{Country, CountryPart};
pub use directory::Directory;
pub use grants::Grant;
pub use groups::{Group, Membership};
pub use network::NetworkFiles;
pub use organisations::{Organisation, OrganisationParent, Succession};
pub use partners::Partner;
pub use people::{HistoryPost, Person};
pub use problem::{Problem, Problems};
pub use publishing::may_publish;
pub use settings::Settings;
pub use sources::Source;
pub use standing::{Holder, may_hold};
pub use table::{Row, Table};
pub use the_sample::{SampleFiles, StandingRole};
pub use updates::Update;
pub use vocabulary::{
    Confidence, GroupKind, MemberKind, MembersSeenBy, OrganisationType, Part, PartyRef, Precision, Rank, Role,
    ScopeKind, UpdateState,
};
