//! Giving items to another owner, and what becomes of them when a post ends.

use entity::vocabulary::Role;
use serde_json::{Value, json};

use crate::harness::broken::must_be_caught;
use crate::harness::item_life::{
    act, being, edit, made, network, poland, proposals, public, state, status, to, waiting,
};
use crate::harness::world_updates::{Builder, Network, Person};
use crate::harness::{App, on_both};
use focalpoint_api::access::broken::Rule;

async fn editor_of(app: &App, name: &str, body: uuid::Uuid) -> Person {
    let mut b = Builder::begin(app).await;
    let person = b.person(name, body, &[(Role::OrganisationEditor, Some(body), None)]).await;
    b.done().await;
    person
}

fn give(code: &str) -> Value {
    json!({"toOwner": {"kind": "ORGANISATION", "code": code}, "reason": "Your field."})
}

#[test]
fn a_transfer_waits_for_the_receiving_keepers_and_ends_the_authors_keeping() {
    on_both("a_transfer_waits_for_the_receiving_keepers_and_ends_the_authors_keeping", async |app| {
        let n = Network::new(&app).await;
        let polish = editor_of(&app, "Zofia Test", n.pl_office).await;
        let polish = Network::client(&app, &polish).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let pole = Network::client(&app, &n.pole).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let id = made(&member, being("DRAFT", poland())).await;
        for (client, refused) in [(&pole, 404), (&lesia, 404), (&app.nobody(), 401)] {
            assert_eq!(act(client, &id, "transfer", give("pl-office")).await.status, refused);
        }
        for (input, pointer) in [
            (give("pl-ofice"), "/toOwner"),
            (give("ua-migration"), "/toOwner"),
            (json!({"toOwner": {"kind": "POST", "partyId": n.pole.post}, "reason": "x"}), "/toOwner"),
            (json!({"toOwner": {"kind": "COUNTRY", "code": "PL"}, "reason": " "}), "/reason"),
        ] {
            let answer = act(&member, &id, "transfer", input).await;
            assert_eq!(
                (answer.status, &answer.body["errors"][0]["pointer"]),
                (422, &json!(pointer)),
                "{:#}",
                answer.body
            );
        }
        app.letters().await;
        let answer = act(&member, &id, "transfer", give("pl-office")).await;
        assert_eq!((answer.status, &answer.body["state"]), (202, &json!("WAITING")), "{:#}", answer.body);
        assert_eq!((&answer.body["kind"], &answer.body["toOwner"]["code"]), (&json!("TRANSFER"), &json!("pl-office")));
        assert_eq!(act(&editor, &id, "transfer", give("lt-office")).await.status, 409);
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        // Those asked are shown its title and why, and not the item.
        assert_eq!((status(&polish, &id).await, waiting(&polish).await), (404, vec![id.clone()]));
        let seen = proposals(&polish, &id).await;
        assert_eq!((&seen[0]["title"], &seen[0]["comment"]), (&json!("News"), &json!("Your field.")));
        assert_eq!((&seen[0]["owner"]["code"], &seen[0]["content"]), (&json!("ua-migration"), &Value::Null));
        assert_eq!(pole.get(&format!("/v1/items/{id}/proposals")).await.status, 404);
        assert_eq!(act(&pole, &id, "confirm", json!({})).await.status, 404);
        for client in [&member, &editor] {
            let answer = act(client, &id, "confirm", json!({})).await;
            assert_eq!(answer.status, 403, "only those asked say the word: {:#}", answer.body);
            assert_eq!(state(client, &id).await, "DRAFT");
        }
        let item = act(&polish, &id, "confirm", json!({})).await.ok(200);
        assert_eq!((&item["owner"]["code"], &item["state"]), (&json!("pl-office"), &json!("DRAFT")));
        assert_eq!(item["author"]["name"], "Oksana Test");
        // The author and the old owner's keepers keep it no longer.
        for client in [&member, &editor] {
            assert_eq!(status(client, &id).await, 404);
            assert_eq!(act(client, &id, "publish", json!({})).await.status, 404);
        }
        let told = app.letters().await;
        assert!(told.iter().any(|l| l.to.starts_with(&n.editor.expert.to_string())), "{told:?}");
        assert_eq!(act(&polish, &id, "publish", json!({})).await.ok(200)["state"], "PUBLISHED");
        // In the audience the author reads it, and may not change it.
        let id = made(&member, to(network())).await;
        act(&member, &id, "transfer", give("pl-office")).await.ok(202);
        assert_eq!(act(&polish, &id, "return", json!({})).await.status, 422);
        act(&polish, &id, "return", json!({"comment": "Not ours."})).await.ok(200);
        assert_eq!(proposals(&member, &id).await[0]["decideComment"], "Not ours.");
        act(&member, &id, "transfer", give("pl-office")).await.ok(202);
        act(&polish, &id, "confirm", json!({})).await.ok(200);
        assert_eq!(edit(&member, &id, json!({"title": "x"})).await.status, 403);
        assert_eq!(act(&member, &id, "withdraw", json!({"reason": "x"})).await.status, 403);
        assert_eq!(member.get(&format!("/v1/updates/{id}")).await.ok(200)["audience"], Value::Null);
        assert_eq!(edit(&polish, &id, json!({"title": "Ours"})).await.ok(200)["title"], "Ours");
    });
}

