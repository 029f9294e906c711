//! Keeping a group: who sees it can be changed after it was made, those concerned are told, and whoever
//! is in it can leave, whether or not they see who else is.

use entity::vocabulary::{MembersSeenBy, OrganisationType, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_organisations::{Builder, Directory, Person};
use crate::harness::{App, Client, on_both, signed_in};

/// No role.
const NOTHING: &[(Role, Option<Uuid>)] = &[];

/// A working group that only its keepers see the members of: the ministry and the NGO; its editor is the
/// ministry's.
async fn quiet(app: &App, d: &Directory) -> Uuid {
    let mut b = Builder::begin(app).await;
    let group = b.group("wg-quiet", MembersSeenBy::Keepers, &[d.ministry, d.ngo]).await;
    b.grant(d.editor.post, (Role::GroupEditor, Some(group))).await;
    b.done().await;
    app.letters().await;
    group
}

async fn to(app: &App, person: Person) -> Vec<String> {
    let address = format!("{}@example.org", person.expert);
    app.letters().await.into_iter().filter(|letter| letter.to == address).map(|letter| letter.text).collect()
}

async fn in_group(client: &Client, group: Uuid) -> bool {
    let me = client.get("/v1/me").await.ok(200);
    me["parties"].as_array().expect("parties").iter().any(|party| party["partyId"] == json!(group))
}

#[test]
fn whoever_is_put_into_a_group_is_told_and_leaves_it_by_their_own_act() {
    on_both("whoever_is_put_into_a_group_is_told_and_leaves_it_by_their_own_act", async |app| {
        let d = Directory::new(&app).await;
        let group = quiet(&app, &d).await;
        let (editor, member) = (signed_in(&app, d.editor.expert).await, signed_in(&app, d.member.expert).await);
        let put = json!({"party": {"kind": "EXPERT", "partyId": d.member.expert}, "reason": "Their field."});
        editor.post(&format!("/v1/groups/{group}/members"), put).await.ok(201);
        let told = to(&app, d.member).await;
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(&format!("/v1/groups/{group}/leave")) && !told[0].contains("wg-quiet"), "{told:?}");
        // They are in it, and do not see who else is, nor their own membership.
        assert!(in_group(&member, group).await);
        let shown = member.get(&format!("/v1/groups/{group}")).await.ok(200);
        assert_eq!(shown["membersShown"], false);
        assert_eq!(member.get(&format!("/v1/groups/{group}/members")).await.ok(200)["items"], json!([]));
        let leave = format!("/v1/groups/{group}/leave");
        for (client, body, status) in [
            (&app.nobody(), json!({"reason": "x"}), 401),
            (&member, json!({"reason": "x", "leavesAs": "ORGANISATION"}), 403),
            (&member, json!({"reason": "x", "leavesAs": "COUNTRY"}), 403),
            (&member, json!({"reason": " "}), 422),
            (&signed_in(&app, d.volunteer.expert).await, json!({"reason": "x"}), 409),
        ] {
            assert_eq!(client.post(&leave, body.clone()).await.status, status, "{body}");
        }
        let left = member.post(&leave, json!({"reason": "Another field now."})).await.ok(200);
        assert_eq!((&left["groupId"], &left["members"]), (&json!(group), &json!([d.member.post])));
        assert!(!in_group(&member, group).await);
        assert_eq!(to(&app, d.editor).await.len(), 1, "the group's keeper is told");
        assert_eq!(member.post(&leave, json!({"reason": "Again."})).await.status, 409);
        // For a body its editor says so; the other door.
        let volunteer = signed_in(&app, d.volunteer.expert).await;
        assert!(in_group(&volunteer, group).await);
        let mutation = "mutation($input: LeaveGroupInput!) { leaveGroup(input: $input) { left { members } } }";
        let input = json!({"groupId": group, "leavesAs": "ORGANISATION", "reason": "Not our field."});
        let left = volunteer.graphql(mutation, json!({ "input": input })).await.data();
        assert_eq!(left["leaveGroup"]["left"]["members"], json!([d.ngo]));
        assert!(!in_group(&volunteer, group).await);
    });
}

