//! The three answers to *who sees this*: why I do; to keepers the audience and the openings; to
//! auditors who could, when and why.

use entity::vocabulary::OpeningKind;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::socket::{Came, Socket};
use crate::harness::world_readers::{Readers, id_of};
use crate::harness::world_updates::{Builder, Network, Person};
use crate::harness::{App, Client, on_both};

async fn access(client: &Client, item: &str) -> Value {
    client.get(&format!("/v1/items/{item}/access")).await.ok(200)
}

async fn open(app: &App, person: &Person, item: &str) {
    Network::client(app, person).await.get(&format!("/v1/updates/{item}")).await.ok(200);
}

/// Does what is due, openings among it.
async fn written(app: &App) {
    focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
}

async fn openings(app: &App) -> Vec<entity::opening::Model> {
    use sea_orm::EntityTrait;
    entity::opening::Entity::find().all(app.world.database.reader()).await.expect("openings")
}

#[test]
fn whoever_sees_it_is_told_why() {
    on_both("whoever_sees_it_is_told_why", async |app| {
        let r = Readers::new(&app).await;
        let item =
            r.published(&app, json!([{"kind": "GROUP", "code": "north"}, {"kind": "COUNTRY", "code": "PL"}])).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let answer = access(&pole, &item).await;
        let why = answer["why"].as_array().expect("ways").clone();
        assert_eq!((why.len(), &answer["keeping"], &answer["audit"]), (2, &Value::Null, &Value::Null), "{answer:#}");
        let by = |kind: &str| why.iter().find(|way| way["party"]["kind"] == json!(kind)).cloned().expect("a way");
        let group = by("GROUP");
        assert_eq!((&group["party"]["code"], &group["membership"]["member"]["code"]), (&json!("north"), &json!("PL")));
        assert_eq!((&group["grant"]["role"], &group["organisation"]["code"]), (&json!("MEMBER"), &json!("pl-office")));
        assert_eq!(group["holder"]["partyId"], json!(r.n.pole.post));
        assert_eq!(
            (&by("COUNTRY")["membership"], &by("COUNTRY")["grant"]["givenBy"]["kind"]),
            (&Value::Null, &json!("SYSTEM"))
        );
        // A keeper sees it as one, and is told the audience besides.
        let editor = Network::client(&app, &r.n.editor).await;
        let answer = access(&editor, &item).await;
        assert_eq!(answer["why"].as_array().map(Vec::len), Some(1));
        assert_eq!(answer["why"][0]["party"]["kind"], "KEEPERS");
        assert_eq!(answer["keeping"]["audience"]["parties"].as_array().map(Vec::len), Some(2));
        // Over the other door.
        let query = "query($id: UUID!) { itemAccess(id: $id) { kind why { party { kind code } grant { role } } keeping { audience { parties { code } } } audit { from } } }";
        let data = pole.graphql(query, json!({"id": item})).await.data();
        assert_eq!(data["itemAccess"]["why"].as_array().map(Vec::len), Some(2));
        assert_eq!((&data["itemAccess"]["kind"], &data["itemAccess"]["keeping"]), (&json!("UPDATE"), &Value::Null));
        for stranger in [&r.n.volunteer, &r.auditor, &r.administrator, &r.observer] {
            let client = Network::client(&app, stranger).await;
            assert_eq!(client.get(&format!("/v1/items/{item}/access")).await.status, 404);
        }
        assert_eq!(app.nobody().get(&format!("/v1/items/{item}/access")).await.status, 404);
        // What is for everybody is seen by nobody's grant; the directory answers, too.
        let country = app.nobody().get(&format!("/v1/items/{}/access", r.n.poland)).await.ok(200);
        assert_eq!(country["why"][0]["party"]["kind"], "PUBLIC");
        assert_eq!((&country["why"][0]["grant"], &country["kind"]), (&Value::Null, &json!("COUNTRY")));
    });
}

