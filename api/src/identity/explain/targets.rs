//! The facts about a thing that `decide` asks for, found by its kind and id, as of an instant.

use entity::vocabulary::ItemKind;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::access::{Place, Target, keeping_author, place_of};
use crate::error::Result;
use crate::identity::grants;
use crate::kit::timestamp::Timestamp;

/// The target of an item: its owner's place, its author, and the person where it is one.
pub async fn target_of(db: &impl ConnectionTrait, item: &entity::item::Model, at: Timestamp) -> Result<Target> {
    let place = place_of(db, item.owner, at).await?.unwrap_or(Place::NETWORK);
    let place = match item.kind {
        // They belong to the network as a whole, whoever keeps their texts.
        ItemKind::Competence => Place::NETWORK,
        _ => place,
    };
    let person = match item.kind {
        ItemKind::Expert => Some(item.id),
        ItemKind::ContactCard => match item.author {
            Some(post) => grants::store::person_behind(db, post).await?.0,
            None => None,
        },
        ItemKind::Country
        | ItemKind::Group
        | ItemKind::Membership
        | ItemKind::Organisation
        | ItemKind::Appointment
        | ItemKind::Competence
        | ItemKind::Update => None,
    };
    Ok(Target {
        kind: item.kind.word(),
        id: Some(item.id),
        place,
        person,
        author: keeping_author(item),
        owner: Some(item.owner),
        ..Target::default()
    })
}

/// The target of a grant.
pub(super) async fn target_of_grant(db: &impl ConnectionTrait, id: Uuid, at: Timestamp) -> Result<Option<Target>> {
    let Some(row) = grants::store::row(db, id).await? else { return Ok(None) };
    let (person, partner_body) = grants::store::person_behind(db, row.holder).await?;
    let place = match row.scope {
        Some(scope) => place_of(db, scope, at).await?.unwrap_or(Place::NETWORK),
        None => Place::NETWORK,
    };
    Ok(Some(Target {
        kind: "GRANT",
        id: Some(id),
        place: Place::of_scope(row.role, row.scope, place),
        person,
        partner_body,
        role: Some(row.role),
        ..Target::default()
    }))
}
