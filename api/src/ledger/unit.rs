//! A unit: the one transaction of a verb that writes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use entity::vocabulary::{ActorKind, ItemKind};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::chain::{change_line, changes_digest, reason_digest, record_hash};
use super::idempotency::{answered, remember};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, Actor, Holders, Permit, Target, load_again, place_of, words_at};
use crate::ctx::{Answered, Ctx, World};
use crate::error::{Error, Result};
use crate::kit::database::sql;
use crate::kit::secret::random_bytes;
use crate::kit::timestamp::Timestamp;
use crate::kit::wake;

/// A unit of the ledger. It holds the ledger's head from its first statement to the commit, so
/// that what it reads cannot change before what it decides is written. Dropped, it leaves nothing.
pub struct Unit {
    tx: DatabaseTransaction,
    world: Arc<World>,
    actor: Arc<Actor>,
    request_id: String,
    seq: i64,
    hash_before: Vec<u8>,
    at: Timestamp,
    /// Instant of the record before: this one's is no earlier, whatever the clocks say.
    at_before: Timestamp,
    subject: Option<Subject>,
    notes: BTreeMap<&'static str, Json>,
    reason: Option<String>,
    /// What the record is about besides its target.
    about: BTreeSet<Uuid>,
    changes: Vec<Change>,
    /// Where each item's change is among them.
    changed: HashMap<Uuid, usize>,
    idempotency: Option<(Uuid, crate::ctx::Idempotency)>,
    pub(super) emitted: i32,
    /// Addresses and texts of the letters that go out with it and are not to go twice.
    pub(super) posted: BTreeSet<(String, String)>,
    words: Option<Arc<Holders>>,
    /// Whether something is forgotten for good with it.
    forgets: bool,
    /// Who acts in person without being signed in, as by the link of a letter.
    in_person: Option<Uuid>,
}

/// What the unit's record is about: set by the first permit.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The act.
    pub act: Act,
    /// Kind of the thing acted on.
    pub kind: &'static str,
    /// Its id.
    pub id: Option<Uuid>,
    /// The grant that permitted it.
    pub grant: Option<Uuid>,
}

struct Change {
    item: Uuid,
    kind: ItemKind,
    seen_before: Option<i64>,
    seen_after: Option<i64>,
    revision: i32,
}

#[derive(FromQueryResult)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
    at: i64,
}

impl Unit {
    /// Begins: takes the head of the ledger, then looks at the actor again under that lock.
    pub(crate) async fn begin(ctx: &Ctx) -> Result<Self> {
        let tx = ctx.world.database.begin().await?;
        let take = "UPDATE ledger_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash, at";
        let head = Head::find_by_statement(sql(tx.get_database_backend(), take, [])).one(&tx).await?;
        let head = head.ok_or_else(|| Error::internal("the ledger has no head: migrate first"))?;
        let at_before = Timestamp::from_micros(head.at);
        let at = ctx.world.clock.reach(at_before);
        let actor = load_again(&tx, &ctx.actor, at).await?;
        let idempotency = match (&ctx.idempotency, actor.identity().and_then(|(_, id)| id)) {
            (Some(key), Some(by)) => {
                if let Some(before) = answered(&tx, by, key, at).await? {
                    return Err(Error::replay(before));
                }
                Some((by, key.clone()))
            }
            _ => None,
        };
        Ok(Self {
            tx,
            world: Arc::clone(&ctx.world),
            actor,
            request_id: ctx.request_id.clone(),
            seq: head.seq,
            hash_before: head.hash,
            at,
            at_before,
            subject: None,
            notes: BTreeMap::new(),
            reason: None,
            about: BTreeSet::new(),
            changes: Vec::new(),
            changed: HashMap::new(),
            idempotency,
            emitted: 0,
            posted: BTreeSet::new(),
            words: None,
            forgets: false,
            in_person: None,
        })
    }

    /// The transaction, for stores.
    pub fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The world.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Who does, as of this unit.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The expert who acts: by their session, or in person by a link that was sent to them.
    pub fn person(&self) -> Option<Uuid> {
        self.actor.expert().or(self.in_person)
    }

    /// An expert who is not signed in acts in person, as whoever accepts an invitation: they know what they do.
    pub fn acts_in_person(&mut self, expert: Uuid) {
        self.in_person = Some(expert);
    }

