//! One body takes another one over, by whatever act: what hangs on the old one is carried on by the new
//! one, on the word of both sides. Nothing is rewritten; sight and scopes follow one dated row.

use entity::vocabulary::{ItemKind, SuccessionState};
use serde_json::json;
use uuid::Uuid;

use super::life::not_the_secretariat;
use super::succession::{NewSuccession, add_succession, may_merge, sides};
use super::{store_hanging, store_standing as standing};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, Permit, Place, Target, acts, place_of};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items;
use crate::identity::access_requests::{Asked, Word, ask};
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// A take-over that somebody wants.
#[derive(Clone, Copy, Debug)]
pub(super) struct TakeOver {
    /// The body that is taken over.
    pub old: Uuid,
    /// The one that takes it over, and where the input names it.
    pub new: (Uuid, &'static str),
    /// Day of the take-over, never in the future, and where the input names it.
    pub on: (PartialDate, &'static str),
}

/// Asks early: may they, and is there such a body.
pub(super) async fn may_take_over(ctx: &Ctx, wanted: TakeOver) -> Result<()> {
    let TakeOver { old, new: (new, new_pointer), on: (on, on_pointer) } = wanted;
    let seen = items::store::seen(ctx, &[new]).await?;
    let other = seen.get(&new).filter(|item| item.kind == ItemKind::Organisation);
    ctx.permit(Act::MergeOrganisation, &target(ctx.db(), old, other.map(|item| item.id), ctx.now()).await?)?;
    let mut findings = Findings::default();
    findings.check(other.is_some(), new_pointer, "There is no such organisation.");
    findings.check(old != new, new_pointer, "An organisation cannot take over itself.");
    findings.check(on.first_day() <= ctx.today(), on_pointer, "Rights follow a take-over at once: do it on its day.");
    findings.done()
}

/// The permit under the lock, where both bodies may stand elsewhere by now.
pub(super) async fn permit_to_take_over(unit: &mut Unit, wanted: TakeOver) -> Result<Permit<acts::MergeOrganisation>> {
    let target = target(unit.tx(), wanted.old, Some(wanted.new.0), unit.at()).await?;
    unit.permit(&target)
}

/// Step: what stands in the way of it, 409.
pub(super) async fn nothing_in_the_way(unit: &Unit, wanted: TakeOver) -> Result<()> {
    not_the_secretariat(unit, &[wanted.old, wanted.new.0]).await?;
    may_merge(unit, wanted.old, wanted.new.0).await?;
    let waiting = standing::successions(unit.tx(), &[wanted.old], &[SuccessionState::Waiting]).await?;
    match waiting.iter().any(|row| row.old_id == wanted.old) {
        true => Err(Error::new(Code::Conflict, "A take-over of this organisation waits for a word already.")),
        false => Ok(()),
    }
}

/// Step: asks for the word of both sides, and has the one take the other over once it is there.
pub(super) async fn take_over(
    unit: &mut Unit,
    permit: &Permit<acts::MergeOrganisation>,
    wanted: TakeOver,
) -> Result<Word> {
    let TakeOver { old, new: (new, _), on: (on, _) } = wanted;
    let id = unit.new_id();
    let asked = Asked {
        act: Act::MergeOrganisation,
        target_kind: "ORGANISATION",
        target: old,
        result_id: Some(id),
        enters: if broken(Rule::BothSidesAsked) { vec![old] } else { vec![old, new] },
        leaves: Vec::new(),
        gainers: staff(unit, &[old, new]).await?,
        payload: json!({ "sides": sides(unit.tx(), old, new, unit.at()).await? }),
    };
    let word = ask(unit, permit, asked).await?;
    let counts = word == Word::Said;
    add_succession(unit, permit, id, NewSuccession { old, new, on, source: None }, counts).await?;
    unit.note("into", json!(new));
    unit.note("succession", json!(id));
    Ok(word)
}

/// Where both stand: in a country only if both are public authorities of it.
async fn target(db: &impl sea_orm::ConnectionTrait, old: Uuid, new: Option<Uuid>, at: Timestamp) -> Result<Target> {
    let of_old = place_of(db, old, at).await?.unwrap_or_default();
    let of_new = match new {
        Some(id) => place_of(db, id, at).await?.unwrap_or_default(),
        // Whoever might, if there were such a body, is told that there is none.
        None => of_old,
    };
    let country = of_old.country.filter(|country| of_new.country == Some(*country));
    Ok(Target::at("ORGANISATION", Some(old), Place { country, ..of_old }))
}

/// Who gains by it: everybody of both bodies.
async fn staff(unit: &Unit, sides: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut bodies = Vec::new();
    for side in sides {
        bodies.extend(store_hanging::bodies(unit.tx(), *side, unit.at()).await?);
    }
    let posts = store_hanging::posts(unit.tx(), &bodies, unit.at()).await?;
    Ok(posts.into_iter().map(|post| post.expert_id).collect())
}
