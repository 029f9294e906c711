//! Grants: given and ended at both doors, effective with the next request, and never to oneself.

use std::time::Duration;

use entity::vocabulary::Role;
use futures_util::future::join;
use serde_json::{Value, json};

use crate::harness::world_organisations::{Builder, Directory, Person};
use crate::harness::{App, Client, on_both, on_both_with, signed_in};

async fn client(app: &App, person: Person) -> Client {
    signed_in(app, person.expert).await
}

fn grant(person: Person, role: &str, scope: Value) -> Value {
    json!({ "expertId": person.expert, "role": role, "scope": scope, "reason": "A test." })
}

fn network() -> Value {
    json!({ "kind": "NETWORK" })
}

fn body(id: uuid::Uuid) -> Value {
    json!({ "kind": "ORGANISATION", "id": id })
}

async fn revoke(client: &Client, grant: &Value) -> crate::harness::Answer {
    let id = grant["id"].as_str().expect("an id");
    client.post(&format!("/v1/grants/{id}/revoke"), json!({ "reason": "A test." })).await
}

const GRANT_ROLE: &str = "mutation($input: GrantRoleInput!) { grantRole(input: $input) {
    grant { id role state why } accessRequest { id state } } }";

#[test]
fn a_grant_and_its_end_count_with_the_next_request_of_the_same_token() {
    on_both("a_grant_and_its_end_count_with_the_next_request_of_the_same_token", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, member) = (client(&app, net.administrator).await, client(&app, net.member).await);
        assert_eq!(member.get("/v1/audit-events").await.status, 403);
        let given = administrator.post("/v1/grants", grant(net.member, "AUDITOR", network())).await.ok(201);
        assert_eq!((&given["state"], &given["revision"]), (&json!("LIVE"), &json!(1)), "{given}");
        assert_eq!(member.get("/v1/audit-events").await.status, 200);
        let ended = revoke(&administrator, &given).await.ok(200);
        assert_eq!((&ended["state"], &ended["endReason"]), (&json!("ENDED"), &json!("A test.")));
        assert_eq!(member.get("/v1/audit-events").await.status, 403);
        assert_eq!(revoke(&administrator, &given).await.status, 409, "it has ended already");
        // The other door.
        let input = json!({ "input": grant(net.member, "AUDITOR", network()) });
        let again = administrator.graphql(GRANT_ROLE, input).await.data();
        assert_eq!(again["grantRole"]["grant"]["state"], "LIVE", "{again}");
        assert_eq!(again["grantRole"]["accessRequest"], Value::Null);
        assert_eq!(member.get("/v1/audit-events").await.status, 200);
        // Giving up one's own is always allowed.
        assert_eq!(revoke(&member, &again["grantRole"]["grant"]).await.status, 200);
        assert_eq!(member.get("/v1/audit-events").await.status, 403);
    });
}

#[test]
fn a_grant_starts_in_the_future_and_runs_out() {
    on_both("a_grant_starts_in_the_future_and_runs_out", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let mut dated = grant(net.member, "AUDITOR", network());
        (dated["validFrom"], dated["validTo"]) = (json!("2026-03-03T08:00:00Z"), json!("2026-03-04"));
        let given = administrator.post("/v1/grants", dated).await.ok(201);
        assert_eq!((&given["state"], &given["validTo"]), (&json!("FUTURE"), &json!("2026-03-04T21:59:59.999999Z")));
        let path = format!("/v1/grants/{}", given["id"].as_str().expect("an id"));
        for (hours, status, state) in [(23, 403, "FUTURE"), (1, 200, "LIVE"), (37, 200, "LIVE"), (1, 403, "ENDED")] {
            app.clock.advance(Duration::from_secs(hours * 3_600));
            let (member, administrator) = (client(&app, net.member).await, client(&app, net.administrator).await);
            assert_eq!(member.get("/v1/audit-events").await.status, status, "{state}");
            let now = administrator.get(&path).await.ok(200);
            assert_eq!(now["state"], state, "{now}");
        }
        let mut past = grant(net.member, "OBSERVER", network());
        past["validTo"] = json!("2026-03-01");
        let administrator = client(&app, net.administrator).await;
        assert_eq!(administrator.post("/v1/grants", past).await.status, 422, "an end before the beginning");
    });
}

