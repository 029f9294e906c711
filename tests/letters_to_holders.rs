//! Whoever is given a role, or loses one, by somebody else's act is told by a letter: one for each act, in their
//! language, with what they may see and nothing else.

use std::time::Duration;

use entity::vocabulary::{MembersSeenBy, Rank, Role};
use focalpoint_api::kit::mail::Letter;
use serde_json::{Value, json};

use crate::harness::world_identity::PASSWORD;
use crate::harness::world_organisations::{Builder, Directory, Person};
use crate::harness::world_partners::last_token;
use crate::harness::world_people::appointed;
use crate::harness::{App, Client, on_both, on_both_with, signed_in};

/// Subjects that tell a holder what became of their grants.
const SUBJECTS: &[&str] = &[
    "A role was given to you",
    "Roles were given to you",
    "A role of yours was ended",
    "Roles of yours were ended",
    "Your post was ended",
    "Your post is to end",
    "Вам надано роль",
    "Вашу роль припинено",
    "Вашу посаду завершено",
];

/// What holders were told since they were last asked for, by address.
async fn told(app: &App) -> Vec<Letter> {
    let mut told: Vec<Letter> = app.letters().await;
    told.retain(|letter| SUBJECTS.contains(&letter.subject.as_str()));
    told.sort_by(|a, b| a.to.cmp(&b.to));
    told
}

/// The one letter that holders were told, to a person.
async fn only(app: &App, to: Person) -> Letter {
    let mut told = told(app).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    let letter = told.remove(0);
    assert_eq!(letter.to, address(to));
    letter
}

async fn nobody_told(app: &App, why: &str) {
    let told = told(app).await;
    assert!(told.is_empty(), "{why}: {told:#?}");
}

fn address(person: Person) -> String {
    format!("{}@example.org", person.expert)
}

fn says(letter: &Letter, all: &[&str]) {
    for text in all {
        assert!(letter.text.contains(text), "{text:?} in {}", letter.text);
    }
}

fn grant(person: Person, role: &str, scope: Value) -> Value {
    json!({ "expertId": person.expert, "role": role, "scope": scope, "reason": "To help out." })
}

fn body(id: uuid::Uuid) -> Value {
    json!({ "kind": "ORGANISATION", "id": id })
}

fn why(reason: &str) -> Value {
    json!({ "reason": reason })
}

async fn in_ukrainian(client: &Client) {
    let tag = client.get("/v1/me").await.header("etag");
    let body = Some(json!({ "language": "uk" }));
    client.send(reqwest::Method::PATCH, "/v1/me", &[("If-Match", &tag)], body).await.ok(200);
}

#[test]
fn a_grant_and_its_end_are_told_to_the_holder_with_role_scope_dates_giver_and_meaning() {
    on_both("a_grant_and_its_end_are_told_to_the_holder", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let member = signed_in(&app, net.member.expert).await;
        told(&app).await;
        let mut input = grant(net.member, "ORGANISATION_EDITOR", body(net.guard));
        input["validTo"] = json!("2026-12-31");
        let given = administrator.post("/v1/grants", input).await.ok(201);
        let letter = only(&app, net.member).await;
        assert_eq!(letter.subject, "A role was given to you");
        says(
            &letter,
            &[
                "Organisation editor: Border Guard. It counts from ",
                " until 31 December 2026, 23:59",
                "What it means (Organisation editor): Keeps the body",
                "Given by: Admin Test (Secretariat of the Process)",
                "Why: To help out.",
                "/start",
            ],
        );
        assert!(!letter.text.contains("ORGANISATION_EDITOR"), "{}", letter.text);
        let end = format!("/v1/grants/{}/revoke", given["id"].as_str().expect("an id"));
        administrator.post(&end, why("No longer needed.")).await.ok(200);
        let letter = only(&app, net.member).await;
        assert_eq!(letter.subject, "A role of yours was ended");
        says(
            &letter,
            &[
                "Organisation editor: Border Guard. It counted from ",
                "counts no longer",
                "Ended by: Admin Test (Secretariat of the Process)",
                "Why: No longer needed.",
            ],
        );
        // The other door, in the holder's language.
        in_ukrainian(&member).await;
        let mutation = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { grant { id } } }";
        let input = json!({ "input": grant(net.member, "OBSERVER", json!({ "kind": "NETWORK" })) });
        let given = administrator.graphql(mutation, input).await.data()["grantRole"]["grant"].clone();
        let letter = only(&app, net.member).await;
        assert_eq!((letter.subject.as_str(), letter.language.as_deref()), ("Вам надано роль", Some("uk")));
        says(
            &letter,
            &["Спостерігач: Уся мережа. Діє з ", "Читає те, що призначено для мережі.", "Хто надав: Admin Test"],
        );
        let mutation = "mutation($input: RevokeGrantInput!) { revokeGrant(input: $input) { grant { id } } }";
        let input = json!({ "input": { "id": given["id"], "reason": "Досить." } });
        administrator.graphql(mutation, input).await.data();
        assert_eq!(only(&app, net.member).await.subject, "Вашу роль припинено");
    });
}

