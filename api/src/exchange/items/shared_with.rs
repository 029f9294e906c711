//! What is in one's own room: what is shared with a party that the asker holds. Whom else something is
//! for is its keepers' to know; that it is for oneself, everybody who sees it may ask.

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, REGISTRY};
use entity::vocabulary::PartyKind;
use uuid::Uuid;

use super::audiences::{Named, codes, codes_of_parties, named};
use crate::access::is_keepers;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::nearest::unknown;

/// What may be meant.
const YOURS: &str = "country, group or organisation of yours";
/// Kinds of parties that have a code.
const CODED: [PartyKind; 3] = [PartyKind::Country, PartyKind::Group, PartyKind::Organisation];

/// The party that is meant by `PUBLIC`, `NETWORK`, `OFFICIALS`, a code or an id, among those that the asker
/// holds. 422 for any other, the same whether it is hidden, seen from without, or never was.
pub async fn own_party(ctx: &Ctx, meant: &str, pointer: &str) -> Result<Uuid> {
    let own = ctx.actor.parties();
    let by_id = match meant {
        "PUBLIC" => Some(PUBLIC),
        "NETWORK" => Some(NETWORK),
        "OFFICIALS" => Some(OFFICIALS),
        _ => Uuid::parse_str(meant).ok(),
    };
    if let Some(id) = by_id {
        let is_own = own.contains(id) && !is_keepers(&id) && id != REGISTRY;
        return is_own.then_some(id).ok_or_else(|| Error::invalid(pointer, unknown(YOURS, meant, &[])));
    }
    let mut found = bearing(ctx, meant, &CODED).await?;
    found.retain(|party| own.contains(party.id));
    match found.as_slice() {
        [one] => Ok(one.id),
        // A code that two kinds of things bear names neither.
        _ => {
            let known = codes_of_parties(ctx.db(), &ctx.actor, &CODED).await?;
            Err(Error::invalid(pointer, unknown(YOURS, meant, &known)))
        }
    }
}

/// The country, group or organisation that is meant by a code or an id, as the asker sees them, of one of the
/// kinds. An id is taken as it stands: nothing is found by one that the asker does not see. 422 for a code that
/// nothing bears, with the nearest ones, or that things of two kinds bear.
pub async fn party_of(ctx: &Ctx, meant: &str, kinds: &[PartyKind], pointer: &str) -> Result<Uuid> {
    if let Ok(id) = Uuid::parse_str(meant) {
        return Ok(id);
    }
    match bearing(ctx, meant, kinds).await?.as_slice() {
        [one] => Ok(one.id),
        [] => {
            let mut known = Vec::new();
            for kind in kinds {
                known.extend(codes(ctx.db(), &ctx.actor, *kind).await?);
            }
            Err(Error::invalid(pointer, unknown("country, group or organisation", meant, &known)))
        }
        _ => Err(Error::invalid(pointer, "Things of two kinds bear this code: name the one that is meant by its id.")),
    }
}

/// What the asker sees that bears a code.
async fn bearing(ctx: &Ctx, code: &str, kinds: &[PartyKind]) -> Result<Vec<Named>> {
    let mut found = Vec::new();
    for kind in kinds {
        found.extend(named(ctx.db(), &ctx.actor, *kind, &[], &[code.to_owned()]).await?);
    }
    Ok(found)
}
