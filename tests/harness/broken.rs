//! The prover is proved: with a rule left out on purpose, the test that holds it must fail, and with
//! the words of that rule, not with something else.

use std::process::Command;

use focalpoint_api::access::broken::Rule;

/// Runs a test of this binary again with `rule` left out, on SQLite, and demands that it fails and
/// says `message`. `test` is its full name, as in `broken::nobody_gives_a_role_to_themselves`.
#[track_caller]
pub fn must_be_caught(rule: Rule, test: &str, message: &str) {
    let again = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", test, "--nocapture", "--test-threads", "1"])
        .env("FOCALPOINT_BROKEN", rule.name())
        .env("FOCALPOINT_TEST_ON", "sqlite")
        .output()
        .expect("this binary runs");
    let said = format!("{}{}", String::from_utf8_lossy(&again.stdout), String::from_utf8_lossy(&again.stderr));
    assert!(said.contains("running 1 test"), "there is no test `{test}`: {said}");
    assert!(!again.status.success(), "`{test}` holds without the rule `{}`: it would not notice", rule.name());
    assert!(said.contains(message), "`{test}` failed without the rule `{}`, but not for it: {said}", rule.name());
}
