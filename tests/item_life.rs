//! Scheduled publication, and the purge of an item.

use std::time::Duration;

use entity::vocabulary::Role;
use focalpoint_api::jobs::run_due;
use futures_util::join;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::harness::item_life::{act, being, edit, made, network, poland, public, share, state, status, to, uuid};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, on_both, signed_in};

const HOUR: Duration = Duration::from_secs(3_600);
const AT: &str = "2026-03-02T10:00:00.000000Z";

fn scheduled(parties: Value) -> Value {
    let mut input = to(parties);
    input["publishAt"] = json!(AT);
    input
}

/// How many records of an act there are about an item.
async fn records(app: &App, act: &str, id: &str) -> usize {
    use entity::ledger_record::{Column, Entity};
    let found = Entity::find().filter(Column::Act.eq(act)).filter(Column::Target.eq(uuid(id)));
    found.all(app.world.database.reader()).await.expect("records").len()
}

async fn job(app: &App) {
    run_due(&app.system()).await.expect("jobs");
}

#[test]
fn what_is_scheduled_is_published_at_its_time_once_by_whichever_replica() {
    on_both("what_is_scheduled_is_published_at_its_time_once_by_whichever_replica", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let pole = Network::client(&app, &n.pole).await;
        let id = made(&member, scheduled(poland())).await;
        let shown = editor.get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!((&shown["state"], &shown["publishAt"]), (&json!("SCHEDULED"), &json!(AT)));
        assert_eq!(shown["publishedAt"], Value::Null);
        job(&app).await;
        assert_eq!((status(&pole, &id).await, status(&app.nobody(), &id).await), (404, 404));
        app.clock.advance(2 * HOUR);
        let pole = Network::client(&app, &n.pole).await;
        let (first, second) = (app.system(), app.system());
        let (a, b) = join!(run_due(&first), run_due(&second));
        a.and(b).expect("jobs");
        let shown = pole.get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!(
            (&shown["state"], &shown["revision"], &shown["publishAt"]),
            (&json!("PUBLISHED"), &json!(2), &Value::Null)
        );
        assert_eq!(shown["publishedAt"], json!(AT));
        assert_eq!(records(&app, "publishScheduled", &id).await, 1);
        // An ordinary act: it leaves a change record.
        use entity::change::{Column, Entity};
        let changes = Entity::find().filter(Column::Item.eq(uuid(&id))).all(app.world.database.reader()).await;
        assert_eq!(changes.expect("changes").len(), 2);
    });
}