#[test]
fn keepers_read_who_opened_it_by_organisation_and_day() {
    on_both("keepers_read_who_opened_it_by_organisation_and_day", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let parties = json!([{"kind": "COUNTRY", "code": "PL"}, {"kind": "EXPERT", "partyId": r.n.guard.expert}]);
        let item = r.published(&app, parties).await;
        let told = member.get(&format!("/v1/updates/{item}")).await.ok(200);
        assert_eq!(told["openingsRecorded"], json!(true));
        for person in [&r.n.pole, &r.n.pole, &r.n.group_editor, &r.n.guard] {
            open(&app, person, &item).await;
        }
        // What comes in a list is told apart, and the other door is an opening as well.
        let pole = Network::client(&app, &r.n.pole).await;
        pole.get("/v1/updates").await.ok(200);
        let data = pole.graphql("query($id: ID!) { node(id: $id) { id } }", json!({"id": item})).await.data();
        assert_eq!(data["node"]["id"], json!(item));
        // Nothing is written before a job does, and its author's own reading never is.
        assert_eq!(openings(&app).await.len(), 0);
        written(&app).await;
        app.clock.advance(std::time::Duration::from_secs(24 * 3_600));
        open(&app, &r.n.pole, &item).await;
        written(&app).await;
        written(&app).await;
        assert!(openings(&app).await.iter().all(|row| row.reader != r.n.member.post));
        let member = Network::client(&app, &r.n.member).await;
        let keeping = access(&member, &item).await["keeping"].clone();
        let by_body = keeping["openings"]["organisations"].as_array().expect("a list").clone();
        assert_eq!(by_body.len(), 2, "{keeping:#}");
        assert_eq!(
            (&by_body[0]["organisation"]["code"], &by_body[0]["day"]),
            (&json!("pl-office"), &json!("2026-03-02"))
        );
        assert_eq!((&by_body[0]["readers"], &by_body[0]["reads"]), (&json!(2), &json!(4)));
        assert_eq!((&by_body[0]["deliveries"], &by_body[1]["deliveries"]), (&json!(1), &json!(0)), "{by_body:#?}");
        assert_eq!(
            (&by_body[1]["readers"], &by_body[1]["reads"], &by_body[1]["day"]),
            (&json!(1), &json!(1), &json!("2026-03-03"))
        );
        let named = keeping["openings"]["named"].as_array().expect("a list").clone();
        assert_eq!((named.len(), &named[0]["party"]["name"]), (1, &json!("Bohdan Test")), "{keeping:#}");
        assert_eq!(keeping["openings"]["throughHiddenGroups"], json!(0));
        assert!(!keeping.to_string().contains("Jan Test"), "{keeping:#}");
        // They are forgotten in time.
        app.clock.advance(std::time::Duration::from_secs(400 * 24 * 3_600));
        written(&app).await;
        assert_eq!(openings(&app).await.len(), 1);
        app.clock.advance(std::time::Duration::from_secs(2 * 24 * 3_600));
        written(&app).await;
        assert_eq!(openings(&app).await.len(), 0);
    });
}

