//! Making, finding and renaming bodies; pages of them.

use entity::vocabulary::{FactKind, OrganisationType};
use focalpoint_api::network::facts::NewFact;
use focalpoint_api::network::organisations::NewOrganisation;
use serde_json::{Value, json};

use super::{codes, create};
use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{costs_no_more_by_length, on_both, signed_in};

#[test]
fn bodies_are_made_by_those_whose_they_would_be() {
    on_both("bodies_are_made_by_those_whose_they_would_be", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let secretary = signed_in(&app, d.secretary.expert).await;
        let member = signed_in(&app, d.member.expert).await;
        // The focal point says the word of the country by acting; the administrator must wait for it.
        assert_eq!(create(&focal_point, "ua-police", "POLICE", Some("UA")).await.0, 201);
        assert_eq!(create(&administrator, "ua-asylum", "ASYLUM_AUTHORITY", Some("UA")).await.0, 202);
        assert_eq!(create(&administrator, "unhcr", "INTERNATIONAL_ORGANISATION", None).await.0, 201);
        assert_eq!(create(&secretary, "iom", "INTERNATIONAL_ORGANISATION", None).await.0, 201);
        assert_eq!(create(&secretary, "ua-ngo2", "NGO", Some("UA")).await.0, 201);
        for (client, code, r#type, country) in [
            (&focal_point, "pl-police", "POLICE", Some("PL")),
            (&focal_point, "ua-ngo3", "NGO", Some("UA")),
            (&secretary, "ua-police2", "POLICE", Some("UA")),
            (&member, "ua-x", "POLICE", Some("UA")),
        ] {
            assert_eq!(create(client, code, r#type, country).await, (403, "FORBIDDEN".to_owned()), "{code}");
        }
        assert_eq!(create(&app.nobody(), "ua-x", "POLICE", Some("UA")).await.0, 401);
        let answer = administrator.post("/v1/organisations", json!({"code": "A", "type": "POLICE", "name": ""})).await;
        assert_eq!(answer.status, 422, "{:#}", answer.body);
        let pointers: Vec<&str> =
            answer.body["errors"].as_array().expect("errors").iter().filter_map(|e| e["pointer"].as_str()).collect();
        assert_eq!(pointers, ["/code", "/countryCode", "/name"]);
        assert_eq!(create(&focal_point, "ua-police", "POLICE", Some("UA")).await, (409, "CONFLICT".to_owned()));
        // The preset of the flag, and none while the word is missing.
        let of = async |code: &str| {
            let page = administrator.get(&format!("/v1/organisations?code={code}")).await.ok(200);
            let body = page["items"][0].clone();
            json!([body["type"], body["countryCode"], body["official"]])
        };
        assert_eq!(of("ua-police").await, json!(["POLICE", "UA", true]));
        assert_eq!(of("ua-asylum").await, json!(["ASYLUM_AUTHORITY", "UA", false]));
        let hidden = app.nobody().get("/v1/organisations?code=ua-asylum").await.ok(200);
        assert_eq!(hidden["items"], json!([]), "it is shown to the registry and to those whose word it is");
        assert_eq!(of("iom").await, json!(["INTERNATIONAL_ORGANISATION", null, false]));
        // The focal point says the word.
        let waiting = focal_point.get("/v1/access-requests").await.ok(200);
        let id = waiting["items"][0]["id"].as_str().expect("a request");
        focal_point.post(&format!("/v1/access-requests/{id}/approve"), json!({})).await.ok(200);
        assert_eq!(of("ua-asylum").await, json!(["ASYLUM_AUTHORITY", "UA", true]));
        // Over the other door.
        let mutation = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) { organisation { code official } accessRequest { id } } }";
        let input = json!({"input": {"code": "eu-frontex", "type": "EU_INSTITUTION", "name": "Frontex"}});
        let data = administrator.graphql(mutation, input).await.data();
        assert_eq!(
            data["createOrganisation"]["organisation"],
            Value::Null,
            "what hears OFFICIALS waits for the Secretariat"
        );
        assert_eq!(of("eu-frontex").await, json!(["EU_INSTITUTION", null, false]));
        let secretary = signed_in(&app, d.secretary.expert).await;
        let id = data["createOrganisation"]["accessRequest"]["id"].as_str().expect("a request");
        secretary.post(&format!("/v1/access-requests/{id}/approve"), json!({})).await.ok(200);
        assert_eq!(of("eu-frontex").await, json!(["EU_INSTITUTION", null, true]));
        // The Secretariat says so by acting.
        let input = json!({"input": {"code": "eu-easo", "type": "EU_INSTITUTION", "name": "EASO"}});
        let made = json!({"organisation": {"code": "eu-easo", "official": true}, "accessRequest": null});
        assert_eq!(secretary.graphql(mutation, input).await.data()["createOrganisation"], made);
    });
}

