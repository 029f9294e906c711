//! `data/sample-accounts.json`: how to sign in to the sample, for the folder's owner alone.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::files::{NetworkFiles, SampleFiles};
use super::people::Secrets;
use crate::authn::server_secret::write_private;
use crate::config::Config;

/// Where the file is.
pub(super) fn path(config: &Config) -> PathBuf {
    config.data.join("sample-accounts.json")
}

pub(super) fn write(
    config: &Config,
    network: &NetworkFiles,
    files: &SampleFiles,
    secrets: &Secrets,
    client_ids: &[(String, String)],
    today: &str,
) -> Result<(), String> {
    let country_of = |code: &str| network.organisations.iter().find(|o| o.code == code).and_then(|o| o.country.clone());
    let accounts: Vec<Json> = files
        .people
        .iter()
        .filter_map(|person| {
            let password = secrets.passwords.get(&person.key)?;
            let mut roles: Vec<Json> =
                files.roles_on(&person.key, today).filter_map(|role| serde_json::to_value(role.role).ok()).collect();
            roles.dedup();
            Some(json!({
                "email": person.email,
                "password": password,
                "name": person.name,
                "country": person.organisation.as_deref().and_then(country_of),
                "organisation": person.organisation,
                "roles": roles,
            }))
        })
        .collect();
    let partners: Vec<Json> = files
        .partners
        .iter()
        .filter_map(|partner| {
            let secret = secrets.partners.get(&partner.key)?;
            let (_, client_id) = client_ids.iter().find(|(key, _)| *key == partner.key)?;
            Some(json!({ "clientId": client_id, "clientSecret": secret, "organisation": partner.organisation }))
        })
        .collect();
    written(config, &json!({ "accounts": accounts, "partners": partners })).map(|_| ())
}

/// The same for a drawn network: its readers alone.
pub(super) fn write_accounts(config: &Config, accounts: Vec<Json>) -> Result<PathBuf, String> {
    written(config, &json!({ "accounts": accounts, "partners": [] }))
}

fn written(config: &Config, file: &Json) -> Result<PathBuf, String> {
    let text = serde_json::to_string_pretty(file).unwrap_or_default();
    let path = path(config);
    write_private(&path, text.as_bytes()).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(path)
}
