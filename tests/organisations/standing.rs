//! A body's status, its end, and what takes it over.

use entity::vocabulary::OrganisationType;
use serde_json::{Value, json};

use super::codes;
use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{Client, on_both, signed_in};

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
        assert_eq!(
            tried["hanging"]["posts"],
            json!({"count": 1, "ids": [d.member.post], "goesTo": "ENDS"}),
            "{tried:#}"
        );
        assert_eq!(tried["hanging"]["grants"]["count"], 1);
        assert_eq!(json!([tried["dryRun"], tried["validTo"], tried["revision"]]), json!([true, null, 1]));
        assert_eq!(member.get("/v1/me").await.ok(200)["grants"].as_array().map(Vec::len), Some(1));
        assert_eq!(focal_point.post(&path, json!({"reason": " "})).await.status, 422);
        let input = json!({"reason": "dissolved", "carriedOnBy": d.ministry});
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

#[test]
fn what_hangs_on_a_body_goes_to_its_named_successor_on_the_word_of_both() {
    on_both("what_hangs_on_a_body_goes_to_its_named_successor", async |app| {
        use entity::vocabulary::Role;
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let police = b.named_body("ua-police", OrganisationType::Police, Some(d.ukraine), "Police").await;
        let deputy = b.person("Deputy Test", police, &[(Role::FocalPoint, Some(d.ukraine))]).await;
        let old_editor = b.person("Old Editor", d.guard, &[(Role::OrganisationEditor, Some(d.guard))]).await;
        b.done().await;
        let member = signed_in(&app, d.member.expert).await;
        let draft =
            json!({"title": "A thought", "bodyMarkdown": "Text.", "state": "DRAFT", "audience": {"parties": []}});
        let draft = member.post("/v1/updates", draft).await.ok(201)["id"].as_str().expect("an id").to_owned();
        let editor = signed_in(&app, d.editor.expert).await;
        let own =
            json!({"title": "Of the ministry", "bodyMarkdown": "Text.", "state": "DRAFT", "audience": {"parties": []}});
        let own = editor.post("/v1/updates", own).await.ok(201)["id"].as_str().expect("an id").to_owned();
        let read = async |client: &Client, id: &str| client.get(&format!("/v1/updates/{id}")).await.status;
        assert_eq!(read(&editor, &draft).await, 404);
        // A dry run says where each of it goes: with a successor there, without it ends, or stays with whoever
        // keeps the old body.
        let path = format!("/v1/organisations/{}/end", d.guard);
        let deputy = signed_in(&app, deputy.expert).await;
        for (input, posts, drafts) in [
            (json!({"reason": "merged", "dryRun": true}), "ENDS", "OWNERS_KEEPERS"),
            (json!({"reason": "merged", "dryRun": true, "successor": d.ministry}), "SUCCESSOR", "SUCCESSOR"),
        ] {
            let tried = deputy.post(&path, input).await.ok(200);
            let hung = |what: &str| json!([tried["hanging"][what]["count"], tried["hanging"][what]["goesTo"]]);
            assert_eq!(hung("posts"), json!([2, posts]), "{tried:#}");
            assert_eq!(hung("grants"), json!([2, posts]));
            // What is not shared with the focal point is not counted either.
            assert_eq!(hung("drafts"), json!([0, drafts]));
            assert_eq!(hung("subordinates"), json!([0, "STAYS"]));
        }
        for (input, pointer) in [
            (json!({"reason": "merged", "successor": d.guard}), "/successor"),
            (json!({"reason": "merged", "successor": d.ministry, "validTo": "2026-04-01"}), "/validTo"),
            (json!({"reason": "merged", "successor": d.ministry, "carriedOnBy": d.ministry}), "/carriedOnBy"),
        ] {
            let answer = deputy.post(&path, input.clone()).await;
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{input}");
        }
        let administrator = signed_in(&app, d.administrator.expert).await;
        let unknown = json!({"reason": "merged", "successor": uuid::Uuid::new_v4()});
        assert_eq!(administrator.post(&path, unknown).await.status, 422);
        // The successor must be the country's, too; a focal point ends nothing in favour of another country's body.
        assert_eq!(deputy.post(&path, json!({"reason": "x", "successor": d.polish})).await.status, 403);
        // Whoever gains by it asks, and somebody else says the word; the other door.
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        let mutation = "mutation($input: EndOrganisationInput!) { endOrganisation(input: $input) {
            organisation { code } accessRequest { id act waitsFor { party { partyId code } } } } }";
        let input = json!({"input": {"id": d.guard, "reason": "merged", "successor": d.ministry}});
        let asked = focal_point.graphql(mutation, input).await.data()["endOrganisation"].clone();
        assert_eq!(
            (&asked["organisation"], &asked["accessRequest"]["act"]),
            (&Value::Null, &json!("mergeOrganisation"))
        );
        assert_eq!(asked["accessRequest"]["waitsFor"], json!([{"party": {"partyId": d.guard, "code": "ua-guard"}}]));
        assert_eq!(read(&editor, &draft).await, 404, "nothing moves before the word");
        let id = asked["accessRequest"]["id"].as_str().expect("an id");
        deputy.post(&format!("/v1/access-requests/{id}/approve"), json!({})).await.ok(200);
        let ended = app.nobody().get("/v1/organisations?code=ua-guard&lifecycle=ALL").await.ok(200)["items"][0].clone();
        assert_eq!(json!([ended["validTo"], ended["successors"][0]["code"]]), json!(["2026-03-01", "ua-mom"]));
        // Posts are carried on with their grants; the successor's editors keep what stands in the old name.
        let me = member.get("/v1/me").await.ok(200);
        assert_eq!(
            json!([me["expert"]["post"]["organisation"]["code"], me["grants"][0]["state"]]),
            json!(["ua-mom", "LIVE"])
        );
        assert_eq!((read(&editor, &draft).await, read(&member, &draft).await), (200, 200));
        // And whoever edited the old body keeps what they kept, and nothing of the new one besides.
        let old_editor = signed_in(&app, old_editor.expert).await;
        assert_eq!((read(&old_editor, &draft).await, read(&old_editor, &own).await), (200, 404));
        let keepers = old_editor.get("/v1/me").await.ok(200);
        let kept: Vec<&Value> =
            keepers["parties"].as_array().expect("parties").iter().filter(|p| p["kind"] == "KEEPERS").collect();
        assert_eq!(kept.len(), 1, "{kept:#?}");
    });
}

