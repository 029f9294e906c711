//! A body whose making waits for a word is shown to those whose word it is, the registry and whoever asked, and to
//! nobody else; and those whose word an act waits for are written to.

use entity::vocabulary::{FactKind, OrganisationType};
use focalpoint_api::network::facts::NewFact;
use focalpoint_api::network::organisations::NewOrganisation;
use serde_json::{Value, json};

use crate::harness::world_organisations::{Builder, Directory, Person};
use crate::harness::{App, Client, on_both, signed_in};

async fn client(app: &App, person: Person) -> Client {
    signed_in(app, person.expert).await
}

fn new_authority() -> Value {
    json!({ "code": "ua-new", "type": "OTHER_AUTHORITY", "countryCode": "UA", "name": "Agency of Tomorrow",
            "parentCode": "ua-mom", "competences": ["asylum"] })
}

fn codes(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("items").iter().filter_map(|item| item["code"].as_str()).collect()
}

/// What a reader is shown of a body, by every way to it.
async fn shown(client: &Client, id: &str) -> Vec<bool> {
    let one = client.get(&format!("/v1/organisations/{id}")).await.status;
    let history = client.get(&format!("/v1/organisations/{id}/history")).await.status;
    let all = client.get("/v1/organisations?lifecycle=ALL&count=true&first=100").await.ok(200);
    let found = client.get("/v1/organisations?q=tomorrow&lifecycle=ALL").await.ok(200);
    let coded = client.get("/v1/organisations?code=ua-new&lifecycle=ALL").await.ok(200);
    let there = client.get("/v1/organisations?country=UA&lifecycle=ALL&first=100").await.ok(200);
    assert_eq!(all["totalCount"], json!(codes(&all).len()), "what is counted is what is shown");
    let query = "query($id: ID!, $one: UUID!) { node(id: $id) { id } organisation(id: $one) { id }
        country(code: \"UA\") { organisations { nodes { code } } } }";
    let data = client.graphql(query, json!({ "id": id, "one": id })).await.data();
    vec![
        one == 200,
        history == 200,
        codes(&all).contains(&"ua-new"),
        !codes(&found).is_empty(),
        !codes(&coded).is_empty(),
        codes(&there).contains(&"ua-new"),
        !data["node"].is_null(),
        !data["organisation"].is_null(),
        fed(client).await.contains(&json!(id)),
    ]
}

/// The ids of bodies that a reader's feed tells from the beginning.
async fn fed(client: &Client) -> Vec<Value> {
    let page = client.get("/v1/changes?kind=ORGANISATION&first=100").await;
    let items = page.body["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|change| change["itemId"].clone()).collect()
}

fn all_of(is: bool) -> Vec<bool> {
    vec![is; 9]
}

#[test]
fn a_body_that_waits_for_its_countrys_word_is_shown_to_nobody_else_meanwhile() {
    on_both("a_body_that_waits_for_its_countrys_word_is_shown_to_nobody_else_meanwhile", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let (focal_point, secretary) = (client(&app, net.focal_point).await, client(&app, net.secretary).await);
        let others = [app.nobody(), client(&app, net.member).await, client(&app, net.volunteer).await];
        let made = administrator.post("/v1/organisations", new_authority()).await.ok(202);
        let id = made["target"]["id"].as_str().expect("an id").to_owned();
        let request = made["id"].as_str().expect("an id").to_owned();
        let body = administrator.get(&format!("/v1/organisations/{id}")).await.ok(200);
        assert_eq!(json!([body["state"], body["countryCode"], body["official"]]), json!(["PROPOSED", "UA", false]));
        for asked in [&administrator, &focal_point, &secretary] {
            assert_eq!(shown(asked, &id).await, all_of(true));
        }
        for other in &others {
            assert_eq!(shown(other, &id).await, all_of(false));
            assert_eq!(other.get(&format!("/v1/access-requests/{request}")).await.status, hidden_from(other));
        }
        // Nobody enters it, and it enters nothing.
        let post = json!({ "expertId": net.member.expert, "organisationId": id, "title": "Adviser" });
        let refused = administrator.post("/v1/posts", post).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/organisationId")));
        let status = json!({ "official": true, "reason": "A test." });
        let path = format!("/v1/organisations/{id}/status");
        assert_eq!(administrator.post(&path, status).await.code(), "CONFLICT");
        let end = json!({ "reason": "A test." });
        assert_eq!(administrator.post(&format!("/v1/organisations/{id}/end"), end).await.code(), "CONFLICT");

        let path = format!("/v1/access-requests/{request}/approve");
        assert_eq!(focal_point.post(&path, json!({})).await.ok(200)["state"], "DONE");
        let body = app.nobody().get(&format!("/v1/organisations/{id}")).await.ok(200);
        let is = json!([body["state"], body["countryCode"], body["official"], body["parentCode"]]);
        assert_eq!(is, json!(["PUBLISHED", "UA", true, "ua-mom"]));
        for reader in others.iter().chain([&administrator, &focal_point]) {
            assert_eq!(shown(reader, &id).await, all_of(true));
        }
    });
}

/// 401 for nobody, 404 for whoever is signed in.
#[test]
fn what_has_ended_is_carried_on_by_no_body_that_waits() {
    on_both("what_has_ended_is_carried_on_by_no_body_that_waits", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, focal_point) = (client(&app, net.administrator).await, client(&app, net.focal_point).await);
        let made = administrator.post("/v1/organisations", new_authority()).await.ok(202);
        let id = made["target"]["id"].clone();
        let end = format!("/v1/organisations/{}/end", net.guard);
        for dry_run in [true, false] {
            let input = json!({ "reason": "Dissolved.", "carriedOnBy": id, "dryRun": dry_run });
            let answer = focal_point.post(&end, input).await;
            let pointer = &answer.body["errors"][0]["pointer"];
            assert_eq!((answer.status, pointer), (422, &json!("/carriedOnBy")), "{:#}", answer.body);
        }
        let guard = client(&app, net.member).await;
        assert_eq!(guard.post(&end, json!({ "reason": "Dissolved.", "carriedOnBy": id })).await.status, 403);
        let body = focal_point.get(&format!("/v1/organisations/{}", net.guard)).await.ok(200);
        assert_eq!((&body["validTo"], &body["successors"]), (&Value::Null, &json!([])));
    });
}

