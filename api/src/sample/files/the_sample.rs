//! The sample's people and content, read and checked together.

use super::appointments::{self, Absence, Appointment};
use super::directory::{Directory, check_unique};
use super::grants::{self, Grant};
use super::groups::{self, Group, Membership};
use super::network::NetworkFiles;
use super::partners::{self, Partner};
use super::people::{self, HistoryPost, Person};
use super::problem::{Problems, Report};
use super::publishing::may_publish;
use super::shelf::{self, Shelf};
use super::standing::Holder;
use super::table::{self, Table};
use super::updates::{self, Update};
use super::vocabulary::{MemberKind, PartyRef, Role, ScopeKind};

/// Invented people and content, consistent with a network.
#[derive(Debug, Clone)]
pub struct SampleFiles {
    /// `people.csv`.
    pub people: Table<Person>,
    /// `history_posts.csv`.
    pub history_posts: Table<HistoryPost>,
    /// `partners.csv`.
    pub partners: Table<Partner>,
    /// `groups.csv` of the sample; the network's own are not repeated.
    pub groups: Table<Group>,
    /// `memberships.csv` of the sample.
    pub memberships: Table<Membership>,
    /// `grants.csv`.
    pub grants: Table<Grant>,
    /// `appointments.csv`, present and past.
    pub appointments: Table<Appointment>,
    /// `absences.csv`.
    pub absences: Table<Absence>,
    /// `updates/*.md`, in order of publication.
    pub updates: Vec<Update>,
}

/// A role that somebody holds on a day, by grant or by appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingRole<'a> {
    /// The role.
    pub role: Role,
    /// Where it counts.
    pub scope_kind: ScopeKind,
    /// Code of the place; none for NETWORK.
    pub scope: Option<&'a str>,
    /// The field of a field contact, else none.
    pub competence: Option<&'a str>,
}

impl SampleFiles {
    /// The files in the binary, checked against the network's.
    ///
    /// # Errors
    /// All that is wrong with them; a test keeps this from happening.
    pub fn embedded(network: &NetworkFiles) -> Result<Self, Problems> {
        let mut report = Report::default();
        let shelf = shelf::embedded_sample(&mut report);
        Self::parse(&shelf, network, report)
    }

