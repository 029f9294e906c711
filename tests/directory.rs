//! What holds for the whole directory: kinds, histories, nested relations, edits at once, what ends
//! with what.

use std::time::Duration;

use entity::vocabulary::{FactKind, OrganisationType, Precision, Rank, Role};
use focalpoint_api::network::facts::NewFact;
use focalpoint_api::network::focal_points::{NewAppointment, appoint_step};
use focalpoint_api::network::organisations::NewOrganisation;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_circles::circles;
use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{App, Client, costs_no_more_by_length, on_both, signed_in};

#[test]
fn an_id_of_another_kind_is_nothing_here() {
    on_both("an_id_of_another_kind_is_nothing_here", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let because = json!({"reason": "x"});
        for (client, path) in [
            (&administrator, format!("/v1/competences/{}/end", d.ukraine)),
            (&administrator, format!("/v1/competences/{}/end", d.guard)),
            (&focal_point, format!("/v1/organisations/{}/end", d.ukraine)),
            (&focal_point, format!("/v1/organisations/{}/merge", d.ukraine)),
            (&administrator, format!("/v1/organisations/{}/status", d.ukraine)),
            (&administrator, format!("/v1/groups/{}/end", d.ukraine)),
            (&administrator, format!("/v1/experts/{}/erase", d.ukraine)),
        ] {
            let mut body = because.clone();
            if path.ends_with("/merge") {
                body["into"] = json!(d.guard);
            }
            assert_eq!(client.post(&path, body).await.status, 404, "{path}");
        }
        for path in ["competences", "organisations", "groups", "experts"] {
            let path = format!("/v1/{path}/{}", d.ukraine);
            let change = if path.contains("organisations") { json!({"city": "x"}) } else { json!({}) };
            assert_eq!(focal_point.patch(&path, "\"1.x\"", change).await.status, 404, "{path}");
            assert_eq!(focal_point.get(&path).await.status, 404, "{path}");
            assert_eq!(focal_point.get(&format!("{path}/history")).await.status, 404, "{path}");
        }
        let country = app.nobody().get("/v1/countries/UA").await.ok(200);
        assert_eq!(country["revision"], 1);
        assert_eq!(app.nobody().get("/v1/countries?code=UA").await.ok(200)["items"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn a_history_says_what_was_believed_and_when() {
    on_both("a_history_says_what_was_believed_and_when", async |app| {
        let d = Directory::new(&app).await;
        let editor = signed_in(&app, d.editor.expert).await;
        let path = format!("/v1/organisations/{}", d.ministry);
        let then = app.world.clock.now();
        app.clock.advance(Duration::from_secs(300));
        let etag = editor.get(&path).await.header("etag");
        editor.patch(&path, &etag, json!({"name": "Ministry for Migration"})).await.ok(200);
        let names = |history: &Value| -> Vec<String> {
            let facts = history["facts"].as_array().expect("facts").iter().filter(|f| f["kind"] == "NAME");
            facts.map(|f| f["text"].as_str().unwrap_or_default().to_owned()).collect()
        };
        let all = app.nobody().get(&format!("{path}/history")).await.ok(200);
        assert_eq!(names(&all), ["Ministry of Migration", "Ministry for Migration"]);
        let first = &all["facts"].as_array().expect("facts").iter().find(|f| f["kind"] == "NAME").expect("a name");
        assert_eq!(json!([first["statedAt"], first["supersededAt"]]), json!([then, app.world.clock.now()]));
        let believed = app.nobody().get(&format!("{path}/history?at={then}")).await.ok(200);
        assert_eq!(names(&believed), ["Ministry of Migration"]);
        let now = app.nobody().get(&format!("{path}/history?at={}", app.world.clock.now())).await.ok(200);
        assert_eq!(names(&now), ["Ministry for Migration"]);
        // The other door, for a whole page, in a constant number of statements.
        let query = "query($n: Int, $at: Timestamp) { organisations(first: $n) { nodes { code history(at: $at) { facts { kind text statedAt } statuses { type } } } }
            countries(first: $n) { nodes { code history { kind text supersededAt } } }
            competences(first: $n) { nodes { code history { kind } } } }";
        let mut costs = Vec::new();
        for n in [1, 2, 5] {
            let before = app.world.database.statements();
            let data = app.nobody().graphql(query, json!({"n": n, "at": then})).await.data();
            costs.push(app.world.database.statements() - before);
            if n == 5 {
                let nodes = data["organisations"]["nodes"].as_array().expect("nodes");
                let ministry = nodes.iter().find(|node| node["code"] == "ua-mom").expect("the ministry");
                assert_eq!(names(&ministry["history"]), ["Ministry of Migration"]);
            }
        }
        costs_no_more_by_length(costs[0], costs[1]);
        costs_no_more_by_length(costs[0], costs[2]);
        assert_eq!(app.nobody().get(&format!("{path}/history?at=yesterday")).await.status, 400);
    });
}

/// Countries × bodies × people, each of whom speaks for the country in a field.
async fn crowd(app: &App, countries: usize, bodies: usize, people: usize) -> Uuid {
    let mut b = Builder::begin(app).await;
    let secretariat = b.body("int-cbcp", OrganisationType::InternationalOrganisation, None, false).await;
    b.secretariat(secretariat).await;
    let field = b.competence(secretariat, "asylum", None).await;
    let reader = b.person("Reader", secretariat, &[(Role::Secretariat, None)]).await;
    for (c, code) in ["AA", "BB", "CC", "DD", "EE", "FF"].into_iter().take(countries).enumerate() {
        let country = b.country(code, i32::try_from(c).expect("small") + 1).await;
        for n in 0..bodies {
            let name = format!("Office {n}");
            let code = format!("{code}-{n}").to_lowercase();
            let body = b.named_body(&code, OrganisationType::Police, Some(country), &name).await;
            for p in 0..people {
                let person = b.person(&format!("Person {p}"), body, &[] as &[(Role, Option<Uuid>)]).await;
                let new = NewAppointment {
                    post: person.post,
                    organisation: body,
                    country,
                    competence: (p > 0).then_some(field),
                    rank: Rank::Deputy,
                    valid_from: b.unit.at(),
                    valid_until: None,
                    precision: Precision::Day,
                    counts: true,
                    office_telephone: None,
                    office_email: None,
                    absences: Vec::new(),
                    reason: "A test.".to_owned(),
                };
                appoint_step(&mut b.unit, &b.permit, new).await.expect("an appointment");
            }
        }
    }
    b.done().await;
    reader.expert
}

#[test]
fn country_to_organisations_to_experts_to_appointments_costs_the_same_at_any_length() {
    on_both("country_to_organisations_to_experts_to_appointments", async |app| {
        let reader = signed_in(&app, crowd(&app, 6, 4, 3).await).await;
        // Nested twice: from the country to the people, and again from each body and each appointment.
        let query = "query($n: Int) { countries(first: $n) { nodes { code groups { totalCount nodes { name } }
            organisations(first: $n) { totalCount nodes { code parent { code }
            country { organisations(first: 2) { totalCount nodes { code experts(first: 2) { totalCount nodes { name } } } } }
            experts(first: $n) { totalCount nodes { name post { title organisation { code } } history { title }
            appointments(first: 2) { totalCount nodes { competence rank organisation { code } absences { validFrom }
            expert { name appointments(first: 2) { totalCount nodes { rank } } } } } } } } } } } }";
        let mut costs = Vec::new();
        for n in [1, 2, 4, 5] {
            let before = app.world.database.statements();
            let data = reader.graphql(query, json!({"n": n})).await.data();
            costs.push(app.world.database.statements() - before);
            let countries = data["countries"]["nodes"].as_array().expect("countries");
            assert_eq!(countries.len(), n);
            let bodies = countries[0]["organisations"]["nodes"].as_array().expect("bodies");
            assert_eq!(bodies.len(), n.min(4));
            let people = bodies[0]["experts"]["nodes"].as_array().expect("people");
            assert_eq!(people.len(), n.min(3), "{data:#}");
            assert_eq!(people[0]["appointments"]["nodes"].as_array().map(Vec::len), Some(1));
            assert_eq!(
                (&bodies[0]["experts"]["totalCount"], &people[0]["appointments"]["totalCount"]),
                (&json!(3), &json!(1))
            );
            let again = &bodies[0]["country"]["organisations"]["nodes"][0]["experts"];
            assert_eq!((again["nodes"].as_array().map(Vec::len), &again["totalCount"]), (Some(2), &json!(3)));
        }
        for cost in &costs[1..] {
            costs_no_more_by_length(costs[0], *cost);
        }
        // Nobody sees the bodies and the functions, and of no person more than that they are one.
        let data = app.nobody().graphql(query, json!({"n": 2})).await.data();
        assert!(!data.to_string().contains("Person"), "{data:#}");
        assert_eq!(data["countries"]["nodes"][0]["organisations"]["nodes"].as_array().map(Vec::len), Some(2));
    });
}

