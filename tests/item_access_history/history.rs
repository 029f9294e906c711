//! A random history: people come, move and leave, groups and bodies change, items are shown to more
//! and to fewer.

use std::time::Duration;

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, keepers_of};
use entity::vocabulary::{AccountState, ItemState, MembersSeenBy, OrganisationType, Role};
use entity::{account_state, item, membership, organisation_status, post, role_grant};
use focalpoint_api::access::PartySet;
use focalpoint_api::exchange::items::{Rewrite, rewrite_item};
use focalpoint_api::exchange::updates::{NewUpdate, Text, add_update};
use focalpoint_api::kit::markdown::Rendered;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::harness::App;
use crate::harness::builder::{Builder, Given, grant, post as new_post};

/// Draws numbers; the same seed draws the same ones.
pub(super) struct Draw(pub(super) u64);

impl Draw {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).expect("small")).expect("small")
    }

    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

pub(super) struct World {
    pub(super) countries: Vec<Uuid>,
    pub(super) bodies: Vec<Uuid>,
    pub(super) groups: Vec<Uuid>,
    pub(super) experts: Vec<Uuid>,
    pub(super) partners: Vec<Uuid>,
    pub(super) items: Vec<Uuid>,
    pub(super) taken_over: Vec<Uuid>,
    pub(super) auditor: Uuid,
}

pub(super) async fn begin(app: &App, draw: &mut Draw) -> World {
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

pub(super) fn drawn_grant(draw: &mut Draw, world: &World, body: Uuid) -> Given {
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

pub(super) fn drawn_set(draw: &mut Draw, world: &World, posts: &[post::Model]) -> PartySet {
    let mut named: Vec<Uuid> = world.bodies.iter().chain(&world.countries).chain(&world.groups).copied().collect();
    named.extend(posts.iter().map(|post| post.id));
    named.extend(world.partners.iter().copied());
    named.extend(world.groups.iter().chain(&world.bodies).map(|id| keepers_of(*id)));
    named.extend([NETWORK, OFFICIALS, PUBLIC]);
    PartySet::of((0..=draw.below(2)).map(|_| draw.one(&named)))
}

pub(super) async fn posts(b: &Builder) -> Vec<post::Model> {
    post::Entity::find().all(b.unit.tx()).await.expect("posts")
}

/// One thing that happens.
pub(super) async fn step(app: &App, draw: &mut Draw, world: &mut World) {
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

pub(super) fn draw_owner(draw: &mut Draw, world: &World) -> Uuid {
    let owners: Vec<Uuid> = world.bodies.iter().chain(&world.countries).chain(&world.groups).copied().collect();
    draw.one(&owners)
}

/// Somebody leaves a post, and may begin another one.
pub(super) async fn moved(b: &mut Builder, draw: &mut Draw, world: &World, running: &[&post::Model], now: i64) {
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
pub(super) async fn suspended(b: &Builder, draw: &mut Draw, world: &World, now: i64) {
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
    let next = account_state::Model {
        id: b.unit.new_id(),
        account_id: account,
        state,
        from_at: now,
        until_at: None,
        shut_out: false,
    };
    next.into_active_model().insert(b.unit.tx()).await.expect("a state");
}

/// A body is taken over, or becomes something else.
pub(super) async fn changed_body(b: &Builder, draw: &mut Draw, world: &mut World, now: i64) {
    let (one, other) = (draw.one(&world.bodies), draw.one(&world.bodies));
    let free = |id| !world.taken_over.contains(&id);
    if draw.below(3) == 0 && one != other && free(one) && free(other) && one != world.bodies[0] {
        b.taken_over(one, other, now).await;
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
