//! The saved queries of the playground, run as a member of the sample network.

use serde_json::{Value, json};

use crate::harness::{App, Client, on_both_with_the_sample};

/// The member of a body with the fewest other roles, as the sample wrote the account down.
fn account(app: &App, organisation: &str) -> Value {
    let text = std::fs::read_to_string(app.world.config.data.join("sample-accounts.json")).expect("the accounts");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let members = list(&file, "/accounts").iter().filter(|a| a["organisation"] == organisation);
    let members = members.filter(|a| list(a, "/roles").contains(&json!("MEMBER")));
    let found = members.min_by_key(|a| list(a, "/roles").len());
    found.unwrap_or_else(|| panic!("an account of a member of {organisation}")).clone()
}

async fn signed_in(app: &App, account: &Value) -> Client {
    let input = json!({"email": account["email"], "password": account["password"]});
    let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

async fn member(app: &App, organisation: &str) -> Client {
    signed_in(app, &account(app, organisation)).await
}

/// What the server offers in the tabs.
async fn examples(app: &App) -> Vec<Value> {
    let list = app.nobody().get("/playground/examples.json").await.ok(200);
    list.as_array().expect("a list").clone()
}

async fn run(client: &Client, example: &Value) -> Value {
    let variables = match example["variables"].as_str().expect("a text") {
        "" => json!({}),
        text => serde_json::from_str(text).expect("JSON"),
    };
    let answer = client.graphql(example["query"].as_str().expect("a query"), variables).await;
    assert!(answer.status == 200 && answer.body.get("errors").is_none(), "{}: {:#}", example["slug"], answer.body);
    answer.body["data"].clone()
}

fn list<'a>(data: &'a Value, pointer: &str) -> &'a Vec<Value> {
    let found = data.pointer(pointer).and_then(Value::as_array);
    found.unwrap_or_else(|| panic!("a list at {pointer}: {data:#}"))
}

#[test]
fn every_saved_query_runs_and_answers_its_question() {
    on_both_with_the_sample("every_saved_query_runs_and_answers_its_question", async |app| {
        let who = account(&app, "pl-sg");
        let client = signed_in(&app, &who).await;
        for example in examples(&app).await {
            let data = run(&client, &example).await;
            match example["slug"].as_str().expect("a slug") {
                "who-am-i" => knows_me(&data, &who),
                "who-speaks-for" => names_who_speaks(&data),
                "coverage" => shows_gaps(&data),
                "directory" => lists_a_country(&data),
                "whats-new" => lists_the_newest(&data),
                "in-our-room" => shows_the_room(&app, &data).await,
                "tell-the-northern-cluster" => reaches_the_cluster_alone(&app, &data).await,
                "who-would-see-it" => counts_the_cluster(&data),
                "roles" => lists_the_roles(&data),
                other => panic!("{other} promises something that this test does not know"),
            }
        }
    });
}

fn knows_me(data: &Value, who: &Value) {
    let me = &data["viewer"];
    assert_eq!(me["account"]["email"], who["email"]);
    assert_eq!(me["expert"]["name"], who["name"]);
    assert_eq!(me["expert"]["post"]["organisation"]["code"], "pl-sg");
    assert!(list(me, "/grants").iter().any(|g| g["role"] == "MEMBER" && g["state"] == "LIVE"), "{me:#}");
    for (kind, code) in [("COUNTRY", "PL"), ("GROUP", "northern"), ("ORGANISATION", "pl-sg")] {
        let has = list(me, "/parties").iter().any(|p| p["kind"] == kind && p["code"] == code);
        assert!(has, "{kind} {code}: {me:#}");
    }
}

fn names_who_speaks(data: &Value) {
    let today = list(data, "/today/nodes");
    assert!(today.iter().any(|a| a["competence"] == "return-readmission" && a["rank"] == "PRINCIPAL"), "{data:#}");
    assert!(today.iter().all(|a| a["countryCode"] == "UA" && !a["via"].is_null()), "{data:#}");
    assert!(today.iter().all(|a| !a["organisation"].is_null() && !a["office"]["email"].is_null()), "{data:#}");
    let then = list(data, "/then/nodes");
    assert!(then.iter().any(|a| a["organisation"]["code"] == "ua-sdcir" && !a["expert"].is_null()), "{data:#}");
    assert!(then.iter().all(|a| !today.contains(a)), "twenty years are a difference: {data:#}");
}

