//! Grants as they were held on a day, and the order of the audit log.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::world_organisations::{Directory, Person};
use crate::harness::{App, Client, on_both, signed_in};

async fn client(app: &App, person: Person) -> Client {
    signed_in(app, person.expert).await
}

#[test]
fn grants_are_listed_as_they_were_held_on_a_day() {
    on_both("grants_are_listed_as_they_were_held_on_a_day", async |app| {
        let net = Directory::new(&app).await;
        let days = |days: u64| app.clock.advance(Duration::from_secs(days * 24 * 3_600));
        let administrator = client(&app, net.administrator).await;
        let network = json!({ "kind": "NETWORK" });
        let mut later =
            json!({ "expertId": net.member.expert, "role": "OBSERVER", "scope": network, "reason": "A test." });
        later["validFrom"] = json!("2026-03-10");
        later["validTo"] = json!("2026-03-20");
        let observer = administrator.post("/v1/grants", later).await.ok(201);
        let found = async |administrator: &Client, filter: &str| {
            let path = format!("/v1/grants?count=true&expert={}&{filter}", net.member.expert);
            let page = administrator.get(&path).await.ok(200);
            let roles = |grants: &Value| {
                grants.as_array().expect("a list").iter().map(|grant| grant["role"].clone()).collect::<Vec<_>>()
            };
            let found = roles(&page["items"]);
            assert_eq!(page["totalCount"], json!(found.len()), "{filter}");
            let mut twin = json!({ "expert": net.member.expert });
            for (name, value) in filter.split('&').filter_map(|pair| pair.split_once('=')) {
                twin[name] = json!(value);
            }
            let query = "query($filter: GrantFilter) { grants(filter: $filter) { nodes { role } } }";
            let data = administrator.graphql(query, json!({ "filter": twin })).await.data();
            assert_eq!(roles(&data["grants"]["nodes"]), found, "{filter}");
            found
        };
        // The first day and the last belong to it; what begins later is held on no day before.
        for (day, held) in [
            ("2026-03-01", json!([])),
            ("2026-03-02", json!(["MEMBER"])),
            ("2026-03-09", json!(["MEMBER"])),
            ("2026-03-10", json!(["OBSERVER", "MEMBER"])),
            ("2026-03-20", json!(["OBSERVER", "MEMBER"])),
            ("2026-03-21", json!(["MEMBER"])),
        ] {
            assert_eq!(json!(found(&administrator, &format!("asOf={day}")).await), held, "{day}");
        }
        assert_eq!(found(&administrator, "asOf=2026-03-01&lifecycle=ALL").await, ["OBSERVER", "MEMBER"]);
        // What was ended was held until then; and nothing is held by a post that has ended.
        days(10);
        let administrator = client(&app, net.administrator).await;
        let revoke = format!("/v1/grants/{}/revoke", observer["id"].as_str().expect("an id"));
        administrator.post(&revoke, json!({ "reason": "A test." })).await.ok(200);
        days(2);
        let administrator = client(&app, net.administrator).await;
        let end = format!("/v1/posts/{}/end", net.member.post);
        administrator.post(&end, json!({ "reason": "She leaves." })).await.ok(200);
        for (day, held) in [
            ("2026-03-11", json!(["OBSERVER", "MEMBER"])),
            ("2026-03-13", json!(["MEMBER"])),
            ("2026-03-14", json!([])),
        ] {
            assert_eq!(json!(found(&administrator, &format!("asOf={day}")).await), held, "{day}");
        }
        assert_eq!(found(&administrator, "lifecycle=LIVING").await, Vec::<Value>::new());
        let wrong = administrator.get("/v1/grants?asOf=2026-02-30").await;
        assert_eq!(wrong.status, 400, "{:#}", wrong.body);
        // Whoever keeps nothing reads the own ones alone, on whatever day.
        let volunteer = client(&app, net.volunteer).await.get("/v1/grants?asOf=2026-03-05").await.ok(200);
        let own = volunteer["items"].as_array().expect("a list");
        assert!(own.iter().all(|grant| grant["holder"]["actorId"] == json!(net.volunteer.expert)), "{volunteer:#}");
        assert_eq!(app.nobody().get("/v1/grants?asOf=2026-03-05").await.status, 401);
    });
}

#[test]
fn the_audit_log_has_its_order_over_both_doors() {
    on_both("the_audit_log_has_its_order_over_both_doors", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let network = json!({ "kind": "NETWORK" });
        let given = json!({ "expertId": net.editor.expert, "role": "AUDITOR", "scope": network, "reason": "A test." });
        administrator.post("/v1/grants", given).await.ok(201);
        let auditor = client(&app, net.editor).await;
        for sort in ["-seq", "seq"] {
            let page = auditor.get(&format!("/v1/audit-events?sort={sort}&first=3")).await.ok(200);
            let seqs: Vec<Value> =
                page["items"].as_array().expect("a list").iter().map(|event| event["seq"].clone()).collect();
            let query = "query($sort: String) { auditEvents(first: 3, sort: $sort) { nodes { seq } } }";
            let data = auditor.graphql(query, json!({ "sort": sort })).await.data();
            let nodes = data["auditEvents"]["nodes"].as_array().expect("nodes");
            assert_eq!(nodes.iter().map(|event| event["seq"].clone()).collect::<Vec<_>>(), seqs, "{sort}");
            let numbers: Vec<i64> =
                seqs.iter().map(|seq| seq.as_str().and_then(|seq| seq.parse().ok()).expect("a number")).collect();
            assert!(numbers.len() == 3 && numbers.is_sorted_by(|a, b| (a < b) == (sort == "seq")), "{numbers:?}");
        }
        let unknown = auditor.graphql("{ auditEvents(sort: \"act\") { nodes { seq } } }", json!({})).await;
        assert_eq!(unknown.code(), auditor.get("/v1/audit-events?sort=act").await.code());
    });
}
