//! Step: what is corrected about a person, by whomever: there is one way to write it.

use entity::expert;
use uuid::Uuid;

use super::add::{distinct, pairs, tags, words_of};
use super::store;
use crate::access::{ActType, Permit};
use crate::error::{Error, Result};
use crate::exchange::items::{self, ExternalId};
use crate::kit::fold::sort_key;
use crate::ledger::Unit;
use crate::network::facts::view::LanguageText;

/// What is to be corrected; what is none stays. It has been checked.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// Name in Latin letters.
    pub name: Option<String>,
    /// The name in other languages, all of them.
    pub native_names: Option<Vec<LanguageText>>,
    /// Languages, all of them (BCP 47, in whatever writing).
    pub languages: Option<Vec<String>>,
    /// Policy fields, all of them.
    pub fields: Option<Vec<Uuid>>,
    /// What other systems call the person, all of it.
    pub external_ids: Option<Vec<ExternalId>>,
}

/// Writes it, with the words by which the person is found. Returns the names of the fields that are other than they
/// were, for the record.
pub async fn correct_expert<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    correction: Correction,
) -> Result<Vec<&'static str>> {
    let mut noted = Vec::new();
    let known = store::model(unit.tx(), id).await?.ok_or_else(Error::not_found)?;
    let name = correction.name.as_deref().map_or(known.name.as_str(), str::trim).to_owned();
    if name != known.name {
        noted.push("name");
        let row = expert::Model { id, sort_key: sort_key(&name), name: name.clone() };
        store::rewrite(unit, permit, row).await?;
    }
    let native = match correction.native_names {
        Some(names) => {
            noted.extend(store::set_names(unit, permit, id, &pairs(&names)).await?.then_some("nativeNames"));
            names
        }
        None => native_names(&store::described(unit.tx(), &[id]).await?, id),
    };
    if let Some(languages) = correction.languages {
        noted.extend(store::set_languages(unit, permit, id, &tags(languages)).await?.then_some("languages"));
    }
    if let Some(fields) = correction.fields {
        noted.extend(store::set_fields(unit, permit, id, &distinct(fields)).await?.then_some("fields"));
    }
    if let Some(ids) = correction.external_ids {
        let ids = distinct(ids.into_iter().map(|id| (id.system, id.value)).collect());
        noted.extend(items::store::set_external_ids(unit, permit, id, &ids).await?.then_some("externalIds"));
    }
    if !noted.is_empty() {
        items::store::set_words(unit, permit, id, &words_of(&name, &native)).await?;
    }
    Ok(noted)
}

fn native_names(described: &store::Described, id: Uuid) -> Vec<LanguageText> {
    let names = described.names.get(&id).map(Vec::as_slice).unwrap_or_default();
    names.iter().map(|name| LanguageText { language: name.language.clone(), name: name.name.clone() }).collect()
}
