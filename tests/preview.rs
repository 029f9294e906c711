//! Preview before publishing: who would see it today, and all who join later; nothing hidden is told.

use entity::vocabulary::{FactKind, OrganisationType, Role};
use focalpoint_api::network::facts::NewFact;
use focalpoint_api::network::organisations::NewOrganisation;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::doors::stage::Stage;
use crate::harness::world_readers::Readers;
use crate::harness::world_updates::{Builder, Network, Person};
use crate::harness::{App, Client, on_both, on_both_with_the_sample};

async fn preview(client: &Client, parties: Value) -> Value {
    client.post("/v1/audiences/preview", json!({"parties": parties})).await.ok(200)
}

fn count(people: i32, partners: i32) -> Value {
    json!({"people": people, "partnerSystems": partners})
}

fn reach(list: &Value) -> Vec<(String, i64)> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| (one["party"]["code"].as_str().unwrap_or("?").to_owned(), one["people"].as_i64().expect("a number")))
        .collect()
}

fn pairs(of: &[(&str, i64)]) -> Vec<(String, i64)> {
    of.iter().map(|(code, people)| ((*code).to_owned(), *people)).collect()
}

/// How many could see it in truth, by the auditor's answer.
async fn in_truth(app: &App, r: &Readers, item: &str) -> usize {
    let auditor = Network::client(app, &r.auditor).await;
    let now = app.world.clock.now();
    let answer = auditor.get(&format!("/v1/items/{item}/access?at={now}")).await.ok(200);
    answer["audit"]["readers"].as_array().expect("readers").len()
}

#[test]
fn it_counts_each_reader_once_and_as_many_as_there_will_be() {
    on_both("it_counts_each_reader_once_and_as_many_as_there_will_be", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let parties = json!([{"kind": "COUNTRY", "code": "PL"}, {"kind": "ORGANISATION", "code": "pl-office"},
            {"kind": "GROUP", "code": "north"}, {"kind": "ORGANISATION", "code": "ua-border"}]);
        let shown = preview(&member, parties.clone()).await;
        // Poland's two, counted once; Lithuania's two by the group; the border guard's two.
        assert_eq!(shown["total"], count(6, 0), "{shown:#}");
        assert_eq!(shown["keepers"], count(2, 0));
        assert_eq!(reach(&shown["countries"]), pairs(&[("LT", 2), ("PL", 2), ("UA", 2)]));
        assert_eq!(reach(&shown["organisations"]), pairs(&[("lt-office", 2), ("pl-office", 2), ("ua-border", 2)]));
        assert_eq!(reach(&shown["groups"]), pairs(&[("north", 4)]));
        assert_eq!((&shown["everybody"], &shown["andAllWhoJoinLater"]), (&json!(false), &json!(true)));
        assert_eq!(
            (&shown["publishing"], &shown["opaque"], &shown["change"]),
            (&json!("ALLOWED"), &json!([]), &Value::Null)
        );
        assert_eq!(shown["audience"]["parties"].as_array().map(Vec::len), Some(4));
        let item = r.published(&app, parties).await;
        assert_eq!(in_truth(&app, &r, &item).await, 8);
        // A machine is counted apart.
        let mut b = Builder::begin(&app).await;
        let ends = b.unit.at().plus(std::time::Duration::from_secs(3_600));
        let machine = b.partner("Mirror", r.n.lt_office, ends).await;
        b.grant(machine, (Role::Member, Some(r.n.lt_office))).await;
        b.done().await;
        let shown = preview(&member, json!([{"kind": "ORGANISATION", "code": "lt-office"}])).await;
        assert_eq!((&shown["total"], &shown["organisations"][0]["partnerSystems"]), (&count(2, 1), &json!(1)));
        assert_eq!(preview(&member, json!([{"kind": "PARTNER", "partyId": machine}])).await["total"], count(0, 1));
        // One person is nobody who joins later; a body without anybody is named with none.
        let one = preview(&member, json!([{"kind": "EXPERT", "partyId": r.n.pole.expert}])).await;
        assert_eq!((&one["total"], &one["andAllWhoJoinLater"]), (&count(1, 0), &json!(false)));
        let network = preview(&member, json!([{"kind": "NETWORK"}])).await;
        let item = r.published(&app, json!([{"kind": "NETWORK"}])).await;
        assert_eq!(network["total"]["partnerSystems"], json!(1));
        let people = 1 + network["total"]["people"].as_u64().expect("a number");
        let keepers = network["keepers"]["people"].as_u64().expect("a number");
        assert_eq!(usize::try_from(people + keepers).expect("small"), in_truth(&app, &r, &item).await, "{network:#}");
        // Over the other door.
        let query = "query($input: PreviewAudienceInput!) { previewAudience(input: $input) { total { people partnerSystems } publishing groups { party { code } people } } }";
        let input = json!({"input": {"parties": [{"kind": "GROUP", "code": "north"}]}});
        let data = member.graphql(query, input).await.data();
        assert_eq!(data["previewAudience"]["total"], count(4, 1));
    });
}

