//! Changing who an item is for.

use async_graphql::InputObject;
use entity::vocabulary::ItemState;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::any_item::{Item, one_item};
use super::audiences::{Standing, resolve_audience_beside_in};
use super::decided::Changed;
use super::publishing::{
    is_released, must_be_changeable, must_be_written, must_publish, rereleased, stays_publishable, target_of,
};
use super::revise::{Base, base_of, propose_revision};
use super::written::rewrite_written;
use super::{AudienceInput, PartyInput, Rewrite, audiences, party_views, preview, proposals, store, store_parts};
use crate::access::{Act, PartySet, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::ledger::Unit;

/// Who an item is for from now on, all of them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ChangeAudienceInput")]
pub struct ChangeAudience {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// The parties, at most 200; none only in a draft. PUBLIC and NETWORK stand alone. Those that stand in it
    /// already may stay, as they were shown: also `{kind}` alone, and posts and partner systems that have ended.
    pub parties: Vec<PartyInput>,
    /// Say `true` where a published item is opened to more readers and that is meant.
    pub confirm: Option<bool>,
}

/// Changes who an item is for. What was said in it to the narrower circle (earlier revisions)
/// stays in that circle. What the actor may not publish so wide is proposed: the item stays as it is.
pub async fn change_audience(ctx: &Ctx, input: ChangeAudience) -> Result<Changed<Item>> {
    let seen = store::one(ctx, input.id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::ChangeAudience, &target_of(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::ChangeAudience>(&target_of(&before))?;
    let named = AudienceInput { parties: input.parties };
    let declared = audiences::declared(unit.tx(), &before).await?.unwrap_or_default();
    let standing = Standing::of(unit.tx(), unit.actor(), declared).await?;
    let may_be_empty = before.state == ItemState::Draft;
    let resolved = resolve_audience_beside_in(&unit, &named, ("", may_be_empty), &standing).await;
    let topics = store_parts::topics_of(unit.tx(), before.id).await?;
    let published = before.state == ItemState::Published;
    let publishable = match &resolved {
        Ok(set) if published => stays_publishable(&unit, before.owner, set, &topics).await?,
        Ok(set) if is_released(before.state) => {
            must_publish(&mut unit, before.owner, set, &topics).await.map(|()| true)?
        }
        _ => true,
    };
    precondition(input.revision, before.revision)?;
    must_be_changeable(before.state)?;
    let set = resolved?;
    // Whoever proposes it is told, too: they are asked first whether they mean it.
    if published && input.confirm != Some(true) {
        let old = audiences::party_set(unit.tx(), before.seen_by).await?;
        unit = must_not_widen(ctx, unit, (&old, &set), &standing, "/parties").await?;
    }
    // What is proposed beside what stands builds on what the proposer proposed before.
    let base = match publishable {
        true => None,
        false => Some(base_of(&unit, &permit, &before).await?),
    };
    // What waits already is not in it yet: said again, it is proposed again, and not answered as done.
    let declared = audiences::declared(unit.tx(), &before).await?.unwrap_or_default();
    if set == declared && base.as_ref().is_none_or(|base| base.audience == set) {
        unit.changes_nothing();
        return Ok(Changed { thing: one_item(ctx, input.id).await?, proposal: None });
    }
    if let Some(base) = base {
        unit.note_fields(&["audience"]);
        let id = propose_revision(&mut unit, &permit, &before, Base { audience: set, ..base }).await?;
        unit.commit(Some(input.id)).await?;
        return Ok(Changed { thing: one_item(ctx, input.id).await?, proposal: Some(proposals::one(ctx, id).await?) });
    }
    unit.note_fields(&["audience"]);
    let release = rereleased(&unit, &before);
    let change = Rewrite { audience: Some(set), release, ..Rewrite::default() };
    rewrite_written(&mut unit, &permit, &before, change, None).await?;
    unit.commit(Some(input.id)).await?;
    Ok(Changed { thing: one_item(ctx, input.id).await?, proposal: None })
}

/// Gives the unit back; 422 `CONFIRM_WIDENING` where an item would be opened to more readers, which says
/// to whom. What stands in its audience and was kept, unseen, opens nothing. Counting them takes everybody's life: it is done once the unit is dropped, and others write.
pub(crate) async fn must_not_widen(
    ctx: &Ctx,
    unit: Unit,
    (old, new): (&PartySet, &PartySet),
    standing: &Standing,
    pointer: &str,
) -> Result<Unit> {
    let named = new.parties().filter(|party| !standing.keeps(*party));
    let opaque = store_parts::opaque_groups(unit.tx(), unit.actor(), named).await?;
    let opened = audiences::change(old, &PartySet::default(), new, &opaque).widens;
    if opened.is_empty() {
        return Ok(unit);
    }
    // Of those whose members the actor may not see, none is in the numbers, whether named, kept or taken out: else the
    // difference would tell who is in them.
    let either = old.parties().chain(new.parties());
    let uncounted = store_parts::opaque_groups(unit.tx(), unit.actor(), either).await?;
    drop(unit);
    Err(confirm_widening(ctx, &opened, (old, new), &uncounted, pointer).await?)
}

async fn confirm_widening(
    ctx: &Ctx,
    opened: &[Uuid],
    (old, new): (&PartySet, &PartySet),
    opaque: &[Uuid],
    pointer: &str,
) -> Result<Error> {
    let views = party_views(ctx, opened).await?;
    let named = opened.iter().filter_map(|id| views.get(id)).map(|party| match (&party.name, &party.code) {
        (Some(name), _) => format!("{} {name}", party.kind),
        (None, Some(code)) => format!("{} {code}", party.kind),
        (None, None) => party.kind.to_string(),
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let counted = match preview::gained(ctx, old, new, opaque).await? {
        None => "everybody".to_owned(),
        Some(more) => format!(
            "{} more people and {} more partner systems today, and all who join later",
            more.people, more.partner_systems
        ),
    };
    let hidden = match opened.iter().any(|party| opaque.contains(party)) {
        true => ", and to those in groups whose members you may not see",
        false => "",
    };
    let detail = format!(
        "This opens it to {named}: {counted}{hidden}. See `POST /v1/audiences/preview`; repeat it with `confirm: true` if that is meant."
    );
    Ok(Error::invalid(pointer, detail).with_code(Code::ConfirmWidening))
}
