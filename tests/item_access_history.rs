//! Who could see an item, when and why: what an auditor is told about any past instant is what was
//! true at that instant, over random histories.

use std::collections::BTreeSet;
use std::time::Duration;

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, keepers_of};
use entity::vocabulary::{AccountState, ItemState, MembersSeenBy, OrganisationType, Precision, Role, SuccessionState};
use entity::{account_state, item, membership, organisation_status, post, role_grant, succession};
use focalpoint_api::access::{By, PartySet, load_actor};
use focalpoint_api::exchange::items::{Rewrite, rewrite_item};
use focalpoint_api::exchange::updates::{NewUpdate, Text, add_update};
use focalpoint_api::kit::markdown::Rendered;
use focalpoint_api::kit::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::builder::{Builder, Given, grant, post as new_post};
use crate::harness::people::signed_in;
use crate::harness::{App, on_both};

const HISTORIES: u64 = 3;
const STEPS: usize = 60;

/// Draws numbers; the same seed draws the same ones.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).expect("small")).expect("small")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Who may have seen something: an expert, or a partner system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Somebody {
    Expert(Uuid),
    Partner(Uuid),
}

impl Somebody {
    fn by(self) -> By {
        match self {
            Self::Expert(id) => By::Expert(id),
            Self::Partner(id) => By::Partner(id),
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Expert(id) | Self::Partner(id) => id,
        }
    }
}

struct World {
    countries: Vec<Uuid>,
    bodies: Vec<Uuid>,
    groups: Vec<Uuid>,
    experts: Vec<Uuid>,
    partners: Vec<Uuid>,
    items: Vec<Uuid>,
    taken_over: Vec<Uuid>,
    auditor: Uuid,
}

/// What was true at an instant: who held what, and what each item was shown to.
struct Truth {
    at: Timestamp,
    held: Vec<(Somebody, BTreeSet<Uuid>)>,
    shown: Vec<(Uuid, BTreeSet<Uuid>)>,
}

async fn begin(app: &App, draw: &mut Draw) -> World {
    let mut b = Builder::begin(app).await;
    let secretariat = b.body("sec", OrganisationType::InternationalOrganisation, None, true).await;
    b.secretariat(secretariat).await;
    let countries = vec![b.country("UA", 804).await, b.country("PL", 616).await];
    let mut bodies = vec![secretariat];
    for n in 0..5 {
        let kind = draw.one(&[OrganisationType::Ministry, OrganisationType::Police, OrganisationType::Ngo]);
        let of = draw.one(&countries);
        bodies.push(b.body(&format!("b{n}"), kind, Some(of), n % 2 == 0).await);
    }
    let mut groups = Vec::new();
    for n in 0..3 {
        groups.push(b.group(&format!("g{n}"), draw.one(MembersSeenBy::ALL), &[]).await);
    }
    let auditor = b.person("Auditor", bodies[1], &[(Role::Auditor, None)]).await.expert;
    let mut world = World {
        countries,
        bodies,
        groups,
        experts: Vec::new(),
        partners: Vec::new(),
        items: Vec::new(),
        taken_over: Vec::new(),
        auditor,
    };
    for n in 0..8 {
        let body = draw.one(&world.bodies);
        let given: Vec<Given> = vec![drawn_grant(draw, &world, body)];
        world.experts.push(b.person(&format!("Person {n}"), body, &given).await.expert);
    }
    world.experts.push(auditor);
    for n in 0..2 {
        let (body, ends) = (draw.one(&world.bodies), b.unit.at().plus(Duration::from_secs(40 * 3_600)));
        let partner = b.partner(&format!("System {n}"), body, ends).await;
        b.grant(partner, (Role::Member, Some(body))).await;
        world.partners.push(partner);
    }
    b.done().await;
    world
}

fn drawn_grant(draw: &mut Draw, world: &World, body: Uuid) -> Given {
    match draw.below(8) {
        0 => (Role::Reader, Some(body), None),
        1 => (Role::OrganisationEditor, Some(body), None),
        2 => (Role::FocalPoint, Some(draw.one(&world.countries)), None),
        3 => (Role::GroupEditor, Some(draw.one(&world.groups)), None),
        4 => (draw.one(&[Role::Secretariat, Role::Observer]), None, None),
        5 => (draw.one(&[Role::Administrator, Role::Auditor]), None, None),
        _ => (Role::Member, Some(body), None),
    }
}

