//! A person can be erased, and take along beforehand everything that is held about them.

use std::time::Duration;

use entity::vocabulary::{Rank, Role};
use focalpoint_api::identity::accounts::add_account;
use focalpoint_api::kit::day::Day;
use focalpoint_api::ledger::verify;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_people::{Net, Somebody, appointed, grant_to, loading, network, person, posted, somebody};
use crate::harness::{App, Client, on_both, signed_in};

const PASSWORD: &str = "correct horse battery staple nine";

/// Somebody with a password, in a post, who wrote an update, has a contact card and speaks for a country.
async fn olena(app: &App, net: &Net) -> Somebody {
    let expert = person(app, "Olena Erasable", net.dmsu, None).await;
    let post = posted(app, expert, net.dmsu).await;
    loading(app, async |unit, permit| {
        add_account(unit, permit, expert, "olena@erasable.example", Some(PASSWORD)).await.expect("an account");
    })
    .await;
    grant_to(app, net, post, net.dmsu, Role::Member).await;
    let day = |text: &str| Day::parse(text).expect("a day");
    let who = Somebody { expert, post };
    let away = vec![(day("2026-03-10"), day("2026-03-12"))];
    appointed(app, who, (net.dmsu, net.ua), None, Rank::Principal, away).await;
    who
}

async fn wrote(client: &Client) -> String {
    let update = json!({"title": "News of Olena's office", "bodyMarkdown": "Text.", "audience": {"parties": [{"kind": "NETWORK"}]}});
    client.post("/v1/updates", update).await.ok(201)["id"].as_str().expect("an id").to_owned()
}

/// Every text column of every table that holds `needle`.
async fn found_in(app: &App, needle: &str) -> Vec<String> {
    let db = app.world.database.reader();
    let mut found = Vec::new();
    macro_rules! look {
        ($($table:ident),+) => {$(
            let rows = entity::$table::Entity::find().all(db).await.expect("rows");
            if rows.iter().any(|row| format!("{row:?}").to_lowercase().contains(&needle.to_lowercase())) {
                found.push(stringify!($table).to_owned());
            }
        )+};
    }
    look!(
        expert,
        expert_name,
        account,
        address_change,
        invitation,
        contact_card,
        post,
        post_place,
        role_grant,
        appointment,
        item_word,
        external_id,
        session,
        ledger_record,
        ledger_personal,
        fact,
        membership,
        access_request,
        one_time_link
    );
    found
}

