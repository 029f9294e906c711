//! Dated facts: what was wrong is corrected and stays on record; what ends, ends for its time.

use std::time::Duration;

use entity::vocabulary::{FactKind, OrganisationType, Rank, Role};
use focalpoint_api::kit::partial_date::PartialDate;
use focalpoint_api::network::facts::{Bound, NewFact, Span};
use focalpoint_api::network::organisations::NewOrganisation;
use serde_json::{Value, json};

use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::world_people::{appointed, network, somebody};
use crate::harness::{on_both, signed_in};

fn fact<'a>(history: &'a Value, kind: &str) -> &'a Value {
    let standing = |f: &&Value| f["kind"] == kind && f["supersededAt"] == Value::Null;
    history.as_array().expect("facts").iter().find(standing).expect("a standing fact")
}

#[test]
fn a_wrong_statement_is_corrected_and_stays_on_record() {
    on_both("a_wrong_statement_is_corrected_and_stays_on_record", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let since = |text: &str| Span::since(Some(PartialDate::parse(text).expect("a date")));
        let facts =
            vec![NewFact::text(FactKind::Name, "en", "State Gard").during(since("2004")), NewFact::life(since("2004"))];
        let new = NewOrganisation {
            country_id: Some(d.ukraine),
            facts,
            ..NewOrganisation::of("ua-sg", OrganisationType::BorderGuard)
        };
        let body = b.body_of(new).await;
        b.done().await;
        let (focal_point, volunteer) =
            (signed_in(&app, d.focal_point.expert).await, signed_in(&app, d.volunteer.expert).await);
        let path = format!("/v1/organisations/{body}");
        let believed = app.world.clock.now();
        app.clock.advance(Duration::from_secs(60));
        let history = app.nobody().get(&format!("{path}/history")).await.ok(200)["facts"].clone();
        let (name, life) = (fact(&history, "NAME"), fact(&history, "LIFE"));
        assert_eq!(json!([life["validFrom"], life["precision"]]), json!(["2004", "YEAR"]), "never shown as a day");
        let of = |fact: &Value| format!("/v1/facts/{}/correct", fact["factId"].as_str().expect("an id"));
        let right = json!({"text": "State Guard", "validFrom": "2004-03", "source": "law-5", "reason": "A misprint."});
        assert_eq!(app.nobody().post(&of(name), right.clone()).await.status, 401);
        assert_eq!(volunteer.post(&of(name), right.clone()).await.status, 403);
        let never = json!({"factId": app.world.new_id()});
        assert_eq!(focal_point.post(&of(&never), right.clone()).await.status, 404);
        for (wrong, pointer) in [
            (json!({"text": " ", "reason": "x"}), "/text"),
            (json!({"language": "english language", "reason": "x"}), "/language"),
            (json!({"validTo": "2003", "reason": "x"}), "/validTo"),
            (json!({"retract": true, "reason": "x"}), "/retract"),
        ] {
            let answer = focal_point.post(&of(name), wrong.clone()).await.ok(422);
            assert_eq!(answer["errors"][0]["pointer"], pointer, "{wrong}");
        }
        let revived = focal_point.post(&of(life), json!({"validTo": "2005", "reason": "x"})).await.ok(422);
        assert_eq!(revived["errors"][0]["pointer"], "/validTo", "a body is ended by its own act");

        let after = focal_point.post(&of(name), right.clone()).await.ok(200);
        let now = fact(&after, "NAME");
        assert_eq!(
            json!([now["text"], now["validFrom"], now["precision"], now["provenance"]["source"]]),
            json!(["State Guard", "2004-03", "MONTH", "law-5"])
        );
        // Whoever corrects the same at the same time is told.
        assert_eq!(focal_point.post(&of(name), right).await.code(), "CONFLICT");
        let shown = app.nobody().get(&path).await.ok(200);
        assert_eq!(json!([shown["name"], shown["revision"], shown["validFrom"]]), json!(["State Guard", 2, "2004"]));
        assert_eq!(app.nobody().get("/v1/organisations?q=guard&code=ua-sg&count=true").await.ok(200)["totalCount"], 1);
        let then = app.nobody().get(&format!("{path}/history?at={believed}")).await.ok(200)["facts"].clone();
        let names: Vec<&Value> = then.as_array().expect("facts").iter().filter(|f| f["kind"] == "NAME").collect();
        assert_eq!((names.len(), &names[0]["text"]), (1, &json!("State Gard")));
        // The other door.
        let query = "mutation($input: CorrectFactInput!) { correctFact(input: $input) { history { factId kind validFrom supersededAt } } }";
        let input = json!({"input": {"id": life["factId"], "validFrom": "2003-12-01", "reason": "The law."}});
        let data = focal_point.graphql(query, input).await.data();
        assert_eq!(fact(&data["correctFact"]["history"], "LIFE")["validFrom"], "2003-12-01");
    });
}

