//! Reading proposals.

use std::collections::HashMap;

use async_graphql::InputObject;
use entity::proposal::Model;
use entity::vocabulary::{ItemKind, ProposalKind, ProposalState};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Wanted};
use super::view::Proposal;
use super::{Content, ProposedContent};
use crate::access::{Act, Kept, PartySet, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{self, Party, audience_views, party_views, store_parts};
use crate::identity::actors::actors_of;
use crate::kit::page::{Page, PageRequest};
use crate::kit::timestamp::Timestamp;
use crate::kit::top_per_parent::page_of_each;

/// Which proposals.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ProposalFilter {
    /// In one of these states, separated by commas; all if not given.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub state: Vec<ProposalState>,
    /// Of these kinds, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub kind: Vec<ProposalKind>,
    /// About items of these kinds, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub item_kind: Vec<ItemKind>,
    /// About this item.
    pub item: Option<Uuid>,
    /// Only what the asker proposed, in the present post.
    pub mine: Option<bool>,
    /// Only what waits for the asker's word.
    pub waiting_for_me: Option<bool>,
}

/// Orders of the list.
pub const SORTS: &[&str] = &["-proposedAt"];

/// Lists proposals about what the asker keeps, and those on which their word is asked; newest first. Once
/// one was decided it is the item's keepers', and without its text theirs who proposed or decided it.
pub async fn list(ctx: &Ctx, filter: ProposalFilter, page: PageRequest) -> Result<Page<Proposal>> {
    ctx.permit(Act::ListProposals, &Target::none("PROPOSAL"))?;
    page_of(ctx, filter, page).await
}

