//! Asking who could see an item.

use std::collections::BTreeSet;

use entity::item;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::audit::{Window, audit};
use super::chains::Names;
use super::keeping::keeping;
use super::view::{AccessChain, ItemAccess};
use crate::access::lives::{Link, Whose, lives};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{audiences, is_keeper, store as items};
use crate::kit::page::PageRequest;
use crate::kit::when::When;

/// Which instant or span, for auditors.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AccessQuestion {
    /// An instant, or a day: all of it.
    pub at: Option<When>,
    /// Beginning of a span, a day or an instant; the item's making if not given.
    pub from: Option<When>,
    /// End of a span, a day or an instant; now if not given.
    pub to: Option<When>,
}

/// Who could see an item: why the asker sees it; to its keepers the audience and the openings; to
/// auditors, who ask with an instant or span, everybody who could, when and why.
pub async fn item_access(ctx: &Ctx, id: Uuid, question: AccessQuestion, page: PageRequest) -> Result<ItemAccess> {
    ctx.permit(Act::Look, &Target::none("ITEM"))?;
    if page.sort.is_some() || page.count {
        return Err(Error::bad_field("?sort", "Readers stand in the order of their ids, and are not counted."));
    }
    if question.at.is_some() || question.from.is_some() || question.to.is_some() {
        ctx.signed_in()?;
        let window = Window::asked(ctx, id, &question, &page)?;
        return audit(ctx, id, window).await;
    }
    if page.first.is_some() || page.after.is_some() {
        return Err(Error::bad_field("?first", "Pages are of readers: ask with `at`, or with `from` and `to`."));
    }
    let row = items::one(ctx, id).await?;
    let keeping = match is_keeper(&ctx.actor, &row) {
        true => Some(keeping(ctx, &row).await?),
        false => None,
    };
    Ok(ItemAccess { item_id: id, kind: row.kind, why: Some(why(ctx, &row).await?), keeping, audit: None })
}

/// Through which of the asker's parties, and by which membership and grant.
async fn why(ctx: &Ctx, row: &item::Model) -> Result<Vec<AccessChain>> {
    let seen_by = audiences::party_set(ctx.db(), row.seen_by).await?;
    let own: Vec<Uuid> = ctx.actor.party().into_iter().collect();
    let now = ctx.now();
    let lives = lives(ctx.db(), Whose::Of(&own), now, now).await?;
    let people: Vec<_> = lives.people.iter().collect();
    let mut links: Vec<Link> = people.iter().flat_map(|life| lives.links_at(life, &seen_by, now.micros())).collect();
    if links.is_empty() {
        links.extend(Link::public(&seen_by));
    }
    let memberships: Vec<Uuid> = links.iter().filter_map(|link| link.membership).collect();
    let shown = items::seen(ctx, &memberships).await?;
    // Of a group that hides its members, the asker knows that they are in it, and not by which membership, nor
    // by how many.
    let known = links.into_iter().map(|link| match link.membership {
        Some(id) if !shown.contains_key(&id) => Link { membership: None, meant: None, ..link },
        _ => link,
    });
    let links: Vec<Link> = known.collect::<BTreeSet<Link>>().into_iter().collect();
    let names = Names::of(ctx, &lives, &people, &links).await?;
    links.iter().map(|link| names.shown(link, None, None)).collect()
}