#[test]
fn a_group_whose_members_one_may_not_see_is_one_line_outside_all_totals() {
    on_both("a_group_whose_members_one_may_not_see_is_one_line_outside_all_totals", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let circle = json!({"kind": "GROUP", "code": "circle"});
        let shown = preview(&member, json!([circle])).await;
        assert_eq!((&shown["total"], &shown["groups"]), (&count(0, 0), &json!([])), "{shown:#}");
        assert_eq!((&shown["countries"], &shown["organisations"]), (&json!([]), &json!([])));
        assert_eq!((&shown["opaque"][0]["code"], &shown["opaque"][0]["kind"]), (&json!("circle"), &json!("GROUP")));
        // Its keepers are in it, and as hidden.
        let shown = preview(&member, json!([{"kind": "KEEPERS", "code": "circle"}])).await;
        assert_eq!((&shown["total"], &shown["opaque"][0]["kind"]), (&count(0, 0), &json!("KEEPERS")), "{shown:#}");
        // Beside others it changes nothing in what is counted.
        let beside = json!([circle, {"kind": "ORGANISATION", "code": "lt-office"}]);
        let alone = preview(&member, json!([{"kind": "ORGANISATION", "code": "lt-office"}])).await;
        let shown = preview(&member, beside).await;
        assert_eq!((&shown["total"], &shown["organisations"]), (&alone["total"], &alone["organisations"]));
        // Its keeper may see the members, and counts them.
        let keeper = Network::client(&app, &r.keeper_of_circle).await;
        let shown = preview(&keeper, json!([circle])).await;
        assert_eq!((reach(&shown["groups"]), &shown["opaque"]), (pairs(&[("circle", 3)]), &json!([])), "{shown:#}");
        assert_eq!(reach(&shown["organisations"]), pairs(&[("lt-office", 2), ("ua-ngo", 1)]));
        // A member of it who may not see the others does not.
        let volunteer = Network::client(&app, &r.n.volunteer).await;
        assert_eq!(preview(&volunteer, json!([circle])).await["total"], count(0, 0));
        // What is not there and what is not shown are the same.
        let never = json!({"parties": [{"kind": "GROUP", "partyId": Uuid::now_v7()}]});
        assert_eq!(member.post("/v1/audiences/preview", never).await.status, 422);
    });
}

#[test]
fn it_says_whether_one_may_publish_so_and_who_may_ask() {
    on_both("it_says_whether_one_may_publish_so_and_who_may_ask", async |app| {
        let r = Readers::new(&app).await;
        let public = json!([{"kind": "PUBLIC"}]);
        for (person, says) in [
            (&r.n.member, "MUST_PROPOSE"),
            (&r.n.editor, "MUST_PROPOSE"),
            (&r.n.focal_point, "ALLOWED"),
            (&r.n.secretary, "ALLOWED"),
            (&r.officer, "MUST_PROPOSE"),
        ] {
            let shown = preview(&Network::client(&app, person).await, public.clone()).await;
            assert_eq!(shown["publishing"], says, "{shown:#}");
            assert_eq!((&shown["everybody"], &shown["total"]), (&json!(true), &Value::Null));
        }
        let contact = Network::client(&app, &r.n.contact).await;
        let mut input = json!({"parties": [{"kind": "NETWORK"}], "ownerId": r.n.ukraine, "topics": ["reception"]});
        assert_eq!(contact.post("/v1/audiences/preview", input.clone()).await.ok(200)["publishing"], "ALLOWED");
        input["topics"] = json!(["borders"]);
        assert_eq!(contact.post("/v1/audiences/preview", input.clone()).await.ok(200)["publishing"], "REFUSED");
        input["ownerId"] = json!(Uuid::now_v7());
        assert_eq!(contact.post("/v1/audiences/preview", input).await.status, 422);
        for person in [&r.n.reader, &r.observer, &r.auditor, &r.administrator] {
            let client = Network::client(&app, person).await;
            assert_eq!(client.post("/v1/audiences/preview", json!({"parties": public})).await.status, 403);
        }
        assert_eq!(app.nobody().post("/v1/audiences/preview", json!({"parties": public})).await.status, 401);
        let member = Network::client(&app, &r.n.member).await;
        let both = json!({"parties": [{"kind": "PUBLIC"}, {"kind": "COUNTRY", "code": "PL"}]});
        assert_eq!(member.post("/v1/audiences/preview", both).await.status, 422);
        assert_eq!(member.post("/v1/audiences/preview", json!({"parties": []})).await.status, 422);
        assert_eq!(member.post("/v1/audiences/preview", json!({"party": []})).await.status, 400);
    });
}

