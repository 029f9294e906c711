//! Draws networks, lets everybody look on several days, and makes of a difference the smallest
//! network that still shows it.

use super::built::Built;
use super::case::Case;
use super::drawn::{Drawn, Size};
use super::rule::Reader;
use super::surfaces::{SURFACES, Surface};
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

/// How many questions were asked, or the first difference; none where there is no PostgreSQL.
pub async fn compare(kind: Kind, drawn: &Drawn, which: Which<'_>) -> Option<Result<u64, Difference>> {
    let app = App::start(kind, Holding::Nothing).await?;
    let built = Built::new(&app, drawn).await;
    let found = everybody(&app, drawn, &built, which).await;
    app.stop().await;
    Some(found)
}

async fn everybody(app: &App, drawn: &Drawn, built: &Built, which: Which<'_>) -> Result<u64, Difference> {
    let (only, looks_each) = match which {
        Which::Looks(looks) => (None, looks),
        Which::Only(difference) => (Some(difference), 0),
    };
    let mut asked = 0;
    let days = Drawn::days();
    for (n, day) in days.into_iter().enumerate().filter(|(_, day)| only.is_none_or(|only| only.day == *day)) {
        app.clock.set(built.instant(day));
        // Everybody looks on some of the days; over many networks on all of them.
        let readers = drawn.readers().into_iter().enumerate();
        let looks = |at: usize, reader| match only {
            Some(only) => only.reader == reader,
            None => (at + n) % days.len() < looks_each,
        };
        for (_, reader) in readers.filter(|(at, reader)| looks(*at, *reader)) {
            let Some(client) = built.client(app, drawn, reader, day).await else { continue };
            let case = Case { app, drawn, built, reader, day, client };
            for surface in SURFACES.iter().filter(|surface| only.is_none_or(|only| only.surface == surface.name)) {
                // With one difference in mind nothing else is asked.
                ask(&case, surface).await?;
                asked += 1;
            }
        }
    }
    Ok(asked)
}

async fn ask(case: &Case<'_>, surface: &Surface) -> Result<(), Difference> {
    let different = |what| Difference { surface: surface.name, reader: case.reader, day: case.day, what };
    (surface.ask)(case).await.map_err(different)
}

/// Compares networks of these seeds. A difference is shrunk and told with all that is needed to see it again.
pub async fn prove(kind: Kind, seeds: impl IntoIterator<Item = u64>, size: Size) {
    let mut asked = 0;
    for seed in seeds {
        let drawn = Drawn::new(seed, size);
        match compare(kind, &drawn, Which::Looks(size.looks)).await {
            None => return eprintln!("SKIPPED on PostgreSQL (no server binaries found): the sight proof"),
            Some(Ok(n)) => asked += n,
            Some(Err(difference)) => {
                let (smallest, difference) = super::shrink::shrink(kind, drawn, difference).await;
                panic!(
                    "sight differs from the rule on {kind:?}, seed {seed} ({}={seed}): {} shows {:?} on day {} what the rule does not:\n{}\n\nThe smallest network found:\n{smallest}",
                    super::SEED,
                    difference.surface,
                    difference.reader,
                    difference.day,
                    difference.what,
                );
            }
        }
    }
    println!("sight on {kind:?}: {asked} questions, none answered otherwise than by the rule");
}
