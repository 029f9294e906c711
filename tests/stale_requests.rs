//! What waits for a word is done as it was asked, or not at all: a request that the world has outrun is 409,
//! and whoever still wants it asks again.

use std::time::Duration;

use entity::vocabulary::{OrganisationType, Role};
use focalpoint_api::access::Actor;
use focalpoint_api::ctx::Ctx;
use focalpoint_api::error::Code;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_identity::PASSWORD;
use crate::harness::world_organisations::{Builder, Directory, Person};
use crate::harness::world_partners::{last_token, world};
use crate::harness::world_people::person;
use crate::harness::{Answer, App, Client, on_both, signed_in};

async fn approve(client: &Client, request: &Value) -> Answer {
    let id = request["id"].as_str().expect("a request");
    client.post(&format!("/v1/access-requests/{id}/approve"), json!({})).await
}

async fn status(client: &Client, body: Uuid, wanted: Value) -> Value {
    client.post(&format!("/v1/organisations/{body}/status"), wanted).await.ok(202)
}

/// A service of Ukraine with an editor of its own, and a focal point in the border guard.
async fn service(app: &App, d: &Directory) -> (Uuid, Person, Person) {
    let mut b = Builder::begin(app).await;
    let body = b.named_body("ua-svc", OrganisationType::OtherAuthority, Some(d.ukraine), "Service").await;
    let editor = b.person("Service Test", body, &[(Role::OrganisationEditor, Some(body))]).await;
    let speaker = b.person("Speaker Test", d.guard, &[(Role::FocalPoint, Some(d.ukraine))]).await;
    b.done().await;
    (body, editor, speaker)
}

#[test]
fn a_body_comes_back_into_no_country_on_a_word_that_was_asked_for_something_else() {
    on_both("a_body_comes_back_into_no_country", async |app| {
        let d = Directory::new(&app).await;
        let (body, editor, _) = service(&app, &d).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let (editor, speaker) = (signed_in(&app, editor.expert).await, signed_in(&app, d.focal_point.expert).await);
        // Only the flag is asked for, while the body is an authority.
        let flag = status(&administrator, body, json!({"official": false, "reason": "Hears nothing."})).await;
        let ngo = status(&administrator, body, json!({"type": "NGO", "reason": "Privatised."})).await;
        approve(&speaker, &ngo).await.ok(200);
        let answer = approve(&editor, &flag).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        let shown = app.nobody().get(&format!("/v1/organisations/{body}")).await.ok(200);
        assert_eq!(json!([shown["type"], shown["official"]]), json!(["NGO", true]));
        let me = editor.get("/v1/me").await.ok(200);
        assert!(!me["parties"].to_string().contains("COUNTRY"), "{:#}", me["parties"]);
        // It goes on waiting, and can be put aside.
        let refuse = format!("/v1/access-requests/{}/refuse", flag["id"].as_str().expect("an id"));
        assert_eq!(editor.post(&refuse, json!({"reason": "Outrun."})).await.ok(200)["state"], "REFUSED");
    });
}

#[test]
fn a_body_that_waits_for_its_country_is_changed_by_nobody_meanwhile() {
    on_both("a_body_that_waits_for_its_country_is_changed_by_nobody_meanwhile", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let speaker = signed_in(&app, d.focal_point.expert).await;
        let new = json!({"code": "ua-asylum", "type": "ASYLUM_AUTHORITY", "countryCode": "UA", "name": "Asylum"});
        let made = administrator.post("/v1/organisations", new).await.ok(202);
        assert_eq!(app.nobody().get("/v1/organisations?code=ua-asylum").await.ok(200)["items"], json!([]));
        let waits = administrator.get("/v1/organisations?code=ua-asylum").await.ok(200);
        let id: Uuid = waits["items"][0]["id"].as_str().expect("an id").parse().expect("an id");
        let change = json!({"type": "NGO", "reason": "It is none."});
        let path = format!("/v1/organisations/{id}/status");
        let changed = administrator.post(&path, change).await;
        assert_eq!((changed.status, changed.code().as_str()), (409, "CONFLICT"), "{:#}", changed.body);
        approve(&speaker, &made).await.ok(200);
        let shown = app.nobody().get(&format!("/v1/organisations/{id}")).await.ok(200);
        assert_eq!(json!([shown["type"], shown["countryCode"]]), json!(["ASYLUM_AUTHORITY", "UA"]));
    });
}

