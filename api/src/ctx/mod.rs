//! The only way a verb reaches the world: who asks, the database, the clock, ids, mail.

pub mod request_id;
pub(crate) mod store;
mod world;

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use uuid::Uuid;

use crate::access::{Act, Actor, Decision, Refusal, Target, decide, place_of, reads_back};
use crate::error::{CONTROLS, Code, Error, Result};
use crate::kit::day::Day;
use crate::kit::plain_text::is_plain;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;
use crate::ledger::Unit;
use crate::texts::Language;

pub use world::{CONTENTS, NETWORK_NAME, NOTICE, Network, SECRETARIAT, World};

/// What a verb is given: the actor of this request and the world.
#[derive(Clone)]
pub struct Ctx {
    /// Who does.
    pub actor: Arc<Actor>,
    /// Database, clock, ids, mail, keys.
    pub world: Arc<World>,
    /// Names this request in log and ledger.
    pub request_id: String,
    /// Languages the asker prefers, best first (BCP 47).
    pub languages: Vec<String>,
    /// The `Idempotency-Key` of the request, where it carries one.
    pub idempotency: Option<Idempotency>,
    /// From where the request came, for throttling and the list of sessions.
    pub caller: Caller,
    /// Whether the request writes: what it wrote is its answer, so that the scope of its own act is enough.
    pub writes: bool,
}

/// From where a request came.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The client's address; empty outside a request.
    pub address: String,
    /// What the client calls itself.
    pub user_agent: Option<String>,
}

/// What a repeated request is known by.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// The key as sent.
    pub key: String,
    /// Method and route template.
    pub route: String,
    /// SHA-256 of the body.
    pub body_hash: [u8; 32],
}

/// What a request made, as its repetition under one `Idempotency-Key` is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The thing it made or changed.
    With(Uuid),
    /// It waits for somebody's word: the access request or proposal.
    Waits(Uuid),
}

impl Ctx {
    /// A context for SYSTEM: start-up, commands on the host, jobs.
    pub fn system(world: &Arc<World>) -> Self {
        Self::new(world, Actor::system())
    }

    /// The language in which texts for people are said to the asker.
    pub fn language(&self) -> Language {
        Language::first_of(&self.languages)
    }

    /// A context for `actor`, outside a request.
    pub fn new(world: &Arc<World>, actor: Actor) -> Self {
        Self {
            actor: Arc::new(actor),
            world: Arc::clone(world),
            request_id: request_id::fresh(),
            languages: Vec::new(),
            idempotency: None,
            caller: Caller::default(),
            writes: false,
        }
    }

    /// The same for a request that writes: an OAuth scope permits or refuses a whole operation, and so what its
    /// answer is read by is not asked for another.
    pub fn writing(self) -> Self {
        Self { writes: true, ..self }
    }

    /// The reading side of the database.
    pub fn db(&self) -> &DatabaseConnection {
        self.world.database.reader()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// Today in the network's zone.
    pub fn today(&self) -> Day {
        self.world.zone.day_of(self.now())
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.world.new_id()
    }

    /// Refuses early, before a unit is begun. The same question is asked again under the lock, by
    /// [`Unit::permit`], and only that answer writes.
    pub fn permit(&self, act: Act, target: &Target) -> Result<()> {
        match decide(&self.actor, act, target) {
            Decision::Allowed(_) => Ok(()),
            Decision::Refused(Refusal::Scope(_)) if self.writes && reads_back(act) => {
                Self { actor: Arc::new(self.actor.with_all_scopes()), ..self.clone() }.permit(act, target)
            }
            Decision::Refused(refusal) => Err(self.world.refusals.told(refusal, (&self.actor, act, self.now()))),
        }
    }

    /// The same, for what stands where the party `of` stands. Under the lock it is asked by
    /// [`Unit::permit_at`], which looks again where that is.
    pub async fn permit_at(&self, act: Act, target: &Target, of: Uuid) -> Result<()> {
        let place = place_of(self.db(), of, self.now()).await?.unwrap_or_default();
        self.permit(act, &Target { place, ..target.clone() })
    }

    /// Begins the one transaction of a verb that writes.
    pub async fn begin(&self) -> Result<Unit> {
        Unit::begin(self).await
    }

    /// The expert who asks; 401 for nobody, 403 for a partner system.
    pub fn expert(&self) -> Result<Uuid> {
        self.actor.expert().ok_or_else(|| match self.actor.is_somebody() {
            true => Error::forbidden("Only an expert's account has this; a partner system has none."),
            false => Error::not_signed_in(),
        })
    }

    /// 401 for nobody.
    pub fn signed_in(&self) -> Result<()> {
        match self.actor.is_somebody() {
            true => Ok(()),
            false => Err(Error::not_signed_in()),
        }
    }
}

/// Two people who edit at once never overwrite one another silently: 428 without the revision that
/// was read, 412 where it is no longer the present one.
pub fn precondition(read: Option<i32>, present: i32) -> Result<()> {
    match read {
        Some(read) if read == present => Ok(()),
        Some(read) => Err(Error::new(
            Code::PreconditionFailed,
            format!("It was changed meanwhile: you read revision {read}, now it is {present}. Load it again."),
        )),
        None => Err(Error::new(
            Code::PreconditionRequired,
            "Say which revision you are changing: `If-Match` with the ETag you read (GraphQL: `revision`).",
        )),
    }
}

/// A reason in somebody's words: not empty, at most 2,000 characters.
pub fn reason(text: &str) -> Result<String> {
    words(Some(text), "/reason")?.ok_or_else(|| Error::invalid("/reason", "Say why; others will read it."))
}

/// Somebody's words: at most 2,000 characters, blank for none.
pub fn words(text: Option<&str>, pointer: &str) -> Result<Option<String>> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() > 2_000 => Err(Error::invalid(pointer, "Use at most 2,000 characters.")),
        Some(text) if !is_plain(text) => Err(Error::invalid(pointer, CONTROLS)),
        text => Ok(text.map(str::to_owned)),
    }
}

/// From when to when: `validFrom` (now if not given) and the first instant past `validTo`.
pub fn span(ctx: &Ctx, from: Option<When>, to: Option<When>, now: Timestamp) -> Result<(Timestamp, Option<Timestamp>)> {
    let zone = &ctx.world.zone;
    let from = from.map_or(now, |when| when.begin(zone));
    let until = to.map(|when| when.past(zone));
    match until {
        Some(until) if until <= from => Err(Error::invalid("/validTo", "The end lies before the beginning.")),
        _ => Ok((from, until)),
    }
}
