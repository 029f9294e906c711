//! A post whose end is said beforehand: until then all goes on and shows when it ends; then nothing that hangs on it
//! is left behind.

use std::time::Duration;

use entity::vocabulary::{Rank, Role};
use serde_json::{Value, json};

use crate::harness::item_life::{made, network as to_network};
use crate::harness::mirror::{Mirror, export};
use crate::harness::world_people::{appointed, network, somebody};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, on_both, signed_in};

const MONTH: Duration = Duration::from_secs(31 * 24 * 3_600);

fn at_the_end_of_march() -> Value {
    json!({ "validTo": "2026-03-31", "reason": "Retires." })
}

/// Somebody stays administrator, whoever else goes.
async fn begun(app: &App, n: &Network) -> Builder {
    let mut b = Builder::begin(app).await;
    b.person("Ada Test", n.ngo, &[(Role::Administrator, None, None)]).await;
    b
}

/// Does what is due.
async fn settled(app: &App) {
    focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
}

#[test]
fn its_appointments_show_the_end_and_mirrors_hear_of_it() {
    on_both("its_appointments_show_the_end_and_mirrors_hear_of_it", async |app| {
        let net = network(&app).await;
        somebody(&app, &net, "Admin Example", net.dpsu, &[Role::Administrator]).await;
        let chief = somebody(&app, &net, "Chief Example", net.dmsu, &[Role::Member]).await;
        let id = appointed(&app, chief, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        let nobody = app.nobody();
        let mut mirror = Mirror::new(nobody.clone());
        mirror.catch_up(100).await;
        let path = format!("/v1/focal-points/{id}");
        let before = nobody.get(&path).await;
        let end = format!("/v1/posts/{}/end", chief.post);
        signed_in(&app, chief.expert).await.post(&end, at_the_end_of_march()).await.ok(200);
        let after = nobody.get(&path).await;
        assert_eq!((&before.body["validTo"], &after.body["validTo"]), (&Value::Null, &json!("2026-03-31")));
        assert_ne!(before.body["revision"], after.body["revision"]);
        let heard = mirror.news(100).await;
        assert!(heard.contains(&("UPDATED".to_owned(), id.to_string())), "{heard:?}");
        app.clock.advance(MONTH);
        settled(&app).await;
        assert_eq!(nobody.get(&path).await.ok(200)["state"], "ENDED");
        mirror.catch_up(100).await;
        assert_eq!(mirror.holds, export(&nobody, "").await.holds);
        // Done once, and not again.
        settled(&app).await;
        assert!(mirror.news(100).await.is_empty());
    });
}

#[test]
fn its_memberships_end_with_it_and_what_was_written_is_handed_over_then() {
    on_both("its_memberships_end_with_it_and_what_was_written_is_handed_over_then", async |app| {
        let n = Network::new(&app).await;
        let mut b = begun(&app, &n).await;
        let membership = b.member(n.north, n.member.post).await.to_string();
        b.done().await;
        let member = Network::client(&app, &n.member).await;
        let draft = made(&member, json!({"title": "Draft", "bodyMarkdown": "Text.", "state": "DRAFT"})).await;
        let path = format!("/v1/updates/{draft}");
        let heir = Network::client(&app, &n.reader).await;
        let end = json!({ "validTo": "2026-03-31", "reason": "Retires.", "successor": n.reader.expert });
        member.post(&format!("/v1/posts/{}/end", n.member.post), end).await.ok(200);
        // Until then it is theirs, and nobody else's.
        assert_eq!((member.get(&path).await.status, heir.get(&path).await.status), (200, 404));
        let members = format!("/v1/groups/{}/members?lifecycle=ALL", n.north);
        let of = async |id: &str| {
            let rows = Network::client(&app, &n.group_editor).await.get(&members).await.ok(200)["items"].clone();
            rows.as_array()
                .expect("members")
                .iter()
                .find(|row| row["id"] == json!(id))
                .cloned()
                .expect("the membership")
        };
        let row = of(&membership).await;
        assert_eq!((&row["validTo"], &row["state"]), (&json!("2026-03-31"), &json!("LIVE")), "{row:#}");
        // Whoever is made a member meanwhile is one until then; in the same group they are already.
        let again = json!({ "party": { "kind": "EXPERT", "partyId": n.member.expert }, "reason": "Once more." });
        let editor = Network::client(&app, &n.group_editor).await;
        let path_of_members = format!("/v1/groups/{}/members", n.north);
        assert_eq!(editor.post(&path_of_members, again).await.status, 409);
        app.clock.advance(MONTH);
        settled(&app).await;
        assert_eq!(of(&membership).await["state"], "ENDED");
        let heir = Network::client(&app, &n.reader).await;
        assert_eq!(heir.get(&path).await.ok(200)["author"]["actorId"], json!(n.member.expert));
    });
}

#[test]
fn whoever_may_make_a_keeper_is_told_on_the_day_what_nobody_keeps_any_more() {
    on_both("whoever_may_make_a_keeper_is_told_on_the_day_what_nobody_keeps_any_more", async |app| {
        let n = Network::new(&app).await;
        begun(&app, &n).await.done().await;
        let editor = Network::client(&app, &n.editor).await;
        made(&editor, json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": to_network()}})).await;
        editor.post(&format!("/v1/posts/{}/end", n.editor.post), at_the_end_of_march()).await.ok(200);
        let told = async || app.letters().await.into_iter().filter(|l| l.subject.contains("nobody keeps")).count();
        settled(&app).await;
        assert_eq!(told().await, 0, "they still do");
        app.clock.advance(MONTH);
        settled(&app).await;
        assert!(told().await > 0);
    });
}

#[test]
fn whoever_is_in_a_group_until_a_day_may_leave_it_sooner() {
    on_both("whoever_is_in_a_group_until_a_day_may_leave_it_sooner", async |app| {
        let n = Network::new(&app).await;
        let mut b = begun(&app, &n).await;
        b.member(n.north, n.ua_migration).await;
        b.done().await;
        let end = format!("/v1/organisations/{}/end", n.ua_migration);
        Network::client(&app, &n.focal_point).await.post(&end, at_the_end_of_march()).await.ok(200);
        let member = Network::client(&app, &n.member).await;
        let is_in = async || {
            let parties = member.get("/v1/me").await.ok(200)["parties"].clone();
            parties.as_array().expect("parties").iter().any(|party| party["code"] == "north")
        };
        assert!(is_in().await, "until then");
        let leave = json!({ "leavesAs": "ORGANISATION", "reason": "At once." });
        let editor = Network::client(&app, &n.editor).await;
        editor.post(&format!("/v1/groups/{}/leave", n.north), leave).await.ok(200);
        assert!(!is_in().await);
    });
}
