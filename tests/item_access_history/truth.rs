//! What was true at an instant, and whether an auditor is told just that.

use std::collections::BTreeSet;

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, keepers_of};
use entity::item;
use focalpoint_api::access::{By, load_actor};
use focalpoint_api::kit::timestamp::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::App;

use super::history::World;

/// Who may have seen something: an expert, or a partner system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Somebody {
    Expert(Uuid),
    Partner(Uuid),
}

impl Somebody {
    pub(super) fn by(self) -> By {
        match self {
            Self::Expert(id) => By::Expert(id),
            Self::Partner(id) => By::Partner(id),
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Expert(id) | Self::Partner(id) => id,
        }
    }
}

/// What was true at an instant: who held what, and what each item was shown to.
pub(super) struct Truth {
    pub(super) at: Timestamp,
    pub(super) held: Vec<(Somebody, BTreeSet<Uuid>)>,
    pub(super) shown: Vec<(Uuid, BTreeSet<Uuid>)>,
}

/// What is true now, by the statement that every request asks.
pub(super) async fn truth(app: &App, world: &World) -> Truth {
    let (db, at) = (app.world.database.reader(), app.world.clock.now());
    let everybody = world.experts.iter().map(|id| Somebody::Expert(*id));
    let everybody = everybody.chain(world.partners.iter().map(|id| Somebody::Partner(*id)));
    let mut held = Vec::new();
    for somebody in everybody {
        let actor = load_actor(db, somebody.by(), at).await.expect("an actor");
        let parties =
            actor.map(|actor| actor.parties().parties().collect()).unwrap_or_else(|| BTreeSet::from([PUBLIC]));
        held.push((somebody, parties));
    }
    let mut shown = Vec::new();
    for row in item::Entity::find().filter(item::Column::Id.is_in(world.items.clone())).all(db).await.expect("items") {
        let members =
            entity::audience_member::Entity::find().filter(entity::audience_member::Column::AudienceId.eq(row.seen_by));
        let members = members.all(db).await.expect("members");
        shown.push((row.id, members.into_iter().map(|member| member.party_id).collect()));
    }
    Truth { at, held, shown }
}

pub(super) fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str().map(|text| Timestamp::parse(text).expect("an instant"))
}

pub(super) fn covers(span: &Value, at: Timestamp) -> bool {
    instant(&span["from"]).expect("a beginning") <= at && instant(&span["until"]).is_none_or(|until| at < until)
}

pub(super) fn covered(spans: &Value, at: Timestamp) -> bool {
    spans.as_array().expect("a list").iter().any(|span| covers(span, at))
}

pub(super) fn reader(audit: &Value, somebody: Somebody) -> Option<&Value> {
    let readers = audit["readers"].as_array().expect("a list");
    readers.iter().find(|reader| reader["actor"]["actorId"] == json!(somebody.id()))
}

/// The id of the party at the head of a chain, as audiences hold it.
pub(super) fn party_of(chain: &Value) -> Uuid {
    let id = || Uuid::parse_str(chain["party"]["partyId"].as_str().expect("an id")).expect("an id");
    match chain["party"]["kind"].as_str().expect("a kind") {
        "PUBLIC" => PUBLIC,
        "NETWORK" => NETWORK,
        "OFFICIALS" => OFFICIALS,
        "REGISTRY" => entity::ids::REGISTRY,
        "KEEPERS" => keepers_of(id()),
        _ => id(),
    }
}

pub(super) fn compare(audit: &Value, item: Uuid, truth: &Truth, seed: u64) {
    let Some((_, shown)) = truth.shown.iter().find(|(id, _)| *id == item) else {
        let nobody = audit["readers"].as_array().expect("a list").iter().all(|one| !covered(&one["spans"], truth.at));
        assert!(nobody && !covered(&audit["everybody"], truth.at), "before it was made, seed {seed}");
        return;
    };
    assert_eq!(covered(&audit["everybody"], truth.at), shown.contains(&PUBLIC), "seed {seed} at {}", truth.at);
    for (somebody, held) in &truth.held {
        let expected: BTreeSet<Uuid> = held.intersection(shown).copied().filter(|party| *party != PUBLIC).collect();
        let told = reader(audit, *somebody);
        let sees = told.is_some_and(|one| covered(&one["spans"], truth.at));
        assert_eq!(sees, !expected.is_empty(), "seed {seed}, {somebody:?} at {}: {told:#?}", truth.at);
        // Each chain begins at a party that was held, and every such party has one.
        let chains = told.and_then(|one| one["chains"].as_array()).cloned().unwrap_or_default();
        let told: BTreeSet<Uuid> = chains.iter().filter(|chain| covers(chain, truth.at)).map(party_of).collect();
        assert_eq!(told, expected, "seed {seed}, {somebody:?} at {}", truth.at);
    }
}
