//! Partner systems over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, SimpleObject};
use uuid::Uuid;

use super::{
    EndPartner, EndSecret, Partner, PartnerFilter, RegisterPartner, RotateSecret, end, end_secret, list, one, register,
    rotate,
};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null};
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

/// What a mutation of a partner system returns.
#[derive(SimpleObject)]
pub struct PartnerPayload {
    /// The partner system as it now is.
    partner: Partner,
}

/// What registering a partner system returns: it, or what waits for a word.
#[derive(SimpleObject)]
pub struct RegisterPartnerPayload {
    /// The partner system; null while it waits.
    partner: Option<Partner>,
    /// What waits for a word; null where it counts.
    access_request: Option<AccessRequest>,
}

#[Object]
impl PartnerMutation {
    /// Registers a partner system for an organisation. It counts once its body has confirmed it.
    async fn register_partner(&self, ctx: &Context<'_>, input: RegisterPartner) -> Result<RegisterPartnerPayload> {
        let (partner, access_request) = register(call(ctx)?, input).await?.parts();
        Ok(RegisterPartnerPayload { partner, access_request })
    }

    /// Makes a new secret; a one-time link to it goes by mail to the editors of the body.
    async fn rotate_partner_secret(&self, ctx: &Context<'_>, input: RotateSecret) -> Result<PartnerPayload> {
        Ok(PartnerPayload { partner: rotate(call(ctx)?, input).await? })
    }

    /// Ends a secret at once, and all sessions of the partner system with it.
    async fn end_partner_secret(&self, ctx: &Context<'_>, input: EndSecret) -> Result<PartnerPayload> {
        Ok(PartnerPayload { partner: end_secret(call(ctx)?, input).await? })
    }

    /// Ends a partner system at once, with its secrets and sessions.
    async fn end_partner(&self, ctx: &Context<'_>, input: EndPartner) -> Result<PartnerPayload> {
        Ok(PartnerPayload { partner: end(call(ctx)?, input).await? })
    }
}