#[test]
fn a_word_said_for_a_body_lets_nobody_into_what_the_body_has_become() {
    on_both("a_word_said_for_a_body_lets_nobody_into_what_the_body_has_become", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let (editor, speaker) =
            (signed_in(&app, d.volunteer.expert).await, signed_in(&app, d.focal_point.expert).await);
        let member = signed_in(&app, d.member.expert).await;
        // The NGO's editor says its word by asking; whoever would leave a post has still to say so.
        let new = json!({"expertId": d.member.expert, "organisationCode": "ua-ngo", "title": "Adviser"});
        let asked = editor.post("/v1/posts", new).await.ok(202);
        app.clock.advance(Duration::from_secs(60));
        let wanted = json!({"type": "OTHER_AUTHORITY", "countryCode": "UA", "reason": "An agency now."});
        let agency = status(&administrator, d.ngo, wanted).await;
        approve(&editor, &agency).await.ok(200);
        approve(&speaker, &agency).await.ok(200);
        let answer = approve(&member, &asked).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        assert_eq!(member.get("/v1/me").await.ok(200)["expert"]["post"]["organisation"]["code"], "ua-guard");
    });
}

#[test]
fn an_old_request_for_a_post_ends_no_other_post_without_its_holders_word() {
    on_both("an_old_request_for_a_post_ends_no_other_post_without_its_holders_word", async |app| {
        let world = world(&app).await;
        let dmsu = world.editor.get("/v1/me").await.ok(200)["expert"]["post"]["organisation"]["id"].clone();
        let dmsu: Uuid = dmsu.as_str().expect("an id").parse().expect("an id");
        let halyna = person(&app, "Halyna Example", dmsu, None).await;
        let begin = |code: &str| json!({"expertId": halyna, "organisationCode": code, "title": "Adviser"});
        let asked = world.admin.post("/v1/posts", begin("pl-udsc")).await.ok(202);
        world.editor.post("/v1/posts", begin("ua-dmsu")).await.ok(201);
        let answer = approve(&world.other, &asked).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        let posts = world.admin.get(&format!("/v1/posts?expert={halyna}")).await.ok(200);
        assert_eq!(posts["items"].as_array().map(Vec::len), Some(1), "{posts:#}");
        assert_eq!(posts["items"][0]["organisation"]["code"], "ua-dmsu");
        assert_eq!(posts["items"][0]["validTo"], Value::Null);
    });
}

#[test]
fn an_invited_post_that_waits_ends_no_post_begun_since() {
    on_both("an_invited_post_that_waits_ends_no_post_begun_since", async |app| {
        let world = world(&app).await;
        let invited = json!({"email": "nina@udsc.example", "name": "Nina Newcomer", "grants": [],
            "post": {"organisationCode": "pl-udsc", "title": "Officer"}});
        let made = world.admin.post("/v1/invitations", invited).await.ok(201);
        let token = last_token(&app, "/invitation/").await;
        app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": PASSWORD})).await.ok(200);
        let nina = made["expertId"].clone();
        let begin = json!({"expertId": nina, "organisationCode": "ua-dmsu", "title": "Adviser"});
        world.editor.post("/v1/posts", begin).await.ok(201);
        let request = json!({"id": made["accessRequestId"]});
        assert_eq!(approve(&world.other, &request).await.status, 409);
        let posts = world.admin.get(&format!("/v1/posts?expert={}", nina.as_str().expect("an id"))).await.ok(200);
        assert_eq!(posts["items"][0]["organisation"]["code"], "ua-dmsu", "{posts:#}");
    });
}

#[test]
fn what_a_body_became_meanwhile_is_asked_under_the_lock() {
    on_both("what_a_body_became_meanwhile_is_asked_under_the_lock", async |app| {
        let d = Directory::new(&app).await;
        let speaker = signed_in(&app, d.focal_point.expert).await;
        let path = format!("/v1/organisations/{}", d.guard);
        let etag = speaker.get(&path).await.header("etag");
        // A unit holds the ledger; the focal point's change has been looked at, and waits for it.
        let b = Builder::begin(&app).await;
        let asked = {
            let (speaker, path) = (speaker.clone(), path.clone());
            actix_web::rt::spawn(async move { speaker.patch(&path, &etag, json!({"city": "Lviv"})).await })
        };
        for _ in 0..20 {
            app.nobody().get("/healthz").await.ok(200);
        }
        becomes_an_ngo(&b, d.guard).await;
        b.done().await;
        let answer = asked.await.expect("an answer");
        assert_eq!((answer.status, answer.code().as_str()), (403, "FORBIDDEN"), "{:#}", answer.body);
    });
}