#[test]
fn ones_own_act_and_what_never_counted_write_no_letter() {
    let two = |config: &mut focalpoint_api::config::Config| config.access.two_person = true;
    on_both_with("ones_own_act_and_what_never_counted_write_no_letter", two, async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let (editor, focal) = (signed_in(&app, net.editor.expert).await, signed_in(&app, net.focal_point.expert).await);
        told(&app).await;
        // What waits for a word is told when the word is there, and not before.
        let wanted = grant(net.focal_point, "ORGANISATION_EDITOR", body(net.ministry));
        let waits = administrator.post("/v1/grants", wanted.clone()).await.ok(202);
        nobody_told(&app, "it waits").await;
        let of =
            |waits: &Value, word: &str| format!("/v1/access-requests/{}/{word}", waits["id"].as_str().expect("an id"));
        editor.post(&of(&waits, "refuse"), why("No.")).await.ok(200);
        nobody_told(&app, "it never counted").await;
        let waits = administrator.post("/v1/grants", wanted).await.ok(202);
        editor.post(&of(&waits, "approve"), json!({})).await.ok(200);
        let letter = only(&app, net.focal_point).await;
        says(&letter, &["Organisation editor: Ministry of Migration", "Given by: Admin Test"]);
        // Giving it up again is one's own act.
        let end = format!("/v1/grants/{}/revoke", waits["resultId"].as_str().expect("an id"));
        focal.post(&end, why("I have enough to do.")).await.ok(200);
        nobody_told(&app, "one's own act").await;
    });
}

#[test]
fn what_ends_with_a_post_is_one_letter_to_its_holder_at_once_or_when_the_end_is_said() {
    on_both("what_ends_with_a_post_is_one_letter", async |app| {
        let net = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let asylum = b.competence(net.secretariat, "readmission", None).await;
        let circle = b.group("circle", MembersSeenBy::Members, &[net.ministry]).await;
        let grants = [(Role::Member, Some(net.ministry)), (Role::GroupEditor, Some(circle))];
        let busy = b.person("Busy Test", net.ministry, &grants).await;
        let leaver = b.person("Leaver Test", net.ministry, &grants).await;
        b.done().await;
        let editor = signed_in(&app, net.editor.expert).await;
        appointed(&app, busy, (net.ministry, net.ukraine), Some(asylum), Rank::Deputy, vec![]).await;
        told(&app).await;
        // Said beforehand: told once, and not again when the day has come.
        let said = json!({ "validTo": "2026-03-31", "reason": "Retires." });
        editor.post(&format!("/v1/posts/{}/end", busy.post), said).await.ok(200);
        let letter = only(&app, busy).await;
        assert_eq!(letter.subject, "Your post is to end");
        says(
            &letter,
            &[
                "Your post ends on ",
                "Member: Ministry of Migration. It counts from ",
                "Field contact (readmission), deputy: UA. ",
                "Group editor: circle. ",
                "Ended by: Editor Test (Ministry of Migration)",
                "Why: Retires.",
            ],
        );
        app.clock.advance(Duration::from_secs(31 * 24 * 3_600));
        nobody_told(&app, "it was said before").await;
        // At once; a dry run tells nobody, and whoever leaves by themselves knows.
        let editor = signed_in(&app, net.editor.expert).await;
        let end = format!("/v1/posts/{}/end", leaver.post);
        editor.post(&end, json!({ "reason": "Left.", "dryRun": true })).await.ok(200);
        nobody_told(&app, "a dry run").await;
        in_ukrainian(&signed_in(&app, leaver.expert).await).await;
        editor.post(&end, why("Left.")).await.ok(200);
        let letter = only(&app, leaver).await;
        assert_eq!(letter.subject, "Вашу посаду завершено");
        says(
            &letter,
            &["Учасник: Міністерство міграції. Діяла з ", "Редактор групи: circle.", "Хто припинив: Editor Test"],
        );
        let own = format!("/v1/posts/{}/end", net.focal_point.post);
        signed_in(&app, net.focal_point.expert).await.post(&own, why("I leave.")).await.ok(200);
        nobody_told(&app, "one's own act").await;
    });
}

