//! Partner systems and OAuth 2.0 client credentials.

use focalpoint_api::access::Actor;
use focalpoint_api::ctx::Ctx;
use focalpoint_api::error::Code;
use focalpoint_api::identity::partners::{look_at_secret, open_secret};
use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::item_life::{made, network, to};
use crate::harness::world_identity::PASSWORD;
use crate::harness::world_partners::{World, as_expert, last_token, letters, world};
use crate::harness::{Answer, App, Client, on_both};

/// A partner system of the UA migration service, live, with one secret: id, client id, secret.
async fn partner(app: &App, world: &World) -> (String, String, String) {
    let made = register(&world.editor).await.ok(201);
    let id = made["id"].as_str().expect("an id").to_owned();
    let secret = rotate(app, world, &id).await;
    (id, made["clientId"].as_str().expect("a client id").to_owned(), secret)
}

async fn register(client: &Client) -> Answer {
    let body =
        json!({"organisationCode": "ua-dmsu", "name": "Case system", "validTo": "2027-12-31", "reason": "Exchange."});
    client.post("/v1/partners", body).await
}

async fn rotate(app: &App, world: &World, id: &str) -> String {
    let body = json!({"validTo": "2026-12-31", "reason": "A secret."});
    world.editor.post(&format!("/v1/partners/{id}/secrets"), body).await.ok(201);
    let token = last_token(app, "/secret/").await;
    let member = as_expert(app, world.member_is.expert).await;
    open_secret(&member, &token).await.expect("the secret").secret.reveal().to_owned()
}

fn form(id: &str, secret: &str, more: &str) -> String {
    format!("grant_type=client_credentials&client_id={id}&client_secret={secret}{more}")
}

/// Asks for a token with credentials in the form.
async fn token(app: &App, form: String) -> Answer {
    app.nobody().form("/oauth/token", None, form).await
}

#[test]
fn credentials_in_header_or_form_buy_a_token_that_says_who_asks() {
    on_both("credentials_in_header_or_form_buy_a_token_that_says_who_asks", async |app| {
        let world = world(&app).await;
        let (id, client, secret) = partner(&app, &world).await;
        let answer = token(&app, form(&client, &secret, "&unknown=ignored")).await;
        assert_eq!((answer.status, answer.header("cache-control").as_str()), (200, "no-store"), "{:#}", answer.body);
        assert_eq!((&answer.body["token_type"], &answer.body["expires_in"]), (&json!("Bearer"), &json!(600)));
        assert_eq!(answer.body["scope"], "read publish directory access audit");
        assert!(answer.body.get("refresh_token").is_none());
        let basic = Some((client.as_str(), secret.as_str()));
        let answer = app.nobody().form("/oauth/token", basic, "grant_type=client_credentials&scope=read".into()).await;
        assert_eq!(answer.status, 200, "{:#}", answer.body);
        assert_eq!(answer.body["scope"], "read");
        let shown = world.editor.get(&format!("/v1/partners/{id}")).await.ok(200);
        assert_eq!(shown["state"], "LIVE");
        assert!(shown["lastUsedAt"].is_string() && shown["secrets"][0]["lastUsedAt"].is_string(), "{shown:#}");
        assert!(!shown.to_string().contains(&secret));
    });
}

#[test]
fn what_is_wrong_with_a_token_request_is_told_in_the_words_of_the_standard() {
    on_both("what_is_wrong_with_a_token_request_is_told_in_the_words_of_the_standard", async |app| {
        let world = world(&app).await;
        let (_, client, secret) = partner(&app, &world).await;
        for (form, status, error) in [
            (form(&client, "wrong", ""), 401, "invalid_client"),
            (form("nobody", &secret, ""), 401, "invalid_client"),
            (form(&client, &secret, "&scope=everything"), 400, "invalid_scope"),
            ("grant_type=password&username=a&password=b".to_owned(), 400, "unsupported_grant_type"),
            ("client_id=a".to_owned(), 400, "invalid_request"),
            (form(&client, &secret, "&scope=read&scope=audit"), 400, "invalid_request"),
        ] {
            let answer = token(&app, form.clone()).await;
            assert_eq!((answer.status, &answer.body["error"]), (status, &json!(error)), "{form}: {:#}", answer.body);
            assert_eq!(answer.header("www-authenticate").starts_with("Basic"), status == 401);
        }
        let metadata = app.nobody().get("/.well-known/oauth-authorization-server").await.ok(200);
        assert_eq!(metadata["grant_types_supported"], json!(["client_credentials"]));
    });
}

