//! Proposing to publish what one may not: who sees it, who confirms it, and who gives it back.

use entity::vocabulary::Role;
use futures_util::join;
use serde_json::{Value, json};

use super::another;
use crate::harness::item_life::{
    act, being, edit, made, network, poland, proposals, public, share, state, status, waiting,
};
use crate::harness::world_updates::Network;
use crate::harness::{Client, on_both};

#[test]
fn a_proposal_is_seen_by_its_keepers_and_those_asked_and_published_on_the_confirmers_right() {
    on_both("a_proposal_is_seen_by_its_keepers_and_those_asked", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        app.letters().await;
        let id = made(&member, being("PROPOSED", public())).await;
        let shown = member.get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!((&shown["state"], &shown["revision"]), (&json!("PROPOSED"), &json!(1)));
        // Its keepers and the keepers of the party asked, the country, see it; nobody else does.
        let lesia = Network::client(&app, &n.focal_point).await;
        for (person, sees, confirms) in [
            (&n.member, true, 403),
            (&n.editor, true, 403),
            (&n.reader, false, 404),
            (&n.guard, false, 404),
            (&n.contact, false, 404),
            (&n.pole, false, 404),
            (&n.group_editor, false, 404),
            (&n.lithuanian, false, 404),
            (&n.volunteer, false, 404),
            (&n.secretary, false, 404),
        ] {
            let client = Network::client(&app, person).await;
            assert_eq!(status(&client, &id).await == 200, sees, "{}", person.expert);
            let page = client.get("/v1/updates?count=true").await.ok(200);
            assert_eq!(page["totalCount"], json!(usize::from(sees)));
            assert_eq!(client.get("/v1/proposals?count=true").await.ok(200)["totalCount"], json!(usize::from(sees)));
            assert_eq!(client.get(&format!("/v1/items/{id}/proposals")).await.status == 200, sees);
            assert_eq!(act(&client, &id, "confirm", json!({})).await.status, confirms, "{}", person.expert);
            assert!(waiting(&client).await.is_empty());
        }
        assert_eq!(status(&app.nobody(), &id).await, 404);
        assert_eq!(act(&app.nobody(), &id, "confirm", json!({})).await.status, 401);
        assert_eq!(app.nobody().get(&format!("/v1/items/{id}/proposals")).await.status, 401);
        // Those asked are told, without a word of it.
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, format!("{}@example.org", n.focal_point.expert));
        assert!(!letters[0].text.contains("News") && letters[0].text.contains("/proposal/"));
        assert_eq!(waiting(&lesia).await, [id.as_str()]);
        let asked = proposals(&lesia, &id).await;
        assert_eq!((&asked[0]["kind"], &asked[0]["state"]), (&json!("PUBLICATION"), &json!("WAITING")));
        assert_eq!(asked[0]["asked"][0], json!({"kind": "KEEPERS", "partyId": n.ukraine, "code": "UA", "name": "UA"}));
        assert_eq!(asked[0]["audience"]["parties"][0]["kind"], "PUBLIC");
        assert_eq!((&asked[0]["waitsForMe"], &asked[0]["title"]), (&json!(true), &json!("News")));
        // What waits for a word is not changed meanwhile.
        assert_eq!(edit(&member, &id, json!({"title": "Other"})).await.status, 409);
        assert_eq!(share(&member, &id, json!({"parties": network()})).await.status, 409);
        assert_eq!(act(&member, &id, "withdraw", json!({"reason": "x"})).await.status, 409);
        let item = act(&lesia, &id, "confirm", json!({})).await.ok(200);
        assert_eq!((&item["state"], &item["owner"]["code"]), (&json!("PUBLISHED"), &json!("ua-migration")));
        assert_eq!(status(&app.nobody(), &id).await, 200);
        assert_eq!(member.get(&format!("/v1/updates/{id}")).await.ok(200)["author"]["name"], "Oksana Test");
        assert!(waiting(&lesia).await.is_empty());
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, format!("{}@example.org", n.member.expert));
        assert_eq!(act(&lesia, &id, "confirm", json!({})).await.status, 409);
        assert_eq!(act(&lesia, &id, "return", json!({"comment": "x"})).await.status, 409);
    });
}

