//! Who does, and what their standing and live grants let them see. Pure: rows in, parties out.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, REGISTRY, keepers_of, kept_by};
use entity::vocabulary::{ActorKind, MembersSeenBy, Role, ScopeKind, SessionKind};
use uuid::Uuid;

use super::broken::{Rule, broken};
use super::party_set::PartySet;
use super::roles::{HeldBy, Keeps, Sight, held_by, keeps, own_sight, partner_may_hold, scope_of, sight_of};

/// Who does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody signed in.
    Nobody,
    /// An expert, by account.
    Expert {
        /// The expert.
        expert: Uuid,
        /// Their account.
        account: Uuid,
    },
    /// A partner system.
    Partner {
        /// The partner system.
        partner: Uuid,
    },
    /// The server itself, or whoever sits at its host.
    System,
}

/// Where somebody stands: a confirmed post that runs, or a partner system in its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The post, or the partner system.
    pub party: Uuid,
    /// The body, after all take-overs.
    pub body: Uuid,
    /// The body and those it has taken over.
    pub bodies: BTreeSet<Uuid>,
    /// Of those it has taken over: which body took each of them over. A chain ends at the body.
    pub taken: BTreeMap<Uuid, Uuid>,
    /// The country whose public authority the body is.
    pub country: Option<Uuid>,
    /// Whether the body hears what is for OFFICIALS.
    pub official: bool,
    /// Groups that hold the post, the body, those it has taken over, or the country.
    pub groups: BTreeSet<Uuid>,
    /// The Secretariat's body, after all take-overs; none before the network was begun.
    pub secretariat: Option<Uuid>,
}

impl Standing {
    /// A body and those that it has taken over. Whoever edits the body that took another one over keeps both;
    /// whoever edited the one that was taken over keeps what they kept, and not the new one besides.
    pub fn under(&self, body: Uuid) -> impl Iterator<Item = Uuid> + '_ {
        let taken = &self.taken;
        let heirs = move |old: Uuid| std::iter::successors(Some(old), move |b: &Uuid| taken.get(b).copied());
        // A circle cannot be made, and would end here after as many steps.
        let most = self.taken.len().saturating_add(1);
        self.bodies.iter().copied().filter(move |old| heirs(*old).take(most).any(|b| b == body))
    }
}

/// A grant that is within its dates. Whether it is live is decided with the standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: Uuid,
    /// The role.
    pub role: Role,
    /// The country, organisation or group; null for NETWORK.
    pub scope: Option<Uuid>,
    /// The policy field of a field contact (or of its deputy).
    pub competence: Option<Uuid>,
    /// For appointments: whether it is a deputy's.
    pub deputy: bool,
}

/// How somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: SessionKind,
    /// OAuth scopes; null for all.
    pub scopes: Option<String>,
}

/// Who does, with what they see and may. Loaded in one statement for each request.
#[derive(Clone, Debug)]
pub struct Actor {
    who: Who,
    session: Option<Session>,
    standing: Option<Standing>,
    grants: Vec<Grant>,
    parties: PartySet,
}

impl Actor {
    /// Nobody: sees PUBLIC.
    pub fn nobody() -> Self {
        Self {
            who: Who::Nobody,
            session: None,
            standing: None,
            grants: Vec::new(),
            parties: PartySet::held(BTreeSet::from([PUBLIC])),
        }
    }

    /// The server itself.
    pub fn system() -> Self {
        Self { who: Who::System, ..Self::nobody() }
    }

    /// Puts an actor together: of the grants within their dates those count whose holder stands in
    /// the scope, and a GROUP grant only beside one that gives own sight.
    pub fn new(who: Who, session: Option<Session>, standing: Option<Standing>, dated: Vec<Grant>) -> Self {
        let Some(place) = &standing else {
            return Self {
                who,
                session,
                standing,
                grants: Vec::new(),
                parties: PartySet::held(BTreeSet::from([PUBLIC])),
            };
        };
        let is_partner = matches!(who, Who::Partner { .. });
        let mut grants: Vec<Grant> = dated
            .into_iter()
            .filter(|g| stands_in_scope(place, g.role, g.scope) && (!is_partner || partner_may_hold(g.role)))
            .collect();
        let own = grants.iter().any(|g| own_sight(g.role));
        let beside = |g: &Grant| own || broken(Rule::BesideOwnSight) || scope_of(g.role) != ScopeKind::Group;
        grants.retain(beside);
        let parties = parties_of(place, &grants);
        Self { who, session, standing, grants, parties }
    }

