//! The prover is proved (docs/testing.md): a rule left out on purpose is caught by the test that holds it.

use entity::vocabulary::Role;
use focalpoint_api::access::broken::Rule;
use serde_json::json;

use crate::harness::broken::must_be_caught;
use crate::harness::world_people::{network, somebody};
use crate::harness::{on_both, signed_in};

const TO_ONESELF: &str = "somebody gave a role to themselves";

#[test]
fn nobody_gives_a_role_to_themselves() {
    on_both("nobody_gives_a_role_to_themselves", async |app| {
        let net = network(&app).await;
        let administrator = somebody(&app, &net, "Ana Novak", net.dmsu, &[Role::Administrator]).await;
        let client = signed_in(&app, administrator.expert).await;
        let scope = json!({ "kind": "NETWORK" });
        let grant = json!({ "expertId": administrator.expert, "role": "AUDITOR", "scope": scope, "reason": "Me." });
        let answer = client.post("/v1/grants", grant).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "NOT_FOR_ONESELF"), "{TO_ONESELF}");
    });
}

#[test]
fn a_rule_left_out_on_purpose_is_noticed() {
    must_be_caught(Rule::NeverForOneself, "broken::nobody_gives_a_role_to_themselves", TO_ONESELF);
}
