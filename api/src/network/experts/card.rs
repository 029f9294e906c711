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

/// A contact card as it is to be. What is left out stays; null removes only what may be none.
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
    #[serde(default)]
    #[schema(value_type = AudienceInput)]
    pub audience: MaybeUndefined<AudienceInput>,
}

/// An expert's contact card, for those whom the expert chose.
pub async fn contact_card(ctx: &Ctx, expert: Uuid) -> Result<ContactCard> {
    ctx.permit(Act::Look, &Target::none("CONTACT_CARD"))?;
    let card = store_cards::seen(ctx.db(), &ctx.actor, expert).await?;
    let shown = shown(ctx, card.into_iter().collect()).await?.pop();
    shown.filter(|(runs, _)| *runs).map(|(_, card)| card).ok_or_else(Error::not_found)
}

/// The contact cards of ids that the asker sees, in no order: for what shows items of any kind.
pub async fn cards_of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<ContactCard>> {
    let cards = shown(ctx, store_cards::seen_of_ids(ctx.db(), &ctx.actor, ids).await?).await?;
    Ok(cards.into_iter().map(|(_, card)| card).collect())
}

/// Cards as views, and whether the post of each runs. Where it does not (it may have ended by its
/// dates a moment ago, before sight was cut) nothing private is shown. The audience is for the person alone.
async fn shown(ctx: &Ctx, cards: Vec<Card>) -> Result<Vec<(bool, ContactCard)>> {
    let posts: Vec<Uuid> = cards.iter().filter_map(|card| card.author).collect();
    let running = store_posts::running_among(ctx.db(), &posts, ctx.now()).await?;
    let own = |card: &Card| card.author.is_some() && card.author == ctx.actor.party();
    let audiences: Vec<i64> = cards.iter().filter(|card| own(card)).filter_map(|card| card.audience).collect();
    let audiences = audience_views(ctx, &audiences).await?;
    let view = |mut card: Card| {
        let runs = card.author.is_some_and(|post| running.contains(&post));
        if !runs {
            (card.telephone, card.email) = (None, None);
        }
        let audience = card.audience.filter(|_| own(&card)).and_then(|id| audiences.get(&id).cloned());
        (runs, ContactCard::new(card, audience))
    };
    Ok(cards.into_iter().map(view).collect())
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
    let mut findings = Findings::default();
    findings.not_null("/audience", &input.audience);
    check_card(&input.telephone, &input.email, &mut findings);
    findings.done()?;
    let audience = match input.audience.value() {
        Some(audience) => Some(resolve_audience_in(&unit, audience, "/audience", false).await?),
        None => None,
    };
    let mut fields = Vec::new();
    for (name, given) in [
        ("telephone", !input.telephone.is_undefined()),
        ("email", !input.email.is_undefined()),
        ("audience", input.audience.is_value()),
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
            let says_more = said(&mut row, &card, &input.telephone, &input.email);
            let stands = (before.state, before.owner, before.author) == (ItemState::Published, body, Some(post));
            let declared = items::audiences::declared(unit.tx(), &before).await?;
            if !says_more && stands && (audience.is_none() || audience == declared) {
                unit.changes_nothing();
                return contact_card(ctx, input.expert_id).await;
            }
            if says_more {
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

/// What a card says, corrected. What is left out stays; null removes it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "CorrectedCardInput")]
pub struct CorrectedCard {
    /// Private telephone.
    #[schema(value_type = Option<String>)]
    pub telephone: MaybeUndefined<String>,
    /// Private address.
    #[schema(value_type = Option<String>)]
    pub email: MaybeUndefined<String>,
}

/// Step: corrects what the contact card of a person says, also after the last post, when nobody sees
/// it any more. Who sees it stays. 409 where there is no card. Returns whether it says anything else now.
pub async fn correct_card(
    unit: &mut Unit,
    permit: &Permit<acts::UpdateContactCard>,
    expert: Uuid,
    given: &CorrectedCard,
) -> Result<bool> {
    let card = store_cards::of_expert(unit, permit, expert).await?.ok_or_else(|| {
        Error::new(Code::Conflict, "You have no contact card yet: write one beside your expert, for whom you choose.")
    })?;
    let before = items::store::row(unit, permit, card.id).await?;
    let mut row = contact_card::ActiveModel { id: Set(card.id), ..Default::default() };
    if !said(&mut row, &card, &given.telephone, &given.email) {
        return Ok(false);
    }
    store_cards::rewrite(unit, permit, row).await?;
    rewrite_item(unit, permit, &before, Rewrite::default()).await?;
    Ok(true)
}

/// Puts into the row what is said anew, and whether anything is.
fn said(
    row: &mut contact_card::ActiveModel,
    card: &contact_card::Model,
    telephone: &MaybeUndefined<String>,
    email: &MaybeUndefined<String>,
) -> bool {
    if !telephone.is_undefined() && telephone.value() != card.telephone.as_ref() {
        row.telephone = Set(telephone.value().cloned());
    }
    if !email.is_undefined() && email.value() != card.email.as_ref() {
        row.email = Set(email.value().cloned());
    }
    row.telephone.is_set() || row.email.is_set()
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

/// Notes what is wrong with what a card is to say.
pub fn check_card(telephone: &MaybeUndefined<String>, email: &MaybeUndefined<String>, findings: &mut Findings) {
    if let Some(email) = email.value() {
        findings.mailbox("/email", email);
    }
    if let Some(telephone) = telephone.value() {
        findings.telephone("/telephone", telephone);
    }
}
