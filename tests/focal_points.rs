//! Who speaks for a country: the look-up, its ways, and who may appoint.

use entity::vocabulary::{Rank, Role};
use focalpoint_api::kit::day::Day;
use serde_json::{Value, json};

use crate::harness::world_people::{
    Somebody, appointed, appointed_during, instant, loading, network, person, post, somebody,
};
use crate::harness::{App, on_both, signed_in};
use focalpoint_api::network::experts::begin_post_step;

const ASK: &str = "/v1/focal-points?country=UA&competence=return-readmission";

fn ways(page: &Value) -> Vec<(String, bool)> {
    let items = page["items"].as_array().expect("items");
    let way = |item: &Value| {
        let via = &item["via"];
        (via["competence"].as_str().expect("a field").to_owned(), via["deputy"].as_bool().expect("deputy"))
    };
    items.iter().map(way).collect()
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// Somebody who held a post in 2004 and 2005, and spoke for Ukraine on migration.
async fn history(app: &App, net: &crate::harness::world_people::Net) {
    let expert = person(app, "Former Example", net.dmsu, None).await;
    let (from, until) = (instant("2004-05-01T00:00:00Z"), Some(instant("2005-12-31T22:00:00Z")));
    let held = loading(app, async |unit, permit| {
        begin_post_step(unit, permit, post(expert, net.dmsu, from, until)).await.expect("a post")
    })
    .await;
    let place = (net.dmsu, net.ua);
    appointed_during(app, held, place, Some(net.migration), Rank::Principal, vec![], (from, until)).await;
}

#[test]
fn a_look_up_goes_from_the_field_to_the_broader_one_to_all_today_and_on_a_day() {
    on_both("a_look_up_goes_from_the_field_to_the_broader_one_to_all_today_and_on_a_day", async |app| {
        let net = network(&app).await;
        history(&app, &net).await;
        let nobody = app.nobody();
        let page = nobody.get(ASK).await.ok(200);
        assert!(ways(&page).is_empty(), "{page:#}");

        let chief = somebody(&app, &net, "Chief Example", net.dmsu, &[Role::Member]).await;
        appointed(&app, chief, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        let page = nobody.get(ASK).await.ok(200);
        assert_eq!(ways(&page), [("ALL".to_owned(), false)]);

        // On that day the broader field had its own.
        let then = nobody.get(&format!("{ASK}&asOf=2005-03-01")).await.ok(200);
        assert_eq!(ways(&then), [("migration".to_owned(), false)]);
        assert_eq!(then["items"][0]["state"], "ENDED");
        assert_eq!(then["items"][0]["organisation"]["code"], "ua-dmsu");
        assert_eq!(then["items"][0]["validTo"], "2005-12-31");
        let before = nobody.get(&format!("{ASK}&asOf=2003-03-01")).await.ok(200);
        assert!(ways(&before).is_empty(), "{before:#}");

        let contact = somebody(&app, &net, "Contact Example", net.dpsu, &[Role::Member]).await;
        appointed(&app, contact, (net.dpsu, net.ua), Some(net.readmission), Rank::Principal, vec![]).await;
        let page = nobody.get(ASK).await.ok(200);
        assert_eq!(ways(&page), [("return-readmission".to_owned(), false)]);
        assert_eq!(page["items"][0]["office"]["email"], "focal.point@body.example");

        // The other door says the same.
        let query = r#"{ focalPoints(country: "UA", competence: "return-readmission") {
            nodes { id competence rank via { competence deputy } expert { name } organisation { code } } }
            then: focalPoints(country: ["UA"], competence: "return-readmission", asOf: "2005-03-01") {
            nodes { competence via { competence deputy } } } }"#;
        let data = nobody.graphql(query, json!({})).await.data();
        assert_eq!(data["focalPoints"]["nodes"][0]["id"], page["items"][0]["id"]);
        assert_eq!(data["focalPoints"]["nodes"][0]["expert"], Value::Null);
        assert_eq!(data["then"]["nodes"][0]["via"], json!({"competence": "migration", "deputy": false}));

        let wrong = nobody.get("/v1/focal-points?country=UA&competence=return-readmision").await;
        assert_eq!((wrong.status, wrong.code().as_str()), (422, "INVALID"));
        assert!(wrong.body["detail"].as_str().is_some_and(|d| d.contains("return-readmission")), "{:#}", wrong.body);

        let cells = nobody.get("/v1/focal-points/coverage?country=UA,PL").await.ok(200);
        let by = |country: &str, field: &str| {
            let mut cells = cells.as_array().expect("cells").iter();
            let cell = cells.find(|cell| cell["countryCode"] == country && cell["competence"] == field);
            cell.map(|cell| cell["by"].as_str().unwrap_or_default().to_owned()).expect("a cell")
        };
        assert_eq!(by("UA", "return-readmission"), "FIELD");
        assert_eq!(by("UA", "migration"), "ALL");
        assert_eq!(by("PL", "migration"), "NOBODY");
        let then = "/v1/focal-points/coverage?country=UA&asOf=2005-03-01";
        let then = nobody.get(then).await.ok(200);
        let broader = then.as_array().expect("cells").iter().filter(|cell| cell["by"] == "BROADER").count();
        assert_eq!(broader, 1, "{then:#}");
    });
}

