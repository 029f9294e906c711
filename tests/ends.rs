//! What ends, ends for good and takes along what hung on it: an end is put off by nobody, what waited for a word
//! waits no longer, and nobody enters, speaks for or rewrites what is over.

use std::time::Duration;

use entity::vocabulary::{Rank, Role};
use serde_json::{Value, json};

use crate::harness::world_circles::circles;
use crate::harness::world_organisations::Directory;
use crate::harness::world_partners::{last_token, world};
use crate::harness::world_people::{appointed, network, somebody};
use crate::harness::{Client, on_both, signed_in};

const WHY: &str = "It ends.";

async fn id_of_own_body(client: &Client) -> String {
    let me = client.get("/v1/me").await.ok(200);
    me["expert"]["post"]["organisation"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn an_end_that_was_said_is_put_off_by_nobody() {
    on_both("an_end_that_was_said_is_put_off_by_nobody", async |app| {
        let world = world(&app).await;
        let path = format!("/v1/posts/{}", world.member_is.post);
        let end = format!("{path}/end");
        let until = |day: &str| json!({"reason": WHY, "validTo": day});
        let shown = async || world.admin.get(&path).await.ok(200)["validTo"].clone();
        world.editor.post(&end, until("2026-03-05")).await.ok(200);
        let said = shown().await;
        for client in [&world.member, &world.editor, &world.admin] {
            let answer = client.post(&end, until("2099-12-31")).await;
            assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        }
        assert_eq!(shown().await, said);
        // Sooner is possible, for whoever may end it.
        world.member.post(&end, until("2026-03-04")).await.ok(200);
        let sooner = shown().await;
        assert_ne!(sooner, said);
        // No other act puts it off: neither a post that begins later, nor the end of the body.
        let begin = json!({"expertId": world.member_is.expert, "organisationCode": "pl-udsc", "title": "Adviser",
            "validFrom": "2026-03-20"});
        let asked = world.other.post("/v1/posts", begin).await.ok(202);
        let approve = format!("/v1/access-requests/{}/approve", asked["id"].as_str().expect("an id"));
        world.member.post(&approve, json!({})).await.ok(200);
        assert_eq!(shown().await, sooner);
        let body = id_of_own_body(&world.editor).await;
        let input = json!({"reason": WHY, "validTo": "2026-04-30"});
        world.admin.post(&format!("/v1/organisations/{body}/end"), input).await.ok(200);
        assert_eq!(shown().await, sooner);
        // The person reads the same at home.
        assert_eq!(world.member.get("/v1/me").await.ok(200)["expert"]["post"]["validTo"], sooner);
        app.clock.advance(Duration::from_secs(3 * 24 * 3_600));
        let member = signed_in(&app, world.member_is.expert).await;
        assert_eq!(member.get("/v1/me").await.ok(200)["expert"]["post"], Value::Null);
    });
}

#[test]
fn what_waits_to_join_a_group_waits_no_longer_than_the_group() {
    on_both("what_waits_to_join_a_group_waits_no_longer_than_the_group", async |app| {
        let world = circles(&app).await;
        let secretary = &world.secretary.client;
        let new = json!({"kind": "COMMITTEE", "code": "steering", "name": "Steering Committee"});
        let made = secretary.post("/v1/groups", new).await;
        let path = made.header("location");
        let join = json!({"party": {"kind": "ORGANISATION", "code": "int-cbcp"}, "reason": "A seat."});
        let waits = secretary.post(&format!("{path}/members"), join).await.ok(202);
        secretary.post(&format!("{path}/end"), json!({"reason": WHY})).await.ok(200);
        let request = format!("/v1/access-requests/{}", waits["id"].as_str().expect("an id"));
        assert_eq!(secretary.get(&request).await.ok(200)["state"], "WITHDRAWN");
        assert_eq!(secretary.get("/v1/access-requests").await.ok(200)["items"], json!([]));
    });
}

#[test]
fn with_a_body_end_its_partner_systems_and_what_was_asked_about_it() {
    on_both("with_a_body_end_its_partner_systems_and_what_was_asked_about_it", async |app| {
        let world = world(&app).await;
        let register =
            json!({"organisationCode": "ua-dmsu", "name": "Case system", "validTo": "2027-12-31", "reason": "x"});
        let live = world.editor.post("/v1/partners", register.clone()).await.ok(201);
        let id = live["id"].as_str().expect("an id").to_owned();
        let secret = json!({"validTo": "2026-12-31", "reason": "A secret."});
        world.editor.post(&format!("/v1/partners/{id}/secrets"), secret).await.ok(201);
        assert!(!last_token(&app, "/secret/").await.is_empty());
        let grant = json!({"partnerId": id, "role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}, "reason": "x"});
        let grant = world.focal.post("/v1/grants", grant).await.ok(201);
        let waits = world.admin.post("/v1/partners", register).await.ok(202);
        let body = id_of_own_body(&world.editor).await;
        let wanted = json!({"official": false, "reason": "x"});
        let changes = world.admin.post(&format!("/v1/organisations/{body}/status"), wanted).await.ok(202);
        world.admin.post(&format!("/v1/organisations/{body}/end"), json!({"reason": WHY})).await.ok(200);

        let shown = world.admin.get(&format!("/v1/partners/{id}")).await.ok(200);
        assert_eq!(json!([shown["state"], shown["secrets"][0]["state"]]), json!(["ENDED", "ENDED"]), "{shown:#}");
        let grant = format!("/v1/grants/{}", grant["id"].as_str().expect("an id"));
        assert_eq!(world.admin.get(&grant).await.ok(200)["state"], "ENDED");
        for request in [&waits, &changes] {
            let path = format!("/v1/access-requests/{}", request["id"].as_str().expect("an id"));
            assert_eq!(world.admin.get(&path).await.ok(200)["state"], "WITHDRAWN", "{request:#}");
        }
    });
}

#[test]
fn a_grant_of_a_partner_system_that_is_to_end_with_its_body_ends_with_it() {
    on_both("a_grant_of_a_partner_system_that_is_to_end_with_its_body_ends_with_it", async |app| {
        let world = world(&app).await;
        let register =
            json!({"organisationCode": "ua-dmsu", "name": "Case system", "validTo": "2027-12-31", "reason": "x"});
        let live = world.editor.post("/v1/partners", register).await.ok(201);
        let grant = json!({"partnerId": live["id"], "role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}, "reason": "x"});
        let grant = world.focal.post("/v1/grants", grant).await.ok(201);
        let body = id_of_own_body(&world.editor).await;
        let end = json!({"reason": WHY, "validTo": "2026-03-04"});
        world.admin.post(&format!("/v1/organisations/{body}/end"), end).await.ok(200);
        let path = format!("/v1/grants/{}", grant["id"].as_str().expect("an id"));
        assert_eq!(world.admin.get(&path).await.ok(200)["state"], "LIVE");
        let admin = world.admin.get("/v1/me").await.ok(200)["expert"]["id"].clone();
        app.clock.advance(Duration::from_secs(3 * 24 * 3_600));
        let admin = signed_in(&app, admin.as_str().expect("an id").parse().expect("an id")).await;
        assert_eq!(admin.get(&path).await.ok(200)["state"], "ENDED");
    });
}

#[test]
fn nobody_enters_a_body_that_has_ended() {
    on_both("nobody_enters_a_body_that_has_ended", async |app| {
        let d = Directory::new(&app).await;
        let path = format!("/v1/organisations/{}/end", d.guard);
        signed_in(&app, d.focal_point.expert).await.post(&path, json!({"reason": WHY})).await.ok(200);
        app.clock.advance(Duration::from_secs(24 * 3_600));
        let speaker = signed_in(&app, d.focal_point.expert).await;
        let pointer = |answer: &crate::harness::Answer| (answer.status, answer.body["errors"][0]["pointer"].clone());
        let by_code = json!({"email": "nina@guard.example", "name": "Nina Newcomer", "grants": [],
            "post": {"organisationCode": "ua-guard", "title": "Officer"}});
        let answer = speaker.post("/v1/invitations", by_code.clone()).await;
        assert_eq!(pointer(&answer), (422, json!("/post/organisationCode")), "{:#}", answer.body);
        let batch = json!({"invitations": [by_code], "dryRun": true});
        let report = speaker.post("/v1/invitations/batch", batch).await.ok(200);
        assert_eq!(report["rows"][0]["findings"][0]["pointer"], "/post/organisationCode", "{report:#}");
        let administrator = signed_in(&app, d.administrator.expert).await;
        let register =
            json!({"organisationId": d.guard, "name": "Case system", "validTo": "2027-12-31", "reason": "x"});
        let answer = administrator.post("/v1/partners", register).await;
        assert_eq!(pointer(&answer), (422, json!("/organisationId")), "{:#}", answer.body);
        let begin = json!({"expertId": d.volunteer.expert, "organisationId": d.guard, "title": "Adviser"});
        let answer = administrator.post("/v1/posts", begin).await;
        assert_eq!(pointer(&answer), (422, json!("/organisationId")), "{:#}", answer.body);
    });
}

#[test]
fn whoever_held_an_appointment_does_not_rewrite_it_after_its_end() {
    on_both("whoever_held_an_appointment_does_not_rewrite_it_after_its_end", async |app| {
        let net = network(&app).await;
        let olena = somebody(&app, &net, "Olena Example", net.dmsu, &[Role::Member]).await;
        let id = appointed(&app, olena, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        let path = format!("/v1/focal-points/{id}");
        let client = signed_in(&app, olena.expert).await;
        let office = json!({"office": {"email": "mine@elsewhere.example"}});
        app.clock.advance(Duration::from_secs(60));
        client.post(&format!("{path}/end"), json!({"reason": WHY})).await.ok(200);
        let etag = client.get(&path).await.header("etag");
        let answer = client.patch(&path, &etag, office).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        assert_eq!(app.nobody().get(&path).await.ok(200)["office"]["email"], "focal.point@body.example");
    });
}

#[test]
fn nobody_speaks_for_a_country_whose_authority_their_body_no_longer_is() {
    on_both("nobody_speaks_for_a_country_whose_authority_their_body_no_longer_is", async |app| {
        let net = network(&app).await;
        let olena = somebody(&app, &net, "Olena Example", net.dmsu, &[Role::Member]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let id = appointed(&app, olena, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        let (editor, admin) = (signed_in(&app, editor.expert).await, signed_in(&app, admin.expert).await);
        let nobody = app.nobody();
        let look_up = "/v1/focal-points?country=UA&competence=ALL";
        assert_eq!(nobody.get(look_up).await.ok(200)["items"][0]["state"], "LIVE");
        let status = format!("/v1/organisations/{}/status", net.dmsu);
        let asked = admin.post(&status, json!({"type": "NGO", "reason": "Privatised."})).await.ok(202);
        let approve = format!("/v1/access-requests/{}/approve", asked["id"].as_str().expect("an id"));
        editor.post(&approve, json!({})).await.ok(200);
        for list in [look_up, "/v1/focal-points?country=UA", "/v1/focal-points?country=UA&asOf=2026-03-02"] {
            assert_eq!(nobody.get(list).await.ok(200)["items"], json!([]), "{list}");
        }
        assert_eq!(nobody.get(&format!("/v1/focal-points/{id}")).await.ok(200)["state"], "DORMANT");
        let coverage = nobody.get("/v1/focal-points/coverage?country=UA").await.ok(200);
        let cells = coverage.as_array().or(coverage["items"].as_array()).expect("cells");
        assert!(cells.iter().all(|cell| cell["covered"] == json!(false)), "{coverage:#}");
        let query = "{ country(code: \"UA\") { focalPoints { nodes { id } } } }";
        let data = nobody.graphql(query, json!({})).await;
        assert!(!data.body.to_string().contains(&id.to_string()), "{:#}", data.body);
    });
}

#[test]
fn who_has_been_an_administrator_and_no_editor_says_no_word_by_an_old_invitation() {
    on_both("who_has_been_an_administrator_and_no_editor_says_no_word_by_an_old_invitation", async |app| {
        let net = network(&app).await;
        let both = [Role::OrganisationEditor, Role::Administrator];
        let inviter = somebody(&app, &net, "Ivan Example", net.dmsu, &both).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let (inviter, admin) = (signed_in(&app, inviter.expert).await, signed_in(&app, admin.expert).await);
        let invited = json!({"email": "nina@dmsu.example", "name": "Nina Newcomer", "grants": [],
            "post": {"organisationCode": "ua-dmsu", "title": "Officer"}});
        let made = inviter.post("/v1/invitations", invited).await.ok(201);
        assert_eq!(made["accessRequestId"], Value::Null);
        let me = inviter.get("/v1/me").await.ok(200);
        let grants = me["grants"].as_array().expect("grants");
        let grant = grants.iter().find(|g| g["role"] == "ORGANISATION_EDITOR").expect("the grant");
        let revoke = format!("/v1/grants/{}/revoke", grant["id"].as_str().expect("an id"));
        admin.post(&revoke, json!({"reason": "Edits no more."})).await.ok(200);
        let token = last_token(&app, "/invitation/").await;
        let password = crate::harness::world_identity::PASSWORD;
        app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": password})).await.ok(200);
        let path = format!("/v1/invitations/{}", made["id"].as_str().expect("an id"));
        assert_eq!(admin.get(&path).await.ok(200)["state"], "WAITING_FOR_WORD");
    });
}
