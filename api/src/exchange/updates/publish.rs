//! Publishing an update, or keeping one as a draft.

use async_graphql::{Enum, InputObject};
use entity::vocabulary::{ItemKind, ItemState};
use entity::{item, update};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::revisions::{keep_revision, kept};
use super::text::{self, Text};
use super::{Update, store};
use crate::access::{Act, ActType, PartySet, Permit, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Error, Findings, Result};
use crate::exchange::items::publishing::{must_begin, own_body, owner_named, publish_at};
use crate::exchange::items::{
    self, AudienceInput, NewItem, Release, ask_for_publication, insert_items, insert_waiting_item, keepers_to_ask,
    resolve_audience_in,
};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::{competences, countries};

/// Whether an update is published at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PublishState {
    /// Kept for its keepers until it is published.
    Draft,
    /// Put before those who may publish it so: the country for its authorities, for other bodies the
    /// body's keepers and the Secretariat.
    Proposed,
    /// Published now.
    #[default]
    Published,
}

/// An update to be published, or kept as a draft.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "PublishUpdateInput")]
pub struct PublishUpdate {
    /// Title, one line of 1 to 300 characters.
    #[schema(example = "New reception centre at Rawa Ruska")]
    pub title: String,
    /// The body in CommonMark with tables, at most 200 kB. Raw HTML and images are not shown.
    #[schema(example = "The centre opens on **1 June**.")]
    pub body_markdown: String,
    /// One paragraph of at most 1,000 characters.
    pub summary: Option<String>,
    /// BCP 47 tag of the text.
    #[schema(example = "en")]
    pub language: Option<String>,
    /// Codes of the policy fields it is about, at most 50.
    #[serde(default)]
    #[graphql(default)]
    pub topics: Vec<String>,
    /// Codes of the countries it concerns (ISO 3166-1 alpha-2), at most 50.
    #[serde(default)]
    #[graphql(default)]
    pub country_codes: Vec<String>,
    /// The organisation, country or group in whose name it stands; the author's body if not given.
    pub owner_id: Option<Uuid>,
    /// Who it is for; may be left out in a draft, which its keepers alone see.
    pub audience: Option<AudienceInput>,
    /// When it is to be published by itself, in the future; of what is PROPOSED, once it is confirmed.
    pub publish_at: Option<Timestamp>,
    /// PUBLISHED if not given.
    pub state: Option<PublishState>,
}

/// Publishes an update, proposes it, or keeps it as a draft.
pub async fn publish(ctx: &Ctx, input: PublishUpdate) -> Result<Update> {
    ctx.permit(Act::PublishUpdate, &Target::none("UPDATE"))?;
    let state = input.state.unwrap_or_default();
    let is_draft = state == PublishState::Draft;
    let mut findings = Findings::default();
    let title = text::title(&mut findings, &input.title);
    let summary = text::summary(&mut findings, input.summary.as_deref());
    let body = text::body(&mut findings, &input.body_markdown).await?;
    let language = text::language(&mut findings, input.language.as_deref());
    let topics = text::subjects(&mut findings, &input.topics, "/topics");
    let topics = findings.take(competences::for_new(ctx, &topics, "/topics").await)?;
    let concerned = text::subjects(&mut findings, &input.country_codes, "/countryCodes");
    let concerned = findings.take(countries::of_codes(ctx, &concerned, "/countryCodes").await)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::PublishUpdate>(&Target::none("UPDATE"))?;
    let owner = findings.take(owner_of(&unit, input.owner_id).await)?;
    let named = input.audience.unwrap_or_default();
    let audience = findings.take(resolve_audience_in(&unit, &named, "/audience", is_draft).await)?;
    // Whether it may be published so comes before whether the rest of the input is right.
    if let (Some(owner), Some(audience)) = (owner, &audience) {
        let topics = topics.as_deref().unwrap_or_default();
        let at_once = Some(audience).filter(|_| state == PublishState::Published);
        must_begin(&mut unit, owner, at_once, topics).await?;
    }
    findings.check(!is_draft || input.publish_at.is_none(), "/publishAt", "A draft is not published by itself.");
    let publish_at = findings.take(publish_at(input.publish_at, unit.at()))?.flatten();
    findings.done()?;
    let (Some(owner), Some(audience), Some(topics), Some(countries)) = (owner, audience, topics, concerned) else {
        return Err(Error::internal("an update without findings and without parts"));
    };
    let new = NewUpdate {
        owner,
        author: unit.actor().party(),
        text: Text { title, summary, body },
        language,
        topics,
        countries,
        audience,
        state: match (state, publish_at) {
            (PublishState::Draft, _) => ItemState::Draft,
            (PublishState::Proposed, _) => ItemState::Proposed,
            (PublishState::Published, Some(_)) => ItemState::Scheduled,
            (PublishState::Published, None) => ItemState::Published,
        },
    };
    let id = match new.state {
        ItemState::Proposed => propose(&mut unit, &permit, new, publish_at).await?,
        ItemState::Scheduled => {
            let release = Release { asked: None, publish_at, released_by: unit.actor().party() };
            add(&mut unit, &permit, new, &release).await?.id
        }
        _ => add_update(&mut unit, &permit, new).await?,
    };
    unit.commit(Some(id)).await?;
    one(ctx, id).await
}

