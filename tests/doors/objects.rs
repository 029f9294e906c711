//! A body is an object, and so is every object in it: a list passes for none, and what is told names the place.

use serde_json::{Value, json};

use crate::harness::world_organisations::Directory;
use crate::harness::{on_both, signed_in};

#[test]
fn no_list_is_read_as_an_object_and_what_is_missing_is_pointed_at() {
    on_both("no_list_is_read_as_an_object_and_what_is_missing_is_pointed_at", async |app| {
        let net = Directory::new(&app).await;
        let editor = signed_in(&app, net.editor.expert).await;
        let nobody = app.nobody();
        let address = format!("{}@example.org", net.editor.expert);
        let path = format!("/v1/organisations/{}", net.ministry);
        let etag = editor.get(&path).await.header("etag");
        let told = |answer: &crate::harness::Answer| {
            assert_eq!(answer.status, 400, "{:#}", answer.body);
            let first = &answer.body["errors"][0];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (pointer, detail) = (text(&first["pointer"]), text(&first["detail"]));
            let whole = if pointer.is_empty() { detail.clone() } else { format!("{pointer}: {detail}") };
            assert_eq!(text(&answer.body["detail"]), whole);
            assert!(!detail.contains("struct"), "{detail}");
            (pointer, detail)
        };
        for body in [json!([]), json!(["Ministry", "en"]), json!(null), json!("text"), json!(7)] {
            let (pointer, detail) = told(&editor.patch(&path, &etag, body.clone()).await);
            assert!(pointer.is_empty() && detail.contains("expected an object"), "{body}: {detail}");
        }
        let sign_in = json!([address, crate::harness::world_identity::PASSWORD]);
        assert!(told(&nobody.post("/v1/auth/sign-in", sign_in).await).1.contains("expected an object"));
        // However deep it stands.
        let parents = json!({ "parents": [["ua-guard", null, null]] });
        assert_eq!(told(&editor.patch(&path, &etag, parents).await).0, "/parents/0");
        let names = json!({ "nativeNames": [["uk", "Назва"]] });
        assert_eq!(told(&editor.patch(&path, &etag, names).await).0, "/nativeNames/0");
        assert_eq!(editor.get(&path).await.header("etag"), etag, "nothing has changed");
        // What is missing is pointed at where it would stand.
        let missing = json!({ "kind": "WORKING_GROUP" });
        assert_eq!(told(&editor.post("/v1/groups", missing).await).0, "/name");
        let names = json!({ "nativeNames": [{ "language": "uk" }] });
        assert_eq!(told(&editor.patch(&path, &etag, names).await).0, "/nativeNames/0/name");
    });
}

#[test]
fn parameters_are_refused_in_words_that_say_what_is_accepted() {
    on_both("parameters_are_refused_in_words_that_say_what_is_accepted", async |app| {
        let nobody = app.nobody();
        for (path, pointer, word) in [
            ("/v1/organisations?first=-1", "?first", "1 to 100"),
            ("/v1/organisations?first=99999999", "?first", "1 to 100"),
            ("/v1/organisations?first=many", "?first", "1 to 100"),
            ("/v1/organisations?asOf=9999-12-31", "?asOf", "2999-12-31"),
        ] {
            let answer = nobody.get(path).await;
            let first = &answer.body["errors"][0];
            assert_eq!((answer.status, first["pointer"].as_str()), (400, Some(pointer)), "{path}");
            let told = first["detail"].as_str().expect("words");
            assert!(told.contains(word), "{path}: {told}");
        }
        let query = "{ organisationsOn(day: \"9999-12-31\") { nodes { code } } }";
        let told = nobody.graphql(query, json!({})).await.body.to_string();
        assert!(told.contains("2999-12-31"), "{told}");
        // What is known to the month or the year is told the same, wherever it is read.
        let net = Directory::new(&app).await;
        let editor = signed_in(&app, net.editor.expert).await;
        let path = format!("/v1/organisations/{}", net.ministry);
        let etag = editor.get(&path).await.header("etag");
        for date in ["3000", "3000-01", "9999-12-31", "0999"] {
            let answer = editor.patch(&path, &etag, json!({ "name": "New", "validFrom": date })).await;
            let first = &answer.body["errors"][0];
            assert_eq!((answer.status, first["pointer"].as_str()), (400, Some("/validFrom")), "{date}");
            let told = first["detail"].as_str().expect("words");
            assert!(told.contains("beyond") && told.contains("1000-01-01 to 2999-12-31"), "{date}: {told}");
            let query = "mutation($id: UUID!, $from: PartialDate) { updateOrganisation(input: {id: $id, validFrom: $from}) { organisation { id } } }";
            let told = editor.graphql(query, json!({ "id": net.ministry, "from": date })).await.body.to_string();
            assert!(told.contains("1000-01-01 to 2999-12-31"), "{date}: {told}");
        }
        // Nothing is near an id.
        let unknown = "01900000-0000-7000-8000-000000000000";
        let reader = signed_in(&app, net.editor.expert).await;
        for path in ["/v1/experts", "/v1/updates", "/v1/invitations"] {
            let answer = reader.get(&format!("{path}?organisation={unknown}")).await;
            assert_eq!(answer.status, 422, "{path}: {:#}", answer.body);
            assert!(!answer.body.to_string().contains("nearest"), "{path}: {:#}", answer.body);
        }
    });
}
