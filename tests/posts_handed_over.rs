//! What somebody leaves behind is handed over with as few statements as one item would take: the ledger waits
//! meanwhile, for everybody.

use std::collections::BTreeMap;

use entity::change;
use entity::vocabulary::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::builder::Person;
use crate::harness::item_life::{act, edit, made, poland, proposals, uuid};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, Client, on_both};

/// Two who write in the body of somebody who takes over, and one who may end any post.
struct Leavers {
    n: Network,
    few: Person,
    many: Person,
    editor: Client,
    heir: Client,
}

async fn leavers(app: &App) -> Leavers {
    let n = Network::new(app).await;
    let mut b = Builder::begin(app).await;
    let member = [(Role::Member, Some(n.ua_migration), None)];
    let (few, many) =
        (b.person("Few Test", n.ua_migration, &member).await, b.person("Many Test", n.ua_migration, &member).await);
    b.person("Ada Test", n.ngo, &[(Role::Administrator, None, None)]).await;
    b.done().await;
    let (editor, heir) = (Network::client(app, &n.editor).await, Network::client(app, &n.reader).await);
    Leavers { n, few, many, editor, heir }
}

/// Updates of all sorts, each about something and for others than the one before; beside every third something waits,
/// and of another something was decided.
async fn written(n: &Network, client: &Client, many: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let bodies = [n.ua_border, n.pl_office, n.lt_office, n.ngo];
    for at in 0..many {
        let audience: Vec<Value> = (0..4)
            .filter(|bit| (at + 1) & (1 << bit) != 0)
            .map(|bit| json!({ "kind": "ORGANISATION", "partyId": bodies[bit] }))
            .collect();
        let audience = if audience.is_empty() { poland() } else { json!(audience) };
        let state = if at % 3 == 1 { "DRAFT" } else { "PUBLISHED" };
        let update = json!({
            "title": format!("Update {at}"), "bodyMarkdown": format!("Text {at}."), "state": state,
            "topics": ["asylum"], "countryCodes": ["PL"], "audience": { "parties": audience },
        });
        let id = made(client, update).await;
        if at % 3 == 0 {
            let to = json!({ "kind": "ORGANISATION", "partyId": n.ngo });
            act(client, &id, "transfer", json!({ "toOwner": to, "reason": "Yours." })).await.ok(202);
        }
        if at % 3 == 2 {
            edit(client, &id, json!({ "title": format!("Better {at}") })).await.ok(200);
        }
        ids.push(id);
    }
    ids
}

/// Ends a post with a successor; how many statements that took.
async fn ended(app: &App, who: &Leavers, leaver: &Person) -> u64 {
    let before = app.world.database.statements();
    let end = json!({ "reason": "Moves on.", "successor": who.n.reader.expert });
    who.editor.post(&format!("/v1/posts/{}/end", leaver.post), end).await.ok(200);
    app.world.database.statements() - before
}

async fn tried(app: &App, who: &Leavers, leaver: &Person) -> u64 {
    let before = app.world.database.statements();
    let end = json!({ "dryRun": true, "successor": who.n.reader.expert });
    who.editor.post(&format!("/v1/posts/{}/end", leaver.post), end).await.ok(200);
    app.world.database.statements() - before
}

#[test]
fn thirty_items_are_handed_over_with_as_many_statements_as_three() {
    on_both("thirty_items_are_handed_over_with_as_many_statements_as_three", async |app| {
        let who = leavers(&app).await;
        written(&who.n, &Network::client(&app, &who.few).await, 3).await;
        written(&who.n, &Network::client(&app, &who.many).await, 30).await;
        // The first one finds less that is known already.
        let (few, many) = (tried(&app, &who, &who.few).await, tried(&app, &who, &who.many).await);
        assert!(many <= few, "only tried: {few} statements for three, {many} for thirty");
        let (few, many) = (ended(&app, &who, &who.few).await, ended(&app, &who, &who.many).await);
        assert!(many <= few, "{few} statements for three, {many} for thirty");
    });
}

#[test]
fn each_of_many_that_are_handed_over_is_the_successors_with_its_text_its_change_and_what_waits_beside_it() {
    on_both("each_of_many_that_are_handed_over_is_the_successors_with_its_text_and_its_change", async |app| {
        let who = leavers(&app).await;
        let leaver = Network::client(&app, &who.many).await;
        let ids = written(&who.n, &leaver, 12).await;
        let mut before = BTreeMap::new();
        for id in &ids {
            assert!(who.heir.get(&format!("/v1/items/{id}/access")).await.body["keeping"].is_null());
            let row = item(&app, id).await;
            before.insert(id.clone(), row);
        }
        let seq = entity::ledger_head::Entity::find_by_id(1).one(app.world.database.reader()).await;
        ended(&app, &who, &who.many).await;
        let seq = seq.expect("a look").expect("a head").seq + 1;
        let changes = change::Entity::find().filter(change::Column::Seq.eq(seq)).order_by_asc(change::Column::N);
        let changes = changes.all(app.world.database.reader()).await.expect("changes");
        for (id, was) in before {
            let now = item(&app, &id).await;
            assert_eq!((now.keeper, now.author), (Some(who.n.reader.post), Some(who.many.post)));
            assert_eq!((now.revision, now.audience, now.state), (was.revision + 1, was.audience, was.state));
            assert_eq!(now.published_at, was.published_at);
            let change = changes.iter().find(|change| change.item == now.id).expect("a change");
            assert_eq!(
                (change.seen_before, change.seen_after, change.revision),
                (Some(was.seen_by), Some(now.seen_by), now.revision)
            );
            let keeping = who.heir.get(&format!("/v1/items/{id}/access")).await.ok(200)["keeping"].clone();
            assert!(keeping.is_object(), "{keeping}");
            let update = who.heir.get(&format!("/v1/updates/{id}")).await.ok(200);
            let kept = who.heir.get(&format!("/v1/items/{id}/revisions/{}", now.revision)).await.ok(200);
            assert_eq!((&kept["title"], &kept["bodyMarkdown"]), (&update["title"], &update["bodyMarkdown"]));
            // It stands where it stood in the lists about its subjects.
            for list in ["topic=asylum", "country=PL"] {
                let listed = who.heir.get(&format!("/v1/updates?{list}&ids={id}&count=true")).await.ok(200);
                assert_eq!(listed["totalCount"], 1, "{list}");
            }
        }
        // What waits beside it is its new keeper's, too.
        let waits = proposals(&who.heir, &ids[0]).await;
        assert_eq!((waits.len(), &waits[0]["state"]), (1, &json!("WAITING")), "{waits:#?}");
        act(&who.heir, &ids[0], "return", json!({})).await.ok(200);
        let verified = focalpoint_api::ledger::verify(&app.world, None).await.expect("a look");
        assert!(verified.is_ok(), "{verified:?}");
    });
}

async fn item(app: &App, id: &str) -> entity::item::Model {
    let id: Uuid = uuid(id);
    entity::item::Entity::find_by_id(id).one(app.world.database.reader()).await.expect("a look").expect("an item")
}