#[test]
fn whoever_asks_for_it_by_its_id_or_for_its_revisions_has_opened_it() {
    on_both("whoever_asks_for_it_by_its_id_or_for_its_revisions_has_opened_it", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        let other = r.published(&app, json!([{"kind": "NETWORK"}])).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let asks = async |client: &Client, path: &str| {
            client.get(&path.replace("{}", &item).replace("{other}", &other)).await.ok(200);
        };
        // By whatever way its text is asked for by name, it is one more.
        let mut times = 0;
        for path in [
            "/v1/updates/{}",
            "/v1/updates?ids={}",
            "/v1/updates?ids={other},{}",
            "/v1/items/{}/revisions",
            "/v1/items/{}/revisions/1",
        ] {
            asks(&pole, path).await;
            times += 1;
            written(&app).await;
            assert_eq!(openings(&app).await.iter().map(|row| row.times).sum::<i32>(), times, "{path}");
        }
        for query in [
            "{ node(id: \"{}\") { id } }",
            "{ nodes(ids: [\"{other}\", \"{}\"]) { id } }",
            "{ updates(filter: {ids: [\"{}\"]}) { nodes { bodyHtml } } }",
            "{ itemRevision(itemId: \"{}\", revision: 1) { bodyMarkdown } }",
        ] {
            let query = query.replace("{}", &item).replace("{other}", &other);
            pole.graphql(&query, json!({})).await.data();
            times += 1;
            written(&app).await;
            assert_eq!(openings(&app).await.iter().map(|row| row.times).sum::<i32>(), times, "{query}");
        }
        // What shows no text is none, nor what its keepers and others are refused or read of their own.
        for path in ["/v1/changes", "/v1/items/{}/comments", "/v1/items/{}/access"] {
            asks(&pole, path).await;
        }
        let member = Network::client(&app, &r.n.member).await;
        asks(&member, "/v1/items/{}/revisions/1").await;
        asks(&member, "/v1/updates?ids={}").await;
        let volunteer = Network::client(&app, &r.n.volunteer).await;
        assert_eq!(volunteer.get(&format!("/v1/items/{item}/revisions/1")).await.status, 404);
        written(&app).await;
        let rows = openings(&app).await;
        assert_eq!(rows.iter().map(|row| row.times).sum::<i32>(), times);
        assert!(rows.iter().all(|row| row.reader == r.n.pole.post && row.item_id.to_string() == item), "{rows:#?}");
    });
}

#[test]
fn to_whom_a_text_came_along_with_others_is_told_apart() {
    on_both("to_whom_a_text_came_along_with_others_is_told_apart", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        r.published(&app, json!([{"kind": "NETWORK"}])).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let mut deliveries = 0;
        let told = async |deliveries: i32, by: &str| {
            written(&app).await;
            let rows = openings(&app).await;
            assert!(rows.iter().all(|row| row.kind == OpeningKind::Delivery && row.reader == r.n.pole.post), "{by}");
            assert!(rows.iter().all(|row| row.item_id.to_string() == item), "{by}: {rows:#?}");
            assert_eq!(rows.iter().map(|row| row.times).sum::<i32>(), deliveries, "{by}");
        };
        for path in ["/v1/updates", "/v1/changes?include=item&kind=UPDATE", "/v1/export"] {
            assert_eq!(pole.get(path).await.status, 200);
            deliveries += 1;
            told(deliveries, path).await;
        }
        for (query, texts) in [
            ("{ updates { nodes { id title } } }", 0),
            ("{ updates { nodes { bodyHtml bodyMarkdown } } }", 1),
            ("{ changes(kinds: [UPDATE]) { items { item { id } } } }", 0),
            ("{ changes(kinds: [UPDATE]) { items { item { ... on Update { bodyMarkdown } } } } }", 1),
        ] {
            pole.graphql(query, json!({})).await.data();
            deliveries += texts;
            told(deliveries, query).await;
        }
        let mut socket = Socket::of(&app.url, pole.token()).await;
        let query = "subscription { itemPublished(kinds: [UPDATE]) { item { id ... on Update { bodyHtml } } } }";
        socket.subscribe("1", query, json!({})).await;
        // Answered means that it was begun.
        socket.subscribe("q", "{ viewer { expert { name } } }", json!({})).await;
        socket.event("q").await;
        assert_eq!(socket.hear().await, Came::Said(json!({"id": "q", "type": "complete"})));
        let live = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        assert_eq!(socket.event("1").await["itemPublished"]["item"]["id"], json!(live));
        written(&app).await;
        let of_it: Vec<_> = openings(&app).await.into_iter().filter(|row| row.item_id.to_string() == live).collect();
        assert_eq!((of_it.len(), of_it[0].kind, of_it[0].times), (1, OpeningKind::Delivery, 1));
        let member = Network::client(&app, &r.n.member).await;
        let by_body = access(&member, &item).await["keeping"]["openings"]["organisations"][0].clone();
        assert_eq!((&by_body["reads"], &by_body["deliveries"]), (&json!(0), &json!(deliveries)), "{by_body:#}");
    });
}