#[test]
fn wrong_tries_are_slowed_down_and_lock_nobody_out() {
    on_both("wrong_tries_are_slowed_down_and_lock_nobody_out", async |app| {
        let world = world(&app).await;
        let (_, client, secret) = partner(&app, &world).await;
        let mut last = 401;
        for _ in 0..10 {
            let answer = token(&app, form(&client, "wrong", "")).await;
            last = answer.status;
        }
        assert_eq!(last, 429);
        assert_eq!(token(&app, form(&client, &secret, "")).await.status, 200);
    });
}

#[test]
fn scopes_refuse_operations_and_leave_sight_alone() {
    on_both("scopes_refuse_operations_and_leave_sight_alone", async |app| {
        let world = world(&app).await;
        let (_, client, secret) = partner(&app, &world).await;
        let narrow = token(&app, form(&client, &secret, "&scope=read")).await.body["access_token"].clone();
        let narrow = app.nobody().with_token(narrow.as_str().expect("a token"));
        narrow.get("/v1/competences").await.ok(200);
        let answer = narrow.get("/v1/partners").await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "insufficient_scope"), "{:#}", answer.body);
        let wide = token(&app, form(&client, &secret, "")).await.body["access_token"].clone();
        let answer = app.nobody().with_token(wide.as_str().expect("a token")).get("/v1/partners").await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "FORBIDDEN"), "{:#}", answer.body);
    });
}

#[test]
fn the_scope_of_an_act_is_enough_for_its_whole_answer() {
    on_both("the_scope_of_an_act_is_enough_for_its_whole_answer", async |app| {
        let world = world(&app).await;
        let (id, client, secret) = partner(&app, &world).await;
        let scope = json!({"kind": "ORGANISATION", "code": "ua-dmsu"});
        let grant = json!({"partnerId": id, "role": "MEMBER", "scope": scope, "reason": "It posts."});
        world.admin.post("/v1/grants", grant).await.ok(201);
        let publishes = token(&app, form(&client, &secret, "&scope=publish")).await.body["access_token"].clone();
        let publishes = app.nobody().with_token(publishes.as_str().expect("a token"));
        let update = json!({"title": "New", "bodyMarkdown": "Text.",
            "audience": {"parties": [{"kind": "ORGANISATION", "code": "ua-dmsu"}]}});
        let made = publishes.post("/v1/updates", update.clone()).await;
        let (etag, made) = (made.header("etag"), made.ok(201));
        let path = format!("/v1/updates/{}", made["id"].as_str().expect("an id"));
        assert_eq!(publishes.patch(&path, &etag, json!({"title": "Newer"})).await.ok(200)["title"], "Newer");
        let query = "mutation($input: PublishUpdateInput!) { publishUpdate(input: $input) { update { title author { actorId } } } }";
        let data = publishes.graphql(query, json!({"input": update})).await.data();
        assert_eq!(data["publishUpdate"]["update"]["title"], "New");
        // It reads nothing for its own sake, over either door, and does nothing else.
        for answer in
            [publishes.get(&path).await, publishes.post("/v1/audiences/preview", json!({"parties": []})).await]
        {
            assert_eq!((answer.status, answer.code().as_str()), (403, "insufficient_scope"), "{:#}", answer.body);
        }
        let answer = publishes.graphql("{ updates { nodes { title } } }", json!({})).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "insufficient_scope", "{:#}", answer.body);
        let reads = token(&app, form(&client, &secret, "&scope=read")).await.body["access_token"].clone();
        let answer = app.nobody().with_token(reads.as_str().expect("a token")).post("/v1/updates", update).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "insufficient_scope"), "{:#}", answer.body);
    });
}

#[test]
fn an_ended_partner_system_or_secret_is_out_with_the_next_request() {
    on_both("an_ended_partner_system_or_secret_is_out_with_the_next_request", async |app| {
        let world = world(&app).await;
        let (id, client, secret) = partner(&app, &world).await;
        let access = token(&app, form(&client, &secret, "")).await.body["access_token"].clone();
        let machine = app.nobody().with_token(access.as_str().expect("a token"));
        machine.get("/v1/competences").await.ok(200);
        let shown = world.editor.get(&format!("/v1/partners/{id}")).await.ok(200);
        let first = shown["secrets"][0]["id"].as_str().expect("an id").to_owned();
        let second = rotate(&app, &world, &id).await;
        let path = format!("/v1/partners/{id}/secrets/{first}/end");
        world.editor.post(&path, json!({"reason": "Rotated."})).await.ok(200);
        assert_eq!(machine.get("/v1/competences").await.status, 401);
        assert_eq!(token(&app, form(&client, &secret, "")).await.status, 401);
        let access = token(&app, form(&client, &second, "")).await.ok(200)["access_token"].clone();
        let machine = app.nobody().with_token(access.as_str().expect("a token"));
        machine.get("/v1/competences").await.ok(200);
        let ended = world.editor.post(&format!("/v1/partners/{id}/end"), json!({"reason": "Done."})).await.ok(200);
        assert_eq!(ended["state"], "ENDED");
        assert_eq!(machine.get("/v1/competences").await.status, 401);
        assert_eq!(token(&app, form(&client, &second, "")).await.status, 401);
        assert_eq!(world.editor.get("/v1/partners").await.ok(200)["items"], json!([]));
        assert_eq!(world.editor.get("/v1/partners?lifecycle=ALL").await.ok(200)["items"][0]["id"], json!(id));
    });
}

