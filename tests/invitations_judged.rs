//! What an invitation offers is judged again when it would begin to count.

use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::world_identity::PASSWORD;
use crate::harness::world_partners::{World, last_token, world};
use crate::harness::{App, Client, on_both};

fn newcomer(role: &str) -> Value {
    json!({"email": "nina@dmsu.example", "name": "Nina Newcomer",
        "post": {"organisationCode": "ua-dmsu", "title": "Officer"},
        "grants": [{"role": role, "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}}]})
}

async fn accept(app: &App) -> Client {
    let token = last_token(app, "/invitation/").await;
    let session = app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": PASSWORD})).await;
    app.nobody().with_token(session.ok(200)["accessToken"].as_str().expect("a token"))
}

/// The editor's grant, ended by the administrator.
async fn dismiss_editor(world: &World) {
    let me = world.editor.get("/v1/me").await.ok(200);
    let grant = me["grants"].as_array().expect("grants").iter().find(|g| g["role"] == "ORGANISATION_EDITOR");
    let id = grant.expect("the grant")["id"].as_str().expect("an id").to_owned();
    world.admin.post(&format!("/v1/grants/{id}/revoke"), json!({"reason": "Dismissed."})).await.ok(200);
}

#[test]
fn who_lost_the_right_to_invite_lets_nobody_in_by_it() {
    on_both("who_lost_the_right_to_invite_lets_nobody_in_by_it", async |app| {
        let world = world(&app).await;
        let made = world.editor.post("/v1/invitations", newcomer("MEMBER")).await.ok(201);
        assert_eq!(made["accessRequestId"], Value::Null, "the editor said the word by inviting");
        dismiss_editor(&world).await;
        let nina = accept(&app).await;
        let me = nina.get("/v1/me").await.ok(200);
        assert_eq!((&me["expert"]["post"], &me["grants"]), (&Value::Null, &json!([])), "{me:#}");
        // She is told whose word is missing, at both doors and on the page she lands on.
        let waits = &me["expert"]["waiting"][0];
        assert_eq!((&waits["title"], &waits["organisation"]["code"]), (&json!("Officer"), &json!("ua-dmsu")), "{me:#}");
        assert_eq!(waits["waitsFor"][0]["code"], "ua-dmsu", "{me:#}");
        let query = "{ viewer { expert { waiting { title waitsFor { code } } } } }";
        let told = nina.graphql(query, json!({})).await.data()["viewer"]["expert"]["waiting"].clone();
        assert_eq!(told, json!([{ "title": "Officer", "waitsFor": [{ "code": "ua-dmsu" }] }]));
        let account = me["account"]["id"].as_str().expect("an id").parse().expect("an id");
        let start = Browser::signed_in(&app, account).await.open("/start").await.text;
        assert!(start.contains("Your post as Officer in ") && start.contains("They were asked"), "{start}");
        let path = format!("/v1/invitations/{}", made["id"].as_str().expect("an id"));
        let shown = world.admin.get(&path).await.ok(200);
        assert_eq!(shown["state"], "WAITING_FOR_WORD", "{shown:#}");
        // Whoever has the word now lets her in; what the dismissed one offered is gone.
        let request = shown["accessRequestId"].as_str().expect("a request");
        world.focal.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
        let me = nina.get("/v1/me").await.ok(200);
        assert_eq!(me["expert"]["post"]["title"], "Officer", "{me:#}");
        assert_eq!((&me["grants"], &me["expert"]["waiting"]), (&json!([]), &json!([])), "{me:#}");
        let shown = world.admin.get(&path).await.ok(200);
        assert!(shown["grants"][0]["endedAt"].is_string(), "{shown:#}");
    });
}

#[test]
fn roles_lapse_whose_giver_can_no_longer_give_them() {
    on_both("roles_lapse_whose_giver_can_no_longer_give_them", async |app| {
        let world = world(&app).await;
        // The focal point's word is enough for the post, and the administrator offers the role.
        let made = world.admin.post("/v1/invitations", newcomer("ORGANISATION_EDITOR")).await.ok(201);
        let request = made["accessRequestId"].as_str().expect("a request");
        world.editor.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
        let admin = world.admin.get("/v1/me").await.ok(200);
        let account = admin["account"]["id"].as_str().expect("an id").to_owned();
        // Suspended by whoever sits at the host, as if a second administrator had done it.
        suspend(&app, account.parse().expect("an id")).await;
        let nina = accept(&app).await;
        let me = nina.get("/v1/me").await.ok(200);
        assert_eq!(me["expert"]["post"]["title"], "Officer", "the body's word stands: {me:#}");
        assert_eq!(me["grants"], json!([]), "{me:#}");
    });
}

async fn suspend(app: &App, account: uuid::Uuid) {
    use entity::account_state::{Column, Entity};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let suspended = Expr::value("SUSPENDED");
    let update = Entity::update_many().col_expr(Column::State, suspended).filter(Column::AccountId.eq(account));
    update.exec(app.world.database.writer()).await.expect("a state");
}

#[test]
fn of_several_who_accept_at_once_one_does() {
    on_both("of_several_who_accept_at_once_one_does", async |app| {
        let world = world(&app).await;
        world.editor.post("/v1/invitations", newcomer("MEMBER")).await.ok(201);
        let token = last_token(&app, "/invitation/").await;
        let accept = |n: u8| {
            let (nobody, token) = (app.nobody(), token.clone());
            let password = format!("{PASSWORD} {n}");
            async move { nobody.post("/v1/invitations/accept", json!({"token": token, "password": password})).await.status }
        };
        let mut answers = futures_util::future::join_all((0..4).map(accept)).await;
        answers.sort_unstable();
        assert_eq!(answers, [200, 410, 410, 410]);
        let listed = world.editor.get("/v1/experts?q=nina").await.ok(200);
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed:#}");
    });
}

#[test]
fn an_invitation_into_a_body_that_ends_is_closed() {
    on_both("an_invitation_into_a_body_that_ends_is_closed", async |app| {
        let world = world(&app).await;
        let made = world.editor.post("/v1/invitations", newcomer("MEMBER")).await.ok(201);
        let token = last_token(&app, "/invitation/").await;
        let body = world.editor.get("/v1/me").await.ok(200)["expert"]["post"]["organisation"]["id"].clone();
        let path = format!("/v1/organisations/{}/end", body.as_str().expect("an id"));
        world.admin.post(&path, json!({"reason": "Dissolved."})).await.ok(200);
        let answer = app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": PASSWORD})).await;
        assert_eq!((answer.status, answer.code().as_str()), (410, "LINK_USED"), "{:#}", answer.body);
        let path = format!("/v1/invitations/{}", made["id"].as_str().expect("an id"));
        assert_eq!(world.admin.get(&path).await.ok(200)["state"], "WITHDRAWN");
    });
}

#[test]
fn a_letter_that_cannot_be_delivered_is_told_and_names_and_tags_are_checked() {
    on_both("a_letter_that_cannot_be_delivered_is_told_and_names_and_tags_are_checked", async |app| {
        let world = world(&app).await;
        let made = world.editor.post("/v1/invitations", newcomer("MEMBER")).await.ok(201);
        assert_eq!((&made["letter"], &made["state"]), (&json!("QUEUED"), &json!("SENT")));
        app.letters().await;
        let path = format!("/v1/invitations/{}", made["id"].as_str().expect("an id"));
        assert_eq!(world.editor.get(&path).await.ok(200)["letter"], "SENT");
        let mut wrong = newcomer("MEMBER");
        wrong["email"] = json!("olga@dmsu.example");
        wrong["languages"] = json!(["uk", "english language"]);
        wrong["nativeNames"] = json!([{"language": "uk", "name": "Ніна"}, {"language": "uk", "name": "Ніно"}]);
        let answer = world.editor.post("/v1/invitations", wrong).await;
        let pointers: Vec<&Value> =
            answer.body["errors"].as_array().expect("errors").iter().map(|e| &e["pointer"]).collect();
        assert_eq!((answer.status, pointers), (422, vec![&json!("/nativeNames/1/language"), &json!("/languages/1")]));
    });
}

#[test]
fn a_row_of_a_table_that_cannot_be_read_is_told_beside_the_others() {
    on_both("a_row_of_a_table_that_cannot_be_read_is_told_beside_the_others", async |app| {
        let world = world(&app).await;
        let table = "email,name,organisationCode,title,role,validFrom\n\
                     a@dmsu.example,Ada,ua-dmsu,Officer,MEMBR,2026-04-01\n\
                     no address,Bea,ua-dmsu,Officer,MEMBER,2026-04-01\n\
                     c@dmsu.example,Cea,ua-dmsu,Officer,MEMBER,soon\n";
        let report = world.editor.text("/v1/invitations/batch?dryRun=true", "text/csv", table).await.ok(200);
        let found = |n: usize| report["rows"][n]["findings"][0]["pointer"].clone();
        assert_eq!(
            (found(0), found(1), found(2)),
            (json!("/grants/0/role"), json!("/email"), json!("/post/validFrom"))
        );
        let answer = world.editor.text("/v1/invitations/batch", "text/csv", table).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["pointer"]),
            (422, &json!("/invitations/0/grants/0/role"))
        );
    });
}

#[test]
fn a_table_that_parts_its_cells_by_semicolons_says_the_same() {
    on_both("a_table_that_parts_its_cells_by_semicolons_says_the_same", async |app| {
        let world = world(&app).await;
        let commas = "email,name,organisationCode,title,role,languages\n\
                      a@dmsu.example,Ada,ua-dmsu,\"Officer, returns\",MEMBER,uk;en\n";
        let semicolons = "email;name;organisationCode;title;role;languages\r\n\
                          a@dmsu.example;Ada;ua-dmsu;Officer, returns;MEMBER;\"uk;en\"\r\n";
        for (table, told) in [(commas, "commas"), (semicolons, "semicolons")] {
            let report = world.editor.text("/v1/invitations/batch?dryRun=true", "text/csv", table).await.ok(200);
            assert_eq!(report["rows"].as_array().map(Vec::len), Some(1), "{told}: {report:#}");
            assert_eq!(report["rows"][0]["findings"], json!([]), "{told}: {report:#}");
        }
        let one_short = "email;name;organisationCode;title\na@dmsu.example;Ada;ua-dmsu\n";
        let report = world.editor.text("/v1/invitations/batch?dryRun=true", "text/csv", one_short).await.ok(200);
        assert!(report["rows"][0]["findings"][0]["detail"].as_str().is_some_and(|told| told.contains("3 cells")));
    });
}