#[test]
fn of_hidden_groups_keepers_read_a_number_and_of_the_network_nothing() {
    on_both("of_hidden_groups_keepers_read_a_number_and_of_the_network_nothing", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let parties = json!([{"kind": "GROUP", "code": "circle"}, {"kind": "ORGANISATION", "code": "pl-office"}]);
        let item = r.published(&app, parties).await;
        for person in [&r.n.lithuanian, &r.n.volunteer, &r.n.volunteer, &r.n.pole, &r.n.editor] {
            open(&app, person, &item).await;
        }
        written(&app).await;
        let keeping = access(&member, &item).await["keeping"].clone();
        assert_eq!(keeping["openings"]["throughHiddenGroups"], json!(2), "{keeping:#}");
        let bodies: Vec<&Value> = keeping["openings"]["organisations"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| &one["organisation"]["code"])
            .collect();
        assert_eq!(bodies.len(), 2, "{keeping:#}");
        assert!(bodies.contains(&&json!("pl-office")) && bodies.contains(&&json!("ua-migration")), "{keeping:#}");
        // Taken out of the audience it stays as hidden as it was.
        app.clock.advance(std::time::Duration::from_secs(60));
        let etag = member.get(&format!("/v1/updates/{item}")).await.header("etag");
        let body = Some(json!({"parties": [{"kind": "ORGANISATION", "code": "pl-office"}]}));
        member.send(Method::PUT, &format!("/v1/items/{item}/audience"), &[("if-match", &etag)], body).await.ok(200);
        let keeping = access(&member, &item).await["keeping"].clone();
        assert_eq!(keeping["openings"]["throughHiddenGroups"], json!(2), "{keeping:#}");
        assert_eq!(keeping["openings"]["organisations"].as_array().map(Vec::len), Some(2));
        for parties in [json!([{"kind": "NETWORK"}])] {
            let item = r.published(&app, parties).await;
            open(&app, &r.n.pole, &item).await;
            written(&app).await;
            let before = openings(&app).await.len();
            assert_eq!(access(&member, &item).await["keeping"]["openings"], Value::Null);
            let told = member.get(&format!("/v1/updates/{item}")).await.ok(200);
            assert_eq!(told["openingsRecorded"], json!(false));
            assert_eq!(openings(&app).await.len(), before);
        }
        // A draft that is deleted takes its openings along.
        let input = json!({"title": "D", "bodyMarkdown": "d", "state": "DRAFT"});
        let draft = id_of(&member.post("/v1/updates", input).await.ok(201));
        open(&app, &r.n.editor, &draft).await;
        written(&app).await;
        open(&app, &r.n.editor, &draft).await;
        member.send(Method::DELETE, &format!("/v1/items/{draft}"), &[], None).await;
        written(&app).await;
        assert_eq!(member.get(&format!("/v1/updates/{draft}")).await.status, 404);
        let id = Uuid::parse_str(&draft).expect("an id");
        assert!(openings(&app).await.iter().all(|row| row.item_id != id));
    });
}

