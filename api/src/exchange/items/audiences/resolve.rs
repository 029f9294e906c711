//! From what a client names to the parties that an audience holds, looked up under the asker's sight:
//! what they may not see is the same 422 as what never was.

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, keepers_of, kept_by};
use entity::vocabulary::PartyKind;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::input::{AudienceInput, MOST_PARTIES, PartyInput, PartyInputKind, form_of};
use super::store_parties::{self as store, Named};
use super::unknown::{Nearest, unknown};
use crate::access::{Actor, PartySet};
use crate::ctx::Ctx;
use crate::error::{Findings, Result};
use crate::identity::partners::{is_confirmed, told_of};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// A party that was found under the actor's sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundParty {
    /// Its id, as audiences and memberships hold it.
    pub id: Uuid,
    /// Its kind.
    pub kind: PartyKind,
}

/// The set of parties that an audience names, as the context's actor sees them, beside an audience that stands, of an
/// item whose keeper they are. What they may not see is the same 422 as what never was.
pub(in crate::exchange) async fn resolve_audience_beside(
    ctx: &Ctx,
    input: &AudienceInput,
    pointer: &str,
    standing: &Standing,
) -> Result<PartySet> {
    audience(ctx.db(), &ctx.actor, ctx.now(), input, (pointer, false), standing).await
}

/// The set of parties that an audience names inside a unit, as its actor sees it now; `may_be_empty` for drafts.
pub async fn resolve_audience_in(
    unit: &Unit,
    input: &AudienceInput,
    pointer: &str,
    may_be_empty: bool,
) -> Result<PartySet> {
    audience(unit.tx(), unit.actor(), unit.at(), input, (pointer, may_be_empty), &Standing::default()).await
}

/// The same beside an audience that stands, of an item whose keeper the actor is.
pub(crate) async fn resolve_audience_beside_in(
    unit: &Unit,
    input: &AudienceInput,
    (pointer, may_be_empty): (&str, bool),
    standing: &Standing,
) -> Result<PartySet> {
    audience(unit.tx(), unit.actor(), unit.at(), input, (pointer, may_be_empty), standing).await
}

/// The audience of an item that its keepers change: what stands in it may stay, be it ended or not shown to them.
/// As the audience was shown to them, so they name it: `{kind}` alone means those of that kind that are not shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// All of it.
    declared: PartySet,
    /// Of it, the countries, groups and bodies, and keepers of such, that the actor does not see.
    unseen: Vec<FoundParty>,
}

impl Standing {
    /// Looks up what of a declared audience the actor does not see.
    pub(crate) async fn of(db: &impl ConnectionTrait, actor: &Actor, declared: PartySet) -> Result<Self> {
        let unseen = store::unseen(db, actor, &declared).await?;
        Ok(Self { declared, unseen })
    }

    /// Whether a party that an audience names was not named but kept: it opens nothing.
    pub(in crate::exchange) fn keeps(&self, party: Uuid) -> bool {
        self.unseen.iter().any(|unseen| unseen.id == party)
    }

    /// A post or partner system that stands in it: it is shown with its id, whatever became of it.
    fn holds(&self, party: &PartyInput, kind: PartyKind) -> Option<FoundParty> {
        party.party_id.filter(|id| self.declared.contains(*id)).map(|id| FoundParty { id, kind })
    }

    /// What `{kind}` alone means.
    fn meant_by(&self, party: &PartyInput) -> Vec<FoundParty> {
        let kind = match (party.kind, &party.party_id, &party.code) {
            (PartyInputKind::Country, None, None) => PartyKind::Country,
            (PartyInputKind::Group, None, None) => PartyKind::Group,
            (PartyInputKind::Organisation, None, None) => PartyKind::Organisation,
            (PartyInputKind::Keepers, None, None) => PartyKind::Keepers,
            _ => return Vec::new(),
        };
        self.unseen.iter().copied().filter(|unseen| unseen.kind == kind).collect()
    }
}

/// The parties that `parties` name, in order, as the context's actor sees them.
pub async fn resolve_parties(ctx: &Ctx, parties: &[PartyInput], pointer: &str) -> Result<Vec<FoundParty>> {
    let mut findings = Findings::default();
    let asked = (parties, &Standing::default());
    let found = resolve(ctx.db(), &ctx.actor, ctx.now(), asked, pointer, &mut findings).await?;
    findings.done()?;
    Ok(found)
}

/// The parties that `parties` name inside a unit, in order. Not for audiences: nothing absorbs
/// anything, and what stands alone there may stand beside others.
pub async fn resolve_parties_in(unit: &Unit, parties: &[PartyInput], pointer: &str) -> Result<Vec<FoundParty>> {
    let mut findings = Findings::default();
    let asked = (parties, &Standing::default());
    let found = resolve(unit.tx(), unit.actor(), unit.at(), asked, pointer, &mut findings).await?;
    findings.done()?;
    Ok(found)
}

async fn audience(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    input: &AudienceInput,
    (pointer, may_be_empty): (&str, bool),
    standing: &Standing,
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
    let found = resolve(db, actor, now, (&input.parties, standing), &list, &mut findings).await?;
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
    (parties, standing): (&[PartyInput], &Standing),
    pointer: &str,
    findings: &mut Findings,
) -> Result<Vec<FoundParty>> {
    let mut kept = Vec::new();
    let mut wanted = Wanted::default();
    let mut formed = Vec::with_capacity(parties.len());
    for (n, party) in parties.iter().enumerate() {
        let at = format!("{pointer}/{n}");
        let meant = standing.meant_by(party);
        if !meant.is_empty() {
            kept.extend(meant);
            continue;
        }
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
    let partners = told_of(db, actor, &wanted.partners).await?;
    let mut found = kept;
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
                .find(|post| Some(post.id) == id && post.present)
                .map(|post| FoundParty { id: post.id, kind: PartyKind::Post })
                .or_else(|| standing.holds(party, PartyKind::Post)),
            PartyInputKind::Expert => posts
                .iter()
                .find(|post| Some(post.expert_id) == id && post.present)
                .map(|post| FoundParty { id: post.id, kind: PartyKind::Post }),
            PartyInputKind::Partner => partners
                .iter()
                .find(|partner| Some(partner.id) == id && is_confirmed(partner, now))
                .map(|partner| FoundParty { id: partner.id, kind: PartyKind::Partner })
                .or_else(|| standing.holds(party, PartyKind::Partner)),
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

fn the_one(rows: &[Named], party: &PartyInput, kind: PartyKind) -> Option<FoundParty> {
    let by_id = |row: &&Named| match party.kind {
        PartyInputKind::Keepers => party.party_id.map(kept_id) == Some(row.id),
        _ => party.party_id == Some(row.id),
    };
    let by_code = |row: &&Named| {
        party.code.as_ref().zip(row.code.as_ref()).is_some_and(|(given, kept)| kept.eq_ignore_ascii_case(given))
    };
    rows.iter().find(|row| by_id(row) || by_code(row)).map(|row| FoundParty { id: row.id, kind })
}