    /// Who does.
    pub fn who(&self) -> Who {
        self.who
    }

    /// EXPERT, PARTNER or SYSTEM, with the id; null for nobody.
    pub fn identity(&self) -> Option<(ActorKind, Option<Uuid>)> {
        match self.who {
            Who::Nobody => None,
            Who::Expert { expert, .. } => Some((ActorKind::Expert, Some(expert))),
            Who::Partner { partner } => Some((ActorKind::Partner, Some(partner))),
            Who::System => Some((ActorKind::System, None)),
        }
    }

    /// The expert, where it is one.
    pub fn expert(&self) -> Option<Uuid> {
        match self.who {
            Who::Expert { expert, .. } => Some(expert),
            Who::Nobody | Who::Partner { .. } | Who::System => None,
        }
    }

    /// The account, where it is an expert.
    pub fn account(&self) -> Option<Uuid> {
        match self.who {
            Who::Expert { account, .. } => Some(account),
            Who::Nobody | Who::Partner { .. } | Who::System => None,
        }
    }

    /// The partner system, where it is one.
    pub fn partner(&self) -> Option<Uuid> {
        match self.who {
            Who::Partner { partner } => Some(partner),
            Who::Nobody | Who::Expert { .. } | Who::System => None,
        }
    }

    /// Whether it is SYSTEM.
    pub fn is_system(&self) -> bool {
        self.who == Who::System
    }

    /// Whether somebody is signed in.
    pub fn is_somebody(&self) -> bool {
        matches!(self.who, Who::Expert { .. } | Who::Partner { .. })
    }

    /// The session.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Where the actor stands; null without a confirmed post that runs.
    pub fn standing(&self) -> Option<&Standing> {
        self.standing.as_ref()
    }

    /// The post or partner system that acts, as items and grants name it.
    pub fn party(&self) -> Option<Uuid> {
        self.standing.as_ref().map(|s| s.party)
    }

    /// The live grants.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Everything the actor holds: whoever's audience holds one of these is seen.
    pub fn parties(&self) -> &PartySet {
        &self.parties
    }

    /// Whether the actor holds one of the parties: then they see what is for these, keep what these keep,
    /// and say the word that is theirs.
    pub fn holds_any(&self, parties: &PartySet) -> bool {
        parties.parties().any(|party| self.parties.contains(party))
    }

    /// Whether partner systems are named to the actor, where their body is: to whoever reads what is for the network,
    /// and to the registry. How they are registered is their keepers' to know.
    pub fn is_told_of_partners(&self) -> bool {
        self.parties.contains(NETWORK) || self.parties.contains(REGISTRY)
    }

    /// Whether the actor may see who is in a group, its keepers apart also as the group says.
    pub fn sees_members(&self, group: Uuid, seen_by: MembersSeenBy) -> bool {
        self.keeps(group) || self.parties.contains(those_who_see_members(group, seen_by))
    }

    /// The same, where no OAuth scope narrows what they may ask.
    pub fn with_all_scopes(&self) -> Self {
        let session = self.session.clone().map(|session| Session { scopes: None, ..session });
        Self { session, ..self.clone() }
    }

    /// Whether somebody sees and may the same as `other`.
    pub fn stands_as(&self, other: &Self) -> bool {
        self.parties == other.parties && self.grants == other.grants
    }

    /// Whether a live grant gives own sight.
    pub fn has_own_sight(&self) -> bool {
        self.grants.iter().any(|g| own_sight(g.role))
    }

    /// Whether the actor holds `role` anywhere.
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|g| g.role == role)
    }

    /// The countries, groups and organisations that the actor keeps.
    pub fn kept(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.parties.parties().filter(is_keepers).map(kept_by)
    }

    /// Whether the actor is a keeper of the country, group or organisation `kept`.
    pub fn keeps(&self, kept: Uuid) -> bool {
        self.parties.contains(keepers_of(kept))
    }
}

