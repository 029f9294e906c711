//! A small network for tests of who may post what and who reads it.

use entity::vocabulary::{MembersSeenBy, OrganisationType, Role};
use uuid::Uuid;

pub use super::builder::{Builder, Person};
use super::people::signed_in;
use super::{App, Client};

/// Three countries, six bodies, two groups, and somebody in every role that posts.
pub struct Network {
    pub ukraine: Uuid,
    pub poland: Uuid,
    pub ua_migration: Uuid,
    pub ua_border: Uuid,
    pub pl_office: Uuid,
    pub lt_office: Uuid,
    pub ngo: Uuid,
    /// Poland and Lithuania; the network sees who is in it.
    pub north: Uuid,
    /// Of the Ukrainian migration service.
    pub member: Person,
    pub editor: Person,
    pub reader: Person,
    pub focal_point: Person,
    /// Of the Ukrainian border guard.
    pub guard: Person,
    /// Of the Ukrainian border guard, for `asylum`.
    pub contact: Person,
    /// Of the Polish office.
    pub pole: Person,
    /// Of the Polish office: a reader who edits the group `north`.
    pub group_editor: Person,
    /// Of the Lithuanian office.
    pub lithuanian: Person,
    /// Of the NGO.
    pub volunteer: Person,
    /// Of the Secretariat's body.
    pub secretary: Person,
}

impl Network {
    pub async fn new(app: &App) -> Self {
        let mut b = Builder::begin(app).await;
        let secretariat = b.body("int-cbcp", OrganisationType::InternationalOrganisation, None, true).await;
        b.secretariat(secretariat).await;
        let (ukraine, poland) = (b.country("UA", 804).await, b.country("PL", 616).await);
        let lithuania = b.country("LT", 440).await;
        let asylum = b.competence(secretariat, "asylum", None).await;
        b.competence(secretariat, "reception", Some(asylum)).await;
        b.competence(secretariat, "borders", None).await;
        let migration = OrganisationType::MigrationService;
        let ua_migration = b.body("ua-migration", migration, Some(ukraine), true).await;
        let ua_border = b.body("ua-border", OrganisationType::BorderGuard, Some(ukraine), true).await;
        let pl_office = b.body("pl-office", migration, Some(poland), true).await;
        let lt_office = b.body("lt-office", migration, Some(lithuania), true).await;
        let ngo = b.body("ua-ngo", OrganisationType::Ngo, Some(ukraine), false).await;
        let north = b.group("north", MembersSeenBy::Network, &[poland, lithuania]).await;
        // The Ukrainian migration service, but its keepers alone see who is in it.
        b.group("quiet", MembersSeenBy::Keepers, &[ua_migration]).await;
        let member = |body| [(Role::Member, Some(body), None)];
        let network = Self {
            member: b.person("Oksana Test", ua_migration, &member(ua_migration)).await,
            editor: b.person("Petro Test", ua_migration, &[(Role::OrganisationEditor, Some(ua_migration), None)]).await,
            reader: b.person("Roman Test", ua_migration, &[(Role::Reader, Some(ua_migration), None)]).await,
            focal_point: b.person("Lesia Test", ua_migration, &[(Role::FocalPoint, Some(ukraine), None)]).await,
            guard: b.person("Bohdan Test", ua_border, &member(ua_border)).await,
            contact: b.person("Iryna Test", ua_border, &[(Role::FieldContact, Some(ukraine), Some(asylum))]).await,
            pole: b.person("Jan Test", pl_office, &member(pl_office)).await,
            group_editor: b
                .person(
                    "Ewa Test",
                    pl_office,
                    &[(Role::Reader, Some(pl_office), None), (Role::GroupEditor, Some(north), None)],
                )
                .await,
            lithuanian: b.person("Jonas Test", lt_office, &member(lt_office)).await,
            volunteer: b.person("Nadia Test", ngo, &member(ngo)).await,
            secretary: b.person("Sigrid Test", secretariat, &[(Role::Secretariat, None, None)]).await,
            ukraine,
            poland,
            ua_migration,
            ua_border,
            pl_office,
            lt_office,
            ngo,
            north,
        };
        b.done().await;
        network
    }

    pub async fn client(app: &App, person: &Person) -> Client {
        signed_in(app, person.expert).await
    }
}