#[test]
fn the_present_deputy_comes_first_when_the_principal_is_absent() {
    on_both("the_present_deputy_comes_first_when_the_principal_is_absent", async |app| {
        let net = network(&app).await;
        let day = |text: &str| Day::parse(text).expect("a day");
        let chief = somebody(&app, &net, "Chief Example", net.dmsu, &[Role::Member]).await;
        let deputy = somebody(&app, &net, "Deputy Example", net.dpsu, &[Role::Member]).await;
        let away = vec![(day("2026-03-10"), day("2026-03-12"))];
        let first = appointed(&app, chief, (net.dmsu, net.ua), None, Rank::Principal, away).await.to_string();
        let second = appointed(&app, deputy, (net.dpsu, net.ua), None, Rank::Deputy, vec![]).await.to_string();
        let nobody = app.nobody();
        let today = nobody.get(ASK).await.ok(200);
        assert_eq!(ids(&today), [first.clone(), second.clone()]);
        assert_eq!(today["items"][0]["absences"], json!([{"validFrom": "2026-03-10", "validTo": "2026-03-12"}]));
        let then = nobody.get(&format!("{ASK}&asOf=2026-03-12")).await.ok(200);
        assert_eq!(ids(&then), [second.clone(), first.clone()]);
        assert_eq!(ways(&then), [("ALL".to_owned(), true), ("ALL".to_owned(), false)]);
        let after = nobody.get(&format!("{ASK}&asOf=2026-03-13")).await.ok(200);
        assert_eq!(ids(&after), [first, second]);
    });
}