fn hidden_from(client: &Client) -> u16 {
    if client.is_somebody() { 404 } else { 401 }
}

#[test]
fn a_body_whose_word_is_refused_or_taken_back_never_was_and_its_code_is_free() {
    on_both("a_body_whose_word_is_refused_or_taken_back_never_was_and_its_code_is_free", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let focal_point = client(&app, net.focal_point).await;
        for (who, act) in [(&focal_point, "refuse"), (&administrator, "withdraw")] {
            let made = administrator.post("/v1/organisations", new_authority()).await.ok(202);
            let id = made["target"]["id"].as_str().expect("an id").to_owned();
            assert_eq!(administrator.post("/v1/organisations", new_authority()).await.code(), "CONFLICT");
            let path = format!("/v1/access-requests/{}/{act}", made["id"].as_str().expect("an id"));
            who.post(&path, json!({ "reason": "There is one already." })).await.ok(200);
            for reader in [&app.nobody(), &focal_point] {
                assert_eq!(shown(reader, &id).await, all_of(false), "{act}");
            }
            // The registry sees that it was asked for; it lives nowhere.
            let body = administrator.get(&format!("/v1/organisations/{id}")).await.ok(200);
            assert_eq!(body["state"], "WITHDRAWN");
            let listed = administrator.get("/v1/organisations?first=100").await.ok(200);
            assert!(!codes(&listed).iter().any(|code| code.starts_with("withdrawn/")), "{listed:#}");
        }
        // The focal point says the word by acting.
        let made = focal_point.post("/v1/organisations", new_authority()).await.ok(201);
        assert_eq!(json!([made["code"], made["state"]]), json!(["ua-new", "PUBLISHED"]));
    });
}

