//! What is said of a party that is not there.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use entity::vocabulary::PartyKind;
use sea_orm::ConnectionTrait;

use super::input::{PartyInput, PartyInputKind};
use super::store_parties as store;
use crate::access::Actor;
use crate::error::Result;
use crate::kit::nearest::unknown as unknown_code;

/// The same words for what was never there and for what the actor does not see: what is nearest is
/// looked up under sight.
pub(super) async fn unknown(
    db: &impl ConnectionTrait,
    actor: &Actor,
    party: &PartyInput,
    nearest: &mut Nearest,
) -> Result<String> {
    let (what, kinds): (&str, &[PartyKind]) = match party.kind {
        PartyInputKind::Country => ("country", &[PartyKind::Country]),
        PartyInputKind::Group => ("group", &[PartyKind::Group]),
        PartyInputKind::Organisation => ("organisation", &[PartyKind::Organisation]),
        PartyInputKind::Keepers => {
            ("country, group or organisation", &[PartyKind::Country, PartyKind::Group, PartyKind::Organisation])
        }
        PartyInputKind::Expert => {
            return Ok("There is no such expert with a present post here, or they are not shown to you.".into());
        }
        PartyInputKind::Post => return Ok("There is no such post that runs here, or it is not shown to you.".into()),
        PartyInputKind::Partner => {
            return Ok("There is no such partner system that runs here, or it is not shown to you.".into());
        }
        PartyInputKind::Public | PartyInputKind::Network | PartyInputKind::Officials | PartyInputKind::Registry => {
            ("party", &[])
        }
    };
    let Some(code) = &party.code else {
        return Ok(format!("There is no such {what} here, or it is not shown to you."));
    };
    Ok(unknown_code(what, code, &nearest.among(db, actor, kinds).await?))
}

/// What is nearest to codes that are not there: the codes of a kind are looked up once, and the first
/// few findings are told; whoever sends two hundred wrong codes has another trouble than a slip.
#[derive(Default)]
pub(super) struct Nearest {
    known: HashMap<PartyKind, Vec<String>>,
    told: usize,
}

impl Nearest {
    const TOLD: usize = 5;

    /// Codes among which the nearest are looked for; none once enough were told.
    async fn among(&mut self, db: &impl ConnectionTrait, actor: &Actor, kinds: &[PartyKind]) -> Result<Vec<String>> {
        if self.told == Self::TOLD {
            return Ok(Vec::new());
        }
        self.told += 1;
        let mut all = Vec::new();
        for kind in kinds {
            let known = match self.known.entry(*kind) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(store::codes(db, actor, *kind).await?),
            };
            all.extend(known.iter().cloned());
        }
        Ok(all)
    }
}
