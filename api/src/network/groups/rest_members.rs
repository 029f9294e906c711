//! Members of groups over REST.

use actix_web::web::Path;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    AddMember, EndMembership, Joined, MemberFilter, Membership, add_member, end_membership, list_members,
    one_membership,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Acted, Listed, PageParams, Params, Problems, Tagged, Write, answered_before};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::page::Page;

/// The routes.
pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_group_members)
        .service(add_group_member)
        .service(get_group_membership)
        .service(end_group_membership);
}

/// Lists members of a group, as far as the reader sees them.
#[utoipa::path(tag = "Directory", operation_id = "list_group_members",
    params(("id" = Uuid, Path, description = "Id of the group."), PageParams, MemberFilter),
    responses((status = 200, description = "A page of memberships.", body = Page<Membership>), Problems))]
#[get("/v1/groups/{id}/members")]
async fn list_group_members(ctx: Ctx, id: Path<Uuid>, params: Params<MemberFilter>) -> Result<Listed<Membership>> {
    list_members(&ctx, *id, params.filter, params.page).await.map(Listed)
}

/// Admits a member.
#[utoipa::path(tag = "Directory", operation_id = "add_group_member",
    params(("id" = Uuid, Path, description = "Id of the group.")), request_body = AddMember,
    responses((status = 201, description = "The membership.", body = Membership),
        (status = 202, description = "It waits for somebody's word.", body = AccessRequest), Problems))]
#[post("/v1/groups/{id}/members")]
async fn add_group_member(id: Path<Uuid>, write: Write<AddMember>) -> Result<Acted<Membership>> {
    let (ctx, input) = write.parts();
    let joined = add_member(&ctx, AddMember { group_id: *id, ..input }).await;
    let again = async |made| one_membership(&ctx, *id, made).await.map(Joined::Member);
    Ok(match answered_before(joined, again).await? {
        Joined::Member(made) => Acted::made(format!("/v1/groups/{}/members/{}", made.group_id, made.id), made),
        Joined::Waits(request) => Acted::waits(request),
    })
}

/// One membership.
#[utoipa::path(tag = "Directory", operation_id = "get_group_membership",
    params(("id" = Uuid, Path, description = "Id of the group."),
        ("membershipId" = Uuid, Path, description = "Id of the membership.")),
    responses((status = 200, description = "The membership.", body = Membership), Problems))]
#[get("/v1/groups/{id}/members/{membershipId}")]
async fn get_group_membership(ctx: Ctx, path: Path<(Uuid, Uuid)>) -> Result<Tagged<Membership>> {
    let (group, id) = path.into_inner();
    one_membership(&ctx, group, id).await.map(Tagged)
}

/// Ends a membership.
#[utoipa::path(tag = "Directory", operation_id = "end_group_membership",
    params(("id" = Uuid, Path, description = "Id of the group."),
        ("membershipId" = Uuid, Path, description = "Id of the membership.")),
    request_body = EndMembership,
    responses((status = 200, description = "The membership as it now is.", body = Membership), Problems))]
#[post("/v1/groups/{id}/members/{membershipId}/end")]
async fn end_group_membership(path: Path<(Uuid, Uuid)>, write: Write<EndMembership>) -> Result<Tagged<Membership>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let (group_id, id) = path.into_inner();
    let ended = end_membership(&ctx, EndMembership { group_id, id, revision, ..input }).await;
    answered_before(ended, async |id| one_membership(&ctx, group_id, id).await).await.map(Tagged)
}