#[test]
fn auditors_read_who_could_see_it_without_title_and_the_reading_is_recorded() {
    on_both("auditors_read_who_could_see_it_without_title_and_the_reading_is_recorded", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "GROUP", "code": "circle"}])).await;
        let shared = app.world.clock.now();
        app.clock.advance(std::time::Duration::from_secs(3_600));
        let mut b = Builder::begin(&app).await;
        let late = b.person("Late Test", r.n.ngo, &[(entity::vocabulary::Role::Member, Some(r.n.ngo))]).await;
        b.done().await;
        app.clock.advance(std::time::Duration::from_secs(3_600));
        let member = Network::client(&app, &r.n.member).await;
        member.post(&format!("/v1/items/{item}/withdraw"), json!({"reason": "old"})).await.ok(200);
        app.clock.advance(std::time::Duration::from_secs(3_600));
        let auditor = Network::client(&app, &r.auditor).await;
        let at = |at: &str| format!("/v1/items/{item}/access?at={at}");
        let answer = auditor.get(&at(&shared.to_string())).await.ok(200);
        let readers = |answer: &Value| answer["audit"]["readers"].as_array().expect("readers").clone();
        let names = |answer: &Value| {
            let mut names: Vec<String> =
                readers(answer).iter().map(|one| one["actor"]["name"].as_str().unwrap_or("?").to_owned()).collect();
            names.sort();
            names
        };
        // The circle's people, hidden as they are, and the keepers: author and editor.
        let expected = ["Jonas Test", "Kestutis Test", "Nadia Test", "Oksana Test", "Petro Test"];
        assert_eq!(names(&answer), expected, "{answer:#}");
        assert!(!answer.to_string().contains("News") && !answer.to_string().contains("First."), "{answer:#}");
        let nadia = readers(&answer).into_iter().find(|one| one["actor"]["name"] == "Nadia Test").expect("Nadia");
        let chain = &nadia["chains"][0];
        assert_eq!(
            (&chain["party"]["code"], &chain["membership"]["member"]["code"]),
            (&json!("circle"), &json!("ua-ngo"))
        );
        assert_eq!((&chain["grant"]["role"], &chain["grant"]["reason"]), (&json!("MEMBER"), &json!("A test.")));
        assert_eq!(nadia["spans"][0]["from"], json!(shared.to_string()));
        assert!(nadia["spans"][0]["until"].is_string(), "it was withdrawn: {nadia:#}");
        // Whoever joined later is told for the span, and not for the instant.
        let span = auditor.get(&format!("/v1/items/{item}/access?from={shared}")).await.ok(200);
        assert_eq!(names(&span).len(), expected.len() + 1);
        assert!(names(&span).contains(&"Late Test".to_owned()));
        assert_eq!(readers(&span).iter().filter(|one| one["actor"]["actorId"] == json!(late.expert)).count(), 1);
        // After the withdrawal the keepers alone.
        let now = auditor.get(&at(&app.world.clock.now().to_string())).await.ok(200);
        assert_eq!(names(&now), ["Oksana Test", "Petro Test"]);
        // A day is all of it; pages go on; the other door says the same.
        let day = auditor.get(&at("2026-03-02")).await.ok(200);
        assert_eq!(names(&day), names(&span));
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = auditor.get(&format!("/v1/items/{item}/access?at=2026-03-02&first=4{after}")).await.ok(200);
            paged.extend(readers(&page));
            if page["audit"]["hasNextPage"] == json!(false) {
                break;
            }
            after = format!("&after={}", page["audit"]["endCursor"].as_str().expect("a cursor"));
        }
        assert_eq!(paged, readers(&day));
        let query = "query($id: UUID!, $at: When) { itemAccess(id: $id, at: $at) { why { party { kind } } audit { readers { actor { name } chains { party { kind } from until } } brokenGlass { expertId } } } }";
        let data = auditor.graphql(query, json!({"id": item, "at": shared.to_string()})).await.data();
        assert_eq!(data["itemAccess"]["audit"]["readers"].as_array().map(Vec::len), Some(expected.len()));
        // The reading itself is in the ledger.
        let events = auditor.get("/v1/audit-events?act=readItemAccess").await.ok(200);
        let events = events["items"].as_array().expect("events").clone();
        assert_eq!(events.len(), 7, "{events:#?}");
        assert!(events.iter().all(|event| event["target"]["id"] == json!(item)));
        // Nobody else asks so: whoever sees it is refused, whoever does not learns nothing.
        for (person, status) in [(&r.n.editor, 403), (&r.administrator, 404), (&r.n.pole, 404), (&r.n.secretary, 404)] {
            let client = Network::client(&app, person).await;
            assert_eq!(client.get(&at("2026-03-02")).await.status, status, "{}", person.expert);
        }
        assert_eq!(app.nobody().get(&at("2026-03-02")).await.status, 401);
        assert_eq!(auditor.get(&format!("/v1/items/{}/access?at=2026-03-02", Uuid::now_v7())).await.status, 404);
        assert_eq!(auditor.get(&format!("/v1/items/{item}/access")).await.status, 404);
        assert_eq!(auditor.get(&at("2026-03-03")).await.status, 422);
        assert_eq!(auditor.get(&format!("{}&from=2026-03-01", at("2026-03-02"))).await.status, 400);
        assert_eq!(auditor.get(&at("yesterday")).await.status, 400);
        // A membership is an item, too: who could see it is answered likewise.
        let membership = hidden_membership(&app, &r).await;
        let answer = auditor.get(&format!("/v1/items/{membership}/access?at=2026-03-02")).await.ok(200);
        assert_eq!((names(&answer), &answer["kind"]), (vec!["Kestutis Test".to_owned()], &json!("MEMBERSHIP")));
    });
}