#[test]
fn other_bodies_propose_to_their_keepers_and_the_secretariat() {
    on_both("other_bodies_propose_to_their_keepers_and_the_secretariat", async |app| {
        let n = Network::new(&app).await;
        let editor = another(&app, "Olha Test", n.ngo, Role::OrganisationEditor, n.ngo).await;
        let editor = Network::client(&app, &editor).await;
        let volunteer = Network::client(&app, &n.volunteer).await;
        let secretary = Network::client(&app, &n.secretary).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let id = made(&volunteer, being("DRAFT", public())).await;
        assert_eq!(act(&volunteer, &id, "publish", json!({})).await.code(), "MUST_PROPOSE");
        assert_eq!((status(&editor, &id).await, status(&secretary, &id).await), (200, 404));
        // Only those whose word it can be are asked by name.
        for to in [json!({"kind": "COUNTRY", "code": "UA"}), json!({"kind": "ORGANISATION", "code": "pl-office"})] {
            let answer = act(&volunteer, &id, "propose", json!({ "to": to })).await;
            assert_eq!(
                (answer.status, &answer.body["errors"][0]["pointer"]),
                (422, &json!("/to")),
                "{:#}",
                answer.body
            );
        }
        let item = act(&volunteer, &id, "propose", json!({"comment": "Please."})).await.ok(200);
        assert_eq!((&item["state"], &item["revision"]), (&json!("PROPOSED"), &json!(2)));
        assert_eq!((status(&lesia, &id).await, status(&secretary, &id).await), (404, 200));
        assert_eq!(waiting(&editor).await, [id.as_str()]);
        let seen = proposals(&secretary, &id).await;
        assert_eq!((&seen[0]["comment"], &seen[0]["proposedBy"]["name"]), (&json!("Please."), &json!("Nadia Test")));
        // The body's editor is asked, and may not publish it so, either.
        assert_eq!(act(&editor, &id, "confirm", json!({})).await.code(), "MUST_PROPOSE");
        assert_eq!(state(&volunteer, &id).await, "PROPOSED");
        act(&secretary, &id, "confirm", json!({})).await.ok(200);
        assert_eq!(status(&app.nobody(), &id).await, 200);
        // Narrower than PUBLIC the body's own people publish: its editor is asked, and nobody who could not say
        // yes reads it.
        let id = made(&volunteer, being("PROPOSED", poland())).await;
        let answer = act(&secretary, &id, "confirm", json!({})).await;
        assert_eq!(answer.status, 404, "{:#}", answer.body);
        assert_eq!(act(&editor, &id, "confirm", json!({})).await.ok(200)["state"], "PUBLISHED");
        // Asked by name, the others do not see it.
        let id = made(&volunteer, being("DRAFT", public())).await;
        act(&volunteer, &id, "propose", json!({"to": {"kind": "ORGANISATION", "code": "ua-ngo"}})).await.ok(200);
        assert_eq!((status(&editor, &id).await, status(&secretary, &id).await), (200, 404));
    });
}

#[test]
fn what_is_given_back_is_a_draft_again_with_a_comment_to_its_author() {
    on_both("what_is_given_back_is_a_draft_again_with_a_comment_to_its_author", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let reader = Network::client(&app, &n.reader).await;
        let id = made(&member, being("PROPOSED", public())).await;
        app.letters().await;
        let answer = act(&lesia, &id, "return", json!({})).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/comment")));
        assert_eq!(act(&reader, &id, "return", json!({"comment": "x"})).await.status, 404);
        // Whoever gave it back sees it no longer: they are answered with the proposal.
        let answer = act(&lesia, &id, "return", json!({"comment": "Name the office."})).await.ok(200);
        assert_eq!((&answer["state"], &answer["itemId"]), (&json!("RETURNED"), &json!(id)));
        assert_eq!((status(&lesia, &id).await, state(&member, &id).await.as_str()), (404, "DRAFT"));
        let letters = app.letters().await;
        assert_eq!(letters[0].to, format!("{}@example.org", n.member.expert));
        assert!(!letters[0].text.contains("office"));
        assert_eq!(proposals(&member, &id).await[0]["decideComment"], "Name the office.");
        // A draft again, it is changed and proposed anew; those asked do not see what it was between.
        edit(&member, &id, json!({"bodyMarkdown": "The office at Rawa Ruska."})).await.ok(200);
        act(&member, &id, "propose", json!({})).await.ok(200);
        assert_eq!(state(&lesia, &id).await, "PROPOSED");
        // Its own side takes it back without a word.
        let item = act(&member, &id, "return", json!({})).await.ok(200);
        assert_eq!(item["state"], "DRAFT");
        assert_eq!(status(&lesia, &id).await, 404);
        let states: Vec<Value> = proposals(&member, &id).await.iter().map(|p| p["state"].clone()).collect();
        assert_eq!(states, [json!("TAKEN_BACK"), json!("RETURNED")]);
        assert_eq!(act(&member, &id, "return", json!({})).await.status, 409);
        assert_eq!(act(&lesia, &id, "confirm", json!({})).await.status, 409);
        // With the draft go its proposals.
        assert_eq!(member.send(reqwest::Method::DELETE, &format!("/v1/items/{id}"), &[], None).await.status, 204);
        assert_eq!(lesia.get(&format!("/v1/items/{id}/proposals")).await.status, 404);
    });
}

#[test]
fn of_two_who_decide_at_once_one_does() {
    on_both("of_two_who_decide_at_once_one_does", async |app| {
        let n = Network::new(&app).await;
        let second = another(&app, "Second Test", n.ua_border, Role::FocalPoint, n.ukraine).await;
        let member = Network::client(&app, &n.member).await;
        let (lesia, second) = (Network::client(&app, &n.focal_point).await, Network::client(&app, &second).await);
        for round in 0..3 {
            let id = made(&member, being("PROPOSED", public())).await;
            let (a, b) = join!(act(&lesia, &id, "confirm", json!({})), act(&second, &id, "confirm", json!({})));
            let mut both = [a.status, b.status];
            both.sort_unstable();
            // Whoever comes when it was decided sees the item, and what was proposed no longer.
            assert!(matches!(both, [200, 403 | 409]), "round {round}: {both:?}");
            assert_eq!(member.get(&format!("/v1/updates/{id}")).await.ok(200)["revision"], 2);
            let id = made(&member, being("PROPOSED", public())).await;
            let (a, b) = join!(act(&lesia, &id, "confirm", json!({})), act(&member, &id, "return", json!({})));
            assert!(matches!((a.status, b.status), (200, 409) | (409 | 404, 200)), "{} {}", a.status, b.status);
            let public = status(&app.nobody(), &id).await == 200;
            assert_eq!(public, a.status == 200);
        }
    });
}

