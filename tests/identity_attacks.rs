//! Tokens that were signed by the right key and are still wrong; what one may learn about others.

use std::time::Duration;

use entity::vocabulary::Role;
use focalpoint_api::identity::partners::open_secret;
use jsonwebtoken::{Algorithm, Header};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::browser::Browser;
use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::world_partners::{as_expert, last_token, world};
use crate::harness::{App, Client, on_both, signed_in};

/// A token with these claims, signed by the server's own key.
fn signed(app: &App, claims: &Value, typ: &str) -> String {
    let sign = |key: &focalpoint_api::authn::keys::Key| {
        let mut header = Header::new(Algorithm::EdDSA);
        (header.kid, header.typ) = (Some(key.kid.clone()), Some(typ.to_owned()));
        jsonwebtoken::encode(&header, claims, key.encoding()).expect("a token")
    };
    app.world.keys.with_signing(app.world.clock.now(), sign).expect("a key")
}

fn with(client: &Client, token: &str) -> Client {
    client.with_token(token)
}

#[test]
fn a_token_signed_by_the_right_key_is_still_judged() {
    on_both("a_token_signed_by_the_right_key_is_still_judged", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let bo = person(&app, home, "Bo Berg", &[]).await;
        let session = crate::harness::people::session_of(&app, ana.expert).await;
        let now = app.world.clock.now().micros() / 1_000_000;
        let right = json!({"iss": app.world.config.public_url(), "aud": "focalpoint", "sub": ana.expert,
                           "sid": session, "iat": now, "exp": now + 600});
        let asked = async |claims: &Value, typ: &str| {
            let answer = with(&app.nobody(), &signed(&app, claims, typ)).get("/v1/me").await;
            (answer.status, answer.code())
        };
        assert_eq!(asked(&right, "at+jwt").await.0, 200);
        let refused = (401, "UNAUTHENTICATED".to_owned());
        assert_eq!(asked(&right, "JWT").await, refused, "another kind of token");
        for (claim, value) in [
            ("iss", json!("https://elsewhere.example")),
            ("aud", json!("another")),
            ("aud", json!(["focalpoint", "another"])),
            ("exp", json!(now)),
            ("iat", json!(now + 3_600)),
            ("sub", json!("everybody")),
            ("sid", json!("../session")),
            ("sid", Value::Null),
            ("exp", json!(1e300)),
        ] {
            let mut wrong = right.clone();
            wrong[claim] = value.clone();
            assert_eq!(asked(&wrong, "at+jwt").await, refused, "{claim}: {value}");
        }
        for claim in ["iss", "aud", "sub", "sid", "iat", "exp"] {
            let mut wrong = right.clone();
            wrong.as_object_mut().expect("claims").remove(claim);
            assert_eq!(asked(&wrong, "at+jwt").await, refused, "without {claim}");
        }
        let ended = (401, "SESSION_ENDED".to_owned());
        for (claim, value) in [("sub", json!(bo.expert)), ("sid", json!(Uuid::from_u128(7)))] {
            let mut wrong = right.clone();
            wrong[claim] = value;
            assert_eq!(asked(&wrong, "at+jwt").await, ended, "a session belongs to whom it belongs");
        }
    });
}

