//! The directory of bodies, over both doors and on both databases.

use entity::vocabulary::{FactKind, OrganisationType};
use focalpoint_api::network::facts::NewFact;
use focalpoint_api::network::organisations::NewOrganisation;
use serde_json::{Value, json};

use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{Client, costs_no_more_by_length, on_both, signed_in};

fn codes(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|body| body["code"].as_str().expect("a code").to_owned()).collect()
}

async fn create(client: &Client, code: &str, r#type: &str, country: Option<&str>) -> (u16, String) {
    let body = json!({"code": code, "type": r#type, "countryCode": country, "name": format!("Body {code}")});
    let answer = client.post("/v1/organisations", body).await;
    (answer.status, answer.code())
}

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
        // The preset of the flag, and no country while the word is missing.
        let of = async |code: &str| {
            let page = app.nobody().get(&format!("/v1/organisations?code={code}")).await.ok(200);
            let body = page["items"][0].clone();
            json!([body["type"], body["countryCode"], body["official"]])
        };
        assert_eq!(of("ua-police").await, json!(["POLICE", "UA", true]));
        assert_eq!(of("ua-asylum").await, json!(["ASYLUM_AUTHORITY", null, false]));
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
        let made = json!({"organisation": {"code": "eu-frontex", "official": true}, "accessRequest": null});
        assert_eq!(data["createOrganisation"], made);
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
fn a_change_of_status_waits_for_the_words_of_those_it_concerns() {
    on_both("a_change_of_status_waits_for_the_words", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let path = format!("/v1/organisations/{}/status", d.ngo);
        let wanted =
            json!({"type": "OTHER_AUTHORITY", "countryCode": "UA", "official": true, "reason": "became an agency"});
        for person in [d.focal_point, d.secretary, d.volunteer] {
            assert_eq!(signed_in(&app, person.expert).await.post(&path, wanted.clone()).await.status, 403);
        }
        let waiting = administrator.post(&path, wanted.clone()).await.ok(202);
        assert_eq!(waiting["waitsFor"].as_array().map(Vec::len), Some(3), "{waiting:#}");
        let id = waiting["id"].as_str().expect("a request").to_owned();
        let one = async || app.nobody().get(&format!("/v1/organisations/{}", d.ngo)).await.ok(200);
        for person in [d.volunteer, d.focal_point, d.secretary] {
            assert_eq!(one().await["type"], "NGO");
            let client = signed_in(&app, person.expert).await;
            client.post(&format!("/v1/access-requests/{id}/approve"), json!({})).await.ok(200);
        }
        let body = one().await;
        assert_eq!(
            json!([body["type"], body["countryCode"], body["official"]]),
            json!(["OTHER_AUTHORITY", "UA", true])
        );
        let history = app.nobody().get(&format!("/v1/organisations/{}/history", d.ngo)).await.ok(200);
        assert!(history["statuses"].as_array().is_some_and(|s| !s.is_empty()), "{history:#}");
        let answer = administrator.post(&path, json!({"official": true, "reason": "again"})).await;
        assert_eq!(answer.status, 422, "{:#}", answer.body);
        let path = format!("/v1/organisations/{}/status", d.secretariat);
        assert_eq!(administrator.post(&path, json!({"official": false, "reason": "x"})).await.code(), "CONFLICT");
    });
}

#[test]
fn ending_a_body_first_says_what_hangs_on_it_and_then_ends_its_posts() {
    on_both("ending_a_body_first_says_what_hangs_on_it", async |app| {
        let d = Directory::new(&app).await;
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let member = signed_in(&app, d.member.expert).await;
        let path = format!("/v1/organisations/{}/end", d.guard);
        assert_eq!(member.post(&path, json!({"reason": "x"})).await.status, 403);
        let tried = focal_point.post(&path, json!({"reason": "dissolved", "dryRun": true})).await.ok(200);
        assert_eq!(tried["hanging"]["posts"], json!({"count": 1, "ids": [d.member.post]}), "{tried:#}");
        assert_eq!(tried["hanging"]["grants"]["count"], 1);
        assert_eq!(json!([tried["dryRun"], tried["validTo"], tried["revision"]]), json!([true, null, 1]));
        assert_eq!(member.get("/v1/me").await.ok(200)["grants"].as_array().map(Vec::len), Some(1));
        assert_eq!(focal_point.post(&path, json!({"reason": " "})).await.status, 422);
        let input = json!({"reason": "dissolved", "successor": d.ministry});
        let ended = focal_point.post(&path, input).await.ok(200);
        assert_eq!(json!([ended["validTo"], ended["revision"], ended["dryRun"]]), json!(["2026-03-02", 2, false]));
        assert_eq!(ended["successors"][0]["code"], "ua-mom");
        let after = member.get("/v1/me").await;
        assert!(after.status == 401 || after.body["grants"] == json!([]), "{:#}", after.body);
        // The day after it is no longer listed, and still found.
        app.clock.advance(std::time::Duration::from_secs(24 * 3600));
        assert_eq!(codes(&app.nobody().get("/v1/organisations?code=ua-guard").await.ok(200)), Vec::<String>::new());
        assert_eq!(
            codes(&app.nobody().get("/v1/organisations?code=ua-guard&lifecycle=ALL").await.ok(200)),
            ["ua-guard"]
        );
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        assert_eq!(focal_point.post(&path, json!({"reason": "again"})).await.code(), "CONFLICT");
        let administrator = signed_in(&app, d.administrator.expert).await;
        let path = format!("/v1/organisations/{}/end", d.secretariat);
        assert_eq!(administrator.post(&path, json!({"reason": "all of it"})).await.code(), "CONFLICT");
    });
}

#[test]
fn the_last_administrator_stays_when_a_body_ends() {
    on_both("the_last_administrator_stays_when_a_body_ends", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let host = b.named_body("host", OrganisationType::InternationalOrganisation, None, "Host").await;
        let other = b.person("Other Admin", host, &[(entity::vocabulary::Role::Administrator, None)]).await;
        b.done().await;
        // One of two: while the other stays, the body may end.
        let path = format!("/v1/organisations/{host}/end");
        let other = signed_in(&app, other.expert).await;
        other.post(&path, json!({"reason": "moved", "dryRun": true})).await.ok(200);
        let suspend = entity::account_state::Entity::update_many();
        use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
        let account = entity::account::Entity::find()
            .filter(entity::account::Column::ExpertId.eq(d.administrator.expert))
            .one(app.world.database.writer())
            .await
            .expect("accounts")
            .expect("an account");
        suspend
            .set(entity::account_state::ActiveModel {
                until_at: Set(Some(app.world.clock.now().micros())),
                ..Default::default()
            })
            .filter(entity::account_state::Column::AccountId.eq(account.id))
            .exec(app.world.database.writer())
            .await
            .expect("a suspension");
        assert_eq!(other.post(&path, json!({"reason": "moved"})).await.code(), "LAST_ADMINISTRATOR");
    });
}