    /// The roles of a person or partner system that run on a day. A grant in a
    /// group counts only beside one with own sight; that is the reader's to judge.
    pub fn roles_on<'a>(&'a self, holder: &'a str, day: &'a str) -> impl Iterator<Item = StandingRole<'a>> + 'a {
        let granted = self.grants.iter().filter(move |g| g.holder == holder && g.runs_on(day));
        let appointed = self.appointments.iter().filter(move |a| a.person == holder && a.runs_on(day));
        granted
            .map(|g| StandingRole {
                role: g.role,
                scope_kind: g.scope_kind,
                scope: g.scope.as_deref(),
                competence: None,
            })
            .chain(appointed.map(|a| StandingRole {
                role: a.role(),
                scope_kind: ScopeKind::Country,
                scope: Some(&a.country),
                competence: (a.competence != "ALL").then_some(a.competence.as_str()),
            }))
    }

    pub(super) fn parse(shelf: &Shelf, network: &NetworkFiles, mut report: Report) -> Result<Self, Problems> {
        let r = &mut report;
        let files = Self {
            people: table::read(shelf, people::FILE, r),
            history_posts: table::read(shelf, people::HISTORY_FILE, r),
            partners: table::read(shelf, partners::FILE, r),
            groups: table::read(shelf, groups::FILE, r),
            memberships: table::read(shelf, groups::MEMBERSHIPS_FILE, r),
            grants: table::read(shelf, grants::FILE, r),
            appointments: table::read(shelf, appointments::FILE, r),
            absences: table::read(shelf, appointments::ABSENCES_FILE, r),
            updates: updates::read(shelf, r),
        };
        // Shapes first, then what files say of one another: see `NetworkFiles`.
        if report.is_clean() {
            files.check(network, &mut report);
        }
        report.finish()?;
        Ok(files)
    }

    fn check(&self, network: &NetworkFiles, report: &mut Report) {
        let known = Directory::new(network).with_groups(&self.groups, &self.memberships);
        check_unique(
            self.people
                .lines()
                .map(|(at, p)| (at, p.key.as_str()))
                .chain(self.partners.lines().map(|(at, p)| (at, p.key.as_str()))),
            report,
        );
        // A group of the sample under a code of the network would hide that one.
        check_unique(network.groups.lines().chain(self.groups.lines()).map(|(at, g)| (at, g.code.as_str())), report);
        people::check(&self.people, &known, report);
        people::check_history(&self.history_posts, &self.people, &known, report);
        partners::check(&self.partners, &known, report);
        groups::check(&self.groups, &self.memberships, &known, true, report);
        self.check_posts_in_groups(report);
        grants::check(&self.grants, |key| self.holder(key), &known, report);
        appointments::check(&self.appointments, |row| self.holder_then(row), &known, report);
        appointments::check_absences(&self.absences, &self.appointments, report);
        let keys: Vec<&str> = self.people.iter().map(|p| p.key.as_str()).collect();
        for update in &self.updates {
            updates::check(update, &known, &keys, report);
            self.check_right(update, &known, report);
        }
        for (at, person) in self.people.lines() {
            self.check_card(at, person, &known, report);
        }
    }

    fn check_posts_in_groups(&self, report: &mut Report) {
        for (at, row) in self.memberships.lines() {
            let found = match row.member_kind {
                MemberKind::Country | MemberKind::Organisation => true,
                MemberKind::Post => self.people.iter().any(|p| p.key == row.member && p.organisation.is_some()),
                MemberKind::Partner => self.partners.iter().any(|p| p.key == row.member),
            };
            if !found {
                report.add(
                    at,
                    format!("unknown member `{}`", row.member),
                    "a key of people.csv with a post, or of partners.csv",
                );
            }
        }
    }

    fn check_card(&self, at: (&str, u64), person: &Person, known: &Directory<'_>, report: &mut Report) {
        for party in person.card_parties().unwrap_or_default() {
            match &party {
                PartyRef::Public | PartyRef::Network | PartyRef::Officials => {}
                PartyRef::Country(code) => known.country(at, "card_audience", code, report),
                PartyRef::Group(code) => known.group(at, "card_audience", code, report),
                PartyRef::Organisation(code) => known.organisation(at, "card_audience", code, report),
                PartyRef::Expert(key) => {
                    if !self.people.iter().any(|p| p.key == *key && p.organisation.is_some()) {
                        report.add(
                            at,
                            format!("column `card_audience`: unknown person `{key}`"),
                            "a key of people.csv with a post",
                        );
                    }
                }
            }
        }
    }

    /// A right of the day of publication; a draft needs one that is open.
    fn check_right(&self, update: &Update, known: &Directory<'_>, report: &mut Report) {
        let Some(author) = self.people.iter().find(|p| p.key == update.author) else {
            return;
        };
        let at = (update.file.as_str(), 1);
        let day = update.published.as_deref().unwrap_or("9999-12-31");
        let Some(holder) = self.holder(&author.key).filter(|h| h.since.is_some_and(|from| from <= day)) else {
            report.add(at, format!("`{}` held no post then", author.key), "an author in a present post that had begun");
            return;
        };
        let roles: Vec<_> = self.roles_on(&author.key, day).collect();
        if let Err(accepted) = may_publish(update, holder.organisation, &roles, known) {
            report.add(at, format!("`{}` may not publish this so", author.key), accepted);
        }
    }

    /// The present post of a person, or a partner system.
    fn holder<'a>(&'a self, key: &'a str) -> Option<Holder<'a>> {
        let post = self.people.iter().find(|p| p.key == key).and_then(|p| {
            Some(Holder {
                key,
                organisation: p.organisation.as_deref()?,
                is_partner: false,
                since: p.post_from.as_deref(),
            })
        });
        post.or_else(|| {
            let partner = self.partners.iter().find(|p| p.key == key)?;
            Some(Holder { key, organisation: &partner.organisation, is_partner: true, since: None })
        })
    }

    /// The post that a person held as long as the appointment ran.
    fn holder_then<'a>(&'a self, row: &'a Appointment) -> Option<Holder<'a>> {
        let now = self
            .holder(&row.person)
            .filter(|h| !h.is_partner && h.since.is_some_and(|from| from <= row.valid_from.as_str()));
        now.or_else(|| {
            let to = row.valid_to.as_ref()?;
            let post = self
                .history_posts
                .iter()
                .find(|p| p.person == row.person && p.valid_from <= row.valid_from && *to <= p.valid_to)?;
            Some(Holder {
                key: &row.person,
                organisation: &post.organisation,
                is_partner: false,
                since: Some(&post.valid_from),
            })
        })
    }
}