#[test]
fn it_shows_what_widens_and_narrows_and_the_confirmation_says_the_same() {
    on_both("it_shows_what_widens_and_narrows_and_the_confirmation_says_the_same", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let item = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        let parties = json!([{"kind": "COUNTRY", "code": "LT"}, {"kind": "ORGANISATION", "code": "ua-migration"}]);
        let ask = async |client: &Client| {
            client.post("/v1/audiences/preview", json!({"parties": parties, "itemId": item})).await
        };
        let change = ask(&member).await.ok(200)["change"].clone();
        let codes = |list: &Value| -> Vec<Value> {
            list.as_array().expect("a list").iter().map(|party| party["code"].clone()).collect()
        };
        assert_eq!(codes(&change["widens"]), [json!("LT"), json!("ua-migration")], "{change:#}");
        assert_eq!(codes(&change["narrows"]), [json!("PL")]);
        // Lithuania's two, and of the own body those who do not keep it; Poland's two lose it.
        assert_eq!((&change["gained"], &change["lost"]), (&count(4, 0), &count(2, 0)));
        assert_eq!(change["wantsConfirmation"], json!(true));
        let etag = member.get(&format!("/v1/updates/{item}")).await.header("etag");
        let path = format!("/v1/items/{item}/audience");
        let body = Some(json!({"parties": parties}));
        let answer = member.send(Method::PUT, &path, &[("if-match", &etag)], body).await;
        assert_eq!(answer.code(), "CONFIRM_WIDENING");
        let detail = answer.body["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains("4 more people") && detail.contains("join later"), "{detail}");
        // A body by its name is more than the country's authorities, since it may cease to be one.
        let narrower = json!({"parties": [{"kind": "ORGANISATION", "code": "pl-office"}], "itemId": item});
        let change = member.post("/v1/audiences/preview", narrower).await.ok(200)["change"].clone();
        assert_eq!((&change["wantsConfirmation"], codes(&change["narrows"])), (&json!(true), vec![json!("PL")]));
        let quiet = json!({"parties": [{"kind": "GROUP", "code": "circle"}], "itemId": item});
        let change = member.post("/v1/audiences/preview", quiet).await.ok(200)["change"].clone();
        assert_eq!((&change["wantsConfirmation"], &change["gained"]), (&json!(true), &count(0, 0)), "{change:#}");
        // Who does not keep it is not told its audience; who does not see it learns nothing.
        let pole = Network::client(&app, &r.n.pole).await;
        assert_eq!(ask(&pole).await.status, 403);
        let volunteer = Network::client(&app, &r.n.volunteer).await;
        assert_eq!(ask(&volunteer).await.status, 422);
    });
}

#[test]
fn naming_a_body_does_not_mean_its_subordinates() {
    on_both("naming_a_body_does_not_mean_its_subordinates", async |app| {
        let r = Readers::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let under = |code: &str, parent: Uuid| NewOrganisation {
            country_id: Some(r.n.poland),
            facts: vec![NewFact::text(FactKind::Name, "en", code), NewFact::reference(FactKind::Parent, parent)],
            ..NewOrganisation::of(code, OrganisationType::OtherAuthority)
        };
        let department = b.body_of(under("pl-department", r.n.pl_office)).await;
        let unit = b.body_of(under("pl-unit", department)).await;
        b.person("Dorota Test", unit, &[(Role::Member, Some(unit))]).await;
        b.done().await;
        let member = Network::client(&app, &r.n.member).await;
        let shown = preview(&member, json!([{"kind": "ORGANISATION", "code": "pl-office"}])).await;
        assert_eq!(shown["total"], count(2, 0));
        let not_meant = &shown["notMeant"][0];
        assert_eq!(not_meant["organisation"]["code"], "pl-office", "{shown:#}");
        assert_eq!(not_meant["subordinates"][0]["code"], "pl-department");
        assert_eq!(not_meant["subordinates"][1]["code"], "pl-unit");
        // They are added as they were shown.
        let added = &not_meant["subordinates"][1];
        let both = json!([{"kind": "ORGANISATION", "code": "pl-office"}, {"kind": added["kind"], "partyId": added["partyId"]}]);
        let shown = preview(&member, both).await;
        assert_eq!(shown["total"], count(3, 0));
        assert_eq!(shown["notMeant"][0]["subordinates"].as_array().map(Vec::len), Some(1));
        // A country means its authorities already.
        assert_eq!(preview(&member, json!([{"kind": "COUNTRY", "code": "PL"}])).await["notMeant"], json!([]));
    });
}