#[test]
fn a_flag_waits_for_the_secretariat_and_the_body_with_it() {
    on_both("a_flag_waits_for_the_secretariat_and_the_body_with_it", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let new = json!({ "code": "ua-new", "type": "NGO", "official": true, "name": "Friends of Tomorrow",
                          "countryCode": "UA" });
        let made = administrator.post("/v1/organisations", new).await.ok(202);
        assert_eq!(
            made["waitsFor"][0]["party"],
            json!({ "kind": "OFFICIALS", "partyId": null, "code": null, "name": null })
        );
        let id = made["target"]["id"].as_str().expect("an id").to_owned();
        let (secretary, focal_point) = (client(&app, net.secretary).await, client(&app, net.focal_point).await);
        assert_eq!(shown(&secretary, &id).await, all_of(true));
        assert_eq!(shown(&focal_point, &id).await, all_of(false));
        let path = format!("/v1/access-requests/{}/approve", made["id"].as_str().expect("an id"));
        secretary.post(&path, json!({})).await.ok(200);
        assert_eq!(app.nobody().get(&format!("/v1/organisations/{id}")).await.ok(200)["official"], true);
    });
}

#[test]
fn those_whose_word_is_missing_are_written_to_and_whoever_asked_hears_what_became_of_it() {
    on_both("those_whose_word_is_missing_are_written_to", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let focal_point = client(&app, net.focal_point).await;
        let to = |letters: &[focalpoint_api::kit::mail::Letter]| {
            let mut to: Vec<String> = letters.iter().map(|letter| letter.to.clone()).collect();
            to.sort();
            to
        };
        let address = async |client: &Client| {
            client.get("/v1/me").await.ok(200)["account"]["email"].as_str().expect("an address").to_owned()
        };
        let (asker, asked) = (address(&administrator).await, address(&focal_point).await);
        app.letters().await;
        for (act, said) in [("approve", "done"), ("refuse", "refused")] {
            let post = json!({ "expertId": net.volunteer.expert, "organisationId": net.guard, "title": "Adviser" });
            let waiting = administrator.post("/v1/posts", post).await.ok(202);
            let of = waiting["waitsFor"].as_array().expect("a list");
            let party = of.iter().find(|w| w["party"]["kind"] == "ORGANISATION").expect("the body");
            assert_eq!(
                party["party"],
                json!({ "kind": "ORGANISATION", "partyId": net.guard, "code": "ua-guard", "name": "Border Guard" })
            );
            let letters = app.letters().await;
            // The volunteer is asked whether they leave their post, the focal point whether they may come.
            assert_eq!(to(&letters), to_two(&asked, &address(&client(&app, net.volunteer).await).await));
            for letter in &letters {
                assert!(!letter.text.contains("Border Guard") && !letter.text.contains("Volunteer"), "{}", letter.text);
            }
            let path = format!("/v1/access-requests/{}/{act}", waiting["id"].as_str().expect("an id"));
            focal_point.post(&path, json!({ "reason": "A test." })).await.ok(200);
            if act == "approve" {
                assert!(app.letters().await.is_empty(), "one word of two is no end");
                let volunteer = client(&app, net.volunteer).await;
                let path = format!("/v1/access-requests/{}/refuse", waiting["id"].as_str().expect("an id"));
                volunteer.post(&path, json!({ "reason": "I stay." })).await.ok(200);
            }
            let letters = app.letters().await;
            assert_eq!(to(&letters), std::slice::from_ref(&asker), "{act} {said}");
            assert!(letters[0].text.contains(waiting["id"].as_str().expect("an id")));
        }
        // Said by acting: nobody is asked, and nobody is told.
        let appointed = json!({ "expertId": net.member.expert, "countryCode": "UA", "competence": "asylum",
            "rank": "PRINCIPAL", "reason": "A test." });
        focal_point.post("/v1/focal-points", appointed).await.ok(201);
        assert!(app.letters().await.iter().all(|letter| letter.subject != "An act waits for your word"));
    });
}