/// An update as a step writes it.
#[derive(Clone, Debug)]
pub struct NewUpdate {
    /// The organisation, country or group in whose name it stands.
    pub owner: Uuid,
    /// Post or partner system that wrote it; none for what SYSTEM brings.
    pub author: Option<Uuid>,
    /// Title, summary and body.
    pub text: Text,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Policy fields.
    pub topics: Vec<Uuid>,
    /// Countries.
    pub countries: Vec<Uuid>,
    /// Who it is for; empty only in a draft.
    pub audience: PartySet,
    /// Its state; what is PROPOSED or SCHEDULED is written with what it waits for.
    pub state: ItemState,
}

/// Step: writes an update with its first revision.
pub async fn add_update<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewUpdate) -> Result<Uuid> {
    Ok(add(unit, permit, new, &Release::default()).await?.id)
}

/// Writes an update that waits for the word of those who may publish it so, and asks them.
async fn propose<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    new: NewUpdate,
    publish_at: Option<Timestamp>,
) -> Result<Uuid> {
    let audience = new.audience.clone();
    let asked = keepers_to_ask(unit, new.owner, &audience).await?;
    let release = Release { asked: Some(asked), publish_at, released_by: None };
    let item = add(unit, permit, new, &release).await?;
    ask_for_publication(unit, permit, &item, audience, release, None).await?;
    Ok(item.id)
}

/// Step: the same as [`add_update`] for what waits for a word or for its time.
pub async fn add<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    new: NewUpdate,
    release: &Release,
) -> Result<item::Model> {
    let id = unit.new_id();
    let item = insert_waiting_item(unit, permit, new.item(id), release).await?;
    store::insert(unit, permit, row(id, new.text)).await?;
    items::store::set_subjects(unit, permit, id, &new.topics, &new.countries).await?;
    keep_revision(unit, permit, &item, None).await?;
    Ok(item)
}

/// Step: writes many updates, each with its first revision, in a few statements.
pub async fn add_updates<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    new: Vec<NewUpdate>,
) -> Result<Vec<item::Model>> {
    let ids: Vec<Uuid> = new.iter().map(|_| unit.new_id()).collect();
    let items = new.iter().zip(&ids).map(|(one, id)| one.item(*id)).collect();
    let items = insert_items(unit, permit, items).await?;
    let (mut texts, mut revisions) = (Vec::new(), Vec::new());
    let (mut topics, mut concerned) = (Vec::new(), Vec::new());
    for (one, item) in new.into_iter().zip(&items) {
        topics.extend(one.topics.iter().map(|topic| (item, *topic)));
        concerned.extend(one.countries.iter().map(|country| (item, *country)));
        let text = row(item.id, one.text);
        revisions.push(kept(unit, item, text.clone(), None));
        texts.push(text);
    }
    store::insert_all(unit, permit, texts, revisions).await?;
    items::store_many::insert_subjects(unit, permit, &topics, &concerned).await?;
    Ok(items)
}

impl NewUpdate {
    fn item(&self, id: Uuid) -> NewItem {
        NewItem {
            id,
            kind: ItemKind::Update,
            owner: self.owner,
            author: self.author,
            language: self.language.clone(),
            state: self.state,
            audience: Some(self.audience.clone()),
        }
    }
}

fn row(id: Uuid, text: Text) -> update::Model {
    update::Model {
        id,
        title: text.title,
        summary: text.summary,
        body_markdown: text.body.markdown,
        body_html: text.body.html,
    }
}

/// The owner that was named, else the author's body.
async fn owner_of(unit: &Unit, named: Option<Uuid>) -> Result<Uuid> {
    match named {
        Some(id) => owner_named(unit.tx(), unit.actor(), id).await,
        None => own_body(unit.actor()),
    }
}