#[test]
fn it_costs_the_same_however_many_would_see_it() {
    on_both("it_costs_the_same_however_many_would_see_it", async |app| {
        let r = Readers::new(&app).await;
        let member = Network::client(&app, &r.n.member).await;
        let cost = async |parties: Value| {
            let before = app.world.database.statements();
            preview(&member, parties).await;
            app.world.database.statements() - before
        };
        let two = json!([{"kind": "ORGANISATION", "code": "ua-ngo"}, {"kind": "GROUP", "code": "north"}]);
        let few = cost(two).await;
        let mut b = Builder::begin(&app).await;
        let mut many: Vec<Person> = Vec::new();
        for n in 0..30 {
            many.push(b.person(&format!("Many {n}"), r.n.ngo, &[(Role::Member, Some(r.n.ngo))]).await);
        }
        b.done().await;
        let more = json!([{"kind": "ORGANISATION", "code": "ua-ngo"}, {"kind": "ORGANISATION", "code": "pl-office"},
            {"kind": "GROUP", "code": "north"}, {"kind": "GROUP", "code": "circle"}]);
        assert_eq!(cost(more).await, few);
    });
}

#[test]
fn preview_and_access_cost_the_same_statements_at_any_size() {
    on_both("preview_and_access_cost_the_same_statements_at_any_size", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "NETWORK"}])).await;
        let now = app.world.clock.now();
        // Each is asked of a server that remembers nothing yet.
        let cost = async || {
            let app = app.replica().await;
            let (member, auditor) = (Network::client(&app, &r.n.member).await, Network::client(&app, &r.auditor).await);
            let mut costs = Vec::new();
            for what in 0..5 {
                let before = app.world.database.statements();
                match what {
                    0 => drop(preview(&member, json!([{"kind": "NETWORK"}])).await),
                    1 => drop(
                        preview(
                            &member,
                            json!([{"kind": "COUNTRY", "code": "PL"}, {"kind": "GROUP", "code": "north"}]),
                        )
                        .await,
                    ),
                    2 => drop(member.get(&format!("/v1/items/{item}/access")).await.ok(200)),
                    3 => drop(auditor.get(&format!("/v1/items/{item}/access?at={now}")).await.ok(200)),
                    _ => drop(auditor.get(&format!("/v1/items/{item}/access?from=2026-03-01&to={now}")).await.ok(200)),
                }
                costs.push(app.world.database.statements() - before);
            }
            costs
        };
        // People, partner systems and groups: a few, then ten times as many.
        let crowd = async |numbers: std::ops::Range<usize>| {
            let mut b = Builder::begin(&app).await;
            let ends = b.unit.at().plus(std::time::Duration::from_secs(3_600));
            for n in numbers {
                let body = [r.n.pl_office, r.n.lt_office, r.n.ua_migration][n % 3];
                b.person(&format!("Crowd {n}"), body, &[(Role::Member, Some(body))]).await;
                if n % 6 == 0 {
                    let machine = b.partner(&format!("Machine {n}"), body, ends).await;
                    b.grant(machine, (Role::Member, Some(body))).await;
                    b.group(&format!("more-{n}"), entity::vocabulary::MembersSeenBy::Network, &[body]).await;
                }
            }
            b.done().await;
        };
        crowd(0..6).await;
        let small = cost().await;
        crowd(6..66).await;
        assert_eq!(cost().await, small);
    });
}

