//! Signing in, sessions, one's own account.

use std::time::Duration;

use entity::vocabulary::Role;
use focalpoint_api::access::Actor;
use focalpoint_api::ctx::Ctx;
use focalpoint_api::identity::accounts::set_password;
use reqwest::Method;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::{App, Client, on_both, signed_in};

async fn sign_in(app: &App, email: &str) -> Value {
    app.nobody().post("/v1/auth/sign-in", json!({"email": email, "password": PASSWORD})).await.ok(200)
}

fn with(app: &App, session: &Value) -> Client {
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

async fn refresh(app: &App, session: &Value) -> crate::harness::Answer {
    app.nobody().post("/v1/auth/refresh", json!({"refreshToken": session["refreshToken"]})).await
}

#[test]
fn who_signs_in_is_known_until_they_sign_out() {
    on_both("who_signs_in_is_known_until_they_sign_out", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let session = sign_in(&app, "ana.novak@EXAMPLE.org").await;
        assert_eq!((&session["tokenType"], &session["expiresIn"]), (&json!("Bearer"), &json!(600)));
        let client = with(&app, &session);
        let me = client.get("/v1/me").await.ok(200);
        assert_eq!(me["expert"]["id"], json!(ana.expert));
        assert_eq!(me["expert"]["post"]["id"], json!(ana.post));
        assert_eq!(me["expert"]["post"]["organisation"]["code"], "int-home");
        assert_eq!(me["account"]["email"], "ana.novak@Example.org");
        assert_eq!(me["partner"], Value::Null);
        assert_eq!(me["grants"][0]["role"], "MEMBER");
        let kinds: Vec<_> = me["parties"].as_array().expect("parties").iter().map(|p| p["kind"].clone()).collect();
        for kind in ["PUBLIC", "NETWORK", "ORGANISATION", "POST"] {
            assert!(kinds.contains(&json!(kind)), "{kinds:?}");
        }
        let query =
            "{ viewer { account { id } expert { id post { organisation { code } } } parties { kind partyId } } }";
        let viewer = client.graphql(query, json!({})).await.data();
        assert_eq!(viewer["viewer"]["account"]["id"], json!(ana.account));
        assert_eq!(app.nobody().get("/v1/me").await.status, 401);
        let out = client.post("/v1/auth/sign-out", json!({})).await.ok(200);
        assert_eq!(out, json!({"endedSessions": 1}));
        let answer = client.get("/v1/me").await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "SESSION_ENDED"));
        assert_eq!(refresh(&app, &session).await.status, 401);
    });
}

#[test]
fn signing_in_works_over_graphql_too_and_out_everywhere() {
    on_both("signing_in_works_over_graphql_too_and_out_everywhere", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let mutation = "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken tokenType expiresIn } } }";
        let data =
            app.nobody().graphql(mutation, json!({"input": {"email": ana.email, "password": PASSWORD}})).await.data();
        let first = data["signIn"]["session"].clone();
        let second = sign_in(&app, &ana.email).await;
        let client = with(&app, &first);
        let list = client.get("/v1/sessions?count=true").await.ok(200);
        assert_eq!(list["totalCount"], 2, "{list:#}");
        let other = list["items"].as_array().expect("items").iter().find(|s| s["current"] == false).expect("another");
        let path = format!("/v1/sessions/{}", other["id"].as_str().expect("an id"));
        assert_eq!(client.send(Method::DELETE, &path, &[], None).await.status, 204);
        assert_eq!(client.send(Method::DELETE, &path, &[], None).await.status, 404);
        assert_eq!(with(&app, &second).get("/v1/me").await.status, 401);
        let third = sign_in(&app, &ana.email).await;
        let data = client
            .graphql("mutation { signOut(input: {everywhere: true}) { signedOut { endedSessions } } }", json!({}))
            .await
            .data();
        assert_eq!(data["signOut"]["signedOut"]["endedSessions"], 2);
        assert_eq!(with(&app, &third).get("/v1/me").await.status, 401);
    });
}