#[test]
fn who_sees_a_group_is_changed_after_it_was_made_and_widened_by_its_keepers_alone() {
    on_both("who_sees_a_group_is_changed_after_it_was_made", async |app| {
        let d = Directory::new(&app).await;
        let group = quiet(&app, &d).await;
        let path = format!("/v1/groups/{group}");
        let (editor, member) = (signed_in(&app, d.editor.expert).await, signed_in(&app, d.member.expert).await);
        let secretary = signed_in(&app, d.secretary.expert).await;
        let change = async |client: &Client, body: Value| {
            let etag = client.get(&path).await.header("etag");
            client.patch(&path, &etag, body).await
        };
        let to_network = json!({"parties": [{"kind": "NETWORK"}]});
        member.get(&path).await.ok(200);
        let narrow = json!({"audience": {"parties": [{"kind": "ORGANISATION", "code": "ua-ngo"}]}});
        let shown = change(&editor, narrow).await.ok(200);
        assert_eq!(shown["audience"]["parties"].as_array().map(Vec::len), Some(2), "the group itself stays: {shown:#}");
        assert_eq!(member.get(&path).await.status, 404);
        signed_in(&app, d.volunteer.expert).await.get(&path).await.ok(200);
        // The registry sees it, as it sees the whole directory, and opens it to nobody.
        secretary.get(&path).await.ok(200);
        let widening = change(&editor, json!({"audience": to_network})).await;
        assert_eq!((widening.status, widening.code().as_str()), (422, "CONFIRM_WIDENING"), "{:#}", widening.body);
        assert_eq!(member.get(&path).await.status, 404);
        let mutation =
            "mutation($input: UpdateGroupInput!) { updateGroup(input: $input) { group { revision membersSeenBy } } }";
        let revision = editor.get(&path).await.ok(200)["revision"].clone();
        let input = json!({"id": group, "revision": revision, "audience": to_network, "confirm": true, "membersSeenBy": "MEMBERS"});
        let data = editor.graphql(mutation, json!({ "input": input })).await.data();
        assert_eq!(data["updateGroup"]["group"]["membersSeenBy"], "MEMBERS");
        member.get(&path).await.ok(200);
        // Now its members see one another, and nobody else sees who they are.
        let volunteer = signed_in(&app, d.volunteer.expert).await;
        for (client, number) in [(&volunteer, 2), (&member, 0)] {
            let page = client.get(&format!("{path}/members")).await.ok(200);
            assert_eq!(page["items"].as_array().map(Vec::len), Some(number));
        }
        // Whoever may keep its texts without keeping it may make it narrower, and not wider.
        let public = json!({"audience": {"parties": [{"kind": "PUBLIC"}]}, "confirm": true});
        assert_eq!(change(&secretary, public.clone()).await.status, 403);
        change(&editor, public).await.ok(200);
        app.nobody().get(&path).await.ok(200);
    });
}

#[test]
fn those_concerned_are_told_when_a_group_ends() {
    on_both("those_concerned_are_told_when_a_group_ends", async |app| {
        let d = Directory::new(&app).await;
        let group = quiet(&app, &d).await;
        let editor = signed_in(&app, d.editor.expert).await;
        let put = json!({"party": {"kind": "EXPERT", "partyId": d.member.expert}, "reason": "Their field."});
        editor.post(&format!("/v1/groups/{group}/members"), put).await.ok(201);
        let mut b = Builder::begin(&app).await;
        let second = b.person("Second Test", d.ministry, &[(Role::OrganisationEditor, Some(d.ministry))]).await;
        b.done().await;
        app.letters().await;
        editor.post(&format!("/v1/groups/{group}/end"), json!({"reason": "Its work is done."})).await.ok(200);
        let mut told: Vec<String> = app.letters().await.into_iter().map(|letter| letter.to).collect();
        told.sort_unstable();
        // The member who was put in, the NGO's editor and the ministry's other editor; not whoever ended it, and not
        // the country's focal point, who is in the ministry and neither speaks for it nor keeps the group.
        let concerned = [d.member, d.volunteer, second];
        let mut expected: Vec<String> = concerned.iter().map(|p| format!("{}@example.org", p.expert)).collect();
        expected.sort_unstable();
        assert_eq!(told, expected);
    });
}

