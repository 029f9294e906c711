//! The contracts are files in the repository: a change to one is seen in the diff. To accept a
//! change on purpose: `FOCALPOINT_TEST_ACCEPT=1 cargo test contracts`.

use focalpoint_api::config;
use focalpoint_api::error::Code;
use focalpoint_api::{identity, server};

use crate::harness::contract::holds;

#[test]
fn the_openapi_document_is_the_one_in_the_repository() {
    holds("openapi.json", &server::contracts().printed().openapi);
}

#[test]
fn the_graphql_schema_is_the_one_in_the_repository() {
    holds("schema.graphql", &server::contracts().printed().sdl);
}

#[test]
fn the_page_of_roles_and_acts_is_the_one_in_the_repository() {
    holds("access.md", &identity::roles::page::page());
}

#[test]
fn the_page_of_error_codes_is_the_one_in_the_repository() {
    let mut page = String::from(
        "# Error codes\n\nGenerated from `error/codes.rs`. Clients must expect codes that are not here yet.\n\n| code | status | what it means | what to do |\n|---|---|---|---|\n",
    );
    for code in Code::ALL {
        page.push_str(&format!("| `{}` | {} | {} | {} |\n", code.name(), code.status(), code.title(), code.advice()));
    }
    holds("errors.md", &page);
}

#[test]
fn the_page_of_settings_is_the_one_in_the_repository() {
    holds("configuration.md", &config::page());
}

#[test]
fn every_operation_has_its_act() {
    assert_eq!(server::contracts().check(), Ok(()));
}
