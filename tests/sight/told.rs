//! A network in words, a line for whatever is there: what somebody reads who looks for the mistake.

use std::collections::BTreeSet;
use std::fmt;

use super::drawn::{Drawn, Grant, Life, Party, SAID};

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, body) in self.bodies.iter().enumerate() {
            let country = body.country.map(|n| format!(" of Country({n})")).unwrap_or_default();
            let official = if body.official { ", official" } else { "" };
            let heir = body.heir.map(|(n, day)| format!(", taken over by Body({n}) on day {day}")).unwrap_or_default();
            let becomes = body.becomes.map(|becomes| {
                let official = if becomes.official { "official" } else { "not official" };
                format!(", {} and {official} from day {}", becomes.kind, becomes.from)
            });
            let (becomes, ends) = (becomes.unwrap_or_default(), said(body.ends));
            writeln!(f, "Body({n}): {}{country}{official}{heir}{becomes}{ends}", body.kind)?;
        }
        for (n, group) in self.groups.iter().enumerate() {
            let members: Vec<String> =
                group.members.iter().map(|(who, life)| format!("{who:?}{}", told(*life))).collect();
            writeln!(f, "Group({n}): {}; members shown to {}", members.join(", "), group.shown)?;
        }
        for (n, person) in self.people.iter().enumerate() {
            let Some(person) = person else { continue };
            let suspended = if person.suspended { ", suspended" } else { "" };
            let card = person.card.as_ref().map(|set| format!("; card for {}", set_told(set))).unwrap_or_default();
            let grants = grants_told(&person.grants);
            let post = format!("{}{}", told(person.post), said(person.ends));
            writeln!(f, "Person({n}): in Body({}){post}{suspended}: {grants}{card}", person.body)?;
        }
        for (n, partner) in self.partners.iter().enumerate() {
            let Some(partner) = partner else { continue };
            writeln!(
                f,
                "Partner({n}): of Body({}) until day {}{}{}: {}",
                partner.body,
                partner.until,
                if partner.by_act { " by an act" } else { "" },
                said(partner.ends),
                grants_told(&partner.grants)
            )?;
        }
        for (n, update) in self.updates.iter().enumerate() {
            let Some(update) = update else { continue };
            let (owner, author, audience) = (update.owner, update.author, set_told(&update.audience));
            let earlier = update.earlier.as_ref();
            let earlier =
                earlier.map(|e| format!("; before, {} of {:?} for {}", e.state, e.owner, set_told(&e.audience)));
            let waits = update.proposal.as_ref().map(|waits| {
                let to = waits.to.map(|to| format!(" to {to:?}")).unwrap_or_default();
                let verb = if waits.decided { "waited" } else { "waits" };
                format!("; {}{to} {verb} for the keepers of {:?}", waits.kind, waits.asked)
            });
            let (earlier, waits) = (earlier.unwrap_or_default(), waits.unwrap_or_default());
            writeln!(f, "Update({n}): {} of {owner:?} by {author:?} for {audience}{earlier}{waits}", update.state)?;
        }
        Ok(())
    }
}

fn told(life: Life) -> String {
    let by_act = if life.by_act { " by an act" } else { "" };
    match (life.from, life.until) {
        (0, None) => String::new(),
        (from, None) => format!(" from day {from}"),
        (from, Some(until)) => format!(" from day {from} until day {until}{by_act}"),
    }
}

fn said(ends: Option<u32>) -> String {
    ends.map(|day| format!(", of which is said on day {SAID} that it is over with day {day}")).unwrap_or_default()
}

fn set_told(set: &BTreeSet<Party>) -> String {
    set.iter().map(|party| format!("{party:?}")).collect::<Vec<_>>().join(", ")
}

fn grants_told(grants: &[Grant]) -> String {
    let one = |grant: &Grant| {
        let scope = grant.scope.map(|scope| format!(" in {scope:?}")).unwrap_or_default();
        format!("{}{scope}{}", grant.role, told(grant.life))
    };
    grants.iter().map(one).collect::<Vec<_>>().join(", ")
}
