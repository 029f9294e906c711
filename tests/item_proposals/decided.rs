//! Once it was decided, a proposal is for those who keep its item; auditors are told who read it before.

use std::time::Duration;

use entity::vocabulary::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::another;
use crate::harness::broken::must_be_caught;
use crate::harness::item_life::{act, edit, made, poland, proposals, public, share, status, to};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{Client, on_both};

/// What both doors answer somebody about a proposal: each way in which it could be read.
async fn told(client: &Client, item: &str, proposal: &str) -> Vec<String> {
    let mut told = Vec::new();
    for path in [
        format!("/v1/proposals/{proposal}"),
        format!("/v1/items/{item}/proposals?count=true"),
        "/v1/proposals?count=true".to_owned(),
        format!("/v1/proposals?item={item}"),
        "/v1/proposals?state=CONFIRMED,RETURNED,TAKEN_BACK".to_owned(),
        "/v1/changes?include=item".to_owned(),
    ] {
        told.push(client.get(&path).await.body.to_string());
    }
    let query = "query($id: UUID!, $item: UUID!) { proposal(id: $id) { title comment content { bodyMarkdown } } \
        proposals(filter: {item: $item}) { totalCount nodes { id title content { bodyMarkdown } } } \
        updates(filter: {ids: [$item]}) { nodes { proposals { totalCount nodes { id title } } } } }";
    told.push(client.graphql(query, json!({"id": proposal, "item": item})).await.data().to_string());
    told
}

#[test]
fn what_was_decided_is_read_by_the_keepers_of_its_item_alone() {
    on_both("what_was_decided_is_read_by_the_keepers_of_its_item_alone", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let deputy = another(&app, "Deputy Test", n.ua_border, Role::FocalPoint, n.ukraine).await;
        let deputy = Network::client(&app, &deputy).await;
        for ending in ["RETURNED", "TAKEN_BACK"] {
            let mut input = to(poland());
            input["title"] = json!("Among ourselves");
            let id = made(&member, input).await;
            let waits = share(&member, &id, json!({"parties": public(), "confirm": true})).await.ok(202);
            let proposal = waits["id"].as_str().expect("an id").to_owned();
            let one = format!("/v1/proposals/{proposal}");
            // While it waits, whoever is asked reads it all, and the item itself is hidden from them.
            assert_eq!((status(&deputy, &id).await, status(&lesia, &id).await), (404, 404));
            assert_eq!(deputy.get(&one).await.ok(200)["content"]["bodyMarkdown"], "Text.");
            match ending {
                "RETURNED" => act(&lesia, &id, "return", json!({"comment": "Say why."})).await.ok(200),
                _ => act(&member, &id, "return", json!({})).await.ok(200),
            };
            // Then it is as what never was for all who were asked, whenever they were made keepers.
            let newcomer = another(&app, "New Test", n.ua_border, Role::FocalPoint, n.ukraine).await;
            for client in [&deputy, &Network::client(&app, &newcomer).await] {
                assert_eq!(client.get(&one).await.status, 404, "{ending}: whoever was asked reads on");
                assert_eq!(client.get(&format!("/v1/items/{id}/proposals")).await.status, 404, "{ending}");
                for answer in told(client, &id, &proposal).await {
                    assert!(!answer.contains(&proposal) && !answer.contains("Among ourselves"), "{ending}: {answer}");
                }
                assert_eq!(act(client, &id, "confirm", json!({"proposalId": proposal})).await.status, 404);
            }
            // Its keepers read what was proposed and what became of it.
            let kept = member.get(&one).await.ok(200);
            assert_eq!((&kept["state"], &kept["content"]["bodyMarkdown"]), (&json!(ending), &json!("Text.")));
            // Whoever decided it sees that they did.
            if ending == "RETURNED" {
                let own = lesia.get(&one).await.ok(200);
                assert_eq!((&own["state"], &own["decideComment"]), (&json!("RETURNED"), &json!("Say why.")));
                assert_eq!(
                    (&own["content"], &own["audience"], &own["comment"]),
                    (&Value::Null, &Value::Null, &Value::Null)
                );
                assert_eq!(
                    lesia.get("/v1/proposals?waitingForMe=true&count=true").await.ok(200)["totalCount"],
                    json!(0)
                );
            } else {
                assert_eq!(lesia.get(&one).await.status, 404);
            }
        }
    });
}

#[test]
fn what_was_confirmed_shows_those_who_were_asked_no_older_text() {
    on_both("what_was_confirmed_shows_those_who_were_asked_no_older_text", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let deputy = another(&app, "Deputy Test", n.ua_border, Role::FocalPoint, n.ukraine).await;
        let deputy = Network::client(&app, &deputy).await;
        let mut input = to(poland());
        input["bodyMarkdown"] = json!("Before it was for all.");
        let id = made(&member, input).await;
        share(&member, &id, json!({"parties": public(), "confirm": true})).await.ok(202);
        act(&lesia, &id, "confirm", json!({})).await.ok(200);
        edit(&lesia, &id, json!({"bodyMarkdown": "For all."})).await;
        assert_eq!(status(&deputy, &id).await, 200);
        assert!(proposals(&deputy, &id).await.is_empty());
        let own = proposals(&lesia, &id).await;
        assert!(own.iter().filter(|p| p["state"] != "WAITING").all(|p| p["content"].is_null()), "{own:#?}");
    });
}

