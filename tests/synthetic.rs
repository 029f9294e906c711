//! A drawn network is what the product itself would have written: its audiences follow from the rule
//! of sight, its chain holds, its feed folds to its export, and one seed is one network.

use std::collections::BTreeSet;
use std::sync::Mutex;

use entity::ids::{NETWORK, PUBLIC};
use entity::item;
use entity::vocabulary::{ItemKind, OpeningKind};
use focalpoint_api::access::{Kept, PartySet, seen_by};
use focalpoint_api::config::Config;
use focalpoint_api::sample::{Drawn, load_synthetic};
use focalpoint_api::{ledger, sample};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::harness::mirror::{Mirror, export};
use crate::harness::{App, Client, on_both};

const SMALL: Drawn = Drawn { items: 1_500, seed: 7 };

async fn load(app: &App, drawn: Drawn) -> (Config, sample::Counted) {
    let config = app.world.config.clone();
    let (_, counted) = load_synthetic(&config, &app.world.database, drawn, &|_, _| ()).await.expect("a network");
    app.clock.set(focalpoint_api::kit::timestamp::Timestamp::parse("2026-11-20T08:00:00Z").expect("an instant"));
    (config, counted)
}

async fn reader(app: &App, which: &str) -> Client {
    let path = app.world.config.data.join("sample-accounts.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("the accounts")).expect("JSON");
    let accounts = file["accounts"].as_array().expect("accounts");
    let account = accounts.iter().find(|one| one["reader"] == which).expect("the reader");
    let input = json!({"email": account["email"], "password": account["password"]});
    let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

async fn parties(app: &App, audience: Option<i64>) -> Option<PartySet> {
    use entity::audience_member::{Column, Entity};
    let id = audience?;
    let rows =
        Entity::find().filter(Column::AudienceId.eq(id)).all(app.world.database.reader()).await.expect("parties");
    Some(PartySet::of(rows.into_iter().map(|row| row.party_id)))
}

#[test]
fn a_drawn_network_is_what_the_product_would_have_written() {
    on_both("a_drawn_network_is_what_the_product_would_have_written", async |app| {
        let (_, counted) = load(&app, SMALL).await;
        assert_eq!((counted.items, counted.experts), (SMALL.items, 40 + 5));
        assert!(counted.comments > 20 && counted.seen_by > 200, "{counted:?}");
        let items = item::Entity::find().all(app.world.database.reader()).await.expect("items");
        let mut states = BTreeSet::new();
        for row in &items {
            let (declared, asked) = (parties(&app, row.audience).await, parties(&app, row.asked).await);
            let derived = seen_by(&Kept::from(row), row.state, declared.as_ref(), asked.as_ref());
            assert_eq!(parties(&app, Some(row.seen_by)).await, Some(derived), "{row:?}");
            states.insert(row.state.word());
        }
        assert_eq!(states, ["DRAFT", "PUBLISHED", "WITHDRAWN"].into());
        assert!(ledger::verify(&app.world, None).await.expect("a walk").is_ok(), "the chain holds");
        let mut most = 0;
        for which in ["MEMBER", "LITTLE", "OLD", "NOTHING", "SECRETARIAT"] {
            let client = reader(&app, which).await;
            let mut mirror = Mirror::new(client.clone());
            mirror.catch_up(100).await;
            let exported = export(&client, "").await.holds;
            assert_eq!(mirror.holds, exported, "{which}");
            // Many at once were delivered, and all of them are told to their keepers.
            let me = client.get("/v1/me").await.ok(200)["expert"]["post"]["id"].clone();
            let mut narrow = BTreeSet::new();
            for row in
                items.iter().filter(|row| row.kind == ItemKind::Update && exported.contains_key(&row.id.to_string()))
            {
                let seen_by = parties(&app, Some(row.seen_by)).await.expect("parties");
                let own = [row.author, row.keeper].into_iter().flatten().any(|party| json!(party) == me);
                if !own && !seen_by.contains(NETWORK) && !seen_by.contains(PUBLIC) {
                    narrow.insert(row.id);
                }
            }
            focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
            let rows = entity::opening::Entity::find().all(app.world.database.reader()).await.expect("openings");
            let told = rows.iter().filter(|row| json!(row.reader) == me && row.kind == OpeningKind::Delivery);
            assert_eq!(told.map(|row| row.item_id).collect::<BTreeSet<_>>(), narrow, "{which}");
            most = most.max(narrow.len());
        }
        assert!(most > 111, "as many as one statement of each length takes, and more: {most}");
    });
}

/// The items that have a subject, by the tables.
async fn about(app: &App, code: &str) -> BTreeSet<String> {
    let db = app.world.database.reader();
    let text = |id: uuid::Uuid| id.to_string();
    match code {
        "" => item::Entity::find().all(db).await.expect("items").into_iter().map(|row| text(row.id)).collect(),
        "UA" => {
            let country = entity::country::Entity::find().filter(entity::country::Column::Code.eq(code)).one(db).await;
            let id = country.expect("a country").expect("UA").id;
            let of = entity::item_country::Entity::find().filter(entity::item_country::Column::CountryId.eq(id));
            of.all(db).await.expect("rows").into_iter().map(|row| text(row.item_id)).collect()
        }
        topic => {
            let all = entity::competence::Entity::find().all(db).await.expect("policy fields");
            let mut ids: Vec<uuid::Uuid> = all.iter().filter(|one| one.code == topic).map(|one| one.id).collect();
            for _ in 0..3 {
                ids.extend(
                    all.iter()
                        .filter(|one| one.parent_id.is_some_and(|p| ids.contains(&p)))
                        .map(|one| one.id)
                        .collect::<Vec<_>>(),
                );
            }
            let of = entity::item_topic::Entity::find().filter(entity::item_topic::Column::CompetenceId.is_in(ids));
            of.all(db).await.expect("rows").into_iter().map(|row| text(row.item_id)).collect()
        }
    }
}

#[test]
fn a_list_is_the_same_whether_it_is_read_in_order_or_by_audience() {
    on_both("a_list_is_the_same_whether_it_is_read_in_order_or_by_audience", async |app| {
        load(&app, SMALL).await;
        for which in ["MEMBER", "LITTLE", "OLD", "SECRETARIAT"] {
            let client = reader(&app, which).await;
            let seen: BTreeSet<String> = export(&client, "?kind=UPDATE").await.holds.into_keys().collect();
            for (code, filter) in [
                ("", ""),
                ("", "&sort=-updatedAt"),
                ("", "&sort=createdAt"),
                ("UA", "&country=UA"),
                ("asylum-procedure", "&topic=asylum-procedure"),
                ("asylum", "&topic=asylum"),
                ("asylum", "&topic=asylum&sort=publishedAt"),
            ] {
                let expected: BTreeSet<String> = about(&app, code).await.intersection(&seen).cloned().collect();
                let (mut found, mut after) = (Vec::new(), String::new());
                loop {
                    let page = client.get(&format!("/v1/updates?first=17{filter}{after}")).await.ok(200);
                    let items = page["items"].as_array().expect("items");
                    found.extend(items.iter().map(|one| {
                        let key = if filter.contains("updatedAt") { "updatedAt" } else { "createdAt" };
                        (one[key].as_str().expect("when").to_owned(), one["id"].as_str().expect("an id").to_owned())
                    }));
                    match page["pageInfo"]["hasNextPage"].as_bool() {
                        Some(true) => {
                            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("more"))
                        }
                        _ => break,
                    }
                }
                let rising = filter.contains("sort=createdAt") || filter.contains("sort=publishedAt");
                let ordered = found.is_sorted_by(|a, b| if rising { a < b } else { a > b });
                assert!(ordered, "{which} {filter}: in order, and each once");
                let found: BTreeSet<String> = found.into_iter().map(|(_, id)| id).collect();
                assert_eq!(found, expected, "{which} {filter}");
            }
        }
    });
}

#[test]
fn its_readers_see_much_little_what_is_old_and_nothing() {
    on_both("its_readers_see_much_little_what_is_old_and_nothing", async |app| {
        let (_, counted) = load(&app, SMALL).await;
        let seen = async |which: &str, more: &str| {
            let page = reader(&app, which).await.get(&format!("/v1/updates?count=true{more}")).await.ok(200);
            u64::try_from(page["totalCount"].as_i64().expect("a count")).expect("a number")
        };
        let much = seen("MEMBER", "").await;
        assert!(much * 2 > counted.updates, "{much} of {}", counted.updates);
        let little = seen("LITTLE", "").await;
        assert!((40..=60).contains(&little), "as few as make two pages: {little}");
        let old = seen("OLD", "").await;
        assert!((20..=30).contains(&old), "{old}");
        let since = "&publishedFrom=2018-01-01";
        assert_eq!((seen("OLD", since).await, seen("NOTHING", since).await), (0, 0));
        assert_eq!(seen("NOTHING", "").await, old, "PUBLIC is everybody's");
        assert!(seen("LITTLE", since).await >= 20);
    });
}

/// What the drawing wrote into the ledger: each record covers the ids, audiences and revisions of what
/// it changed by a digest.
async fn records(app: &App) -> Vec<(i64, String, String)> {
    use entity::ledger_record::{Column, Entity};
    let drawn = Entity::find().filter(Column::RequestId.starts_with("synthetic-")).order_by_asc(Column::Seq);
    let records = drawn.all(app.world.database.reader()).await.expect("records");
    records.into_iter().map(|one| (one.at, one.act, one.body)).collect()
}

#[test]
fn one_seed_is_one_network() {
    let drawn = Mutex::new(Vec::new());
    for seed in [3, 4] {
        on_both("one_seed_is_one_network", async |app| {
            load(&app, Drawn { items: 1_000, seed }).await;
            let records = records(&app).await;
            drawn.lock().expect("records").push((seed, records));
        });
    }
    let drawn = drawn.into_inner().expect("records");
    for (seed, records) in &drawn {
        assert!(records.len() > 40, "{}", records.len());
        for (other, again) in &drawn {
            assert_eq!(seed == other, records == again, "seeds {seed} and {other}");
        }
    }
}

#[test]
fn a_network_is_drawn_only_into_an_empty_database() {
    on_both("a_network_is_drawn_only_into_an_empty_database", async |app| {
        let (config, _) = load(&app, Drawn { items: 1_000, seed: 1 }).await;
        assert_eq!(sample::held(&app.world.database).await, Ok(sample::Held::Sample));
        let again = load_synthetic(&config, &app.world.database, SMALL, &|_, _| ()).await;
        assert!(again.expect_err("refused").contains("--reset"));
        let few = load_synthetic(&config, &app.world.database, Drawn { items: 10, seed: 1 }, &|_, _| ()).await;
        assert!(few.expect_err("refused").contains("--synthetic"));
    });
}