#[test]
fn what_is_published_in_another_name_stays_under_the_right_to_publish_it_so() {
    on_both("what_is_published_in_another_name_stays_under_the_right_to_publish_it_so", async |app| {
        let n = Network::new(&app).await;
        let secretary = Network::client(&app, &n.secretary).await;
        let editor = Network::client(&app, &n.editor).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let id = made(&secretary, to(public())).await;
        act(&secretary, &id, "transfer", give("ua-migration")).await.ok(202);
        // Before the body's keepers have said their word, the country has none to say.
        assert_eq!(act(&lesia, &id, "confirm", json!({})).await.status, 403);
        assert!(waiting(&lesia).await.is_empty());
        let answer = act(&editor, &id, "confirm", json!({})).await;
        assert_eq!((answer.status, &answer.body["state"]), (202, &json!("WAITING")), "{:#}", answer.body);
        assert_eq!(app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200)["owner"]["code"], "int-cbcp");
        assert_eq!(waiting(&lesia).await, [id.as_str()]);
        let item = act(&lesia, &id, "confirm", json!({})).await.ok(200);
        assert_eq!((&item["owner"]["code"], &item["state"]), (&json!("ua-migration"), &json!("PUBLISHED")));
        assert_eq!(edit(&secretary, &id, json!({"title": "x"})).await.status, 403);
        // Whoever keeps the receiving owner, too, says the word by acting.
        let mut input = to(public());
        input["ownerId"] = json!(n.ukraine);
        let id = made(&lesia, input).await;
        let answer = act(&lesia, &id, "transfer", give("ua-migration")).await;
        assert_eq!(answer.status, 202, "a focal point does not keep the country's authorities' items");
        let mut b = Builder::begin(&app).await;
        b.grant(n.editor.post, (Role::GroupEditor, Some(n.north), None)).await;
        b.member(n.north, n.editor.post).await;
        b.done().await;
        let id = made(&editor, to(network())).await;
        let group = json!({"toOwner": {"kind": "GROUP", "code": "north"}, "reason": "The group's."});
        let item = act(&editor, &id, "transfer", group).await.ok(200);
        assert_eq!((&item["owner"]["kind"], &item["state"]), (&json!("GROUP"), &json!("PUBLISHED")));
    });
}

