//! Partner systems over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{
    EndPartner, EndSecret, Partner, PartnerFilter, RegisterPartner, ResumePartner, RotateSecret, SuspendPartner, end,
    end_secret, list, one, register, resume, rotate, suspend,
};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null, payloads};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;

/// Queries.
#[derive(Default)]
pub struct PartnerQuery;

/// Mutations.
#[derive(Default)]
pub struct PartnerMutation;

#[Object]
impl PartnerQuery {
    /// Partner systems of the bodies one keeps; all for administrators and the Secretariat.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn partners(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<PartnerFilter>,
    ) -> Result<Connection<String, Partner, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// A partner system by its id; null where there is nothing the asker may read.
    async fn partner(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Partner>> {
        or_null(one(call(ctx)?, id).await)
    }
}

payloads! {
    /// What a mutation of a partner system returns.
    RotatePartnerSecretPayload, EndPartnerSecretPayload, SuspendPartnerPayload, EndPartnerPayload => {
        /// The partner system as it now is.
        partner: Partner,
    }

    /// What registering a partner system returns: it, or what waits for a word.
    RegisterPartnerPayload => {
        /// The partner system; null while it waits.
        partner: Option<Partner>,
        /// What waits for a word; null where it counts.
        access_request: Option<AccessRequest>,
    }

    /// What having a partner system run again returns: it, or what waits for a keeper's word.
    ResumePartnerPayload => {
        /// The partner system as it now is; null while it waits.
        partner: Option<Partner>,
        /// What waits for a word; null where it runs.
        access_request: Option<AccessRequest>,
    }
}

#[Object]
impl PartnerMutation {
    /// Registers a partner system for an organisation. It counts once its body has confirmed it.
    async fn register_partner(&self, ctx: &Context<'_>, input: RegisterPartner) -> Result<RegisterPartnerPayload> {
        let (partner, access_request) = register(call(ctx)?, input).await?.parts();
        Ok(RegisterPartnerPayload { partner, access_request })
    }

    /// Makes a new secret; a one-time link to it goes by mail to the editors of the body.
    async fn rotate_partner_secret(
        &self,
        ctx: &Context<'_>,
        input: RotateSecret,
    ) -> Result<RotatePartnerSecretPayload> {
        Ok(RotatePartnerSecretPayload { partner: rotate(call(ctx)?, input).await? })
    }

    /// Ends a secret at once, and all sessions of the partner system with it.
    async fn end_partner_secret(&self, ctx: &Context<'_>, input: EndSecret) -> Result<EndPartnerSecretPayload> {
        Ok(EndPartnerSecretPayload { partner: end_secret(call(ctx)?, input).await? })
    }

    /// Suspends a partner system at once: its sessions end, its credentials buy nothing, it sees nothing.
    async fn suspend_partner(&self, ctx: &Context<'_>, input: SuspendPartner) -> Result<SuspendPartnerPayload> {
        Ok(SuspendPartnerPayload { partner: suspend(call(ctx)?, input).await? })
    }

    /// Has a suspended partner system run again; where a keeper of its body suspended it, on a keeper's word.
    async fn resume_partner(&self, ctx: &Context<'_>, input: ResumePartner) -> Result<ResumePartnerPayload> {
        let (partner, access_request) = resume(call(ctx)?, input).await?.parts();
        Ok(ResumePartnerPayload { partner, access_request })
    }

    /// Ends a partner system at once, with its secrets and sessions.
    async fn end_partner(&self, ctx: &Context<'_>, input: EndPartner) -> Result<EndPartnerPayload> {
        Ok(EndPartnerPayload { partner: end(call(ctx)?, input).await? })
    }
}