#[test]
fn a_country_that_leaves_stays_in_the_history_and_nobody_speaks_for_it() {
    on_both("a_country_that_leaves_stays_in_the_history", async |app| {
        let net = network(&app).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let administrator = admin.expert;
        let chief = somebody(&app, &net, "Chief Example", net.udsc, &[Role::Member]).await;
        appointed(&app, chief, (net.udsc, net.pl), None, Rank::Principal, vec![]).await;
        let mut b = Builder::begin(&app).await;
        let group = b.group("wg-x", entity::vocabulary::MembersSeenBy::Network, &[net.pl, net.ua]).await;
        b.done().await;
        let (admin, chief) = (signed_in(&app, admin.expert).await, signed_in(&app, chief.expert).await);
        let asked = "/v1/focal-points?country=PL&competence=migration&count=true";
        assert_eq!(chief.get(asked).await.ok(200)["totalCount"], 1);
        app.clock.advance(Duration::from_secs(60));
        let end = "/v1/countries/PL/end";
        assert_eq!(chief.post(end, json!({"reason": "x"})).await.status, 403);
        assert_eq!(admin.post(end, json!({"reason": "x", "validTo": "2027-01-01"})).await.status, 422);
        let query = "mutation { endCountry(input: {code: \"PL\", revision: 9, reason: \"x\"}) { country { code } } }";
        assert_eq!(admin.graphql(query, json!({})).await.code(), "PRECONDITION_FAILED");
        let ended = admin.post(end, json!({"reason": "Left the process."})).await.ok(200);
        assert_eq!(json!([ended["validTo"], ended["revision"]]), json!(["2026-03-02", 2]));
        assert_eq!(admin.post(end, json!({"reason": "x"})).await.code(), "CONFLICT", "that was said already");
        assert_eq!(chief.get(asked).await.ok(200)["totalCount"], 0);
        assert_eq!(chief.get(&format!("/v1/groups/{group}/members?count=true")).await.ok(200)["totalCount"], 1);
        let covered = async |filter: &str| {
            let cells = app.nobody().get(&format!("/v1/focal-points/coverage{filter}")).await.ok(200);
            let query = "query($asOf: Day) { focalPointCoverage(asOf: $asOf) { countryCode } }";
            let as_of = filter.strip_prefix("?asOf=");
            let twin = app.nobody().graphql(query, json!({ "asOf": as_of })).await.data();
            let is_there = |cells: &Value| cells.as_array().expect("cells").iter().any(|c| c["countryCode"] == "PL");
            assert_eq!(is_there(&cells), is_there(&twin["focalPointCoverage"]));
            is_there(&cells)
        };
        assert!(covered("").await, "it takes part until the end of its last day");
        assert!(!covered("?asOf=2026-03-03").await && !covered("?asOf=2030-01-01").await);
        app.clock.advance(Duration::from_secs(24 * 3600));
        assert!(!covered("").await && covered("?asOf=2026-03-02").await);
        let nobody = app.nobody();
        assert_eq!(nobody.get("/v1/countries?count=true").await.ok(200)["totalCount"], 1);
        assert_eq!(nobody.get("/v1/countries?count=true&asOf=2026-03-02").await.ok(200)["totalCount"], 2);
        assert_eq!(nobody.get("/v1/countries?count=true&lifecycle=ALL").await.ok(200)["totalCount"], 2);
        assert_eq!(nobody.get("/v1/countries/PL").await.ok(200)["validTo"], "2026-03-02");
        let admin = signed_in(&app, administrator).await;
        assert_eq!(admin.post(end, json!({"reason": "x"})).await.code(), "CONFLICT");
    });
}