#[test]
fn a_person_erases_themselves_and_nothing_personal_is_left() {
    on_both("a_person_erases_themselves_and_nothing_personal_is_left", async |app| {
        let net = network(&app).await;
        somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let reader = somebody(&app, &net, "Reader Example", net.udsc, &[Role::Reader]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let olena = olena(&app, &net).await;
        let client = signed_in(&app, olena.expert).await;
        let (reader, editor) = (signed_in(&app, reader.expert).await, signed_in(&app, editor.expert).await);
        let path = format!("/v1/experts/{}", olena.expert);
        let update = wrote(&client).await;
        let card = json!({"telephone": "+380 50 erasable", "email": "home@erasable.example"});
        client.send(reqwest::Method::PUT, &format!("{path}/contact-card"), &[], Some(card)).await.ok(200);
        let etag = client.get(&path).await.header("etag");
        let more = json!({"externalIds": [{"system": "hr", "value": "erasable-7"}], "languages": ["uk"]});
        client.patch(&path, &etag, more).await.ok(200);
        assert_eq!(reader.get(&format!("/v1/updates/{update}")).await.ok(200)["author"]["name"], "Olena Erasable");

        // With the password, and not for somebody who found a token.
        let erase = "/v1/me/erase";
        assert_eq!(app.nobody().post(erase, json!({"password": PASSWORD})).await.status, 401);
        assert_eq!(client.post(erase, json!({"password": "wrong"})).await.status, 422);
        assert_eq!(client.get("/v1/me").await.status, 200);
        app.clock.advance(Duration::from_secs(60));
        let erased = client.post(erase, json!({"password": PASSWORD})).await.ok(200);
        assert_eq!(erased["expertId"], olena.expert.to_string());
        assert_eq!(client.get("/v1/me").await.status, 401, "signed out");

        // Nobody sees the person, and what they wrote is their organisation's.
        for other in [&reader, &editor] {
            assert_eq!(other.get(&path).await.status, 404);
            assert_eq!(other.get(&format!("{path}/contact-card")).await.status, 404);
            assert_eq!(other.get(&format!("/v1/posts/{}", olena.post)).await.status, 404);
            assert_eq!(other.get("/v1/experts?q=olena&lifecycle=ALL&count=true").await.ok(200)["totalCount"], 0);
            let left = other.get(&format!("/v1/updates/{update}")).await.ok(200);
            assert_eq!((&left["author"], &left["owner"]["code"]), (&Value::Null, &json!("ua-dmsu")));
        }
        let speaks = reader.get("/v1/focal-points?country=UA&lifecycle=ALL").await.ok(200);
        assert_eq!(speaks["items"][0]["expert"], Value::Null, "the function stays, the person does not");
        assert_eq!(json!([speaks["items"][0]["state"], speaks["items"][0]["absences"]]), json!(["ENDED", []]));
        let sign_in = json!({"email": "olena@erasable.example", "password": PASSWORD});
        assert_eq!(app.nobody().post("/v1/auth/sign-in", sign_in).await.status, 401);
        for needle in ["olena", "erasable"] {
            let tables = found_in(&app, needle).await;
            assert!(tables.is_empty(), "{needle} is still in {tables:?}");
        }
        // A mirror is told that they are gone, and the ledger holds.
        let changes = entity::change::Entity::find()
            .filter(entity::change::Column::Item.eq(olena.expert))
            .all(app.world.database.reader())
            .await
            .expect("changes");
        assert_eq!(changes.iter().max_by_key(|change| change.seq).and_then(|change| change.seen_after), None);
        assert!(matches!(verify(&app.world, None).await, Ok(Ok(_))));
        assert_eq!(reader.get(&format!("{path}/history")).await.status, 404);
    });
}

#[test]
fn an_administrator_erases_whoever_has_left_and_nobody_else_does() {
    on_both("an_administrator_erases_whoever_has_left_and_nobody_else_does", async |app| {
        let net = network(&app).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator, Role::Member]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let olena = olena(&app, &net).await;
        let path = format!("/v1/experts/{}/erase", olena.expert);
        let ask = json!({"reason": "Asked by letter."});
        let (admin, editor) = (signed_in(&app, admin.expert).await, signed_in(&app, editor.expert).await);
        assert_eq!(editor.post(&path, ask.clone()).await.status, 403);
        assert_eq!(admin.post(&path, json!({"reason": " "})).await.status, 422);
        let held = admin.post(&path, ask.clone()).await;
        assert_eq!((held.status, held.code().as_str()), (409, "CONFLICT"), "whoever has a post says so in person");
        admin.post(&format!("/v1/posts/{}/end", olena.post), json!({"reason": "Left."})).await.ok(200);
        let query = "mutation($input: EraseExpertInput!) { eraseExpert(input: $input) { erased { expertId } } }";
        let input = json!({"input": {"id": olena.expert, "reason": "Asked by letter."}});
        let data = admin.graphql(query, input.clone()).await.data();
        assert_eq!(data["eraseExpert"]["erased"]["expertId"], olena.expert.to_string());
        assert_eq!(admin.graphql(query, input).await.code(), "NOT_FOUND");
        let never = admin.post(&format!("/v1/experts/{}/erase", Uuid::now_v7()), ask).await;
        assert_eq!(never.status, 404);
        assert!(found_in(&app, "olena").await.is_empty());
    });
}

