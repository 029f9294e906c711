//! Breaking the glass: recorded before it answers, told to the keepers at once, one hour, one item,
//! one account, no act.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::browser::Browser;
use crate::harness::world_readers::Readers;
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, on_both, on_both_with_the_sample};

async fn break_glass(client: &Client, item: &str) -> crate::harness::Answer {
    client.post(&format!("/v1/items/{item}/break-glass"), json!({"reason": "A complaint was made."})).await
}

async fn seen_in_lists(client: &Client, item: &str) -> bool {
    let page = client.get("/v1/updates?first=100&count=true").await.ok(200);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } updates(first: 100) { nodes { id } } }";
    let data = client.graphql(query, json!({"ids": [item]})).await.data();
    page.to_string().contains(item) || data.to_string().contains(item)
}

async fn contact_card(app: &App) -> Option<Uuid> {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let rows =
        entity::item::Entity::find().filter(entity::item::Column::Kind.eq(entity::vocabulary::ItemKind::ContactCard));
    rows.one(app.world.database.reader()).await.expect("items").map(|row| row.id)
}

#[test]
fn for_one_hour_the_glass_opens_one_item_at_its_own_address() {
    on_both("for_one_hour_the_glass_opens_one_item_at_its_own_address", async |app| {
        let r = Readers::new(&app).await;
        let administrator = Network::client(&app, &r.administrator).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let item = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        let other = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        pole.post(&format!("/v1/items/{item}/comments"), json!({"bodyMarkdown": "Said."})).await.ok(201);
        let paths = ["", "/comments", "/revisions", "/revisions/1"];
        let at = |path: &str| match path {
            "" => format!("/v1/updates/{item}"),
            path => format!("/v1/items/{item}{path}"),
        };
        for path in paths {
            assert_eq!(administrator.get(&at(path)).await.status, 404, "{path}");
        }
        app.world.mail.take();
        let glass = break_glass(&administrator, &item).await.ok(200);
        assert_eq!((&glass["itemId"], &glass["kind"]), (&json!(item), &json!("UPDATE")));
        assert_eq!(glass["until"], json!(app.world.clock.now().plus(Duration::from_secs(3_600)).to_string()));
        for path in paths {
            administrator.get(&at(path)).await.ok(200);
        }
        let comments = administrator.get(&at("/comments?count=true")).await.ok(200);
        assert_eq!((&comments["items"][0]["bodyMarkdown"], &comments["totalCount"]), (&json!("Said."), &json!(1)));
        assert_eq!(administrator.get(&at("")).await.ok(200)["audience"], Value::Null);
        let data = administrator
            .graphql("query($id: ID!) { node(id: $id) { id ... on Update { title } } }", json!({"id": item}))
            .await;
        assert_eq!(data.data()["node"]["title"], "News");
        // Nested in it the comments are as at their own address.
        let nested = "query($id: ID!, $item: UUID!) { node(id: $id) { ... on Update { comments(first: 1) { nodes { id bodyMarkdown } \
            pageInfo { hasNextPage endCursor } } } } comments(itemId: $item, first: 1) { nodes { id bodyMarkdown } pageInfo { hasNextPage endCursor } } }";
        let data = administrator.graphql(nested, json!({"id": item, "item": item})).await.data();
        assert_eq!(data["node"]["comments"]["nodes"][0]["bodyMarkdown"], "Said.", "{data:#}");
        assert_eq!(data["node"]["comments"], data["comments"]);
        let data = Network::client(&app, &r.officer).await.graphql(nested, json!({"id": other, "item": item})).await;
        assert!(!data.body.to_string().contains("Said."), "{:#}", data.body);
        // Lists do not open, nor does another item, nor to anybody else.
        assert!(!seen_in_lists(&administrator, &item).await);
        assert_eq!(administrator.get(&format!("/v1/updates/{other}")).await.status, 404);
        for person in [&r.auditor, &r.n.volunteer, &r.officer] {
            let client = Network::client(&app, person).await;
            assert_eq!(client.get(&at("")).await.status, 404);
        }
        // Seeing by glass permits no act.
        let etag = administrator.get(&at("")).await.header("etag");
        let refused = [
            administrator.post(&at("/comments"), json!({"bodyMarkdown": "x"})).await.status,
            administrator.post(&at("/withdraw"), json!({"reason": "x"})).await.status,
            administrator.patch(&at(""), &etag, json!({"title": "x"})).await.status,
            administrator
                .send(Method::PUT, &at("/audience"), &[("if-match", &etag)], Some(json!({"parties": []})))
                .await
                .status,
        ];
        assert!(refused.iter().all(|status| [403, 404].contains(status)), "{refused:?}");
        // It is not an opening that its keepers' list would show: they were told by letter.
        let letters = app.letters().await;
        let mut told: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
        told.sort_unstable();
        let mut keepers = [r.n.member.expert, r.n.editor.expert].map(|id| format!("{id}@example.org"));
        keepers.sort();
        assert_eq!(told, keepers.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(
            letters.iter().all(|letter| letter.text.contains("A complaint was made.") && !letter.text.contains("News"))
        );
        // An hour later it is shut.
        app.clock.advance(Duration::from_secs(3_599));
        let administrator = Network::client(&app, &r.administrator).await;
        administrator.get(&at("")).await.ok(200);
        app.clock.advance(Duration::from_secs(1));
        for path in paths {
            assert_eq!(administrator.get(&at(path)).await.status, 404, "{path}");
        }
        // An auditor reads that it was broken.
        let auditor = Network::client(&app, &r.auditor).await;
        let answer = auditor.get(&format!("/v1/items/{item}/access?at=2026-03-02")).await.ok(200);
        assert_eq!(answer["audit"]["brokenGlass"][0]["expertId"], json!(r.administrator.expert));
        let events = auditor.get("/v1/audit-events?act=breakGlass").await.ok(200);
        assert_eq!(events["items"][0]["reason"], "A complaint was made.");
    });
}

#[test]
fn the_glass_of_a_hidden_membership_opens_that_membership() {
    on_both("the_glass_of_a_hidden_membership_opens_that_membership", async |app| {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let r = Readers::new(&app).await;
        let administrator = Network::client(&app, &r.administrator).await;
        let rows = entity::membership::Entity::find().filter(entity::membership::Column::GroupId.eq(r.circle));
        let rows = rows.all(app.world.database.reader()).await.expect("memberships");
        let path = |n: usize| format!("/v1/groups/{}/members/{}", r.circle, rows[n].id);
        assert_eq!(administrator.get(&path(0)).await.status, 404);
        break_glass(&administrator, &rows[0].id.to_string()).await.ok(200);
        assert_eq!(administrator.get(&path(0)).await.ok(200)["id"], json!(rows[0].id));
        assert_eq!(administrator.get(&path(1)).await.status, 404);
        let node = async |n: usize| {
            let query =
                "query($id: ID!) { node(id: $id) { ... on Membership { id } } nodes(ids: [$id]) { __typename } }";
            administrator.graphql(query, json!({ "id": rows[n].id })).await.data()
        };
        assert_eq!(node(0).await, json!({ "node": { "id": rows[0].id }, "nodes": [null] }), "at its own address");
        assert_eq!(node(1).await, json!({ "node": null, "nodes": [null] }));
        let members = administrator.get(&format!("/v1/groups/{}/members", r.circle)).await.ok(200);
        assert_eq!(members["items"], json!([]));
        let end = administrator.post(&format!("{}/end", path(0)), json!({"reason": "x"})).await;
        assert!([403, 404].contains(&end.status), "{:#}", end.body);
        // Its keeper was told.
        assert_eq!(app.letters().await.len(), 1);
    });
}

#[test]
fn administrators_alone_break_the_glass_and_never_of_a_contact_card() {
    on_both("administrators_alone_break_the_glass_and_never_of_a_contact_card", async |app| {
        let r = Readers::new(&app).await;
        let administrator = Network::client(&app, &r.administrator).await;
        let item = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        assert_eq!(break_glass(&app.nobody(), &item).await.status, 401);
        // Whoever sees it is refused; whoever does not learns nothing.
        for (person, status) in
            [(&r.n.pole, 403), (&r.n.editor, 403), (&r.n.volunteer, 404), (&r.auditor, 404), (&r.n.secretary, 404)]
        {
            let client = Network::client(&app, person).await;
            assert_eq!(break_glass(&client, &item).await.status, status, "{}", person.expert);
            assert_eq!(break_glass(&client, &Uuid::now_v7().to_string()).await.status, 404);
        }
        assert_eq!(break_glass(&administrator, &Uuid::now_v7().to_string()).await.status, 404);
        let path = format!("/v1/items/{item}/break-glass");
        assert_eq!(administrator.post(&path, json!({"reason": " "})).await.status, 422);
        assert_eq!(administrator.post(&path, json!({})).await.status, 400);
        assert_eq!(administrator.get(&format!("/v1/updates/{item}")).await.status, 404);
        let pole = Network::client(&app, &r.n.pole).await;
        let card = pole.get(&format!("/v1/experts/{}/contact-card", r.n.pole.expert)).await;
        if card.status == 200 {
            let etag = card.header("etag");
            pole.patch(
                &format!("/v1/experts/{}/contact-card", r.n.pole.expert),
                &etag,
                json!({"email": "a@b.example"}),
            )
            .await;
        }
        if let Some(card) = contact_card(&app).await {
            assert_eq!(break_glass(&administrator, &card.to_string()).await.status, 404);
        }
        // Over the other door, and with the grant it ends.
        let mutation = "mutation($input: BreakGlassInput!) { breakGlass(input: $input) { glass { itemId until } } }";
        let input = json!({"input": {"id": item, "reason": "A complaint."}});
        administrator.graphql(mutation, input).await.data();
        administrator.get(&format!("/v1/updates/{item}")).await.ok(200);
        app.clock.advance(Duration::from_secs(300));
        end_grants(&app, r.administrator.post).await;
        assert_eq!(administrator.get(&format!("/v1/updates/{item}")).await.status, 404);
        // And an auditor is told so: it was open for five minutes, not for an hour.
        let begun = app.world.clock.now().minus(Duration::from_secs(300));
        app.clock.advance(Duration::from_secs(7_200));
        let auditor = Network::client(&app, &r.auditor).await;
        let answer = auditor.get(&format!("/v1/items/{item}/access?from=2026-03-01")).await.ok(200);
        let looks = answer["audit"]["brokenGlass"].as_array().expect("looks").clone();
        let last = looks.last().expect("a look");
        let ended = begun.plus(Duration::from_secs(300));
        assert_eq!(
            (&last["from"], &last["until"]),
            (&json!(begun.to_string()), &json!(ended.to_string())),
            "{looks:?}"
        );
    });
}

async fn end_grants(app: &App, holder: Uuid) {
    use sea_orm::sea_query::Expr;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    entity::role_grant::Entity::update_many()
        .col_expr(entity::role_grant::Column::EndedAt, Expr::value(app.world.clock.now().micros()))
        .filter(entity::role_grant::Column::Holder.eq(holder))
        .exec(app.world.database.writer())
        .await
        .expect("an end");
}

#[test]
fn whoever_has_left_is_not_told_why_the_glass_was_broken() {
    on_both("whoever_has_left_is_not_told_why_the_glass_was_broken", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        let editor = Network::client(&app, &r.n.editor).await;
        editor.post(&format!("/v1/posts/{}/end", r.n.member.post), json!({"reason": "Moves on."})).await.ok(200);
        app.letters().await;
        break_glass(&Network::client(&app, &r.administrator).await, &item).await.ok(200);
        let told: Vec<String> = app.letters().await.into_iter().map(|letter| letter.to).collect();
        assert_eq!(told, [format!("{}@example.org", r.n.editor.expert)]);
    });
}

