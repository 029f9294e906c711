//! Sessions over REST.

use actix_web::web::Path;
use actix_web::{HttpResponse, delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    EndSession, EndSessions, EndedSessions, Refresh, ResumeAccount, Session, SessionEntry, SessionsOf, SignIn, SignOut,
    SignedOut, SuspendAccount, end_own, end_sessions, list, refresh, resume, sign_in, sign_out, suspend,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Acted, Listed, NoFilter, Open, PageParams, Params, Plain, Problems, Secret, Write};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::identity::accounts::Account;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_in_route)
        .service(refresh_session)
        .service(sign_out_route)
        .service(list_sessions)
        .service(end_session)
        .service(suspend_account)
        .service(resume_account)
        .service(end_sessions_of_account)
        .service(end_sessions_of_organisation)
        .service(end_sessions_of_partner);
}

/// Signs in with address and password.
#[utoipa::path(tag = "Who", operation_id = "sign_in", request_body = SignIn,
    responses((status = 200, description = "Tokens.", body = Session), Problems))]
#[post("/v1/auth/sign-in")]
async fn sign_in_route(write: Open<SignIn>) -> Result<Secret<Session>> {
    let (ctx, input) = write.parts();
    sign_in(&ctx, input).await.map(Secret)
}

/// Exchanges a refresh token for the next tokens. One that comes again after ten seconds ends its session.
#[utoipa::path(tag = "Who", operation_id = "refresh_session", request_body = Refresh,
    responses((status = 200, description = "The next tokens.", body = Session), Problems))]
#[post("/v1/auth/refresh")]
async fn refresh_session(write: Open<Refresh>) -> Result<Secret<Session>> {
    let (ctx, input) = write.parts();
    refresh(&ctx, input).await.map(Secret)
}

/// Signs out, here or everywhere.
#[utoipa::path(tag = "Who", operation_id = "sign_out", request_body = SignOut,
    responses((status = 200, description = "How many sessions were ended.", body = SignedOut), Problems))]
#[post("/v1/auth/sign-out")]
async fn sign_out_route(write: Write<SignOut>) -> Result<Plain<SignedOut>> {
    let (ctx, input) = write.parts();
    sign_out(&ctx, input).await.map(Plain)
}

/// Lists where one is signed in.
#[utoipa::path(tag = "Who", operation_id = "list_sessions", params(PageParams),
    responses((status = 200, description = "A page of one's sessions.", body = Page<SessionEntry>), Problems))]
#[get("/v1/sessions")]
async fn list_sessions(ctx: Ctx, params: Params<NoFilter>) -> Result<Listed<SessionEntry>> {
    list(&ctx, params.page).await.map(Listed)
}

/// Ends one of one's own sessions.
#[utoipa::path(tag = "Who", operation_id = "end_session", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 204, description = "It has ended."), Problems))]
#[delete("/v1/sessions/{id}")]
async fn end_session(ctx: Ctx, id: Path<Uuid>) -> Result<HttpResponse> {
    end_own(&ctx, EndSession { id: *id }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Suspends an account at once: its sessions end.
#[utoipa::path(tag = "Who", operation_id = "suspend_account", request_body = SuspendAccount,
    params(("id" = Uuid, Path, description = "The account, or its expert.")),
    responses((status = 200, description = "The account as it now is.", body = Account), Problems))]
#[post("/v1/accounts/{id}/suspend")]
async fn suspend_account(id: Path<Uuid>, write: Write<SuspendAccount>) -> Result<Plain<Account>> {
    let (ctx, input) = write.parts();
    suspend(&ctx, SuspendAccount { id: *id, ..input }).await.map(Plain)
}

/// Enables a suspended account again; where a keeper of its body suspended it, on a keeper's word.
#[utoipa::path(tag = "Who", operation_id = "resume_account", request_body = ResumeAccount,
    params(("id" = Uuid, Path, description = "The account, or its expert.")),
    responses((status = 200, description = "The account as it now is.", body = Account),
        (status = 202, description = "It waits for the word of a keeper of the body.", body = AccessRequest), Problems))]
#[post("/v1/accounts/{id}/resume")]
async fn resume_account(id: Path<Uuid>, write: Write<ResumeAccount>) -> Result<Acted<Account>> {
    let (ctx, input) = write.parts();
    resume(&ctx, ResumeAccount { id: *id, ..input }).await.map(Acted::changing)
}

/// Ends all sessions of a person.
#[utoipa::path(tag = "Who", operation_id = "end_sessions_of_account", request_body = EndSessions,
    params(("id" = Uuid, Path, description = "The account, or its expert.")),
    responses((status = 200, description = "How many were ended.", body = EndedSessions), Problems))]
#[post("/v1/accounts/{id}/end-sessions")]
async fn end_sessions_of_account(id: Path<Uuid>, write: Write<EndSessions>) -> Result<Plain<EndedSessions>> {
    let (ctx, input) = write.parts();
    end_sessions(&ctx, EndSessions { kind: SessionsOf::Account, id: *id, ..input }).await.map(Plain)
}

/// Ends all sessions of an organisation's posts and partner systems.
#[utoipa::path(tag = "Who", operation_id = "end_sessions_of_organisation", request_body = EndSessions,
    params(("id" = Uuid, Path, description = "The organisation.")),
    responses((status = 200, description = "How many were ended.", body = EndedSessions), Problems))]
#[post("/v1/organisations/{id}/end-sessions")]
async fn end_sessions_of_organisation(id: Path<Uuid>, write: Write<EndSessions>) -> Result<Plain<EndedSessions>> {
    let (ctx, input) = write.parts();
    end_sessions(&ctx, EndSessions { kind: SessionsOf::Organisation, id: *id, ..input }).await.map(Plain)
}

/// Ends all sessions of a partner system.
#[utoipa::path(tag = "Who", operation_id = "end_sessions_of_partner", request_body = EndSessions,
    params(("id" = Uuid, Path, description = "The partner system.")),
    responses((status = 200, description = "How many were ended.", body = EndedSessions), Problems))]
#[post("/v1/partners/{id}/end-sessions")]
async fn end_sessions_of_partner(id: Path<Uuid>, write: Write<EndSessions>) -> Result<Plain<EndedSessions>> {
    let (ctx, input) = write.parts();
    end_sessions(&ctx, EndSessions { kind: SessionsOf::Partner, id: *id, ..input }).await.map(Plain)
}
