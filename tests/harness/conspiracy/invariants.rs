//! What must hold after every act, translated from the executable model:
//!
//! - nobody conspiring sees a body, country or group that none of them belonged to at the start
//!   (groups made since apart), nor one that has shut them out;
//! - nobody becomes keeper of what none of them belonged to; where two persons are asked, of nothing
//!   new at all, unless somebody takes part whose word it is;
//! - a lone player gains nothing whatever by own acts; there is always an administrator.
//!
//! And what the model has not: a request that the world has outrun brings nobody in and ends nobody's post, and an end
//! that was said is put off by nobody.

use std::collections::BTreeSet;
use std::time::Duration;

use entity::vocabulary::Role;

use super::network::{BODIES, GROUPS, LEAVER, PEOPLE};
use super::stage::Stage;

/// How long after the beginning the leaver's post is over.
const LEFT: Duration = Duration::from_secs(130);

/// What is allowed to be gained, worked out from who conspires.
pub struct Allowed {
    seen_at_start: BTreeSet<String>,
    home: BTreeSet<&'static str>,
    keepers_of_home: bool,
    officials: bool,
}

impl Allowed {
    pub async fn to(stage: &Stage, conspirators: &[&'static str]) -> Self {
        let mut seen_at_start = BTreeSet::new();
        for person in conspirators {
            seen_at_start.extend(stage.sight(person).await);
        }
        // Whom the own body has shut out is not at home.
        let mut home: BTreeSet<&'static str> =
            conspirators.iter().filter(|p| **p != "exile").flat_map(|p| belongs(p)).collect();
        let has = |person: &str, role: Role| roles(person).iter().any(|(r, _)| *r == role);
        let speakers = conspirators.iter().any(|p| has(p, Role::FocalPoint) || has(p, Role::Secretariat));
        // The Secretariat keeps the clusters.
        if conspirators.contains(&"secr") || home.contains("sec") && !stage.two_person {
            home.insert("north");
        }
        if !stage.two_person {
            let authorities = BODIES.iter().filter(|(body, ..)| authority_of(body).is_some_and(|c| home.contains(c)));
            home.extend(authorities.map(|body| body.0).collect::<Vec<_>>());
        }
        let officials = BODIES.iter().any(|(body, _, _, official)| *official && home.contains(body));
        Self { seen_at_start, home, keepers_of_home: !stage.two_person || speakers, officials }
    }

    /// What `person` has gained against the rules.
    fn gained(&self, person: &str, sight: &BTreeSet<String>) -> Vec<String> {
        let own_post = format!("post of {person}");
        let may = |seen: &str| match seen {
            "new" | "PUBLIC" | "NETWORK" | "REGISTRY" => true,
            "OFFICIALS" => self.officials,
            other if other == own_post => true,
            other => match other.strip_prefix("keepers of ") {
                Some(kept) => self.keepers_of_home && self.home.contains(kept),
                None => self.home.contains(other),
            },
        };
        sight.difference(&self.seen_at_start).filter(|seen| !may(seen)).cloned().collect()
    }

    /// The first invariant that does not hold, in its own words.
    pub async fn broken(
        &self,
        stage: &Stage,
        conspirators: &[&'static str],
        actor: &str,
        before: &BTreeSet<String>,
    ) -> Option<String> {
        if !there_is_an_administrator(stage).await {
            return Some("no administrator is left".to_owned());
        }
        if conspirators.contains(&LEAVER) && stage.passed() > LEFT {
            let post = stage.actor(LEAVER).await.party();
            if post == Some(stage.names.people[LEAVER].post) {
                return Some(format!("{LEAVER} gained time: the post goes on after its end"));
            }
        }
        for person in conspirators {
            let sight = stage.sight(person).await;
            let gained = self.gained(person, &sight);
            if !gained.is_empty() {
                return Some(format!("{person} gained {gained:?}"));
            }
            let alone: Vec<_> = sight.difference(before).filter(|seen| *seen != "new").collect();
            if conspirators.len() == 1 && *person == actor && !alone.is_empty() {
                return Some(format!("{person} gained {alone:?} alone"));
            }
        }
        None
    }
}

async fn there_is_an_administrator(stage: &Stage) -> bool {
    for (person, ..) in PEOPLE {
        if stage.actor(person).await.holds(Role::Administrator) {
            return true;
        }
    }
    false
}

fn roles(person: &str) -> &'static [(Role, &'static str)] {
    PEOPLE.iter().find(|p| p.0 == person).expect("a person").2
}

fn authority_of(body: &str) -> Option<&'static str> {
    use entity::vocabulary::OrganisationType::{BorderGuard, Ministry};
    let (_, r#type, country, _) = BODIES.iter().find(|b| b.0 == body)?;
    country.filter(|_| matches!(r#type, Ministry | BorderGuard))
}

/// Body, country and groups at the start.
fn belongs(person: &str) -> Vec<&'static str> {
    let body = PEOPLE.iter().find(|p| p.0 == person).expect("a person").1;
    let mut mine: Vec<&'static str> = std::iter::once(body).chain(authority_of(body)).collect();
    let groups = GROUPS.iter().filter(|(_, members)| members.iter().any(|m| mine.contains(m)));
    mine.extend(groups.map(|group| group.0).collect::<Vec<_>>());
    mine
}
