//! Experts, posts and contact cards: rights and sight belong to the post.

use std::time::Duration;

use entity::ids::{NETWORK, OFFICIALS};
use entity::vocabulary::{ItemKind, ItemState, Rank, Role};
use focalpoint_api::access::PartySet;
use focalpoint_api::exchange::updates::{NewUpdate, Text, add_update};
use focalpoint_api::kit::markdown::Rendered;
use focalpoint_api::network::experts::{Leaving, NewCard, NewPost, begin_post_step, carry_out_post};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::harness::world_people::{appointed, loading, network, person, post, posted, somebody};
use crate::harness::{costs_no_more_by_length, on_both, signed_in};

#[test]
fn a_contact_card_is_for_whom_the_person_chose_and_moves_with_the_post() {
    on_both("a_contact_card_is_for_whom_the_person_chose_and_moves_with_the_post", async |app| {
        let net = network(&app).await;
        let olena = somebody(&app, &net, "Olena Example", net.dmsu, &[Role::Member]).await;
        let pole = somebody(&app, &net, "Pole Example", net.udsc, &[Role::Reader]).await;
        let helper = somebody(&app, &net, "Helper Example", net.ngo, &[Role::Member]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let path = format!("/v1/experts/{}/contact-card", olena.expert);
        let own = signed_in(&app, olena.expert).await;
        let (pole, helper) = (signed_in(&app, pole.expert).await, signed_in(&app, helper.expert).await);
        let (editor, admin) = (signed_in(&app, editor.expert).await, signed_in(&app, admin.expert).await);
        assert_eq!(own.get(&path).await.status, 404);

        // The default is OFFICIALS.
        let put = json!({"telephone": "+380 50 000 00 00", "email": "olena@private.example"});
        let card = own.send(Method::PUT, &path, &[], Some(put)).await.ok(200);
        assert_eq!(card["audience"]["parties"][0]["kind"], "OFFICIALS");
        assert_eq!(pole.get(&path).await.ok(200)["audience"], Value::Null);
        for other in [&helper, &admin, &app.nobody()] {
            assert_eq!(other.get(&path).await.status, 404);
        }
        assert_eq!(editor.send(Method::PUT, &path, &[], Some(json!({}))).await.status, 403);

        // Only for one body; an editor of it reads as everybody there does, and nobody else.
        let etag = own.get(&path).await.header("etag");
        let narrow = json!({"audience": {"parties": [{"kind": "ORGANISATION", "code": "pl-udsc"}]}});
        assert_eq!(own.send(Method::PUT, &path, &[], Some(narrow.clone())).await.status, 428);
        own.send(Method::PUT, &path, &[("if-match", &etag)], Some(narrow)).await.ok(200);
        assert_eq!(pole.get(&path).await.status, 200);
        assert_eq!(editor.get(&path).await.status, 404);

        // A new post takes the card along; the old one is over.
        app.clock.advance(Duration::from_secs(60));
        posted(&app, olena.expert, net.dpsu).await;
        assert_eq!(own.get(&path).await.status, 401);
        let own = signed_in(&app, olena.expert).await;
        assert_eq!(pole.get(&path).await.ok(200)["telephone"], "+380 50 000 00 00");
        // The new post grants nothing by itself: so the person holds no sight, and PUBLIC sees no expert.
        assert_eq!(own.get(&path).await.status, 404);
        let history = pole.get(&format!("/v1/experts/{}/history", olena.expert)).await.ok(200);
        let codes: Vec<_> =
            history.as_array().expect("posts").iter().map(|p| p["organisation"]["code"].clone()).collect();
        assert_eq!(codes, ["ua-dmsu", "ua-dpsu"]);

        // Withdrawn at the end.
        let post = history[1]["id"].as_str().expect("an id");
        app.clock.advance(Duration::from_secs(60));
        admin.post(&format!("/v1/posts/{post}/end"), json!({"reason": "Left."})).await.ok(200);
        assert_eq!(pole.get(&path).await.status, 404);
    });
}

#[test]
fn a_card_given_before_the_first_post_is_shown_when_it_begins() {
    on_both("a_card_given_before_the_first_post_is_shown_when_it_begins", async |app| {
        let net = network(&app).await;
        let pole = somebody(&app, &net, "Pole Example", net.udsc, &[Role::Reader]).await;
        let card = NewCard { telephone: Some("1".into()), email: None, audience: PartySet::of([OFFICIALS, NETWORK]) };
        let expert = person(&app, "New Example", net.dmsu, Some(card)).await;
        let client = signed_in(&app, pole.expert).await;
        let path = format!("/v1/experts/{expert}/contact-card");
        assert_eq!(client.get(&path).await.status, 404);
        let listed = client.get("/v1/experts?q=new").await.ok(200);
        assert_eq!(listed["items"], json!([]), "without a post the expert has ended");
        assert_eq!(client.get("/v1/experts?q=new&lifecycle=ALL").await.ok(200)["items"][0]["post"], Value::Null);
        posted(&app, expert, net.dmsu).await;
        assert_eq!(client.get(&path).await.ok(200)["telephone"], "1");
        let listed =
            client.get("/v1/experts?q=%D0%BF%D1%80%D0%B8%D0%BA&organisation=ua-dmsu&country=UA&language=en").await;
        assert_eq!(listed.ok(200)["items"][0]["id"], expert.to_string());
    });
}

#[test]
fn a_post_grants_nothing_by_itself_and_ending_it_ends_grants_and_sight_with_the_next_request() {
    let name = "a_post_grants_nothing_by_itself_and_ending_it_ends_grants_and_sight_with_the_next_request";
    on_both(name, async |app| {
        let net = network(&app).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let plain = somebody(&app, &net, "Plain Example", net.dmsu, &[]).await;
        let member = somebody(&app, &net, "Member Example", net.dmsu, &[Role::Member]).await;
        appointed(&app, member, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        let (plain, client) = (signed_in(&app, plain.expert).await, signed_in(&app, member.expert).await);
        assert_eq!(plain.get(&format!("/v1/experts/{}", member.expert)).await.status, 404);
        assert_eq!(client.get(&format!("/v1/experts/{}", admin.expert)).await.status, 200);

        let editor = signed_in(&app, editor.expert).await;
        let path = format!("/v1/posts/{}/end", member.post);
        let colleague = somebody(&app, &net, "Colleague Example", net.dpsu, &[Role::Member]).await;
        let begin = json!({"expertId": admin.expert, "organisationCode": "ua-dmsu", "title": "x"});
        assert_eq!(signed_in(&app, colleague.expert).await.post("/v1/posts", begin).await.status, 403);
        let dry = editor.post(&path, json!({"dryRun": true})).await.ok(200);
        assert_eq!(dry["dryRun"], true);
        let hanging = json!([
            {"what": "APPOINTMENT", "count": 1, "goesTo": "ENDS"},
            {"what": "GRANT", "count": 1, "goesTo": "ENDS"},
        ]);
        assert_eq!(dry["hanging"], hanging, "{dry:#}");
        assert_eq!(dry["post"]["validTo"], Value::Null);
        assert_eq!(client.get(&format!("/v1/experts/{}", admin.expert)).await.status, 200);
        assert_eq!(editor.post(&path, json!({})).await.status, 422);
        assert_eq!(editor.post(&path, json!({"reason": "x", "validTo": "2026-01-01"})).await.status, 422);

        app.clock.advance(Duration::from_secs(60));
        let query = "mutation($input: EndPostInput!) { endPost(input: $input) { ending { dryRun post { validTo } hanging { what } } } }";
        let input = json!({"input": {"id": member.post, "reason": "Left."}});
        let ended = editor.graphql(query, input).await.data();
        assert_eq!(ended["endPost"]["ending"]["dryRun"], false);
        assert_eq!(client.get("/v1/experts").await.status, 401, "sessions end with the post");
        let again = signed_in(&app, member.expert).await;
        assert_eq!(again.get("/v1/experts").await.ok(200)["items"], json!([]), "and sight");
        let page = app.nobody().get("/v1/focal-points?country=UA&competence=ALL").await.ok(200);
        assert_eq!(page["items"], json!([]), "and the appointment");
        assert_eq!(editor.post(&path, json!({"reason": "x"})).await.status, 409);
        // The last administrator stays.
        let admin_post = format!("/v1/posts/{}/end", admin.post);
        let answer = signed_in(&app, admin.expert).await.post(&admin_post, json!({"reason": "x"})).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "LAST_ADMINISTRATOR"));
    });
}