fn to_two(one: &str, other: &str) -> Vec<String> {
    let mut both = vec![one.to_owned(), other.to_owned()];
    both.sort();
    both
}

#[test]
fn what_one_asked_for_and_what_waits_for_one_are_two_filters_of_both_lists() {
    on_both("what_one_asked_for_and_what_waits_for_one_are_two_filters", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, focal_point) = (client(&app, net.administrator).await, client(&app, net.focal_point).await);
        administrator.post("/v1/organisations", new_authority()).await.ok(202);
        let number = async |client: &Client, query: &str| {
            client.get(&format!("/v1/access-requests?count=true{query}")).await.ok(200)["totalCount"].clone()
        };
        let of = async |client: &Client| {
            json!([number(client, "&mine=true").await, number(client, "&waitingForMe=true").await])
        };
        assert_eq!(of(&administrator).await, json!([1, 0]));
        assert_eq!(of(&focal_point).await, json!([0, 1]));
        let query = "{ mine: accessRequests(filter: { mine: true }) { totalCount }
            waiting: accessRequests(filter: { waitingForMe: true }) { totalCount }
            own: proposals(filter: { mine: true }) { totalCount }
            asked: proposals(filter: { waitingForMe: true }) { totalCount } }";
        let data = focal_point.graphql(query, json!({})).await.data();
        assert_eq!(json!([data["mine"]["totalCount"], data["waiting"]["totalCount"]]), json!([0, 1]));

        let (member, editor) = (client(&app, net.member).await, client(&app, net.focal_point).await);
        let draft = json!({ "title": "Wide", "bodyMarkdown": "Text.", "state": "PROPOSED",
            "audience": { "parties": [{ "kind": "PUBLIC" }] } });
        member.post("/v1/updates", draft).await.ok(201);
        let number = async |client: &Client, query: &str| {
            client.get(&format!("/v1/proposals?count=true{query}")).await.ok(200)["totalCount"].clone()
        };
        for (who, is) in [(&member, [1, 0]), (&editor, [0, 1])] {
            assert_eq!(json!([number(who, "&mine=true").await, number(who, "&waitingForMe=true").await]), json!(is));
        }
        // What is never for everybody asks who looks; over both doors.
        for path in [
            "/v1/access-requests",
            "/v1/proposals",
            "/v1/grants",
            "/v1/partners",
            "/v1/invitations",
            "/v1/audit-events",
        ] {
            assert_eq!(app.nobody().get(path).await.status, 401, "{path}");
        }
        for field in ["accessRequests", "proposals", "grants", "partners", "invitations", "auditEvents"] {
            let answer = app.nobody().graphql(&format!("{{ {field} {{ totalCount }} }}"), json!({})).await;
            assert_eq!(answer.body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{field}");
        }
    });
}

