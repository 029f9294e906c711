//! A body's status, its end, and what takes it over.

use entity::vocabulary::OrganisationType;
use serde_json::json;

use super::codes;
use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{on_both, signed_in};

#[test]
fn a_change_of_status_waits_for_the_words_of_those_it_concerns() {
    on_both("a_change_of_status_waits_for_the_words", async |app| {
        let d = Directory::new(&app).await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let path = format!("/v1/organisations/{}/status", d.ngo);
        let wanted =
            json!({"type": "OTHER_AUTHORITY", "countryCode": "UA", "official": true, "reason": "became an agency"});
        for person in [d.focal_point, d.secretary, d.volunteer] {
            assert_eq!(signed_in(&app, person.expert).await.post(&path, wanted.clone()).await.status, 403);
        }
        let waiting = administrator.post(&path, wanted.clone()).await.ok(202);
        assert_eq!(waiting["waitsFor"].as_array().map(Vec::len), Some(3), "{waiting:#}");
        let id = waiting["id"].as_str().expect("a request").to_owned();
        let one = async || app.nobody().get(&format!("/v1/organisations/{}", d.ngo)).await.ok(200);
        for person in [d.volunteer, d.focal_point, d.secretary] {
            assert_eq!(one().await["type"], "NGO");
            let client = signed_in(&app, person.expert).await;
            client.post(&format!("/v1/access-requests/{id}/approve"), json!({})).await.ok(200);
        }
        let body = one().await;
        assert_eq!(
            json!([body["type"], body["countryCode"], body["official"]]),
            json!(["OTHER_AUTHORITY", "UA", true])
        );
        let history = app.nobody().get(&format!("/v1/organisations/{}/history", d.ngo)).await.ok(200);
        assert!(history["statuses"].as_array().is_some_and(|s| !s.is_empty()), "{history:#}");
        let answer = administrator.post(&path, json!({"official": true, "reason": "again"})).await;
        assert_eq!(answer.status, 422, "{:#}", answer.body);
        let path = format!("/v1/organisations/{}/status", d.secretariat);
        assert_eq!(administrator.post(&path, json!({"official": false, "reason": "x"})).await.code(), "CONFLICT");
    });
}

#[test]
fn ending_a_body_first_says_what_hangs_on_it_and_then_ends_its_posts() {
    on_both("ending_a_body_first_says_what_hangs_on_it", async |app| {
        let d = Directory::new(&app).await;
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let member = signed_in(&app, d.member.expert).await;
        let path = format!("/v1/organisations/{}/end", d.guard);
        assert_eq!(member.post(&path, json!({"reason": "x"})).await.status, 403);
        let tried = focal_point.post(&path, json!({"reason": "dissolved", "dryRun": true})).await.ok(200);
        assert_eq!(tried["hanging"]["posts"], json!({"count": 1, "ids": [d.member.post]}), "{tried:#}");
        assert_eq!(tried["hanging"]["grants"]["count"], 1);
        assert_eq!(json!([tried["dryRun"], tried["validTo"], tried["revision"]]), json!([true, null, 1]));
        assert_eq!(member.get("/v1/me").await.ok(200)["grants"].as_array().map(Vec::len), Some(1));
        assert_eq!(focal_point.post(&path, json!({"reason": " "})).await.status, 422);
        let input = json!({"reason": "dissolved", "successor": d.ministry});
        let ended = focal_point.post(&path, input).await.ok(200);
        assert_eq!(json!([ended["validTo"], ended["revision"], ended["dryRun"]]), json!(["2026-03-02", 2, false]));
        assert_eq!(ended["successors"][0]["code"], "ua-mom");
        let after = member.get("/v1/me").await;
        assert!(after.status == 401 || after.body["grants"] == json!([]), "{:#}", after.body);
        // The day after it is no longer listed, and still found.
        app.clock.advance(std::time::Duration::from_secs(24 * 3600));
        assert_eq!(codes(&app.nobody().get("/v1/organisations?code=ua-guard").await.ok(200)), Vec::<String>::new());
        assert_eq!(
            codes(&app.nobody().get("/v1/organisations?code=ua-guard&lifecycle=ALL").await.ok(200)),
            ["ua-guard"]
        );
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        assert_eq!(focal_point.post(&path, json!({"reason": "again"})).await.code(), "CONFLICT");
        let administrator = signed_in(&app, d.administrator.expert).await;
        let path = format!("/v1/organisations/{}/end", d.secretariat);
        assert_eq!(administrator.post(&path, json!({"reason": "all of it"})).await.code(), "CONFLICT");
    });
}

#[test]
fn the_last_administrator_stays_when_a_body_ends() {
    on_both("the_last_administrator_stays_when_a_body_ends", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let host = b.named_body("host", OrganisationType::InternationalOrganisation, None, "Host").await;
        let other = b.person("Other Admin", host, &[(entity::vocabulary::Role::Administrator, None)]).await;
        b.done().await;
        // One of two: while the other stays, the body may end.
        let path = format!("/v1/organisations/{host}/end");
        let other = signed_in(&app, other.expert).await;
        other.post(&path, json!({"reason": "moved", "dryRun": true})).await.ok(200);
        let suspend = entity::account_state::Entity::update_many();
        use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
        let account = entity::account::Entity::find()
            .filter(entity::account::Column::ExpertId.eq(d.administrator.expert))
            .one(app.world.database.writer())
            .await
            .expect("accounts")
            .expect("an account");
        suspend
            .set(entity::account_state::ActiveModel {
                until_at: Set(Some(app.world.clock.now().micros())),
                ..Default::default()
            })
            .filter(entity::account_state::Column::AccountId.eq(account.id))
            .exec(app.world.database.writer())
            .await
            .expect("a suspension");
        assert_eq!(other.post(&path, json!({"reason": "moved"})).await.code(), "LAST_ADMINISTRATOR");
    });
}

