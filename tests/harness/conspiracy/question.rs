//! What `explain` would be asked about an act of a play.

use entity::vocabulary::Role;
use focalpoint_api::access::Act as Asked;
use serde_json::{Value, json};
use uuid::Uuid;

use super::act::{ALL_GROUPS, Act, GRANTS, WAITING, nth, post_of};
use super::stage::Stage;

/// The act, and the kind and id of what it is done to.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub act: Asked,
    pub target: Option<(&'static str, Uuid)>,
}

impl Question {
    /// As either door takes it.
    pub fn input(&self, actor: Value, at: &str) -> Value {
        let target = self.target.map(|(kind, id)| json!({ "kind": kind, "id": id }));
        json!({ "act": self.act.name(), "actor": actor, "target": target, "at": at })
    }
}

/// What an act of `who` comes to; none where one thing does not name it: a role of its own, two
/// bodies, or what is done to oneself where the question names only the place.
pub async fn question(stage: &Stage, who: &str, act: &Act) -> Option<Question> {
    let (act, kind, id) = match act {
        Act::BeginPost { person, body } if *person != who => {
            (Asked::BeginPost, "ORGANISATION", stage.names.party(body))
        }
        Act::EndPost { person, .. } => (Asked::EndPost, "POST", post_of(stage, person).await.ok()?),
        Act::Give { person, role, scope, deputy, .. } if *person != who => match (role, deputy) {
            (Role::FocalPoint, false) => (Asked::AppointFocalPoint, "COUNTRY", stage.names.party(scope)),
            (Role::FocalPoint, true) | (Role::FieldContact, _) => {
                (Asked::AppointFieldContact, "COUNTRY", stage.names.party(scope))
            }
            _ => return None,
        },
        Act::EndGrant { n } => (Asked::RevokeGrant, "GRANT", nth(stage, GRANTS, *n).await.ok()?),
        Act::ChangeBody { body, .. } => (Asked::ChangeOrganisationStatus, "ORGANISATION", stage.names.party(body)),
        Act::Join { group, .. } => (Asked::AddMember, "GROUP", nth(stage, ALL_GROUPS, *group).await.ok()?),
        Act::MakeGroup => return Some(Question { act: Asked::CreateSharingGroup, target: None }),
        Act::Say { n } => (Asked::ApproveRequest, "ACCESS_REQUEST", nth(stage, WAITING, *n).await.ok()?),
        Act::Suspend { person } => (Asked::SuspendAccount, "ACCOUNT", stage.names.expert(person)),
        Act::Resume { person } => (Asked::ResumeAccount, "ACCOUNT", stage.names.expert(person)),
        Act::EndBody { body } => (Asked::EndOrganisation, "ORGANISATION", stage.names.party(body)),
        Act::BeginPost { .. } | Act::Give { .. } | Act::TakeOver { .. } => return None,
    };
    Some(Question { act, target: Some((kind, id)) })
}