async fn both_edit(first: &Client, second: &Client, path: &str, method: Method, change: Value) {
    let etag = first.get(path).await.header("etag");
    assert!(!etag.is_empty(), "{path} has no ETag");
    let headers = [("if-match", etag.as_str())];
    let (a, b) = tokio::join!(
        first.send(method.clone(), path, &headers, Some(change.clone())),
        second.send(method.clone(), path, &headers, Some(change.clone()))
    );
    let mut answers = [a.status, b.status];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412], "{path}: {:#} {:#}", a.body, b.body);
    let without = first.send(method, path, &[], Some(change)).await;
    assert_eq!((without.status, without.code().as_str()), (428, "PRECONDITION_REQUIRED"), "{path}");
}

#[test]
fn of_two_who_edit_at_once_one_is_told() {
    on_both("of_two_who_edit_at_once_one_is_told", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let editor = signed_in(&app, d.editor.expert).await;
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let secretary = signed_in(&app, d.secretary.expert).await;
        let field = app.nobody().get("/v1/competences?code=asylum").await.ok(200)["items"][0]["id"].clone();
        let field = field.as_str().expect("an id");
        let mut b = Builder::begin(&app).await;
        let new = NewAppointment {
            post: d.editor.post,
            organisation: d.ministry,
            country: d.ukraine,
            competence: None,
            rank: Rank::Deputy,
            valid_from: b.unit.at(),
            valid_until: None,
            precision: Precision::Day,
            counts: true,
            office_telephone: None,
            office_email: None,
            absences: Vec::new(),
            reason: "A test.".to_owned(),
        };
        let appointment = appoint_step(&mut b.unit, &b.permit, new).await.expect("an appointment");
        b.done().await;
        let group = json!({"kind": "WORKING_GROUP", "code": "wg-x", "name": "X"});
        let group = secretary.post("/v1/groups", group).await.header("location");
        let card = format!("/v1/experts/{}/contact-card", d.editor.expert);
        editor.send(Method::PUT, &card, &[], Some(json!({"telephone": "1"}))).await.ok(200);
        let expert = format!("/v1/experts/{}", d.editor.expert);
        let post = format!("/v1/posts/{}", d.editor.post);
        let body = format!("/v1/organisations/{}", d.ministry);
        for (first, second, path, method, change) in [
            (&administrator, &administrator, "/v1/countries/UA".to_owned(), Method::PATCH, json!({"note": "x"})),
            (&administrator, &administrator, format!("/v1/competences/{field}"), Method::PATCH, json!({"position": 7})),
            (&editor, &focal_point, body, Method::PATCH, json!({"city": "Kyiv"})),
            (&secretary, &secretary, group, Method::PATCH, json!({"description": "x"})),
            (&editor, &focal_point, expert, Method::PATCH, json!({"languages": ["uk"]})),
            (&focal_point, &administrator, post, Method::PATCH, json!({"officeTelephone": "2"})),
            (
                &editor,
                &focal_point,
                format!("/v1/focal-points/{appointment}"),
                Method::PATCH,
                json!({"absences": [{"validFrom": "2030-01-07", "validTo": "2030-01-18"}]}),
            ),
            (&editor, &editor, card, Method::PUT, json!({"telephone": "3"})),
        ] {
            both_edit(first, second, &path, method, change).await;
        }
        // The other door carries the revision.
        let mutation = "mutation($revision: Int) { updateOrganisation(input: {id: \"ID\", revision: $revision, city: \"Lviv\"}) { organisation { revision } } }"
            .replace("ID", &d.ministry.to_string());
        assert_eq!(editor.graphql(&mutation, json!({})).await.code(), "PRECONDITION_REQUIRED");
        assert_eq!(editor.graphql(&mutation, json!({"revision": 1})).await.code(), "PRECONDITION_FAILED");
        let changed = editor.graphql(&mutation, json!({"revision": 2})).await.data();
        assert_eq!(changed["updateOrganisation"]["organisation"]["revision"], 3);
    });
}