#[test]
fn tokens_do_not_stand_in_for_each_other() {
    on_both("tokens_do_not_stand_in_for_each_other", async |app| {
        let world = world(&app).await;
        let partner =
            json!({"organisationCode": "ua-dmsu", "name": "Case system", "validTo": "2027-12-31", "reason": "x"});
        let made = world.editor.post("/v1/partners", partner).await.ok(201);
        let id = made["id"].as_str().expect("an id");
        let secret = json!({"validTo": "2026-12-31", "reason": "x"});
        world.editor.post(&format!("/v1/partners/{id}/secrets"), secret).await.ok(201);
        let member = as_expert(&app, world.member_is.expert).await;
        let secret = open_secret(&member, &last_token(&app, "/secret/").await).await.expect("the secret").secret;
        let client = made["clientId"].as_str().expect("an id");
        let form = "grant_type=client_credentials".to_owned();
        let token = app.nobody().form("/oauth/token", Some((client, secret.reveal())), form).await.ok(200);
        let machine = token["access_token"].as_str().expect("a token");
        let me = with(&app.nobody(), machine).get("/v1/me").await.ok(200);
        assert_eq!((&me["expert"], &me["account"]), (&Value::Null, &Value::Null));
        assert_eq!(me["partner"]["clientId"], client);
        // A partner system is no person: nothing that is an account's is open to it.
        for (path, body) in [
            ("/v1/me/password", json!({"currentPassword": secret.reveal(), "newPassword": PASSWORD})),
            ("/v1/me/address", json!({"email": "a@b.example", "password": secret.reveal()})),
        ] {
            assert_eq!(with(&app.nobody(), machine).post(path, body).await.status, 403, "{path}");
        }
        // Its session under an expert's name, and an expert's under its own.
        let claims = |sub: Uuid, sid: &str| {
            let now = app.world.clock.now().micros() / 1_000_000;
            json!({"iss": app.world.config.public_url(), "aud": "focalpoint", "sub": sub, "sid": sid, "iat": now, "exp": now + 600})
        };
        let sid = with(&app.nobody(), machine).get("/v1/sessions").await.ok(200)["items"][0]["id"].clone();
        let forged = signed(&app, &claims(world.member_is.expert, sid.as_str().expect("an id")), "at+jwt");
        assert_eq!(with(&app.nobody(), &forged).get("/v1/me").await.code(), "SESSION_ENDED");
        for token in [machine, secret.reveal()] {
            let answer = app.nobody().post("/v1/auth/refresh", json!({"refreshToken": token})).await;
            assert_eq!((answer.status, answer.code().as_str()), (401, "SESSION_ENDED"));
        }
        // Nor is a token a cookie, nor a cookie a token.
        let browser = Browser::new(&app);
        assert_eq!(browser.open("/start").await.status, 303);
    });
}

