//! A batch of invitations as a table: one row a person.

use entity::vocabulary::{Rank, Role, ScopeKind};
use serde::Deserialize;

use super::batch::BatchInput;
use super::faults::Faults;
use super::input::{InviteExpert, InvitedAppointment, InvitedGrant, InvitedPostInput};
use crate::access::roles;
use crate::error::{Code, Error, FieldError, Result};
use crate::identity::grants::{APPOINTED, ScopeInput, unknown_role};
use crate::kit::nearest::{none_of, unknown};
use crate::kit::when::When;

/// The columns; `email`, `name`, `organisationCode` and `title` are obligatory.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    email: String,
    name: String,
    organisation_code: String,
    title: String,
    role: Option<String>,
    scope_code: Option<String>,
    appointments: Option<String>,
    country_code: Option<String>,
    languages: Option<String>,
    valid_from: Option<String>,
    message: Option<String>,
}

/// Reads a table (RFC 4180, UTF-8, with a header; cells are parted by commas, or by semicolons where the header is).
/// `role` may hold several roles separated by `;`,
/// and so may `languages`. The scope of a role is the row's own body unless `scopeCode` says otherwise.
/// `appointments` holds policy fields or `ALL`, separated by `;`, each with `:DEPUTY` behind it for a
/// deputy, and `countryCode` says whom they speak for.
/// A header that is not right is told at once (400); what is wrong with a row is told beside it.
pub(super) fn read(body: &[u8]) -> Result<Vec<BatchInput>> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter(body)).trim(csv::Trim::All).flexible(true).from_reader(body);
    let columns = reader.headers().map_err(|error| Error::new(Code::BadRequest, error.to_string()))?.clone();
    check_columns(&columns)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        // What is not UTF-8 was saved in another encoding: the whole table was.
        let record =
            record.map_err(|error| Error::bad_field(format!("/invitations/{}", rows.len()), error.to_string()))?;
        let email = columns.iter().position(|name| name == "email").and_then(|n| record.get(n)).unwrap_or_default();
        let line = match record.len() == columns.len() {
            true => record.deserialize::<Line>(Some(&columns)).map_err(|e| Error::bad_field("", e.to_string())),
            false => Err(uneven(record.len(), columns.len())),
        };
        let (email, mut faults) = (email.to_owned(), Faults::default());
        let invitation = match line {
            Ok(line) => Some(Box::new(line.invitation(&mut faults))),
            Err(error) => {
                error.field_errors().iter().for_each(|fault| faults.add(fault.clone()));
                None
            }
        };
        rows.push(BatchInput { email, invitation, faults });
    }
    Ok(rows)
}

/// What parts the cells: spreadsheets write semicolons where the comma stands in numbers.
fn delimiter(body: &[u8]) -> u8 {
    let header = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if header.contains(&b';') && !header.contains(&b',') { b';' } else { b',' }
}

/// A comma too many or too few: the cells stand under the wrong columns.
fn uneven(cells: usize, columns: usize) -> Error {
    Error::bad_field(
        "",
        format!("This row has {cells} cells and the header {columns}; put a text with a comma in it in \"quotes\"."),
    )
}

const OBLIGATORY: &[&str] = &["email", "name", "organisationCode", "title"];
const OPTIONAL: &[&str] = &["role", "scopeCode", "appointments", "countryCode", "languages", "validFrom", "message"];

fn check_columns(columns: &csv::StringRecord) -> Result<()> {
    for (n, name) in columns.iter().enumerate() {
        if !OBLIGATORY.iter().chain(OPTIONAL).any(|known| *known == name) {
            let known: Vec<String> = OBLIGATORY.iter().chain(OPTIONAL).map(|name| (*name).to_owned()).collect();
            let detail = unknown("column", name, &known);
            return Err(Error::bad_field(format!("/columns/{n}"), detail).with_code(Code::UnknownField));
        }
        if columns.iter().take(n).any(|before| before == name) {
            return Err(Error::bad_field(format!("/columns/{n}"), format!("The column `{name}` comes twice.")));
        }
    }
    match OBLIGATORY.iter().find(|name| !columns.iter().any(|column| column == **name)) {
        Some(missing) => Err(Error::bad_field("/columns", format!("The column `{missing}` is missing."))),
        None => Ok(()),
    }
}