#[test]
fn a_body_is_found_in_either_script_and_by_what_others_call_it() {
    on_both("a_body_is_found_in_either_script_and_by_what_others_call_it", async |app| {
        let _d = Directory::new(&app).await;
        let nobody = app.nobody();
        for query in [
            "q=migra",
            "q=Ministerstvo",
            "q=%D0%BC%D1%96%D0%BD%D1%96%D1%81%D1%82%D0%B5%D1%80%D1%81%D1%82%D0%B2%D0%BE",
            "q=mom",
            "externalId=national-register:12345",
            "type=MINISTRY,NGO&official=true",
            "country=UA&type=MINISTRY",
        ] {
            let page = nobody.get(&format!("/v1/organisations?{query}&count=true")).await.ok(200);
            assert_eq!((codes(&page), &page["totalCount"]), (vec!["ua-mom".to_owned()], &json!(1)), "{query}");
            // What names no source was said by those who keep it.
            assert_eq!(page["items"][0]["confirmedByCountry"], json!(true));
        }
        let answer = nobody.get("/v1/organisations?country=UU").await;
        assert_eq!(answer.status, 422, "{:#}", answer.body);
        let native = nobody.get("/v1/organisations?code=ua-mom&lang=uk").await.ok(200);
        assert_eq!(native["items"][0]["name"], "Міністерство міграції");
    });
}