#[test]
fn policy_fields_stay_a_tree() {
    on_both("policy_fields_stay_a_tree", async |app| {
        let net = network(&app).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let admin = signed_in(&app, admin.expert).await;
        let (broad, narrow) =
            (format!("/v1/competences/{}", net.migration), format!("/v1/competences/{}", net.readmission));
        let etag = admin.get(&broad).await.header("etag");
        let under_itself = admin.patch(&broad, &etag, json!({"parentCode": "return-readmission"})).await.ok(422);
        assert_eq!(under_itself["errors"][0]["pointer"], "/parentCode");
        let etag = admin.get(&narrow).await.header("etag");
        let moved = admin.patch(&narrow, &etag, json!({"parentCode": "border-control"})).await.ok(200);
        assert_eq!(moved["parentCode"], "border-control");
        let query = "mutation { updateCompetence(input: {id: \"ID\", revision: 2, parentCode: null}) { competence { parentCode revision } } }";
        let data = admin.graphql(&query.replace("ID", &net.readmission.to_string()), json!({})).await.data();
        assert_eq!(data["updateCompetence"]["competence"], json!({"parentCode": null, "revision": 3}));
        let etag = admin.get(&narrow).await.header("etag");
        let labels =
            json!({"labels": [{"language": "en", "name": "Return"}, {"language": "en", "name": "Readmission"}]});
        assert_eq!(admin.patch(&narrow, &etag, labels).await.status, 422);
        let end = format!("{narrow}/end");
        assert_eq!(
            admin.post(&end, json!({"reason": "x", "validTo": "2026-01-31"})).await.ok(200)["validTo"],
            "2026-01-31"
        );
        assert_eq!(admin.post(&end, json!({"reason": "x"})).await.code(), "CONFLICT");
        let listed = |path: &'static str| async { app.nobody().get(path).await.ok(200)["totalCount"].clone() };
        assert_eq!(listed("/v1/competences?count=true").await, 2);
        assert_eq!(listed("/v1/competences?count=true&asOf=2026-01-31").await, 3);
    });
}

#[test]
fn bodies_are_sorted_by_their_names_of_the_day_over_pages() {
    on_both("bodies_are_sorted_by_their_names_of_the_day_over_pages", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let date = |text: &str| PartialDate::parse(text).expect("a date");
        for (n, (old, new)) in [("Aa", "Zz"), ("Bb", "Yy"), ("Cc", "Xx"), ("Dd", "Ww")].into_iter().enumerate() {
            let until = Span { from: Bound::Open, to: Bound::Dated(date("2019")) };
            let facts = vec![
                NewFact::text(FactKind::Name, "en", old).during(until),
                NewFact::text(FactKind::Name, "en", new).during(Span::since(Some(date("2020")))),
                // Two of one day: the bytewise first counts, and the body is listed once.
                NewFact::text(FactKind::Name, "uk", "\u{44f}").during(Span::since(Some(date("2020")))),
            ];
            let new = NewOrganisation {
                country_id: Some(d.ukraine),
                facts,
                ..NewOrganisation::of(&format!("t-{n}"), OrganisationType::Ngo)
            };
            b.body_of(new).await;
        }
        b.done().await;
        let walk = async |query: &str| {
            let mut codes = Vec::new();
            let mut after = String::new();
            loop {
                let page =
                    app.nobody().get(&format!("/v1/organisations?type=NGO&first=2&{query}{after}")).await.ok(200);
                let items = page["items"].as_array().expect("items").iter();
                codes.extend(
                    items.map(|i| i["code"].as_str().expect("a code").to_owned()).filter(|c| c.starts_with("t-")),
                );
                if page["pageInfo"]["hasNextPage"] == false {
                    return codes;
                }
                after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor"));
            }
        };
        assert_eq!(walk("sort=name").await, ["t-3", "t-2", "t-1", "t-0"]);
        assert_eq!(walk("sort=-name").await, ["t-0", "t-1", "t-2", "t-3"]);
        assert_eq!(walk("sort=name&asOf=2018-05-05").await, ["t-0", "t-1", "t-2", "t-3"]);
        assert_eq!(walk("sort=-code").await, ["t-3", "t-2", "t-1", "t-0"]);
    });
}