#[test]
fn a_refresh_token_used_again_ends_its_family_but_not_within_ten_seconds() {
    on_both("a_refresh_token_used_again_ends_its_family_but_not_within_ten_seconds", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let first = sign_in(&app, &ana.email).await;
        let second = refresh(&app, &first).await.ok(200);
        assert_ne!(first["refreshToken"], second["refreshToken"]);
        app.clock.advance(Duration::from_secs(9));
        let other_tab = refresh(&app, &first).await.ok(200);
        let third = refresh(&app, &second).await.ok(200);
        assert_eq!(with(&app, &third).get("/v1/me").await.status, 200);
        app.clock.advance(Duration::from_secs(1));
        let answer = refresh(&app, &first).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "SESSION_ENDED"));
        for session in [&third, &other_tab] {
            assert_eq!(refresh(&app, session).await.status, 401);
            assert_eq!(with(&app, session).get("/v1/me").await.status, 401);
        }
        assert_eq!(sign_in(&app, &ana.email).await["expiresIn"], 600);
    });
}

#[test]
fn unknown_addresses_and_wrong_passwords_get_one_answer_and_whoever_knows_the_password_hears_of_a_suspension() {
    on_both("unknown_addresses_and_wrong_passwords_get_one_answer", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let eva = person(&app, home, "Eva Chief", &[Role::Administrator]).await;
        let eve = signed_in(&app, eva.expert).await;
        let client = with(&app, &sign_in(&app, &ana.email).await);
        let suspended =
            eve.post(&format!("/v1/accounts/{}/suspend", ana.account), json!({"reason": "left"})).await.ok(200);
        assert_eq!(suspended["state"], "SUSPENDED");
        assert_eq!(suspended["email"], Value::Null);
        assert_eq!(client.get("/v1/me").await.status, 401);
        let mut answers = Vec::new();
        for (email, password) in
            [(ana.email.as_str(), "wrong"), (eva.email.as_str(), "wrong"), ("nobody@example.org", "wrong")]
        {
            let answer = app.nobody().post("/v1/auth/sign-in", json!({"email": email, "password": password})).await;
            assert_eq!((answer.status, answer.code().as_str()), (401, "BAD_CREDENTIALS"));
            let mut body = answer.body;
            body["requestId"] = Value::Null;
            answers.push(body);
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
        // With the right password: that it is suspended, and whom to ask; by whom and why is not theirs to read here.
        let right = json!({"email": ana.email, "password": PASSWORD});
        let told = app.nobody().post("/v1/auth/sign-in", right.clone()).await;
        assert_eq!((told.status, told.code().as_str()), (403, "ACCOUNT_SUSPENDED"), "{:#}", told.body);
        let detail = told.body["detail"].as_str().expect("a text");
        assert!(detail.contains("administrator") && !detail.contains("left") && !detail.contains("Eva"), "{detail}");
        let mutation = "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }";
        let other = app.nobody().graphql(mutation, json!({"input": right})).await;
        assert_eq!(other.body["errors"][0]["extensions"]["code"], "ACCOUNT_SUSPENDED");
        let resumed = eve.post(&format!("/v1/accounts/{}/resume", ana.expert), json!({"reason": "back"})).await.ok(200);
        assert_eq!(resumed["state"], "ACTIVE");
        sign_in(&app, &ana.email).await;
        let answer = eve.post(&format!("/v1/accounts/{}/suspend", eva.account), json!({"reason": "x"})).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "LAST_ADMINISTRATOR"));
        let member = signed_in(&app, ana.expert).await;
        let answer = member.post(&format!("/v1/accounts/{}/suspend", eva.account), json!({"reason": "x"})).await;
        assert_eq!(answer.status, 403);
        let answer =
            member.post(&format!("/v1/accounts/{}/suspend", uuid::Uuid::now_v7()), json!({"reason": "x"})).await;
        assert_eq!(answer.status, 404);
        let answer = eve.post(&format!("/v1/accounts/{}/suspend", ana.account), json!({"reason": " "})).await;
        assert_eq!(answer.status, 422);
    });
}