#[test]
fn whoever_belongs_to_the_new_body_sees_what_was_shared_with_the_old_one() {
    on_both("whoever_belongs_to_the_new_body_sees_what_was_shared_with_the_old_one", async |app| {
        use entity::vocabulary::{ItemKind, ItemState};
        use focalpoint_api::access::PartySet;
        use focalpoint_api::exchange::items::{NewItem, insert_item};
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let police = b.named_body("ua-police", OrganisationType::Police, Some(d.ukraine), "Police").await;
        let speaks = [(entity::vocabulary::Role::FocalPoint, Some(d.ukraine))];
        let elsewhere = b.person("Deputy Test", police, &speaks).await;
        // Something of the directory that only the guard's people see.
        let id = b.unit.new_id();
        let audience = Some(PartySet::of([d.guard]));
        let new = NewItem {
            id,
            kind: ItemKind::Expert,
            owner: d.polish,
            author: None,
            language: None,
            state: ItemState::Published,
            audience,
        };
        insert_item(&mut b.unit, &b.permit, new).await.expect("an item");
        let row = entity::expert::ActiveModel {
            id: sea_orm::ActiveValue::Set(id),
            name: sea_orm::ActiveValue::Set("Shared".to_owned()),
            sort_key: sea_orm::ActiveValue::Set("shared".to_owned()),
        };
        <entity::expert::Entity as sea_orm::EntityTrait>::insert(row)
            .exec_without_returning(b.unit.tx())
            .await
            .expect("a row");
        b.done().await;
        let sees = async |person: crate::harness::world_organisations::Person| {
            let actor = focalpoint_api::access::load_actor(
                app.world.database.reader(),
                focalpoint_api::access::By::Expert(person.expert),
                app.world.clock.now(),
            );
            let actor = actor.await.expect("an actor").expect("somebody");
            let by_door = signed_in(&app, person.expert).await.get("/v1/me").await.ok(200);
            let told = by_door["parties"].as_array().expect("parties").iter().any(|p| p["partyId"] == json!(d.guard));
            assert_eq!(told, actor.parties().contains(d.guard), "{by_door:#}");
            // And what was shared with the guard alone is seen by the rule of sight itself.
            use sea_orm::{EntityTrait, QueryFilter};
            let shared = entity::item::Entity::find_by_id(id).filter(focalpoint_api::access::visible(&actor));
            let shared = shared.one(app.world.database.reader()).await.expect("items");
            assert_eq!(told, shared.is_some());
            told
        };
        assert!(sees(d.member).await && !sees(d.editor).await);
        let path = format!("/v1/organisations/{}/merge", d.guard);
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        assert_eq!(
            signed_in(&app, d.editor.expert).await.post(&path, json!({"into": d.ministry, "reason": "x"})).await.status,
            403
        );
        // Not over the border: a focal point merges authorities of the own country.
        assert_eq!(focal_point.post(&path, json!({"into": d.polish, "reason": "x"})).await.status, 403);
        let administrator = signed_in(&app, d.administrator.expert).await;
        assert_eq!(administrator.post(&path, json!({"into": d.secretariat, "reason": "x"})).await.code(), "CONFLICT");
        let nowhere = administrator.post(&path, json!({"into": uuid::Uuid::nil(), "reason": "x"})).await;
        assert_eq!(
            (nowhere.status, &nowhere.body["errors"][0]["pointer"]),
            (422, &json!("/into")),
            "{:#}",
            nowhere.body
        );
        let tried =
            administrator.post(&path, json!({"into": d.ministry, "reason": "reform", "dryRun": true})).await.ok(200);
        assert_eq!(tried["hanging"]["posts"]["count"], 1, "{tried:#}");
        assert!(!sees(d.editor).await);
        // The administrator waits for the word of both sides.
        let waiting = administrator.post(&path, json!({"into": d.ministry, "reason": "reform"})).await.ok(202);
        assert_eq!(administrator.post(&path, json!({"into": d.ministry, "reason": "reform"})).await.code(), "CONFLICT");
        let id = waiting["id"].as_str().expect("a request");
        let request = format!("/v1/access-requests/{id}/approve");
        // The focal point stands in the ministry and would gain the guard's sight: his word counts for
        // the ministry alone. A focal point of neither side says it for the guard.
        focal_point.post(&request, json!({})).await.ok(200);
        assert!(!sees(d.editor).await, "nobody gains by an own act");
        signed_in(&app, elsewhere.expert).await.post(&request, json!({})).await.ok(200);
        assert!(sees(d.editor).await, "{:#}", administrator.get(&format!("/v1/access-requests/{id}")).await.body);
        assert!(sees(d.member).await, "posts are carried on");
        let old = app.nobody().get(&format!("/v1/organisations/{}", d.guard)).await.ok(200);
        assert_eq!(json!([old["validTo"], old["successors"][0]["code"]]), json!(["2026-03-01", "ua-mom"]));
        let new = app.nobody().get(&format!("/v1/organisations/{}", d.ministry)).await.ok(200);
        assert_eq!(new["predecessors"][0]["code"], "ua-guard");
        // Neither takes over again what was taken over: no second heir, no circle.
        let back = format!("/v1/organisations/{}/merge", d.ministry);
        assert_eq!(administrator.post(&back, json!({"into": d.guard, "reason": "back"})).await.code(), "CONFLICT");
        assert_eq!(administrator.post(&path, json!({"into": d.polish, "reason": "twice"})).await.code(), "CONFLICT");
    });
}