#[test]
fn grants_are_found_by_person_role_scope_and_end_and_say_why_they_do_not_count() {
    on_both("grants_are_found_by_person_role_scope_and_end_and_say_why_they_do_not_count", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let mut soon = grant(net.member, "OBSERVER", network());
        soon["validTo"] = json!("2026-03-20");
        administrator.post("/v1/grants", soon).await.ok(201);
        let found = async |query: String| {
            let page = administrator.get(&format!("/v1/grants?count=true&{query}")).await.ok(200);
            let roles = page["items"].as_array().expect("a list").iter().map(|g| g["role"].clone()).collect::<Vec<_>>();
            assert_eq!(page["totalCount"], json!(roles.len()), "{query}");
            roles
        };
        assert_eq!(found("endsBefore=2026-04-01T00:00:00Z".into()).await, ["OBSERVER"]);
        assert_eq!(found("endsBefore=2026-03-10T00:00:00Z".into()).await, Vec::<Value>::new());
        assert_eq!(found(format!("expert={}", net.member.expert)).await, ["OBSERVER", "MEMBER"]);
        assert_eq!(found(format!("scope={}", net.guard)).await, ["MEMBER"]);
        assert_eq!(found("role=ADMINISTRATOR,SECRETARIAT&scopeKind=NETWORK".into()).await.len(), 2);
        // A member reads the own ones alone.
        let own = client(&app, net.member).await.get("/v1/grants").await.ok(200);
        assert_eq!(own["items"].as_array().map(Vec::len), Some(2), "{own}");
        // Why it does not count: the account is suspended.
        let suspend = format!("/v1/accounts/{}/suspend", net.member.expert);
        administrator.post(&suspend, json!({ "reason": "A test." })).await.ok(200);
        let page = administrator.get(&format!("/v1/grants?expert={}", net.member.expert)).await.ok(200);
        for grant in page["items"].as_array().expect("a list") {
            assert_eq!(grant["state"], "DORMANT", "{grant}");
            assert!(grant["why"].as_str().is_some_and(|why| why.contains("no enabled account")), "{grant}");
        }
    });
}

#[test]
fn nobody_gives_to_themselves_nor_to_a_partner_system_of_their_own_body() {
    on_both("nobody_gives_to_themselves_nor_to_a_partner_system_of_their_own_body", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, editor) = (client(&app, net.administrator).await, client(&app, net.volunteer).await);
        let own = administrator.post("/v1/grants", grant(net.administrator, "OBSERVER", network())).await;
        assert_eq!((own.status, own.code().as_str()), (403, "NOT_FOR_ONESELF"));
        let new = json!({ "organisationId": net.ngo, "name": "System", "validTo": "2026-12-31", "reason": "Why." });
        let partner = editor.post("/v1/partners", new).await.ok(201)["id"].clone();
        let to_it =
            |role: &str, scope: Value| json!({ "partnerId": partner, "role": role, "scope": scope, "reason": "Why." });
        let own = editor.post("/v1/grants", to_it("MEMBER", body(net.ngo))).await;
        assert_eq!((own.status, own.code().as_str()), (403, "NOT_FOR_ONESELF"));
        administrator.post("/v1/grants", to_it("MEMBER", body(net.ngo))).await.ok(201);
        for (role, scope) in [("ADMINISTRATOR", network()), ("AUDITOR", network()), ("MEMBER", body(net.guard))] {
            assert_eq!(administrator.post("/v1/grants", to_it(role, scope)).await.status, 422, "{role}");
        }
    });
}

