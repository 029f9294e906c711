//! The audit log: ids for ever, names under the sight of whoever reads, and nothing of what things say.

use serde_json::{Value, json};

use crate::harness::world_readers::{Readers, id_of};
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, on_both};

const QUERY: &str = "query($filter: AuditFilter) { auditEvents(first: 100, filter: $filter) { nodes {
    seq act actor { kind actorId name } target { kind id } grantId reason details } } }";

/// The newest events by a filter, which both doors answer alike.
async fn events(client: &Client, filter: &[(&str, &str)]) -> Vec<Value> {
    let query: Vec<String> = filter.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    let page = client.get(&format!("/v1/audit-events?first=100{}", query.concat())).await.ok(200);
    let given = |(name, value): &(&str, &str)| {
        let value = if *name == "act" { json!([value]) } else { json!(value) };
        ((*name).to_owned(), value)
    };
    let variables = json!({ "filter": filter.iter().map(given).collect::<serde_json::Map<_, _>>() });
    let nodes = client.graphql(QUERY, variables).await.data()["auditEvents"]["nodes"].clone();
    let items = page["items"].as_array().expect("items").clone();
    assert_eq!(items.len(), nodes.as_array().expect("nodes").len());
    for (item, node) in items.iter().zip(nodes.as_array().expect("nodes")) {
        for field in ["seq", "act", "target", "grantId", "reason", "details"] {
            assert_eq!(item[field], node[field], "{field}");
        }
        for field in ["kind", "actorId", "name"] {
            assert_eq!(item["actor"][field], node["actor"][field], "{field}");
        }
    }
    items
}

async fn secret(app: &App, r: &Readers) -> String {
    let member = Network::client(app, &r.n.member).await;
    let audience = json!({"parties": [{"kind": "ORGANISATION", "code": "ua-migration"}]});
    let update = json!({"title": "Very secret", "bodyMarkdown": "Of the informer.", "audience": audience});
    let id = id_of(&member.post("/v1/updates", update).await.ok(201));
    let comment = json!({"bodyMarkdown": "The informer is ill."});
    member.post(&format!("/v1/items/{id}/comments"), comment).await.ok(201);
    id
}

#[test]
fn an_auditor_reads_acts_on_what_they_do_not_see_by_its_id_alone() {
    on_both("an_auditor_reads_acts_on_what_they_do_not_see_by_its_id_alone", async |app| {
        let r = Readers::new(&app).await;
        let auditor = Network::client(&app, &r.auditor).await;
        let update = secret(&app, &r).await;
        // A membership that its group's keepers alone see.
        let keeper = Network::client(&app, &r.keeper_of_circle).await;
        let circle = format!("/v1/groups/{}/members", r.circle);
        let put = json!({"party": {"kind": "EXPERT", "partyId": r.n.guard.expert}, "reason": "Knows the route."});
        let membership = id_of(&keeper.post(&circle, put).await.ok(201));
        assert_eq!(auditor.get(&format!("/v1/updates/{update}")).await.status, 404);
        assert_eq!(auditor.get(&format!("{circle}/{membership}")).await.status, 404);
        // By target, by actor, by act: the record is there, and names whom the registry sees.
        let member = r.n.member.expert.to_string();
        for filter in [vec![("target", update.as_str())], vec![("actor", member.as_str()), ("act", "publishUpdate")]] {
            let found = events(&auditor, &filter).await;
            let published = found.iter().find(|event| event["act"] == "publishUpdate").expect("the record");
            assert_eq!(published["target"], json!({"kind": "UPDATE", "id": update}));
            assert_eq!(published["actor"]["name"], "Oksana Test");
        }
        let joined = events(&auditor, &[("act", "addMember")]).await;
        assert_eq!(joined[0]["details"]["membership"], json!(membership));
        assert_eq!(joined[0]["reason"], "Knows the route.", "an auditor reads why");
        // Nothing of what anything says is in any of it.
        let all = json!(events(&auditor, &[]).await).to_string();
        for word in ["Very secret", "informer", "ill", "quiet"] {
            assert!(!all.contains(&format!("\"{word}")) && !all.contains(&format!(" {word} ")), "{word}: {all}");
        }
        // Whoever is no auditor reads nothing of it, at either door.
        for person in [r.n.member, r.administrator, r.n.secretary] {
            let client = Network::client(&app, &person).await;
            assert_eq!(client.get("/v1/audit-events").await.status, 403);
            assert_eq!(client.graphql(QUERY, json!({})).await.code(), "FORBIDDEN");
        }
    });
}

