//! The small network, with those who look on: an administrator, an auditor, an observer, and a
//! member of a circle whose members nobody else sees.

use entity::vocabulary::{MembersSeenBy, OrganisationType, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use super::App;
use super::world_updates::{Builder, Network, Person};

/// The network and its readers.
pub struct Readers {
    pub n: Network,
    /// Of UNHCR, each with one role alone.
    pub administrator: Person,
    pub auditor: Person,
    pub observer: Person,
    /// Of UNHCR, a member.
    pub officer: Person,
    /// The Lithuanian office and the NGO; its keepers alone see who is in it.
    pub circle: Uuid,
    /// Edits the circle; of the Lithuanian office.
    pub keeper_of_circle: Person,
}

impl Readers {
    pub async fn new(app: &App) -> Self {
        let n = Network::new(app).await;
        let mut b = Builder::begin(app).await;
        let unhcr = b.body("unhcr", OrganisationType::InternationalOrganisation, None, false).await;
        let circle = b.group("circle", MembersSeenBy::Keepers, &[n.lt_office, n.ngo]).await;
        let everywhere = |role: Role| [(role, None)];
        let readers = Self {
            administrator: b.person("Ada Test", unhcr, &everywhere(Role::Administrator)).await,
            auditor: b.person("Aud Test", unhcr, &everywhere(Role::Auditor)).await,
            observer: b.person("Obi Test", unhcr, &everywhere(Role::Observer)).await,
            officer: b.person("Ola Test", unhcr, &[(Role::Member, Some(unhcr))]).await,
            keeper_of_circle: b
                .person(
                    "Kestutis Test",
                    n.lt_office,
                    &[(Role::Member, Some(n.lt_office)), (Role::GroupEditor, Some(circle))],
                )
                .await,
            n,
            circle,
        };
        b.done().await;
        readers
    }

    /// Publishes an update of the member's and gives its id.
    pub async fn published(&self, app: &App, parties: Value) -> String {
        let member = Network::client(app, &self.n.member).await;
        let input = json!({"title": "News", "bodyMarkdown": "First.", "audience": {"parties": parties}});
        id_of(&member.post("/v1/updates", input).await.ok(201))
    }
}

pub fn id_of(thing: &Value) -> String {
    thing["id"].as_str().expect("an id").to_owned()
}
