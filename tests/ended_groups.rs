//! What stands in the name of a group that has ended: it is told before, and what is possible with it after.

use serde_json::{Value, json};

use crate::harness::world_readers::id_of;
use crate::harness::world_updates::Network;
use crate::harness::{Client, on_both};

async fn in_name_of_north(editor: &Client, n: &Network, state: &str) -> String {
    let north = json!({"parties": [{"kind": "GROUP", "code": "north"}]});
    let input =
        json!({"title": "News", "bodyMarkdown": "Text.", "state": state, "ownerId": n.north, "audience": north});
    id_of(&editor.post("/v1/updates", input).await.ok(201))
}

#[test]
fn the_dry_run_of_ending_a_group_says_what_stands_in_its_name() {
    on_both("the_dry_run_of_ending_a_group_says_what_stands_in_its_name", async |app| {
        let n = Network::new(&app).await;
        let editor = Network::client(&app, &n.group_editor).await;
        let secretary = Network::client(&app, &n.secretary).await;
        let published = in_name_of_north(&editor, &n, "PUBLISHED").await;
        let draft = in_name_of_north(&editor, &n, "DRAFT").await;
        let path = format!("/v1/groups/{}", n.north);

        let dry = json!({"reason": "Its work is done.", "dryRun": true});
        let tried = editor.post(&format!("{path}/end"), dry.clone()).await.ok(200);
        let hung = |what: &str| (tried["hanging"][what]["count"].clone(), tried["hanging"][what]["goesTo"].clone());
        assert_eq!((&tried["dryRun"], &tried["validTo"]), (&json!(true), &Value::Null));
        assert_eq!(hung("memberships"), (json!(2), json!("ENDS")));
        assert_eq!(hung("grants"), (json!(1), json!("ENDS")));
        assert_eq!(hung("items"), (json!(1), json!("STAYS")));
        assert_eq!(hung("drafts"), (json!(1), json!("STAYS")));
        assert_eq!(tried["hanging"]["items"]["ids"], json!([published]));
        assert_eq!(tried["hanging"]["drafts"]["ids"], json!([draft]));
        // What is not shown is not counted.
        let seen = secretary.post(&format!("{path}/end"), dry).await.ok(200);
        assert_eq!((&seen["hanging"]["items"]["count"], &seen["hanging"]["drafts"]["count"]), (&json!(0), &json!(0)));
        // Nothing has ended.
        assert_eq!(editor.get(&path).await.ok(200)["validTo"], Value::Null);
        assert_eq!(editor.get(&format!("{path}/members")).await.ok(200)["items"].as_array().map(Vec::len), Some(2));

        // Over the other door, and in earnest.
        let mutation = "mutation($input: EndGroupInput!) { endGroup(input: $input) { dryRun hanging { items { count } } group { validTo } } }";
        let input = |dry_run: bool| json!({"input": {"id": n.north, "reason": "Its work is done.", "dryRun": dry_run}});
        let tried = editor.graphql(mutation, input(true)).await.data();
        let expected = json!({"dryRun": true, "hanging": {"items": {"count": 1}}, "group": {"validTo": null}});
        assert_eq!(tried["endGroup"], expected);
        let ended = editor.graphql(mutation, input(false)).await.data();
        assert_eq!(ended["endGroup"]["group"]["validTo"], "2026-03-02");
    });
}

#[test]
fn what_stands_in_the_name_of_an_ended_group_is_withdrawn_or_transferred_and_says_so() {
    on_both("what_stands_in_the_name_of_an_ended_group_is_withdrawn_or_transferred_and_says_so", async |app| {
        let n = Network::new(&app).await;
        let editor = Network::client(&app, &n.group_editor).await;
        let first = in_name_of_north(&editor, &n, "PUBLISHED").await;
        let second = in_name_of_north(&editor, &n, "PUBLISHED").await;
        let draft = in_name_of_north(&editor, &n, "DRAFT").await;
        let end = json!({"reason": "Its work is done."});
        editor.post(&format!("/v1/groups/{}/end", n.north), end).await.ok(200);

        // A change of it would wait for a word that nobody can say.
        let etag = editor.get(&format!("/v1/updates/{first}")).await.header("etag");
        let refused = editor.patch(&format!("/v1/updates/{first}"), &etag, json!({"title": "Corrected"})).await;
        assert_eq!((refused.status, refused.code().as_str()), (409, "CONFLICT"), "{:#}", refused.body);
        let said = refused.body["detail"].as_str().expect("a detail").to_owned();
        assert!(said.contains("/withdraw") && said.contains("/transfer"), "{said}");
        // Nothing is begun or published in its name.
        let publish = editor.post(&format!("/v1/items/{draft}/publish"), json!({})).await;
        assert_eq!(publish.status, 403, "{:#}", publish.body);
        assert!(publish.body["detail"].as_str().expect("a detail").contains("ended"), "{:#}", publish.body);
        let new = json!({"title": "N", "bodyMarkdown": "T", "ownerId": n.north, "audience": {"parties": [{"kind": "NETWORK"}]}});
        let pole = Network::client(&app, &n.pole).await;
        let new = pole.post("/v1/updates", new).await;
        assert_eq!(new.status, 403, "{:#}", new.body);
        assert!(new.body["detail"].as_str().expect("a detail").contains("ended"), "{:#}", new.body);

        // What was said to be possible is.
        let withdrawn = editor.post(&format!("/v1/items/{first}/withdraw"), json!({"reason": "Outdated."})).await;
        assert_eq!(withdrawn.ok(200)["state"], "WITHDRAWN");
        let to = |party: Value| json!({"toOwner": party, "reason": "The office goes on with it."});
        let office = json!({"kind": "ORGANISATION", "code": "pl-office"});
        editor.post(&format!("/v1/items/{second}/transfer"), to(office)).await.ok(202);
        // Nothing goes to it.
        let own = json!({"title": "N", "bodyMarkdown": "T", "audience": {"parties": [{"kind": "NETWORK"}]}});
        let own = id_of(&pole.post("/v1/updates", own).await.ok(201));
        let given =
            pole.post(&format!("/v1/items/{own}/transfer"), to(json!({"kind": "GROUP", "code": "north"}))).await;
        assert_eq!((given.status, &given.body["errors"][0]["pointer"]), (422, &json!("/toOwner")), "{:#}", given.body);
    });
}