#[test]
fn the_function_is_public_and_the_person_is_for_the_network() {
    on_both("the_function_is_public_and_the_person_is_for_the_network", async |app| {
        let net = network(&app).await;
        let chief = somebody(&app, &net, "Chief Example", net.dmsu, &[Role::Member]).await;
        appointed(&app, chief, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        let reader = somebody(&app, &net, "Reader Example", net.udsc, &[Role::Reader]).await;
        let page = app.nobody().get(ASK).await.ok(200);
        assert_eq!(page["items"][0]["expert"], Value::Null);
        let path = format!("/v1/experts/{}", chief.expert);
        assert_eq!(app.nobody().get(&path).await.status, 404);
        assert_eq!(app.nobody().get("/v1/experts").await.ok(200)["items"], json!([]));
        assert_eq!(app.nobody().get("/v1/posts").await.ok(200)["items"], json!([]));
        let client = signed_in(&app, reader.expert).await;
        let page = client.get(ASK).await.ok(200);
        assert_eq!(page["items"][0]["expert"]["name"], "Chief Example");
        assert_eq!(client.get(&path).await.ok(200)["post"]["organisation"]["code"], "ua-dmsu");
    });
}

async fn appoints(app: &App, who: Somebody, body: Value) -> (u16, String, Value) {
    let answer = signed_in(app, who.expert).await.post("/v1/focal-points", body).await;
    (answer.status, answer.code(), answer.body)
}

#[test]
fn a_principal_appoints_deputies_and_contacts_and_nobody_themselves() {
    on_both("a_principal_appoints_deputies_and_contacts_and_nobody_themselves", async |app| {
        let net = network(&app).await;
        let admin = somebody(&app, &net, "Admin Example", net.udsc, &[Role::Administrator, Role::Member]).await;
        let chief = somebody(&app, &net, "Chief Example", net.dmsu, &[Role::Member]).await;
        let other = somebody(&app, &net, "Other Example", net.dpsu, &[Role::Member]).await;
        let pole = somebody(&app, &net, "Pole Example", net.udsc, &[Role::Member]).await;
        let helper = somebody(&app, &net, "Helper Example", net.ngo, &[Role::Member]).await;
        let ask = |who: Somebody, competence: &str, rank: &str| json!({"expertId": who.expert, "countryCode": "UA", "competence": competence, "rank": rank, "reason": "Decree 5."});

        assert_eq!(app.nobody().post("/v1/focal-points", ask(chief, "ALL", "PRINCIPAL")).await.status, 401);
        // Nobody speaks out of a post before it begins.
        let mut early = ask(chief, "ALL", "PRINCIPAL");
        early["validFrom"] = json!("2005-03-01");
        let (status, _, body) = appoints(&app, admin, early).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (422, &json!("/validFrom")), "{body:#}");
        assert_eq!(appoints(&app, chief, ask(other, "ALL", "PRINCIPAL")).await.0, 403);
        let (status, _, wrong) = appoints(&app, admin, ask(helper, "ALL", "PRINCIPAL")).await;
        assert_eq!((status, wrong["errors"][0]["pointer"].as_str()), (422, Some("/expertId")), "{wrong:#}");
        assert_eq!(appoints(&app, admin, ask(pole, "ALL", "PRINCIPAL")).await.0, 422);
        let (status, _, made) = appoints(&app, admin, ask(chief, "ALL", "PRINCIPAL")).await;
        assert_eq!((status, made["state"].as_str()), (201, Some("LIVE")), "{made:#}");
        let (status, code, _) = appoints(&app, admin, ask(other, "ALL", "PRINCIPAL")).await;
        assert_eq!((status, code.as_str()), (409, "CONFLICT"));

        // The principal appoints beside themselves, and never another principal or themselves.
        assert_eq!(appoints(&app, chief, ask(other, "ALL", "PRINCIPAL")).await.0, 403);
        let (status, code, _) = appoints(&app, chief, ask(chief, "border-control", "PRINCIPAL")).await;
        assert_eq!((status, code.as_str()), (403, "NOT_FOR_ONESELF"));
        let (status, _, deputy) = appoints(&app, chief, ask(other, "ALL", "DEPUTY")).await;
        assert_eq!(status, 201, "{deputy:#}");
        let (status, _, contact) = appoints(&app, chief, ask(other, "border-control", "PRINCIPAL")).await;
        assert_eq!(status, 201, "{contact:#}");
        // A deputy is no principal.
        assert_eq!(appoints(&app, other, ask(chief, "migration", "PRINCIPAL")).await.0, 403);

        // The person keeps their absences; with the revision that was read.
        let client = signed_in(&app, other.expert).await;
        let path = format!("/v1/focal-points/{}", deputy["id"].as_str().expect("an id"));
        let read = client.get(&path).await;
        let away = json!({"absences": [{"validFrom": "2026-03-04", "validTo": "2026-03-05"}], "office": {"telephone": "+380 44 000 00 00"}});
        let changed = client.patch(&path, &read.header("etag"), away.clone()).await.ok(200);
        assert_eq!(changed["office"]["telephone"], "+380 44 000 00 00");
        assert_eq!(changed["absences"][0]["validTo"], "2026-03-05");
        assert_eq!(client.patch(&path, &read.header("etag"), away).await.status, 412);

        // An appointment and its grant have one life.
        let end = json!({"reason": "Reassigned."});
        let chief_client = signed_in(&app, chief.expert).await;
        let ended = chief_client.post(&format!("{path}/end"), end.clone()).await.ok(200);
        assert_eq!(ended["state"], "ENDED");
        assert_eq!(chief_client.post(&format!("{path}/end"), end.clone()).await.status, 409);
        // Whoever appointed ends it by its grant, too.
        let held = async |role: &str, who: Somebody| {
            let page = chief_client.get(&format!("/v1/grants?role={role}&expert={}", who.expert)).await.ok(200);
            page["items"][0]["id"].as_str().unwrap_or_else(|| panic!("a grant: {page:#}")).to_owned()
        };
        let contact = held("FIELD_CONTACT", other).await;
        chief_client.post(&format!("/v1/grants/{contact}/revoke"), end.clone()).await.ok(200);
        assert_eq!(app.nobody().get(ASK).await.ok(200)["items"].as_array().map(Vec::len), Some(1));
    });
}