#[test]
fn a_body_a_country_or_a_group_that_ends_writes_one_letter_to_each_holder() {
    on_both("a_body_a_country_or_a_group_that_ends_writes_one_letter_to_each_holder", async |app| {
        let net = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let circle = b.group("circle", MembersSeenBy::Members, &[net.ministry]).await;
        let grants = [(Role::Member, Some(net.ministry)), (Role::SteeringMember, Some(circle))];
        let steers = b.person("Steers Test", net.ministry, &grants).await;
        b.done().await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let secretary = signed_in(&app, net.secretary.expert).await;
        appointed(&app, net.member, (net.guard, net.ukraine), None, Rank::Deputy, vec![]).await;
        app.letters().await;
        secretary.post(&format!("/v1/groups/{circle}/end"), why("Done.")).await.ok(200);
        says(&only(&app, steers).await, &["Steering member: circle.", "Ended by: Secretary Test"]);
        // The country's two appointments, to each of them.
        administrator.post("/v1/countries/UA/end", why("It left.")).await.ok(200);
        let to: Vec<String> = told(&app).await.into_iter().map(|letter| letter.to).collect();
        let mut both = [address(net.focal_point), address(net.member)];
        both.sort();
        assert_eq!(to, both);
        administrator.post(&format!("/v1/organisations/{}/end", net.ngo), why("Dissolved.")).await.ok(200);
        let letter = only(&app, net.volunteer).await;
        says(&letter, &["Organisation editor: Right to Protection", "Ended by: Admin Test"]);
    });
}

#[test]
fn an_invitation_says_what_it_carries_and_a_word_that_comes_later_is_one_letter() {
    on_both("an_invitation_says_what_it_carries_and_a_word_that_comes_later_is_one_letter", async |app| {
        let net = Directory::new(&app).await;
        let (editor, administrator) =
            (signed_in(&app, net.editor.expert).await, signed_in(&app, net.administrator.expert).await);
        let invited = |email: &str| {
            let role = |role: &str| json!({ "role": role, "scope": { "kind": "ORGANISATION", "id": net.ministry } });
            json!({ "email": email, "name": "Nina Newcomer", "post": { "organisationId": net.ministry, "title": "Officer" },
                "grants": [role("MEMBER"), role("READER")] })
        };
        let accept = async |token: String| {
            let body = json!({ "token": token, "password": PASSWORD });
            app.nobody().post("/v1/invitations/accept", body).await.ok(200);
        };
        editor.post("/v1/invitations", invited("one@mom.example")).await.ok(201);
        accept(last_token(&app, "/invitation/").await).await;
        nobody_told(&app, "the invitation said it").await;
        // The body's word comes after the invitation was accepted.
        let made = administrator.post("/v1/invitations", invited("two@mom.example")).await.ok(201);
        accept(last_token(&app, "/invitation/").await).await;
        nobody_told(&app, "the post waits").await;
        let request = made["accessRequestId"].as_str().expect("a request");
        editor.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
        let letters = told(&app).await;
        assert_eq!(letters.len(), 1, "{letters:#?}");
        let letter = &letters[0];
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("two@mom.example", "Roles were given to you"));
        says(letter, &["Reader: Ministry of Migration", "Member: Ministry of Migration", "Given by: Admin Test"]);
    });
}
