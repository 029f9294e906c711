//! Countries, over both doors.

use serde_json::json;

use crate::harness::on_both;
use crate::harness::world_circles::circles;

#[test]
fn countries_are_public_and_alike_over_both_doors() {
    on_both("countries_are_public_and_alike_over_both_doors", async |app| {
        circles(&app).await;
        let nobody = app.nobody();
        let page = nobody.get("/v1/countries?count=true").await.ok(200);
        assert_eq!(page["totalCount"], 2);
        assert_eq!(page["items"][0]["code"], "PL");
        let query =
            "{ countries { totalCount nodes { id code alpha3 numeric name part nativeNames { language name } } }
            country(code: \"UA\") { code part history { kind } } }";
        let data = nobody.graphql(query, json!({})).await.data();
        assert_eq!(data["countries"]["totalCount"], 2);
        let fields = ["id", "code", "alpha3", "numeric", "name", "part", "nativeNames"];
        for (rest, graphql) in
            page["items"].as_array().unwrap().iter().zip(data["countries"]["nodes"].as_array().unwrap())
        {
            for field in fields {
                assert_eq!(rest[field], graphql[field], "{field}");
            }
        }
        assert_eq!(data["country"]["part"], "BENEFICIARY");
        let found = nobody.get("/v1/countries?q=polska&part=NEIGHBOUR").await.ok(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        assert_eq!(nobody.get("/v1/countries?sort=-name&first=1").await.ok(200)["items"][0]["code"], "UA");
        assert_eq!(nobody.get("/v1/countries/XX").await.status, 404);
        // What the directory said before stands in its histories: it has neither revisions nor comments.
        let id = page["items"][0]["id"].as_str().expect("an id");
        for beside in ["revisions", "comments"] {
            assert_eq!(nobody.get(&format!("/v1/items/{id}/{beside}")).await.ok(200)["items"], json!([]));
        }
    });
}

#[test]
fn pages_of_countries_follow_one_another() {
    on_both("pages_of_countries_follow_one_another", async |app| {
        circles(&app).await;
        let nobody = app.nobody();
        for sort in ["code", "-code", "name", "-name"] {
            let first = nobody.get(&format!("/v1/countries?first=1&sort={sort}")).await.ok(200);
            let cursor = first["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
            let second = nobody.get(&format!("/v1/countries?first=1&sort={sort}&after={cursor}")).await.ok(200);
            assert_ne!(first["items"][0]["code"], second["items"][0]["code"]);
            assert_eq!(second["pageInfo"]["hasNextPage"], false);
        }
    });
}

#[test]
fn an_administrator_keeps_the_countries_and_nobody_else_does() {
    on_both("an_administrator_keeps_the_countries_and_nobody_else_does", async |app| {
        let world = circles(&app).await;
        let new = json!({"code": "CZ", "alpha3": "CZE", "numeric": "203", "name": "Czechia", "officialName": "Czech Republic",
            "nativeNames": [{"language": "cs", "name": "Česko"}], "part": {"part": "NEIGHBOUR", "validFrom": "2004"}});
        assert_eq!(app.nobody().post("/v1/countries", new.clone()).await.status, 401);
        assert_eq!(world.maker.client.post("/v1/countries", new.clone()).await.status, 403);
        let admin = &world.administrator.client;
        let made = admin.post("/v1/countries", new.clone()).await;
        let etag = made.header("etag");
        assert_eq!(made.header("location"), "/v1/countries/CZ");
        assert_eq!(made.ok(201)["parts"][0]["validFrom"], "2004");
        assert_eq!(admin.post("/v1/countries", new).await.status, 409);
        let wrong = json!({"code": "cz", "alpha3": "CZE", "numeric": "2", "name": "", "officialName": "x"});
        let errors = admin.post("/v1/countries", wrong).await.ok(422)["errors"].as_array().unwrap().len();
        assert_eq!(errors, 3);

        let change = json!({"part": {"part": "PARTNER", "validFrom": "2026-01-01"}, "note": "Joined."});
        assert_eq!(world.maker.client.patch("/v1/countries/CZ", &etag, change.clone()).await.status, 403);
        let without = admin.send(reqwest::Method::PATCH, "/v1/countries/CZ", &[], Some(change.clone())).await;
        assert_eq!(without.status, 428);
        let changed = admin.patch("/v1/countries/CZ", &etag, change.clone()).await.ok(200);
        assert_eq!((&changed["part"], &changed["revision"]), (&json!("PARTNER"), &json!(2)));
        assert_eq!(changed["parts"][0]["validTo"], "2025-12-31");
        assert_eq!(admin.patch("/v1/countries/CZ", &etag, change).await.status, 412);
        let cleared = json!({"id": "CZ", "revision": 2});
        let mutation = "mutation($revision: Int!) { updateCountry(input: {code: \"CZ\", revision: $revision, note: null}) { country { note revision } } }";
        let data = admin.graphql(mutation, json!({"revision": cleared["revision"]})).await.data();
        assert_eq!(data["updateCountry"]["country"], json!({"note": null, "revision": 3}));
        let then = app.nobody().get("/v1/countries?part=NEIGHBOUR&asOf=2025-06-01").await.ok(200);
        assert_eq!(then["items"].as_array().unwrap().len(), 2);
        let history = app.nobody().get("/v1/countries/CZ/history").await.ok(200);
        assert!(history.as_array().unwrap().iter().any(|fact| fact["supersededAt"].is_string()));
    });
}

#[test]
fn neighbours_by_land_are_participating_states_and_the_networks_words_are_kept() {
    on_both("neighbours_by_land_are_participating_states", async |app| {
        let world = circles(&app).await;
        let admin = &world.administrator.client;
        let etag = admin.get("/v1/countries/UA").await.header("etag");
        let wrong = admin.patch("/v1/countries/UA", &etag, json!({"landBorders": ["PL", "UA", "XX"]})).await.ok(422);
        let pointers: Vec<&str> =
            wrong["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/landBorders/1", "/landBorders/2"]);
        // However it is written in the address.
        let own = admin.patch("/v1/countries/ua", &etag, json!({"landBorders": ["UA"]})).await.ok(422);
        assert_eq!(own["errors"][0]["pointer"], "/landBorders/0");
        let change = json!({"landBorders": ["PL"], "accessionGroup": "WESTERN_NIS", "processRole": "PARTICIPANT"});
        let shown = admin.patch("/v1/countries/UA", &etag, change).await.ok(200);
        let expected = json!([["PL"], "WESTERN_NIS", "PARTICIPANT"]);
        assert_eq!(json!([shown["landBorders"], shown["accessionGroup"], shown["processRole"]]), expected);
        let mutation = "mutation($input: UpdateCountryInput!) { updateCountry(input: $input) {
            country { landBorders accessionGroup processRole } } }";
        let input = json!({"code": "UA", "revision": 2, "landBorders": [], "accessionGroup": null});
        let data = admin.graphql(mutation, json!({ "input": input })).await.data();
        let expected = json!({"landBorders": [], "accessionGroup": null, "processRole": "PARTICIPANT"});
        assert_eq!(data["updateCountry"]["country"], expected);
    });
}

