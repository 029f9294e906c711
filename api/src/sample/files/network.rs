//! All reference data of a network, read and checked together.

use std::path::Path;

use super::competences::{self, Competence};
use super::countries::{self, Country, CountryPart};
use super::directory::{Directory, check_unique};
use super::groups::{self, Group, Membership};
use super::organisations::{self, Organisation, OrganisationParent, Succession};
use super::problem::{Problems, Report};
use super::settings::{self, Settings};
use super::shelf::{self, Shelf};
use super::sources::{self, Source};
use super::table::{self, Table};

const FILES: &[&str] = &[
    settings::FILE,
    sources::FILE,
    countries::FILE,
    countries::PARTS_FILE,
    competences::FILE,
    organisations::FILE,
    organisations::PARENTS_FILE,
    organisations::SUCCESSIONS_FILE,
    groups::FILE,
    groups::MEMBERSHIPS_FILE,
];

/// Reference data of a network, without people; consistent in itself.
#[derive(Debug, Clone)]
pub struct NetworkFiles {
    /// `network.toml`.
    pub settings: Settings,
    /// `sources.csv`.
    pub sources: Table<Source>,
    /// `countries.csv`.
    pub countries: Table<Country>,
    /// `country_parts.csv`.
    pub country_parts: Table<CountryPart>,
    /// `competences.csv`.
    pub competences: Table<Competence>,
    /// `organisations.csv`.
    pub organisations: Table<Organisation>,
    /// `organisation_parents.csv`.
    pub organisation_parents: Table<OrganisationParent>,
    /// `successions.csv`.
    pub successions: Table<Succession>,
    /// `groups.csv`.
    pub groups: Table<Group>,
    /// `memberships.csv`.
    pub memberships: Table<Membership>,
}

impl NetworkFiles {
    /// The files in the binary.
    ///
    /// # Errors
    /// All that is wrong with them; a test keeps this from happening.
    pub fn embedded() -> Result<Self, Problems> {
        let mut report = Report::default();
        let shelf = shelf::embedded_network(&mut report);
        Self::parse(&shelf, report)
    }

    /// The files of a folder, all ten, by the names of the embedded ones.
    ///
    /// # Errors
    /// All that is wrong with them, by file and line.
    pub fn from_directory(path: &Path) -> Result<Self, Problems> {
        let mut report = Report::default();
        let shelf = shelf::directory(path, FILES, &mut report);
        Self::parse(&shelf, report)
    }

    pub(super) fn parse(shelf: &Shelf, mut report: Report) -> Result<Self, Problems> {
        let r = &mut report;
        let settings = settings::read(shelf, r);
        let files = Self {
            sources: table::read(shelf, sources::FILE, r),
            countries: table::read(shelf, countries::FILE, r),
            country_parts: table::read(shelf, countries::PARTS_FILE, r),
            competences: table::read(shelf, competences::FILE, r),
            organisations: table::read(shelf, organisations::FILE, r),
            organisation_parents: table::read(shelf, organisations::PARENTS_FILE, r),
            successions: table::read(shelf, organisations::SUCCESSIONS_FILE, r),
            groups: table::read(shelf, groups::FILE, r),
            memberships: table::read(shelf, groups::MEMBERSHIPS_FILE, r),
            settings: settings.unwrap_or_else(|| Settings {
                name: String::new(),
                full_name: String::new(),
                secretariat: String::new(),
                time_zone: String::new(),
                languages: Vec::new(),
                notice: String::new(),
            }),
        };
        // A row that could not be read is missing from what others look up, and
        // would be blamed on them: shapes first, then what files say of another.
        if report.is_clean() {
            files.check(&mut report);
        }
        report.finish()?;
        Ok(files)
    }

    fn check(&self, report: &mut Report) {
        let known = Directory::new(self);
        known.organisation((settings::FILE, 0), "secretariat", &self.settings.secretariat, report);
        check_unique(self.sources.lines().map(|(at, r)| (at, r.code.as_str())), report);
        check_unique(self.countries.lines().map(|(at, r)| (at, r.code.as_str())), report);
        check_unique(self.competences.lines().map(|(at, r)| (at, r.code.as_str())), report);
        check_unique(self.organisations.lines().map(|(at, r)| (at, r.code.as_str())), report);
        check_unique(self.groups.lines().map(|(at, r)| (at, r.code.as_str())), report);
        countries::check(&self.countries, &self.country_parts, &known, report);
        competences::check(&self.competences, &known, report);
        organisations::check(&self.organisations, &known, report);
        organisations::check_parents(&self.organisation_parents, &known, report);
        organisations::check_successions(&self.successions, &known, report);
        groups::check(&self.groups, &self.memberships, &known, false, report);
        if self.organisations.iter().any(|o| o.code == self.settings.secretariat && o.valid_to.is_some()) {
            report.add(
                (settings::FILE, 0),
                format!("the secretariat `{}` has ended", self.settings.secretariat),
                "a body without valid_to: its posts run the network",
            );
        }
    }
}