#[test]
fn two_administrators_who_remove_each_other_at_once_leave_one() {
    on_both("two_administrators_who_remove_each_other_at_once_leave_one", async |app| {
        let net = Directory::new(&app).await;
        let (first, second) = (client(&app, net.administrator).await, client(&app, net.secretary).await);
        first.post("/v1/grants", grant(net.secretary, "ADMINISTRATOR", network())).await.ok(201);
        let page = first.get("/v1/grants?role=ADMINISTRATOR").await.ok(200);
        let of = |person: Person| {
            let held = |g: &&Value| g["holder"]["actorId"] == json!(person.expert);
            page["items"].as_array().expect("a list").iter().find(held).expect("a grant").clone()
        };
        let (of_first, of_second) = (of(net.administrator), of(net.secretary));
        let (one, other) = join(revoke(&first, &of_second), revoke(&second, &of_first)).await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200, "one of them did it first");
        assert!([403, 404, 409].contains(&statuses[1]), "and the other no longer may: {statuses:?}");
        let left = client(&app, if one.status == 200 { net.administrator } else { net.secretary }).await;
        let last = if one.status == 200 { &of_first } else { &of_second };
        let alone = revoke(&left, last).await;
        assert_eq!((alone.status, alone.code().as_str()), (409, "LAST_ADMINISTRATOR"));
    });
}

#[test]
fn a_focal_point_so_granted_is_an_appointment_as_principal() {
    on_both("a_focal_point_so_granted_is_an_appointment_as_principal", async |app| {
        let net = Directory::new(&app).await;
        let (secretary, focal_point) = (client(&app, net.secretary).await, client(&app, net.focal_point).await);
        let ukraine = json!({ "kind": "COUNTRY", "code": "UA" });
        let input = grant(net.member, "FOCAL_POINT", ukraine.clone());
        assert_eq!(
            focal_point.post("/v1/grants", input.clone()).await.status,
            403,
            "a focal point does not appoint one"
        );
        let given = secretary.post("/v1/grants", input).await.ok(201);
        assert_eq!((&given["role"], &given["state"]), (&json!("FOCAL_POINT"), &json!("LIVE")));
        let speaks = app.nobody().get("/v1/focal-points?country=UA").await.ok(200);
        let first = &speaks["items"][0];
        assert_eq!((&first["rank"], &first["competence"]), (&json!("PRINCIPAL"), &json!("ALL")), "{speaks}");
        // Another one is 409 at either door while this one runs.
        let another = grant(net.editor, "FOCAL_POINT", ukraine.clone());
        assert_eq!(secretary.post("/v1/grants", another.clone()).await.status, 409);
        assert_eq!(secretary.graphql(GRANT_ROLE, json!({ "input": another })).await.code(), "CONFLICT");
        let contact = secretary.post("/v1/grants", grant(net.editor, "FIELD_CONTACT", ukraine.clone())).await;
        assert_eq!(contact.status, 422, "field contacts are appointed with their field");
        let pole = grant(net.volunteer, "FOCAL_POINT", ukraine);
        revoke(&secretary, &given).await.ok(200);
        assert_eq!(secretary.post("/v1/grants", pole).await.status, 422, "an NGO is no public authority");
        let speaks = app.nobody().get("/v1/focal-points?country=UA").await.ok(200);
        assert_eq!(speaks["items"], json!([]), "the appointment ended with its grant");
    });
}

#[test]
fn whoever_becomes_a_keeper_is_announced_to_the_other_keepers() {
    on_both("whoever_becomes_a_keeper_is_announced_to_the_other_keepers", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        app.letters().await;
        administrator
            .post("/v1/grants", grant(net.focal_point, "ORGANISATION_EDITOR", body(net.ministry)))
            .await
            .ok(201);
        let announced = async || {
            let letters = app.letters().await.into_iter();
            let about = letters.filter(|letter| letter.subject == "Somebody now keeps what you keep");
            about.map(|letter| letter.to).collect::<Vec<_>>()
        };
        assert_eq!(announced().await, [format!("{}@example.org", net.editor.expert)]);
        administrator.post("/v1/grants", grant(net.focal_point, "MEMBER", body(net.ministry))).await.ok(201);
        assert_eq!(announced().await, [""; 0], "a member keeps nothing");
    });
}