#[test]
fn whose_authority_a_body_is_is_looked_at_again_under_the_lock() {
    on_both("whose_authority_a_body_is_is_looked_at_again_under_the_lock", async |app| {
        use focalpoint_api::network::organisations::carry_out_status;
        let d = Directory::new(&app).await;
        let focal_point = signed_in(&app, d.focal_point.expert).await;
        // The unit holds the ledger while somebody asks to end a body of their country; before they get
        // their turn, it is none any longer.
        let mut b = Builder::begin(&app).await;
        let before = json!({"type": "BORDER_GUARD", "countryId": d.ukraine, "official": true});
        let status = json!({"organisationId": d.guard, "before": before, "status": {"type": "NGO", "countryId": d.ukraine, "official": false}});
        carry_out_status(&mut b.unit, &b.permit, &status).await.expect("a status");
        let asks = async {
            let path = format!("/v1/organisations/{}/end", d.guard);
            focal_point.post(&path, json!({"reason": "It is ours."})).await
        };
        let meanwhile = async {
            // Whoever asks is let through the first question, by what still stands.
            for _ in 0..60 {
                app.nobody().get("/healthz").await;
            }
            b.done().await;
        };
        let (answer, ()) = futures_util::future::join(asks, meanwhile).await;
        assert_eq!(answer.status, 403, "{:#}", answer.body);
    });
}

#[test]
fn a_take_over_by_a_body_that_is_not_there_or_not_shown_is_told_at_its_field() {
    on_both("a_take_over_by_a_body_that_is_not_there_or_not_shown_is_told_at_its_field", async |app| {
        let net = Directory::new(&app).await;
        let focal_point = signed_in(&app, net.focal_point.expert).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let waiting = json!({ "code": "pl-new", "type": "OTHER_AUTHORITY", "countryCode": "PL", "name": "Office" });
        let waiting = administrator.post("/v1/organisations", waiting).await.ok(202)["target"]["id"].clone();
        let merge = format!("/v1/organisations/{}/merge", net.guard);
        let end = format!("/v1/organisations/{}/end", net.guard);
        let never = json!(app.world.new_id());
        let mut told = Vec::new();
        for (path, field, id) in [
            (&merge, "into", &never),
            (&merge, "into", &waiting),
            (&end, "successor", &never),
            (&end, "successor", &waiting),
        ] {
            let input = json!({ "reason": "A test.", field: id });
            let answer = focal_point.post(path, input).await;
            let first = &answer.body["errors"][0];
            assert_eq!((answer.status, &first["pointer"]), (422, &json!(format!("/{field}"))), "{:#}", answer.body);
            told.push(first["detail"].clone());
        }
        let without = focal_point.post(&merge, json!({ "reason": "A test." })).await;
        assert_eq!((without.status, &without.body["errors"][0]["pointer"]), (400, &json!("/into")));
        told.dedup();
        assert_eq!(told.len(), 1, "what is hidden is told as what never was: {told:?}");
        let mutation =
            "mutation($input: MergeOrganisationInput!) { mergeOrganisation(input: $input) { organisation { id } } }";
        let input = json!({ "input": { "id": net.guard, "into": waiting, "reason": "A test." } });
        assert_eq!(focal_point.graphql(mutation, input).await.code(), "INVALID");
        // Whoever sees it, and may not there, is told so.
        let input = json!({ "into": net.polish, "reason": "A test." });
        assert_eq!(focal_point.post(&merge, input).await.code(), "FORBIDDEN");
    });
}

#[test]
fn the_dry_run_of_an_end_is_refused_as_the_end_would_be() {
    on_both("the_dry_run_of_an_end_is_refused_as_the_end_would_be", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let path = format!("/v1/posts/{}/end", net.administrator.post);
        for dry_run in [true, false] {
            let input = json!({ "reason": "A test.", "dryRun": dry_run });
            assert_eq!(administrator.post(&path, input).await.code(), "LAST_ADMINISTRATOR", "{dry_run}");
        }
        let mutation = "mutation($input: EndPostInput!) { endPost(input: $input) { ending { dryRun } } }";
        let input = json!({ "input": { "id": net.administrator.post, "dryRun": true } });
        assert_eq!(administrator.graphql(mutation, input).await.code(), "LAST_ADMINISTRATOR");
        // One that may end is told, needs no reason, and leaves nothing.
        let path = format!("/v1/posts/{}/end", net.member.post);
        app.letters().await;
        let told = administrator.post(&path, json!({ "dryRun": true })).await.ok(200);
        assert_eq!(told["dryRun"], true);
        assert_eq!(app.letters().await.len(), 0);
        assert_eq!(administrator.get(&format!("/v1/posts/{}", net.member.post)).await.ok(200)["validTo"], json!(null));
    });
}