#[test]
fn a_session_that_began_before_the_post_ends_with_it() {
    on_both("a_session_that_began_before_the_post_ends_with_it", async |app| {
        let world = world(&app).await;
        let newcomer = |email: &str| {
            json!({"email": email, "name": "Nina Newcomer", "post": {"organisationCode": "ua-dmsu", "title": "Officer"},
                "grants": [{"role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}}]})
        };
        let come = async |email: &str| {
            let made = world.admin.post("/v1/invitations", newcomer(email)).await.ok(201);
            let token = last_token(&app, "/invitation/").await;
            let accepted =
                app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": PASSWORD})).await;
            let request = made["accessRequestId"].as_str().expect("a request").to_owned();
            app.clock.advance(Duration::from_secs(1));
            world.editor.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
            let token = accepted.ok(200)["accessToken"].as_str().expect("a token").to_owned();
            (made, app.nobody().with_token(&token))
        };
        let (made, nina) = come("nina@dmsu.example").await;
        assert_eq!(nina.get("/v1/me").await.ok(200)["grants"][0]["role"], "MEMBER");
        let post = made["post"]["postId"].as_str().expect("a post").to_owned();
        app.clock.advance(Duration::from_secs(1));
        let end = json!({"reason": "She left."});
        world.editor.post(&format!("/v1/posts/{post}/end"), end).await.ok(200);
        assert_eq!(nina.get("/v1/me").await.code(), "SESSION_ENDED");

        let (made, olga) = come("olga@dmsu.example").await;
        let body = world.editor.get("/v1/me").await.ok(200)["expert"]["post"]["organisation"]["id"].clone();
        let path = format!("/v1/organisations/{}/end-sessions", body.as_str().expect("an id"));
        world.admin.post(&path, json!({"reason": "A drill."})).await.ok(200);
        assert_eq!(olga.get("/v1/me").await.code(), "SESSION_ENDED", "{made:#}");
    });
}

#[test]
fn whether_somebody_has_an_account_is_told_to_those_who_may_act_on_it() {
    on_both("whether_somebody_has_an_account_is_told_to_those_who_may_act_on_it", async |app| {
        let world = world(&app).await;
        let member = &world.member;
        let reason = json!({"reason": "x"});
        // Seen, with an account: 403. Nothing there: 404. Another thing that is seen: 404.
        for verb in ["suspend", "resume", "end-sessions"] {
            let answer = member.post(&format!("/v1/accounts/{}/{verb}", world.other_is.expert), reason.clone()).await;
            assert_eq!(answer.status, 403, "{verb}");
            let answer = member.post(&format!("/v1/accounts/{}/{verb}", Uuid::from_u128(9)), reason.clone()).await;
            assert_eq!(answer.status, 404, "{verb}");
            let body = member.get("/v1/me").await.ok(200)["expert"]["post"]["organisation"]["id"].clone();
            let path = format!("/v1/accounts/{}/{verb}", body.as_str().expect("an id"));
            assert_eq!(member.post(&path, reason.clone()).await.status, 404, "{verb}");
        }
        let own = member.get("/v1/sessions").await.ok(200)["items"][0]["id"].clone();
        let path = format!("/v1/sessions/{}", own.as_str().expect("an id"));
        let delete = async |client: &Client, path: &str| client.send(reqwest::Method::DELETE, path, &[], None).await;
        assert_eq!(delete(&world.other, &path).await.status, 404, "another's session is none");
        assert_eq!(delete(&world.admin, &path).await.status, 404);
        assert_eq!(delete(member, &path).await.status, 204);
    });
}

#[test]
fn a_new_password_voids_a_change_of_address_that_somebody_else_asked_for() {
    on_both("a_new_password_voids_a_change_of_address_that_somebody_else_asked_for", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let thief = signed_in(&app, ana.expert).await;
        let ask = json!({"email": "thief@elsewhere.example", "password": PASSWORD});
        let account = thief.post("/v1/me/address", ask).await.ok(200);
        assert_eq!(account["addressChange"]["email"], "thief@elsewhere.example");
        let browser = Browser::new(&app);
        let new = format!("/address/{}", letter_token(&app, "thief@elsewhere.example", "/address/").await);
        let csrf = browser.open(&new).await.csrf();
        assert_eq!(browser.send(&new, &[("csrf", &csrf), ("word", "yes")]).await.status, 200);

        app.nobody().post("/v1/auth/reset", json!({"email": ana.email})).await.ok(202);
        let reset = format!("/reset/{}", last_token(&app, "/reset/").await);
        let csrf = browser.open(&reset).await.csrf();
        let next = "seven green umbrellas wait";
        let form = [("csrf", csrf.as_str()), ("password", next), ("passwordAgain", next)];
        assert_eq!(browser.send(&reset, &form).await.status, 303);
        app.clock.advance(Duration::from_secs(73 * 3_600));
        app.letters().await;
        app.nobody().post("/v1/auth/sign-in", json!({"email": ana.email, "password": next})).await.ok(200);
        assert_eq!(browser.open(&new).await.status, 410);
    });
}

#[test]
fn a_suspended_account_gets_no_link_and_none_works_for_it() {
    on_both("a_suspended_account_gets_no_link_and_none_works_for_it", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let eva = person(&app, home, "Eva Chief", &[Role::Administrator]).await;
        app.nobody().post("/v1/auth/reset", json!({"email": ana.email})).await.ok(202);
        let reset = format!("/reset/{}", last_token(&app, "/reset/").await);
        let browser = Browser::new(&app);
        let csrf = browser.open(&reset).await.csrf();
        let eve = signed_in(&app, eva.expert).await;
        eve.post(&format!("/v1/accounts/{}/suspend", ana.account), json!({"reason": "left"})).await.ok(200);
        let before = crate::harness::world_partners::letters(&app).await.len();
        app.nobody().post("/v1/auth/reset", json!({"email": ana.email})).await.ok(202);
        assert_eq!(crate::harness::world_partners::letters(&app).await.len(), before);
        let next = "seven green umbrellas wait";
        let form = [("csrf", csrf.as_str()), ("password", next), ("passwordAgain", next)];
        assert_eq!(browser.send(&reset, &form).await.status, 410);
    });
}

/// The token of the link in the letter to an address.
async fn letter_token(app: &App, to: &str, path: &str) -> String {
    let letters = crate::harness::world_partners::letters(app).await;
    let letter = letters.iter().rev().find(|letter| letter.to == to).expect("a letter");
    let after = letter.text.split(path).nth(1).expect("a link");
    after.split_whitespace().next().expect("a token").to_owned()
}

/// Asks for another address, and proves the new one: 72 hours later it would count.
async fn new_address_proved(app: &App, client: &Client, browser: &Browser, email: &str) -> String {
    client.post("/v1/me/address", json!({"email": email, "password": PASSWORD})).await.ok(200);
    let new = format!("/address/{}", letter_token(app, email, "/address/").await);
    let csrf = browser.open(&new).await.csrf();
    assert_eq!(browser.send(&new, &[("csrf", &csrf), ("word", "yes")]).await.status, 200);
    new
}

/// The page of a link to choose a new password.
async fn asked_to_reset(app: &App, email: &str) -> String {
    app.nobody().post("/v1/auth/reset", json!({"email": email})).await.ok(202);
    format!("/reset/{}", last_token(app, "/reset/").await)
}

#[test]
fn a_suspension_stops_a_change_of_address_under_way_and_voids_what_was_sent() {
    on_both("a_suspension_stops_a_change_of_address_under_way", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let eva = person(&app, home, "Eva Chief", &[Role::Administrator]).await;
        let (thief, eve) = (signed_in(&app, ana.expert).await, signed_in(&app, eva.expert).await);
        let browser = Browser::new(&app);
        let new = new_address_proved(&app, &thief, &browser, "thief@elsewhere.example").await;
        let old = format!("/address/{}", letter_token(&app, &ana.email, "/address/").await);
        let reset = asked_to_reset(&app, &ana.email).await;
        let csrf = browser.open(&old).await.csrf();
        eve.post(&format!("/v1/accounts/{}/suspend", ana.account), json!({"reason": "A thief."})).await.ok(200);
        // Neither the old address's word, nor time, nor the end of the suspension brings it back.
        assert_eq!(browser.send(&old, &[("csrf", &csrf), ("word", "yes")]).await.status, 410);
        app.clock.advance(Duration::from_secs(60));
        eve.post(&format!("/v1/accounts/{}/resume", ana.account), json!({"reason": "Over."})).await.ok(200);
        for page in [&new, &old, &reset] {
            assert_eq!(browser.open(page).await.status, 410, "{page}");
        }
        app.clock.advance(Duration::from_secs(73 * 3_600));
        app.letters().await;
        let sign_in = |email: &str| json!({"email": email, "password": PASSWORD});
        assert_eq!(app.nobody().post("/v1/auth/sign-in", sign_in("thief@elsewhere.example")).await.status, 401);
        app.nobody().post("/v1/auth/sign-in", sign_in(&ana.email)).await.ok(200);
    });
}

#[test]
fn whoever_ends_all_sessions_voids_what_was_sent_to_get_in_by_another_way() {
    on_both("whoever_ends_all_sessions_voids_what_was_sent", async |app| {
        let (home, other) = (body(&app, "int-home").await, body(&app, "int-other").await);
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let ben = person(&app, other, "Ben Bystander", &[Role::Member]).await;
        let eva = person(&app, other, "Eva Chief", &[Role::Administrator]).await;
        let browser = Browser::new(&app);
        let why = json!({"reason": "A thief."});
        let graphql = "mutation($id: UUID!) { endSessions(input: {kind: ACCOUNT, id: $id, reason: \"A thief.\"}) {
            ended { endedSessions } } }";
        let of_account = format!("/v1/accounts/{}/end-sessions", ana.account);
        let of_body = format!("/v1/organisations/{home}/end-sessions");
        for (n, way) in [of_account.as_str(), of_body.as_str(), "graphql", "/v1/auth/sign-out"].into_iter().enumerate()
        {
            let (thief, eve) = (signed_in(&app, ana.expert).await, signed_in(&app, eva.expert).await);
            let email = format!("thief{n}@elsewhere.example");
            let new = new_address_proved(&app, &thief, &browser, &email).await;
            let old = format!("/address/{}", letter_token(&app, &ana.email, "/address/").await);
            let reset = asked_to_reset(&app, &ana.email).await;
            let bystanders = asked_to_reset(&app, &ben.email).await;
            for page in [&old, &reset, &bystanders] {
                assert_eq!(browser.open(page).await.status, 200, "{way} {page}");
            }
            match way {
                "graphql" => drop(eve.graphql(graphql, json!({"id": ana.account})).await.data()),
                "/v1/auth/sign-out" => {
                    // Here alone is no word about the account.
                    let here = signed_in(&app, ana.expert).await;
                    here.post(way, json!({})).await.ok(200);
                    assert_eq!(browser.open(&reset).await.status, 200, "signed out here");
                    thief.post(way, json!({"everywhere": true})).await.ok(200);
                }
                path => drop(eve.post(path, why.clone()).await.ok(200)),
            }
            assert_eq!(thief.get("/v1/me").await.code(), "SESSION_ENDED", "{way}");
            for page in [&new, &old, &reset] {
                assert_eq!(browser.open(page).await.status, 410, "{way} {page}");
            }
            assert_eq!(browser.open(&bystanders).await.status, 200, "{way}: another's link works");
            app.clock.advance(Duration::from_secs(73 * 3_600));
            app.letters().await;
            let sign_in = json!({"email": email, "password": PASSWORD});
            assert_eq!(app.nobody().post("/v1/auth/sign-in", sign_in).await.status, 401, "{way}");
        }
    });
}