#[test]
fn every_item_of_the_directory_is_a_node_and_ends_honour_the_revision() {
    on_both("every_item_of_the_directory_is_a_node", async |app| {
        let net = network(&app).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator, Role::Member]).await;
        let chief = somebody(&app, &net, "Chief Example", net.dmsu, &[Role::Member]).await;
        let appointment = appointed(&app, chief, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        let mut b = Builder::begin(&app).await;
        let group = b.group("wg-x", entity::vocabulary::MembersSeenBy::Network, &[]).await;
        let membership = b.member(group, net.ua).await;
        b.done().await;
        let (admin, own) = (signed_in(&app, admin.expert).await, signed_in(&app, chief.expert).await);
        let card = format!("/v1/experts/{}/contact-card", chief.expert);
        let card = own.send(reqwest::Method::PUT, &card, &[], Some(json!({"telephone": "1"}))).await.ok(200);
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Appointment { countryCode } ... on Membership { state } ... on ContactCard { telephone } } }";
        let ids = json!({"ids": [appointment, membership, card["id"]]});
        let nodes = own.graphql(query, ids.clone()).await.data()["nodes"].clone();
        let kinds: Vec<&str> =
            nodes.as_array().expect("nodes").iter().filter_map(|n| n["__typename"].as_str()).collect();
        assert_eq!(kinds, ["Appointment", "Membership", "ContactCard"], "{nodes:#}");
        let nodes = app.nobody().graphql(query, ids).await.data()["nodes"].clone();
        assert_eq!(json!([nodes[0]["countryCode"], nodes[1], nodes[2]]), json!(["UA", null, null]));
        assert_eq!(own.get(&format!("/v1/focal-points?ids={appointment}&count=true")).await.ok(200)["totalCount"], 1);
        assert_eq!(own.get(&format!("/v1/posts?ids={}&count=true", chief.post)).await.ok(200)["totalCount"], 1);
        let unknown = own.get("/v1/experts?organisation=ua-dmsx").await;
        assert!(
            unknown.status == 422 && unknown.body["detail"].as_str().is_some_and(|d| d.contains("ua-dmsu")),
            "{:#}",
            unknown.body
        );
        let stale = [("if-match", "\"99.x\"")];
        for path in [format!("/v1/focal-points/{appointment}/end"), format!("/v1/posts/{}/end", chief.post)] {
            let answer = admin.send(reqwest::Method::POST, &path, &stale, Some(json!({"reason": "x"}))).await;
            assert_eq!(answer.status, 412, "{path}");
        }
    });
}

#[test]
fn a_statement_is_confirmed_by_whoever_stands_in_what_it_is_about() {
    on_both("a_statement_is_confirmed_by_whoever_stands_in_what_it_is_about", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let since = Span::since(Some(PartialDate::parse("2004").expect("a date")));
        let compiled = NewFact::text(FactKind::Name, "en", "State Guard").during(since).from_source(
            Some("compiled-2005".to_owned()),
            entity::vocabulary::Confidence::Medium,
            None,
        );
        let facts = vec![compiled, NewFact::life(since)];
        let new = NewOrganisation {
            country_id: Some(d.ukraine),
            facts,
            ..NewOrganisation::of("ua-sg", OrganisationType::BorderGuard)
        };
        let body = b.body_of(new).await;
        b.done().await;
        let (speaker, administrator) =
            (signed_in(&app, d.focal_point.expert).await, signed_in(&app, d.administrator.expert).await);
        let confirmed = async |path: &str, kind: &str| {
            let history = app.nobody().get(&format!("{path}/history")).await.ok(200);
            let facts = if history["facts"].is_array() { history["facts"].clone() } else { history };
            let found = fact(&facts, kind).clone();
            (found["provenance"]["confirmedByCountry"].clone(), found)
        };
        let path = format!("/v1/organisations/{body}");
        let (before, name) = confirmed(&path, "NAME").await;
        assert_eq!(before, json!(false), "compiled");
        // The source stays, and so does the name: the country has looked at it and says when.
        let correct = format!("/v1/facts/{}/correct", name["factId"].as_str().expect("an id"));
        let long = json!({"text": "n".repeat(301), "reason": "A long one."});
        let refused = speaker.post(&correct, long).await.ok(422);
        assert_eq!(refused["errors"][0]["pointer"], "/text", "as long as where it is first said: {refused:#}");
        speaker.post(&correct, json!({"validFrom": "2004-03", "reason": "To the month."})).await.ok(200);
        assert_eq!(confirmed(&path, "NAME").await.0, json!(true));
        // An administrator, who stands elsewhere, confirms nothing in the country's name.
        let ukraine = administrator.get("/v1/countries/UA").await;
        administrator.patch("/v1/countries/UA", &ukraine.header("etag"), json!({"name": "Ukraine"})).await.ok(200);
        assert_eq!(confirmed("/v1/countries/UA", "NAME").await.0, json!(false));
    });
}