#[test]
fn whoever_becomes_a_keeper_by_a_word_that_was_waited_for_is_announced_with_it() {
    let two = |config: &mut focalpoint_api::config::Config| config.access.two_person = true;
    on_both_with("whoever_becomes_a_keeper_by_a_word_is_announced_with_it", two, async |app| {
        let net = Directory::new(&app).await;
        // Whoever says the word knows; those who keep the same besides are told.
        let mut b = Builder::begin(&app).await;
        let other_editor =
            b.person("Second Editor", net.ministry, &[(Role::OrganisationEditor, Some(net.ministry))]).await;
        let other_focal = b.person("Second Focal", net.ministry, &[(Role::FocalPoint, Some(net.ukraine))]).await;
        b.done().await;
        let (administrator, focal) = (client(&app, net.administrator).await, client(&app, net.focal_point).await);
        let address = |person: Person| format!("{}@example.org", person.expert);
        let announced = async || {
            let letters = app.letters().await.into_iter();
            let about = letters.filter(|letter| letter.subject == "Somebody now keeps what you keep");
            let mut to: Vec<String> = about.map(|letter| letter.to).collect();
            to.sort();
            to
        };
        announced().await;
        // A grant that makes an editor of the ministry.
        let wanted = grant(net.focal_point, "ORGANISATION_EDITOR", body(net.ministry));
        let waits = administrator.post("/v1/grants", wanted).await.ok(202);
        assert_eq!(announced().await, Vec::<String>::new(), "nobody keeps more yet");
        let approve = |waits: &Value| format!("/v1/access-requests/{}/approve", waits["id"].as_str().expect("an id"));
        client(&app, net.editor).await.post(&approve(&waits), json!({})).await.ok(200);
        assert_eq!(announced().await, [address(other_editor)]);
        // An appointment that makes a deputy for all fields of the country.
        let deputy = json!({ "expertId": net.member.expert, "countryCode": "UA", "competence": "ALL",
            "rank": "DEPUTY", "reason": "Why." });
        let waits = administrator.post("/v1/focal-points", deputy).await.ok(202);
        assert_eq!(announced().await, Vec::<String>::new());
        focal.post(&approve(&waits), json!({})).await.ok(200);
        assert_eq!(announced().await, [address(other_focal)]);
    });
}

#[test]
fn whom_a_keeper_shut_out_comes_back_on_a_keepers_word_alone() {
    on_both("whom_a_keeper_shut_out_comes_back_on_a_keepers_word_alone", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, keeper) = (client(&app, net.administrator).await, client(&app, net.focal_point).await);
        let held = keeper.get(&format!("/v1/grants?scope={}", net.guard)).await.ok(200)["items"][0].clone();
        revoke(&keeper, &held).await.ok(200);
        let as_reader = administrator.post("/v1/grants", grant(net.member, "READER", body(net.guard))).await.ok(202);
        let contact = json!({ "expertId": net.member.expert, "countryCode": "UA", "competence": "asylum", "rank": "PRINCIPAL", "reason": "Why." });
        let as_contact = administrator.post("/v1/focal-points", contact).await.ok(202);
        let ukraine = json!({ "kind": "COUNTRY", "code": "UA" });
        let as_principal = administrator.post("/v1/grants", grant(net.member, "FOCAL_POINT", ukraine)).await.ok(202);
        let parties = async || client(&app, net.member).await.get("/v1/me").await.ok(200)["parties"].clone();
        assert_eq!(parties().await.as_array().map(Vec::len), Some(1), "PUBLIC alone");
        for waiting in [&as_reader, &as_contact, &as_principal] {
            let path = format!("/v1/access-requests/{}/approve", waiting["id"].as_str().expect("an id"));
            assert_eq!(administrator.post(&path, json!({})).await.status, 403, "{waiting}");
        }
        let path = format!("/v1/access-requests/{}/approve", as_reader["id"].as_str().expect("an id"));
        assert_eq!(keeper.post(&path, json!({})).await.ok(200)["state"], "DONE");
        assert!(parties().await.as_array().map(Vec::len) > Some(1));
    });
}