impl Line {
    /// The invitation that stands in a row; what of it cannot be read is noted, and read as something else.
    fn invitation(self, faults: &mut Faults) -> InviteExpert {
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        let listed = |text: Option<String>| -> Vec<String> {
            let text = text.unwrap_or_default();
            text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let scope_code = said(self.scope_code);
        let mut grants = Vec::new();
        for (n, word) in listed(self.role).into_iter().enumerate() {
            let role = Role::from_word(&word.to_uppercase()).unwrap_or_else(|| {
                faults.add(invalid(format!("/grants/{n}/role"), unknown_role(&word, APPOINTED)));
                Role::Reader
            });
            let kind = roles::scope_of(role);
            let code = match kind {
                ScopeKind::Network => None,
                ScopeKind::Organisation => scope_code.clone().or_else(|| Some(self.organisation_code.clone())),
                ScopeKind::Country | ScopeKind::Group => scope_code.clone(),
            };
            let scope = ScopeInput { kind, id: None, code };
            grants.push(InvitedGrant { role, scope, valid_from: None, valid_to: None, reason: None });
        }
        let country = said(self.country_code);
        let appointments = listed(self.appointments).into_iter().enumerate();
        let appointments = appointments.map(|(n, text)| appointment(n, &text, country.as_deref(), faults)).collect();
        let valid_from = said(self.valid_from).and_then(|text| {
            When::parse(&text).map_err(|what| faults.add(invalid("/post/validFrom".to_owned(), what))).ok()
        });
        InviteExpert {
            email: self.email,
            name: self.name,
            native_names: Vec::new(),
            languages: listed(self.languages),
            post: InvitedPostInput {
                organisation_id: None,
                organisation_code: Some(self.organisation_code),
                title: self.title,
                valid_from,
            },
            grants,
            appointments,
            message: said(self.message),
        }
    }
}

fn invalid(pointer: String, detail: String) -> FieldError {
    FieldError { pointer, code: Code::Invalid, detail }
}

/// `return-readmission`, `ALL`, `visa-policy:DEPUTY`.
fn appointment(n: usize, text: &str, country: Option<&str>, faults: &mut Faults) -> InvitedAppointment {
    let (field, rank) = text.split_once(':').unwrap_or((text, Rank::Principal.word()));
    let (field, word) = (field.trim(), rank.trim());
    let rank = Rank::from_word(&word.to_uppercase()).unwrap_or_else(|| {
        let known = none_of("rank", word, Rank::ALL.iter().map(|rank| rank.word()));
        faults.add(invalid(format!("/appointments/{n}/rank"), known));
        Rank::Deputy
    });
    if country.is_none() {
        let detail = "Say in the column `countryCode` for which country, like `UA`.";
        faults.add(invalid(format!("/appointments/{n}/countryCode"), detail.to_owned()));
    }
    InvitedAppointment {
        country_code: country.unwrap_or_default().to_uppercase(),
        competence: field.to_owned(),
        rank,
        valid_from: None,
        valid_to: None,
        reason: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Findings;

    fn roles_of(rows: &[BatchInput]) -> Vec<Vec<Role>> {
        let roles =
            |row: &BatchInput| row.invitation.iter().flat_map(|row| &row.grants).map(|grant| grant.role).collect();
        rows.iter().map(roles).collect()
    }

    fn faults(rows: Vec<BatchInput>) -> Vec<Vec<String>> {
        let of = |row: BatchInput| row.faults.and(Findings::default()).into_iter().map(|fault| fault.pointer).collect();
        rows.into_iter().map(of).collect()
    }

    #[test]
    fn a_table_is_a_batch() {
        let table = "email,name,organisationCode,title,role\na@b.example,Ada Example,ua-sms,Officer,MEMBER; reader\n";
        let rows = read(table.as_bytes()).map(|rows| roles_of(&rows)).unwrap_or_default();
        assert_eq!(rows, vec![vec![Role::Member, Role::Reader]]);
    }

    #[test]
    fn columns_that_are_not_known_double_or_missing_are_refused_by_name() {
        for (columns, code, word) in [
            ("email,name,organisationCode,title,colour", Code::UnknownField, "`colour`"),
            ("email,name,organisationCode,title,name", Code::BadRequest, "`name` comes twice"),
            ("email,name,title", Code::BadRequest, "`organisationCode` is missing"),
        ] {
            let told = read(format!("{columns}\n").as_bytes()).err();
            assert_eq!(told.as_ref().map(Error::code), Some(code), "{columns}");
            assert!(told.is_some_and(|error| error.detail().contains(word)), "{columns}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_row_is_told_beside_it() {
        let table = "email,name,organisationCode,title,role,validFrom\n\
                     a@b.example,Ada,ua-sms,Officer,MEMBR,tomorrow\nb@b.example,Bea,ua-sms,Officer,MEMBER,2026-04-01\n\
                     c@b.example,Cya,ua-sms,Officer, of a kind,MEMBER,\nd@b.example,Dan,ua-sms,Officer,MEMBER,\n";
        let rows = read(table.as_bytes()).unwrap_or_default();
        assert_eq!(rows.iter().map(|row| row.invitation.is_some()).collect::<Vec<_>>(), [true, true, false, true]);
        assert_eq!(faults(rows), [vec!["/grants/0/role", "/post/validFrom"], vec![], vec![""], vec![]]);
    }

    #[test]
    fn a_table_carries_appointments() {
        let table = "email,name,organisationCode,title,appointments,countryCode\n\
                     a@b.example,Ada,ua-sms,Head,all; visa-policy:deputy,ua\n\
                     b@b.example,Bea,ua-sms,Head,visa-policy:CHIEF,\n";
        let rows = read(table.as_bytes()).unwrap_or_default();
        let carried = |row: &BatchInput| {
            let appointed = row.invitation.iter().flat_map(|row| &row.appointments);
            appointed.map(|a| (a.country_code.clone(), a.competence.clone(), a.rank)).collect::<Vec<_>>()
        };
        let ada = [("UA".into(), "all".into(), Rank::Principal), ("UA".into(), "visa-policy".into(), Rank::Deputy)];
        assert_eq!(rows.first().map(carried), Some(ada.to_vec()));
        assert_eq!(faults(rows), [vec![], vec!["/appointments/0/rank", "/appointments/0/countryCode"]]);
    }
}