#[test]
fn a_transfer_that_was_decided_is_for_those_who_keep_the_item_now() {
    on_both("a_transfer_that_was_decided_is_for_those_who_keep_the_item_now", async |app| {
        let n = Network::new(&app).await;
        let zofia = another(&app, "Zofia Test", n.pl_office, Role::OrganisationEditor, n.pl_office).await;
        let zofia = Network::client(&app, &zofia).await;
        let (member, editor) = (Network::client(&app, &n.member).await, Network::client(&app, &n.editor).await);
        let mut input = to(poland());
        input["state"] = json!("DRAFT");
        let id = made(&member, input).await;
        let give = json!({"toOwner": {"kind": "ORGANISATION", "code": "pl-office"}, "reason": "Between us: theirs."});
        // Given back, the receiving side reads nothing more of it.
        act(&member, &id, "transfer", give.clone()).await.ok(202);
        let first = proposals(&zofia, &id).await[0]["id"].as_str().expect("an id").to_owned();
        act(&zofia, &id, "return", json!({"comment": "Not ours."})).await.ok(200);
        let other = another(&app, "Other Test", n.pl_office, Role::OrganisationEditor, n.pl_office).await;
        let other = Network::client(&app, &other).await;
        assert_eq!(other.get(&format!("/v1/proposals/{first}")).await.status, 404);
        assert_eq!(zofia.get(&format!("/v1/proposals/{first}")).await.ok(200)["comment"], Value::Null);
        // Confirmed, it is the new keepers'; what was said among the old ones stays with them.
        act(&member, &id, "transfer", give).await.ok(202);
        act(&zofia, &id, "confirm", json!({})).await.ok(200);
        let seen = proposals(&other, &id).await;
        assert_eq!((seen.len(), &seen[0]["comment"]), (1, &json!("Between us: theirs.")), "{seen:#?}");
        assert_eq!(editor.get(&format!("/v1/items/{id}/proposals")).await.status, 404);
        let own = member.get(&format!("/v1/proposals/{}", seen[0]["id"].as_str().expect("an id"))).await.ok(200);
        assert_eq!((&own["state"], &own["comment"]), (&json!("CONFIRMED"), &Value::Null));
    });
}

#[test]
fn an_auditor_is_told_who_could_read_it_in_a_proposal_that_waited() {
    on_both("an_auditor_is_told_who_could_read_it_in_a_proposal_that_waited", async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let auditor = b.person("Arvo Test", n.lt_office, &[(Role::Auditor, None, None)]).await;
        b.done().await;
        let auditor = Network::client(&app, &auditor).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let id = made(&member, to(poland())).await;
        app.clock.advance(Duration::from_secs(60));
        let waits = share(&member, &id, json!({"parties": public(), "confirm": true})).await.ok(202);
        let begun = app.world.clock.now();
        app.clock.advance(Duration::from_secs(60));
        act(&lesia, &id, "return", json!({"comment": "No."})).await.ok(200);
        let decided = app.world.clock.now();
        app.clock.advance(Duration::from_secs(60));
        // Another change of it, deleted with a draft, would be told of as well: ids and instants outlive it.
        let of = async |question: String, expert: Uuid| -> Option<Value> {
            let answer = auditor.get(&format!("/v1/items/{id}/access?{question}")).await.ok(200);
            let readers = answer["audit"]["readers"].as_array().expect("readers").clone();
            readers.into_iter().find(|one| one["actor"]["actorId"] == json!(expert))
        };
        let expert = n.focal_point.expert;
        let told = of(format!("to={}", app.world.clock.now()), expert).await.expect("she is named");
        assert_eq!(told["spans"], json!([{"from": begun.to_string(), "until": decided.to_string()}]));
        let chains = told["chains"].as_array().expect("chains");
        assert_eq!((chains.len(), &chains[0]["proposalId"]), (1, &waits["id"]), "{told:#}");
        assert_eq!((&chains[0]["party"]["kind"], &chains[0]["party"]["code"]), (&json!("KEEPERS"), &json!("UA")));
        assert_eq!(chains[0]["grant"]["role"], "FOCAL_POINT");
        assert!(of(format!("at={begun}"), expert).await.is_some());
        assert!(of(format!("at={decided}"), expert).await.is_none(), "then it was decided");
        // Who sees the item itself does so by no proposal.
        let pole = of(format!("at={begun}"), n.pole.expert).await.expect("he is");
        assert!(pole["chains"].as_array().is_some_and(|all| all.iter().all(|chain| chain["proposalId"].is_null())));
        let query = "query($id: UUID!, $at: When!) { itemAccess(id: $id, at: $at) { audit { readers { actor { actorId } chains { proposalId } } } } }";
        let answer = auditor.graphql(query, json!({"id": id, "at": begun.to_string()})).await.data();
        assert!(answer.to_string().contains(waits["id"].as_str().expect("an id")), "{answer:#}");
    });
}

#[test]
fn a_decided_proposal_that_those_asked_go_on_reading_is_noticed() {
    let test = "item_proposals::decided::what_was_decided_is_read_by_the_keepers_of_its_item_alone";
    must_be_caught(focalpoint_api::access::broken::Rule::DecidedIsForKeepers, test, "whoever was asked reads on");
}
