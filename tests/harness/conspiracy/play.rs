//! A play: some people conspire and do whatever they may, in any order.

use std::collections::BTreeSet;

use entity::vocabulary::Role;
use focalpoint_api::error::Code;

use super::act::{Act, Kind};
use super::invariants::Allowed;
use super::network::NEWCOMER;
use super::stage::Stage;
use crate::harness::dice::Dice;

/// Who conspires, and what they lean towards; an empty list leans nowhere.
#[derive(Clone, Copy, Debug)]
pub struct Lean {
    pub conspirators: &'static [&'static str],
    pub acts: &'static [Kind],
    pub people: &'static [&'static str],
    pub bodies: &'static [&'static str],
    pub roles: &'static [Role],
}

impl Lean {
    /// Nowhere.
    pub const fn none(conspirators: &'static [&'static str]) -> Self {
        Self { conspirators, acts: &[], people: &[], bodies: &[], roles: &[] }
    }
}

/// What became of a play.
#[derive(Debug, Default)]
pub struct Played {
    /// Acts that were tried.
    pub tried: usize,
    /// Acts that changed something.
    pub done: usize,
    /// The invariant that broke, with everything that was done before.
    pub broken: Option<String>,
}

/// Plays `length` acts from the beginning.
pub async fn play(stage: &Stage, seed: u64, lean: &Lean, length: usize) -> Played {
    stage.again().await;
    let mut dice = Dice::new(seed);
    let allowed = Allowed::to(stage, lean.conspirators).await;
    let (mut played, mut history) = (Played::default(), Vec::new());
    for _ in 0..length {
        let who = dice.one_of(lean.conspirators);
        let act = Act::draw(&mut dice, lean);
        let follow = follow_up(&act);
        played.tried += 1;
        if let Some(found) = step(stage, &allowed, lean, who, act, &mut history, &mut played).await {
            played.broken = Some(told(stage, seed, lean, &found, &history));
            return played;
        }
        // In the model a new post comes with the role of a member; here somebody gives it.
        for act in follow.filter(|_| history.last().is_some_and(|(n, ..)| *n == played.tried)).into_iter() {
            let giver = dice.one_of(lean.conspirators);
            if let Some(found) = step(stage, &allowed, lean, giver, act, &mut history, &mut played).await {
                played.broken = Some(told(stage, seed, lean, &found, &history));
                return played;
            }
        }
    }
    played
}

type History = Vec<(usize, &'static str, Act)>;

/// One act, and what must hold after it.
async fn step(
    stage: &Stage,
    allowed: &Allowed,
    lean: &Lean,
    who: &'static str,
    act: Act,
    history: &mut History,
    played: &mut Played,
) -> Option<String> {
    stage.pass();
    let alone = lean.conspirators.len() == 1;
    let before = if alone { stage.sight(who).await } else { BTreeSet::new() };
    // Whoever sits still keeps the post, whatever word is said.
    let still = matches!(act, Act::Say { .. }) && !lean.conspirators.contains(&NEWCOMER);
    let stood = if still { stage.actor(NEWCOMER).await.party() } else { None };
    match act.done_by(stage, who).await {
        Ok(()) => {}
        Err(error) if error.code() == Code::Internal => {
            history.push((played.tried, who, act));
            return Some(format!("the server failed: {}", error.cause().unwrap_or(error.detail())));
        }
        Err(_) => return None,
    }
    history.push((played.tried, who, act));
    played.done += 1;
    // What is done counts from its instant on.
    stage.pass();
    if still && stage.actor(NEWCOMER).await.party() != stood {
        return Some(format!("{NEWCOMER} lost their post without a word of their own"));
    }
    allowed.broken(stage, lean.conspirators, who, &before).await
}

fn follow_up(act: &Act) -> Option<Act> {
    match act {
        Act::BeginPost { person, body } => {
            Some(Act::Give { person, role: Role::Member, scope: body, deputy: false, from: 0, hours: None })
        }
        _ => None,
    }
}

fn told(stage: &Stage, seed: u64, lean: &Lean, found: &str, history: &History) -> String {
    let done: Vec<String> = history.iter().map(|(n, who, act)| format!("  {n}. {who}: {act:?}")).collect();
    format!(
        "{found}\n{:?} conspired, two persons {}; seed {seed}. What was done:\n{}\nPlay it again with FOCALPOINT_TEST_SEED={seed} FOCALPOINT_TEST_PLAYS=1",
        lean.conspirators,
        if stage.two_person { "asked" } else { "not asked" },
        done.join("\n"),
    )
}
