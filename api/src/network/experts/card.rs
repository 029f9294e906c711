//! Contact cards: private, for whom the person chose, kept by the present post alone.

use async_graphql::{InputObject, MaybeUndefined};
use entity::contact_card;
use entity::ids::OFFICIALS;
use entity::vocabulary::ItemState;
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::{NewCard, add_card};
use super::store_cards::{self, Card};
use super::store_posts;
use super::view::ContactCard;
use crate::access::{Act, ActType, PartySet, Permit, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, AudienceInput, Rewrite, audience_views, resolve_audience_in, rewrite_item};
use crate::ledger::Unit;

/// A contact card as it is to be. What is left out stays; null removes it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "UpdateContactCardInput")]
pub struct UpdateContactCard {
    /// The expert whose card it is.
    #[serde(skip)]
    pub expert_id: Uuid,
    /// The revision that was read (REST: `If-Match`); not asked of the first card.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Private telephone.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub telephone: MaybeUndefined<String>,
    /// Private address.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: MaybeUndefined<String>,
    /// Who it is for; OFFICIALS if it was never said.
    pub audience: Option<AudienceInput>,
}

/// An expert's contact card, for those whom the expert chose.
pub async fn contact_card(ctx: &Ctx, expert: Uuid) -> Result<ContactCard> {
    ctx.permit(Act::Look, &Target::none("CONTACT_CARD"))?;
    let card = store_cards::seen(ctx.db(), &ctx.actor, expert).await?;
    shown(ctx, card.into_iter().collect()).await?.pop().ok_or_else(Error::not_found)
}

/// The contact cards of ids that the asker sees, in no order: for loaders.
pub async fn cards_of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<ContactCard>> {
    shown(ctx, store_cards::seen_of_ids(ctx.db(), &ctx.actor, ids).await?).await
}

/// Cards as views: of those whose post runs, since it may have been ended for an instant that has come
/// since. The audience is for the person alone.
async fn shown(ctx: &Ctx, cards: Vec<Card>) -> Result<Vec<ContactCard>> {
    let posts: Vec<Uuid> = cards.iter().filter_map(|card| card.author).collect();
    let running = store_posts::running_among(ctx.db(), &posts, ctx.now()).await?;
    let own = |card: &Card| card.author.is_some() && card.author == ctx.actor.party();
    let audiences: Vec<i64> = cards.iter().filter(|card| own(card)).filter_map(|card| card.audience).collect();
    let audiences = audience_views(ctx, &audiences).await?;
    let runs = |card: &Card| card.author.is_some_and(|post| running.contains(&post));
    let view = |card: Card| {
        let audience = card.audience.filter(|_| own(&card)).and_then(|id| audiences.get(&id).cloned());
        ContactCard::new(card, audience)
    };
    Ok(cards.into_iter().filter(runs).map(view).collect())
}

/// Writes one's contact card and who sees it. For the person alone, in a post that runs.
pub async fn update_contact_card(ctx: &Ctx, input: UpdateContactCard) -> Result<ContactCard> {
    let item = items::store::one(ctx, input.expert_id).await?;
    if item.kind != entity::vocabulary::ItemKind::Expert {
        return Err(Error::not_found());
    }
    let target = Target { person: Some(input.expert_id), ..Target::none("CONTACT_CARD") };
    ctx.permit(Act::UpdateContactCard, &target)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::UpdateContactCard>(&target)?;
    let present = store_posts::present(unit.tx(), input.expert_id, unit.at()).await?;
    let (post, body) = present.ok_or_else(|| {
        Error::new(Code::Conflict, "A contact card belongs to a post that runs; yours begins with your next post.")
    })?;
    let known = store_cards::of_expert(&unit, &permit, input.expert_id).await?;
    let before = match &known {
        Some(card) => Some(items::store::row(&unit, &permit, card.id).await?),
        None => None,
    };
    if let Some(before) = &before {
        precondition(input.revision, before.revision)?;
    }
    checked(&input)?;
    let audience = match &input.audience {
        Some(audience) => Some(resolve_audience_in(&unit, audience, "/audience", false).await?),
        None => None,
    };
    let mut fields = Vec::new();
    for (name, given) in [
        ("telephone", !input.telephone.is_undefined()),
        ("email", !input.email.is_undefined()),
        ("audience", input.audience.is_some()),
    ] {
        fields.extend(given.then_some(name));
    }
    unit.note_fields(&fields);
    let id = match known.zip(before) {
        None => {
            let new = NewCard {
                telephone: input.telephone.value().cloned(),
                email: input.email.value().cloned(),
                audience: audience.unwrap_or_else(|| PartySet::of([OFFICIALS])),
            };
            add_card(&mut unit, &permit, input.expert_id, body, Some(post), new).await?
        }
        Some((card, before)) => {
            let mut row = contact_card::ActiveModel { id: Set(card.id), ..Default::default() };
            if !input.telephone.is_undefined() {
                row.telephone = Set(input.telephone.value().cloned());
            }
            if !input.email.is_undefined() {
                row.email = Set(input.email.value().cloned());
            }
            if row.telephone.is_set() || row.email.is_set() {
                store_cards::rewrite(&unit, &permit, row).await?;
            }
            let change = Rewrite {
                state: Some(ItemState::Published),
                audience,
                owner: Some(body),
                author: Some(Some(post)),
                ..Rewrite::default()
            };
            rewrite_item(&mut unit, &permit, &before, change).await?;
            card.id
        }
    };
    unit.made(id);
    unit.commit(Some(id)).await?;
    contact_card(ctx, input.expert_id).await
}

/// Step: a post begins, and the card moves on to it. One that was withdrawn stays so until the
/// person publishes it again: it was chosen for another time.
pub(super) async fn move_card<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    expert: Uuid,
    post: Uuid,
    body: Uuid,
) -> Result<()> {
    let Some(card) = store_cards::of_expert(unit, permit, expert).await? else {
        return Ok(());
    };
    let before = items::store::row(unit, permit, card.id).await?;
    let state = (before.state == ItemState::Draft).then_some(ItemState::Published);
    let change = Rewrite { state, owner: Some(body), author: Some(Some(post)), ..Rewrite::default() };
    rewrite_item(unit, permit, &before, change).await?;
    Ok(())
}

/// Step: the last post ended, and the card is seen by nobody.
pub(super) async fn withdraw_card<A: ActType>(unit: &mut Unit, permit: &Permit<A>, expert: Uuid) -> Result<()> {
    let Some(card) = store_cards::of_expert(unit, permit, expert).await? else {
        return Ok(());
    };
    let before = items::store::row(unit, permit, card.id).await?;
    if before.state == ItemState::Published {
        let change = Rewrite { state: Some(ItemState::Withdrawn), ..Rewrite::default() };
        rewrite_item(unit, permit, &before, change).await?;
    }
    Ok(())
}

fn checked(input: &UpdateContactCard) -> Result<()> {
    let mut findings = Findings::default();
    if let Some(email) = input.email.value() {
        findings.check(crate::kit::mail::is_address(email), "/email", "This is no e-mail address.");
    }
    if let Some(telephone) = input.telephone.value() {
        let right = !telephone.trim().is_empty() && telephone.chars().count() <= 60;
        findings.check(right, "/telephone", "Use 1 to 60 characters, best like +380 44 000 00 00; null removes it.");
    }
    findings.done()
}