#[test]
fn a_dry_run_counts_only_what_the_asker_may_see() {
    on_both("a_dry_run_counts_only_what_the_asker_may_see", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, member) = (client(&app, net.administrator).await, client(&app, net.member).await);
        let focal_point = client(&app, net.focal_point).await;
        // A circle whose members only its keeper sees, with the guard and the member's own post in it; and a draft.
        let circle = json!({ "kind": "SHARING_GROUP", "name": "Circle", "membersSeenBy": "KEEPERS" });
        let circle = member.post("/v1/groups", circle).await.ok(201)["id"].as_str().expect("an id").to_owned();
        let join = json!({ "party": { "kind": "POST", "partyId": net.member.post }, "reason": "Why." });
        member.post(&format!("/v1/groups/{circle}/members"), join).await.ok(201);
        let draft =
            json!({ "title": "Draft", "bodyMarkdown": "Text.", "state": "DRAFT", "audience": { "parties": [] } });
        member.post("/v1/updates", draft).await.ok(201);

        let of_post = async |client: &Client| {
            let path = format!("/v1/posts/{}/end", net.member.post);
            let tried = client.post(&path, json!({ "dryRun": true })).await.ok(200);
            let found = tried["hanging"].as_array().expect("a list").clone();
            let number = |what: &str| {
                found.iter().find(|h| h["what"] == what).map_or(json!(0), |hanging| hanging["count"].clone())
            };
            json!([number("MEMBERSHIP"), number("GROUP_KEPT"), number("DRAFT"), number("GRANT")])
        };
        assert_eq!(of_post(&member).await, json!([1, 1, 1, 1]), "their own");
        assert_eq!(of_post(&administrator).await, json!([0, 1, 0, 1]), "groups and grants are for the registry");
        let of_body = async |client: &Client| {
            let path = format!("/v1/organisations/{}/end", net.guard);
            let tried = client.post(&path, json!({ "reason": "Why.", "dryRun": true })).await.ok(200);
            json!(["memberships", "groups", "drafts"].map(|what| tried["hanging"][what]["count"].clone()))
        };
        assert_eq!(of_body(&administrator).await, json!([0, 1, 0]));
        assert_eq!(of_body(&focal_point).await, json!([0, 0, 0]));
    });
}

#[test]
fn a_dry_run_tells_those_who_may_make_an_editor_how_much_nobody_would_keep() {
    on_both("a_dry_run_tells_those_who_may_make_an_editor_how_much_nobody_would_keep", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, editor) = (client(&app, net.administrator).await, client(&app, net.editor).await);
        let focal_point = client(&app, net.focal_point).await;
        // The ministry's only editor has a draft in its name that nobody else sees.
        let draft = json!({
            "title": "Draft", "bodyMarkdown": "Text.", "state": "DRAFT", "audience": { "parties": [] }, "ownerId": net.ministry,
        });
        editor.post("/v1/updates", draft).await.ok(201);
        let post = format!("/v1/posts/{}/end", net.editor.post);
        let body = format!("/v1/organisations/{}/end", net.ministry);
        for (asker, unkept, seen) in
            [(&administrator, json!(1), 0), (&focal_point, json!(1), 0), (&editor, json!(null), 1)]
        {
            let tried = asker.post(&post, json!({ "dryRun": true })).await.ok(200);
            assert_eq!(tried["unkept"], unkept, "{tried:#}");
            let drafts = tried["hanging"].as_array().expect("a list").iter().find(|h| h["what"] == "DRAFT").cloned();
            assert_eq!(drafts.map_or(0, |drafts| drafts["count"].as_i64().unwrap_or(-1)), seen);
        }
        let dry = json!({ "reason": "Why.", "dryRun": true });
        let tried = administrator.post(&body, dry.clone()).await.ok(200);
        assert_eq!((&tried["hanging"]["unkept"], &tried["hanging"]["drafts"]["count"]), (&json!(1), &json!(0)));
        let query = "mutation($input: EndOrganisationInput!) { endOrganisation(input: $input) { hanging { unkept } } }";
        let input = json!({ "id": net.ministry, "reason": "Why.", "dryRun": true });
        let data = administrator.graphql(query, json!({ "input": input })).await.data();
        assert_eq!(data["endOrganisation"]["hanging"]["unkept"], 1);
        // Where another body takes it over, its editors keep it.
        let merge = json!({ "into": net.guard, "reason": "Why.", "dryRun": true });
        let tried = administrator.post(&format!("/v1/organisations/{}/merge", net.ministry), merge).await.ok(200);
        assert_eq!(tried["hanging"]["unkept"], json!(null));
        // With a second editor there is nothing to tell.
        let grant = json!({
            "expertId": net.focal_point.expert, "role": "ORGANISATION_EDITOR",
            "scope": { "kind": "ORGANISATION", "id": net.ministry }, "reason": "A second one.",
        });
        let granted = administrator.post("/v1/grants", grant).await;
        if granted.status == 202 {
            let path = format!("/v1/access-requests/{}/approve", granted.body["id"].as_str().expect("an id"));
            editor.post(&path, json!({})).await.ok(200);
        }
        let tried = administrator.post(&post, json!({ "dryRun": true })).await.ok(200);
        assert_eq!(tried["unkept"], json!(null), "{tried:#}");
        // What is done tells the same as what was tried.
        assert_eq!(administrator.post(&body, json!({ "reason": "Why." })).await.ok(200)["hanging"]["unkept"], 1);
    });
}

