//! The contracts are files in the repository: a change to one is seen in the diff. To accept a
//! change on purpose: `FOCALPOINT_TEST_ACCEPT=1 cargo test contracts`.

use std::fs;
use std::path::Path;

use focalpoint_api::error::Code;
use focalpoint_api::{identity, server};

fn holds(file: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/generated").join(file);
    if std::env::var_os("FOCALPOINT_TEST_ACCEPT").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, now).expect("a file");
    }
    let then = fs::read_to_string(&path).unwrap_or_default();
    if let Some((n, (then, now))) = then.lines().zip(now.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!("docs/generated/{file} differs at line {}:\n- {then}\n+ {now}", n + 1);
    }
    assert_eq!(then.lines().count(), now.lines().count(), "docs/generated/{file} has another length");
}

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
fn every_operation_has_its_act() {
    assert_eq!(server::contracts().check(), Ok(()));
}
