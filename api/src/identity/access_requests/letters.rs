//! Letters about a word: to those who may say it, and to whoever asked for the act when it is there or refused.
//! They name nobody and nothing: the links lead to pages, and who may read what there is decided there. An act may wait
//! for many words of one person, who gets one letter: it leads to where all that waits for them is listed.

use std::collections::BTreeSet;

use entity::access_request::Model;
use entity::vocabulary::RequestState;
use uuid::Uuid;

use crate::access::{Act, ActType, Permit};
use crate::error::Result;
use crate::identity::grants::{tell_holder, tell_people};
use crate::ledger::Unit;
use crate::texts::{Text, Wording};

/// To everybody who may say a word that is missing. One act that asks for many words writes to each of them once.
pub(super) async fn asked<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    act: Act,
    whom: &BTreeSet<Uuid>,
) -> Result<()> {
    let url = unit.world().config.public_url();
    let asked = "Somebody asked for what counts only once you, or another one who may, has said the word (`{0}`): {1}";
    let wording = Wording::new("An act waits for your word")
        .and(Text::of(asked).with(act.name()).told(act.doc()))
        .and(Text::of("Read what waits, and say the word or refuse it: {0}").with(format!("{url}/start")));
    let whom: Vec<Uuid> = whom.iter().copied().collect();
    tell_people(unit, permit, &whom, &wording).await
}

/// To whoever asked: what became of it.
pub(super) async fn decided<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    row: &Model,
    state: RequestState,
) -> Result<()> {
    let (subject, became) = match state {
        RequestState::Done => (
            "What you asked for is done: the word on it is there",
            "What you asked for (`{0}`) is done: the word on it is there.",
        ),
        RequestState::Refused => ("What you asked for was refused", "What you asked for (`{0}`) was refused."),
        // Whoever asked takes it back, and knows.
        RequestState::Withdrawn | RequestState::Waiting => return Ok(()),
    };
    let url = unit.world().config.public_url();
    let wording = Wording::new(subject)
        .and(Text::of(became).with(&row.act))
        .and(Text::of("See it: {0}").with(format!("{url}/access-request/{}", row.id)));
    match row.requested_by {
        Some(post) => tell_holder(unit, permit, post, &wording).await,
        None => Ok(()),
    }
}
