//! What changing a text or an audience takes.

use entity::vocabulary::{FactKind, GroupKind, MembersSeenBy};
use focalpoint_api::access::PartySet;
use focalpoint_api::network::experts::end_post_step;
use focalpoint_api::network::facts::{NewFact, Span};
use focalpoint_api::network::groups::NewGroup;
use reqwest::Method;
use serde_json::{Value, json};

use super::{etag, in_name, publish, published, share, status, to};
use crate::harness::on_both;
use crate::harness::world_updates::{Builder, Network};

#[test]
fn widening_what_is_published_wants_a_confirmation() {
    on_both("widening_what_is_published_wants_a_confirmation", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lithuanian = Network::client(&app, &n.lithuanian).await;
        let poland = json!({"kind": "COUNTRY", "code": "PL"});
        let id = published(&member, to(json!([poland]))).await;
        let wider = json!({"parties": [poland, {"kind": "COUNTRY", "code": "LT"}]});
        let answer = share(&member, &id, wider.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "CONFIRM_WIDENING"), "{:#}", answer.body);
        let detail = answer.body["detail"].as_str().expect("a detail");
        assert!(detail.contains("LT") && !detail.contains("PL"), "{detail}");
        assert_eq!(status(&lithuanian, &id).await, 404);
        let mut confirmed = wider.clone();
        confirmed["confirm"] = json!(true);
        let answer = share(&member, &id, confirmed).await.ok(200);
        assert_eq!(answer["audience"]["parties"].as_array().map(Vec::len), Some(2));
        assert_eq!(status(&lithuanian, &id).await, 200);
        // Narrowing wants none, nor does naming one's own keepers.
        let narrower = json!({"parties": [poland, {"kind": "KEEPERS", "code": "ua-migration"}]});
        share(&member, &id, narrower).await.ok(200);
        assert_eq!(status(&lithuanian, &id).await, 404);
        // To a group whose members one may not see it is always widening, also the second time.
        let quiet = json!({"parties": [{"kind": "GROUP", "code": "quiet"}]});
        let mut confirmed = quiet.clone();
        confirmed["confirm"] = json!(true);
        share(&member, &id, confirmed).await.ok(200);
        assert_eq!(share(&member, &id, quiet).await.code(), "CONFIRM_WIDENING");
        // As wide as the actor could not publish it stays unchanged: it is proposed, once they have seen to whom.
        let unmeant = share(&member, &id, json!({"parties": [{"kind": "PUBLIC"}]})).await;
        assert_eq!((unmeant.status, unmeant.code().as_str()), (422, "CONFIRM_WIDENING"), "{:#}", unmeant.body);
        assert!(unmeant.body["detail"].as_str().expect("a detail").contains("everybody"), "{:#}", unmeant.body);
        let public = json!({"parties": [{"kind": "PUBLIC"}], "confirm": true});
        assert_eq!(share(&member, &id, public).await.status, 202);
        assert_eq!(status(&app.nobody(), &id).await, 404);
        assert_eq!(share(&member, &id, json!({"parties": []})).await.status, 422);
        let answer = member
            .send(Method::PUT, &format!("/v1/items/{id}/audience"), &[], Some(json!({"parties": [poland]})))
            .await;
        assert_eq!(answer.status, 428);
        assert_eq!(status(&app.nobody(), &id).await, 404);
        let mutation = "mutation($input: ChangeAudienceInput!) { changeAudience(input: $input) { item { revision } } }";
        let input = json!({"id": id, "revision": 4, "parties": [poland], "confirm": true});
        let data = member.graphql(mutation, json!({ "input": input })).await.data();
        assert_eq!(data["changeAudience"]["item"]["revision"], 5);
    });
}