#[test]
fn sessions_end_with_the_post_and_by_others_hand() {
    on_both("sessions_end_with_the_post_and_by_others_hand", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let eva = person(&app, home, "Eva Chief", &[Role::Administrator]).await;
        let eve = signed_in(&app, eva.expert).await;
        let client = signed_in(&app, ana.expert).await;
        let ended = eve
            .post(&format!("/v1/accounts/{}/end-sessions", ana.account), json!({"reason": "lost telephone"}))
            .await
            .ok(200);
        assert_eq!(ended, json!({"targetId": ana.account, "endedSessions": 1}));
        assert_eq!(client.get("/v1/me").await.status, 401);
        let client = signed_in(&app, ana.expert).await;
        let data = eve
            .graphql(
                "mutation($id: UUID!) { endSessions(input: {kind: ORGANISATION, id: $id, reason: \"drill\"}) { ended { endedSessions } } }",
                json!({"id": home}),
            )
            .await
            .data();
        assert_eq!(data["endSessions"]["ended"]["endedSessions"], 2);
        assert_eq!(client.get("/v1/me").await.status, 401);
        let answer = signed_in(&app, ana.expert)
            .await
            .post(&format!("/v1/organisations/{home}/end-sessions"), json!({"reason": "x"}))
            .await;
        assert_eq!(answer.status, 403);

        let client = with(&app, &sign_in(&app, &ana.email).await);
        let over = entity::post::ActiveModel {
            id: Set(ana.post),
            ended_at: Set(Some(app.world.clock.now().micros())),
            ..Default::default()
        };
        entity::post::Entity::update(over).exec(app.world.database.writer()).await.expect("an end");
        assert_eq!(client.get("/v1/me").await.code(), "SESSION_ENDED");
        let me = with(&app, &sign_in(&app, &ana.email).await).get("/v1/me").await.ok(200);
        assert_eq!((&me["expert"]["post"], &me["expert"]["id"]), (&Value::Null, &json!(ana.expert)));
        assert_eq!(me["parties"].as_array().expect("parties").len(), 1, "{me:#}");
        assert_eq!(me["grants"], json!([]));
    });
}

#[test]
fn guessing_is_slowed_down_for_an_account_and_an_address_together() {
    on_both("guessing_is_slowed_down_for_an_account_and_an_address_together", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        for _ in 0..8 {
            let answer =
                app.nobody().post("/v1/auth/sign-in", json!({"email": "bo@example.org", "password": "wrong"})).await;
            assert_eq!(answer.status, 401);
        }
        let answer =
            app.nobody().post("/v1/auth/sign-in", json!({"email": "BO@example.org", "password": "wrong"})).await;
        assert_eq!((answer.status, answer.code().as_str()), (429, "TOO_MANY_REQUESTS"));
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        assert!(answer.header("ratelimit").contains("r=0"), "{:?}", answer.headers);
        assert!(answer.header("ratelimit-policy").contains("q=8"), "{:?}", answer.headers);
        sign_in(&app, &ana.email).await;
    });
}

