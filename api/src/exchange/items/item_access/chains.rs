//! How chains are shown, for many of them in a constant number of statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::view::{AccessChain, ChainGrant, ChainMembership, ChainTakeOver};
use crate::access::lives::{GrantLife, Life, Link, Lives, MembershipLife, Span};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{Party, party_views};
use crate::identity::actors::{Actor, Actors, actors_of, system, unseen};
use crate::kit::timestamp::Timestamp;

/// What the chains refer to, as the asker sees it.
pub(super) struct Names<'a> {
    lives: &'a Lives,
    now: i64,
    memberships: BTreeMap<Uuid, MembershipLife>,
    grants: BTreeMap<Uuid, &'a GrantLife>,
    parties: HashMap<Uuid, Party>,
    actors: Actors,
}

impl<'a> Names<'a> {
    /// Looks up what some links of some people refer to.
    pub(super) async fn of(ctx: &Ctx, lives: &'a Lives, people: &[&'a Life], links: &[Link]) -> Result<Self> {
        let grants: BTreeMap<Uuid, &GrantLife> =
            people.iter().flat_map(|life| life.grants()).map(|life| (life.grant.id, life)).collect();
        let wanted: BTreeSet<Uuid> = links.iter().filter_map(|link| link.membership).collect();
        let memberships = lives.memberships().filter(|life| wanted.contains(&life.id));
        let memberships: BTreeMap<Uuid, MembershipLife> = memberships.map(|life| (life.id, *life)).collect();
        let used: Vec<&GrantLife> = links.iter().filter_map(|link| grants.get(&link.grant?).copied()).collect();
        let mut ids: Vec<Uuid> =
            links.iter().flat_map(|link| [Some(link.party), link.post, link.body]).flatten().collect();
        ids.extend(memberships.values().map(|life| life.member));
        ids.extend(used.iter().filter_map(|life| life.grant.scope));
        let taken = links.iter().flat_map(|link| lives.take_overs(link, i64::MAX));
        ids.extend(taken.flat_map(|taken| [taken.old, taken.by]));
        ids.sort_unstable();
        ids.dedup();
        let parties = party_views(ctx, &ids).await?;
        let mut actors: Vec<Uuid> = used.iter().filter_map(|life| life.given_by).collect();
        actors.extend(links.iter().filter_map(|link| link.post));
        actors.sort_unstable();
        actors.dedup();
        let actors = actors_of(ctx, &actors).await?;
        Ok(Self { lives, now: ctx.now().micros(), memberships, grants, parties, actors })
    }

    /// A link as it is shown, with its span where it has one; of a proposal where it was not the item itself.
    pub(super) fn shown(&self, link: &Link, span: Option<Span>, proposal: Option<Uuid>) -> Result<AccessChain> {
        let membership = link.membership.and_then(|id| self.memberships.get(&id));
        let membership = membership
            .map(|life| Ok::<_, Error>(ChainMembership { membership_id: life.id, member: self.party(life.member)? }))
            .transpose()?;
        let grant = link.grant.and_then(|id| self.grants.get(&id)).map(|life| self.grant(life)).transpose()?;
        let taken = self.lives.take_overs(link, span.map_or(self.now, |span| span.from));
        let taken = taken.into_iter().map(|taken| {
            Ok::<_, Error>(ChainTakeOver {
                organisation: self.party(taken.old)?,
                taken_over_by: self.party(taken.by)?,
                since: Timestamp::from_micros(taken.since),
            })
        });
        Ok(AccessChain {
            party: self.party(link.party)?,
            membership,
            holder: link.post.map(|post| self.party(post)).transpose()?,
            organisation: link.body.map(|body| self.party(body)).transpose()?,
            take_overs: taken.collect::<Result<_>>()?,
            grant,
            proposal_id: proposal,
            from: span.map(|span| Timestamp::from_micros(span.from)),
            until: span.and_then(|span| span.until).map(Timestamp::from_micros),
        })
    }

    /// Who stood as a post or partner system at an instant.
    pub(super) fn actor(&self, party: Uuid, at: i64) -> Option<Actor> {
        self.actors.at(party, at)
    }

    fn grant(&self, life: &GrantLife) -> Result<ChainGrant> {
        let given_by = match life.given_by {
            None => Some(system()),
            Some(giver) => self.actors.at(giver, life.span.from),
        };
        Ok(ChainGrant {
            grant_id: life.grant.id,
            role: life.grant.role,
            scope: life.grant.scope.map(|scope| self.party(scope)).transpose()?,
            given_by,
            reason: life.reason.clone(),
        })
    }

    fn party(&self, id: Uuid) -> Result<Party> {
        self.parties.get(&id).cloned().ok_or_else(|| Error::internal(format!("party {id} is missing")))
    }
}

/// Somebody whom the asker does not see: the id alone.
pub(super) fn by_id(kind: entity::vocabulary::ActorKind, id: Uuid) -> Actor {
    Actor { kind, actor_id: Some(id), ..unseen() }
}