#[test]
fn a_change_of_address_that_was_voided_meanwhile_is_not_carried_out() {
    on_both("a_change_of_address_that_was_voided_meanwhile_is_not_carried_out", async |app| {
        use crate::harness::world_identity::{body, person};
        use focalpoint_api::identity::accounts::{Saying, say_address};
        let body = body(&app, "ua-ngo").await;
        let ana = person(&app, body, "Ana Example", &[]).await;
        let client = signed_in(&app, ana.expert).await;
        let change = json!({"email": "ana@elsewhere.example", "password": PASSWORD});
        client.post("/v1/me/address", change).await.ok(200);
        let token = last_token(&app, "/address/").await;
        let b = Builder::begin(&app).await;
        let nobody = Ctx::new(&app.world, Actor::nobody());
        let voided = async {
            for _ in 0..20 {
                app.nobody().get("/healthz").await.ok(200);
            }
            // As a new password does.
            use entity::address_change::{Column, Entity};
            use sea_orm::{EntityTrait, sea_query::Expr};
            let withdrawn = Entity::update_many().col_expr(Column::State, Expr::value("WITHDRAWN"));
            withdrawn.exec(b.unit.tx()).await.expect("a state");
            b.done().await;
        };
        let (said, ()) = tokio::join!(say_address(&nobody, &token, Saying::Yes), voided);
        assert_eq!(said.expect_err("it is void").code(), Code::LinkUsed);
    });
}

#[test]
fn a_role_is_given_to_no_other_post_than_the_one_that_was_found() {
    on_both("a_role_is_given_to_no_other_post_than_the_one_that_was_found", async |app| {
        use entity::post::{Column, Entity};
        use sea_orm::sea_query::Expr;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let mut b = Builder::begin(&app).await;
        let asked = {
            let administrator = administrator.clone();
            let give = json!({
                "expertId": d.member.expert, "role": "AUDITOR", "scope": {"kind": "NETWORK"}, "reason": "Why.",
            });
            actix_web::rt::spawn(async move { administrator.post("/v1/grants", give).await })
        };
        for _ in 0..20 {
            app.nobody().get("/healthz").await.ok(200);
        }
        let now = b.unit.at();
        let ended = Entity::update_many().col_expr(Column::EndedAt, Expr::value(now.micros()));
        ended.filter(Column::Id.eq(d.member.post)).exec(b.unit.tx()).await.expect("an end");
        let post = b.post(crate::harness::builder::post(d.member.expert, d.ngo, now, None)).await;
        b.done().await;
        // Whichever came first: it is refused, or given to the post that runs.
        let answer = asked.await.expect("an answer");
        if answer.status == 201 {
            assert_eq!(answer.body["holder"]["post"]["partyId"], json!(post), "{:#}", answer.body);
        } else {
            assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        }
    });
}

/// As an act that was decided before: the guard is an NGO from now on.
async fn becomes_an_ngo(b: &Builder, body: Uuid) {
    use entity::organisation_status::{ActiveModel, Column, Entity};
    use sea_orm::ActiveValue::Set;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let now = b.unit.at().micros();
    let open = Entity::find().filter(Column::OrganisationId.eq(body)).filter(Column::UntilAt.is_null());
    let row = open.one(b.unit.tx()).await.expect("statuses").expect("a status");
    let ended = ActiveModel { id: Set(row.id), until_at: Set(Some(now)), ..Default::default() };
    Entity::update(ended).exec(b.unit.tx()).await.expect("an end");
    let next =
        entity::organisation_status::Model { id: b.unit.new_id(), r#type: OrganisationType::Ngo, from_at: now, ..row };
    Entity::insert(ActiveModel::from(next)).exec_without_returning(b.unit.tx()).await.expect("a status");
}