    /// The unit's number.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The unit's instant: everything it writes bears it.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The instant of its record. That never goes backward; where somebody's clock is wrong by more than clocks may
    /// be apart, what is written follows the clock, and the record alone stays behind the one before it.
    fn recorded_at(&self) -> Timestamp {
        self.at.max(self.at_before)
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.world.new_id()
    }

    /// Asks, under the lock, whether the actor may; the answer is the key to writing. The first
    /// permit names what the ledger's record is about.
    pub fn permit<A: ActType>(&mut self, target: &Target) -> Result<Permit<A>> {
        let permit = Permit::<A>::ask(&self.actor, target)
            .map_err(|refusal| self.world.refusals.told(refusal, (&self.actor, A::ACT, self.at)))?;
        if self.subject.is_none() {
            self.subject = Some(Subject { act: A::ACT, kind: target.kind, id: target.id, grant: permit.grant() });
        }
        Ok(permit)
    }

    /// The same, for what stands where the party `of` stands: that is looked at under the lock, too, since
    /// a body may have changed its country, or been taken over, since the actor was first asked.
    pub async fn permit_at<A: ActType>(&mut self, target: &Target, of: Uuid) -> Result<Permit<A>> {
        let place = place_of(&self.tx, of, self.at).await?.unwrap_or_default();
        self.permit(&Target { place, ..target.clone() })
    }

    /// Who can be asked for a word, as of this unit: fifteen statements.
    pub async fn words(&self) -> Result<Arc<Holders>> {
        match &self.words {
            Some(words) => Ok(Arc::clone(words)),
            None => words_at(&self.tx, self.at).await.map(Arc::new),
        }
    }

    /// Loads once who can be asked for a word: only for a unit in which nothing that is written begins or ends a right
    /// before its last word is asked for, as one that invites many.
    pub async fn keep_words(&mut self) -> Result<()> {
        self.words = Some(self.words().await?);
        Ok(())
    }

    /// Names the thing that the act has made, where the target had no id yet.
    pub fn made(&mut self, id: Uuid) {
        if let Some(subject) = &mut self.subject {
            subject.id.get_or_insert(id);
        }
    }

    /// The record is about this, too: whoever looks for it in the audit log finds the record, as for its target.
    /// What is noted of it names the same id, since that is what the chain covers.
    pub fn about(&mut self, thing: Uuid) {
        self.about.insert(thing);
    }

    /// Notes an id, field name or number for the record; never a title, text, name or address.
    pub fn note(&mut self, key: &'static str, value: impl Into<Json>) {
        self.notes.insert(key, value.into());
    }

    /// Notes the names of the fields that were changed.
    pub fn note_fields(&mut self, fields: &[&str]) {
        self.notes.insert("fields", json!(fields));
    }

    /// Keeps the reason given in somebody's words: erasable, with a salted digest in the record.
    pub fn because(&mut self, reason: &str) {
        self.reason = Some(reason.to_owned());
    }

