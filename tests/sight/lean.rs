//! Where a rule that was left out on purpose shows soonest. Networks are drawn with more of what the rule
//! is about, and only these rooms of surfaces are asked: what a part of the proof notices, the whole of it
//! notices. Where nothing is left out nothing leans.

use entity::vocabulary::{ItemState, ProposalKind, Role};
use focalpoint_api::access::broken::Rule;

use super::drawn::Life;

/// More of these is drawn; where a list is empty, as much as ever.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lean {
    pub roles: &'static [Role],
    pub states: &'static [ItemState],
    /// What waits beside an item.
    pub proposals: &'static [ProposalKind],
    /// Whether what waits beside an item was decided.
    pub decided: bool,
    /// Whether updates were given away once.
    pub given: bool,
    pub posts: &'static [Life],
    pub grants: &'static [Life],
    pub memberships: &'static [Life],
    /// Whether the end of everybody's post is said beforehand.
    pub said: bool,
    /// Whether the end of every body is said beforehand.
    pub bodies_end: bool,
    /// Whether a long line of bodies is taken over.
    pub take_overs: bool,
    /// Whether bodies become something else.
    pub status: bool,
    /// The rooms of surfaces that are asked; all where it is empty.
    pub rooms: &'static [&'static str],
}

const EDITORS: &[Role] = &[Role::OrganisationEditor, Role::GroupEditor, Role::FocalPoint, Role::Member];
const MEMBERS: &[Role] = &[Role::Member, Role::Reader];
const OVER: &[Life] = &[Life { from: 0, until: Some(5), by_act: false }];
const ENDED: &[Life] = &[Life { from: 0, until: Some(5), by_act: true }];
/// The surface that most things show at.
const ORDERS: &[&str] = &["updates::in_each_order"];
const BEGINS: &[Life] = &[Life { from: 8, until: None, by_act: false }];

impl Lean {
    /// Towards the rule that this run leaves out.
    pub fn now() -> Self {
        let named = std::env::var("FOCALPOINT_BROKEN").ok();
        let rule = Rule::ALL.iter().find(|rule| Some(rule.name()) == named.as_deref());
        rule.map(|rule| Self::towards(*rule)).unwrap_or_default()
    }

    fn towards(rule: Rule) -> Self {
        let none = Self::default();
        match rule {
            Rule::RegistrySees => Self { roles: &[Role::Administrator, Role::Auditor], rooms: &["directory"], ..none },
            Rule::KeepersSee | Rule::OwnersKeep => Self { roles: EDITORS, rooms: &["updates"], ..none },
            Rule::OwnSightIsWhole => Self { roles: MEMBERS, rooms: &["updates"], ..none },
            Rule::RightsEnd => Self { grants: OVER, rooms: ORDERS, ..none },
            Rule::RightsAreEnded => Self { grants: ENDED, rooms: ORDERS, ..none },
            Rule::PostsEnd => Self { posts: OVER, roles: MEMBERS, rooms: ORDERS, ..none },
            Rule::MembershipsEnd => Self { memberships: OVER, roles: MEMBERS, rooms: &["updates"], ..none },
            Rule::MembershipsAreEnded => Self { memberships: ENDED, roles: MEMBERS, rooms: &["updates"], ..none },
            Rule::BesideOwnSight => Self { roles: &[Role::GroupEditor, Role::SteeringMember], rooms: ORDERS, ..none },
            Rule::KeepersByGrantAlone => Self { roles: &[Role::FocalPoint], rooms: &["updates"], ..none },
            Rule::TransferEndsKeeping => Self {
                given: true,
                roles: MEMBERS,
                states: &[ItemState::Draft, ItemState::Withdrawn],
                rooms: &["updates"],
                ..none
            },
            Rule::ScheduledWaits => {
                Self { states: &[ItemState::Scheduled], roles: MEMBERS, rooms: &["updates"], ..none }
            }
            Rule::AskedSee => Self { states: &[ItemState::Proposed], roles: EDITORS, rooms: &["updates"], ..none },
            Rule::DecidedIsForKeepers => Self {
                proposals: &[ProposalKind::Transfer, ProposalKind::Revision],
                decided: true,
                roles: EDITORS,
                rooms: &["beside"],
                ..none
            },
            Rule::ReceiversSeeProposals => {
                Self { proposals: &[ProposalKind::Transfer], roles: EDITORS, rooms: &["beside"], ..none }
            }
            Rule::ProposalsFollowKeepers => Self {
                proposals: &[ProposalKind::Transfer, ProposalKind::Revision],
                given: true,
                roles: EDITORS,
                rooms: &["beside"],
                ..none
            },
            Rule::PublishedAlone => {
                Self { states: &[ItemState::Draft, ItemState::Withdrawn], roles: MEMBERS, rooms: &["live"], ..none }
            }
            Rule::AuditKnowsWhen => Self { roles: &[Role::Auditor, Role::Member], rooms: &["access"], ..none },
            Rule::FeedTellsWhatIsLost => Self { grants: ENDED, roles: MEMBERS, rooms: &["feed"], ..none },
            Rule::FeedTellsWhatIsGained => Self { grants: BEGINS, roles: MEMBERS, rooms: &["feed"], ..none },
            Rule::SaidEndsCome => Self { said: true, roles: MEMBERS, rooms: ORDERS, ..none },
            Rule::BodiesEndLater => Self { bodies_end: true, roles: MEMBERS, rooms: ORDERS, ..none },
            Rule::LinesAreFollowed => Self { take_overs: true, roles: EDITORS, rooms: &["updates"], ..none },
            Rule::BodiesChange => Self { status: true, roles: EDITORS, rooms: &["updates"], ..none },
            Rule::OwnersAreFiltered => Self { rooms: &["updates::by_each"], ..none },
            Rule::WaitingIsForMe => {
                Self { states: &[ItemState::Proposed], roles: EDITORS, rooms: &["updates::by_each"], ..none }
            }
            // Seen wherever one looks.
            _ => none,
        }
    }

    /// Whether surfaces of this name are asked.
    pub fn asks(&self, surface: &str) -> bool {
        self.rooms.is_empty() || self.rooms.iter().any(|room| surface.starts_with(room))
    }
}