#[test]
fn no_change_of_address_is_made_for_an_account_that_is_shut() {
    on_both("no_change_of_address_is_made_for_an_account_that_is_shut", async |app| {
        use entity::address_change::{Column, Entity};
        use sea_orm::sea_query::Expr;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let eva = person(&app, home, "Eva Chief", &[Role::Administrator]).await;
        let (thief, eve) = (signed_in(&app, ana.expert).await, signed_in(&app, eva.expert).await);
        let browser = Browser::new(&app);
        new_address_proved(&app, &thief, &browser, "thief@elsewhere.example").await;
        eve.post(&format!("/v1/accounts/{}/suspend", ana.account), json!({"reason": "A thief."})).await.ok(200);
        // As it stood in a database of before, where a suspension left it.
        let waits = Entity::update_many().col_expr(Column::State, Expr::value("WAITING"));
        waits.filter(Column::AccountId.eq(ana.account)).exec(app.world.database.writer()).await.expect("a state");
        app.clock.advance(Duration::from_secs(73 * 3_600));
        app.letters().await;
        let account = entity::account::Entity::find_by_id(ana.account).one(app.world.database.reader()).await;
        assert_eq!(account.expect("accounts").expect("the account").email, ana.email);
        let change = Entity::find().one(app.world.database.reader()).await.expect("changes").expect("the change");
        assert_eq!(change.state, entity::vocabulary::RequestState::Withdrawn);
    });
}

