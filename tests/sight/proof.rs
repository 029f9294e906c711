//! Draws networks, lets everybody look on several days, and makes of a difference the smallest
//! network that still shows it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::built::Built;
use super::case::{Case, Place};
use super::drawn::{Drawn, Size, TURNS};
use super::lean::Lean;
use super::log::Log;
use super::rule::Reader;
use super::surfaces::{SURFACES, Surface};
use crate::harness::seeds::Proof;
use crate::harness::{App, Holding, Kind};

/// A door that does not say what the rule says.
#[derive(Clone, Debug)]
pub struct Difference {
    pub surface: &'static str,
    pub reader: Reader,
    pub day: u32,
    pub what: String,
}

/// Who looks at what.
#[derive(Clone, Copy)]
pub enum Which<'a> {
    /// Everybody at everything, on so many of the days.
    Looks(usize),
    /// Whether one difference is still there.
    Only(&'a Difference),
}

/// Compares; gives the first difference of each surface. None where there is no PostgreSQL.
pub async fn compare(kind: Kind, drawn: &Drawn, which: Which<'_>, log: &Log) -> Option<Vec<Difference>> {
    let app = App::start(kind, Holding::Nothing).await?;
    let built = Built::new(&app, drawn).await;
    let thorough = matches!(which, Which::Only(_));
    let place = Place { app: &app, drawn, built: &built, log, mirrors: RefCell::new(BTreeMap::new()), thorough };
    let found = everybody(&place, which).await;
    app.stop().await;
    Some(found)
}

async fn everybody(place: &Place<'_>, which: Which<'_>) -> Vec<Difference> {
    let Place { app, drawn, built, .. } = place;
    let days = Drawn::days();
    let mut found: Vec<Difference> = Vec::new();
    // A rule that was left out on purpose is found once.
    let one_is_enough = matches!(which, Which::Only(_)) || is_left_out();
    // What is followed from day to day begins before the day that shows the difference.
    let until = match which {
        Which::Looks(_) => u32::MAX,
        Which::Only(difference) => difference.day,
    };
    let mut before = 0;
    for (n, day) in days.into_iter().enumerate().filter(|(_, day)| *day <= until) {
        for turn in TURNS.into_iter().filter(|turn| (before..=day).contains(turn)) {
            built.turn(app, drawn, turn).await;
        }
        before = day + 1;
        app.clock.set(built.instant(day));
        focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
        // Everybody looks on some of the days; over many networks on all of them.
        let looks = |at: usize, reader| match which {
            Which::Only(only) => only.reader == reader,
            Which::Looks(each) => (at + n) % days.len() < each,
        };
        for (at, reader) in drawn.readers().into_iter().enumerate().filter(|(at, reader)| looks(*at, *reader)) {
            let client = built.client(app, reader).await;
            let case = Case::new(place, reader, day, client, at);
            if !drawn.signs_in(reader, day) {
                found.extend(refused(&case).await.err());
                continue;
            }
            for surface in SURFACES.iter().filter(|surface| drawn.lean.asks(surface.name)) {
                // With one difference in mind nothing else is asked; and what differs is not asked again.
                let wanted = match which {
                    Which::Only(only) => only.surface == surface.name,
                    Which::Looks(_) => found.iter().all(|known| known.surface != surface.name),
                };
                if wanted {
                    found.extend(ask(&case, surface).await.err());
                }
                if one_is_enough && !found.is_empty() {
                    return found;
                }
            }
        }
    }
    found
}

/// Whether this run leaves out a rule on purpose.
pub fn is_left_out() -> bool {
    std::env::var_os("FOCALPOINT_BROKEN").is_some()
}

/// Whoever is suspended, or has run out, comes in no more, with whatever token.
async fn refused(case: &Case<'_>) -> Result<(), Difference> {
    let answer = case.get("/v1/updates?first=1").await;
    match answer.status {
        401 => Ok(()),
        status => Err(different(case, "nobody comes in", format!("answered {status} {}", answer.body))),
    }
}

fn different(case: &Case<'_>, surface: &'static str, what: String) -> Difference {
    Difference { surface, reader: case.reader, day: case.day, what }
}

async fn ask(case: &Case<'_>, surface: &Surface) -> Result<(), Difference> {
    (surface.ask)(case).await.map_err(|what| different(case, surface.name, what))
}

/// Compares networks of these seeds. A difference is shrunk and told with all that is needed to see it again.
pub async fn prove(kind: Kind, (proof, seeds): (&Proof, &[u64]), size: Size, log: &Log) {
    let before = log.answers();
    for seed in seeds.iter().copied() {
        let drawn = Drawn::new(seed, size, Lean::now());
        match compare(kind, &drawn, Which::Looks(size.looks), log).await {
            None => return eprintln!("SKIPPED on PostgreSQL (no server binaries found): the sight proof"),
            Some(found) if found.is_empty() => {}
            Some(found) => {
                let others: Vec<String> = found.iter().skip(1).map(|other| format!("\n{other:?}")).collect();
                let Some(difference) = found.into_iter().next() else { continue };
                // Shrinking takes its time; whoever cannot wait has this.
                eprintln!("seed {seed}: {difference:?}; making it smaller");
                let (smallest, difference) = super::shrink::shrink(kind, drawn, difference).await;
                panic!(
                    "sight differs from the rule on {kind:?}, seed {seed} (again: {}): {} shows {:?} on day {} what the rule does not:\n{}\n\nThe smallest network found:\n{smallest}\n{} other surfaces differ:{}",
                    proof.again(seed),
                    difference.surface,
                    difference.reader,
                    difference.day,
                    difference.what,
                    others.len(),
                    others.concat(),
                );
            }
        }
    }
    println!("sight on {kind:?}: {} answers, none otherwise than by the rule", log.answers() - before);
}