#[test]
fn whoever_need_not_ask_gives_it_though_somebody_elses_request_waits() {
    on_both("whoever_need_not_ask_gives_it_though_somebody_elses_request_waits", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, keeper) = (client(&app, net.administrator).await, client(&app, net.focal_point).await);
        let held = keeper.get(&format!("/v1/grants?scope={}", net.guard)).await.ok(200)["items"][0].clone();
        revoke(&keeper, &held).await.ok(200);
        let wanted = grant(net.member, "MEMBER", body(net.guard));
        let waits = administrator.post("/v1/grants", wanted.clone()).await.ok(202);
        assert_eq!(administrator.post("/v1/grants", wanted.clone()).await.status, 409, "it waits already");
        assert_eq!(keeper.post("/v1/grants", wanted.clone()).await.ok(201)["state"], "LIVE");
        let path = format!("/v1/access-requests/{}", waits["id"].as_str().expect("an id"));
        assert_eq!(administrator.get(&path).await.ok(200)["state"], "WITHDRAWN");
        assert_eq!(keeper.post("/v1/grants", wanted).await.status, 409, "it stands");
    });
}

#[test]
fn what_waits_for_a_word_is_asked_no_longer_once_it_has_ended() {
    on_both("what_waits_for_a_word_is_asked_no_longer_once_it_has_ended", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, keeper) = (client(&app, net.administrator).await, client(&app, net.focal_point).await);
        let held = keeper.get(&format!("/v1/grants?scope={}", net.guard)).await.ok(200)["items"][0].clone();
        revoke(&keeper, &held).await.ok(200);
        let waiting = administrator.post("/v1/grants", grant(net.member, "READER", body(net.guard))).await.ok(202);
        revoke(&administrator, &json!({ "id": waiting["resultId"] })).await.ok(200);
        let path = format!("/v1/access-requests/{}", waiting["id"].as_str().expect("an id"));
        assert_eq!(administrator.get(&path).await.ok(200)["state"], "WITHDRAWN");
        let late = keeper.post(&format!("{path}/approve"), json!({})).await;
        assert!([403, 404, 409].contains(&late.status), "{} {:#}", late.status, late.body);
    });
}

#[test]
fn the_audit_log_is_found_by_actor_act_target_and_time_and_counts_refusals_once_a_minute() {
    on_both("the_audit_log_is_found_by_actor_act_target_and_time_and_counts_refusals_once_a_minute", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, member) = (client(&app, net.administrator).await, client(&app, net.member).await);
        let given = administrator.post("/v1/grants", grant(net.editor, "AUDITOR", network())).await.ok(201);
        let auditor = client(&app, net.editor).await;
        for _ in 0..3 {
            assert_eq!(member.post("/v1/grants", grant(net.editor, "OBSERVER", network())).await.status, 403);
        }
        app.clock.advance(Duration::from_secs(121));
        app.letters().await;
        app.letters().await;
        let found = async |query: String| {
            let page = auditor.get(&format!("/v1/audit-events?{query}")).await.ok(200);
            page["items"].as_array().expect("a list").clone()
        };
        let refused = found("act=recordRefusals".into()).await;
        assert_eq!(refused.len(), 1, "once: {refused:?}");
        let details = &refused[0]["details"];
        assert_eq!((&details["refusedAct"], &details["count"]), (&json!("grantRole"), &json!(3)), "{details}");
        let by_actor = found(format!("actor={}", net.administrator.expert)).await;
        assert_eq!(by_actor.len(), 1, "{by_actor:?}");
        let event = &by_actor[0];
        assert_eq!((&event["act"], &event["target"]["kind"]), (&json!("grantRole"), &json!("GRANT")), "{event}");
        assert_eq!((&event["actor"]["name"], &event["reason"]), (&json!("Admin Test"), &json!("A test.")));
        assert_eq!(event["details"]["role"], "AUDITOR");
        let id = event["target"]["id"].as_str().unwrap_or_default().to_owned();
        assert_eq!(json!(id), given["id"]);
        assert_eq!(found(format!("target={id}&act=grantRole,revokeGrant")).await.len(), 1);
        assert_eq!(found(format!("target={id}&act=revokeGrant")).await.len(), 0);
        assert_eq!(found("to=2026-03-01T00:00:00Z".into()).await.len(), 0);
        assert_eq!(found("from=2026-03-02T08:02:01Z".into()).await.len(), 1, "the refusals");
        assert_eq!(administrator.get("/v1/audit-events").await.status, 403, "an administrator is no auditor");
    });
}

