//! One's own sessions: where one is signed in, and signing out.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{self, Of};
use super::view::{SessionEntry, SignedOut};
use crate::access::{Act, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::accounts;
use crate::kit::page::{Key, Page, PageRequest, Place};

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["-createdAt", "lastUsedAt"];

/// Here or everywhere.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "SignOutInput")]
pub struct SignOut {
    /// Whether all sessions of the account end, those of pages too, and with them what was sent to get into it by
    /// another way: links to choose a new password, changes of address that wait. Only this one if not given.
    #[graphql(default)]
    pub everywhere: bool,
}

/// One of one's own sessions.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EndSessionInput")]
pub struct EndSession {
    /// The session.
    #[serde(skip)]
    pub id: Uuid,
}

/// Signs out. Whoever signs out everywhere does so because somebody else may be in: what was sent to get into the
/// account by another way is void with it, links to choose a new password and changes of its address that wait.
/// Signing out is no act of the ledger, but for that.
pub async fn sign_out(ctx: &Ctx, input: SignOut) -> Result<SignedOut> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("SESSION"))?;
    if let (true, Some(account)) = (input.everywhere, ctx.actor.account())
        && !accounts::sent_to(ctx.db(), &[account], ctx.now()).await?.is_empty()
    {
        let mut unit = ctx.begin().await?;
        let permit = unit.permit::<acts::KeepOwnAccount>(&Target { id: Some(account), ..Target::none("ACCOUNT") })?;
        accounts::void_what_was_sent(&unit, &permit, account).await?;
        unit.note("voids", "SENT");
        unit.commit(None).await?;
    }
    let session = ctx.actor.session().map(|s| s.id);
    let of = match (input.everywhere, ctx.actor.account(), ctx.actor.partner(), session) {
        (true, Some(account), _, _) => Of::Account(account),
        (true, None, Some(partner), _) => Of::Partner(partner),
        (_, _, _, Some(session)) => Of::One(session),
        _ => return Err(Error::not_signed_in()),
    };
    Ok(SignedOut { ended_sessions: store::end_own(ctx, of).await? })
}

/// Lists where one is signed in.
pub async fn list(ctx: &Ctx, page: PageRequest) -> Result<Page<SessionEntry>> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("SESSION"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("sessions {order:?} {:?}", ctx.actor.identity());
    let after = page.after(&ctx.world.cursors, &name)?;
    let rows = store::page(ctx, order, after.as_ref(), first).await?;
    let total = if page.count { Some(store::count(ctx).await?) } else { None };
    let current = ctx.actor.session().map(|s| s.id);
    let rows = rows
        .into_iter()
        .map(|row| {
            let key = if order.name == "lastUsedAt" { row.last_used_at } else { row.created_at };
            (Place { key: Key::Number(key), id: row.id }, SessionEntry::new(row, current))
        })
        .collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// Ends one of one's own sessions.
pub async fn end_own(ctx: &Ctx, input: EndSession) -> Result<SignedOut> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("SESSION"))?;
    let session = store::own_one(ctx, input.id).await?;
    Ok(SignedOut { ended_sessions: store::end_own(ctx, Of::One(session.id)).await? })
}