async fn hidden_membership(app: &App, r: &Readers) -> Uuid {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let rows = entity::membership::Entity::find().filter(entity::membership::Column::GroupId.eq(r.circle));
    rows.one(app.world.database.reader()).await.expect("memberships").expect("a membership").id
}

#[test]
fn each_answer_costs_the_same_however_many_readers_there_are() {
    on_both("each_answer_costs_the_same_however_many_readers_there_are", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "ORGANISATION", "code": "ua-ngo"}])).await;
        let auditor = Network::client(&app, &r.auditor).await;
        let member = Network::client(&app, &r.n.member).await;
        open(&app, &r.n.volunteer, &item).await;
        written(&app).await;
        let cost = async |client: &Client, path: String| {
            let before = app.world.database.statements();
            client.get(&path).await.ok(200);
            app.world.database.statements() - before
        };
        let now = app.world.clock.now();
        let audit = format!("/v1/items/{item}/access?at={now}");
        // What never changes is looked up once: that is not what is compared.
        cost(&auditor, audit.clone()).await;
        let few = (cost(&auditor, audit.clone()).await, cost(&member, format!("/v1/items/{item}/access")).await);
        let mut b = Builder::begin(&app).await;
        let mut people = Vec::new();
        for n in 0..20 {
            let given = [(entity::vocabulary::Role::Member, Some(r.n.ngo))];
            people.push(b.person(&format!("Many {n}"), r.n.ngo, &given).await);
        }
        b.done().await;
        for person in &people {
            open(&app, person, &item).await;
        }
        written(&app).await;
        let answer = auditor.get(&audit).await.ok(200);
        assert_eq!(answer["audit"]["readers"].as_array().map(Vec::len), Some(23), "with author and editor");
        let many = (cost(&auditor, audit).await, cost(&member, format!("/v1/items/{item}/access")).await);
        assert_eq!(many, few);
    });
}

#[test]
fn whoever_is_named_later_is_not_named_for_what_they_opened_before() {
    on_both("whoever_is_named_later_is_not_named_for_what_they_opened_before", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let circle = json!({"kind": "GROUP", "code": "circle"});
        let item = r.published(&app, json!([circle])).await;
        open(&app, &r.n.lithuanian, &item).await;
        written(&app).await;
        app.clock.advance(std::time::Duration::from_secs(60));
        let etag = member.get(&format!("/v1/updates/{item}")).await.header("etag");
        let parties = json!([circle, {"kind": "EXPERT", "partyId": r.n.lithuanian.expert}]);
        let body = Some(json!({"parties": parties, "confirm": true}));
        member.send(Method::PUT, &format!("/v1/items/{item}/audience"), &[("if-match", &etag)], body).await.ok(200);
        // Naming somebody does not tell that they are in the circle.
        let openings = access(&member, &item).await["keeping"]["openings"].clone();
        assert_eq!((&openings["named"], &openings["organisations"]), (&json!([]), &json!([])), "{openings:#}");
        assert_eq!(openings["throughHiddenGroups"], json!(1), "{openings:#}");
        // What they open from now on they open as the one who is named.
        app.clock.advance(std::time::Duration::from_secs(24 * 3_600));
        open(&app, &r.n.lithuanian, &item).await;
        written(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let openings = access(&member, &item).await["keeping"]["openings"].clone();
        assert_eq!((&openings["named"][0]["reads"], &openings["named"][0]["day"]), (&json!(1), &json!("2026-03-03")));
        assert_eq!(openings["named"].as_array().map(Vec::len), Some(1), "{openings:#}");
        assert_eq!(openings["throughHiddenGroups"], json!(1), "{openings:#}");
    });
}