#[test]
fn the_last_administrator_is_not_erased() {
    on_both("the_last_administrator_is_not_erased", async |app| {
        let net = network(&app).await;
        let expert = person(&app, "Admin Example", net.ngo, None).await;
        let post = posted(&app, expert, net.ngo).await;
        loading(&app, async |unit, permit| {
            add_account(unit, permit, expert, "admin@body.example", Some(PASSWORD)).await.expect("an account");
        })
        .await;
        grant_to(&app, &net, post, net.ngo, Role::Administrator).await;
        let client = signed_in(&app, expert).await;
        let refused = client.post("/v1/me/erase", json!({"password": PASSWORD})).await;
        assert_eq!(refused.code(), "LAST_ADMINISTRATOR");
        assert_eq!(client.get("/v1/me").await.ok(200)["expert"]["name"], "Admin Example");
    });
}

#[test]
fn ones_own_export_holds_everything_that_is_held() {
    on_both("ones_own_export_holds_everything_that_is_held", async |app| {
        let net = network(&app).await;
        let olena = olena(&app, &net).await;
        let client = signed_in(&app, olena.expert).await;
        let update = wrote(&client).await;
        let path = format!("/v1/experts/{}/contact-card", olena.expert);
        let card = json!({"telephone": "+380 50", "audience": {"parties": [{"kind": "COUNTRY", "code": "PL"}]}});
        client.send(reqwest::Method::PUT, &path, &[], Some(card)).await.ok(200);
        let all = client.get("/v1/me/export").await.ok(200);
        assert_eq!(all["account"]["email"], "olena@erasable.example");
        assert_eq!(all["accountStates"][0]["state"], "ACTIVE");
        assert_eq!(all["expert"]["nativeNames"][0]["language"], "uk");
        assert_eq!(all["contactCard"]["audience"]["parties"][0]["code"], "PL");
        assert_eq!(all["posts"][0]["officeEmail"], "office@body.example");
        assert_eq!(all["grants"].as_array().map(Vec::len), Some(2));
        assert_eq!(all["appointments"][0]["absences"][0]["validTo"], "2026-03-12");
        let items = all["items"].as_array().expect("items");
        assert!(items.iter().any(|item| item["itemId"] == json!(update) && item["kind"] == "UPDATE"), "{all:#}");
        let records = all["records"].as_array().expect("records");
        assert!(records.iter().any(|r| r["act"] == "publishUpdate" && r["byMe"] == true), "{all:#}");
        assert_eq!(app.nobody().get("/v1/me/export").await.status, 401);
    });
}

#[test]
fn no_letter_of_whoever_is_erased_is_kept_or_sent() {
    on_both("no_letter_of_whoever_is_erased_is_kept_or_sent", async |app| {
        use entity::outbox;
        let net = network(&app).await;
        somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let olena = olena(&app, &net).await;
        let client = signed_in(&app, olena.expert).await;
        let reset = json!({"email": "olena@erasable.example"});
        app.nobody().post("/v1/auth/reset", reset.clone()).await.ok(202);
        assert_eq!(app.letters().await.len(), 1);
        let rows = async || outbox::Entity::find().all(app.world.database.reader()).await.expect("letters");
        assert!(
            rows().await.iter().all(|row| row.done_at.is_some() && row.payload.is_empty()),
            "what was sent is gone"
        );
        app.nobody().post("/v1/auth/reset", reset).await.ok(202);
        app.nobody().post("/v1/auth/reset", json!({"email": "nobody@erasable.example"})).await.ok(202);
        app.clock.advance(Duration::from_secs(60));
        client.post("/v1/me/erase", json!({"password": PASSWORD})).await.ok(200);
        assert!(app.letters().await.iter().all(|letter| !letter.to.contains("olena@")), "a letter went out");
        assert!(rows().await.iter().all(|row| row.topic == "NOTHING" || row.payload.is_empty()));
    });
}