#[test]
fn a_body_that_waits_is_nobodys_superior_and_no_history_tells_of_what_is_hidden() {
    on_both("a_body_that_waits_is_nobodys_superior_and_no_history_tells_of_what_is_hidden", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let focal_point = client(&app, net.focal_point).await;
        let (editor, volunteer) = (client(&app, net.editor).await, client(&app, net.volunteer).await);
        let made = administrator.post("/v1/organisations", new_authority()).await.ok(202);
        let id = made["target"]["id"].as_str().expect("an id").to_owned();
        let path = format!("/v1/organisations/{}", net.ministry);
        let mutation =
            "mutation($input: UpdateOrganisationInput!) { updateOrganisation(input: $input) { organisation { id } } }";
        let parents = |code: &str| json!([{ "code": code }]);
        let told = async |client: &Client, path: &str, code: &str| {
            let read = client.get(path).await;
            let answer = client.patch(path, &read.header("etag"), json!({ "parents": parents(code) })).await;
            let id = path.rsplit('/').next().expect("an id");
            let revision = &read.body["revision"];
            let input = json!({ "input": { "id": id, "revision": revision, "parents": parents(code) } });
            let twin = client.graphql(mutation, input).await;
            assert_eq!(twin.code(), "INVALID", "{:#}", twin.body);
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/parents/0")));
            answer.body["errors"][0]["detail"].as_str().expect("words").replace(code, "it")
        };
        // Whoever sees that it waits is told so; to whoever does not it is a code that never was.
        assert!(told(&focal_point, &path, "ua-new").await.contains("waits for a word"));
        let ngo = format!("/v1/organisations/{}", net.ngo);
        for (blind, path) in [(&editor, &path), (&volunteer, &ngo)] {
            assert_eq!(told(blind, path, "ua-new").await, told(blind, path, "ua-nix").await);
        }
        let under = json!({ "code": "ua-under", "type": "OTHER_AUTHORITY", "countryCode": "UA", "name": "Office Below",
                            "parentCode": "ua-new" });
        let refused = focal_point.post("/v1/organisations", under).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/parentCode")));

        // What was said while the word was awaited is history for whoever sees what it names, and for nobody else.
        let mut b = Builder::begin(&app).await;
        let hidden: uuid::Uuid = id.parse().expect("an id");
        let facts =
            vec![NewFact::text(FactKind::Name, "en", "Office of Old"), NewFact::reference(FactKind::Parent, hidden)];
        let old = NewOrganisation {
            country_id: Some(net.ukraine),
            facts,
            ..NewOrganisation::of("ua-old", OrganisationType::OtherAuthority)
        };
        let old = b.body_of(old).await;
        b.done().await;
        let query = "query($id: UUID!) { organisation(id: $id) { history { facts { kind refId } } } }";
        for (reader, sees) in [
            (&app.nobody(), false),
            (&client(&app, net.member).await, false),
            (&focal_point, true),
            (&administrator, true),
        ] {
            let history = reader.get(&format!("/v1/organisations/{old}/history")).await.ok(200);
            let twin = reader.graphql(query, json!({ "id": old })).await.data();
            for facts in [&history["facts"], &twin["organisation"]["history"]["facts"]] {
                assert_eq!(facts.to_string().contains(&id), sees, "{facts:#}");
                let kinds: Vec<_> = facts.as_array().expect("facts").iter().map(|fact| &fact["kind"]).collect();
                assert_eq!(kinds.contains(&&json!("PARENT")), sees);
                assert!(kinds.contains(&&json!("NAME")) && kinds.contains(&&json!("LIFE")));
            }
        }
    });
}
