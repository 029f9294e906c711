//! The sample network as a newcomer finds it: who there is to sign in as, what the directory holds,
//! and that loading it again adds nothing.

use std::cell::Cell;
use std::collections::BTreeSet;

use focalpoint_api::kit::database::Database;
use focalpoint_api::{ledger, sample, start};
use serde_json::{Value, json};

use crate::harness::{App, Client, on_both_with_the_sample, on_postgres};

fn accounts_file(app: &App) -> Value {
    let path = app.world.config.data.join("sample-accounts.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    }
    serde_json::from_str(&std::fs::read_to_string(path).expect("the accounts")).expect("JSON")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("a list of {name}"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn roles(account: &Value) -> BTreeSet<String> {
    list(account, "roles").iter().map(|role| role.as_str().expect("a role").to_owned()).collect()
}

async fn sign_in(app: &App, account: &Value) -> Client {
    let input = json!({"email": account["email"], "password": account["password"]});
    let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

/// Whole lists, a page after the other.
async fn all(client: &Client, path: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}&first=100{after}")).await.ok(200);
        found.extend(list(&page, "items").clone());
        match page["pageInfo"]["hasNextPage"] == json!(true) {
            true => after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor")),
            false => return found,
        }
    }
}

#[test]
fn the_accounts_file_has_its_shape_and_everybody_to_sign_in_as() {
    on_both_with_the_sample("the_accounts_file_has_its_shape_and_everybody_to_sign_in_as", async |app| {
        let file = accounts_file(&app);
        assert_eq!(keys(&file), ["accounts", "partners"]);
        let accounts = list(&file, "accounts");
        for account in accounts {
            let shape = BTreeSet::from_iter(keys(account));
            assert_eq!(shape, BTreeSet::from(["country", "email", "name", "organisation", "password", "roles"]));
        }
        let only = |role: &str| accounts.iter().any(|one| roles(one) == BTreeSet::from([role.to_owned()]));
        for role in [
            "READER",
            "MEMBER",
            "ORGANISATION_EDITOR",
            "FIELD_CONTACT",
            "FOCAL_POINT",
            "SECRETARIAT",
            "OBSERVER",
            "ADMINISTRATOR",
            "AUDITOR",
        ] {
            assert!(only(role), "somebody who is only {role}");
        }
        // These give no own sight, so they stand beside one that does.
        for role in ["GROUP_EDITOR", "STEERING_MEMBER"] {
            assert!(accounts.iter().any(|one| roles(one).contains(role) && roles(one).len() == 2), "{role}");
        }
        for country in ["BY", "MD", "UA", "EE", "HU", "LV", "LT", "PL", "RO", "SK"] {
            let speaks = |one: &&Value| one["country"] == country && roles(one).contains("FOCAL_POINT");
            assert!(accounts.iter().any(|one| speaks(&one)), "a focal point of {country}");
        }
        let plain: Vec<&Value> =
            accounts.iter().filter(|one| roles(one) == BTreeSet::from(["MEMBER".to_owned()])).collect();
        for country in ["UA", "PL", "LT"] {
            assert!(
                plain.iter().filter(|one| one["country"] == country).count() >= 2,
                "two plain members of {country}"
            );
        }
        let reader = sign_in(&app, plain[0]).await;
        for (kind, begins) in [
            ("NGO", ""),
            ("EMBASSY", ""),
            ("INTERNATIONAL_ORGANISATION", "int-unhcr"),
            ("INTERNATIONAL_ORGANISATION", "int-iom"),
        ] {
            let bodies = all(&reader, &format!("/v1/organisations?type={kind}")).await;
            let of = |code: &Value| {
                code.as_str().is_some_and(|code| code.starts_with(begins))
                    && bodies.iter().any(|body| body["code"] == *code)
            };
            assert!(plain.iter().any(|one| of(&one["organisation"])), "a member of {kind} {begins}");
        }
        let partners = list(&file, "partners");
        assert!(partners.len() >= 2);
        for partner in partners {
            assert_eq!(
                BTreeSet::from_iter(keys(partner)),
                BTreeSet::from(["clientId", "clientSecret", "organisation"])
            );
        }
        // Somebody's grant has ended: signed in, they read what is public, and their own.
        let ended = accounts.iter().filter(|one| roles(one).is_empty());
        let mut found = false;
        for account in ended {
            let client = sign_in(&app, account).await;
            let me = client.get("/v1/me").await.ok(200);
            assert_eq!(list(&me, "parties").len(), 1, "PUBLIC alone: {me:#}");
            found = true;
        }
        assert!(found);
    });
}

#[test]
fn the_roles_in_the_accounts_file_are_the_live_ones() {
    on_both_with_the_sample("the_roles_in_the_accounts_file_are_the_live_ones", async |app| {
        for account in list(&accounts_file(&app), "accounts") {
            let me = sign_in(&app, account).await.get("/v1/me").await.ok(200);
            let live = list(&me, "grants").iter().filter(|grant| grant["state"] == "LIVE");
            let live: BTreeSet<String> = live.map(|grant| grant["role"].as_str().expect("a role").to_owned()).collect();
            assert_eq!(roles(account), live, "{}", account["email"]);
            assert_eq!(me["expert"]["name"], account["name"]);
            assert_eq!(me["expert"]["post"]["organisation"]["code"], account["organisation"]);
        }
    });
}

/// As `focalpoint serve --sample` does it, twice on one database that was empty.
#[test]
fn of_two_servers_that_begin_with_the_sample_at_once_one_loads_it_and_both_serve() {
    let name = "of_two_servers_that_begin_with_the_sample_at_once_one_loads_it_and_both_serve";
    on_postgres(name, async |app| {
        let loaded = Cell::new(0);
        let begins = async || {
            let config = app.world.config.clone();
            let database = Database::connect(&config.database_url(), 4).await.expect("a connection");
            start::migrate(&database).await.expect("migrated");
            let told = Cell::new(0);
            sample::load(&config, &database, &|_, _| told.set(told.get() + 1)).await.expect("the sample");
            loaded.set(loaded.get() + usize::from(told.get() > 0));
            database.close().await.expect("closing");
            app.replica().await
        };
        let (one, other) = tokio::join!(begins(), begins());
        assert_eq!(loaded.get(), 1, "one loads, the other waits for it");
        let accounts = accounts_file(&app);
        let whoever = &list(&accounts, "accounts")[0];
        let sign_in = json!({ "email": whoever["email"], "password": whoever["password"] });
        for server in [&one, &other] {
            let held = sample::held(&server.world.database).await.expect("a look");
            assert_eq!(held, sample::Held::Sample);
            server.nobody().post("/v1/auth/sign-in", sign_in.clone()).await.ok(200);
            let countries = server.nobody().get("/v1/countries?count=true").await.ok(200);
            assert!(countries["totalCount"].as_u64() > Some(5), "{countries:#}");
        }
        let verified = ledger::verify(&app.world, None).await.expect("a look");
        assert!(verified.is_ok(), "{verified:?}");
    });
}

#[test]
fn loading_the_sample_again_adds_nothing() {
    on_both_with_the_sample("loading_the_sample_again_adds_nothing", async |app| {
        let before = (ledger::head(&app.world).await.expect("a head"), accounts_file(&app));
        focalpoint_api::sample::load(&app.world.config, &app.world.database, &|_, _| ()).await.expect("nothing to do");
        assert_eq!((ledger::head(&app.world).await.expect("a head"), accounts_file(&app)), before);
    });
}

#[test]
fn the_directory_holds_the_whole_process_and_says_that_it_was_compiled() {
    on_both_with_the_sample("the_directory_holds_the_whole_process_and_says_that_it_was_compiled", async |app| {
        let file = accounts_file(&app);
        let reader = sign_in(&app, &list(&file, "accounts")[0]).await;
        let countries = all(&reader, "/v1/countries?lifecycle=ALL").await;
        let bodies = all(&reader, "/v1/organisations?lifecycle=ALL").await;
        let fields = all(&reader, "/v1/competences?lifecycle=ALL").await;
        assert_eq!((countries.len(), bodies.len(), fields.len()), (11, 126, 40));
        for fact in countries.iter().chain(&bodies).chain(&fields) {
            let from = &fact["provenance"];
            assert!(from["source"].is_string() && from["confidence"].is_string(), "{fact:#}");
            assert_eq!(from["confirmedByCountry"], json!(false), "compiled: {fact:#}");
        }
        assert!(bodies.iter().any(|body| body["precision"] == "YEAR" && body["validFrom"].as_str().is_some_and(|day| day.len() == 4)));
        let secretariat = bodies.iter().find(|body| body["code"] == "int-cbcp").expect("the Secretariat");
        assert_eq!((&secretariat["validTo"], &secretariat["successors"]), (&Value::Null, &json!([])));
        let groups = all(&reader, "/v1/groups?lifecycle=ALL").await;
        for (country, wanted) in [("UA", vec!["central-southern", "northern"]), ("SE", vec![])] {
            let mut clusters = Vec::new();
            for group in groups.iter().filter(|group| group["kind"] == "CLUSTER") {
                let path = format!("/v1/groups/{}/members?lifecycle=ALL", group["id"].as_str().expect("an id"));
                let members = all(&reader, &path).await;
                assert!(members.iter().all(|one| one["validFrom"].is_string()), "dated");
                if members.iter().any(|one| one["member"]["code"] == country) {
                    clusters.push(group["code"].as_str().expect("a code").to_owned());
                }
            }
            clusters.sort();
            assert_eq!(clusters, wanted, "{country}");
        }
        assert!(groups.iter().any(|group| group["kind"] == "COMMITTEE"));
        let then = all(&reader, "/v1/focal-points?asOf=2005-03-01").await;
        assert!(
            then.len() >= 10
                && then.iter().all(|one| one["validFrom"].as_str().is_some_and(|day| day.starts_with("200"))),
            "{}",
            then.len()
        );
        let updates = all(&reader, "/v1/updates?sort=-publishedAt").await;
        assert!(updates.len() >= 12, "a few dozen, under this reader's sight: {}", updates.len());
    });
}

#[test]
fn countries_come_with_their_situation_their_role_and_their_neighbours() {
    on_both_with_the_sample("countries_come_with_their_situation_their_role_and_their_neighbours", async |app| {
        let countries = all(&app.nobody(), "/v1/countries?sort=code").await;
        let of = |code: &str| countries.iter().find(|country| country["code"] == code).expect("a country").clone();
        let ukraine = of("UA");
        assert_eq!(ukraine["landBorders"], json!(["BY", "HU", "MD", "PL", "RO", "SK"]));
        let words = |code: &str| json!([of(code)["accessionGroup"], of(code)["processRole"]]);
        assert_eq!(words("UA"), json!(["WESTERN_NIS", "PARTICIPANT"]));
        assert_eq!(words("EE"), json!(["EU_MEMBER_2004", "PARTICIPANT"]));
        assert_eq!((words("SE"), of("SE")["landBorders"].clone()), (json!(["PARTNER", "PARTNER"]), json!([])));
        // A border has two sides.
        for country in &countries {
            for neighbour in list(country, "landBorders") {
                let back = of(neighbour.as_str().expect("a code"));
                assert!(list(&back, "landBorders").contains(&country["code"]), "{} and {neighbour}", country["code"]);
            }
        }
        let query = "{ country(code: \"LV\") { landBorders accessionGroup processRole } }";
        let data = app.nobody().graphql(query, json!({})).await.data();
        let expected = json!({"landBorders": ["BY", "EE", "LT"], "accessionGroup": "EU_MEMBER_2004", "processRole": "PARTICIPANT"});
        assert_eq!(data["country"], expected);
    });
}

#[test]
fn a_steering_member_sits_in_a_committee() {
    on_both_with_the_sample("a_steering_member_sits_in_a_committee", async |app| {
        let accounts = accounts_file(&app);
        let secretariat = list(&accounts, "accounts").iter().find(|one| roles(one).contains("SECRETARIAT"));
        let secretariat = sign_in(&app, secretariat.expect("one of the Secretariat")).await;
        let member =
            list(&accounts, "accounts").iter().find(|one| one["country"] == "UA" && roles(one).contains("MEMBER"));
        let member = sign_in(&app, member.expect("a Ukrainian member")).await.get("/v1/me").await.ok(200);
        let steers = |group: &str| {
            json!({"expertId": member["expert"]["id"], "role": "STEERING_MEMBER", "reason": "The plan of work.",
                   "scope": {"kind": "GROUP", "code": group}})
        };
        let refused = secretariat.post("/v1/grants", steers("northern")).await.ok(422);
        assert_eq!(refused["errors"][0]["pointer"], "/scope/code", "{refused}");
        assert!(refused["detail"].as_str().expect("a detail").contains("in a committee"), "{refused}");
        // In the committee itself it is only that they are no member of it.
        let outside = secretariat.post("/v1/grants", steers("steering-committee")).await.ok(422);
        assert!(outside["detail"].as_str().expect("a detail").contains("does not stand there"), "{outside}");
    });
}