/// The party that sees who is in a group, as the group says.
pub fn those_who_see_members(group: Uuid, seen_by: MembersSeenBy) -> Uuid {
    match seen_by {
        MembersSeenBy::Keepers => keepers_of(group),
        MembersSeenBy::Members => group,
        MembersSeenBy::Network => NETWORK,
    }
}

/// Whether a party is the keepers of something. Keepers share the id of what they keep, in version 8, and the
/// built-in parties are of that version, too.
pub fn is_keepers(party: &Uuid) -> bool {
    party.get_version_num() == 8 && ![PUBLIC, NETWORK, OFFICIALS, REGISTRY].contains(party)
}

/// Whether a holder at `place` is what the role's column *held by* says.
pub fn stands_in_scope(place: &Standing, role: Role, scope: Option<Uuid>) -> bool {
    if broken(Rule::HolderStands) {
        return true;
    }
    match held_by(role) {
        HeldBy::TheBody => scope.is_some_and(|s| place.bodies.contains(&s)),
        HeldBy::ItsAuthorities => scope.is_some() && scope == place.country,
        HeldBy::AMember => scope.is_some_and(|s| place.groups.contains(&s)),
        HeldBy::SecretariatBody => place.secretariat.is_some_and(|s| place.body == s),
        HeldBy::Any => true,
    }
}

fn parties_of(place: &Standing, grants: &[Grant]) -> PartySet {
    let mut held = BTreeSet::from([PUBLIC]);
    for grant in grants {
        held.extend(parties_by(place, grant));
    }
    PartySet::held(held)
}

/// What a live grant gives its holder: the column *sight* and the column *keeps*. PUBLIC is
/// everybody's, and by no grant.
pub fn parties_by(place: &Standing, grant: &Grant) -> BTreeSet<Uuid> {
    let mut held = BTreeSet::new();
    match sight_of(grant.role) {
        Sight::Own => own(place, &mut held),
        Sight::OwnAndRegistry => {
            own(place, &mut held);
            held.extend(registry());
        }
        Sight::Network => held.extend([NETWORK, place.party]),
        Sight::Registry => held.extend(registry()),
        Sight::Nothing => {}
    }
    match keeps(grant.role) {
        _ if broken(Rule::KeepersSee) => {}
        Keeps::Scope if grant.role == Role::FocalPoint && broken(Rule::KeepersByGrantAlone) => {
            held.extend(place.bodies.iter().copied().chain(grant.scope).map(keepers_of));
        }
        // An editor of a body keeps those it has taken over, too.
        Keeps::Scope if held_by(grant.role) == HeldBy::TheBody => {
            held.extend(grant.scope.into_iter().flat_map(|scope| place.under(scope)).map(keepers_of));
        }
        Keeps::Scope => held.extend(grant.scope.map(keepers_of)),
        Keeps::SecretariatBody => held.extend(place.bodies.iter().copied().map(keepers_of)),
        Keeps::Nothing => {}
    }
    held
}

fn registry() -> Option<Uuid> {
    Some(REGISTRY).filter(|_| !broken(Rule::RegistrySees))
}

fn own(place: &Standing, held: &mut BTreeSet<Uuid>) {
    let official = place.official || broken(Rule::OfficialsAlone);
    let mut part = |rule: Rule, parties: &mut dyn Iterator<Item = Uuid>| {
        if !broken(rule) {
            held.extend(parties);
        }
    };
    part(Rule::NetworkIsHeld, &mut [NETWORK].into_iter());
    part(Rule::OfficialsHear, &mut official.then_some(OFFICIALS).into_iter());
    part(Rule::PostIsHeld, &mut [place.party].into_iter());
    part(Rule::BodyIsHeld, &mut [place.body].into_iter());
    part(Rule::TakenOverIsHeld, &mut place.bodies.iter().copied().filter(|body| *body != place.body));
    part(Rule::CountryIsHeld, &mut place.country.into_iter());
    part(Rule::OwnSightIsWhole, &mut place.groups.iter().copied());
}
