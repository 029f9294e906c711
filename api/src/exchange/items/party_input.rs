//! Naming parties: from what a client writes to the ids that an audience holds.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use async_graphql::{Enum, InputObject};
use entity::ids::{NETWORK, OFFICIALS, PUBLIC, keepers_of, kept_by};
use entity::vocabulary::PartyKind;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store_parties::{self as store, Named};
use crate::access::{Actor, PartySet};
use crate::ctx::Ctx;
use crate::error::{Findings, Result};
use crate::kit::nearest::unknown as unknown_code;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// Most parties of an audience.
pub const MOST_PARTIES: usize = 200;

/// How a party is named in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyInputKind {
    /// Everybody, signed in or not. Stands alone.
    Public,
    /// Everybody with own sight. Stands alone.
    Network,
    /// Those whose body is official.
    Officials,
    /// Those who administer or audit; cannot be named.
    Registry,
    /// The public authorities of a country.
    Country,
    /// The members of a group.
    Group,
    /// A body alone, not its subordinates.
    Organisation,
    /// An expert in a post.
    Post,
    /// A partner system.
    Partner,
    /// The keepers of a country, group or organisation, which `partyId` or `code` names.
    Keepers,
    /// The present post of the expert whose id is `partyId`.
    Expert,
}

/// A party, named by what is known of it: `{kind}` for the built-in ones, else `{kind, partyId}` or
/// `{kind, code}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartyInput {
    /// Kind of party.
    pub kind: PartyInputKind,
    /// Its id; for KEEPERS the id of what they keep, for EXPERT the expert's.
    pub party_id: Option<Uuid>,
    /// Its code, for countries (ISO 3166-1 alpha-2), organisations and groups, and for KEEPERS of one.
    #[schema(example = "UA")]
    pub code: Option<String>,
}

/// Who something is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AudienceInput {
    /// The parties, at most 200. PUBLIC and NETWORK stand alone.
    pub parties: Vec<PartyInput>,
}

/// A party that was found under the actor's sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundParty {
    /// Its id, as audiences and memberships hold it.
    pub id: Uuid,
    /// Its kind.
    pub kind: PartyKind,
}

/// The set of parties that an audience names, as the context's actor sees them. What they may not
/// see is the same 422 as what never was. `may_be_empty` for drafts.
pub async fn resolve_audience(ctx: &Ctx, input: &AudienceInput, pointer: &str, may_be_empty: bool) -> Result<PartySet> {
    audience(ctx.db(), &ctx.actor, ctx.now(), input, pointer, may_be_empty).await
}

/// The same inside a unit, as its actor sees it now.
pub async fn resolve_audience_in(
    unit: &Unit,
    input: &AudienceInput,
    pointer: &str,
    may_be_empty: bool,
) -> Result<PartySet> {
    audience(unit.tx(), unit.actor(), unit.at(), input, pointer, may_be_empty).await
}

/// The parties that `parties` name, in order, as the context's actor sees them.
pub async fn resolve_parties(ctx: &Ctx, parties: &[PartyInput], pointer: &str) -> Result<Vec<FoundParty>> {
    let mut findings = Findings::default();
    let found = resolve(ctx.db(), &ctx.actor, ctx.now(), parties, pointer, &mut findings).await?;
    findings.done()?;
    Ok(found)
}

/// The parties that `parties` name inside a unit, in order. Not for audiences: nothing absorbs
/// anything, and what stands alone there may stand beside others.
pub async fn resolve_parties_in(unit: &Unit, parties: &[PartyInput], pointer: &str) -> Result<Vec<FoundParty>> {
    let mut findings = Findings::default();
    let found = resolve(unit.tx(), unit.actor(), unit.at(), parties, pointer, &mut findings).await?;
    findings.done()?;
    Ok(found)
}

async fn audience(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    input: &AudienceInput,
    pointer: &str,
    may_be_empty: bool,
) -> Result<PartySet> {
    let list = format!("{pointer}/parties");
    let mut findings = Findings::default();
    if input.parties.len() > MOST_PARTIES {
        findings.add(list, format!("Name at most {MOST_PARTIES} parties; for more, make a group."));
        findings.done()?;
        return Ok(PartySet::default());
    }
    findings.check(may_be_empty || !input.parties.is_empty(), &list, "Name at least one party.");
    for (n, party) in input.parties.iter().enumerate() {
        let alone = matches!(party.kind, PartyInputKind::Public | PartyInputKind::Network);
        let detail = "PUBLIC and NETWORK stand alone: they hold everybody else already.";
        findings.check(!alone || input.parties.len() == 1, &format!("{list}/{n}"), detail);
    }
    let found = resolve(db, actor, now, &input.parties, &list, &mut findings).await?;
    findings.done()?;
    Ok(PartySet::of(found.into_iter().map(|party| party.id)))
}

/// What is to be looked up, by kind: one statement each.
#[derive(Default)]
struct Wanted {
    countries: (Vec<Uuid>, Vec<String>),
    organisations: (Vec<Uuid>, Vec<String>),
    groups: (Vec<Uuid>, Vec<String>),
    posts: Vec<Uuid>,
    experts: Vec<Uuid>,
    partners: Vec<Uuid>,
}