#[test]
fn a_new_password_and_a_new_address_void_links_to_choose_a_password() {
    on_both("a_new_password_and_a_new_address_void_links_to_choose_a_password", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let client = signed_in(&app, ana.expert).await;
        let browser = Browser::new(&app);
        let reset = asked_to_reset(&app, &ana.email).await;
        assert_eq!(browser.open(&reset).await.status, 200);
        let next = "seven green umbrellas wait";
        let change = json!({"currentPassword": PASSWORD, "newPassword": next});
        client.post("/v1/me/password", change).await.ok(200);
        assert_eq!(browser.open(&reset).await.status, 410, "it was asked for before the new password");

        let reset = asked_to_reset(&app, &ana.email).await;
        client.post("/v1/me/address", json!({"email": "ana@new.example", "password": next})).await.ok(200);
        for to in ["ana@new.example", &ana.email] {
            let page = format!("/address/{}", letter_token(&app, to, "/address/").await);
            let csrf = browser.open(&page).await.csrf();
            assert_eq!(browser.send(&page, &[("csrf", &csrf), ("word", "yes")]).await.status, 200);
        }
        assert_eq!(client.get("/v1/me").await.ok(200)["account"]["email"], "ana@new.example");
        assert_eq!(browser.open(&reset).await.status, 410, "it went to a mailbox that is no longer theirs");
    });
}

