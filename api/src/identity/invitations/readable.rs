//! A row of a batch in JSON, read whatever is wrong with it. A parser stops at the first fault: what stands there is
//! then made readable, so that the next one is found, too.

use serde_json::{Value, json};

use super::batch::BatchInput;
use super::faults::Faults;
use crate::edge::rest::json;
use crate::error::{Code, FieldError};

/// Most faults that are looked for in one row.
const MOST: usize = 50;

/// Reads a row, and notes each of its faults.
pub(super) fn read(row: &Value) -> BatchInput {
    let email = row.get("email").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (mut row, mut faults) = (row.clone(), Faults::default());
    loop {
        let error = match json(row.to_string().as_bytes()) {
            Ok(invitation) => return BatchInput { email, invitation: Some(Box::new(invitation)), faults },
            Err(error) => error,
        };
        let whole = || FieldError { pointer: String::new(), code: error.code(), detail: error.detail().to_owned() };
        let fault = error.field_errors().first().cloned().unwrap_or_else(whole);
        let again = faults.know(&fault.pointer) || faults.number() >= MOST;
        let readable = !again && make_readable(&mut row, &fault).is_some();
        if !again {
            faults.add(fault);
        }
        if !readable {
            return BatchInput { email, invitation: None, faults };
        }
    }
}

/// Takes away what is not known, and puts something right where something is wrong or missing.
fn make_readable(row: &mut Value, fault: &FieldError) -> Option<()> {
    let (parent, key) = fault.pointer.rsplit_once('/')?;
    let list = parent.rsplit('/').next().unwrap_or_default().to_owned();
    match row.pointer_mut(parent)? {
        Value::Object(fields) if fault.code == Code::UnknownField => fields.remove(key).map(|_| ()),
        Value::Object(fields) => {
            fields.insert(key.to_owned(), in_place_of(key));
            Some(())
        }
        Value::Array(entries) => {
            *entries.get_mut(key.parse::<usize>().ok()?)? = entry_of(&list);
            Some(())
        }
        _ => None,
    }
}

/// Something that can be read where a field stands. Nothing is said of it: see [`Faults`].
fn in_place_of(field: &str) -> Value {
    match field {
        "email" | "name" | "title" | "countryCode" => json!(""),
        "language" => json!("en"),
        "nativeNames" | "languages" | "grants" | "appointments" => json!([]),
        "post" => json!({ "organisationCode": "", "title": "" }),
        "role" => json!("READER"),
        "scope" => json!({ "kind": "NETWORK" }),
        "kind" => json!("NETWORK"),
        "competence" => json!("ALL"),
        "rank" => json!("DEPUTY"),
        _ => Value::Null,
    }
}

/// The same for an entry of a list.
fn entry_of(list: &str) -> Value {
    match list {
        "grants" => json!({ "role": in_place_of("role"), "scope": in_place_of("scope") }),
        "appointments" => json!({ "countryCode": "", "competence": "ALL", "rank": in_place_of("rank") }),
        "nativeNames" => json!({ "language": "en", "name": "" }),
        "languages" => json!("en"),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Findings;

    fn faults(row: &Value) -> (bool, Vec<String>) {
        let BatchInput { invitation, faults, .. } = read(row);
        let all: InvitationRead = (invitation.is_some(), faults);
        (all.0, all.1.and(Findings::default()).into_iter().map(|fault| fault.pointer).collect())
    }

    type InvitationRead = (bool, Faults);

    #[test]
    fn every_fault_of_a_row_is_found() {
        let row = json!({
            "email": 7, "colour": "red", "languages": ["en", 8], "post": {"organisationCode": "ua-sms", "validFrom": "soon"},
            "grants": [7, {"role": "MEMBR", "scope": {"kind": "PLANET"}, "validTo": "later"}],
            "appointments": [{"countryCode": "UA", "rank": "CHIEF", "competence": "ALL"}],
        });
        let (read, mut told) = faults(&row);
        told.sort();
        assert!(read);
        assert_eq!(
            told,
            [
                "/appointments/0/rank",
                "/colour",
                "/email",
                "/grants/0",
                "/grants/1/role",
                "/grants/1/scope/kind",
                "/grants/1/validTo",
                "/languages/1",
                "/name",
                "/post/title",
                "/post/validFrom",
            ]
        );
    }

    #[test]
    fn what_is_no_invitation_at_all_is_told_once() {
        for row in [json!(7), json!([]), json!(null), json!("a@b.example")] {
            assert_eq!(faults(&row), (false, vec![String::new()]), "{row}");
        }
        assert_eq!(faults(&json!({"email": "a\u{0}"})).1, ["/email", "/name", "/post"]);
    }
}