async fn resolve(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    parties: &[PartyInput],
    pointer: &str,
    findings: &mut Findings,
) -> Result<Vec<FoundParty>> {
    let mut wanted = Wanted::default();
    let mut formed = Vec::with_capacity(parties.len());
    for (n, party) in parties.iter().enumerate() {
        let at = format!("{pointer}/{n}");
        match form_of(party) {
            Ok(()) => {
                wanted.note(party);
                formed.push((at, party));
            }
            Err(detail) => findings.add(at, detail),
        }
    }
    let named = store::NamedByKind {
        countries: store::named(db, actor, PartyKind::Country, &wanted.countries.0, &wanted.countries.1).await?,
        organisations: store::named(
            db,
            actor,
            PartyKind::Organisation,
            &wanted.organisations.0,
            &wanted.organisations.1,
        )
        .await?,
        groups: store::named(db, actor, PartyKind::Group, &wanted.groups.0, &wanted.groups.1).await?,
    };
    let posts = store::posts(db, actor, now, &wanted.posts, &wanted.experts).await?;
    let partners = store::partners(db, actor, &wanted.partners).await?;
    let mut found = Vec::with_capacity(formed.len());
    let mut nearest = Nearest::default();
    for (at, party) in formed {
        let id = party.party_id;
        let one = match party.kind {
            PartyInputKind::Public => Some(FoundParty { id: PUBLIC, kind: PartyKind::Public }),
            PartyInputKind::Network => Some(FoundParty { id: NETWORK, kind: PartyKind::Network }),
            PartyInputKind::Officials => Some(FoundParty { id: OFFICIALS, kind: PartyKind::Officials }),
            // Refused by its form.
            PartyInputKind::Registry => None,
            PartyInputKind::Country => the_one(&named.countries, party, PartyKind::Country),
            PartyInputKind::Group => the_one(&named.groups, party, PartyKind::Group),
            PartyInputKind::Organisation => the_one(&named.organisations, party, PartyKind::Organisation),
            PartyInputKind::Keepers => {
                let all = [
                    the_one(&named.countries, party, PartyKind::Country),
                    the_one(&named.groups, party, PartyKind::Group),
                    the_one(&named.organisations, party, PartyKind::Organisation),
                ];
                let mut kept = all.into_iter().flatten();
                // A code that two kinds of things bear names neither.
                match (kept.next(), kept.next()) {
                    (Some(kept), None) => Some(FoundParty { id: keepers_of(kept.id), kind: PartyKind::Keepers }),
                    _ => None,
                }
            }
            PartyInputKind::Post => posts
                .iter()
                .find(|post| Some(post.id) == id)
                .map(|post| FoundParty { id: post.id, kind: PartyKind::Post }),
            PartyInputKind::Expert => posts
                .iter()
                .find(|post| Some(post.expert_id) == id && post.present)
                .map(|post| FoundParty { id: post.id, kind: PartyKind::Post }),
            PartyInputKind::Partner => partners
                .iter()
                .find(|partner| Some(partner.id) == id && partner.is_live(now))
                .map(|partner| FoundParty { id: partner.id, kind: PartyKind::Partner }),
        };
        match one {
            Some(party) => found.push(party),
            None => findings.add(at, unknown(db, actor, party, &mut nearest).await?),
        }
    }
    Ok(found)
}

impl Wanted {
    fn note(&mut self, party: &PartyInput) {
        let lists: Vec<&mut (Vec<Uuid>, Vec<String>)> = match party.kind {
            PartyInputKind::Public | PartyInputKind::Network | PartyInputKind::Officials | PartyInputKind::Registry => {
                Vec::new()
            }
            PartyInputKind::Country => vec![&mut self.countries],
            PartyInputKind::Group => vec![&mut self.groups],
            PartyInputKind::Organisation => vec![&mut self.organisations],
            PartyInputKind::Keepers => vec![&mut self.countries, &mut self.groups, &mut self.organisations],
            PartyInputKind::Post => return self.posts.extend(party.party_id),
            PartyInputKind::Expert => return self.experts.extend(party.party_id),
            PartyInputKind::Partner => return self.partners.extend(party.party_id),
        };
        for (ids, codes) in lists {
            ids.extend(party.party_id.map(kept_id));
            codes.extend(party.code.clone());
        }
    }
}

/// Keepers may be named by their own id, too: either is had from the other.
fn kept_id(id: Uuid) -> Uuid {
    if id.get_version_num() == 8 { kept_by(id) } else { id }
}

fn form_of(party: &PartyInput) -> Result<(), &'static str> {
    match (party.kind, party.party_id.is_some(), party.code.is_some()) {
        (PartyInputKind::Registry, _, _) => Err("REGISTRY cannot be named: it sees the directory and nothing else."),
        (PartyInputKind::Public | PartyInputKind::Network | PartyInputKind::Officials, false, false) => Ok(()),
        (PartyInputKind::Public | PartyInputKind::Network | PartyInputKind::Officials, _, _) => {
            Err("A built-in party has neither `partyId` nor `code`.")
        }
        (PartyInputKind::Post | PartyInputKind::Partner | PartyInputKind::Expert, true, false) => Ok(()),
        (PartyInputKind::Post | PartyInputKind::Partner | PartyInputKind::Expert, _, _) => {
            Err("Name it by its `partyId`; it has no code.")
        }
        (_, true, false) | (_, false, true) => Ok(()),
        (_, _, _) => Err("Name it by its `partyId` or by its `code`, one of them."),
    }
}

fn the_one(rows: &[Named], party: &PartyInput, kind: PartyKind) -> Option<FoundParty> {
    let by_id = |row: &&Named| match party.kind {
        PartyInputKind::Keepers => party.party_id.map(kept_id) == Some(row.id),
        _ => party.party_id == Some(row.id),
    };
    let by_code = |row: &&Named| party.code.is_some() && party.code == row.code;
    rows.iter().find(|row| by_id(row) || by_code(row)).map(|row| FoundParty { id: row.id, kind })
}

/// The same words for what was never there and for what the actor does not see: what is nearest is
/// looked up under sight.
async fn unknown(
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
            return Ok("There is no such expert with a present post here, or not shown to you.".into());
        }
        PartyInputKind::Post => ("post", &[]),
        PartyInputKind::Partner => ("partner system", &[]),
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
struct Nearest {
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