#[test]
fn two_secrets_live_and_a_third_does_not() {
    on_both("two_secrets_live_and_a_third_does_not", async |app| {
        let world = world(&app).await;
        let (id, client, first) = partner(&app, &world).await;
        let second = rotate(&app, &world, &id).await;
        for secret in [&first, &second] {
            token(&app, form(&client, secret, "")).await.ok(200);
        }
        let body = json!({"validTo": "2026-12-31", "reason": "A third."});
        let answer = world.editor.post(&format!("/v1/partners/{id}/secrets"), body).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        let body = json!({"validTo": "2036-12-31", "reason": "Too long."});
        let answer = world.editor.post(&format!("/v1/partners/{id}/secrets"), body).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/validTo")));
    });
}

#[test]
fn a_secret_is_handed_over_once_and_only_to_a_post_of_the_body() {
    on_both("a_secret_is_handed_over_once_and_only_to_a_post_of_the_body", async |app| {
        let world = world(&app).await;
        let made = register(&world.editor).await.ok(201);
        let id = made["id"].as_str().expect("an id");
        let before = letters(&app).await.len();
        let body = json!({"validTo": "2026-12-31", "reason": "A secret."});
        let answer = world.editor.post(&format!("/v1/partners/{id}/secrets"), body).await.ok(201);
        assert_eq!(letters(&app).await.len(), before + 1, "one editor, one letter");
        let token = last_token(&app, "/secret/").await;
        assert!(!answer.to_string().contains(&token));
        let nobody = Ctx::new(&app.world, Actor::nobody());
        assert_eq!(look_at_secret(&nobody, &token).await.map_err(|e| e.code()).err(), Some(Code::Unauthenticated));
        let other = as_expert(&app, world.other_is.expert).await;
        assert_eq!(open_secret(&other, &token).await.map_err(|e| e.code()).err(), Some(Code::NotFound));
        let member = as_expert(&app, world.member_is.expert).await;
        // Looking consumes nothing.
        look_at_secret(&member, &token).await.expect("an offer");
        look_at_secret(&member, &token).await.expect("an offer");
        open_secret(&member, &token).await.expect("the secret");
        assert_eq!(open_secret(&member, &token).await.map_err(|e| e.code()).err(), Some(Code::LinkUsed));
        assert_eq!(open_secret(&other, &token).await.map_err(|e| e.code()).err(), Some(Code::NotFound));
    });
}

#[test]
fn a_partner_system_registered_by_another_waits_for_its_body() {
    on_both("a_partner_system_registered_by_another_waits_for_its_body", async |app| {
        let world = world(&app).await;
        let request = register(&world.admin).await.ok(202);
        let partner = request["resultId"].as_str().expect("a partner system").to_owned();
        let path = format!("/v1/partners/{partner}");
        assert_eq!(world.admin.get(&path).await.ok(200)["state"], "WAITING");
        let body = json!({"validTo": "2026-12-31", "reason": "Too early."});
        assert_eq!(world.admin.post(&format!("{path}/secrets"), body).await.status, 409);
        // Nothing is shared with it before its body's word: whoever guesses its id learns no name.
        let parties = json!([{"kind": "PARTNER", "partyId": partner}]);
        for stranger in [&world.other, &world.admin] {
            let preview = stranger.post("/v1/audiences/preview", json!({ "parties": parties })).await;
            // An administrator who publishes nothing may not ask at all.
            assert!([403, 422].contains(&preview.status), "{:#}", preview.body);
            assert!(!preview.body.to_string().contains("Case system"), "{:#}", preview.body);
        }
        let request = request["id"].as_str().expect("an id");
        world.editor.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
        assert_eq!(world.admin.get(&path).await.ok(200)["state"], "LIVE");
        world.other.post("/v1/audiences/preview", json!({ "parties": parties })).await.ok(200);
    });
}

