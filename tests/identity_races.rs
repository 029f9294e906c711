//! What proves who somebody is holds at the moment at which their session begins, not before.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::broken::must_be_caught;
use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::{App, on_both, signed_in};
use focalpoint_api::access::broken::Rule;

const OLD_PROOF: &str = "a session that began with the old password outlived it";

/// Signs in with a password again and again until it is refused. The tokens of all sessions that began.
async fn until_refused(app: &App, email: &str, password: &str) -> Vec<String> {
    let nobody = app.nobody();
    let mut tokens = Vec::new();
    for _ in 0..1_000 {
        let answer = nobody.post("/v1/auth/sign-in", json!({"email": email, "password": password})).await;
        match answer.status {
            200 => tokens.push(answer.body["accessToken"].as_str().expect("a token").to_owned()),
            401 => return tokens,
            other => panic!("{other}: {:#}", answer.body),
        }
    }
    panic!("the old password was never refused");
}

#[test]
fn no_session_begins_with_a_password_that_was_changed_meanwhile() {
    on_both("no_session_begins_with_a_password_that_was_changed_meanwhile", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let here = signed_in(&app, ana.expert).await;
        let passwords = [PASSWORD, "seven green umbrellas wait", "nine copper lanterns hum", "four paper boats drift"];
        for change in passwords.windows(2) {
            let (old, new) = (change[0], change[1]);
            // Several are always between having shown the old password and having a session.
            let guests = join_all((0..4).map(|_| until_refused(&app, &ana.email, old)));
            let changed = here.post("/v1/me/password", json!({"currentPassword": old, "newPassword": new}));
            let (begun, changed) = tokio::join!(guests, changed);
            changed.ok(200);
            let begun: Vec<String> = begun.into_iter().flatten().collect();
            for token in &begun {
                let answer = app.nobody().with_token(token).get("/v1/me").await;
                assert_eq!(answer.status, 401, "{OLD_PROOF}");
            }
            assert!(!begun.is_empty(), "nobody signed in: it tells nothing");
            assert_eq!(here.get("/v1/me").await.status, 200);
        }
    });
}

#[test]
fn a_session_that_began_with_an_old_proof_would_be_noticed() {
    let test = "identity_races::no_session_begins_with_a_password_that_was_changed_meanwhile";
    must_be_caught(Rule::ProofsStillHold, test, OLD_PROOF);
}
