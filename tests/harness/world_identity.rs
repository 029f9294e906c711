//! Bodies and people with accounts, for what is about signing in. Rows are put down directly, so
//! that these tests stand on nothing but accounts and sessions.

use entity::ids::{NETWORK, PUBLIC, keepers_of};
use entity::vocabulary::{ItemKind, ItemState, OrganisationType, PartyKind, PostState, Precision, Role, ScopeKind};
use focalpoint_api::access::{PartySet, Target, acts};
use focalpoint_api::exchange::items::{NewItem, insert_item};
use focalpoint_api::identity::accounts::add_account;
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::App;

pub const PASSWORD: &str = "quiet rivers carry lanterns";

/// A person with an account, in a post.
#[derive(Clone, Debug)]
pub struct Person {
    pub expert: Uuid,
    pub account: Uuid,
    pub post: Uuid,
    pub email: String,
}

async fn item(
    app: &App,
    id: Uuid,
    kind: ItemKind,
    owner: Uuid,
    audience: Uuid,
    rows: impl AsyncFnOnce(&sea_orm::DatabaseTransaction),
) {
    let mut unit = app.system().begin().await.expect("a unit");
    let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("a permit");
    if kind == ItemKind::Organisation {
        let parties = [(id, PartyKind::Organisation), (keepers_of(id), PartyKind::Keepers)];
        let parties = parties.map(|(id, kind)| entity::party::Model { id, kind }.into_active_model());
        entity::party::Entity::insert_many(parties).exec_without_returning(unit.tx()).await.expect("parties");
    }
    let audience = Some(PartySet::of([audience]));
    let new = NewItem { id, kind, owner, author: None, language: None, state: ItemState::Published, audience };
    insert_item(&mut unit, &permit, new).await.expect("an item");
    rows(unit.tx()).await;
    unit.commit(None).await.expect("a commit");
}

/// A body of no country.
pub async fn body(app: &App, code: &str) -> Uuid {
    let id = app.world.new_id();
    let now = app.world.clock.now().micros();
    let row = entity::organisation::Model {
        id,
        code: code.to_owned(),
        acronym: None,
        acronym_native: None,
        city: None,
        host_country_id: None,
        website: None,
        telephone: None,
        email: None,
        role_in_process: None,
        note: None,
    };
    let status = entity::organisation_status::Model {
        id: app.world.new_id(),
        organisation_id: id,
        r#type: OrganisationType::Ngo,
        country_id: None,
        official: false,
        from_at: now,
        until_at: None,
    };
    item(app, id, ItemKind::Organisation, id, PUBLIC, async move |tx| {
        entity::organisation::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.expect("a body");
        entity::organisation_status::Entity::insert(status.into_active_model())
            .exec_without_returning(tx)
            .await
            .expect("a status");
    })
    .await;
    id
}

/// A person in a post of a body, who signs in with [`PASSWORD`].
pub async fn person(app: &App, body: Uuid, name: &str, roles: &[Role]) -> Person {
    let (expert, post) = (app.world.new_id(), app.world.new_id());
    let email = format!("{}@Example.org", name.to_lowercase().replace(' ', "."));
    let now = app.world.clock.now().micros();
    let row = entity::expert::Model { id: expert, name: name.to_owned(), sort_key: name.to_lowercase() };
    let place = entity::post_place::Model {
        id: app.world.new_id(),
        post_id: post,
        organisation_id: body,
        title: "Adviser".to_owned(),
        from_at: now,
        until_at: None,
    };
    let held = entity::post::Model {
        id: post,
        expert_id: expert,
        office_telephone: None,
        office_email: None,
        valid_from: now,
        valid_until: None,
        precision: Precision::Day,
        counts_from: Some(now),
        ended_at: None,
        end_reason: None,
        state: PostState::Confirmed,
    };
    let grants: Vec<_> = roles.iter().map(|role| grant(app, *role, post, body, now).into_active_model()).collect();
    item(app, expert, ItemKind::Expert, body, NETWORK, async move |tx| {
        let party = entity::party::Model { id: post, kind: PartyKind::Post };
        entity::party::Entity::insert(party.into_active_model()).exec_without_returning(tx).await.expect("a party");
        entity::expert::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.expect("an expert");
        entity::post::Entity::insert(held.into_active_model()).exec_without_returning(tx).await.expect("a post");
        entity::post_place::Entity::insert(place.into_active_model())
            .exec_without_returning(tx)
            .await
            .expect("a place");
        if !grants.is_empty() {
            entity::role_grant::Entity::insert_many(grants).exec_without_returning(tx).await.expect("grants");
        }
    })
    .await;
    let mut unit = app.system().begin().await.expect("a unit");
    let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("a permit");
    let account = add_account(&mut unit, &permit, expert, &email, Some(PASSWORD)).await.expect("an account");
    unit.commit(None).await.expect("a commit");
    Person { expert, account, post, email }
}

fn grant(app: &App, role: Role, holder: Uuid, body: Uuid, now: i64) -> entity::role_grant::Model {
    let network = matches!(role, Role::Administrator | Role::Auditor | Role::Secretariat | Role::Observer);
    entity::role_grant::Model {
        id: app.world.new_id(),
        role,
        holder,
        scope_kind: if network { ScopeKind::Network } else { ScopeKind::Organisation },
        scope: (!network).then_some(body),
        competence_id: None,
        valid_from: now,
        valid_until: None,
        counts_from: Some(now),
        given_by: None,
        given_at: now,
        reason: "for the test".to_owned(),
        ended_at: None,
        ended_by: None,
        end_reason: None,
        shut_out: false,
    }
}