#[test]
fn whoever_belongs_to_the_new_body_sees_what_was_shared_with_the_old_one() {
    on_both("whoever_belongs_to_the_new_body_sees_what_was_shared_with_the_old_one", async |app| {
        use entity::vocabulary::{ItemKind, ItemState};
        use focalpoint_api::access::PartySet;
        use focalpoint_api::exchange::items::{NewItem, insert_item};
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let police = b.named_body("ua-police", OrganisationType::Police, Some(d.ukraine), "Police").await;
        let speaks = [(entity::vocabulary::Role::FocalPoint, Some(d.ukraine))];
        let elsewhere = b.person("Deputy Test", police, &speaks).await;
        // Something of the directory that only the guard's people see.
        let id = b.unit.new_id();
        let audience = Some(PartySet::of([d.guard]));
        let new = NewItem {
            id,
            kind: ItemKind::Expert,
            owner: d.polish,
            author: None,
            language: None,
            state: ItemState::Published,
            audience,
        };
        insert_item(&mut b.unit, &b.permit, new).await.expect("an item");
        let row = entity::expert::ActiveModel {
            id: sea_orm::ActiveValue::Set(id),
            name: sea_orm::ActiveValue::Set("Shared".to_owned()),
            sort_key: sea_orm::ActiveValue::Set("shared".to_owned()),
        };
        <entity::expert::Entity as sea_orm::EntityTrait>::insert(row)
            .exec_without_returning(b.unit.tx())
            .await
            .expect("a row");
        b.done().await;
        let sees = async |person: crate::harness::world_organisations::Person| {
            let actor = focalpoint_api::access::load_actor(
                app.world.database.reader(),
                focalpoint_api::access::By::Expert(person.expert),
                app.world.clock.now(),
            );
            let actor = actor.await.expect("an actor").expect("somebody");
            let by_door = signed_in(&app, person.expert).await.get("/v1/me").await.ok(200);
            let told = by_door["parties"].as_array().expect("parties").iter().any(|p| p["partyId"] == json!(d.guard));
            assert_eq!(told, actor.parties().contains(d.guard), "{by_door:#}");
            // And what was shared with the guard alone is seen by the rule of sight itself.
            use sea_orm::{EntityTrait, QueryFilter};
            let shared = entity::item::Entity::find_by_id(id).filter(focalpoint_api::access::visible(&actor));
            let shared = shared.one(app.world.database.reader()).await.expect("items");
            assert_eq!(told, shared.is_some());
            told
        };
        assert!(sees(d.member).await && !sees(d.editor).await);
        let path = format!("/v1/organisations/{}/merge", d.guard);
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        assert_eq!(
            signed_in(&app, d.editor.expert).await.post(&path, json!({"into": d.ministry, "reason": "x"})).await.status,
            403
        );
        // Not over the border: a focal point merges authorities of the own country.
        assert_eq!(focal_point.post(&path, json!({"into": d.polish, "reason": "x"})).await.status, 403);
        let administrator = signed_in(&app, d.administrator.expert).await;
        assert_eq!(administrator.post(&path, json!({"into": d.secretariat, "reason": "x"})).await.code(), "CONFLICT");
        let nowhere = administrator.post(&path, json!({"into": uuid::Uuid::nil(), "reason": "x"})).await;
        assert_eq!(
            (nowhere.status, &nowhere.body["errors"][0]["pointer"]),
            (422, &json!("/into")),
            "{:#}",
            nowhere.body
        );
        let tried =
            administrator.post(&path, json!({"into": d.ministry, "reason": "reform", "dryRun": true})).await.ok(200);
        assert_eq!(tried["hanging"]["posts"]["count"], 1, "{tried:#}");
        assert!(!sees(d.editor).await);
        // The administrator waits for the word of both sides.
        let waiting = administrator.post(&path, json!({"into": d.ministry, "reason": "reform"})).await.ok(202);
        assert_eq!(administrator.post(&path, json!({"into": d.ministry, "reason": "reform"})).await.code(), "CONFLICT");
        let id = waiting["id"].as_str().expect("a request");
        let request = format!("/v1/access-requests/{id}/approve");
        // The focal point stands in the ministry and would gain the guard's sight: his word counts for
        // the ministry alone. A focal point of neither side says it for the guard.
        focal_point.post(&request, json!({})).await.ok(200);
        assert!(!sees(d.editor).await, "nobody gains by an own act");
        signed_in(&app, elsewhere.expert).await.post(&request, json!({})).await.ok(200);
        assert!(sees(d.editor).await, "{:#}", administrator.get(&format!("/v1/access-requests/{id}")).await.body);
        assert!(sees(d.member).await, "posts are carried on");
        let old = app.nobody().get(&format!("/v1/organisations/{}", d.guard)).await.ok(200);
        assert_eq!(json!([old["validTo"], old["successors"][0]["code"]]), json!(["2026-03-01", "ua-mom"]));
        let new = app.nobody().get(&format!("/v1/organisations/{}", d.ministry)).await.ok(200);
        assert_eq!(new["predecessors"][0]["code"], "ua-guard");
        // Neither takes over again what was taken over: no second heir, no circle.
        let back = format!("/v1/organisations/{}/merge", d.ministry);
        assert_eq!(administrator.post(&back, json!({"into": d.guard, "reason": "back"})).await.code(), "CONFLICT");
        assert_eq!(administrator.post(&path, json!({"into": d.polish, "reason": "twice"})).await.code(), "CONFLICT");
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