#[test]
fn what_was_opened_on_one_day_in_two_ways_is_told_in_two_ways() {
    on_both("what_was_opened_on_one_day_in_two_ways_is_told_in_two_ways", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let circle = json!({"kind": "GROUP", "code": "circle"});
        let named = json!({"kind": "EXPERT", "partyId": r.n.lithuanian.expert});
        let share = async |item: &str, parties: Value| {
            app.clock.advance(std::time::Duration::from_secs(60));
            let etag = member.get(&format!("/v1/updates/{item}")).await.header("etag");
            let body = Some(json!({"parties": parties, "confirm": true}));
            member.send(Method::PUT, &format!("/v1/items/{item}/audience"), &[("if-match", &etag)], body).await.ok(200);
        };
        let told = async |item: &str| {
            written(&app).await;
            access(&member, item).await["keeping"]["openings"].clone()
        };
        // Named in the morning; in the afternoon only through a group whose members nobody sees.
        let item = r.published(&app, json!([named, circle])).await;
        open(&app, &r.n.lithuanian, &item).await;
        share(&item, json!([circle])).await;
        for _ in 0..3 {
            open(&app, &r.n.lithuanian, &item).await;
        }
        let openings = told(&item).await;
        assert_eq!(openings["throughHiddenGroups"], json!(1), "{openings:#}");
        let body = &openings["organisations"][0];
        assert_eq!((&body["organisation"]["code"], &body["reads"]), (&json!("lt-office"), &json!(1)), "{openings:#}");
        // The other way round: what they opened before they were named does not bear their name.
        let item = r.published(&app, json!([circle])).await;
        open(&app, &r.n.lithuanian, &item).await;
        share(&item, json!([circle, named])).await;
        open(&app, &r.n.lithuanian, &item).await;
        let openings = told(&item).await;
        assert_eq!(
            (&openings["named"][0]["reads"], &openings["throughHiddenGroups"]),
            (&json!(1), &json!(1)),
            "{openings:#}"
        );
        // And by what the reader is: seen as the body, which then leaves the group that was named.
        let north = json!({"kind": "GROUP", "code": "north"});
        let item = r.published(&app, json!([north, circle])).await;
        open(&app, &r.n.lithuanian, &item).await;
        app.clock.advance(std::time::Duration::from_secs(60));
        let editor = Network::client(&app, &r.n.group_editor).await;
        let members = editor.get(&format!("/v1/groups/{}/members", r.n.north)).await.ok(200);
        let lithuania = members["items"].as_array().expect("members").iter().find(|m| m["member"]["code"] == "LT");
        let lithuania = lithuania.expect("Lithuania")["id"].as_str().expect("an id").to_owned();
        let path = format!("/v1/groups/{}/members/{lithuania}/end", r.n.north);
        editor.post(&path, json!({"reason": "They leave."})).await.ok(200);
        app.clock.advance(std::time::Duration::from_secs(60));
        open(&app, &r.n.lithuanian, &item).await;
        let openings = told(&item).await;
        assert_eq!(
            (&openings["organisations"][0]["reads"], &openings["throughHiddenGroups"]),
            (&json!(1), &json!(1)),
            "{openings:#}"
        );
    });
}

