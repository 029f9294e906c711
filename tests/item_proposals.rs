//! Proposing what one may not publish: to whom, who sees it, who confirms it and who gives it back.

use futures_util::join;
use serde_json::{Value, json};

use crate::harness::item_life::{
    act, being, edit, made, network, poland, proposals, public, share, state, status, to, waiting,
};
use crate::harness::world_updates::{Builder, Network, Person};
use crate::harness::{App, Client, on_both};
use entity::vocabulary::Role;

async fn another(app: &App, name: &str, body: uuid::Uuid, role: Role, scope: uuid::Uuid) -> Person {
    let mut b = Builder::begin(app).await;
    let person = b.person(name, body, &[(role, Some(scope), None)]).await;
    b.done().await;
    person
}

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
        assert_eq!(app.nobody().get(&format!("/v1/items/{id}/proposals")).await.status, 404);
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
        // Narrower than PUBLIC the body's own people publish: its editor's word suffices.
        let id = made(&volunteer, being("PROPOSED", poland())).await;
        let answer = act(&secretary, &id, "confirm", json!({})).await;
        assert_eq!(answer.status, 403, "{:#}", answer.body);
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
            assert_eq!(both, [200, 409], "round {round}");
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
fn a_change_that_could_not_be_published_so_waits_beside_the_published_text() {
    on_both("a_change_that_could_not_be_published_so_waits_beside_the_published_text", async |app| {
        let n = Network::new(&app).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let editor = Network::client(&app, &n.editor).await;
        let member = Network::client(&app, &n.member).await;
        let id = made(&lesia, to(public())).await;
        let answer = edit(&editor, &id, json!({"title": "Other", "topics": ["asylum"]})).await;
        let proposal = answer.body["id"].as_str().unwrap_or_default().to_owned();
        assert_eq!((answer.status, answer.header("location")), (202, format!("/v1/proposals/{proposal}")));
        assert_eq!((&answer.body["kind"], &answer.body["state"]), (&json!("REVISION"), &json!("WAITING")));
        let published = app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!((&published["title"], &published["revision"]), (&json!("News"), &json!(1)));
        // Keepers and those asked see it, readers of the item do not.
        for (client, sees) in [(&editor, true), (&lesia, true), (&member, false), (&app.nobody(), false)] {
            assert_eq!(proposals(client, &id).await.len(), usize::from(sees));
            assert_eq!(client.get(&format!("/v1/proposals/{proposal}")).await.status == 200, sees);
        }
        assert_eq!(act(&member, &id, "confirm", json!({})).await.status, 403);
        // A further change builds on it and takes its place.
        edit(&editor, &id, json!({"summary": "Short."})).await.ok(202);
        let waits = proposals(&lesia, &id).await;
        assert_eq!((waits.len(), &waits[1]["state"]), (2, &json!("TAKEN_BACK")));
        let content = &waits[0]["content"];
        assert_eq!((&content["title"], &content["summary"]), (&json!("Other"), &json!("Short.")));
        assert_eq!((&content["topics"], &content["bodyHtml"]), (&json!(["asylum"]), &json!("<p>Text.</p>\n")));
        let item = act(&lesia, &id, "confirm", json!({})).await.ok(200);
        assert_eq!((&item["title"], &item["topics"]), (&json!("Other"), &json!(["asylum"])));
        assert_eq!(app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200)["summary"], "Short.");
        // The proposer is the author of that revision.
        use sea_orm::EntityTrait;
        let revision = entity::update_revision::Entity::find_by_id((crate::harness::item_life::uuid(&id), 2));
        let revision = revision.one(app.world.database.reader()).await.expect("a query").expect("a revision");
        assert_eq!(revision.author, Some(n.editor.post));
        // A text that moved on is not overwritten.
        edit(&editor, &id, json!({"title": "Third"})).await.ok(202);
        edit(&lesia, &id, json!({"title": "Mine"})).await.ok(200);
        assert_eq!(act(&lesia, &id, "confirm", json!({})).await.status, 409);
        assert_eq!(app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200)["title"], "Mine");
        act(&lesia, &id, "return", json!({"comment": "Look again."})).await.ok(200);
        assert_eq!(state(&editor, &id).await, "PUBLISHED");
        // What is withdrawn has no change that waits.
        edit(&editor, &id, json!({"title": "Fourth"})).await.ok(202);
        act(&editor, &id, "withdraw", json!({"reason": "Wrong."})).await.ok(200);
        assert_eq!(proposals(&editor, &id).await[0]["state"], "TAKEN_BACK");
    });
}