#[test]
fn a_schedule_is_changed_cancelled_and_overtaken_by_its_keepers() {
    on_both("a_schedule_is_changed_cancelled_and_overtaken_by_its_keepers", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        for (given, state) in
            [("2026-03-02T07:00:00Z", "PUBLISHED"), ("2060-01-01T00:00:00Z", "PUBLISHED"), (AT, "DRAFT")]
        {
            let mut input = being(state, poland());
            input["publishAt"] = json!(given);
            let answer = member.post("/v1/updates", input).await;
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/publishAt")));
        }
        let mut day = to(poland());
        day["publishAt"] = json!("2026-04-01");
        assert_eq!(member.post("/v1/updates", day).await.status, 400);
        // As wide as it may not be published it is not scheduled, either.
        assert_eq!(member.post("/v1/updates", scheduled(public())).await.code(), "MUST_PROPOSE");
        let id = made(&member, scheduled(poland())).await;
        assert_eq!(edit(&member, &id, json!({"title": "Later"})).await.ok(200)["state"], "SCHEDULED");
        assert_eq!(share(&member, &id, json!({"parties": public()})).await.code(), "MUST_PROPOSE");
        assert_eq!(share(&member, &id, json!({"parties": network()})).await.ok(200)["publishAt"], AT);
        let later = "2026-03-02T12:00:00.000000Z";
        let item = act(&editor, &id, "publish", json!({"publishAt": later})).await.ok(200);
        assert_eq!((&item["state"], &item["publishAt"]), (&json!("SCHEDULED"), &json!(later)));
        app.clock.advance(3 * HOUR);
        job(&app).await;
        // A token lives ten minutes.
        let (member, editor) = (Network::client(&app, &n.member).await, Network::client(&app, &n.editor).await);
        let pole = Network::client(&app, &n.pole).await;
        assert_eq!(state(&member, &id).await, "SCHEDULED");
        for (client, refused) in [(&pole, 404), (&app.nobody(), 401)] {
            assert_eq!(act(client, &id, "return", json!({})).await.status, refused);
            assert_eq!(act(client, &id, "publish", json!({})).await.status, refused);
        }
        assert_eq!(act(&editor, &id, "return", json!({})).await.ok(200)["state"], "DRAFT");
        app.clock.advance(3 * HOUR);
        job(&app).await;
        let member = Network::client(&app, &n.member).await;
        let shown = member.get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!((&shown["state"], &shown["publishAt"]), (&json!("DRAFT"), &Value::Null));
        let at = "2026-03-03T12:00:00Z";
        act(&member, &id, "publish", json!({"publishAt": at})).await.ok(200);
        assert_eq!(act(&member, &id, "publish", json!({})).await.ok(200)["state"], "PUBLISHED");
        assert_eq!(act(&member, &id, "publish", json!({})).await.status, 409);
    });
}

#[test]
fn whoever_released_it_must_still_hold_the_right_at_its_time() {
    on_both("whoever_released_it_must_still_hold_the_right_at_its_time", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let own = made(&member, scheduled(network())).await;
        let taken_over = made(&member, scheduled(network())).await;
        // Whoever changes what is scheduled releases it from then on.
        edit(&editor, &taken_over, json!({"title": "Mine"})).await.ok(200);
        let mut proposed = being("PROPOSED", public());
        proposed["publishAt"] = json!(AT);
        let proposed = made(&member, proposed).await;
        let item = act(&lesia, &proposed, "confirm", json!({})).await.ok(200);
        // What is scheduled is its keepers' alone: whoever confirmed it is answered with the proposal.
        assert_eq!((&item["state"], &item["publishAt"]), (&json!("CONFIRMED"), &json!(AT)));
        assert_eq!((state(&editor, &proposed).await.as_str(), status(&lesia, &proposed).await), ("SCHEDULED", 404));
        // There is always an administrator, or nothing of this kind is ended.
        let mut b = Builder::begin(&app).await;
        b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
        b.done().await;
        use entity::role_grant::{Column, Entity};
        let grant = Entity::find().filter(Column::Holder.eq(n.member.post)).one(app.world.database.reader()).await;
        let grant = grant.expect("a query").expect("a grant").id;
        editor.post(&format!("/v1/grants/{grant}/revoke"), json!({"reason": "Left."})).await.ok(200);
        app.letters().await;
        app.clock.advance(2 * HOUR);
        let letters = app.letters().await;
        let editor = Network::client(&app, &n.editor).await;
        assert_eq!(state(&editor, &own).await, "DRAFT");
        assert_eq!(state(&editor, &taken_over).await, "PUBLISHED");
        // The confirmer released it, and holds the right.
        assert_eq!(status(&app.nobody(), &proposed).await, 200);
        let told: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
        assert_eq!(told, [format!("{}@example.org", n.editor.expert)]);
        assert!(letters[0].text.contains(&own) && !letters[0].text.contains("News"));
        assert_eq!(records(&app, "publishScheduled", &own).await, 1);
        job(&app).await;
        assert_eq!(records(&app, "publishScheduled", &own).await, 1);
    });
}

