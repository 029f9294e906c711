//! The only queries on what is held about oneself. They ask no sight: a person reads their own data
//! with or without a post.

use entity::{
    expert, expert_language, expert_name, item, organisation, organisation_status, partner, post, post_place,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;

/// The person's row with the item's.
pub(super) async fn expert(db: &impl ConnectionTrait, id: Uuid) -> Result<(expert::Model, item::Model)> {
    let person = expert::Entity::find_by_id(id).one(db).await?.ok_or_else(Error::not_found)?;
    let item = item::Entity::find_by_id(id).one(db).await?.ok_or_else(Error::not_found)?;
    Ok((person, item))
}

/// Names in other scripts.
pub(super) async fn names(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<expert_name::Model>> {
    Ok(expert_name::Entity::find()
        .filter(expert_name::Column::ExpertId.eq(id))
        .order_by_asc(expert_name::Column::Language)
        .all(db)
        .await?)
}

/// Languages spoken.
pub(super) async fn languages(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<String>> {
    let rows = expert_language::Entity::find()
        .filter(expert_language::Column::ExpertId.eq(id))
        .order_by_asc(expert_language::Column::Language)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.language).collect())
}

/// A post with the place it has now.
pub(super) async fn post(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<(post::Model, post_place::Model)>> {
    let Some(row) = post::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let place = post_place::Entity::find()
        .filter(post_place::Column::PostId.eq(id))
        .filter(post_place::Column::FromAt.lte(now.micros()))
        .filter(
            Condition::any()
                .add(post_place::Column::UntilAt.is_null())
                .add(post_place::Column::UntilAt.gt(now.micros())),
        )
        .one(db)
        .await?;
    Ok(place.map(|place| (row, place)))
}

/// Where a post stands, or will stand.
pub(super) async fn last_place(db: &impl ConnectionTrait, post: Uuid) -> Result<Option<post_place::Model>> {
    let places = post_place::Entity::find().filter(post_place::Column::PostId.eq(post));
    Ok(places.order_by_desc(post_place::Column::FromAt).one(db).await?)
}

/// A body with its present status.
pub(super) async fn body(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: Timestamp,
) -> Result<(organisation::Model, Option<organisation_status::Model>)> {
    let row = organisation::Entity::find_by_id(id).one(db).await?.ok_or_else(Error::not_found)?;
    let status = organisation_status::Entity::find()
        .filter(organisation_status::Column::OrganisationId.eq(id))
        .filter(organisation_status::Column::FromAt.lte(now.micros()))
        .filter(
            Condition::any()
                .add(organisation_status::Column::UntilAt.is_null())
                .add(organisation_status::Column::UntilAt.gt(now.micros())),
        )
        .one(db)
        .await?;
    Ok((row, status))
}

/// Code of a country.
pub(super) async fn country_code(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>> {
    Ok(entity::country::Entity::find_by_id(id).one(db).await?.map(|row| row.code))
}

/// A partner system.
pub(super) async fn partner(db: &impl ConnectionTrait, id: Uuid) -> Result<partner::Model> {
    partner::Entity::find_by_id(id).one(db).await?.ok_or_else(Error::not_found)
}

/// All posts a person ever had, with their places.
pub(super) async fn posts_ever(
    db: &impl ConnectionTrait,
    expert: Uuid,
) -> Result<(Vec<post::Model>, Vec<post_place::Model>)> {
    let posts = post::Entity::find()
        .filter(post::Column::ExpertId.eq(expert))
        .order_by_asc(post::Column::ValidFrom)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = posts.iter().map(|p| p.id).collect();
    let places = post_place::Entity::find()
        .filter(post_place::Column::PostId.is_in(ids))
        .order_by_asc(post_place::Column::FromAt)
        .all(db)
        .await?;
    Ok((posts, places))
}

/// Grants that posts ever held.
pub(super) async fn grants_ever(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<entity::role_grant::Model>> {
    use entity::role_grant::{Column, Entity};
    Ok(Entity::find().filter(Column::Holder.is_in(posts.iter().copied())).order_by_asc(Column::Id).all(db).await?)
}

/// The contact card of a person, with the item's row.
pub(super) async fn card(
    db: &impl ConnectionTrait,
    expert: Uuid,
) -> Result<Option<(entity::contact_card::Model, item::Model)>> {
    use entity::contact_card::{Column, Entity};
    let Some(card) = Entity::find().filter(Column::ExpertId.eq(expert)).one(db).await? else { return Ok(None) };
    let item = item::Entity::find_by_id(card.id).one(db).await?.ok_or_else(Error::not_found)?;
    Ok(Some((card, item)))
}

/// What other systems call a person.
pub(super) async fn external_ids(db: &impl ConnectionTrait, expert: Uuid) -> Result<Vec<entity::external_id::Model>> {
    use entity::external_id::{Column, Entity};
    Ok(Entity::find().filter(Column::ItemId.eq(expert)).order_by_asc(Column::System).all(db).await?)
}

/// Policy fields of a person, by code.
pub(super) async fn fields(db: &impl ConnectionTrait, expert: Uuid) -> Result<Vec<String>> {
    let rows =
        entity::expert_field::Entity::find().filter(entity::expert_field::Column::ExpertId.eq(expert)).all(db).await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.competence_id).collect();
    let rows = entity::competence::Entity::find()
        .filter(entity::competence::Column::Id.is_in(ids))
        .order_by_asc(entity::competence::Column::Code)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

/// Items that posts wrote.
pub(super) async fn items_of(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<item::Model>> {
    Ok(item::Entity::find()
        .filter(item::Column::Author.is_in(posts.iter().copied()))
        .order_by_asc(item::Column::Id)
        .all(db)
        .await?)
}

/// Proposals that posts made.
pub(super) async fn proposals_of(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<entity::proposal::Model>> {
    use entity::proposal::{Column, Entity};
    Ok(Entity::find().filter(Column::ProposedBy.is_in(posts.iter().copied())).order_by_asc(Column::Id).all(db).await?)
}

/// Comments that posts made.
pub(super) async fn comments_of(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<entity::comment::Model>> {
    use entity::comment::{Column, Entity};
    let rows = Entity::find().filter(Column::Author.is_in(posts.iter().copied())).order_by_asc(Column::Id);
    Ok(rows.all(db).await?)
}

/// What posts opened, as far as it is still known.
pub(super) async fn openings_of(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<entity::opening::Model>> {
    use entity::opening::{Column, Entity};
    let rows = Entity::find().filter(Column::Reader.is_in(posts.iter().copied()));
    Ok(rows.order_by_asc(Column::Day).order_by_asc(Column::ItemId).all(db).await?)
}