#[test]
fn a_right_link_to_either_address_costs_no_try() {
    on_both("a_right_link_to_either_address_costs_no_try", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let client = signed_in(&app, ana.expert).await;
        let browser = Browser::new(&app);
        client.post("/v1/me/address", json!({"email": "ana@new.example", "password": PASSWORD})).await.ok(200);
        for to in ["ana@new.example", &ana.email] {
            let page = format!("/address/{}", letter_token(&app, to, "/address/").await);
            for _ in 0..12 {
                assert_eq!(browser.open(&page).await.status, 200, "{to}");
            }
        }
        // One that never was costs one.
        for _ in 0..8 {
            assert_eq!(browser.open("/address/never-was").await.status, 410);
        }
        assert_eq!(browser.open("/address/never-was").await.status, 429);
        let csrf = browser.open("/sign-in").await.csrf();
        let page = format!("/address/{}", letter_token(&app, &ana.email, "/address/").await);
        for word in ["", "maybe", "YES"] {
            assert_eq!(browser.send(&page, &[("csrf", &csrf), ("word", word)]).await.status, 400, "{word}");
        }
        assert_eq!(browser.open(&page).await.status, 200, "neither yes nor no was said");
    });
}

#[test]
fn changes_of_address_write_no_letters_to_strangers_without_end() {
    on_both("changes_of_address_write_no_letters_to_strangers_without_end", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let bo = person(&app, home, "Bo Novak", &[Role::Member]).await;
        let ask = async |client: &Client, email: &str| {
            client.post("/v1/me/address", json!({"email": email, "password": PASSWORD})).await
        };
        let client = signed_in(&app, ana.expert).await;
        for n in 0..4 {
            ask(&client, &format!("stranger{n}@elsewhere.example")).await.ok(200);
        }
        ask(&client, "stranger@elsewhere.example").await.ok(200);
        let refused = ask(&client, "another@elsewhere.example").await;
        assert_eq!((refused.status, refused.code().as_str()), (429, "TOO_MANY_REQUESTS"), "one account writes to few");
        // One mailbox gets few, whoever names it, with those about a forgotten password.
        let other = signed_in(&app, bo.expert).await;
        for _ in 0..4 {
            ask(&other, "Stranger@elsewhere.example").await.ok(200);
        }
        let third = person(&app, home, "Cy Novak", &[Role::Member]).await;
        let third = signed_in(&app, third.expert).await;
        assert_eq!(ask(&third, "stranger@elsewhere.example").await.status, 429);
        ask(&third, "cy@elsewhere.example").await.ok(200);
        app.clock.advance(Duration::from_secs(3_600));
        ask(&signed_in(&app, ana.expert).await, "another@elsewhere.example").await.ok(200);
    });
}

#[test]
fn a_refresh_token_that_never_was_does_not_wait_for_the_writer() {
    on_both("a_refresh_token_that_never_was_does_not_wait_for_the_writer", async |app| {
        let mut held = vec![app.world.database.begin().await.expect("a transaction")];
        // As many as the database lets write at once.
        while let Ok(Ok(tx)) = tokio::time::timeout(Duration::from_millis(300), app.world.database.begin()).await {
            held.push(tx);
        }
        let made_up = app.nobody();
        let asked = made_up.post("/v1/auth/refresh", json!({"refreshToken": "made-up"}));
        let answer = tokio::time::timeout(Duration::from_secs(5), asked).await.expect("it waits for nobody");
        assert_eq!((answer.status, answer.code().as_str()), (401, "SESSION_ENDED"), "{:#}", answer.body);
    });
}
