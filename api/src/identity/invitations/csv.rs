//! A batch of invitations as a table: one row a person.

use entity::vocabulary::{Role, ScopeKind};
use serde::Deserialize;

use super::batch::InviteExperts;
use super::input::{InviteExpert, InvitedGrant, InvitedPostInput};
use crate::access::roles;
use crate::error::{Code, Error, Result};
use crate::identity::grants::ScopeInput;
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
    languages: Option<String>,
    valid_from: Option<String>,
    message: Option<String>,
}

/// Reads a table (RFC 4180, UTF-8, with a header). `role` may hold several roles separated by `;`,
/// and so may `languages`. The scope of a role is the row's own body unless `scopeCode` says otherwise.
pub(super) fn read(body: &[u8], dry_run: bool) -> Result<InviteExperts> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(body);
    let mut invitations = Vec::new();
    for (line, n) in reader.deserialize::<Line>().zip(0_u32..) {
        let line = line.map_err(|error| wrong(n, &error))?;
        invitations.push(line.invitation(n)?);
    }
    Ok(InviteExperts { invitations, dry_run: Some(dry_run) })
}

fn wrong(n: u32, error: &csv::Error) -> Error {
    let what = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
        _ => error.to_string(),
    };
    let code = if what.contains("unknown field") { Code::UnknownField } else { Code::BadRequest };
    Error::bad_field(format!("/invitations/{n}"), what).with_code(code)
}

impl Line {
    fn invitation(self, n: u32) -> Result<InviteExpert> {
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        let listed = |text: Option<String>| -> Vec<String> {
            let text = text.unwrap_or_default();
            text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let scope_code = said(self.scope_code);
        let mut grants = Vec::new();
        for word in listed(self.role) {
            let role = Role::from_word(&word).ok_or_else(|| {
                let known: Vec<String> = Role::ALL.iter().map(|role| role.word().to_owned()).collect();
                let nearest = crate::kit::nearest::nearest(&word, &known);
                let detail = format!("There is no role `{word}`; nearest are {nearest}.");
                Error::bad_field(format!("/invitations/{n}/grants/{}/role", grants.len()), detail)
            })?;
            let kind = roles::scope_of(role);
            let code = match kind {
                ScopeKind::Network => None,
                ScopeKind::Organisation => scope_code.clone().or_else(|| Some(self.organisation_code.clone())),
                ScopeKind::Country | ScopeKind::Group => scope_code.clone(),
            };
            let scope = ScopeInput { kind, id: None, code };
            grants.push(InvitedGrant { role, scope, valid_from: None, valid_to: None, reason: None });
        }
        let pointer = format!("/invitations/{n}/post/validFrom");
        let valid_from = said(self.valid_from).map(|text| When::parse(&text)).transpose();
        Ok(InviteExpert {
            email: self.email,
            name: self.name,
            native_names: Vec::new(),
            languages: listed(self.languages),
            post: InvitedPostInput {
                organisation_id: None,
                organisation_code: Some(self.organisation_code),
                title: self.title,
                valid_from: valid_from.map_err(|what| Error::bad_field(pointer, what))?,
            },
            grants,
            appointments: Vec::new(),
            message: said(self.message),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_a_batch() {
        let table = "email,name,organisationCode,title,role\na@b.example,Ada Example,ua-sms,Officer,MEMBER; READER\n";
        let batch = read(table.as_bytes(), true).map(|batch| (batch.invitations.len(), batch.invitations));
        let (rows, roles) = batch.map_or((0, Vec::new()), |(n, all)| {
            (n, all.iter().flat_map(|row| row.grants.iter().map(|grant| grant.role)).collect::<Vec<_>>())
        });
        assert_eq!((rows, roles), (1, vec![Role::Member, Role::Reader]));
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        let table = "email,name,organisationCode,title,colour\na@b.example,Ada,ua-sms,Officer,red\n";
        let code = read(table.as_bytes(), true).map_err(|error| error.code());
        assert!(matches!(code, Err(Code::UnknownField)));
    }
}