#[test]
fn a_new_post_ends_the_one_before_and_a_new_title_keeps_it() {
    on_both("a_new_post_ends_the_one_before_and_a_new_title_keeps_it", async |app| {
        let net = network(&app).await;
        somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let mover = somebody(&app, &net, "Mover Example", net.dpsu, &[Role::Member]).await;
        let client = signed_in(&app, editor.expert).await;
        app.clock.advance(Duration::from_secs(60));
        let begin = json!({"expertId": mover.expert, "organisationCode": "ua-dmsu", "title": "Adviser"});
        // The editor says the word for the body by acting; whoever leaves a post says so in person.
        let waits = client.post("/v1/posts", begin.clone()).await.ok(202);
        assert_eq!(waits["waitsFor"][0]["expertIds"], json!([mover.expert]), "{waits:#}");
        let approve = format!("/v1/access-requests/{}/approve", waits["id"].as_str().expect("an id"));
        assert_eq!(client.post(&approve, json!({})).await.status, 403);
        let said = signed_in(&app, mover.expert).await.post(&approve, json!({})).await.ok(200);
        assert_eq!(said["state"], "DONE");
        let location = format!("/v1/posts/{}", waits["resultId"].as_str().expect("an id"));
        let made = client.get(&location).await.ok(200);
        let again = client.post("/v1/posts", begin).await;
        assert_eq!((again.status, again.code().as_str()), (409, "CONFLICT"));
        let himself = json!({"expertId": editor.expert, "organisationCode": "ua-dmsu", "title": "Head"});
        assert_eq!(client.post("/v1/posts", himself).await.code(), "NOT_FOR_ONESELF");
        let unknown = json!({"expertId": mover.expert, "organisationCode": "ua-dms", "title": "Head"});
        let unknown = client.post("/v1/posts", unknown).await;
        assert_eq!(unknown.status, 422);
        assert!(unknown.body["detail"].as_str().is_some_and(|d| d.contains("ua-dmsu")), "{:#}", unknown.body);

        app.clock.advance(Duration::from_secs(60));
        let read = client.get(&location).await;
        let changed = client.patch(&location, &read.header("etag"), json!({"title": "Senior adviser"})).await.ok(200);
        assert_eq!((changed["id"].clone(), changed["title"].clone()), (made["id"].clone(), json!("Senior adviser")));
        assert_eq!(changed["places"].as_array().map(Vec::len), Some(2), "{changed:#}");
        let query = "query($id: [UUID!]) { experts(filter: {ids: $id}) { nodes { post { id title } history { id validTo } } } }";
        let data = client.graphql(query, json!({"id": [mover.expert]})).await.data();
        let node = &data["experts"]["nodes"][0];
        assert_eq!(node["post"]["id"], made["id"]);
        assert_eq!(node["history"][0]["id"], mover.post.to_string());
        assert_ne!(node["history"][0]["validTo"], Value::Null);
        // The list shows what runs; whoever asks for all is shown what has ended, too.
        for (filter, posts) in [
            ("", json!([made["id"]])),
            ("&lifecycle=LIVING", json!([made["id"]])),
            ("&lifecycle=ALL", json!([made["id"], mover.post])),
            ("&lifecycle=ALL&organisation=ua-dpsu", json!([mover.post])),
            ("&lifecycle=ALL&state=WAITING", json!([])),
            ("&state=CONFIRMED", json!([made["id"], mover.post])),
            ("&state=CONFIRMED&lifecycle=LIVING", json!([made["id"]])),
        ] {
            let path = format!("/v1/posts?count=true&expert={}{filter}", mover.expert);
            let page = client.get(&path).await.ok(200);
            let ids: Vec<&Value> = page["items"].as_array().expect("a list").iter().map(|post| &post["id"]).collect();
            assert_eq!((json!(ids), &page["totalCount"]), (posts.clone(), &json!(ids.len())), "{filter}");
        }
        let query = "query($expert: UUID!) { posts(filter: {expert: $expert, lifecycle: ALL}) { totalCount } }";
        let data = client.graphql(query, json!({"expert": mover.expert})).await.data();
        assert_eq!(data["posts"]["totalCount"], 2);
    });
}