#[test]
fn what_has_ended_is_said_with_whoever_carries_it_on_and_refused_to_nobody() {
    on_both_with_the_sample("what_has_ended_is_said_with_whoever_carries_it_on", async |app| {
        let mut stage = Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        let today = member.get("/v1/organisations?first=100").await.ok(200);
        let living: Vec<Value> = rows(&today).iter().map(|body| body["code"].clone()).collect();
        let all = member.get("/v1/organisations?first=100&lifecycle=ALL&country=PL,LT,LV,EE,SK,HU,RO").await.ok(200);
        let ended: Vec<Value> = rows(&all).into_iter().filter(|body| !body["validTo"].is_null()).collect();
        let carried_on = |body: &Value| {
            body["successors"].as_array().is_some_and(|later| later.iter().any(|l| living.contains(&l["code"])))
        };
        let old = ended.iter().find(|body| carried_on(body)).expect("a body that is carried on").clone();
        let code = |body: &Value| body["code"].as_str().expect("a code").to_owned();
        let names = |body: &Value| json!({"kind": "ORGANISATION", "code": body["code"]});
        let shown = preview(&member, json!([names(&old), {"kind": "ORGANISATION", "code": "ua-sms"}])).await;
        assert_eq!(shown["ended"].as_array().map(Vec::len), Some(1), "{shown:#}");
        let said = &shown["ended"][0];
        assert_eq!((said["party"]["code"].as_str(), &said["validTo"]), (Some(code(&old).as_str()), &old["validTo"]));
        assert_eq!(shown["publishing"], "ALLOWED");
        let offered = rows_of(&said["successors"]);
        assert!(!offered.is_empty() && offered.iter().all(|party| living.contains(&party["code"])), "{said:#}");
        // They are added as they were shown, and then are not offered again.
        let mut both = vec![names(&old)];
        both.extend(offered.iter().map(|party| json!({"kind": party["kind"], "partyId": party["partyId"]})));
        let added = preview(&member, json!(both)).await;
        assert_eq!(added["ended"][0]["successors"], json!([]), "{added:#}");
        assert_eq!(added["audience"]["parties"].as_array().map(Vec::len), Some(both.len()));
        // Nobody stands in what has ended, unless somebody took it over; a body where people stand is no news.
        let nobody: Vec<String> = rows_of(&shown["reachesNobody"]).iter().map(code).collect();
        let there = member.get(&format!("/v1/experts?organisation={}&count=true", code(&old))).await.ok(200);
        assert_eq!(nobody.contains(&code(&old)), there["totalCount"] == json!(0), "{shown:#}");
        assert!(!nobody.contains(&"ua-sms".to_owned()));
        // It is said and not refused.
        let update = json!({"title": "To whom it was", "bodyMarkdown": "x", "audience": {"parties": [names(&old)]}});
        member.post("/v1/updates", update).await.ok(201);
        // Over the other door the same.
        let query = "query($input: PreviewAudienceInput!) { previewAudience(input: $input) {
            ended { party { code } validTo successors { code } } reachesNobody { code } } }";
        let data = member.graphql(query, json!({"input": {"parties": [names(&old)]}})).await.data();
        assert_eq!(data["previewAudience"]["ended"][0]["validTo"], old["validTo"]);
    });
}

fn rows(page: &Value) -> Vec<Value> {
    rows_of(&page["items"])
}

fn rows_of(list: &Value) -> Vec<Value> {
    list.as_array().expect("a list").clone()
}

#[test]
fn what_reaches_nobody_today_is_said_of_each_kind_of_party() {
    on_both("what_reaches_nobody_today_is_said_of_each_kind_of_party", async |app| {
        let r = Readers::new(&app).await;
        let mut b = Builder::begin(&app).await;
        b.body("pl-empty", OrganisationType::Ngo, Some(r.n.poland), false).await;
        let ends = b.unit.at().plus(std::time::Duration::from_secs(3_600));
        let machine = b.partner("Idle", r.n.lt_office, ends).await;
        b.done().await;
        let member = Network::client(&app, &r.n.member).await;
        let parties = json!([{"kind": "ORGANISATION", "code": "pl-empty"}, {"kind": "KEEPERS", "code": "pl-empty"},
            {"kind": "PARTNER", "partyId": machine}, {"kind": "ORGANISATION", "code": "pl-office"},
            {"kind": "GROUP", "code": "north"}, {"kind": "EXPERT", "partyId": r.n.pole.expert}, {"kind": "GROUP", "code": "circle"}]);
        let shown = preview(&member, parties).await;
        let kinds: Vec<Value> =
            rows_of(&shown["reachesNobody"]).iter().map(|party| json!([party["kind"], party["code"]])).collect();
        // Of a group whose members one may not see nothing is said.
        assert_eq!(
            json!(kinds),
            json!([["ORGANISATION", "pl-empty"], ["PARTNER", null], ["KEEPERS", "pl-empty"]]),
            "{shown:#}"
        );
        assert_eq!((&shown["ended"], &shown["publishing"]), (&json!([]), &json!("ALLOWED")));
        assert_eq!(preview(&member, json!([{"kind": "PUBLIC"}])).await["reachesNobody"], json!([]));
    });
}
