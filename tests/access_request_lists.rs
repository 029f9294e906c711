//! What waits for a word is listed whole, counted, and at a cost that does not grow with what waits.

use entity::vocabulary::{RequestState, Role};
use entity::{access_request, access_word};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::builder::Builder;
use crate::harness::world_people::{network, somebody};
use crate::harness::{App, Client, costs_no_more_by_length, on_both, signed_in};

/// Requests for posts in a body, one a second, as many ask for them at a fair: the ids, oldest first.
async fn asked(app: &App, body: Uuid, number: i64) -> Vec<Uuid> {
    let b = Builder::begin(app).await;
    let at = b.unit.at().micros();
    let ids: Vec<Uuid> = (0..number).map(|_| b.unit.new_id()).collect();
    for (id, n) in ids.iter().zip(0_i64..) {
        let row = access_request::Model {
            id: *id,
            act: "beginPost".to_owned(),
            target_kind: "POST".to_owned(),
            target: *id,
            result_id: None,
            payload: "null".to_owned(),
            gainers: "[]".to_owned(),
            requested_by: None,
            requested_at: at + n * 1_000_000,
            state: RequestState::Waiting,
            decided_at: None,
            decided_by: None,
            decide_reason: None,
        };
        let word = access_word::Model { request_id: *id, party_id: body, said_by: None, said_at: None };
        let row = access_request::ActiveModel::from(row);
        access_request::Entity::insert(row).exec_without_returning(b.unit.tx()).await.expect("a request");
        let word = access_word::ActiveModel::from(word);
        access_word::Entity::insert(word).exec_without_returning(b.unit.tx()).await.expect("a word");
    }
    b.done().await;
    ids
}

async fn walked(client: &Client, query: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("/v1/access-requests?first=100{query}{after}")).await.ok(200);
        all.extend(page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()));
        match page["pageInfo"]["hasNextPage"].as_bool() {
            Some(true) => after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor")),
            _ => return all,
        }
    }
}

#[test]
fn whoever_has_the_word_finds_the_newest_of_many_requests_and_all_of_them() {
    on_both("whoever_has_the_word_finds_the_newest_of_many_requests", async |app| {
        let net = network(&app).await;
        let editor = somebody(&app, &net, "Editor Example", net.udsc, &[Role::OrganisationEditor]).await;
        let other = somebody(&app, &net, "Other Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let [editor, other, admin] = [editor, other, admin].map(|who| who.expert);
        let (editor, other) = (signed_in(&app, editor).await, signed_in(&app, other).await);
        let admin = signed_in(&app, admin).await;
        let ids = asked(&app, net.udsc, 1_100).await;
        let newest: Vec<Value> = ids.iter().rev().map(|id| json!(id)).collect();

        let page = editor.get("/v1/access-requests?first=5&count=true").await.ok(200);
        let shown: Vec<Value> =
            page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect();
        assert_eq!((shown.as_slice(), &page["totalCount"]), (&newest[..5], &json!(1_100)));
        assert_eq!(walked(&editor, "").await, newest);
        assert_eq!(walked(&editor, "&waitingForMe=true&count=true").await, newest);
        assert_eq!(walked(&editor, "&mine=true&count=true").await, Vec::<Value>::new());
        assert_eq!(walked(&admin, "").await, newest);
        assert_eq!(admin.get("/v1/access-requests?count=true").await.ok(200)["totalCount"], 1_100);
        assert_eq!(other.get("/v1/access-requests?count=true").await.ok(200)["totalCount"], 0);
        let cost = async |first: u16| {
            let before = app.world.database.statements();
            editor.get(&format!("/v1/access-requests?first={first}")).await.ok(200);
            app.world.database.statements() - before
        };
        costs_no_more_by_length(cost(2).await, cost(80).await);
    });
}

#[test]
fn the_audit_log_is_counted_where_that_is_asked() {
    on_both("the_audit_log_is_counted_where_that_is_asked", async |app| {
        let net = network(&app).await;
        let auditor = somebody(&app, &net, "Auditor Example", net.ngo, &[Role::Auditor]).await;
        let auditor = signed_in(&app, auditor.expert).await;
        let all = auditor.get("/v1/audit-events?first=100").await.ok(200);
        let number = all["items"].as_array().expect("items").len();
        let counted = auditor.get("/v1/audit-events?first=1&count=true").await.ok(200);
        assert_eq!(counted["totalCount"], json!(number));
        assert_eq!(counted["totalCountIsExact"], json!(true));
    });
}

#[test]
fn whoever_has_nothing_to_do_with_what_was_decided_pays_nothing_for_it() {
    on_both("whoever_has_nothing_to_do_with_what_was_decided_pays_nothing_for_it", async |app| {
        use entity::access_request::Column;
        use sea_orm::sea_query::Expr;
        let net = network(&app).await;
        let member = somebody(&app, &net, "Member Example", net.dmsu, &[Role::Member]).await;
        let editor = somebody(&app, &net, "Editor Example", net.udsc, &[Role::OrganisationEditor]).await;
        let (member, editor) = (signed_in(&app, member.expert).await, signed_in(&app, editor.expert).await);
        let cost = async || {
            app.world.database.heard();
            let page = member.get("/v1/access-requests?state=DONE&count=true").await.ok(200);
            assert_eq!((&page["items"], &page["totalCount"]), (&json!([]), &json!(0)));
            app.world.database.heard().len()
        };
        let decided = async |how_many: i64| {
            let ids = asked(&app, net.udsc, how_many).await;
            let done = access_request::Entity::update_many().col_expr(Column::State, Expr::value("DONE"));
            let done = done.col_expr(Column::DecidedAt, Expr::col(Column::RequestedAt));
            done.exec(app.world.database.writer()).await.expect("decided");
            ids.len()
        };
        let mut others = decided(1).await;
        let one = cost().await;
        others += decided(1_600).await;
        let many = cost().await;
        assert!(many <= one + 2, "{one} statements with one of others, {many} with {others}");
        let page = editor.get("/v1/access-requests?state=DONE&count=true&first=10").await.ok(200);
        assert_eq!(page["totalCount"], json!(others), "and whose word it was finds all of them");
    });
}