fn shows_gaps(data: &Value) {
    let cells = list(data, "/focalPointCoverage");
    for covered in [true, false] {
        assert!(cells.iter().any(|c| c["covered"] == covered), "some are {covered}");
    }
    assert!(cells.iter().all(|c| (c["by"] == "NOBODY") != (c["covered"] == true)), "{data:#}");
}

fn lists_a_country(data: &Value) {
    assert_eq!(data["country"]["code"], "UA");
    assert!(!list(data, "/country/organisations/nodes").is_empty());
    let people = list(data, "/experts/nodes");
    assert!(people.iter().any(|p| !list(p, "/appointments/nodes").is_empty()), "{data:#}");
    let codes = people.iter().map(|p| p["post"]["organisation"]["code"].as_str().unwrap_or_default());
    assert!(codes.clone().any(|code| code == "ua-sms"), "{:?}", codes.collect::<Vec<_>>());
}

fn lists_the_newest(data: &Value) {
    let updates = list(data, "/updates/nodes");
    assert_eq!(updates.len(), 10);
    let days: Vec<_> = updates.iter().map(|u| u["publishedAt"].as_str().expect("an instant")).collect();
    assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
    assert_eq!(data["updates"]["pageInfo"]["hasNextPage"], true);
}

async fn shows_the_room(app: &App, data: &Value) {
    let updates = list(data, "/updates/nodes");
    assert!(!updates.is_empty() && data["updates"]["totalCount"].as_u64() >= Some(1), "{data:#}");
    // Others who are in the room see all of it; whoever is not, nothing of what is for it alone.
    let lithuanian = member(app, "lt-sbgs").await;
    for update in updates {
        let path = format!("/v1/updates/{}", update["id"].as_str().expect("an id"));
        lithuanian.get(&path).await.ok(200);
    }
    assert_eq!(member(app, "hu-police").await.get("/v1/updates?sharedWith=northern").await.status, 422);
}

async fn reaches_the_cluster_alone(app: &App, data: &Value) {
    let update = &data["publishUpdate"]["update"];
    assert_eq!(update["state"], "PUBLISHED");
    assert!(!update["publishedAt"].is_null() && !update["owner"]["name"].is_null(), "{update:#}");
    assert!(list(update, "/audience/parties").contains(&json!({"kind": "GROUP", "code": "northern"})), "{update:#}");
    let path = format!("/v1/updates/{}", update["id"].as_str().expect("an id"));
    for (organisation, status) in [("lt-sbgs", 200), ("by-gpk", 200), ("hu-police", 404), ("eu-frontex", 404)] {
        assert_eq!(member(app, organisation).await.get(&path).await.status, status, "{organisation}");
    }
    assert_eq!(app.nobody().get(&path).await.status, 404);
}

fn counts_the_cluster(data: &Value) {
    let preview = &data["previewAudience"];
    assert!(preview["total"]["people"].as_i64().is_some_and(|people| people > 5), "{preview:#}");
    assert_eq!((&preview["andAllWhoJoinLater"], &preview["publishing"]), (&json!(true), &json!("ALLOWED")));
    let codes = |pointer: &str| -> Vec<Value> {
        list(preview, pointer).iter().map(|one| one["party"]["code"].clone()).collect()
    };
    assert_eq!(codes("/groups"), [json!("northern")]);
    for code in ["BY", "LT", "PL", "UA"] {
        assert!(codes("/countries").contains(&json!(code)), "{code}: {preview:#}");
    }
    assert!(codes("/organisations").contains(&json!("pl-sg")), "{preview:#}");
}

fn lists_the_roles(data: &Value) {
    let roles = list(data, "/roles/roles");
    let of = |name: &str| roles.iter().find(|r| r["role"] == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(of("FOCAL_POINT")["mayGrant"], json!(["READER", "MEMBER", "ORGANISATION_EDITOR"]));
    assert_eq!(of("FOCAL_POINT")["scopeKind"], "COUNTRY");
    assert!(list(of("MEMBER"), "/acts").contains(&json!("publishUpdate")), "{:#}", of("MEMBER"));
}
