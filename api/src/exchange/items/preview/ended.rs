//! What an audience names and lives no longer, and who carries it on.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::vocabulary::PartyKind;
use uuid::Uuid;

use crate::access::PartySet;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::partial_date::PartialDate;
use crate::network::organisations::{self, Organisation};
use crate::network::{countries, groups};

/// Take-overs that are followed one after another: a body had seldom more than two.
const TAKE_OVERS: usize = 10;

/// One that has ended.
pub(super) struct Ended {
    pub id: Uuid,
    pub valid_to: PartialDate,
    /// Living bodies that carry it on and that the audience does not hold.
    pub successors: Vec<Uuid>,
}

/// Which of the parties have ended, as far as the asker sees them.
pub(super) async fn ended(ctx: &Ctx, set: &PartySet, kinds: &HashMap<Uuid, PartyKind>) -> Result<Vec<Ended>> {
    let of_kind = |kind: PartyKind| -> Vec<Uuid> {
        kinds.iter().filter(|(_, of)| **of == kind).map(|(id, _)| *id).filter(|id| set.contains(*id)).collect()
    };
    let past = |valid_to: Option<PartialDate>| valid_to.filter(|date| date.last_day() < ctx.today());
    let mut ended = Vec::new();
    let bodies = organisations::of_ids(ctx, &of_kind(PartyKind::Organisation)).await?;
    let bodies: BTreeMap<Uuid, Organisation> = bodies.into_iter().map(|body| (body.id, body)).collect();
    let known = with_successors(ctx, bodies.clone()).await?;
    for body in bodies.values() {
        if let Some(valid_to) = past(body.valid_to) {
            let lives = |id: &Uuid| known.get(id).is_some_and(|body| past(body.valid_to).is_none());
            let mut successors = carried_on_by(body, &known);
            successors.retain(|id| lives(id) && !set.contains(*id));
            ended.push(Ended { id: body.id, valid_to, successors });
        }
    }
    for group in groups::of_ids(ctx, &of_kind(PartyKind::Group)).await? {
        ended.extend(past(group.valid_to).map(|valid_to| Ended { id: group.id, valid_to, successors: Vec::new() }));
    }
    for country in countries::of_ids(ctx, &of_kind(PartyKind::Country)).await? {
        ended.extend(past(country.valid_to).map(|valid_to| Ended { id: country.id, valid_to, successors: Vec::new() }));
    }
    Ok(ended)
}

/// The bodies with all that took them over, one after another: as many rounds as there were take-overs.
async fn with_successors(ctx: &Ctx, mut known: BTreeMap<Uuid, Organisation>) -> Result<BTreeMap<Uuid, Organisation>> {
    for _ in 0..TAKE_OVERS {
        let later = known.values().flat_map(|body| &body.successors).map(|later| later.organisation_id);
        let later: HashSet<Uuid> = later.filter(|id| !known.contains_key(id)).collect();
        if later.is_empty() {
            break;
        }
        let later = organisations::of_ids(ctx, &later.into_iter().collect::<Vec<_>>()).await?;
        known.extend(later.into_iter().map(|body| (body.id, body)));
    }
    Ok(known)
}

/// Everything that carries a body on, at any remove.
fn carried_on_by(body: &Organisation, known: &BTreeMap<Uuid, Organisation>) -> Vec<Uuid> {
    let (mut found, mut next) = (Vec::new(), vec![body]);
    while let Some(body) = next.pop() {
        for later in &body.successors {
            if !found.contains(&later.organisation_id) {
                found.push(later.organisation_id);
                next.extend(known.get(&later.organisation_id));
            }
        }
    }
    found
}