fn drawn_set(draw: &mut Draw, world: &World, posts: &[post::Model]) -> PartySet {
    let mut named: Vec<Uuid> = world.bodies.iter().chain(&world.countries).chain(&world.groups).copied().collect();
    named.extend(posts.iter().map(|post| post.id));
    named.extend(world.partners.iter().copied());
    named.extend(world.groups.iter().chain(&world.bodies).map(|id| keepers_of(*id)));
    named.extend([NETWORK, OFFICIALS, PUBLIC]);
    PartySet::of((0..=draw.below(2)).map(|_| draw.one(&named)))
}

async fn posts(b: &Builder) -> Vec<post::Model> {
    post::Entity::find().all(b.unit.tx()).await.expect("posts")
}

/// One thing that happens.
async fn step(app: &App, draw: &mut Draw, world: &mut World) {
    let mut b = Builder::begin(app).await;
    let now = b.unit.at().micros();
    let posts = posts(&b).await;
    let running: Vec<&post::Model> =
        posts.iter().filter(|post| post.ended_at.is_none() && post.valid_until.is_none_or(|at| at > now)).collect();
    match draw.below(12) {
        0 | 1 => {
            let draft = draw.below(5) == 0;
            let owner = draw_owner(draw, world);
            let new = NewUpdate {
                owner,
                author: running.first().map(|post| post.id),
                text: Text { title: "N".to_owned(), summary: None, body: Rendered::default() },
                language: None,
                topics: Vec::new(),
                countries: Vec::new(),
                audience: drawn_set(draw, world, &posts),
                state: if draft { ItemState::Draft } else { ItemState::Published },
            };
            world.items.push(add_update(&mut b.unit, &b.permit, new).await.expect("an update"));
        }
        2 | 3 if !world.items.is_empty() => {
            let id = draw.one(&world.items);
            let before = item::Entity::find_by_id(id).one(b.unit.tx()).await.expect("items").expect("an item");
            let state = draw.one(&[ItemState::Published, ItemState::Published, ItemState::Withdrawn]);
            let audience = Some(drawn_set(draw, world, &posts));
            let change = Rewrite { state: Some(state), audience, ..Rewrite::default() };
            rewrite_item(&mut b.unit, &b.permit, &before, change).await.expect("a rewrite");
        }
        4 | 5 => {
            let place = entity::post_place::Entity::find().all(b.unit.tx()).await.expect("places");
            let post = draw.one(&running);
            let body = place.iter().find(|place| place.post_id == post.id).expect("a place").organisation_id;
            let from = b.unit.at().plus(Duration::from_secs(3_600 * u64::try_from(draw.below(3)).expect("small")));
            let mut new = grant(post.id, drawn_grant(draw, world, body), from);
            new.valid_until = (draw.below(2) == 0).then(|| from.plus(Duration::from_secs(7_000)));
            focalpoint_api::identity::grants::insert_grant(&mut b.unit, &b.permit, new).await.expect("a grant");
        }
        6 => {
            let grants = role_grant::Entity::find()
                .filter(role_grant::Column::EndedAt.is_null())
                .filter(role_grant::Column::Role.ne(Role::Auditor));
            let grants = grants.all(b.unit.tx()).await.expect("grants");
            let ended = &grants[draw.below(grants.len())];
            role_grant::Entity::update_many()
                .col_expr(role_grant::Column::EndedAt, Expr::value(now))
                .filter(role_grant::Column::Id.eq(ended.id))
                .exec(b.unit.tx())
                .await
                .expect("an end");
        }
        7 => {
            let member = match draw.below(3) {
                0 => draw.one(&world.bodies),
                1 => draw.one(&world.countries),
                _ => draw.one(&running).id,
            };
            b.member(draw.one(&world.groups), member).await;
        }
        8 => {
            let rows = membership::Entity::find().filter(membership::Column::EndedAt.is_null());
            if let Some(row) = rows.all(b.unit.tx()).await.expect("memberships").first() {
                let row = membership::ActiveModel { id: Set(row.id), ended_at: Set(Some(now)), ..Default::default() };
                row.update(b.unit.tx()).await.expect("an end");
            }
        }
        9 => moved(&mut b, draw, world, &running, now).await,
        10 => suspended(&b, draw, world, now).await,
        _ => changed_body(&b, draw, world, now).await,
    }
    b.done().await;
}

fn draw_owner(draw: &mut Draw, world: &World) -> Uuid {
    let owners: Vec<Uuid> = world.bodies.iter().chain(&world.countries).chain(&world.groups).copied().collect();
    draw.one(&owners)
}