#[test]
fn what_is_held_about_a_person_is_theirs_to_correct_and_export() {
    on_both("what_is_held_about_a_person_is_theirs_to_correct_and_export", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let client = signed_in(&app, ana.expert).await;
        let answer = client.get("/v1/me").await;
        let etag = answer.header("etag");
        let change = json!({"name": "Ana Nováková", "nativeNames": [{"language": "uk", "name": "Анна Новак"}], "languages": ["uk", "en", "uk"]});
        assert_eq!(client.send(Method::PATCH, "/v1/me", &[], Some(change.clone())).await.status, 428);
        let me = client.patch("/v1/me", &etag, change.clone()).await.ok(200);
        assert_eq!(me["expert"]["name"], "Ana Nováková");
        assert_eq!(me["expert"]["nativeNames"], json!([{"language": "uk", "name": "Анна Новак"}]));
        assert_eq!(me["expert"]["languages"], json!(["en", "uk"]));
        assert_eq!(me["expert"]["revision"], 3);
        assert_eq!(client.patch("/v1/me", &etag, change).await.status, 412);
        let wrong = json!({"languages": ["english language"], "name": " "});
        let answer = client.patch("/v1/me", "\"3.x\"", wrong).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.body["errors"].as_array().map(Vec::len), Some(2), "{:#}", answer.body);
        let export = client.get("/v1/me/export").await.ok(200);
        assert_eq!(export["account"]["email"], ana.email.as_str());
        assert_eq!(export["expert"]["nativeNames"][0]["language"], "uk");
        assert_eq!(export["posts"][0]["places"][0]["organisationId"], json!(home));
        assert_eq!(export["grants"][0]["role"], "MEMBER");
        assert_eq!(export["sessions"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn a_new_password_takes_the_old_one_and_ends_the_other_sessions() {
    on_both("a_new_password_takes_the_old_one_and_ends_the_other_sessions", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let (here, there) = (signed_in(&app, ana.expert).await, signed_in(&app, ana.expert).await);
        let next = "seven green umbrellas wait";
        let change = |current: &str, new: &str| json!({"currentPassword": current, "newPassword": new});
        let answer = here.post("/v1/me/password", change("wrong", next)).await;
        assert_eq!((answer.status, answer.body["errors"][0]["pointer"].as_str()), (422, Some("/currentPassword")));
        for weak in ["short", "ana.novak1234", "password1234"] {
            let answer = here.post("/v1/me/password", change(PASSWORD, weak)).await;
            assert_eq!(
                (answer.status, answer.body["errors"][0]["pointer"].as_str()),
                (422, Some("/newPassword")),
                "{weak}"
            );
        }
        here.post("/v1/me/password", change(PASSWORD, next)).await.ok(200);
        assert_eq!(here.get("/v1/me").await.status, 200);
        assert_eq!(there.get("/v1/me").await.status, 401);
        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), [ana.email.as_str()]);
        assert!(app.letters().await.is_empty());
        app.nobody().post("/v1/auth/sign-in", json!({"email": ana.email, "password": next})).await.ok(200);
    });
}

#[test]
fn signing_in_marks_no_visit() {
    on_both("signing_in_marks_no_visit", async |app| {
        let body = body(&app, "ua-ngo").await;
        let person = person(&app, body, "Olena Example", &[Role::Member]).await;
        let first = with(&app, &sign_in(&app, &person.email).await);
        let account = first.get("/v1/me").await.ok(200)["account"].clone();
        assert!(account["lastSignInAt"].is_string(), "{account:#}");
        assert_eq!(account["lastVisitAt"], Value::Null);
        let marked = first.post("/v1/me/visit", json!({})).await.ok(200);
        assert_eq!(marked["previousVisitAt"], Value::Null);
        app.clock.advance(Duration::from_secs(3_600));
        let second = with(&app, &sign_in(&app, &person.email).await);
        let again = second.post("/v1/me/visit", json!({})).await.ok(200);
        assert_eq!(again["previousVisitAt"], marked["lastVisitAt"]);
    });
}