#[test]
fn a_rename_keeps_the_body_and_the_directory_of_a_day_has_its_name_then() {
    on_both("a_rename_keeps_the_body_and_the_directory_of_a_day_has_its_name_then", async |app| {
        let d = Directory::new(&app).await;
        let editor = signed_in(&app, d.editor.expert).await;
        let path = format!("/v1/organisations/{}", d.ministry);
        let before = editor.get(&path).await;
        let etag = before.header("etag");
        let input = json!({"name": "Ministry of Mobility", "validFrom": "2026-02-01", "competences": ["asylum"],
            "parents": [{"code": "ua-guard", "validFrom": "2026-02-10"}], "city": "Kyiv", "acronym": null});
        assert_eq!(editor.patch(&path, "\"9.x\"", input.clone()).await.status, 412);
        assert_eq!(editor.send(reqwest::Method::PATCH, &path, &[], Some(input.clone())).await.status, 428);
        assert_eq!(signed_in(&app, d.member.expert).await.patch(&path, &etag, input.clone()).await.status, 403);
        let after = editor.patch(&path, &etag, input).await.ok(200);
        assert_eq!(
            json!([
                after["name"],
                after["city"],
                after["acronym"],
                after["competences"],
                after["parentCode"],
                after["revision"],
                after["id"]
            ]),
            json!(["Ministry of Mobility", "Kyiv", null, ["asylum"], "ua-guard", 2, d.ministry])
        );
        let on = async |day: &str| {
            let page = app.nobody().get(&format!("/v1/organisations?code=ua-mom&asOf={day}")).await.ok(200);
            json!([page["items"][0]["name"], page["items"][0]["competences"], page["items"][0]["parentCode"]])
        };
        assert_eq!(on("2026-01-31").await, json!(["Ministry of Migration", [], null]));
        assert_eq!(on("2026-02-01").await, json!(["Ministry of Mobility", ["asylum"], null]));
        assert_eq!(on("2026-02-10").await, json!(["Ministry of Mobility", ["asylum"], "ua-guard"]));
        // Two days in one query: snapshots bear no `id`.
        let query = "{ then: organisationsOn(day: \"2026-01-31\", filter: {code: [\"ua-mom\"]}) { nodes { organisationId name asOf countryCode } }
            now: organisations(filter: {competence: [\"asylum\"]}) { nodes { id name parent { code } country { code } } } }";
        let data = app.nobody().graphql(query, json!({})).await.data();
        assert_eq!(
            data,
            json!({
                "then": {"nodes": [{"organisationId": d.ministry, "name": "Ministry of Migration", "asOf": "2026-01-31", "countryCode": "UA"}]},
                "now": {"nodes": [{"id": d.ministry, "name": "Ministry of Mobility", "parent": {"code": "ua-guard"}, "country": {"code": "UA"}}]},
            })
        );
        // Its former name still finds it, and the history has both.
        assert_eq!(codes(&app.nobody().get("/v1/organisations?q=migration").await.ok(200)), ["ua-mom"]);
        let history = app.nobody().get(&format!("{path}/history")).await.ok(200);
        let names: Vec<&Value> =
            history["facts"].as_array().expect("facts").iter().filter(|f| f["kind"] == "NAME").collect();
        assert_eq!(names.len(), 3, "{history:#}");
        assert_eq!(history["statuses"][0]["countryCode"], "UA");
        // A correction leaves the span alone.
        let etag = editor.get(&path).await.header("etag");
        editor.patch(&path, &etag, json!({"name": "Ministry for Mobility"})).await.ok(200);
        assert_eq!(on("2026-01-31").await[0], "Ministry of Migration");
        assert_eq!(on("2026-02-01").await[0], "Ministry for Mobility");
    });
}

#[test]
fn pages_of_bodies_survive_an_insert_in_between_and_cost_the_same_at_any_length() {
    on_both("pages_of_bodies_survive_an_insert_in_between", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        for n in 10..60 {
            let facts = vec![
                NewFact::text(FactKind::Name, "en", &format!("Zz Office {n}")),
                NewFact::reference(FactKind::Parent, d.ministry),
            ];
            let new = NewOrganisation {
                country_id: Some(d.ukraine),
                facts,
                ..NewOrganisation::of(&format!("ua-z{n}"), OrganisationType::Police)
            };
            b.body_of(new).await;
        }
        b.done().await;
        let nobody = app.nobody();
        let first = nobody.get("/v1/organisations?q=zz&first=3&sort=-name").await.ok(200);
        assert_eq!(codes(&first), ["ua-z59", "ua-z58", "ua-z57"]);
        let mut b = Builder::begin(&app).await;
        b.named_body("ua-z99", OrganisationType::Police, Some(d.ukraine), "Zz Office 99").await;
        b.named_body("ua-z565", OrganisationType::Police, Some(d.ukraine), "Zz Office 565").await;
        b.done().await;
        let cursor = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
        let next = nobody.get(&format!("/v1/organisations?q=zz&first=3&sort=-name&after={cursor}")).await.ok(200);
        assert_eq!(codes(&next), ["ua-z565", "ua-z56", "ua-z55"]);
        assert_eq!(nobody.get(&format!("/v1/organisations?first=3&after={cursor}")).await.code(), "BAD_CURSOR");
        let cost = async |path: &str| {
            let before = app.world.database.statements();
            nobody.get(path).await.ok(200);
            app.world.database.statements() - before
        };
        assert_eq!(cost("/v1/organisations?first=5").await, cost("/v1/organisations?first=50").await);
        let nested = async |first: i32| {
            let query = "query($first: Int) { organisations(first: $first, filter: {q: \"zz\"}) { nodes { code parent { code country { code organisations(first: 2) { nodes { code country { code } } pageInfo { hasNextPage } } } } } } }";
            let before = app.world.database.statements();
            let data = nobody.graphql(query, json!({"first": first})).await.data();
            let country = &data["organisations"]["nodes"][0]["parent"]["country"];
            assert_eq!(country["organisations"]["pageInfo"]["hasNextPage"], json!(true), "{country:#}");
            let codes = &country["organisations"]["nodes"];
            assert_eq!(
                json!([codes[0]["code"], codes[1]["code"], codes[0]["country"]["code"]]),
                json!(["ua-guard", "ua-mom", "UA"])
            );
            app.world.database.statements() - before
        };
        costs_no_more_by_length(nested(5).await, nested(50).await);
    });
}

#[test]
fn what_is_wrong_with_one_value_is_told_at_that_value() {
    on_both("what_is_wrong_with_one_value_is_told_at_that_value", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let input = json!({"code": "ua-x", "type": "NGO", "name": "X", "countryCode": "UX", "hostCountryCode": "PX",
            "parentCode": "ua-mon", "competences": ["asylum", "asilum"]});
        let answer = administrator.post("/v1/organisations", input).await;
        let errors = answer.body["errors"].as_array().expect("errors");
        let pointers: Vec<&str> = errors.iter().filter_map(|error| error["pointer"].as_str()).collect();
        assert_eq!(pointers, ["/countryCode", "/hostCountryCode", "/parentCode", "/competences/1"]);
        let answer = administrator.get("/v1/organisations?country=UX").await;
        assert_eq!(answer.body["errors"][0]["pointer"], "?country", "{:#}", answer.body);
        let appointment = json!({"expertId": d.member.expert, "countryCode": "UA", "competence": "asilum",
            "rank": "PRINCIPAL", "reason": "x"});
        let answer = administrator.post("/v1/focal-points", appointment).await;
        assert_eq!(answer.body["errors"][0]["pointer"], "/competence", "{:#}", answer.body);
    });
}