#[test]
fn whoever_was_put_into_a_circle_may_leave_it() {
    on_both("whoever_was_put_into_a_circle_may_leave_it", async |app| {
        let world = circles(&app).await;
        let new = json!({"kind": "SHARING_GROUP", "name": "Signals"});
        let group = world.maker.client.post("/v1/groups", new).await.header("location");
        let join = |party: Value| json!({"party": party, "reason": "They work with us."});
        let path = format!("{group}/members");
        let guest = json!({"kind": "EXPERT", "partyId": world.guest.expert});
        let membership = world.maker.client.post(&path, join(guest)).await.header("location");
        let leave = json!({"reason": "Not ours."});
        assert_eq!(world.colleague.client.post(&format!("{membership}/end"), leave.clone()).await.status, 403);
        let left = world.guest.client.post(&format!("{membership}/end"), leave).await.ok(200);
        assert_eq!(left["state"], "ENDED");
        let all = world.maker.client.get(&format!("{path}?lifecycle=ALL")).await.ok(200);
        assert_eq!(json!([all["items"][1]["state"], all["items"][1]["endReason"]]), json!(["ENDED", "Not ours."]));
        assert_eq!(world.guest.client.get(&group).await.status, 404);
    });
}

#[test]
fn what_nobody_keeps_any_more_is_told_in_numbers_to_those_who_may_make_an_editor() {
    on_both("what_nobody_keeps_any_more_is_told_in_numbers", async |app| {
        let d = Directory::new(&app).await;
        let editor = signed_in(&app, d.editor.expert).await;
        for (title, audience) in [("A secret plan", json!([])), ("Another secret", json!([{"kind": "NETWORK"}]))] {
            let state = if audience == json!([]) { "DRAFT" } else { "PUBLISHED" };
            let update =
                json!({"title": title, "bodyMarkdown": "x", "audience": {"parties": audience}, "state": state});
            editor.post("/v1/updates", update).await.ok(201);
        }
        app.letters().await;
        app.clock.advance(Duration::from_secs(60));
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let path = format!("/v1/posts/{}/end", d.editor.post);
        focal_point.post(&path, json!({"reason": "Left."})).await.ok(200);
        let letters: Vec<_> = app.letters().await.into_iter().filter(|l| l.subject.contains("nobody keeps")).collect();
        let mut to: Vec<String> = letters.iter().map(|l| l.to.clone()).collect();
        to.sort_unstable();
        let mut expected: Vec<String> =
            [d.administrator, d.focal_point, d.secretary].iter().map(|p| format!("{}@example.org", p.expert)).collect();
        expected.sort_unstable();
        assert_eq!(to, expected);
        for letter in letters {
            assert!(letter.subject.starts_with("2 items"), "{}", letter.subject);
            assert!(letter.text.contains(&d.ministry.to_string()) && !letter.text.contains("ecret"), "{}", letter.text);
        }
        // Where an editor is left, nobody is told anything.
        let volunteer = format!("/v1/posts/{}/end", d.volunteer.post);
        signed_in(&app, d.volunteer.expert).await.post(&volunteer, json!({"reason": "Left."})).await.ok(200);
        assert!(app.letters().await.iter().all(|l| !l.subject.contains("nobody keeps")), "it kept nothing");
    });
}

