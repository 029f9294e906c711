//! Being in a circle, or keeping it, can itself be confidential: what is asked about others, counted or decided around
//! a group that hides its members tells nobody who is in it.

use entity::vocabulary::{MembersSeenBy, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::item_life::{act, made, share, to};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, Client, on_both};

/// A group of the Ukrainian migration service and the Polish office that hides its members; `reader` edits it.
async fn hush(app: &App, n: &Network) -> Uuid {
    let mut b = Builder::begin(app).await;
    let hush = b.group("hush", MembersSeenBy::Keepers, &[n.ua_migration, n.pl_office]).await;
    b.grant(n.reader.post, (Role::GroupEditor, Some(hush), None)).await;
    b.done().await;
    hush
}

async fn asked(client: &Client, about: Option<Uuid>, act: &str, item: &str) -> (u16, Value) {
    let actor = about.map(|expert| json!({ "expertId": expert }));
    let input = json!({ "actor": actor, "act": act, "target": { "kind": "UPDATE", "id": item } });
    let answer = client.post("/v1/access/explain", input).await;
    (answer.status, answer.body["allowed"].clone())
}

#[test]
fn how_many_more_would_see_it_does_not_tell_who_is_in_the_group_that_does() {
    on_both("how_many_more_would_see_it_does_not_tell_who_is_in_the_group_that_does", async |app| {
        let n = Network::new(&app).await;
        let hush = hush(&app, &n).await;
        let member = Network::client(&app, &n.member).await;
        let group = json!({ "kind": "GROUP", "partyId": hush });
        let more = async |to_whom: Value| {
            let item = made(&member, to(json!([group.clone()]))).await;
            let refused = share(&member, &item, json!({ "parties": [group.clone(), to_whom] })).await;
            assert_eq!((refused.status, refused.code().as_str()), (422, "CONFIRM_WIDENING"), "{:#}", refused.body);
            let detail = refused.body["detail"].as_str().expect("a detail").to_owned();
            let from = detail.find(" more people").expect("a number");
            detail[..from].rsplit(' ').next().expect("a number").to_owned()
        };
        // One person each; the one is in the group and the other is not.
        let of = |expert: Uuid| json!({ "kind": "EXPERT", "partyId": expert });
        assert_eq!(more(of(n.pole.expert)).await, more(of(n.lithuanian.expert)).await);
        // Taken out, it is in no number either.
        let item = made(&member, to(json!([group.clone()]))).await;
        let refused = share(&member, &item, json!({ "parties": [of(n.pole.expert)] })).await;
        assert!(refused.body["detail"].as_str().expect("a detail").contains(": 1 more people"), "{:#}", refused.body);
    });
}

#[test]
fn explain_tells_nobody_who_edits_it() {
    on_both("explain_tells_nobody_who_edits_it", async |app| {
        let n = Network::new(&app).await;
        let hush = hush(&app, &n).await;
        let editor = Network::client(&app, &n.reader).await;
        let mut input = to(json!([{ "kind": "ORGANISATION", "partyId": n.ngo }]));
        input["ownerId"] = json!(hush);
        let item = made(&editor, input).await;
        // Whoever reads it and does not see the group, and whoever is in it and sees no members.
        let volunteer = Network::client(&app, &n.volunteer).await;
        for about in [n.reader.expert, n.pole.expert, n.guard.expert] {
            for act in ["withdrawItem", "comment"] {
                assert_eq!(asked(&volunteer, Some(about), act, &item).await.0, 404, "{act}");
            }
        }
        assert_eq!(asked(&volunteer, None, "withdrawItem", &item).await, (200, json!(false)));
        assert_eq!(asked(&editor, Some(n.reader.expert), "withdrawItem", &item).await, (200, json!(true)));
        assert_eq!(asked(&volunteer, Some(n.pole.expert), "look", &item).await.0, 404);
        // What is to be given to it waits for its editors' word: whose that is, is not told either.
        let pole = Network::client(&app, &n.pole).await;
        let own = made(&pole, to(json!([{ "kind": "NETWORK" }]))).await;
        let give = json!({ "toOwner": { "kind": "GROUP", "partyId": hush }, "reason": "For the group." });
        act(&pole, &own, "transfer", give).await.ok(202);
        for about in [n.reader.expert, n.member.expert] {
            assert_eq!(asked(&pole, Some(about), "confirmItem", &own).await.0, 404);
        }
        assert_eq!(asked(&pole, None, "confirmItem", &own).await, (200, json!(false)));
    });
}

#[test]
fn who_decided_for_it_is_told_to_nobody_else() {
    on_both("who_decided_for_it_is_told_to_nobody_else", async |app| {
        let n = Network::new(&app).await;
        let hush = hush(&app, &n).await;
        let (pole, editor) = (Network::client(&app, &n.pole).await, Network::client(&app, &n.reader).await);
        let item = made(&pole, to(json!([{ "kind": "NETWORK" }]))).await;
        let give = json!({ "toOwner": { "kind": "GROUP", "partyId": hush }, "reason": "For the group." });
        let proposal = act(&pole, &item, "transfer", give).await.ok(202)["id"].clone();
        let path = format!("/v1/proposals/{}", proposal.as_str().expect("an id"));
        act(&editor, &item, "confirm", json!({})).await.ok(200);
        let told = pole.get(&path).await.ok(200);
        assert_eq!((&told["state"], &told["decidedBy"]), (&json!("CONFIRMED"), &Value::Null), "{told:#}");
        assert_eq!(editor.get(&path).await.ok(200)["decidedBy"]["actorId"], json!(n.reader.expert));
        // Nor by the revision, whose text is what it was.
        let guard = Network::client(&app, &n.guard).await;
        for revision in [1, 2] {
            let shown = guard.get(&format!("/v1/items/{item}/revisions/{revision}")).await.ok(200);
            assert_eq!(shown["author"]["actorId"], json!(n.pole.expert), "{revision}: {shown:#}");
        }
    });
}