    /// Forgets the reasons that were given in somebody's words for acts on these things, which are forgotten
    /// themselves: the records keep their digests. Whatever the unit deletes or overwrites is out of the
    /// database's files soon after it.
    pub async fn forget_reasons(&mut self, targets: &[Uuid]) -> Result<()> {
        use entity::{ledger_personal, ledger_record};
        self.forgets = true;
        for targets in targets.chunks(500) {
            let records = ledger_record::Entity::find()
                .select_only()
                .column(ledger_record::Column::Seq)
                .filter(ledger_record::Column::Target.is_in(targets.iter().copied()))
                .into_query();
            ledger_personal::Entity::delete_many()
                .filter(ledger_personal::Column::Seq.in_subquery(records))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Notes that an item changed. Several changes in one unit are one.
    pub fn changed(&mut self, item: Uuid, kind: ItemKind, before: Option<i64>, after: Option<i64>, revision: i32) {
        if after.is_none() && broken(Rule::GoneIsAChange) {
            return;
        }
        match self.changed.get(&item).and_then(|place| self.changes.get_mut(*place)) {
            Some(change) => (change.seen_after, change.revision) = (after, revision),
            None => {
                self.changed.insert(item, self.changes.len());
                self.changes.push(Change { item, kind, seen_before: before, seen_after: after, revision });
            }
        }
    }

    /// Nothing would be other than it is: the unit is given back, and leaves neither a record nor a revision.
    pub fn changes_nothing(self) {
        drop(self);
    }

    /// Writes the record and commits. `resource` is what the act made or changed, for the replay of
    /// an `Idempotency-Key`. Returns the unit's number.
    pub async fn commit(self, resource: Option<Uuid>) -> Result<i64> {
        self.commit_answering(resource.map(Answered::With)).await
    }

    /// The same; `answer` may be what waits for somebody's word, so that the replay is answered with
    /// that again.
    pub async fn commit_answering(mut self, answer: Option<Answered>) -> Result<i64> {
        let subject = self.subject.take().ok_or_else(|| Error::internal("a unit without a permit"))?;
        let salted = self.reason.take().map(|reason| (random_bytes::<16>(), reason));
        if let Some((salt, reason)) = &salted {
            // The salt lies beside the words and goes with them: what stays tells not even a short reason.
            self.notes.insert("reasonDigest", json!(reason_digest(salt, reason)));
        }
        // Whoever looks for what a deed changed finds it. A whole network is looked for by its items' own beginnings.
        if subject.act != Act::LoadNetwork {
            self.about.extend(self.changes.iter().map(|change| change.item));
        }
        let body = self.write_changes().await?;
        let record = self.record(&subject, &body);
        let record_is_about = record.target;
        let hash = record_hash(&self.hash_before, &record);
        entity::ledger_record::ActiveModel { hash: Set(hash.clone()), ..record.into() }.insert(&self.tx).await?;
        let subject = |thing: &Uuid| entity::ledger_subject::ActiveModel { thing: Set(*thing), seq: Set(self.seq) };
        let about: Vec<_> = self.about.iter().filter(|thing| Some(**thing) != record_is_about).map(subject).collect();
        for chunk in about.chunks(500) {
            entity::ledger_subject::Entity::insert_many(chunk.to_vec()).exec_without_returning(&self.tx).await?;
        }
        if let Some((salt, reason)) = salted {
            entity::ledger_personal::ActiveModel { seq: Set(self.seq), salt: Set(salt.to_vec()), reason: Set(reason) }
                .insert(&self.tx)
                .await?;
        }
        if let (Some((by, key)), Some(answer)) = (self.idempotency.take(), answer) {
            remember(&self.tx, by, key, answer, self.at).await?;
        }
        let backend = self.tx.get_database_backend();
        let values = [hash.into(), self.recorded_at().micros().into()];
        self.tx.execute_raw(sql(backend, wake::put_head(backend), values)).await?;
        self.tx.commit().await?;
        self.world.clock.reach(self.at);
        self.world.commits.committed(self.seq);
        if self.forgets {
            self.world.database.forgotten().await;
        }
        Ok(self.seq)
    }

    async fn write_changes(&mut self) -> Result<String> {
        let rows: Vec<entity::change::ActiveModel> = self
            .changes
            .iter()
            .zip(0_i32..)
            .map(|(c, n)| entity::change::ActiveModel {
                seq: Set(self.seq),
                n: Set(n),
                item: Set(c.item),
                kind: Set(c.kind),
                seen_before: Set(c.seen_before),
                seen_after: Set(c.seen_after),
                revision: Set(c.revision),
            })
            .collect();
        let line = |c: &Change| change_line(c.item, c.kind, (c.seen_before, c.seen_after), c.revision);
        if let Some(digest) = changes_digest(self.changes.iter().map(line).collect()) {
            self.notes.insert("changes", json!(digest));
        }
        for chunk in rows.chunks(500) {
            entity::change::Entity::insert_many(chunk.to_vec()).exec_without_returning(&self.tx).await?;
        }
        // A BTreeMap prints its keys sorted: the body is canonical.
        serde_json::to_string(&self.notes).map_err(Error::internal)
    }

    fn record(&self, subject: &Subject, body: &str) -> entity::ledger_record::Model {
        let (actor_kind, actor) = self.actor.identity().unwrap_or((ActorKind::System, None));
        entity::ledger_record::Model {
            seq: self.seq,
            at: self.recorded_at().micros(),
            act: subject.act.name().to_owned(),
            actor_kind,
            actor,
            actor_post: self.actor.expert().and(self.actor.party()),
            grant_id: subject.grant,
            request_id: self.request_id.clone(),
            target_kind: Some(subject.kind.to_owned()).filter(|k| !k.is_empty()),
            target: subject.id,
            body: body.to_owned(),
            hash: Vec::new(),
        }
    }
}