/// Step: a page of what fits, for whoever may list proposals.
async fn page_of(ctx: &Ctx, filter: ProposalFilter, page: PageRequest) -> Result<Page<Proposal>> {
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("proposals {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let wanted = Wanted {
        item: filter.item,
        item_kinds: filter.item_kind,
        kinds: filter.kind,
        states: filter.state,
        mine: filter.mine.unwrap_or_default(),
        waiting_for_me: filter.waiting_for_me.unwrap_or_default(),
    };
    let rows = store::page(ctx.db(), &ctx.actor, &wanted, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, &wanted).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(store::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// The same about one item: 404 for whoever sees neither the item nor a proposal about it.
pub async fn list_of(ctx: &Ctx, item: Uuid, filter: ProposalFilter, page: PageRequest) -> Result<Page<Proposal>> {
    ctx.permit(Act::ListProposals, &Target::none("PROPOSAL"))?;
    if items::store::seen(ctx, &[item]).await?.is_empty()
        && store::of_item(ctx.db(), &ctx.actor, item).await?.is_empty()
    {
        return Err(Error::not_found());
    }
    page_of(ctx, ProposalFilter { item: Some(item), ..filter }, page).await
}

/// A page of the proposals about each of several items, the newest first, as far as the asker sees them:
/// for the relation from item to proposals.
pub async fn about(ctx: &Ctx, items: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Proposal>>> {
    let (first, order, name) = (page.first()?, page.ordering(SORTS)?, "proposals about an item");
    let after = page.after(&ctx.world.cursors, name)?;
    let rows = store::page_of_each(ctx.db(), &ctx.actor, items, order, after.as_ref(), first).await?;
    let totals = match page.count {
        true => Some(store::count_of_each(ctx.db(), &ctx.actor, items).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(store::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).map(|(place, row)| (row.item_id, place, row));
    Ok(page_of_each(items, rows, totals.as_ref(), |_, rows| Page::of(rows, first, &ctx.world.cursors, name)))
}

/// What waits about an item, of the newest proposals, as far as the asker sees it.
pub async fn waiting_about(ctx: &Ctx, item: Uuid) -> Result<Vec<Proposal>> {
    let newest = about(ctx, &[item], &PageRequest::default()).await?.remove(&item);
    let mut waiting = newest.map(|page| page.items).unwrap_or_default();
    waiting.retain(|proposal| proposal.state == ProposalState::Waiting);
    Ok(waiting)
}

/// One proposal; 404 for whoever neither keeps the item nor is asked, and neither proposed nor decided it.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Proposal> {
    ctx.permit(Act::ListProposals, &Target::none("PROPOSAL"))?;
    let row = store::one(ctx.db(), &ctx.actor, id).await?.ok_or_else(Error::not_found)?;
    shown(ctx, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

/// The change that waits, and that the asker sees, in the place of one that its proposer took back to make
/// it anew: letters lead to the first of them, which those asked see no longer.
pub async fn successor(ctx: &Ctx, id: Uuid) -> Result<Option<Uuid>> {
    ctx.permit(Act::ListProposals, &Target::none("PROPOSAL"))?;
    store::successor(ctx.db(), &ctx.actor, id).await
}

/// The views of proposals that the reader was found to see: a constant number of statements.
async fn shown(ctx: &Ctx, rows: Vec<Model>) -> Result<Vec<Proposal>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.item_id).collect();
    let about = items::store::beside(ctx.db(), &ids).await?;
    let contents: Vec<Option<Content>> = rows.iter().map(content_of).collect::<Result<_>>()?;
    let subjects: Vec<Uuid> =
        contents.iter().flatten().flat_map(|c| c.topics.iter().chain(&c.countries)).copied().collect();
    let codes = store::codes(ctx.db(), &subjects).await?;
    let named: Vec<i64> = rows.iter().flat_map(|row| [Some(row.asked), row.audience]).flatten().collect();
    let sets = audience_views(ctx, &named).await?;
    let owners = about.values().map(|row| row.owner);
    let owners: Vec<Uuid> =
        owners.chain(rows.iter().flat_map(|row| [Some(row.from_owner), row.to_owner]).flatten()).collect();
    let owners = party_views(ctx, &owners).await?;
    let who: Vec<Uuid> = rows.iter().flat_map(|r| [r.proposed_by, r.decided_by]).flatten().collect();
    let actors = actors_of(ctx, &who).await?;
    let asked = items::audiences::party_sets(ctx.db(), &named).await?;
    // Who keeps a group whose members the reader may not see is not told by who decided for it.
    let hidden = store_parts::opaque_groups(ctx.db(), &ctx.actor, asked.values().flatten().copied()).await?;
    let mut views = Vec::with_capacity(rows.len());
    for (row, content) in rows.into_iter().zip(contents) {
        let item =
            about.get(&row.item_id).ok_or_else(|| Error::internal(format!("item {} is missing", row.item_id)))?;
        // What it says is for those who keep the item, and for those asked while their word is asked.
        let reads = row.state == ProposalState::Waiting || ctx.actor.holds_any(&Kept::from(item).keepers());
        // Whoever sees it no more knows in whose name it stood, and not what became of it since.
        let owner = if reads { item.owner } else { row.from_owner };
        let owner: &Party =
            owners.get(&owner).ok_or_else(|| Error::internal(format!("item {} has no owner", item.id)))?;
        let by_hidden = row.decided_by != ctx.actor.party()
            && asked.get(&row.asked).is_some_and(|set| set.iter().any(|party| hidden.contains(party)));
        let mine = asked.get(&row.asked).is_some_and(|set| set.iter().any(|p| ctx.actor.parties().contains(*p)));
        views.push(Proposal {
            id: row.id,
            kind: row.kind,
            item_id: row.item_id,
            item_kind: item.kind,
            title: row.title,
            owner: owner.clone(),
            to_owner: row.to_owner.and_then(|id| owners.get(&id).cloned()),
            asked: sets.get(&row.asked).map(|set| set.parties.clone()).unwrap_or_default(),
            proposed_by: row.proposed_by.and_then(|id| actors.at(id, row.proposed_at)),
            proposed_at: Timestamp::from_micros(row.proposed_at),
            comment: row.comment.filter(|_| reads),
            base_revision: row.base_revision,
            content: content.filter(|_| reads).map(|content| proposed(content, &codes)),
            audience: row.audience.filter(|_| reads).and_then(|id| sets.get(&id).cloned()),
            publish_at: row.publish_at.map(Timestamp::from_micros),
            state: row.state,
            decided_at: row.decided_at.map(Timestamp::from_micros),
            decided_by: row
                .decided_by
                .filter(|_| !by_hidden)
                .zip(row.decided_at)
                .and_then(|(id, at)| actors.at(id, at)),
            decide_comment: row.decide_comment,
            waits_for_me: mine && row.state == ProposalState::Waiting,
            revision: if row.decided_at.is_some() { 2 } else { 1 },
        });
    }
    Ok(views)
}

/// The text that a proposal holds.
pub(in crate::exchange::items) fn content_of(row: &Model) -> Result<Option<Content>> {
    row.content.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)
}

fn proposed(content: Content, codes: &HashMap<Uuid, String>) -> ProposedContent {
    let sorted = |ids: &[Uuid]| {
        let mut codes: Vec<String> = ids.iter().filter_map(|id| codes.get(id).cloned()).collect();
        codes.sort_unstable();
        codes
    };
    ProposedContent {
        topics: sorted(&content.topics),
        country_codes: sorted(&content.countries),
        title: content.title,
        summary: content.summary,
        body_markdown: content.body.markdown,
        body_html: content.body.html,
        language: content.language,
    }
}

/// Whose word what is proposed about an item waits for, as far as the asker knows of it.
pub async fn asked_about(ctx: &Ctx, item: Uuid) -> Result<PartySet> {
    let rows = store::of_item(ctx.db(), &ctx.actor, item).await?;
    let waiting = rows.iter().filter(|row| row.state == ProposalState::Waiting).map(|row| row.asked);
    let sets = items::audiences::party_sets(ctx.db(), &waiting.collect::<Vec<_>>()).await?;
    Ok(PartySet::of(sets.into_values().flatten()))
}