#[test]
fn the_job_and_an_edit_at_once_leave_one_order() {
    on_both("the_job_and_an_edit_at_once_leave_one_order", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let ids = [made(&member, scheduled(network())).await, made(&member, scheduled(network())).await];
        app.clock.advance(2 * HOUR);
        let member = Network::client(&app, &n.member).await;
        let system = app.system();
        let (job, a, b) = join!(
            run_due(&system),
            edit(&member, &ids[0], json!({"title": "New"})),
            act(&member, &ids[1], "return", json!({})),
        );
        job.expect("the job");
        let edited = member.get(&format!("/v1/updates/{}", ids[0])).await.ok(200);
        assert_eq!(edited["state"], "PUBLISHED");
        assert_eq!(edited["title"], if a.status == 200 { "New" } else { "News" });
        assert!(matches!(a.status, 200 | 412), "{}", a.status);
        let returned = state(&member, &ids[1]).await;
        assert!(
            matches!((b.status, returned.as_str()), (200, "DRAFT") | (409, "PUBLISHED")),
            "{} {returned}",
            b.status
        );
    });
}

#[test]
fn a_purge_takes_the_content_and_leaves_the_id_and_the_ledger() {
    on_both("a_purge_takes_the_content_and_leaves_the_id_and_the_ledger", async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let person = b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
        b.done().await;
        let admin = signed_in(&app, person.expert).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let mut input = being("DRAFT", public());
        input["topics"] = json!(["asylum"]);
        input["countryCodes"] = json!(["UA"]);
        let id = made(&member, input).await;
        edit(&member, &id, json!({"title": "Secret"})).await.ok(200);
        act(&member, &id, "propose", json!({"comment": "Secret, too."})).await.ok(200);
        member.post(&format!("/v1/items/{id}/comments"), json!({"bodyMarkdown": "Secret name."})).await.ok(201);
        app.letters().await;
        // It lies before sight: the administrator does not see it, and is shown nothing of it.
        assert_eq!(status(&admin, &id).await, 404);
        let reason = json!({"reason": "Names a witness."});
        for (client, refused) in [(&member, 403), (&lesia, 403), (&app.nobody(), 401)] {
            assert_eq!(act(client, &id, "purge", reason.clone()).await.status, refused);
        }
        let reader = Network::client(&app, &n.reader).await;
        assert_eq!(act(&reader, &id, "purge", reason.clone()).await.status, 404);
        let never = uuid::Uuid::now_v7().to_string();
        assert_eq!(act(&admin, &never, "purge", reason.clone()).await.status, 404);
        assert_eq!(act(&admin, &id, "purge", json!({"reason": " "})).await.status, 422);
        assert_eq!(act(&admin, &n.ngo.to_string(), "purge", reason.clone()).await.status, 403);
        let purged = act(&admin, &id, "purge", reason.clone()).await.ok(200);
        assert_eq!(purged["itemId"], json!(id));
        assert_eq!(purged.as_object().map(serde_json::Map::len), Some(2));
        // Again it changes nothing.
        app.clock.advance(HOUR);
        let admin = signed_in(&app, person.expert).await;
        let (member, lesia) = (Network::client(&app, &n.member).await, Network::client(&app, &n.focal_point).await);
        assert_eq!(act(&admin, &id, "purge", reason.clone()).await.ok(200), purged);
        assert_eq!(records(&app, "purgeItem", &id).await, 1);
        for (client, refused) in [(&admin, 404), (&member, 404), (&lesia, 404), (&app.nobody(), 401)] {
            assert_eq!(status(client, &id).await, 404);
            assert_eq!(client.get(&format!("/v1/items/{id}/proposals")).await.status, refused);
        }
        assert_eq!(act(&lesia, &id, "confirm", json!({})).await.status, 404);
        let db = app.world.database.reader();
        let row = entity::item::Entity::find_by_id(uuid(&id)).one(db).await.expect("a query").expect("the row stays");
        assert_eq!((row.state.word(), row.owner, row.language), ("PURGED", n.ua_migration, None));
        // Words of reasons about it went, too, but for the purge's own.
        let reasons = entity::ledger_personal::Entity::find().all(db).await.expect("reasons");
        assert!(reasons.iter().all(|kept| !kept.reason.contains("Secret")));
        assert!(reasons.iter().any(|kept| kept.reason == "Names a witness."));
        assert!(entity::update::Entity::find().all(db).await.expect("texts").is_empty());
        assert!(entity::update_revision::Entity::find().all(db).await.expect("revisions").is_empty());
        assert!(entity::comment::Entity::find().all(db).await.expect("comments").is_empty());
        let glass = act(&admin, &id, "break-glass", json!({"reason": "To look."})).await;
        assert_eq!(glass.status, 404);
        assert!(entity::proposal::Entity::find().all(db).await.expect("proposals").is_empty());
        assert!(entity::item_topic::Entity::find().all(db).await.expect("topics").is_empty());
        // The feed tells REMOVED.
        let changes = entity::change::Entity::find().filter(entity::change::Column::Item.eq(uuid(&id))).all(db).await;
        assert_eq!(changes.expect("changes").last().and_then(|c| c.seen_after), None);
        // Its keepers are told, without a title.
        let letters = app.letters().await;
        let mut told: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
        told.sort_unstable();
        let mut keepers = [format!("{}@example.org", n.member.expert), format!("{}@example.org", n.editor.expert)];
        keepers.sort_unstable();
        assert_eq!(told, keepers);
        assert!(letters.iter().all(|letter| !letter.text.contains("Secret") && letter.text.contains(&id)));
        focalpoint_api::ledger::verify(&app.world, None).await.expect("a walk").expect("a whole chain");
    });
}