#[test]
fn both_doors_transfer_and_purge() {
    on_both("both_doors_transfer_and_purge", async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let admin = b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
        b.done().await;
        let polish = editor_of(&app, "Zofia Test", n.pl_office).await;
        let member = Network::client(&app, &n.member).await;
        let id = made(&member, to(network())).await;
        let transfer = "mutation($input: TransferItemInput!) { transferItem(input: $input) { item { owner { code } } proposal { state toOwner { code } } } }";
        let mut input = give("pl-office");
        input["id"] = json!(id);
        let data = member.graphql(transfer, json!({ "input": input })).await.data();
        let expected = json!({"item": {"owner": {"code": "ua-migration"}}, "proposal": {"state": "WAITING", "toOwner": {"code": "pl-office"}}});
        assert_eq!(data["transferItem"], expected);
        let confirm = "mutation($input: ConfirmItemInput!) { confirmItem(input: $input) { item { owner { code } } } }";
        let data = Network::client(&app, &polish).await.graphql(confirm, json!({"input": {"id": id}})).await.data();
        assert_eq!(data["confirmItem"]["item"]["owner"]["code"], "pl-office");
        let purge = "mutation($input: PurgeItemInput!) { purgeItem(input: $input) { purged { itemId } } }";
        let input = json!({"input": {"id": id, "reason": "Wrong person."}});
        assert_eq!(member.graphql(purge, input.clone()).await.code(), "FORBIDDEN");
        let data = Network::client(&app, &admin).await.graphql(purge, input).await.data();
        assert_eq!(data["purgeItem"]["purged"]["itemId"], json!(id));
        assert_eq!(status(&member, &id).await, 404);
    });
}

#[test]
fn whoever_gave_it_away_is_not_told_where_it_went_from_there() {
    on_both("whoever_gave_it_away_is_not_told_where_it_went_from_there", async |app| {
        let n = Network::new(&app).await;
        let polish = editor_of(&app, "Zofia Test", n.pl_office).await;
        let lithuanian = editor_of(&app, "Rasa Test", n.lt_office).await;
        let member = Network::client(&app, &n.member).await;
        let polish = Network::client(&app, &polish).await;
        let lithuanian = Network::client(&app, &lithuanian).await;
        let id = made(&member, being("DRAFT", poland())).await;
        let first = act(&member, &id, "transfer", give("pl-office")).await.ok(202)["id"].clone();
        act(&polish, &id, "confirm", json!({})).await.ok(200);
        let second = act(&polish, &id, "transfer", give("lt-office")).await.ok(202)["id"].clone();
        act(&lithuanian, &id, "confirm", json!({})).await.ok(200);
        // Each knows from whom to whom it was given with their own word, and no more.
        for (client, proposal, from, to) in
            [(&member, first, "ua-migration", "pl-office"), (&polish, second, "pl-office", "lt-office")]
        {
            assert_eq!(status(client, &id).await, 404);
            let told = client.get(&format!("/v1/proposals/{}", proposal.as_str().expect("an id"))).await.ok(200);
            assert_eq!((&told["owner"]["code"], &told["toOwner"]["code"]), (&json!(from), &json!(to)), "{told:#}");
        }
    });
}

#[test]
fn what_waits_goes_to_the_successor_or_stays_with_the_owners_keepers() {
    on_both("what_waits_goes_to_the_successor_or_stays_with_the_owners_keepers", async |app| {
        let n = Network::new(&app).await;
        let heir = {
            let mut b = Builder::begin(&app).await;
            let heir = b.person("Heir Test", n.ua_migration, &[(Role::Member, Some(n.ua_migration), None)]).await;
            b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
            b.done().await;
            heir
        };
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let heir_client = Network::client(&app, &heir).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let proposed = made(&member, being("PROPOSED", public())).await;
        let mut input = to(network());
        input["publishAt"] = json!("2026-03-02T10:00:00Z");
        let scheduled = made(&member, input).await;
        let transferred = made(&member, to(network())).await;
        act(&member, &transferred, "transfer", give("pl-office")).await.ok(202);
        assert_eq!(status(&heir_client, &proposed).await, 404);
        let path = format!("/v1/posts/{}/end", n.member.post);
        let tried = editor.post(&path, json!({"dryRun": true, "successor": heir.expert})).await.ok(200);
        let hanging = tried["hanging"].as_array().expect("a list").clone();
        for (what, count) in [("PROPOSED", 1), ("SCHEDULED", 1), ("ITEM", 1)] {
            let found = hanging.iter().find(|h| h["what"] == what).expect(what);
            assert_eq!((&found["count"], &found["goesTo"]), (&json!(count), &json!("SUCCESSOR")), "{what}");
        }
        editor.post(&path, json!({"reason": "Moves on.", "successor": heir.expert})).await.ok(200);
        assert_eq!(state(&heir_client, &proposed).await, "PROPOSED");
        assert_eq!(state(&lesia, &proposed).await, "PROPOSED");
        // What waits is the successor's to take back.
        assert_eq!(proposals(&heir_client, &transferred).await.len(), 1);
        act(&heir_client, &transferred, "return", json!({})).await.ok(200);
        act(&heir_client, &proposed, "return", json!({})).await.ok(200);
        assert_eq!(state(&heir_client, &proposed).await, "DRAFT");
        // The post that released it is no more: it is a draft again at its time, and its keepers are told.
        app.letters().await;
        app.clock.advance(std::time::Duration::from_secs(3 * 3_600));
        let letters = app.letters().await;
        let heir_client = Network::client(&app, &heir).await;
        assert_eq!(state(&heir_client, &scheduled).await, "DRAFT");
        let mut told: Vec<String> = letters.iter().map(|l| l.to.clone()).collect();
        told.sort_unstable();
        let mut keepers = [format!("{}@example.org", heir.expert), format!("{}@example.org", n.editor.expert)];
        keepers.sort_unstable();
        assert_eq!(told, keepers);
    });
}