#[test]
fn why_names_a_membership_to_those_alone_who_are_shown_it() {
    on_both("why_names_a_membership_to_those_alone_who_are_shown_it", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "GROUP", "code": "circle"}])).await;
        let of_circle = async |person: &Person| {
            let why = access(&Network::client(&app, person).await, &item).await["why"].clone();
            why.as_array().expect("ways").iter().find(|way| way["party"]["kind"] == "GROUP").cloned().expect("a way")
        };
        // The members are the keepers' to know: whoever is in it knows that they are.
        let way = of_circle(&r.n.volunteer).await;
        assert_eq!((&way["party"]["code"], &way["membership"]), (&json!("circle"), &Value::Null), "{way:#}");
        let way = of_circle(&r.keeper_of_circle).await;
        assert_eq!(way["membership"]["member"]["code"], "lt-office", "{way:#}");
        let membership = way["membership"]["membershipId"].as_str().expect("an id").to_owned();
        let keeper = Network::client(&app, &r.keeper_of_circle).await;
        keeper.get(&format!("/v1/groups/{}/members/{membership}", r.circle)).await.ok(200);
    });
}

#[test]
fn a_chain_names_the_take_overs_it_goes_through() {
    on_both("a_chain_names_the_take_overs_it_goes_through", async |app| {
        let r = Readers::new(&app).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let mut b = Builder::begin(&app).await;
        let guards = b.group("guards", entity::vocabulary::MembersSeenBy::Network, &[r.n.ua_border]).await;
        b.done().await;
        let published = async |party: Value| {
            let input = json!({"title": "News", "bodyMarkdown": "T", "audience": {"parties": [party]}});
            id_of(&pole.post("/v1/updates", input).await.ok(201))
        };
        let for_old = published(json!({"kind": "ORGANISATION", "code": "ua-border"})).await;
        let for_new = published(json!({"kind": "ORGANISATION", "code": "ua-migration"})).await;
        let for_group = published(json!({"kind": "GROUP", "partyId": guards})).await;
        app.clock.advance(std::time::Duration::from_secs(3_600));
        let b = Builder::begin(&app).await;
        b.taken_over(r.n.ua_border, r.n.ua_migration, b.unit.at().micros()).await;
        b.done().await;
        app.clock.advance(std::time::Duration::from_secs(3_600));

        let auditor = Network::client(&app, &r.auditor).await;
        let chains = async |item: &str, person: &Person| {
            let path = format!("/v1/items/{item}/access?at={}", app.world.clock.now());
            let audit = auditor.get(&path).await.ok(200)["audit"].clone();
            let reader = audit["readers"]
                .as_array()
                .expect("readers")
                .iter()
                .find(|reader| reader["actor"]["actorId"] == json!(person.expert));
            reader.unwrap_or_else(|| panic!("{} is missing: {audit:#}", person.expert))["chains"].clone()
        };
        let one = json!([{
            "organisation": {"kind": "ORGANISATION", "partyId": r.n.ua_border, "code": "ua-border", "name": "ua-border"},
            "takenOverBy": {"kind": "ORGANISATION", "partyId": r.n.ua_migration, "code": "ua-migration", "name": "ua-migration"},
            "since": "2026-03-02T09:00:00.000000Z",
        }]);
        // Post in the new body, which took over the one that the audience names.
        let chain = chains(&for_old, &r.n.member).await;
        assert_eq!(
            (&chain[0]["party"]["code"], &chain[0]["organisation"]["code"]),
            (&json!("ua-border"), &json!("ua-migration"))
        );
        assert_eq!(chain[0]["takeOvers"], one, "{chain:#}");
        // Post in the old body, which the one that the audience names took over.
        let chain = chains(&for_new, &r.n.guard).await;
        assert_eq!((&chain[0]["party"]["code"], &chain[0]["takeOvers"]), (&json!("ua-migration"), &one), "{chain:#}");
        // The old body is in the group.
        let chain = chains(&for_group, &r.n.member).await;
        assert_eq!((&chain[0]["membership"]["member"]["code"], &chain[0]["takeOvers"]), (&json!("ua-border"), &one));
        // Nothing was taken over on this way.
        let chain = chains(&for_new, &r.n.member).await;
        assert_eq!(chain[0]["takeOvers"], json!([]), "{chain:#}");
        // To whoever asks about themselves it is told alike.
        let why = access(&Network::client(&app, &r.n.member).await, &for_old).await["why"].clone();
        assert_eq!(why[0]["takeOvers"], one, "{why:#}");
    });
}