/// Somebody leaves a post, and may begin another one.
async fn moved(b: &mut Builder, draw: &mut Draw, world: &World, running: &[&post::Model], now: i64) {
    let post = draw.one(running);
    if post.expert_id == world.auditor {
        return;
    }
    let row = post::ActiveModel { id: Set(post.id), ended_at: Set(Some(now)), ..Default::default() };
    row.update(b.unit.tx()).await.expect("an end");
    let body = draw.one(&world.bodies);
    let begun = b.post(new_post(post.expert_id, body, b.unit.at(), None)).await;
    let given = drawn_grant(draw, world, body);
    b.grant(begun, given).await;
}

/// An account is suspended, or resumed.
async fn suspended(b: &Builder, draw: &mut Draw, world: &World, now: i64) {
    let expert = draw.one(&world.experts);
    if expert == world.auditor {
        return;
    }
    let account = entity::account::Entity::find().filter(entity::account::Column::ExpertId.eq(expert));
    let account = account.one(b.unit.tx()).await.expect("accounts").expect("an account").id;
    let open = account_state::Entity::find()
        .filter(account_state::Column::AccountId.eq(account))
        .filter(account_state::Column::UntilAt.is_null());
    let open = open.one(b.unit.tx()).await.expect("states").expect("a state");
    let state = match open.state {
        AccountState::Active => AccountState::Suspended,
        AccountState::Suspended => AccountState::Active,
    };
    let ended = account_state::ActiveModel { id: Set(open.id), until_at: Set(Some(now)), ..Default::default() };
    ended.update(b.unit.tx()).await.expect("an end");
    let next = account_state::Model { id: b.unit.new_id(), account_id: account, state, from_at: now, until_at: None };
    next.into_active_model().insert(b.unit.tx()).await.expect("a state");
}

/// A body is taken over, or becomes something else.
async fn changed_body(b: &Builder, draw: &mut Draw, world: &mut World, now: i64) {
    let (one, other) = (draw.one(&world.bodies), draw.one(&world.bodies));
    let free = |id| !world.taken_over.contains(&id);
    if draw.below(3) == 0 && one != other && free(one) && free(other) && one != world.bodies[0] {
        let row = succession::Model {
            id: b.unit.new_id(),
            old_id: one,
            new_id: other,
            day: 0,
            precision: Precision::Day,
            source: None,
            counts_from: Some(now),
            state: SuccessionState::Running,
        };
        row.into_active_model().insert(b.unit.tx()).await.expect("a take-over");
        world.taken_over.push(one);
        return;
    }
    let open = organisation_status::Entity::find()
        .filter(organisation_status::Column::OrganisationId.eq(one))
        .filter(organisation_status::Column::UntilAt.is_null());
    let open = open.one(b.unit.tx()).await.expect("statuses").expect("a status");
    let ended = organisation_status::ActiveModel { id: Set(open.id), until_at: Set(Some(now)), ..Default::default() };
    ended.update(b.unit.tx()).await.expect("an end");
    let next = organisation_status::Model {
        id: b.unit.new_id(),
        organisation_id: one,
        r#type: draw.one(&[OrganisationType::Ministry, OrganisationType::Ngo]),
        country_id: Some(draw.one(&world.countries)),
        official: draw.below(2) == 0,
        from_at: now,
        until_at: None,
    };
    next.into_active_model().insert(b.unit.tx()).await.expect("a status");
}

/// What is true now, by the statement that every request asks.
async fn truth(app: &App, world: &World) -> Truth {
    let (db, at) = (app.world.database.reader(), app.world.clock.now());
    let everybody = world.experts.iter().map(|id| Somebody::Expert(*id));
    let everybody = everybody.chain(world.partners.iter().map(|id| Somebody::Partner(*id)));
    let mut held = Vec::new();
    for somebody in everybody {
        let actor = load_actor(db, somebody.by(), at).await.expect("an actor");
        let parties =
            actor.map(|actor| actor.parties().parties().collect()).unwrap_or_else(|| BTreeSet::from([PUBLIC]));
        held.push((somebody, parties));
    }
    let mut shown = Vec::new();
    for row in item::Entity::find().filter(item::Column::Id.is_in(world.items.clone())).all(db).await.expect("items") {
        let members =
            entity::audience_member::Entity::find().filter(entity::audience_member::Column::AudienceId.eq(row.seen_by));
        let members = members.all(db).await.expect("members");
        shown.push((row.id, members.into_iter().map(|member| member.party_id).collect()));
    }
    Truth { at, held, shown }
}

fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str().map(|text| Timestamp::parse(text).expect("an instant"))
}

fn covers(span: &Value, at: Timestamp) -> bool {
    instant(&span["from"]).expect("a beginning") <= at && instant(&span["until"]).is_none_or(|until| at < until)
}

fn covered(spans: &Value, at: Timestamp) -> bool {
    spans.as_array().expect("a list").iter().any(|span| covers(span, at))
}

fn reader(audit: &Value, somebody: Somebody) -> Option<&Value> {
    let readers = audit["readers"].as_array().expect("a list");
    readers.iter().find(|reader| reader["actor"]["actorId"] == json!(somebody.id()))
}

/// The id of the party at the head of a chain, as audiences hold it.
fn party_of(chain: &Value) -> Uuid {
    let id = || Uuid::parse_str(chain["party"]["partyId"].as_str().expect("an id")).expect("an id");
    match chain["party"]["kind"].as_str().expect("a kind") {
        "PUBLIC" => PUBLIC,
        "NETWORK" => NETWORK,
        "OFFICIALS" => OFFICIALS,
        "REGISTRY" => entity::ids::REGISTRY,
        "KEEPERS" => keepers_of(id()),
        _ => id(),
    }
}

fn compare(audit: &Value, item: Uuid, truth: &Truth, seed: u64) {
    let Some((_, shown)) = truth.shown.iter().find(|(id, _)| *id == item) else {
        let nobody = audit["readers"].as_array().expect("a list").iter().all(|one| !covered(&one["spans"], truth.at));
        assert!(nobody && !covered(&audit["everybody"], truth.at), "before it was made, seed {seed}");
        return;
    };
    assert_eq!(covered(&audit["everybody"], truth.at), shown.contains(&PUBLIC), "seed {seed} at {}", truth.at);
    for (somebody, held) in &truth.held {
        let expected: BTreeSet<Uuid> = held.intersection(shown).copied().filter(|party| *party != PUBLIC).collect();
        let told = reader(audit, *somebody);
        let sees = told.is_some_and(|one| covered(&one["spans"], truth.at));
        assert_eq!(sees, !expected.is_empty(), "seed {seed}, {somebody:?} at {}: {told:#?}", truth.at);
        // Each chain begins at a party that was held, and every such party has one.
        let chains = told.and_then(|one| one["chains"].as_array()).cloned().unwrap_or_default();
        let told: BTreeSet<Uuid> = chains.iter().filter(|chain| covers(chain, truth.at)).map(party_of).collect();
        assert_eq!(told, expected, "seed {seed}, {somebody:?} at {}", truth.at);
    }
}

#[test]
fn who_could_see_it_then_and_why_is_answered_as_it_was_then() {
    for seed in 0..HISTORIES {
        on_both("who_could_see_it_then_and_why_is_answered_as_it_was_then", async |app| {
            let mut draw = Draw(0x9E37_79B9_7F4A_7C15 ^ (seed * 7_919 + 1));
            let mut world = begin(&app, &mut draw).await;
            let mut truths = Vec::new();
            for _ in 0..STEPS {
                app.clock.advance(Duration::from_secs(600 + u64::try_from(draw.below(3_000)).expect("small")));
                step(&app, &mut draw, &mut world).await;
                truths.push(truth(&app, &world).await);
                // Between two acts, too: spans end by themselves.
                if draw.below(3) == 0 {
                    app.clock.advance(Duration::from_secs(300));
                    truths.push(truth(&app, &world).await);
                }
            }
            assert!(world.items.len() > 3, "seed {seed} draws too few items");
            let auditor = signed_in(&app, world.auditor).await;
            for item in world.items.clone() {
                let whole = auditor.get(&format!("/v1/items/{item}/access?to={}", app.world.clock.now())).await.ok(200);
                for truth in &truths {
                    compare(&whole["audit"], item, truth, seed);
                }
                // An instant shows who could see it then, and nobody else.
                let truth = &truths[draw.below(truths.len())];
                let then = auditor.get(&format!("/v1/items/{item}/access?at={}", truth.at)).await.ok(200);
                compare(&then["audit"], item, truth, seed);
                let spans = then["audit"]["readers"].as_array().expect("a list").iter();
                assert!(spans.clone().all(|one| covered(&one["spans"], truth.at)), "{then:#}");
            }
        });
    }
}
