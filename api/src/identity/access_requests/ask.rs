//! Step: asks for the word that an access act needs. Whoever may say it says it by acting.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use entity::vocabulary::RequestState;
use entity::{access_request, access_word};
use sea_orm::ConnectionTrait;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{letters, store};
use crate::access::broken::{Rule, broken};
use crate::access::{self, Act, ActType, Entered, Holders, Permit, entered};
use crate::error::{Code, Error, Result};
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

/// Whether the word is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It is: what is written counts.
    Said,
    /// It is missing: what is written waits for this access request.
    Waits(Uuid),
}

/// What the question for a word is asked against: loaded for many parties at once, asked in memory.
pub(super) struct Judge {
    holders: Arc<Holders>,
    /// What each party is to somebody who enters it.
    entered: HashMap<Uuid, (Entered, bool)>,
    /// Whose each post is.
    people: HashMap<Uuid, Uuid>,
}

impl Judge {
    /// Loads what has to be known of the parties: four statements, whatever their number.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        holders: Arc<Holders>,
        parties: &[Uuid],
        secretariat: Uuid,
        at: Timestamp,
    ) -> Result<Self> {
        let people = grants::store::people_behind(db, parties).await?;
        let entered_by: Vec<Uuid> = parties.iter().copied().filter(|party| !people.contains_key(party)).collect();
        Ok(Self { holders, entered: entered(db, &entered_by, secretariat, at).await?, people })
    }

    /// Whose word a party takes at the moment, where `gainers` gain by it and `asker` asked; `None` where it is done
    /// without.
    pub(super) fn may_say(&self, party: Uuid, gainers: &[Uuid], asker: Option<Uuid>) -> Result<Option<BTreeSet<Uuid>>> {
        if let Some(person) = self.people.get(&party) {
            return Ok(Some(BTreeSet::from([*person])));
        }
        let unknown = || Error::internal(format!("party {party} cannot be entered"));
        let (entered, keeping) = self.entered.get(&party).ok_or_else(unknown)?;
        Ok(match access::word(entered, *keeping, &self.holders, gainers, asker) {
            access::Word::Of(may) => Some(may),
            access::Word::Nobody => None,
        })
    }

    /// The same as of a unit.
    pub(super) async fn in_unit(unit: &Unit, parties: &[Uuid]) -> Result<Self> {
        let secretariat = unit.world().secretariat().await?;
        Self::of(unit.tx(), unit.words().await?, parties, secretariat, unit.at()).await
    }
}

/// Whether a word was said: that it has an instant says so. By whom is known of those who had a post then; whoever
/// leaves their last one has none.
pub(super) fn is_said(word: &access_word::Model) -> bool {
    word.said_at.is_some()
}

/// 409 for a request that no longer fits the world it was made in.
pub(crate) fn changed_meanwhile(what: &str) -> Error {
    Error::new(Code::Conflict, format!("{what} Nothing was done; withdraw or refuse this request, and ask again."))
}

/// Whether each word that was said before lets into what its party still is: a body may have become a country's
/// authority since, or passed to another body, and its word was not said for that.
pub(super) async fn words_still_fit(unit: &Unit, words: &[access_word::Model]) -> Result<bool> {
    let secretariat = unit.world().secretariat().await?;
    let parties: Vec<Uuid> = words.iter().map(|word| word.party_id).collect();
    let now = entered(unit.tx(), &parties, secretariat, unit.at()).await?;
    // A post is left by whoever holds it, wherever it stands.
    let posts = grants::store::people_behind(unit.tx(), &parties).await?;
    for word in words.iter().filter(|word| !posts.contains_key(&word.party_id)) {
        let Some(said_at) = word.said_at.map(Timestamp::from_micros).filter(|said| *said < unit.at()) else { continue };
        let then = entered(unit.tx(), &[word.party_id], secretariat, said_at).await?;
        if then.get(&word.party_id) != now.get(&word.party_id) && !broken(Rule::RequestsStillFit) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the word on what waited was asked for and is there, and lets into what it was said for still; `None`
/// where none was asked for.
pub(crate) async fn word_was_said(unit: &Unit, result: Uuid) -> Result<Option<bool>> {
    let Some(request) = store::done_for(unit.tx(), result).await? else { return Ok(None) };
    let words = store::words(unit.tx(), &[request]).await?.remove(&request).unwrap_or_default();
    words_still_fit(unit, &words).await.map(Some)
}

/// Whether the word of `by` still lets `gainers` into a party, or none is needed: for what was said by acting, and
/// counts later.
pub(crate) async fn still_says(unit: &Unit, party: Uuid, by: Option<Uuid>, gainers: &[Uuid]) -> Result<bool> {
    let may = Judge::in_unit(unit, &[party]).await?.may_say(party, gainers, by)?;
    Ok(may.is_none_or(|may| by.is_some_and(|by| may.contains(&by))))
}

/// Whether the actor is one of those whose word lets somebody into a party.
pub(crate) async fn says_the_word(unit: &Unit, party: Uuid) -> Result<bool> {
    let may = match Judge::in_unit(unit, &[party]).await {
        Ok(judge) => judge.may_say(party, &[], None)?,
        // Before the network was begun there is nobody's word.
        Err(error) if error.code() == Code::Conflict => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(may.is_some_and(|may| unit.actor().expert().is_some_and(|expert| may.contains(&expert))))
}

/// Asks for every word that is needed. SYSTEM needs none: whoever sits at the host holds the database.
pub async fn ask<A: ActType>(unit: &mut Unit, permit: &Permit<A>, asked: Asked) -> Result<Word> {
    if unit.actor().is_system() {
        return Ok(Word::Said);
    }
    let (at, actor) = (unit.at(), unit.actor().expert());
    let parties: BTreeSet<Uuid> = asked.enters.iter().chain(&asked.leaves).copied().collect();
    let judge = Judge::in_unit(unit, &parties.iter().copied().collect::<Vec<_>>()).await?;
    let (mut words, mut without, mut missing) = (Vec::new(), Vec::new(), 0_usize);
    let mut told = BTreeSet::new();
    let request_id = unit.new_id();
    for party in parties {
        let Some(may) = judge.may_say(party, &asked.gainers, actor)? else {
            without.push(party.to_string());
            continue;
        };
        let said = actor.is_some_and(|a| may.contains(&a)) || broken(Rule::WordNeeded);
        missing += usize::from(!said);
        if !said {
            told.extend(may);
        }
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
    letters::asked(unit, permit, asked.act, &told).await?;
    unit.note("waits", request_id.to_string());
    Ok(Word::Waits(request_id))
}
