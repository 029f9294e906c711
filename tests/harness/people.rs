//! People who call: signed in without the price of hashing a password.

use entity::vocabulary::SessionKind;
use focalpoint_api::authn::tokens;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{App, Client};

/// A client of an expert who has an account: a session is put into the database, in the post that
/// runs now, and a token issued for it.
pub async fn signed_in(app: &App, expert: Uuid) -> Client {
    let session = session_of(app, expert).await;
    let token = tokens::issue(&app.world, expert, session).expect("a token");
    Client::new(&app.url, Some(token))
}

/// Puts a session of thirty days into the database.
pub async fn session_of(app: &App, expert: Uuid) -> Uuid {
    let db = app.world.database.writer();
    let now = app.world.clock.now().micros();
    let account = entity::account::Entity::find()
        .filter(entity::account::Column::ExpertId.eq(expert))
        .one(db)
        .await
        .expect("accounts")
        .expect("an account of the expert");
    let posts = entity::post::Entity::find().filter(entity::post::Column::ExpertId.eq(expert)).all(db).await;
    let post = posts.expect("posts").into_iter().find(|p| {
        p.counts_from.is_some_and(|at| at <= now)
            && p.valid_until.is_none_or(|at| at > now)
            && p.ended_at.is_none_or(|at| at > now)
    });
    let row = entity::session::Model { account_id: Some(account.id), post_id: post.map(|p| p.id), ..session(app, now) };
    put(app, row).await
}

/// A session of thirty days of nobody yet.
fn session(app: &App, now: i64) -> entity::session::Model {
    entity::session::Model {
        id: app.world.new_id(),
        kind: SessionKind::Api,
        account_id: None,
        partner_id: None,
        post_id: None,
        token_hash: None,
        scopes: None,
        user_agent: None,
        created_at: now,
        expires_at: now + 30 * 24 * 3_600 * 1_000_000,
        ended_at: None,
        last_used_at: now,
    }
}

async fn put(app: &App, row: entity::session::Model) -> Uuid {
    let (db, id) = (app.world.database.writer(), row.id);
    entity::session::Entity::insert(row.into_active_model()).exec_without_returning(db).await.expect("a session");
    id
}

/// A client of a partner system that runs, with a session put into the database.
pub async fn partner_signed_in(app: &App, partner: Uuid) -> Client {
    let now = app.world.clock.now().micros();
    let row = entity::session::Model { kind: SessionKind::Partner, partner_id: Some(partner), ..session(app, now) };
    let token = tokens::issue(&app.world, partner, put(app, row).await).expect("a token");
    Client::new(&app.url, Some(token))
}