#[test]
fn two_who_edit_at_once_never_overwrite_one_another() {
    on_both("two_who_edit_at_once_never_overwrite_one_another", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = published(&member, to(json!([{"kind": "NETWORK"}]))).await;
        let path = format!("/v1/updates/{id}");
        let read = etag(&member, &id).await;
        let (a, b) = futures_util::join!(
            member.patch(&path, &read, json!({"title": "Mine"})),
            editor.patch(&path, &read, json!({"title": "Yours"})),
        );
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [200, 412]);
        let answer = member.send(Method::PATCH, &path, &[], Some(json!({"title": "x"}))).await;
        assert_eq!((answer.status, answer.code().as_str()), (428, "PRECONDITION_REQUIRED"));
        // Who is no keeper sees it and may not change it.
        let pole = Network::client(&app, &n.pole).await;
        assert_eq!(pole.patch(&path, &read, json!({"title": "x"})).await.status, 403);
        let mutation = "mutation($input: EditUpdateInput!) { editUpdate(input: $input) { update { title summary topics revision } } }";
        let input = json!({"id": id, "revision": 2, "summary": "S", "topics": ["asylum"]});
        let data = member.graphql(mutation, json!({ "input": input })).await.data();
        assert_eq!(data["editUpdate"]["update"]["revision"], 3);
        assert_eq!(data["editUpdate"]["update"]["topics"], json!(["asylum"]));
        let read = etag(&member, &id).await;
        let edited = member.patch(&path, &read, json!({"summary": null, "bodyMarkdown": "*New*"})).await.ok(200);
        assert_eq!((&edited["summary"], &edited["topics"]), (&Value::Null, &json!(["asylum"])));
        assert_eq!(edited["bodyHtml"], "<p><em>New</em></p>\n");
    });
}

#[test]
fn what_is_published_stays_under_the_right_to_publish_it_so() {
    on_both("what_is_published_stays_under_the_right_to_publish_it_so", async |app| {
        let n = Network::new(&app).await;
        let focal_point = Network::client(&app, &n.focal_point).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = published(&focal_point, to(json!([{"kind": "PUBLIC"}]))).await;
        assert_eq!(status(&app.nobody(), &id).await, 200);
        let shown = app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!((&shown["author"], &shown["audience"]), (&Value::Null, &Value::Null));
        assert_eq!(shown["owner"]["code"], "ua-migration");
        // An editor of the body keeps it, and could not have published it so wide.
        let read = etag(&editor, &id).await;
        let answer = editor.patch(&format!("/v1/updates/{id}"), &read, json!({"title": "Other"})).await;
        assert_eq!(answer.status, 202, "{:#}", answer.body);
        assert_eq!(app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200)["title"], "News");
        let read = etag(&focal_point, &id).await;
        focal_point.patch(&format!("/v1/updates/{id}"), &read, json!({"title": "Other"})).await.ok(200);
        editor.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": "wrong"})).await.ok(200);
        // A field contact cannot take what was published in the field out of it.
        let contact = Network::client(&app, &n.contact).await;
        let mut input = in_name(n.ukraine, json!([{"kind": "NETWORK"}]));
        input["topics"] = json!(["reception"]);
        let id = published(&contact, input).await;
        let read = etag(&contact, &id).await;
        let answer = contact.patch(&format!("/v1/updates/{id}"), &read, json!({"topics": ["borders"]})).await;
        assert_eq!(answer.status, 202, "{:#}", answer.body);
        assert_eq!(contact.get(&format!("/v1/updates/{id}")).await.ok(200)["topics"], json!(["reception"]));
    });
}

#[test]
fn what_attackers_write_is_harmless() {
    on_both("what_attackers_write_is_harmless", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut input = to(json!([{"kind": "NETWORK"}]));
        let body = "Text <script>alert(1)</script> [x](javascript:alert(1)) ![map](https://evil.example/p.gif) <img src=x onerror=alert(1)>";
        input["bodyMarkdown"] = json!(body);
        let update = publish(&member, input).await.ok(201);
        assert_eq!(update["bodyMarkdown"], body);
        let html = update["bodyHtml"].as_str().expect("HTML");
        for bad in ["<script", "javascript:", "<img", "onerror", "evil.example"] {
            assert!(!html.contains(bad), "{html}");
        }
    });
}