#[test]
fn a_route_or_root_field_without_an_act_stops_the_start() {
    use focalpoint_api::edge::graphql::Roots;
    use focalpoint_api::edge::operations::{OPERATIONS, check};
    let named = |pick: fn(&focalpoint_api::edge::operations::Operation) -> Option<&'static str>| {
        OPERATIONS.iter().filter_map(pick).map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    let rest = named(|o| o.rest);
    let sdl = focalpoint_api::server::contracts().printed().sdl;
    let graphql = Roots::of(&sdl);
    assert_eq!(check(&rest, &graphql), Ok(()));
    let with = |set: &std::collections::BTreeSet<String>, name: &str| {
        let mut set = set.clone();
        set.insert(name.to_owned());
        set
    };
    assert_eq!(check(&with(&rest, "open_door"), &graphql), Err("REST operation `open_door` has no act".into()));
    let with_an_open_door = Roots::of(&sdl.replacen("type Query {", "type Query {\n\topenDoor: Boolean", 1));
    assert_eq!(check(&rest, &with_an_open_door), Err("GraphQL root field `openDoor` has no act".into()));
    let mut without = rest.clone();
    without.remove("grant_role");
    assert_eq!(check(&without, &graphql), Err("REST operation `grant_role` does not exist".into()));
}

/// Asks the same over both doors, of what is refused and so changes nothing: status and code are one.
async fn refused(client: &Client, input: Value) -> (u16, String) {
    let rest = client.post("/v1/grants", input.clone()).await;
    let graphql = client.graphql(GRANT_ROLE, json!({ "input": input })).await;
    assert_eq!(rest.code(), graphql.code(), "{:#}\n{:#}", rest.body, graphql.body);
    (rest.status, rest.code())
}

#[test]
fn what_is_refused_of_grants_is_refused_over_both_doors() {
    on_both("what_is_refused_of_grants_is_refused_over_both_doors", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let (editor, volunteer) = (client(&app, net.editor).await, client(&app, net.volunteer).await);
        let country = json!({ "kind": "COUNTRY", "code": "UA" });
        for (client, input, status, code) in [
            (&administrator, grant(net.administrator, "AUDITOR", network()), 403, "NOT_FOR_ONESELF"),
            (&administrator, grant(net.member, "AUDITOR", body(net.guard)), 422, "INVALID"),
            (&administrator, grant(net.member, "MEMBER", body(net.ministry)), 422, "INVALID"),
            (&administrator, grant(net.member, "FIELD_CONTACT", country), 422, "INVALID"),
            (&administrator, grant(net.member, "MEMBER", body(net.guard)), 409, "CONFLICT"),
            (&editor, grant(net.member, "MEMBER", body(net.guard)), 403, "FORBIDDEN"),
            (&volunteer, grant(net.volunteer, "READER", body(net.ngo)), 403, "NOT_FOR_ONESELF"),
            (&app.nobody(), grant(net.member, "AUDITOR", network()), 401, "UNAUTHENTICATED"),
        ] {
            let what = input.to_string();
            assert_eq!(refused(client, input).await, (status, code.to_owned()), "{what}");
        }
    });
}