#[test]
fn the_person_corrects_their_own_entry_and_never_over_anothers_change() {
    on_both("the_person_corrects_their_own_entry_and_never_over_anothers_change", async |app| {
        let net = network(&app).await;
        let olena = somebody(&app, &net, "Olena Example", net.dmsu, &[Role::Member]).await;
        let other = somebody(&app, &net, "Other Example", net.dmsu, &[Role::Member]).await;
        let path = format!("/v1/experts/{}", olena.expert);
        let client = signed_in(&app, olena.expert).await;
        let etag = client.get(&path).await.header("etag");
        let change = json!({"fields": ["border-control"], "languages": ["uk", "pl"], "externalIds": [{"system": "hr", "value": "7"}]});
        assert_eq!(signed_in(&app, other.expert).await.patch(&path, &etag, change.clone()).await.status, 403);
        assert_eq!(app.nobody().patch(&path, &etag, change.clone()).await.status, 401);
        let changed = client.patch(&path, &etag, change.clone()).await.ok(200);
        assert_eq!(
            (changed["fields"].clone(), changed["languages"].clone()),
            (json!(["border-control"]), json!(["pl", "uk"]))
        );
        assert_eq!(client.patch(&path, &etag, change.clone()).await.status, 412);
        assert_eq!(client.send(Method::PATCH, &path, &[], Some(change)).await.status, 428);
        let found = client.get("/v1/experts?externalId=hr:7&competence=border-control").await.ok(200);
        assert_eq!(found["items"][0]["id"], olena.expert.to_string());
        let wrong = client.patch(&path, &client.get(&path).await.header("etag"), json!({"fields": ["border"]})).await;
        assert_eq!((wrong.status, wrong.code().as_str()), (422, "INVALID"));
    });
}

