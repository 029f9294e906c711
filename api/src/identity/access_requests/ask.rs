//! Step: asks for the word that an access act needs. Whoever may say it says it by acting.

use std::collections::BTreeSet;

use entity::vocabulary::RequestState;
use entity::{access_request, access_word};
use sea_orm::ConnectionTrait;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::store;
use super::view::AccessRequest;
use crate::access::broken::{Rule, broken};
use crate::access::{self, Act, ActType, Holders, Permit, entered, words_at};
use crate::error::{Code, Result};
use crate::identity::grants;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// An access act that needs somebody's word.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The act.
    pub act: Act,
    /// Kind of what it is done to.
    pub target_kind: &'static str,
    /// What it is done to.
    pub target: Uuid,
    /// What is stored as waiting meanwhile; none where a body changes.
    pub result_id: Option<Uuid>,
    /// Parties that somebody enters, or their keepers' parties where keeping is given.
    pub enters: Vec<Uuid>,
    /// Posts that are left for a new one: the word of the person themselves.
    pub leaves: Vec<Uuid>,
    /// Experts who gain by it: their word counts only for what they are in already.
    pub gainers: Vec<Uuid>,
    /// What is needed to carry it out.
    pub payload: Json,
}

/// What became of an access act.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    /// It is done, and counts as soon as it begins.
    Done(T),
    /// It waits for somebody's word.
    Waits(Box<AccessRequest>),
}

impl<T> Outcome<T> {
    /// The thing, or the request that waits: one of them is none.
    pub fn parts(self) -> (Option<T>, Option<AccessRequest>) {
        match self {
            Self::Done(thing) => (Some(thing), None),
            Self::Waits(request) => (None, Some(*request)),
        }
    }
}

/// Whether the word is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It is: what is written counts.
    Said,
    /// It is missing: what is written waits for this access request.
    Waits(Uuid),
}

/// Whose word a party takes at the moment; `None` where it is done without.
pub(super) async fn may_say(
    db: &impl ConnectionTrait,
    party: Uuid,
    asked_of: &Against<'_>,
) -> Result<Option<BTreeSet<Uuid>>> {
    if asked_of.is_post(db, party).await? {
        let (person, _) = grants::store::person_behind(db, party).await?;
        return Ok(Some(person.into_iter().collect()));
    }
    let (entered, keeping) = entered(db, party, asked_of.secretariat, asked_of.at).await?;
    Ok(match access::word(&entered, keeping, asked_of.holders, asked_of.gainers, asked_of.asker) {
        access::Word::Of(may) => Some(may),
        access::Word::Nobody => None,
    })
}

/// What the question for a word is asked against.
pub(super) struct Against<'a> {
    pub holders: &'a Holders,
    pub gainers: &'a [Uuid],
    /// The expert who asked for the act, in the first place.
    pub asker: Option<Uuid>,
    pub secretariat: Uuid,
    pub at: Timestamp,
}

impl Against<'_> {
    async fn is_post(&self, db: &impl ConnectionTrait, party: Uuid) -> Result<bool> {
        let kinds = crate::exchange::items::store::party_kinds(db, &[party]).await?;
        Ok(kinds.get(&party) == Some(&entity::vocabulary::PartyKind::Post))
    }
}

/// Whether the actor is one of those whose word lets somebody into a party.
pub(crate) async fn says_the_word(unit: &Unit, party: Uuid) -> Result<bool> {
    let secretariat = match unit.world().secretariat().await {
        Ok(secretariat) => secretariat,
        // Before the network was begun there is nobody's word.
        Err(error) if error.code() == Code::Conflict => return Ok(false),
        Err(error) => return Err(error),
    };
    let holders = words_at(unit.tx(), unit.at()).await?;
    let against = Against { holders: &holders, gainers: &[], asker: None, secretariat, at: unit.at() };
    let may = may_say(unit.tx(), party, &against).await?;
    Ok(may.is_some_and(|may| unit.actor().expert().is_some_and(|expert| may.contains(&expert))))
}

/// Asks for every word that is needed. SYSTEM needs none: whoever sits at the host holds the database.
pub async fn ask<A: ActType>(unit: &mut Unit, permit: &Permit<A>, asked: Asked) -> Result<Word> {
    if unit.actor().is_system() {
        return Ok(Word::Said);
    }
    let at = unit.at();
    let holders = words_at(unit.tx(), at).await?;
    let secretariat = unit.world().secretariat().await?;
    let actor = unit.actor().expert();
    let against = Against { holders: &holders, gainers: &asked.gainers, asker: actor, secretariat, at };
    let parties: BTreeSet<Uuid> = asked.enters.iter().chain(&asked.leaves).copied().collect();
    let (mut words, mut without, mut missing) = (Vec::new(), Vec::new(), 0_usize);
    let request_id = unit.new_id();
    for party in parties {
        let Some(may) = may_say(unit.tx(), party, &against).await? else {
            without.push(party.to_string());
            continue;
        };
        let said = actor.is_some_and(|a| may.contains(&a)) || broken(Rule::WordNeeded);
        missing += usize::from(!said);
        words.push(access_word::Model {
            request_id,
            party_id: party,
            said_by: unit.actor().party().filter(|_| said),
            said_at: said.then_some(at.micros()),
        });
    }
    if !without.is_empty() {
        // Nobody could be asked, now or thirty days ago: the record says so.
        unit.note("withoutWordOf", json!(without));
    }
    if missing == 0 {
        let said: Vec<String> = words.iter().map(|w| w.party_id.to_string()).collect();
        unit.note("wordSaidFor", json!(said));
        return Ok(Word::Said);
    }
    let row = access_request::Model {
        id: request_id,
        act: asked.act.name().to_owned(),
        target_kind: asked.target_kind.to_owned(),
        target: asked.target,
        result_id: asked.result_id,
        payload: asked.payload.to_string(),
        gainers: json!(asked.gainers).to_string(),
        requested_by: unit.actor().party(),
        requested_at: at.micros(),
        state: RequestState::Waiting,
        decided_at: None,
        decided_by: None,
        decide_reason: None,
    };
    store::insert(unit, permit, row, words).await?;
    unit.note("waits", request_id.to_string());
    Ok(Word::Waits(request_id))
}