#[test]
fn grants_are_given_found_and_ended_over_the_other_door() {
    on_both("grants_are_given_found_and_ended_over_the_other_door", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, member) = (client(&app, net.administrator).await, client(&app, net.member).await);
        let mut soon = grant(net.member, "OBSERVER", network());
        soon["validTo"] = json!("2026-03-20");
        let given = administrator.graphql(GRANT_ROLE, json!({ "input": soon })).await.data();
        let id = given["grantRole"]["grant"]["id"].as_str().expect("an id").to_owned();
        // Each filter of REST's list, by the same name, finds the same.
        let query = "query($filter: GrantFilter) { grants(first: 50, filter: $filter) { totalCount nodes { id role state why endReason } } }";
        let who = net.member.expert.to_string();
        for (filter, text) in [
            (json!({ "expert": who }), format!("expert={who}")),
            (json!({ "role": ["OBSERVER"] }), "role=OBSERVER".to_owned()),
            (json!({ "expert": who, "role": ["OBSERVER"] }), format!("expert={who}&role=OBSERVER")),
        ] {
            let rest = administrator.get(&format!("/v1/grants?first=50&count=true&{text}")).await.ok(200);
            let data = administrator.graphql(query, json!({ "filter": filter })).await.data()["grants"].clone();
            assert_eq!(data["totalCount"], rest["totalCount"], "{text}");
            for (node, item) in
                data["nodes"].as_array().expect("nodes").iter().zip(rest["items"].as_array().expect("items"))
            {
                for field in ["id", "role", "state", "why", "endReason"] {
                    assert_eq!(node[field], item[field], "{text}: {field}");
                }
            }
            let found = data["nodes"].as_array().expect("nodes").iter().any(|node| node["id"] == json!(id));
            assert!(found, "{text}: {data:#}");
        }
        let one = "query($id: UUID!) { grant(id: $id) { id state reason } }";
        assert_eq!(member.graphql(one, json!({ "id": id })).await.data()["grant"]["reason"], "A test.");
        let pole = client(&app, net.volunteer).await;
        assert_eq!(pole.graphql(one, json!({ "id": id })).await.data()["grant"], Value::Null, "not theirs to read");
        let end = "mutation($input: RevokeGrantInput!) { revokeGrant(input: $input) { grant { state endReason } } }";
        let input = json!({ "input": { "id": id, "reason": "Over." } });
        assert_eq!(pole.graphql(end, input.clone()).await.code(), "NOT_FOUND");
        let ended = administrator.graphql(end, input.clone()).await.data();
        assert_eq!(ended["revokeGrant"]["grant"], json!({ "state": "ENDED", "endReason": "Over." }));
        assert_eq!(administrator.graphql(end, input).await.code(), "CONFLICT");
    });
}

#[test]
fn a_grant_ends_with_the_post_that_holds_it_and_says_so() {
    on_both("a_grant_ends_with_the_post_that_holds_it_and_says_so", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let found = async |filter: &str| {
            let page = administrator.get(&format!("/v1/grants?first=100&count=true&{filter}")).await.ok(200);
            assert_eq!(page["totalCount"], json!(page["items"].as_array().expect("items").len()));
            let query = "query($filter: GrantFilter) { grants(first: 100, filter: $filter) { nodes { role why endsAt state } } }";
            let (name, value) = filter.split_once('=').expect("a filter");
            let twin = administrator.graphql(query, json!({ "filter": { name: value } })).await.data();
            let told = |grants: &Value| {
                let fields = |grant: &Value| json!([grant["role"], grant["why"], grant["endsAt"], grant["state"]]);
                grants.as_array().expect("grants").iter().map(fields).collect::<Vec<_>>()
            };
            let told = (told(&page["items"]), told(&twin["grants"]["nodes"]));
            assert_eq!(told.0, told.1);
            told.0
        };
        assert_eq!(found("endsBefore=2026-06-01T00:00:00Z").await, Vec::<Value>::new());
        let end = json!({ "reason": "She leaves.", "validTo": "2026-03-31" });
        administrator.post(&format!("/v1/posts/{}/end", net.member.post), end).await.ok(200);
        assert_eq!(found("endsBefore=2026-03-15T00:00:00Z").await, Vec::<Value>::new());
        let ending = found("endsBefore=2026-06-01T00:00:00Z").await;
        assert_eq!(ending.len(), 1, "{ending:#?}");
        assert_eq!((&ending[0][0], &ending[0][3]), (&json!("MEMBER"), &json!("LIVE")));
        assert!(ending[0][1].as_str().expect("words").contains("ends with the post"), "{ending:#?}");
        assert_eq!(ending[0][2], "2026-03-31T20:59:59.999999Z");
        // Its own end is told where that is sooner, and a body's end is its posts'.
        let own = json!({ "expertId": net.volunteer.expert, "role": "OBSERVER", "scope": network(), "reason": "A test.",
                          "validTo": "2026-03-20" });
        administrator.post("/v1/grants", own).await.ok(201);
        let end = json!({ "reason": "It closes.", "validTo": "2026-04-30" });
        administrator.post(&format!("/v1/organisations/{}/end", net.ngo), end).await.ok(200);
        let all = found("endsBefore=2026-06-01T00:00:00Z").await;
        let ends = |role: &str| {
            let grant = all.iter().find(|grant| grant[0] == role).expect("the grant");
            (grant[2].as_str().expect("an end")[..10].to_owned(), grant[1].to_string().contains("ends with"))
        };
        assert_eq!(ends("OBSERVER"), ("2026-03-20".to_owned(), false));
        assert_eq!(ends("ORGANISATION_EDITOR"), ("2026-04-30".to_owned(), true));
        // What has ended with its post is no longer among what is there.
        app.clock.advance(Duration::from_secs(40 * 24 * 3_600));
        let administrator = client(&app, net.administrator).await;
        let page = administrator.get("/v1/grants?endsBefore=2026-06-01T00:00:00Z").await.ok(200);
        let roles: Vec<&Value> = page["items"].as_array().expect("items").iter().map(|grant| &grant["role"]).collect();
        assert_eq!(roles, [&json!("ORGANISATION_EDITOR")]);
    });
}