#[test]
fn what_a_partner_system_wrote_is_found_by_its_author() {
    on_both("what_a_partner_system_wrote_is_found_by_its_author", async |app| {
        let world = world(&app).await;
        let (id, client, secret) = partner(&app, &world).await;
        let grant = json!({
            "partnerId": id, "role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}, "reason": "Posts."
        });
        world.focal.post("/v1/grants", grant).await.ok(201);
        let token = token(&app, form(&client, &secret, "")).await.body["access_token"].clone();
        let machine = app.nobody().with_token(token.as_str().expect("a token"));
        let posted = made(&machine, to(network())).await;
        made(&world.editor, to(network())).await;
        let found = world.editor.get(&format!("/v1/updates?author={id}")).await.ok(200);
        let found: Vec<_> = found["items"].as_array().expect("items").iter().map(|item| &item["id"]).collect();
        assert_eq!(found, [&json!(posted)]);
        let strange = app.nobody().get(&format!("/v1/updates?author={id}")).await;
        assert_eq!((strange.status, &strange.body["errors"][0]["pointer"]), (422, &json!("?author")));
    });
}

#[test]
fn partner_systems_are_shown_to_those_who_keep_the_body() {
    on_both("partner_systems_are_shown_to_those_who_keep_the_body", async |app| {
        let world = world(&app).await;
        let (id, _, _) = partner(&app, &world).await;
        let path = format!("/v1/partners/{id}");
        for client in [&world.editor, &world.admin, &world.focal] {
            client.get(&path).await.ok(200);
            assert_eq!(client.get("/v1/partners?count=true").await.ok(200)["totalCount"], 1);
        }
        assert_eq!(world.other.get(&path).await.status, 404);
        assert_eq!(world.other.get("/v1/partners").await.ok(200)["items"], json!([]));
        assert_eq!(world.member.get(&path).await.status, 404);
        assert_eq!(world.member.get("/v1/partners").await.status, 403);
        assert_eq!(app.nobody().get(&path).await.status, 401);
        assert_eq!(register(&world.other).await.status, 403);
        let query = "mutation($input: RegisterPartnerInput!) { registerPartner(input: $input) { partner { clientId state organisation { code } } accessRequest { id } } }";
        let input: Value =
            json!({"organisationCode": "ua-dmsu", "name": "Portal", "validTo": "2027-12-31", "reason": "Exchange."});
        let data = world.editor.graphql(query, json!({"input": input})).await.data();
        assert_eq!(data["registerPartner"]["partner"]["organisation"]["code"], "ua-dmsu", "{data:#}");
        let data = world
            .editor
            .graphql("{ partners { totalCount nodes { name secrets { state } } } }", json!({}))
            .await
            .data();
        assert_eq!(data["partners"]["totalCount"], 2, "{data:#}");
    });
}

#[test]
fn the_page_of_a_secret_shows_it_once_to_whoever_signed_in() {
    on_both("the_page_of_a_secret_shows_it_once_to_whoever_signed_in", async |app| {
        let world = world(&app).await;
        let made = register(&world.editor).await.ok(201);
        let client = made["clientId"].as_str().expect("a client id");
        let body = json!({"validTo": "2026-12-31", "reason": "A secret."});
        world.editor.post(&format!("/v1/partners/{}/secrets", made["id"].as_str().expect("an id")), body).await.ok(201);
        let page = format!("/secret/{}", last_token(&app, "/secret/").await);
        let newcomer = json!({
            "email": "nina@dmsu.example", "name": "Nina Newcomer",
            "post": {"organisationCode": "ua-dmsu", "title": "Officer"}
        });
        world.editor.post("/v1/invitations", newcomer).await.ok(201);
        let invitation = format!("/invitation/{}", last_token(&app, "/invitation/").await);
        let browser = Browser::new(&app);
        let away = browser.open(&page).await;
        assert_eq!((away.status, away.location), (303, format!("/sign-in?next={page}")));
        let csrf = browser.open(&invitation).await.csrf();
        let form = [("csrf", csrf.as_str()), ("password", PASSWORD), ("passwordAgain", PASSWORD)];
        assert_eq!(browser.send(&invitation, &form).await.status, 303);
        let shown = browser.open(&page).await;
        assert!(shown.status == 200 && shown.text.contains("Case system"), "{} {}", shown.status, shown.text);
        let opened = browser.send(&page, &[("csrf", &shown.csrf())]).await;
        assert!(opened.status == 200 && opened.text.contains(client), "{} {}", opened.status, opened.text);
        assert_eq!(browser.open(&page).await.status, 410);
    });
}

