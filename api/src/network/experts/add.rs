//! A new expert: a step of whoever brings somebody in.

use entity::ids::NETWORK;
use entity::vocabulary::{ItemKind, ItemState};
use entity::{contact_card, expert};
use uuid::Uuid;

use super::{store, store_cards};
use crate::access::{ActType, PartySet, Permit};
use crate::error::Result;
use crate::exchange::items::{self, NewItem, insert_item};
use crate::kit::fold::{fold_words, sort_key};
use crate::kit::language::normal_tag;
use crate::ledger::Unit;
use crate::network::facts::view::LanguageText;

/// An expert as a step writes it.
#[derive(Clone, Debug)]
pub struct NewExpert {
    /// Name in Latin letters.
    pub name: String,
    /// The name as written in other languages.
    pub native_names: Vec<LanguageText>,
    /// Languages the expert works in (BCP 47).
    pub languages: Vec<String>,
    /// Policy fields the expert knows.
    pub fields: Vec<Uuid>,
    /// The body of the post that is to begin, or of the last one.
    pub owner: Uuid,
    /// Private telephone and address.
    pub card: Option<NewCard>,
}

/// A contact card as a step writes it.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// Private telephone.
    pub telephone: Option<String>,
    /// Private address.
    pub email: Option<String>,
    /// Who it is for.
    pub audience: PartySet,
}

/// Step: writes an expert, for the NETWORK. Without a post they have ended, and nobody sees their
/// contact card: it is shown when the first post begins to count.
pub async fn add_expert<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewExpert) -> Result<Uuid> {
    let id = unit.new_id();
    let item = NewItem {
        id,
        kind: ItemKind::Expert,
        owner: new.owner,
        author: unit.actor().party(),
        language: None,
        state: ItemState::Published,
        audience: Some(PartySet::of([NETWORK])),
    };
    insert_item(unit, permit, item).await?;
    let row = expert::Model { id, sort_key: sort_key(&new.name), name: new.name.trim().to_owned() };
    let words = words_of(&row.name, &new.native_names);
    store::insert(unit, permit, row).await?;
    store::set_names(unit, permit, id, &pairs(&new.native_names)).await?;
    store::set_languages(unit, permit, id, &tags(new.languages)).await?;
    store::set_fields(unit, permit, id, &distinct(new.fields)).await?;
    items::store::set_words(unit, permit, id, &words).await?;
    if let Some(card) = new.card {
        add_card(unit, permit, id, new.owner, None, card).await?;
    }
    Ok(id)
}

/// Writes a contact card: published by the post that keeps it, a draft while there is none.
pub(super) async fn add_card<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    expert: Uuid,
    owner: Uuid,
    post: Option<Uuid>,
    new: NewCard,
) -> Result<Uuid> {
    let id = unit.new_id();
    let item = NewItem {
        id,
        kind: ItemKind::ContactCard,
        owner,
        author: post,
        language: None,
        state: if post.is_some() { ItemState::Published } else { ItemState::Draft },
        audience: Some(new.audience),
    };
    insert_item(unit, permit, item).await?;
    let row = contact_card::Model { id, expert_id: expert, telephone: new.telephone, email: new.email };
    store_cards::insert(unit, permit, row).await?;
    Ok(id)
}

/// The words by which an expert is found.
pub(super) fn words_of(name: &str, native_names: &[LanguageText]) -> Vec<String> {
    let native = native_names.iter().flat_map(|native| fold_words(&native.name));
    distinct(fold_words(name).into_iter().chain(native).collect())
}

/// Names by language, the last of each.
pub(super) fn pairs(names: &[LanguageText]) -> Vec<(String, String)> {
    let mut by_language = std::collections::BTreeMap::new();
    for name in names {
        by_language.insert(tag(&name.language), name.name.trim().to_owned());
    }
    by_language.into_iter().collect()
}

/// A language in the one writing it is kept and looked for in.
pub(super) fn tag(language: &str) -> String {
    normal_tag(language).unwrap_or_else(|| language.to_owned())
}

/// Languages, each once and in its one writing.
pub(super) fn tags(languages: Vec<String>) -> Vec<String> {
    distinct(languages.iter().map(|language| tag(language)).collect())
}

pub(super) fn distinct<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}