#[test]
fn of_the_reasons_why_a_grant_does_not_count_the_one_is_told_that_is_true() {
    on_both("of_the_reasons_why_a_grant_does_not_count_the_one_is_told_that_is_true", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let mut b = Builder::begin(&app).await;
        let group = b.group("wg-x", entity::vocabulary::MembersSeenBy::Network, &[net.guard, net.ngo]).await;
        let alone = b.person("Alone Test", net.guard, &[(Role::GroupEditor, Some(group))]).await;
        let outside = b.person("Outside Test", net.polish, &[(Role::Member, Some(net.polish))]).await;
        b.grant(outside.post, (Role::GroupEditor, Some(group))).await;
        b.done().await;
        let suspend = format!("/v1/accounts/{}/suspend", net.member.expert);
        administrator.post(&suspend, json!({ "reason": "A lost laptop." })).await.ok(200);
        for (person, role, why) in [
            (net.member, "MEMBER", "no enabled account"),
            (alone, "GROUP_EDITOR", "its holder has none"),
            (outside, "GROUP_EDITOR", "does not stand in its scope"),
        ] {
            let path = format!("/v1/grants?expert={}&role={role}", person.expert);
            let shown = administrator.get(&path).await.ok(200)["items"][0].clone();
            assert_eq!(shown["state"], "DORMANT", "{shown:#}");
            assert!(shown["why"].as_str().expect("words").contains(why), "{why}: {shown:#}");
        }
    });
}

#[test]
fn whoever_may_not_give_a_role_is_told_whose_to_give_it_is() {
    on_both("whoever_may_not_give_a_role_is_told_whose_to_give_it_is", async |app| {
        let net = Directory::new(&app).await;
        let editor = client(&app, net.editor).await;
        let wanted = grant(net.member, "AUDITOR", network());
        let refused = editor.post("/v1/grants", wanted.clone()).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        let told = refused.body["detail"].as_str().expect("words").to_owned();
        assert!(told.contains("ADMINISTRATOR") && !told.contains("ORGANISATION_EDITOR"), "{told}");
        let twin = editor.graphql(GRANT_ROLE, json!({ "input": wanted })).await;
        assert_eq!(twin.body["errors"][0]["message"], json!(told));
        // A role that is hers to give, elsewhere: it is the scope.
        let refused = editor.post("/v1/grants", grant(net.member, "READER", body(net.guard))).await;
        assert!(refused.body["detail"].as_str().expect("words").contains("ORGANISATION_EDITOR"), "{:#}", refused.body);
        // A code that is none is told with those that are near.
        let administrator = client(&app, net.administrator).await;
        for (role, kind, code, near) in
            [("READER", "ORGANISATION", "ua-gard", "ua-guard"), ("FOCAL_POINT", "COUNTRY", "UK", "UA")]
        {
            let scope = json!({ "kind": kind, "code": code });
            let refused = administrator.post("/v1/grants", grant(net.member, role, scope)).await;
            assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/scope/code")));
            let told = refused.body["errors"][0]["detail"].as_str().expect("words");
            assert!(told.contains(&format!("`{near}`")), "{told}");
        }
    });
}
