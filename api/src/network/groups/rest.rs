//! Groups and their members over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    AddMember, CreateGroup, EndGroup, EndMembership, Group, GroupEnded, GroupFilter, LeaveGroup, LeftGroup,
    MemberFilter, Membership, UpdateGroup, add_member, create, end, end_membership, ended_before, history, leave,
    left_before, list, list_members, one, one_membership, update,
};
use crate::ctx::Ctx;
use crate::edge::rest::{
    Acted, Created, Listed, PageParams, Params, Plain, Problems, Tagged, Write, acted_before, answered_before,
};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::page::Page;
use crate::network::facts::HistoryFilter;
use crate::network::facts::view::FactView;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_groups)
        .service(create_group)
        .service(get_group)
        .service(update_group)
        .service(end_group)
        .service(get_group_history)
        .service(list_group_members)
        .service(add_group_member)
        .service(get_group_membership)
        .service(end_group_membership)
        .service(leave_group);
}

/// Lists groups.
#[utoipa::path(tag = "Directory", operation_id = "list_groups", params(PageParams, GroupFilter),
    responses((status = 200, description = "A page of groups.", body = Page<Group>), Problems))]
#[get("/v1/groups")]
async fn list_groups(ctx: Ctx, params: Params<GroupFilter>) -> Result<Listed<Group>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Makes a group: the Secretariat clusters, committees and working groups, members sharing groups.
#[utoipa::path(tag = "Directory", operation_id = "create_group", request_body = CreateGroup,
    responses((status = 201, description = "The group that was made.", body = Group), Problems))]
#[post("/v1/groups")]
async fn create_group(write: Write<CreateGroup>) -> Result<Created<Group>> {
    let (ctx, input) = write.parts();
    let made = answered_before(create(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/groups/{}", made.id), made))
}

/// One group.
#[utoipa::path(tag = "Directory", operation_id = "get_group", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The group.", body = Group), Problems))]
#[get("/v1/groups/{id}")]
async fn get_group(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Group>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Changes a group.
#[utoipa::path(tag = "Directory", operation_id = "update_group", params(("id" = Uuid, Path, description = "Id.")),
    request_body = UpdateGroup,
    responses((status = 200, description = "The group as it now is.", body = Group), Problems))]
#[patch("/v1/groups/{id}")]
async fn update_group(id: Path<Uuid>, write: Write<UpdateGroup>) -> Result<Tagged<Group>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdateGroup { id: *id, revision, ..input }).await.map(Tagged)
}

/// Ends a group, its memberships and the grants in its scope; with `dryRun` only says what hangs on it and what
/// becomes of it. What stands in its name stays as it is, and can be withdrawn or transferred, not changed.
#[utoipa::path(tag = "Directory", operation_id = "end_group", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EndGroup,
    responses((status = 200, description = "The group as it now is, and what hung on it.", body = GroupEnded), Problems))]
#[post("/v1/groups/{id}/end")]
async fn end_group(id: Path<Uuid>, write: Write<EndGroup>) -> Result<Tagged<GroupEnded>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndGroup { id: *id, revision, ..input }).await;
    answered_before(ended, async |id| ended_before(&ctx, id).await).await.map(Tagged)
}

/// Everything the network ever said about a group.
#[utoipa::path(tag = "Directory", operation_id = "get_group_history",
    params(("id" = Uuid, Path, description = "Id."), HistoryFilter),
    responses((status = 200, description = "Statements, oldest first.", body = Vec<FactView>), Problems))]
#[get("/v1/groups/{id}/history")]
async fn get_group_history(ctx: Ctx, id: Path<Uuid>, params: Params<HistoryFilter>) -> Result<Plain<Vec<FactView>>> {
    history(&ctx, *id, params.filter).await.map(Plain)
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
    let joined = acted_before(&ctx, joined, async |made| one_membership(&ctx, *id, made).await).await?;
    Ok(Acted::of(joined, |made| format!("/v1/groups/{}/members/{}", made.group_id, made.id)))
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

/// Leaves a group by one's own act, whether or not one sees its members.
#[utoipa::path(tag = "Directory", operation_id = "leave_group",
    params(("id" = Uuid, Path, description = "Id of the group.")), request_body = LeaveGroup,
    responses((status = 200, description = "What is in the group no longer.", body = LeftGroup), Problems))]
#[post("/v1/groups/{id}/leave")]
async fn leave_group(id: Path<Uuid>, write: Write<LeaveGroup>) -> Result<Plain<LeftGroup>> {
    let (ctx, input) = write.parts();
    let left = leave(&ctx, LeaveGroup { group_id: *id, ..input }).await;
    answered_before(left, async |id| left_before(&ctx, id).await).await.map(Plain)
}