#[test]
fn widening_beyond_ones_right_is_proposed_and_shown_to_those_asked() {
    on_both("widening_beyond_ones_right_is_proposed_and_shown_to_those_asked", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let pole = Network::client(&app, &n.pole).await;
        let id = made(&member, to(poland())).await;
        share(&member, &id, json!({"parties": public()})).await.ok(202);
        // The focal point does not see the item, but what is proposed about it.
        assert_eq!((status(&lesia, &id).await, status(&pole, &id).await), (404, 200));
        assert!(proposals(&pole, &id).await.is_empty());
        let seen = proposals(&lesia, &id).await;
        assert_eq!((&seen[0]["content"]["bodyMarkdown"], &seen[0]["baseRevision"]), (&json!("Text."), &json!(1)));
        assert_eq!(seen[0]["audience"]["parties"][0]["kind"], "PUBLIC");
        let item = act(&lesia, &id, "confirm", json!({})).await.ok(200);
        assert_eq!(item["state"], "PUBLISHED");
        assert_eq!(status(&app.nobody(), &id).await, 200);
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
fn a_change_that_is_made_in_several_steps_is_one_letter() {
    on_both("a_change_that_is_made_in_several_steps_is_one_letter", async |app| {
        let n = Network::new(&app).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = made(&lesia, to(public())).await;
        app.letters().await;
        edit(&editor, &id, json!({"title": "Other"})).await.ok(202);
        assert_eq!(app.letters().await.len(), 1);
        for summary in ["Short.", "Shorter.", "Shortest."] {
            edit(&editor, &id, json!({"summary": summary})).await.ok(202);
        }
        assert!(app.letters().await.is_empty());
        // Each took the place of the one before, and its text with it.
        let seen = proposals(&lesia, &id).await;
        let texts: Vec<Value> = seen.iter().map(|p| p["content"]["summary"].clone()).collect();
        assert_eq!(texts, [json!("Shortest."), Value::Null, Value::Null, Value::Null]);
        assert!(seen.iter().skip(1).all(|p| p["content"].is_null() && p["state"] == "TAKEN_BACK"));
        // A text that moved on is asked about anew.
        edit(&lesia, &id, json!({"title": "Mine"})).await.ok(200);
        edit(&editor, &id, json!({"summary": "Once more."})).await.ok(202);
        assert_eq!(app.letters().await.len(), 1);
    });
}

#[test]
fn only_those_who_can_say_the_word_are_asked_by_name() {
    on_both("only_those_who_can_say_the_word_are_asked_by_name", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let id = made(&member, being("DRAFT", public())).await;
        // An authority's news for everybody is for its country's focal points alone.
        let to = json!({"to": {"kind": "ORGANISATION", "code": "ua-migration"}});
        let answer = act(&member, &id, "propose", to).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/to")), "{:#}", answer.body);
        assert!(answer.body["detail"].as_str().expect("a detail").contains("`UA`"), "{:#}", answer.body);
        assert_eq!(state(&member, &id).await, "DRAFT");
        let to = json!({"to": {"kind": "COUNTRY", "code": "UA"}});
        assert_eq!(act(&member, &id, "propose", to).await.ok(200)["state"], "PROPOSED");
        // Narrower, its own keepers can.
        let id = made(&member, being("DRAFT", poland())).await;
        let to = json!({"to": {"kind": "KEEPERS", "code": "ua-migration"}});
        assert_eq!(act(&member, &id, "propose", to).await.ok(200)["state"], "PROPOSED");
    });
}

#[test]
fn a_groups_editors_alone_begin_what_is_the_groups() {
    on_both("a_groups_editors_alone_begin_what_is_the_groups", async |app| {
        let n = Network::new(&app).await;
        let secretary = Network::client(&app, &n.secretary).await;
        let ewa = Network::client(&app, &n.group_editor).await;
        let in_its_name = |state: &str| {
            let mut input = being(state, public());
            input["ownerId"] = json!(n.north);
            input
        };
        for state in ["PUBLISHED", "PROPOSED", "DRAFT"] {
            let answer = secretary.post("/v1/updates", in_its_name(state)).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, "FORBIDDEN"), "{state}: {:#}", answer.body);
        }
        let ask = json!({"parties": public(), "ownerId": n.north});
        let shown = secretary.post("/v1/audiences/preview", ask).await.ok(200);
        assert_eq!(shown["publishing"], "REFUSED");
        // What its editors propose, the Secretariat releases to everybody.
        let id = made(&ewa, in_its_name("PROPOSED")).await;
        assert_eq!(act(&secretary, &id, "confirm", json!({})).await.ok(200)["state"], "PUBLISHED");
        assert_eq!(status(&app.nobody(), &id).await, 200);
        // For a body that is nobody's authority it speaks to everybody, as it does for its own.
        let mut input = to(public());
        input["ownerId"] = json!(n.ngo);
        made(&secretary, input).await;
    });
}