#[test]
fn a_page_of_people_costs_the_same_statements_at_any_length() {
    on_both("a_page_of_people_costs_the_same_statements_at_any_length", async |app| {
        let net = network(&app).await;
        let reader = somebody(&app, &net, "Reader Example", net.udsc, &[Role::Reader]).await;
        for n in 0..6 {
            let one = somebody(&app, &net, &format!("Expert {n}"), net.dmsu, &[]).await;
            let rank = if n == 0 { Rank::Principal } else { Rank::Deputy };
            appointed(&app, one, (net.dmsu, net.ua), None, rank, vec![]).await;
        }
        let client = signed_in(&app, reader.expert).await;
        let query = "query($n: Int) { experts(first: $n) { nodes { name post { title organisation { code } }
            history { title places { title } } appointments { totalCount nodes { competence expert { name appointments { nodes { rank } } } } } } } }";
        let mut costs = Vec::new();
        for n in [2, 7] {
            let mut cost = Vec::new();
            for path in ["/v1/experts?first=", "/v1/posts?first=", "/v1/focal-points?first="] {
                let before = app.world.database.statements();
                client.get(&format!("{path}{n}")).await.ok(200);
                cost.push(app.world.database.statements() - before);
            }
            let before = app.world.database.statements();
            client.graphql(query, json!({"n": n})).await.data();
            cost.push(app.world.database.statements() - before);
            costs.push(cost);
        }
        assert_eq!(costs[0][..3], costs[1][..3]);
        costs_no_more_by_length(costs[0][3], costs[1][3]);
    });
}