#[test]
fn an_items_page_is_its_own_address_too() {
    on_both_with_the_sample("an_items_page_is_its_own_address_too", async |app| {
        let (member, _) = of_the_sample(&app, "MEMBER", "UA").await;
        let (pole, polish) = of_the_sample(&app, "MEMBER", "PL").await;
        let (administrator, browser) = of_the_sample(&app, "ADMINISTRATOR", "").await;
        let input = json!({"title": "About a case", "bodyMarkdown": "Its words.",
            "audience": {"parties": [{"kind": "COUNTRY", "code": "PL"}]}});
        let item = member.post("/v1/updates", input).await.ok(201)["id"].as_str().expect("an id").to_owned();
        let page = format!("/i/{item}");
        assert_eq!(browser.open(&page).await.status, 404);
        break_glass(&administrator, &item).await.ok(200);
        let shown = browser.open(&page).await;
        assert!(shown.status == 200 && shown.text.contains("Its words."), "{}", shown.text);
        // Its keepers read that it was opened there, as at any of its addresses.
        assert_eq!(polish.open(&page).await.status, 200);
        app.letters().await;
        let keeping = member.get(&format!("/v1/items/{item}/access")).await.ok(200)["keeping"].clone();
        assert_eq!(keeping["openings"]["organisations"][0]["reads"], json!(1), "{keeping:#}");
        // Sight and glass are asked once.
        let (start, query) = (
            app.world.database.statements(),
            "query($id: ID!) { node(id: $id) { id ... on Update { title bodyHtml } } }",
        );
        pole.get(&format!("/v1/updates/{item}")).await.ok(200);
        let between = app.world.database.statements();
        pole.graphql(query, json!({"id": item})).await.data();
        let (rest, node) = (between - start, app.world.database.statements() - between);
        assert!(node <= rest, "{node} statements for the node, {rest} for the update");
    });
}

/// Somebody of the sample network at both doors, by API and in a browser.
async fn of_the_sample(app: &App, role: &str, country: &str) -> (Client, Browser) {
    let file = std::fs::read_to_string(app.world.config.data.join("sample-accounts.json")).expect("the accounts");
    let file: Value = serde_json::from_str(&file).expect("JSON");
    let fits = |one: &&Value| one["roles"] == json!([role]) && (country.is_empty() || one["country"] == json!(country));
    let who = file["accounts"].as_array().expect("a list").iter().find(fits).expect("an account").clone();
    let (email, password) = (who["email"].as_str().expect("an address"), who["password"].as_str().expect("a word"));
    let input = json!({"email": email, "password": password});
    let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
    let browser = Browser::new(app);
    let csrf = browser.open("/sign-in").await.csrf();
    browser.send("/sign-in", &[("csrf", &csrf), ("email", email), ("password", password)]).await;
    (app.nobody().with_token(session["accessToken"].as_str().expect("a token")), browser)
}