#[test]
fn both_doors_propose_confirm_and_give_back() {
    on_both("both_doors_propose_confirm_and_give_back", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let publish = "mutation($input: PublishUpdateInput!) { publishUpdate(input: $input) { update { id state } } }";
        let data = member.graphql(publish, json!({"input": being("DRAFT", public())})).await.data();
        let id = data["publishUpdate"]["update"]["id"].clone();
        let run = async |client: &Client, verb: &str, input: &str, given: Value, payload: &str| {
            let text = format!("mutation($input: {input}!) {{ {verb}(input: $input) {{ {payload} }} }}");
            client.graphql(&text, json!({ "input": given })).await
        };
        let decided = "item { id state } proposal { state decideComment }";
        let data = run(&member, "proposeItem", "ProposeItemInput", json!({"id": id}), "item { state }").await.data();
        assert_eq!(data["proposeItem"]["item"]["state"], "PROPOSED");
        let given = json!({"id": id, "comment": "Shorter."});
        let data = run(&lesia, "returnItem", "ReturnItemInput", given, decided).await.data();
        assert_eq!(data["returnItem"]["item"], Value::Null);
        assert_eq!(data["returnItem"]["proposal"], json!({"state": "RETURNED", "decideComment": "Shorter."}));
        run(&member, "proposeItem", "ProposeItemInput", json!({"id": id}), "item { state }").await.data();
        let list = "{ proposals(filter: {waitingForMe: true}) { totalCount nodes { itemId title waitsForMe } } }";
        let data = lesia.graphql(list, json!({})).await.data();
        assert_eq!(data["proposals"]["nodes"][0], json!({"itemId": id, "title": "News", "waitsForMe": true}));
        assert_eq!(
            run(&member, "confirmItem", "ConfirmItemInput", json!({"id": id}), decided).await.code(),
            "FORBIDDEN"
        );
        let data = run(&lesia, "confirmItem", "ConfirmItemInput", json!({"id": id}), decided).await.data();
        assert_eq!(data["confirmItem"]["item"]["state"], "PUBLISHED");
        let given = json!({"id": id, "revision": 5, "title": "Other"});
        let payload = "update { title } proposal { kind content { title } }";
        let editor = Network::client(&app, &n.editor).await;
        let data = run(&editor, "editUpdate", "EditUpdateInput", given, payload).await.data();
        assert_eq!(data["editUpdate"]["update"]["title"], "News");
        assert_eq!(data["editUpdate"]["proposal"], json!({"kind": "REVISION", "content": {"title": "Other"}}));
    });
}

#[test]
fn whoever_confirmed_it_for_a_time_cancels_it_until_then() {
    on_both("whoever_confirmed_it_for_a_time_cancels_it_until_then", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let other = another(&app, "Second Test", n.ua_border, Role::FocalPoint, n.ukraine).await;
        let other = Network::client(&app, &other).await;
        let id = made(&member, being("DRAFT", public())).await;
        let at = app.world.clock.now().plus(std::time::Duration::from_secs(3_600)).to_string();
        act(&member, &id, "propose", json!({"publishAt": at})).await.ok(200);
        act(&lesia, &id, "confirm", json!({})).await.ok(200);
        assert_eq!(state(&member, &id).await, "SCHEDULED");
        // What is scheduled is its keepers'; whoever released it still has a say in it, others who were asked
        // have none.
        assert_eq!((status(&lesia, &id).await, status(&other, &id).await), (404, 404));
        let refused = act(&other, &id, "return", json!({"comment": "No."})).await;
        assert_eq!(refused.status, 404, "{:#}", refused.body);
        app.letters().await;
        // Once, however often it is asked for under one key.
        let path = format!("/v1/items/{id}/return");
        for _ in 0..2 {
            let key = [("idempotency-key", "cancel")];
            let answer = lesia.send(reqwest::Method::POST, &path, &key, Some(json!({}))).await.ok(200);
            assert_eq!(answer["state"], "CONFIRMED", "they see the proposal, not the item: {answer:#}");
        }
        assert_eq!((state(&member, &id).await, status(&lesia, &id).await), ("DRAFT".to_owned(), 404));
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, format!("{}@example.org", n.member.expert));
        app.clock.advance(std::time::Duration::from_secs(7_200));
        app.letters().await;
        let member = Network::client(&app, &n.member).await;
        assert_eq!(state(&member, &id).await, "DRAFT", "its time passes it by");
    });
}
