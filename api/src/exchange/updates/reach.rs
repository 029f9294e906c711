//! How much of a list a reader sees, and so in which way its pages are found. It is looked at now and
//! then and remembered for a while: it decides how long an answer takes, never what is in it.

use std::time::Duration;

use uuid::Uuid;

use super::store_list::{self, LOOKED_AT, Wanted, Way};
use crate::access::PartySet;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::remembered::Remembered;
use crate::kit::timestamp::Timestamp;

/// How long it is remembered.
const FRESH: Duration = Duration::from_secs(60);
/// Audiences of a reader are counted so far.
pub(super) const AUDIENCES: u64 = 10_000;
/// What one audience costs, in rows that are read in order: it is sought out, and its first rows are read.
const AN_AUDIENCE: u64 = 6;
/// Rows of a page, one more to see whether more follow.
const A_PAGE: u64 = 21;

/// What was found out about readers, by their parties and by what a list is narrowed to.
#[derive(Debug, Default)]
pub struct Reach(Remembered<(PartySet, Option<Uuid>), (Way, Timestamp)>);

/// In which way a page is found.
pub(super) async fn way(ctx: &Ctx, wanted: &Wanted) -> Result<Way> {
    let key = (ctx.actor.parties().clone(), wanted.by_one());
    let now = ctx.now();
    let known = ctx.world.reach.0.get(&key);
    if let Some((way, _)) = known.filter(|(_, at)| *at <= now && now < at.plus(FRESH)) {
        return Ok(way);
    }
    let looked = store_list::look(ctx.db(), &ctx.actor, wanted).await?;
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    let way = cheaper(number(looked.rows), number(looked.seen), number(looked.audiences));
    ctx.world.reach.0.put(key, (way, now));
    Ok(way)
}

/// In order a page costs as many rows as are passed until it is full, or as there are; by audience,
/// what the audiences cost. Whoever sees none of the first rows of a long list might pass all there are.
fn cheaper(rows: u64, seen: u64, audiences: u64) -> Way {
    let in_order = match (rows < LOOKED_AT, seen) {
        (true, _) => rows,
        (false, 0) => return Way::ByAudience,
        (false, seen) => A_PAGE * LOOKED_AT / seen,
    };
    if audiences * AN_AUDIENCE < in_order { Way::ByAudience } else { Way::InOrder }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sees_much_reads_in_order_and_whoever_sees_little_by_audience() {
        assert_eq!(cheaper(LOOKED_AT, 600, 9_000), Way::InOrder);
        assert_eq!(cheaper(LOOKED_AT, 300, 40), Way::InOrder);
        assert_eq!(cheaper(LOOKED_AT, 2, 400), Way::ByAudience);
        assert_eq!(cheaper(LOOKED_AT, 0, 10_001), Way::ByAudience);
        assert_eq!(cheaper(LOOKED_AT, 1_000, 2), Way::ByAudience);
        // All there are were looked at.
        assert_eq!(cheaper(30, 0, 900), Way::InOrder);
        assert_eq!(cheaper(0, 0, 1), Way::InOrder);
    }
}