#[test]
fn whoever_was_erased_is_an_id_in_the_audit_log_and_no_name() {
    on_both("whoever_was_erased_is_an_id_in_the_audit_log_and_no_name", async |app| {
        let r = Readers::new(&app).await;
        let update = secret(&app, &r).await;
        let (administrator, auditor) =
            (Network::client(&app, &r.administrator).await, Network::client(&app, &r.auditor).await);
        let by = [("target", update.as_str()), ("act", "publishUpdate")];
        assert_eq!(events(&auditor, &by).await[0]["actor"]["name"], "Oksana Test");
        let end = json!({"reason": "She left for good."});
        administrator.post(&format!("/v1/posts/{}/end", r.n.member.post), end.clone()).await.ok(200);
        administrator.post(&format!("/v1/experts/{}/erase", r.n.member.expert), end).await.ok(200);
        let found = events(&auditor, &by).await;
        let actor = &found[0]["actor"];
        assert_eq!((&actor["actorId"], &actor["name"]), (&json!(r.n.member.expert), &Value::Null), "{actor:#}");
        // The end of the post was an act on her: its words went with her.
        let post = r.n.member.post.to_string();
        let ended = events(&auditor, &[("target", post.as_str()), ("act", "endPost")]).await;
        assert_eq!((ended.len(), &ended[0]["reason"]), (1, &Value::Null), "{ended:#?}");
        assert!(ended[0]["details"]["reasonDigest"].is_string() && ended[0]["details"]["reasonSalt"].is_null());
        let all = json!(events(&auditor, &[]).await).to_string();
        assert!(!all.contains("Oksana"), "{all}");
    });
}

#[test]
fn an_invitation_is_found_in_the_audit_log_by_its_id_however_many_were_made_with_it() {
    on_both("an_invitation_is_found_in_the_audit_log_by_its_id_however_many_were_made_with_it", async |app| {
        let r = Readers::new(&app).await;
        let auditor = Network::client(&app, &r.auditor).await;
        let administrator = Network::client(&app, &r.administrator).await;
        let newcomer = |n: usize| {
            json!({ "email": format!("new-{n}@audit.example"), "name": format!("Newcomer Nr. {n}"),
                    "post": { "organisationCode": "ua-migration", "title": "Adviser" } })
        };
        let alone = administrator.post("/v1/invitations", newcomer(0)).await.ok(201);
        let id = alone["id"].as_str().expect("an id");
        let by = |id: &str| [("target", id.to_owned())];
        let found = async |id: &str| {
            let by = by(id);
            let by: Vec<(&str, &str)> = by.iter().map(|(name, id)| (*name, id.as_str())).collect();
            let mut found = events(&auditor, &by).await;
            found.retain(|event| event["act"].as_str().is_some_and(|act| act.starts_with("invite")));
            assert_eq!(found.len(), 1, "{id}: {found:#?}");
            found.remove(0)
        };
        let record = found(id).await;
        assert_eq!(record["target"], json!({ "kind": "INVITATION", "id": id }));
        let noted = json!([record["details"]["expert"], record["details"]["post"]]);
        assert_eq!(noted, json!([alone["expertId"], alone["post"]["postId"]]));
        assert_eq!(found(alone["expertId"].as_str().expect("an id")).await["seq"], record["seq"]);

        let batch = json!({ "invitations": (1..=7).map(newcomer).collect::<Vec<_>>() });
        let batch = administrator.post("/v1/invitations/batch", batch).await.ok(200);
        let whole = found(batch["batchId"].as_str().expect("an id")).await;
        assert_eq!(whole["target"]["id"], batch["batchId"]);
        let rows = batch["rows"].as_array().expect("rows");
        let noted = whole["details"]["invitations"].as_array().expect("all of them");
        assert_eq!((rows.len(), noted.len()), (7, 7));
        assert_eq!(whole["details"]["expert"], Value::Null, "nothing is overwritten row by row");
        for (row, noted) in rows.iter().zip(noted) {
            let made = &row["invitation"];
            for (noted, made) in [
                (&noted["invitation"], &made["id"]),
                (&noted["expert"], &made["expertId"]),
                (&noted["post"], &made["post"]["postId"]),
            ] {
                assert_eq!(noted, made);
                assert_eq!(found(made.as_str().expect("an id")).await["seq"], whole["seq"]);
            }
        }
    });
}

#[test]
fn a_deed_is_found_by_whatever_it_gave_changed_or_waited_for() {
    on_both("a_deed_is_found_by_whatever_it_gave_changed_or_waited_for", async |app| {
        let r = Readers::new(&app).await;
        let auditor = Network::client(&app, &r.auditor).await;
        let focal_point = Network::client(&app, &r.n.focal_point).await;
        let scope = json!({"kind": "ORGANISATION", "code": "ua-border"});
        let grant = json!({"expertId": r.n.guard.expert, "role": "ORGANISATION_EDITOR", "scope": scope, "reason": "x"});
        let grant = id_of(&focal_point.post("/v1/grants", grant).await.ok(201));
        focal_point.post(&format!("/v1/posts/{}/end", r.n.guard.post), json!({"reason": "Left."})).await.ok(200);
        let person = r.n.guard.expert.to_string();
        for thing in [&grant, &person] {
            for act in ["endPost", "grantRole"] {
                let found = events(&auditor, &[("target", thing.as_str()), ("act", act)]).await;
                assert_eq!(found.len(), 1, "{act} of {thing}");
            }
        }
    });
}