#[test]
fn a_word_said_by_somebody_who_was_not_asked_is_noticed() {
    let test = "item_transfers::a_transfer_waits_for_the_receiving_keepers_and_ends_the_authors_keeping";
    must_be_caught(Rule::ThoseAskedConfirm, test, "only those asked say the word");
}

#[test]
fn a_transfer_is_confirmed_as_it_was_proposed() {
    on_both("a_transfer_is_confirmed_as_it_was_proposed", async |app| {
        let n = Network::new(&app).await;
        let polish = editor_of(&app, "Zofia Test", n.pl_office).await;
        let polish = Network::client(&app, &polish).await;
        let member = Network::client(&app, &n.member).await;
        let id = made(&member, to(network())).await;
        act(&member, &id, "transfer", give("pl-office")).await.ok(202);
        edit(&member, &id, json!({"bodyMarkdown": "What nobody would take for their own."})).await.ok(200);
        let answer = act(&polish, &id, "confirm", json!({})).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        assert_eq!(member.get(&format!("/v1/updates/{id}")).await.ok(200)["owner"]["code"], "ua-migration");
        // Given back and proposed anew, it is what they say their word on.
        act(&polish, &id, "return", json!({"comment": "It has changed."})).await.ok(200);
        act(&member, &id, "transfer", give("pl-office")).await.ok(202);
        assert_eq!(act(&polish, &id, "confirm", json!({})).await.ok(200)["owner"]["code"], "pl-office");
    });
}

#[test]
fn what_is_handed_over_with_a_post_has_a_revision_of_its_own() {
    on_both("what_is_handed_over_with_a_post_has_a_revision_of_its_own", async |app| {
        let n = Network::new(&app).await;
        let heir = {
            let mut b = Builder::begin(&app).await;
            let heir = b.person("Heir Test", n.ua_migration, &[(Role::Member, Some(n.ua_migration), None)]).await;
            b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
            b.done().await;
            heir
        };
        let polish = editor_of(&app, "Zofia Test", n.pl_office).await;
        let polish = Network::client(&app, &polish).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = made(&member, to(network())).await;
        act(&member, &id, "transfer", give("pl-office")).await.ok(202);
        let path = format!("/v1/posts/{}/end", n.member.post);
        editor.post(&path, json!({"reason": "Moves on.", "successor": heir.expert})).await.ok(200);
        let heir = Network::client(&app, &heir).await;
        assert_eq!(heir.get(&format!("/v1/updates/{id}")).await.ok(200)["revision"], 2);
        let page = heir.get(&format!("/v1/items/{id}/revisions")).await.ok(200);
        let numbers: Vec<&Value> = page["items"].as_array().expect("a list").iter().map(|r| &r["revision"]).collect();
        assert_eq!(numbers, [&json!(2), &json!(1)]);
        assert_eq!(heir.get(&format!("/v1/items/{id}/revisions/2")).await.ok(200)["bodyMarkdown"], "Text.");
        // It says the same as the one before: what waits was made from it.
        assert_eq!(act(&polish, &id, "confirm", json!({})).await.ok(200)["owner"]["code"], "pl-office");
    });
}
