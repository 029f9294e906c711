//! Suspending accounts and partner systems, what is shown of it to whom, and whose word undoes it.

use serde_json::{Value, json};

use crate::harness::world_partners::{World, as_expert, last_token, world};
use crate::harness::{App, Client, on_both, signed_in};
use focalpoint_api::identity::partners::open_secret;

const ACCOUNT: &str = "query($id: UUID!) { account(id: $id) { state lastSignInOn lastSignInAt email
    suspension { reason byKeeper by { kind actorId } } } }";

fn why(reason: &str) -> Value {
    json!({ "reason": reason })
}

fn of(expert: uuid::Uuid, what: &str) -> String {
    format!("/v1/accounts/{expert}{what}")
}

/// The one access request that waits, as somebody sees it.
async fn waits(client: &Client) -> Value {
    let page = client.get("/v1/access-requests?state=WAITING").await.ok(200);
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{page:#}");
    page["items"][0].clone()
}

async fn say(client: &Client, word: &str) {
    let id = waits(client).await["id"].as_str().expect("an id").to_owned();
    client.post(&format!("/v1/access-requests/{id}/{word}"), why("Settled.")).await.ok(200);
}

#[test]
fn whoever_may_act_on_an_account_reads_its_state_and_who_suspended_it_over_both_doors() {
    on_both("whoever_may_act_on_an_account_reads_its_state", async |app| {
        let w = world(&app).await;
        let member = w.member_is.expert;
        assert_eq!(w.member.get(&of(member, "")).await.ok(200)["state"], "ACTIVE", "the owner");
        for (client, status) in [(&w.other, 403), (&app.nobody(), 401), (&w.member, 200), (&w.admin, 200)] {
            assert_eq!(client.get(&of(member, "")).await.status, status);
        }
        assert_eq!(w.member.get(&of(w.editor_is.expert, "")).await.status, 403, "a member has no say in an editor");
        assert_eq!(w.admin.get(&of(uuid::Uuid::new_v4(), "")).await.status, 404);
        w.admin.post(&of(member, "/suspend"), why("A lost laptop.")).await.ok(200);
        assert_eq!(w.member.get("/v1/me").await.status, 401);
        for client in [&w.admin, &w.editor, &w.focal] {
            let shown = client.get(&of(member, "")).await.ok(200);
            assert_eq!((&shown["state"], &shown["revision"]), (&json!("SUSPENDED"), &json!(2)), "{shown:#}");
            let told = &shown["suspension"];
            assert_eq!((&told["reason"], &told["byKeeper"]), (&json!("A lost laptop."), &json!(false)), "{shown:#}");
            assert_eq!(told["by"]["kind"], "EXPERT");
            // The address and the exact hour are the owner's.
            assert_eq!((&shown["email"], &shown["lastSignInAt"]), (&Value::Null, &Value::Null));
            let other = client.graphql(ACCOUNT, json!({ "id": member })).await.data()["account"].clone();
            for field in ["state", "lastSignInOn"] {
                assert_eq!(other[field], shown[field], "{field}");
            }
            for field in ["reason", "byKeeper"] {
                assert_eq!(other["suspension"][field], told[field], "{field}");
            }
            assert_eq!(other["suspension"]["by"]["actorId"], told["by"]["actorId"]);
        }
        let refused = w.other.graphql(ACCOUNT, json!({ "id": member })).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        // An administrator undoes what an administrator did.
        w.admin.post(&of(member, "/resume"), why("Found again.")).await.ok(200);
        let shown = w.editor.get(&of(member, "")).await.ok(200);
        assert_eq!((&shown["state"], &shown["suspension"]), (&json!("ACTIVE"), &Value::Null));
        signed_in(&app, member).await.get("/v1/me").await.ok(200);
    });
}

#[test]
fn an_account_that_a_keeper_suspended_is_enabled_on_a_keepers_word() {
    on_both("an_account_that_a_keeper_suspended_is_enabled_on_a_keepers_word", async |app| {
        let w = world(&app).await;
        let member = w.member_is.expert;
        let state = async || w.admin.get(&of(member, "")).await.ok(200)["state"].clone();
        // An editor of the body, and a focal point for the country whose authority it is, are its keepers here.
        for (suspends, says) in [(&w.editor, &w.focal), (&w.focal, &w.editor)] {
            let shown = suspends.post(&of(member, "/suspend"), why("He left.")).await.ok(200);
            assert_eq!(shown["suspension"]["byKeeper"], true, "{shown:#}");
            let asked = w.admin.post(&of(member, "/resume"), why("He is back.")).await;
            assert_eq!((asked.status, &asked.body["act"]), (202, &json!("resumeAccount")), "{:#}", asked.body);
            assert_eq!(w.admin.post(&of(member, "/resume"), why("Again.")).await.status, 409);
            assert_eq!(state().await, "SUSPENDED");
            say(says, "approve").await;
            assert_eq!(state().await, "ACTIVE");
        }
        // A keeper says the word by acting; one who refuses leaves it as it was.
        w.editor.post(&of(member, "/suspend"), why("He left.")).await.ok(200);
        w.focal.post(&of(member, "/resume"), why("He is back.")).await.ok(200);
        w.editor.post(&of(member, "/suspend"), why("He left.")).await.ok(200);
        let mutation = "mutation($input: SuspendAccountInput!) { resumeAccount(input: $input) {
            account { id } accessRequest { act } } }";
        let asked = w.admin.graphql(mutation, json!({ "input": { "id": member, "reason": "Back." } })).await.data();
        let expected = json!({ "account": null, "accessRequest": { "act": "resumeAccount" } });
        assert_eq!(asked["resumeAccount"], expected);
        say(&w.editor, "refuse").await;
        assert_eq!(state().await, "SUSPENDED");
        // Where an administrator was first, a keeper who suspends as well makes it theirs.
        w.editor.post(&of(member, "/resume"), why("He is back.")).await.ok(200);
        w.admin.post(&of(member, "/suspend"), why("Strange sign-ins.")).await.ok(200);
        w.editor.post(&of(member, "/suspend"), why("Indeed.")).await.ok(200);
        assert_eq!(w.admin.post(&of(member, "/resume"), why("Over.")).await.status, 202);
    });
}