#[test]
fn what_was_written_goes_to_the_successor_whom_the_person_or_a_keeper_names() {
    on_both("what_was_written_goes_to_the_successor_whom_the_person_or_a_keeper_names", async |app| {
        let net = network(&app).await;
        let admin = somebody(&app, &net, "Admin Example", net.dmsu, &[Role::Administrator, Role::Member]).await;
        let leaver = somebody(&app, &net, "Leaver Example", net.dmsu, &[Role::Member]).await;
        let heir = somebody(&app, &net, "Heir Example", net.dmsu, &[Role::Member]).await;
        let guard = somebody(&app, &net, "Guard Example", net.dpsu, &[Role::Member]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let draft = loading(&app, async |unit, permit| {
            let new = NewUpdate {
                owner: net.dmsu,
                author: Some(leaver.post),
                text: Text { title: "News".to_owned(), summary: None, body: Rendered::default() },
                language: None,
                topics: Vec::new(),
                countries: Vec::new(),
                audience: PartySet::default(),
                state: ItemState::Draft,
            };
            add_update(unit, permit, new).await.expect("a draft")
        })
        .await;
        let path = format!("/v1/posts/{}/end", leaver.post);
        let to = |expert: uuid::Uuid| json!({"reason": "Left.", "successor": expert});
        // An administrator, with an accomplice, opens no draft by it.
        let admin = signed_in(&app, admin.expert).await;
        assert_eq!(admin.post(&path, to(heir.expert)).await.status, 403);
        let editor = signed_in(&app, editor.expert).await;
        let wrong = editor.post(&path, to(guard.expert)).await;
        assert_eq!((wrong.status, wrong.body["errors"][0]["pointer"].as_str()), (422, Some("/successor")));
        let ended = editor.post(&path, to(heir.expert)).await.ok(200);
        assert_eq!(ended["hanging"][0], json!({"what": "DRAFT", "count": 1, "goesTo": "SUCCESSOR"}), "{ended:#}");
        let row = entity::item::Entity::find_by_id(draft).one(app.world.database.reader()).await;
        let row = row.expect("a row").expect("the draft");
        assert_eq!((row.author, row.keeper), (Some(leaver.post), Some(heir.post)), "who wrote it stays who wrote it");
        // Whoever took over hands over in their turn.
        let next = somebody(&app, &net, "Next Example", net.dmsu, &[Role::Member]).await;
        app.clock.advance(Duration::from_secs(60));
        editor.post(&format!("/v1/posts/{}/end", heir.post), to(next.expert)).await.ok(200);
        let (heir, next) = (signed_in(&app, heir.expert).await, signed_in(&app, next.expert).await);
        let path = format!("/v1/updates/{draft}");
        assert_eq!(heir.get(&path).await.status, 404);
        let shown = next.get(&path).await.ok(200);
        assert_eq!(
            (&shown["author"]["actorId"], &shown["state"]),
            (&json!(leaver.expert), &json!("DRAFT")),
            "{shown:#}"
        );
        let etag = next.get(&path).await.header("etag");
        next.patch(&path, &etag, json!({"title": "Taken over"})).await.ok(200);
    });
}

#[test]
fn a_post_that_waits_is_shown_to_the_concerned_alone_and_counts_once_the_word_is_there() {
    let name = "a_post_that_waits_is_shown_to_the_concerned_alone_and_counts_once_the_word_is_there";
    on_both(name, async |app| {
        let net = network(&app).await;
        let reader = somebody(&app, &net, "Reader Example", net.udsc, &[Role::Reader]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let expert = person(&app, "New Example", net.dmsu, None).await;
        let waiting = loading(&app, async |unit, permit| {
            let new = NewPost { counts: false, ..post(expert, net.dmsu, unit.at(), None) };
            begin_post_step(unit, permit, new).await.expect("a post")
        })
        .await;
        let path = format!("/v1/posts/{waiting}");
        let (reader, editor) = (signed_in(&app, reader.expert).await, signed_in(&app, editor.expert).await);
        assert_eq!(reader.get(&path).await.status, 404);
        assert_eq!(reader.get("/v1/posts?state=WAITING").await.ok(200)["items"], json!([]));
        assert_eq!(editor.get("/v1/posts?state=WAITING").await.ok(200)["items"][0]["id"], waiting.to_string());
        assert_eq!(editor.get(&path).await.ok(200)["state"], "WAITING");
        let all = format!("/v1/posts?lifecycle=ALL&expert={expert}");
        assert_eq!(reader.get(&all).await.ok(200)["items"], json!([]));
        assert_eq!(editor.get(&all).await.ok(200)["items"][0]["id"], waiting.to_string());
        app.clock.advance(Duration::from_secs(60));
        loading(&app, async |unit, permit| {
            carry_out_post(unit, permit, waiting, Leaving::InPerson).await.expect("the word")
        })
        .await;
        assert_eq!(reader.get(&path).await.ok(200)["state"], "CONFIRMED");
        assert_eq!(reader.get(&format!("/v1/experts/{expert}")).await.ok(200)["post"]["id"], waiting.to_string());
    });
}

#[test]
fn card_and_person_move_on_when_a_post_begins_by_its_date_and_stay_until_then() {
    on_both("card_and_person_move_on_when_a_post_begins_by_its_date", async |app| {
        let net = network(&app).await;
        let olena = somebody(&app, &net, "Olena Example", net.dmsu, &[Role::Member]).await;
        let pole = somebody(&app, &net, "Pole Example", net.udsc, &[Role::Reader]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dpsu, &[Role::OrganisationEditor]).await;
        somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let editor_expert = editor.expert;
        let own = signed_in(&app, olena.expert).await;
        let path = format!("/v1/experts/{}/contact-card", olena.expert);
        let narrow = json!({"telephone": "1", "audience": {"parties": [{"kind": "ORGANISATION", "code": "pl-udsc"}]}});
        own.send(Method::PUT, &path, &[], Some(narrow)).await.ok(200);
        let editor = signed_in(&app, editor.expert).await;
        let begin = json!({"expertId": olena.expert, "organisationCode": "ua-dpsu", "title": "Head", "validFrom": "2026-03-04"});
        let waits = editor.post("/v1/posts", begin).await.ok(202);
        let approve = format!("/v1/access-requests/{}/approve", waits["id"].as_str().expect("an id"));
        own.post(&approve, json!({})).await.ok(200);
        app.letters().await;
        // Until then nothing has moved: the person still keeps the card, and their body is the old one.
        assert_eq!(own.get(&path).await.ok(200)["audience"]["parties"][0]["code"], "pl-udsc");
        let owner = async || {
            let row = entity::item::Entity::find_by_id(olena.expert).one(app.world.database.reader()).await;
            row.expect("items").expect("the expert").owner
        };
        assert_eq!(owner().await, net.dmsu);
        app.clock.advance(Duration::from_secs(3 * 24 * 3600));
        app.letters().await;
        assert_eq!(owner().await, net.dpsu);
        let pole = signed_in(&app, pole.expert).await;
        assert_eq!(pole.get(&path).await.ok(200)["telephone"], "1");
        assert_eq!(pole.get(&format!("/v1/experts/{}", olena.expert)).await.ok(200)["post"]["title"], "Head");
        // And at the end that was said before, nobody sees the card: neither here nor anywhere else.
        let post = waits["resultId"].as_str().expect("an id");
        let editor = signed_in(&app, editor_expert).await;
        editor
            .post(&format!("/v1/posts/{post}/end"), json!({"reason": "Leaves.", "validTo": "2026-03-06"}))
            .await
            .ok(200);
        assert_eq!(pole.get(&path).await.status, 200);
        app.clock.advance(Duration::from_secs(3 * 24 * 3600));
        app.letters().await;
        let cards = entity::item::Entity::find().all(app.world.database.reader()).await.expect("items");
        let card = cards.into_iter().find(|row| row.kind == ItemKind::ContactCard).expect("the card");
        assert_eq!(card.state, ItemState::Withdrawn);
        let before = app.world.database.statements();
        app.letters().await;
        assert!(app.world.database.statements() - before < 20, "what is settled is not settled again");
    });
}

#[test]
fn a_language_has_one_writing_and_is_found_in_any() {
    on_both("a_language_has_one_writing_and_is_found_in_any", async |app| {
        let net = network(&app).await;
        let olena = somebody(&app, &net, "Olena Example", net.dmsu, &[Role::Member]).await;
        let own = signed_in(&app, olena.expert).await;
        let path = format!("/v1/experts/{}", olena.expert);
        let etag = own.get(&path).await.header("etag");
        let wrong = json!({"nativeNames": [{"language": "UK", "name": "Олена"}, {"language": "uk", "name": "Олено"}]});
        assert_eq!(own.patch(&path, &etag, wrong).await.ok(422)["errors"][0]["pointer"], "/nativeNames/1/language");
        let said = json!({"languages": ["UK", "uk", "SR-latn"], "nativeNames": [{"language": "UK", "name": "Олена"}]});
        let shown = own.patch(&path, &etag, said).await.ok(200);
        assert_eq!(shown["languages"], json!(["sr-Latn", "uk"]));
        assert_eq!(shown["nativeNames"][0]["language"], "uk");
        for language in ["uk", "UK", "sr-latn"] {
            let page = own.get(&format!("/v1/experts?language={language}")).await.ok(200);
            assert_eq!(page["items"][0]["id"], json!(olena.expert), "{language}: {page:#}");
        }
        // The same at home.
        let me = own.get("/v1/me").await;
        let etag = me.header("etag");
        own.patch("/v1/me", &etag, json!({"languages": ["DE", "de"]})).await.ok(200);
        assert_eq!(own.get(&path).await.ok(200)["languages"], json!(["de"]));
    });
}

#[test]
fn what_fell_due_while_no_server_ran_is_settled_at_its_start_and_once() {
    on_both("what_fell_due_while_no_server_ran_is_settled_at_its_start_and_once", async |app| {
        let net = network(&app).await;
        let olena = somebody(&app, &net, "Olena Example", net.dmsu, &[Role::Member]).await;
        let pole = somebody(&app, &net, "Pole Example", net.udsc, &[Role::Reader]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let path = format!("/v1/experts/{}/contact-card", olena.expert);
        let own = signed_in(&app, olena.expert).await;
        own.send(Method::PUT, &path, &[], Some(json!({"telephone": "+380 50 000 00 00"}))).await.ok(200);
        let end = json!({"reason": "Leaves.", "validTo": "2026-03-02"});
        let editor = signed_in(&app, editor.expert).await;
        editor.post(&format!("/v1/posts/{}/end", olena.post), end).await.ok(200);
        app.clock.advance(Duration::from_secs(26 * 3_600));
        let pole = signed_in(&app, pole.expert).await;
        // An ordinary look sees the last hour alone; the first one sees everything, in whichever replica.
        let seq = async || focalpoint_api::ledger::head(&app.world).await.expect("a head").0;
        let before = seq().await;
        focalpoint_api::jobs::look(&app.system(), 1).await;
        assert_eq!(seq().await, before);
        let (first, second) = (app.system(), app.system());
        futures_util::join!(focalpoint_api::jobs::look(&first, 0), focalpoint_api::jobs::look(&second, 0));
        assert_eq!(pole.get(&path).await.status, 404);
        assert_eq!(seq().await, before + 1, "settled once");
    });
}

#[test]
fn a_word_that_was_said_without_a_post_counts_as_any_other() {
    on_both("a_word_that_was_said_without_a_post_counts_as_any_other", async |app| {
        let net = network(&app).await;
        somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let editor = somebody(&app, &net, "Editor Example", net.dmsu, &[Role::OrganisationEditor]).await;
        let mover = somebody(&app, &net, "Mover Example", net.dpsu, &[Role::Member]).await;
        let old_editor = somebody(&app, &net, "Guard Example", net.dpsu, &[Role::OrganisationEditor]).await;
        app.clock.advance(Duration::from_secs(60));
        let begin = json!({"expertId": mover.expert, "organisationCode": "ua-dmsu", "title": "Adviser"});
        let editor = signed_in(&app, editor.expert).await;
        let waits = editor.post("/v1/posts", begin).await.ok(202);
        // Meanwhile the post that would be left ends by itself.
        let end = json!({"reason": "The contract was not renewed."});
        let old = signed_in(&app, old_editor.expert).await;
        old.post(&format!("/v1/posts/{}/end", mover.post), end).await.ok(200);
        let id = waits["id"].as_str().expect("an id");
        let mover = signed_in(&app, mover.expert).await;
        let said = mover.post(&format!("/v1/access-requests/{id}/approve"), json!({"reason": "  "})).await.ok(200);
        assert_eq!((&said["state"], &said["waitsFor"]), (&json!("DONE"), &json!([])), "{said:#}");
        assert_eq!(mover.get("/v1/me").await.ok(200)["expert"]["post"]["id"], waits["resultId"]);
        mover.get(&format!("/v1/access-requests/{id}")).await.ok(200);
    });
}