#[test]
fn a_country_is_there_since_its_part_began() {
    on_both("a_country_is_there_since_its_part_began", async |app| {
        let world = circles(&app).await;
        let admin = &world.administrator.client;
        let new = json!({"code": "GE", "alpha3": "GEO", "numeric": "268", "name": "Georgia", "officialName": "Georgia",
            "part": {"part": "PARTNER", "validFrom": "2025-03-01"}});
        admin.post("/v1/countries", new).await.ok(201);
        let none = json!({"code": "CH", "alpha3": "CHE", "numeric": "756", "name": "Switzerland",
            "officialName": "Swiss Confederation"});
        admin.post("/v1/countries", none).await.ok(201);
        let there = async |on: &str| {
            let page = app.nobody().get(&format!("/v1/countries{on}")).await.ok(200);
            let items = page["items"].as_array().expect("countries").iter();
            items.map(|one| one["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(there("?asOf=2025-03-01").await, ["CH", "GE", "PL", "UA"]);
        assert_eq!(there("?asOf=2025-02-28").await, ["CH", "PL", "UA"]);
        assert_eq!(there("?asOf=2025-02-28&lifecycle=ALL").await, ["CH", "GE", "PL", "UA"]);
        assert_eq!(there("").await, ["CH", "GE", "PL", "UA"]);
    });
}