#[test]
fn what_waits_to_enable_an_account_ends_with_whatever_settles_it() {
    on_both("what_waits_to_enable_an_account_ends_with_whatever_settles_it", async |app| {
        let w = world(&app).await;
        let member = w.member_is.expert;
        let state = async || w.admin.get(&of(member, "")).await.ok(200)["state"].clone();
        let asked = async || {
            let waits = w.admin.post(&of(member, "/resume"), why("He is back.")).await.ok(202);
            format!("/v1/access-requests/{}", waits["id"].as_str().expect("an id"))
        };
        // A keeper who enables it themselves says the word by acting: what waited is asked no longer.
        w.editor.post(&of(member, "/suspend"), why("He left.")).await.ok(200);
        let request = asked().await;
        w.focal.post(&of(member, "/resume"), why("I know him.")).await.ok(200);
        assert_eq!(state().await, "ACTIVE");
        let told = w.admin.get(&request).await.ok(200);
        assert_eq!((&told["state"], &told["waitsFor"]), (&json!("WITHDRAWN"), &json!([])), "{told:#}");
        // An old request opens nothing that was closed since.
        w.editor.post(&of(member, "/suspend"), why("He left after all.")).await.ok(200);
        assert_ne!(w.editor.post(&format!("{request}/approve"), json!({})).await.status, 200);
        assert_eq!(state().await, "SUSPENDED");
    });
}

/// A live partner system of the UA migration service with a grant: id, and the form that buys tokens.
async fn partner(app: &App, w: &World) -> (String, String) {
    let body =
        json!({"organisationCode": "ua-dmsu", "name": "Case system", "validTo": "2027-12-31", "reason": "Exchange."});
    let made = w.editor.post("/v1/partners", body).await.ok(201);
    let id = made["id"].as_str().expect("an id").to_owned();
    let body = json!({"validTo": "2026-12-31", "reason": "A secret."});
    w.editor.post(&format!("/v1/partners/{id}/secrets"), body).await.ok(201);
    let token = last_token(app, "/secret/").await;
    let secret = open_secret(&as_expert(app, w.member_is.expert).await, &token).await.expect("the secret").secret;
    let client = made["clientId"].as_str().expect("a client id");
    let scope = json!({"kind": "ORGANISATION", "id": made["organisation"]["id"]});
    let grant = json!({"partnerId": id, "role": "MEMBER", "scope": scope, "reason": "Exchange."});
    w.focal.post("/v1/grants", grant).await.ok(201);
    (id, format!("grant_type=client_credentials&client_id={client}&client_secret={}", secret.reveal()))
}

async fn bought(app: &App, form: &str) -> Result<Client, u16> {
    let answer = app.nobody().form("/oauth/token", None, form.to_owned()).await;
    match answer.body["access_token"].as_str() {
        Some(token) => Ok(app.nobody().with_token(token)),
        None => Err(answer.status),
    }
}

async fn parties(client: &Client) -> usize {
    client.get("/v1/me").await.ok(200)["parties"].as_array().expect("parties").len()
}

