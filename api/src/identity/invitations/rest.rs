//! Invitations over REST.

use actix_web::web::Path;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::batch::{invite_rows, report_of};
use super::rest_batch::Batch;
use super::{
    AcceptInvitation, BatchReport, Invitation, InvitationFilter, InviteExpert, InviteExperts, ResendInvitation,
    WithdrawInvitation, accept, invite, list, one, resend, withdraw,
};
use crate::ctx::Ctx;
use crate::edge::rest::{
    Created, Listed, Open, PageParams, Params, Plain, Problems, Secret, Tagged, Write, answered_before,
};
use crate::error::Result;
use crate::identity::sessions::Session;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_invitations)
        .service(invite_expert)
        .service(invite_experts_batch)
        .service(accept_invitation)
        .service(get_invitation)
        .service(resend_invitation)
        .service(withdraw_invitation);
}

/// Lists invitations and where each one hangs.
#[utoipa::path(tag = "Accounts", operation_id = "list_invitations", params(PageParams, InvitationFilter),
    responses((status = 200, description = "A page of invitations.", body = Page<Invitation>), Problems))]
#[get("/v1/invitations")]
async fn list_invitations(ctx: Ctx, params: Params<InvitationFilter>) -> Result<Listed<Invitation>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Invites a person by mail, with post and grants; all of it counts once the post is confirmed and
/// the invitation is accepted.
#[utoipa::path(tag = "Accounts", operation_id = "invite_expert", request_body = InviteExpert,
    responses((status = 201, description = "The invitation.", body = Invitation), Problems))]
#[post("/v1/invitations")]
async fn invite_expert(write: Write<InviteExpert>) -> Result<Created<Invitation>> {
    let (ctx, input) = write.parts();
    let made = answered_before(invite(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/invitations/{}", made.id), made))
}

/// Invites up to 200 people at once, all or none. As JSON, or as a table (`text/csv`) with the columns
/// `email,name,organisationCode,title,role,scopeCode,appointments,countryCode,languages,validFrom,message`,
/// of which the first four are obligatory; the dry run of a table is asked for with `?dryRun=true`.
/// What is wrong with each row is told, whatever is wrong with the others.
#[utoipa::path(tag = "Accounts", operation_id = "invite_experts",
    params(("dryRun" = Option<bool>, Query, description = "For a table: only say what is wrong with each row.")),
    request_body(content((InviteExperts = "application/json"), (String = "text/csv"))),
    responses((status = 200, description = "Each row, with its invitation or with what is wrong.", body = BatchReport), Problems))]
#[post("/v1/invitations/batch")]
async fn invite_experts_batch(batch: Batch) -> Result<Plain<BatchReport>> {
    let Batch { ctx, rows, dry_run } = batch;
    let invited = invite_rows(&ctx, rows, dry_run).await;
    answered_before(invited, async |batch| report_of(&ctx, batch).await).await.map(Plain)
}

/// Accepts an invitation by the token of its letter: makes the account with a password of one's own,
/// and signs in.
#[utoipa::path(tag = "Who", operation_id = "accept_invitation", request_body = AcceptInvitation,
    responses((status = 200, description = "Tokens.", body = Session), Problems))]
#[post("/v1/invitations/accept")]
async fn accept_invitation(write: Open<AcceptInvitation>) -> Result<Secret<Session>> {
    let (ctx, input) = write.parts();
    accept(&ctx, input).await.map(Secret)
}

/// One invitation.
#[utoipa::path(tag = "Accounts", operation_id = "get_invitation", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The invitation.", body = Invitation), Problems))]
#[get("/v1/invitations/{id}")]
async fn get_invitation(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Invitation>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Sends an invitation again: the link before works no longer, the new one for 72 hours.
#[utoipa::path(tag = "Accounts", operation_id = "resend_invitation", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ResendInvitation,
    responses((status = 200, description = "The invitation as it now is.", body = Invitation), Problems))]
#[post("/v1/invitations/{id}/resend")]
async fn resend_invitation(id: Path<Uuid>, write: Write<ResendInvitation>) -> Result<Tagged<Invitation>> {
    let (ctx, _) = write.parts();
    let sent = resend(&ctx, ResendInvitation { id: *id }).await;
    answered_before(sent, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Withdraws an invitation that was not accepted, with all it carries.
#[utoipa::path(tag = "Accounts", operation_id = "withdraw_invitation", params(("id" = Uuid, Path, description = "Id.")),
    request_body = WithdrawInvitation,
    responses((status = 200, description = "The invitation as it now is.", body = Invitation), Problems))]
#[post("/v1/invitations/{id}/withdraw")]
async fn withdraw_invitation(id: Path<Uuid>, write: Write<WithdrawInvitation>) -> Result<Tagged<Invitation>> {
    let (ctx, input) = write.parts();
    let withdrawn = withdraw(&ctx, WithdrawInvitation { id: *id, ..input }).await;
    answered_before(withdrawn, async |id| one(&ctx, id).await).await.map(Tagged)
}
