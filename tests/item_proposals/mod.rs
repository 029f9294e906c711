//! Proposing what one may not publish: to whom, who sees it, who confirms it and who gives it back.

mod asked;
mod beside;
mod decided;
mod publication;

use entity::vocabulary::Role;

use crate::harness::App;
use crate::harness::world_updates::{Builder, Person};

pub async fn another(app: &App, name: &str, body: uuid::Uuid, role: Role, scope: uuid::Uuid) -> Person {
    let mut b = Builder::begin(app).await;
    let person = b.person(name, body, &[(role, Some(scope), None)]).await;
    b.done().await;
    person
}