#[test]
fn a_suspended_partner_system_counts_for_nothing_until_it_is_resumed() {
    on_both("a_suspended_partner_system_counts_for_nothing_until_it_is_resumed", async |app| {
        let w = world(&app).await;
        let (id, form) = partner(&app, &w).await;
        let path = |what: &str| format!("/v1/partners/{id}{what}");
        let machine = bought(&app, &form).await.expect("a token");
        let held = parties(&machine).await;
        assert!(held > 3, "{held}");
        assert_eq!(w.member.post(&path("/suspend"), why("x")).await.status, 404, "a member does not see it");
        assert_eq!(w.editor.post(&path("/resume"), why("x")).await.code(), "NOT_FOR_ONESELF");
        assert_eq!(w.admin.post(&path("/resume"), why("x")).await.status, 409, "it runs");
        // Not a keeper: an administrator suspends and resumes.
        let shown = w.admin.post(&path("/suspend"), why("Too many calls.")).await.ok(200);
        assert_eq!((&shown["state"], &shown["revision"]), (&json!("SUSPENDED"), &json!(2)), "{shown:#}");
        assert_eq!(shown["suspension"]["reason"], "Too many calls.");
        assert_eq!(machine.get("/v1/me").await.status, 401, "its token is out with the next request");
        assert_eq!(bought(&app, &form).await.err(), Some(401), "its credentials buy nothing");
        let grants = w.focal.get(&format!("/v1/grants?partner={id}")).await.ok(200);
        assert_eq!(grants["items"][0]["state"], "DORMANT", "{grants:#}");
        for (state, number) in [("SUSPENDED", 1), ("LIVE", 0)] {
            let page = w.editor.get(&format!("/v1/partners?state={state}")).await.ok(200);
            assert_eq!(page["items"].as_array().map(Vec::len), Some(number), "{state}");
        }
        assert_eq!(w.admin.post(&path("/suspend"), why("Again.")).await.status, 409);
        let shown = w.admin.post(&path("/resume"), why("Mended.")).await.ok(200);
        assert_eq!(
            (&shown["state"], &shown["suspension"], &shown["revision"]),
            (&json!("LIVE"), &Value::Null, &json!(3))
        );
        assert_eq!(machine.get("/v1/me").await.status, 401, "an old token stays out");
        assert_eq!(
            parties(&bought(&app, &form).await.expect("a token")).await,
            held,
            "secret and grants are as before"
        );
        // What was so in between is known later.
        let explain = async |at: &str| {
            let body = json!({"actor": {"partnerId": id}, "act": "publishUpdate", "at": at});
            w.admin.post("/v1/access/explain", body).await.ok(200)["allowed"].clone()
        };
        assert_eq!(explain(&app.world.clock.now().to_string()).await, true);
    });
}

#[test]
fn a_partner_system_that_a_keeper_suspended_runs_again_on_a_keepers_word() {
    on_both("a_partner_system_that_a_keeper_suspended_runs_again_on_a_keepers_word", async |app| {
        let w = world(&app).await;
        let (id, form) = partner(&app, &w).await;
        let mutation = |name: &str| {
            format!("mutation($input: SuspendPartnerInput!) {{ {name}(input: $input) {{ partner {{ state }} }} }}")
        };
        let input = json!({ "input": { "id": id, "reason": "A leaked secret." } });
        let suspended = w.editor.graphql(&mutation("suspendPartner"), input.clone()).await.data();
        assert_eq!(suspended["suspendPartner"]["partner"]["state"], "SUSPENDED");
        // Tokens run ten minutes.
        let minute = std::time::Duration::from_secs(60);
        app.clock.advance(minute);
        let (admin, editor) = (&w.admin, &w.editor);
        let asked = admin.graphql(&mutation("resumePartner"), input).await.data();
        assert_eq!(asked["resumePartner"]["partner"], Value::Null);
        assert_eq!(bought(&app, &form).await.err(), Some(401));
        assert_eq!(waits(editor).await["target"], json!({ "kind": "PARTNER", "id": id }));
        say(editor, "approve").await;
        bought(&app, &form).await.expect("a token");
        // Who could do what, and when: it could not meanwhile.
        let explain = async |minutes: i64| {
            let at = app.world.clock.now().micros() - minutes * 60_000_000 - 1;
            let at = focalpoint_api::kit::timestamp::Timestamp::from_micros(at).to_string();
            let body = json!({"actor": {"partnerId": id}, "act": "publishUpdate", "at": at});
            admin.post("/v1/access/explain", body).await.ok(200)["allowed"].clone()
        };
        assert_eq!((explain(0).await, explain(1).await), (json!(false), json!(false)));
        app.clock.advance(minute);
        assert_eq!(explain(0).await, true);
    });
}
