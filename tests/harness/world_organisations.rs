//! A small network of bodies and people in their posts, for tests of the directory of organisations.

use entity::vocabulary::{FactKind, OrganisationType, Role};
use focalpoint_api::network::facts::NewFact;
use focalpoint_api::network::organisations::NewOrganisation;
use uuid::Uuid;

use super::App;
pub use super::builder::{Builder, Person};

/// Two countries, their bodies, and somebody in every role that has to do with bodies.
pub struct Directory {
    pub ukraine: Uuid,
    pub secretariat: Uuid,
    pub ministry: Uuid,
    pub guard: Uuid,
    pub ngo: Uuid,
    pub polish: Uuid,
    pub administrator: Person,
    pub focal_point: Person,
    pub secretary: Person,
    /// Editor of the Ukrainian ministry.
    pub editor: Person,
    /// Member of the Ukrainian border guard.
    pub member: Person,
    /// Editor of the NGO.
    pub volunteer: Person,
}

impl Directory {
    pub async fn new(app: &App) -> Self {
        let mut b = Builder::begin(app).await;
        let secretariat = b
            .named_body("int-cbcp", OrganisationType::InternationalOrganisation, None, "Secretariat of the Process")
            .await;
        b.secretariat(secretariat).await;
        b.competence(secretariat, "asylum", None).await;
        b.competence(secretariat, "borders", None).await;
        let (ukraine, poland) = (b.country("UA", 804).await, b.country("PL", 616).await);
        let names = vec![
            NewFact::text(FactKind::Name, "en", "Ministry of Migration"),
            NewFact::text(FactKind::NativeName, "uk", "Міністерство міграції"),
        ];
        let ministry = b
            .body_of(NewOrganisation {
                country_id: Some(ukraine),
                facts: names,
                acronym: Some("MoM".to_owned()),
                external_ids: vec![("national-register".to_owned(), "12345".to_owned())],
                ..NewOrganisation::of("ua-mom", OrganisationType::Ministry)
            })
            .await;
        let guard = b.named_body("ua-guard", OrganisationType::BorderGuard, Some(ukraine), "Border Guard").await;
        let ngo = b.named_body("ua-ngo", OrganisationType::Ngo, Some(ukraine), "Right to Protection").await;
        let polish =
            b.named_body("pl-office", OrganisationType::MigrationService, Some(poland), "Office for Foreigners").await;
        let directory = Self {
            ukraine,
            secretariat,
            ministry,
            guard,
            ngo,
            polish,
            administrator: b.person("Admin Test", secretariat, &[(Role::Administrator, None)]).await,
            secretary: b.person("Secretary Test", secretariat, &[(Role::Secretariat, None)]).await,
            focal_point: b.person("Focal Test", ministry, &[(Role::FocalPoint, Some(ukraine))]).await,
            editor: b.person("Editor Test", ministry, &[(Role::OrganisationEditor, Some(ministry))]).await,
            member: b.person("Member Test", guard, &[(Role::Member, Some(guard))]).await,
            volunteer: b.person("Volunteer Test", ngo, &[(Role::OrganisationEditor, Some(ngo))]).await,
        };
        b.person("Pole Test", polish, &[(Role::Member, Some(polish))]).await;
        b.done().await;
        directory
    }
}