#[test]
fn what_a_keeper_does_not_see_stays_in_the_audience_where_they_send_it_back_as_it_was_shown() {
    let name = "what_a_keeper_does_not_see_stays_in_the_audience_where_they_send_it_back_as_it_was_shown";
    on_both(name, async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let circle = NewGroup {
            code: None,
            kind: GroupKind::SharingGroup,
            description: None,
            members_seen_by: MembersSeenBy::Members,
            audience: PartySet::default(),
            facts: vec![NewFact::text(FactKind::Name, "en", "Circle")],
            life: Span::ALWAYS,
        };
        let circle = b.group_of(circle).await;
        for post in [n.member.post, n.volunteer.post] {
            b.member(circle, post).await;
        }
        b.done().await;
        let (member, editor) = (Network::client(&app, &n.member).await, Network::client(&app, &n.editor).await);
        let volunteer = Network::client(&app, &n.volunteer).await;
        let (lithuania, poland) = (json!({"kind": "COUNTRY", "code": "LT"}), json!({"kind": "COUNTRY", "code": "PL"}));
        let pole = json!({"kind": "POST", "partyId": n.pole.post});
        let id = published(&member, to(json!([lithuania, {"kind": "GROUP", "partyId": circle}, pole]))).await;

        // The editor keeps it, and does not see the circle.
        let seen = editor.get(&format!("/v1/updates/{id}")).await.ok(200)["audience"]["parties"].clone();
        let opaque = seen.as_array().expect("parties").iter().find(|party| party["kind"] == "GROUP").expect("a line");
        assert_eq!((&opaque["partyId"], &opaque["name"]), (&Value::Null, &Value::Null));
        let hidden = json!({"kind": "GROUP"});
        let as_shown = json!([lithuania, hidden, pole]);
        let preview = json!({"parties": as_shown, "itemId": id});
        let previewed = editor.post("/v1/audiences/preview", preview).await.ok(200);
        assert_eq!(
            (
                &previewed["change"]["widens"],
                &previewed["change"]["narrows"],
                &previewed["change"]["wantsConfirmation"]
            ),
            (&json!([]), &json!([]), &json!(false))
        );
        share(&editor, &id, json!({"parties": as_shown})).await.ok(200);
        assert_eq!(status(&volunteer, &id).await, 200);
        // Something else is opened, and the circle stays.
        let wider = json!([lithuania, poland, hidden, pole]);
        let asked = share(&editor, &id, json!({"parties": wider})).await;
        assert_eq!(asked.code(), "CONFIRM_WIDENING");
        assert!(!asked.body["detail"].as_str().expect("a detail").contains("GROUP"), "{:#}", asked.body);
        share(&editor, &id, json!({"parties": wider, "confirm": true})).await.ok(200);
        assert_eq!(status(&volunteer, &id).await, 200);
        // A post that has ended stays, too, and is named nowhere anew.
        let mut b = Builder::begin(&app).await;
        let at = b.unit.at();
        end_post_step(&mut b.unit, &b.permit, n.pole.post, at, "Left.").await.expect("an end");
        b.done().await;
        share(&editor, &id, json!({"parties": wider})).await.ok(200);
        let anew = publish(&member, to(json!([pole]))).await;
        assert_eq!((anew.status, &anew.body["errors"][0]["pointer"]), (422, &json!("/audience/parties/0")));

        // Left out, it goes, and cannot be had back by guessing at it.
        share(&editor, &id, json!({"parties": [lithuania, poland]})).await.ok(200);
        assert_eq!(status(&volunteer, &id).await, 404);
        for guess in [json!({"kind": "GROUP"}), json!({"kind": "GROUP", "partyId": circle}), pole.clone()] {
            let answer = share(&editor, &id, json!({"parties": [lithuania, guess], "confirm": true})).await;
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/parties/1")), "{guess}");
        }
        // Where nothing stands yet, there is nothing to keep.
        assert_eq!(publish(&member, to(json!([{"kind": "GROUP"}]))).await.status, 422);
        let preview = json!({"parties": [{"kind": "GROUP"}]});
        assert_eq!(editor.post("/v1/audiences/preview", preview).await.status, 422);
    });
}
