//! A row that cannot be worked off holds up no other, and is tried again or given up by itself.

use std::time::Duration;

use entity::outbox;
use entity::vocabulary::Role;
use focalpoint_api::kit::clock::Clock;
use focalpoint_api::kit::database::sql;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use crate::harness::item_life::{made, network as to_network, state, to, uuid};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, on_both};

const HOUR: Duration = Duration::from_secs(3_600);

async fn run_jobs(app: &App) {
    focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
}

async fn text_of(app: &App, id: Uuid) -> entity::update::Model {
    let found = entity::update::Entity::find_by_id(id).one(app.world.database.writer()).await;
    found.expect("a look").expect("a text")
}

#[test]
fn a_scheduled_item_that_cannot_be_published_holds_up_no_other_and_is_tried_again() {
    on_both("a_scheduled_item_that_cannot_be_published_holds_up_no_other_and_is_tried_again", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut ids = Vec::new();
        for minutes in [10, 20, 30] {
            let mut update = to(to_network());
            let at = app.clock.now().plus(Duration::from_secs(minutes * 60));
            update["publishAt"] = json!(at.to_string());
            ids.push(made(&member, update).await);
        }
        // The one that is due first has lost its text, as no act could make it.
        let text = text_of(&app, uuid(&ids[0])).await;
        let db = app.world.database.writer();
        entity::update::Entity::delete_by_id(text.id).exec(db).await.expect("gone");
        app.clock.advance(HOUR);
        run_jobs(&app).await;
        let member = Network::client(&app, &n.member).await;
        assert_eq!(
            (state(&member, &ids[1]).await, state(&member, &ids[2]).await),
            ("PUBLISHED".into(), "PUBLISHED".into())
        );
        entity::update::Entity::insert(text.into_active_model()).exec_without_returning(db).await.expect("back");
        assert_eq!(state(&member, &ids[0]).await, "SCHEDULED", "nothing of it was done by half");
        run_jobs(&app).await;
        assert_eq!(state(&member, &ids[0]).await, "PUBLISHED");
    });
}

#[test]
fn a_letter_that_cannot_be_opened_is_given_up_and_holds_up_no_other() {
    on_both("a_letter_that_cannot_be_opened_is_given_up_and_holds_up_no_other", async |app| {
        let n = Network::new(&app).await;
        app.letters().await;
        let editor = Network::client(&app, &n.editor).await;
        for who in ["first", "second", "third"] {
            let invitation = json!({
                "email": format!("{who}@body.example"), "name": format!("{who} Newcomer"),
                "post": { "organisationCode": "ua-migration", "title": "Officer" },
            });
            editor.post("/v1/invitations", invitation).await.ok(201);
        }
        let db = app.world.database.writer();
        let waiting =
            || outbox::Entity::find().filter(outbox::Column::DoneAt.is_null()).order_by_asc(outbox::Column::Seq);
        let letters = waiting().all(db).await.expect("letters");
        assert_eq!(letters.len(), 3);
        let bad = "UPDATE outbox SET payload = $2 WHERE id = $1";
        let values = [letters[0].id.into(), "no letter".into()];
        db.execute_raw(sql(db.get_database_backend(), bad, values)).await.expect("broken");
        let sent: Vec<String> = app.letters().await.into_iter().map(|letter| letter.to).collect();
        assert_eq!(sent, ["second@body.example", "third@body.example"]);
        assert_eq!(waiting().all(db).await.expect("letters"), []);
        assert_eq!(app.letters().await.len(), 0, "given up");
    });
}

/// Two whose posts end by their dates: of the first one nothing can be settled.
#[test]
fn a_post_that_cannot_be_settled_holds_up_no_other() {
    on_both("a_post_that_cannot_be_settled_holds_up_no_other", async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        b.person("Ada Test", n.ngo, &[(Role::Administrator, None, None)]).await;
        b.done().await;
        let editor = Network::client(&app, &n.editor).await;
        let end = json!({ "validTo": "2026-03-05", "reason": "Retires." });
        for post in [n.member.post, n.reader.post] {
            editor.post(&format!("/v1/posts/{post}/end"), end.clone()).await.ok(200);
        }
        let db = app.world.database.writer();
        let settled = async |post: Uuid| {
            let row = entity::post::Entity::find_by_id(post).one(db).await.expect("a look").expect("a post");
            row.settled_at.is_some()
        };
        app.clock.advance(7 * 24 * HOUR);
        let missing = entity::item::Entity::update_many()
            .col_expr(entity::item::Column::State, Expr::value("NO_STATE"))
            .filter(entity::item::Column::Id.eq(n.member.expert));
        missing.exec(db).await.expect("broken");
        let failed = focalpoint_api::jobs::run_due(&app.system()).await;
        assert!(failed.is_err(), "it is told");
        assert_eq!((settled(n.member.post).await, settled(n.reader.post).await), (false, true));
        let back = entity::item::Entity::update_many()
            .col_expr(entity::item::Column::State, Expr::value("PUBLISHED"))
            .filter(entity::item::Column::Id.eq(n.member.expert));
        back.exec(db).await.expect("whole");
        run_jobs(&app).await;
        assert!(settled(n.member.post).await);
    });
}