#[test]
fn memberships_end_with_the_post_or_body_that_held_them() {
    on_both("memberships_end_with_the_post_or_body_that_held_them", async |app| {
        let d = Directory::new(&app).await;
        let secretary = signed_in(&app, d.secretary.expert).await;
        let group = json!({"kind": "WORKING_GROUP", "code": "wg-x", "name": "X"});
        let made = secretary.post("/v1/groups", group).await;
        let (location, group) = (made.header("location"), made.ok(201)["id"].clone());
        let group = Uuid::parse_str(group.as_str().expect("an id")).expect("an id");
        let mut b = Builder::begin(&app).await;
        let under = NewOrganisation {
            country_id: Some(d.ukraine),
            facts: vec![NewFact::text(FactKind::Name, "en", "Unit"), NewFact::reference(FactKind::Parent, d.guard)],
            ..NewOrganisation::of("ua-unit", OrganisationType::Police)
        };
        let under = b.body_of(under).await;
        for member in [d.guard, d.editor.post, d.ministry] {
            b.member(group, member).await;
        }
        b.done().await;
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let end = format!("/v1/organisations/{}/end", d.guard);
        let dry = focal_point.post(&end, json!({"reason": "x", "dryRun": true})).await.ok(200);
        assert_eq!(dry["hanging"]["memberships"]["count"], 1, "{dry:#}");
        assert_eq!(dry["hanging"]["subordinates"], json!({"count": 1, "ids": [under], "goesTo": "STAYS"}));
        let members = async || {
            let page = secretary.get(&format!("{location}/members?count=true")).await.ok(200);
            page["totalCount"].clone()
        };
        assert_eq!(members().await, 3);
        app.clock.advance(Duration::from_secs(60));
        focal_point.post(&end, json!({"reason": "Dissolved."})).await.ok(200);
        assert_eq!(members().await, 2);
        let end = format!("/v1/posts/{}/end", d.editor.post);
        focal_point.post(&end, json!({"reason": "Left."})).await.ok(200);
        assert_eq!(members().await, 1);
    });
}