#[test]
fn of_what_is_purged_or_deleted_no_word_stays() {
    on_both("of_what_is_purged_or_deleted_no_word_stays", async |app| {
        let n = Network::new(&app).await;
        let admin = {
            let mut b = Builder::begin(&app).await;
            let admin = b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
            b.done().await;
            Network::client(&app, &admin).await
        };
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let reasons = async || {
            let all = entity::ledger_personal::Entity::find().all(app.world.database.reader()).await;
            all.expect("reasons").into_iter().map(|kept| kept.reason).filter(|words| words.contains("Secret")).count()
        };
        // Why a comment was taken out is about the comment, and goes with the item; so do its openings,
        // those that are not written yet, too.
        let id = made(&member, to(poland())).await;
        let comments = format!("/v1/items/{id}/comments");
        let said = pole.post(&comments, json!({"bodyMarkdown": "A name."})).await.ok(201)["id"].clone();
        let moderate = format!("{comments}/{}/moderate", said.as_str().expect("an id"));
        member.post(&moderate, json!({"reason": "Secret: names a witness."})).await.ok(200);
        job(&app).await;
        let openings = async || {
            let all = entity::opening::Entity::find().all(app.world.database.reader()).await;
            all.expect("openings").len()
        };
        pole.get(&format!("/v1/updates/{id}")).await.ok(200);
        job(&app).await;
        assert_eq!((reasons().await, openings().await), (1, 1));
        pole.get(&format!("/v1/updates/{id}")).await.ok(200);
        act(&admin, &id, "purge", json!({"reason": "A court's order."})).await.ok(200);
        assert_eq!((reasons().await, openings().await), (0, 0));
        job(&app).await;
        assert_eq!(openings().await, 0);
        // A draft that is deleted takes along what was said to and fro about it.
        let id = made(&member, being("DRAFT", public())).await;
        act(&member, &id, "propose", json!({"comment": "Secret: please."})).await.ok(200);
        act(&lesia, &id, "return", json!({"comment": "Secret: not so."})).await.ok(200);
        assert_eq!(reasons().await, 2);
        assert_eq!(member.send(reqwest::Method::DELETE, &format!("/v1/items/{id}"), &[], None).await.status, 204);
        assert_eq!(reasons().await, 0);
    });
}