#[test]
fn who_is_not_told_of_partner_systems_learns_of_none_by_asking_about_it() {
    on_both("who_is_not_told_of_partner_systems_learns_of_none_by_asking_about_it", async |app| {
        use crate::harness::builder::{Builder, expert};
        let world = world(&app).await;
        let (id, ..) = partner(&app, &world).await;
        // Signed in without a post: the body is PUBLIC, and partner systems are named to the network.
        let mut b = Builder::begin(&app).await;
        let body = b.body("int-small", entity::vocabulary::OrganisationType::Ngo, None, false).await;
        let outsider = b.expert(expert("Otto Outside", body)).await;
        b.account(outsider, "otto@example.org", None).await;
        b.done().await;
        let outsider = crate::harness::signed_in(&app, outsider).await;
        let never = uuid::Uuid::new_v4().to_string();
        let about = |id: &str| json!({"actor": {"partnerId": id}, "act": "publishUpdate"});
        let give = |id: &str| json!({"partnerId": id, "role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}, "reason": "Why."});
        for id in [&id, &never] {
            assert_eq!(outsider.post("/v1/access/explain", about(id)).await.status, 404);
            let refused = outsider.post("/v1/grants", give(id)).await;
            assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/partnerId")));
        }
        world.other.post("/v1/access/explain", about(&id)).await.ok(200);
        assert_eq!(world.other.post("/v1/access/explain", about(&never)).await.status, 404);
        assert_eq!(
            world.other.post("/v1/grants", give(&id)).await.status,
            403,
            "whoever is told hears that they may not"
        );
    });
}

#[test]
fn partner_systems_are_listed_as_they_were_on_a_day() {
    on_both("partner_systems_are_listed_as_they_were_on_a_day", async |app| {
        let world = world(&app).await;
        let admin = async || crate::harness::signed_in(&app, world.admin_is.expert).await;
        let made = register(&world.editor).await.ok(201);
        let path = format!("/v1/partners/{}", made["id"].as_str().expect("an id"));
        let two_days = || app.clock.advance(std::time::Duration::from_secs(2 * 24 * 3_600));
        for act in ["suspend", "resume", "end"] {
            two_days();
            admin().await.post(&format!("{path}/{act}"), json!({"reason": "A test."})).await.ok(200);
        }
        two_days();
        let admin = admin().await;
        let there = async |filter: &str| {
            let page = admin.get(&format!("/v1/partners?count=true&{filter}")).await.ok(200);
            let number = page["items"].as_array().expect("a list").len();
            assert_eq!(page["totalCount"], json!(number), "{filter}");
            let mut twin = json!({});
            for (name, value) in filter.split('&').filter_map(|pair| pair.split_once('=')) {
                twin[name] = if name == "state" { json!([value]) } else { json!(value) };
            }
            let query = "query($filter: PartnerFilter) { partners(filter: $filter) { nodes { id } } }";
            let data = admin.graphql(query, json!({"filter": twin})).await.data();
            assert_eq!(data["partners"]["nodes"].as_array().map(Vec::len), Some(number), "{filter}");
            number
        };
        // Registered on the 2nd, suspended on the 4th, resumed on the 6th, ended on the 8th.
        for (filter, number) in [
            ("asOf=2026-03-01", 0),
            ("asOf=2026-03-02", 1),
            ("asOf=2026-03-05", 1),
            ("asOf=2026-03-07", 1),
            ("asOf=2026-03-08", 0),
            ("lifecycle=LIVING", 0),
            ("lifecycle=ALL&asOf=2026-03-01", 1),
            ("state=LIVE&asOf=2026-03-03", 1),
            ("state=SUSPENDED&asOf=2026-03-03", 0),
            ("state=LIVE&asOf=2026-03-05", 0),
            ("state=SUSPENDED&asOf=2026-03-05", 1),
            ("state=LIVE&asOf=2026-03-07", 1),
            ("state=ENDED&asOf=2026-03-07", 0),
            ("state=ENDED&asOf=2026-03-08", 1),
            ("state=ENDED", 1),
            // What was not there yet was in no state.
            ("state=ENDED&asOf=2026-03-01", 0),
            ("state=WAITING&asOf=2026-03-01", 0),
        ] {
            assert_eq!(there(filter).await, number, "{filter}");
        }
        let other = crate::harness::signed_in(&app, world.other_is.expert).await;
        assert_eq!(other.get("/v1/partners?asOf=2026-03-02").await.ok(200)["items"], json!([]));
    });
}