#[test]
fn an_administrator_who_was_suspended_is_recovered_and_signs_in() {
    on_both("an_administrator_who_was_suspended_is_recovered_and_signs_in", async |app| {
        let body = body(&app, "ua-ngo").await;
        let person = person(&app, body, "Olena Example", &[Role::Administrator]).await;
        use entity::account_state::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
        let suspended = Entity::update_many().col_expr(Column::State, Expr::value("SUSPENDED"));
        let suspended = suspended.filter(Column::AccountId.eq(person.account));
        suspended.exec(app.world.database.writer()).await.expect("a state");
        app.clock.advance(Duration::from_secs(60));
        let link = focalpoint_api::sample::recover(&app.world, &person.email, "Locked out.").await.expect("a link");
        let token = link.rsplit('/').next().expect("a token").to_owned();
        let password = "another lantern on the river";
        let nobody = Ctx::new(&app.world, Actor::nobody());
        set_password(&nobody, &token, password).await.expect("a new password");
        let session = json!({"email": person.email, "password": password});
        let session = app.nobody().post("/v1/auth/sign-in", session).await.ok(200);
        let me = with(&app, &session).get("/v1/me").await.ok(200);
        let roles: Vec<&Value> = me["grants"].as_array().expect("grants").iter().map(|grant| &grant["role"]).collect();
        assert_eq!(roles, [&json!("ADMINISTRATOR")], "given once");
    });
}

#[test]
fn a_right_that_waits_for_a_word_or_is_to_end_recovers_nobody() {
    on_both("a_right_that_waits_for_a_word_or_is_to_end_recovers_nobody", async |app| {
        let body = body(&app, "ua-ngo").await;
        use entity::role_grant::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
        let tomorrow = app.world.clock.now().micros() + 24 * 3_600_000_000;
        for (name, column, value) in [
            ("Olena Example", Column::CountsFrom, Expr::value(Option::<i64>::None)),
            ("Petro Example", Column::ValidUntil, Expr::value(tomorrow)),
        ] {
            let person = person(&app, body, name, &[Role::Administrator]).await;
            let weak = Entity::update_many().col_expr(column, value).filter(Column::Holder.eq(person.post));
            weak.exec(app.world.database.writer()).await.expect("a grant");
            focalpoint_api::sample::recover(&app.world, &person.email, "Locked out.").await.expect("a link");
            app.clock.advance(Duration::from_secs(2 * 24 * 3_600));
            let me = crate::harness::signed_in(&app, person.expert).await.get("/v1/me").await.ok(200);
            let states: Vec<&Value> = me["grants"].as_array().expect("grants").iter().map(|g| &g["state"]).collect();
            assert!(states.contains(&&json!("LIVE")), "{name}: {states:?}");
            let all = Entity::update_many().col_expr(Column::EndedAt, Expr::value(tomorrow));
            all.exec(app.world.database.writer()).await.expect("grants");
        }
    });
}

#[test]
fn the_end_of_a_bodys_sessions_ends_no_others_and_names_a_body() {
    on_both("the_end_of_a_bodys_sessions_ends_no_others_and_names_a_body", async |app| {
        use crate::harness::builder::{Builder, expert, post};
        let (home, away) = (body(&app, "int-home").await, body(&app, "int-away").await);
        let eva = person(&app, home, "Eva Chief", &[Role::Administrator]).await;
        let mut b = Builder::begin(&app).await;
        let bo = b.expert(expert("Bo Novak", home)).await;
        b.account(bo, "bo@example.org", None).await;
        b.done().await;
        // The session began before any post did, as after an invitation that waits.
        let client = signed_in(&app, bo).await;
        let mut b = Builder::begin(&app).await;
        b.post(post(bo, home, b.unit.at(), None)).await;
        b.post(focalpoint_api::network::experts::NewPost { counts: false, ..post(bo, away, b.unit.at(), None) }).await;
        b.done().await;
        let eve = signed_in(&app, eva.expert).await;
        let end = async |body: uuid::Uuid| {
            eve.post(&format!("/v1/organisations/{body}/end-sessions"), json!({"reason": "A theft."})).await
        };
        assert_eq!(end(away).await.ok(200)["endedSessions"], 0, "the post there only waits");
        client.get("/v1/me").await.ok(200);
        for other in [bo, uuid::Uuid::new_v4()] {
            assert_eq!(end(other).await.status, 404, "it is no organisation");
        }
        assert_eq!(client.get("/v1/me").await.status, 200);
        assert_eq!(end(home).await.ok(200)["endedSessions"], 2);
        assert_eq!(client.get("/v1/me").await.status, 401);
    });
}