/// Whoever is told that they are in a group sees it, and leaves it as they are told; nobody else hears of it.
#[test]
fn a_quiet_group_is_told_to_those_alone_who_are_in_it_and_can_leave_it() {
    on_both("a_quiet_group_is_told_to_those_alone_who_are_in_it_and_can_leave_it", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let chief = b.person("Chief Test", d.guard, &[(Role::OrganisationEditor, Some(d.guard))]).await;
        let idle = b.person("Idle Test", d.guard, NOTHING).await;
        // An authority without an editor.
        let bare = b.named_body("ua-bare", OrganisationType::Police, Some(d.ukraine), "Police of Old").await;
        b.grant(d.editor.post, (Role::Member, Some(d.ministry))).await;
        b.person("Constable Test", bare, &[(Role::Member, Some(bare))]).await;
        b.done().await;
        let editor = signed_in(&app, d.editor.expert).await;
        let circle = json!({"kind": "SHARING_GROUP", "name": "Quiet circle", "membersSeenBy": "KEEPERS"});
        let made = editor.post("/v1/groups", circle).await.ok(201);
        let group: Uuid = made["id"].as_str().expect("an id").parse().expect("an id");
        app.letters().await;
        let join = async |party: Value| {
            let put = json!({"party": party, "reason": "Their field."});
            editor.post(&format!("/v1/groups/{group}/members"), put).await.ok(201);
            app.letters().await
        };
        let told = |letters: &[focalpoint_api::kit::mail::Letter]| {
            letters.iter().map(|letter| letter.to.clone()).collect::<Vec<_>>()
        };
        let address = |person: Person| format!("{}@example.org", person.expert);

        // A body: its editor, who leaves it just as the letter says. Not the country's focal point.
        let letters = join(json!({"kind": "ORGANISATION", "code": "ua-guard"})).await;
        assert_eq!(told(&letters), [address(chief)]);
        let text = &letters[0].text;
        let call = text.lines().find_map(|line| line.split_once("POST ")).expect("how to leave").1;
        let (path, body) = call.split_once(' ').expect("a body");
        let mut body: Value = serde_json::from_str(body).expect("JSON");
        body["reason"] = json!("Not our field.");
        let at_guard = signed_in(&app, chief.expert).await;
        at_guard.get(&format!("/v1/groups/{group}")).await.ok(200);
        at_guard.post(path, body).await.ok(200);
        app.letters().await;

        // A body without an editor, and a post without a right: nobody who could leave, and nobody is written to.
        assert_eq!(told(&join(json!({"kind": "ORGANISATION", "code": "ua-bare"})).await), Vec::<String>::new());
        assert_eq!(told(&join(json!({"kind": "EXPERT", "partyId": idle.expert})).await), Vec::<String>::new());
        // A country is its focal points'.
        let letters = join(json!({"kind": "COUNTRY", "code": "UA"})).await;
        assert_eq!(told(&letters), [address(d.focal_point)]);
        assert!(letters[0].text.contains(r#""leavesAs": "COUNTRY""#), "{}", letters[0].text);
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let leave = json!({"leavesAs": "COUNTRY", "reason": "Too quiet."});
        focal_point.post(&format!("/v1/groups/{group}/leave"), leave).await.ok(200);
        app.letters().await;

        // Its end is told to nobody who was not in it: the country has left, the police have no editor, and a member
        // that was to come never was in it.
        let put = json!({"party": {"kind": "EXPERT", "partyId": d.member.expert}, "reason": "Later.",
                         "validFrom": "2027-01-01T00:00:00Z"});
        editor.post(&format!("/v1/groups/{group}/members"), put).await.ok(201);
        let letters = app.letters().await;
        assert_eq!(told(&letters), [address(d.member)]);
        assert!(letters[0].text.contains("2027-01-01") && letters[0].text.contains("From then on"), "{letters:?}");
        editor.post(&format!("/v1/groups/{group}/end"), json!({"reason": "Done."})).await.ok(200);
        assert_eq!(told(&app.letters().await), Vec::<String>::new());
    });
}
