//! Two countries with an authority each, an NGO and the Secretariat, with people: for tests of who
//! is in which circle.

use entity::vocabulary::{FactKind, OrganisationType, Role, ScopeKind};
use focalpoint_api::access::roles;
use focalpoint_api::network::countries::NewCountry;
use focalpoint_api::network::facts::NewFact;
use serde_json::Value;
use uuid::Uuid;

use super::builder::{Builder, country};
use super::people::signed_in;
use super::{App, Client};

/// Who is there.
pub struct Circles {
    pub ukraine: Uuid,
    pub poland: Uuid,
    pub ua_sms: Uuid,
    pub ngo: Uuid,
    /// A member at ua-sms.
    pub maker: Person,
    /// Another one there.
    pub colleague: Person,
    /// A member at pl-sg.
    pub guest: Person,
    /// A member at the NGO.
    pub ngo_member: Person,
    pub secretary: Person,
    pub administrator: Person,
}

/// Somebody with a post and a client.
pub struct Person {
    pub expert: Uuid,
    pub post: Uuid,
    pub client: Client,
}

/// Writes the circles and signs everybody in.
pub async fn circles(app: &App) -> Circles {
    let mut b = Builder::begin(app).await;
    let ukraine = b.country_of(state("UA", 804, "Ukraine", ("uk", "Україна"), "BENEFICIARY")).await;
    let poland = b.country_of(state("PL", 616, "Poland", ("pl", "Polska"), "NEIGHBOUR")).await;
    let ua_sms = b.body("ua-sms", OrganisationType::MigrationService, Some(ukraine), true).await;
    let pl_sg = b.body("pl-sg", OrganisationType::BorderGuard, Some(poland), true).await;
    let ngo = b.body("ua-ngo", OrganisationType::Ngo, None, false).await;
    let secretariat = b.body("int-cbcp", OrganisationType::InternationalOrganisation, None, false).await;
    b.secretariat(secretariat).await;
    let mut people = Vec::new();
    for (name, body, role) in [
        ("Maker", ua_sms, Role::Member),
        ("Colleague", ua_sms, Role::Member),
        ("Guest", pl_sg, Role::Member),
        ("Volunteer", ngo, Role::Member),
        ("Secretary", secretariat, Role::Secretariat),
        ("Administrator", secretariat, Role::Administrator),
    ] {
        let scope = (roles::scope_of(role) == ScopeKind::Organisation).then_some(body);
        people.push(b.person(name, body, &[(role, scope)]).await);
    }
    b.done().await;
    let mut signed = Vec::new();
    for person in people {
        let client = signed_in(app, person.expert).await;
        signed.push(Person { expert: person.expert, post: person.post, client });
    }
    let mut signed = signed.into_iter();
    let mut next = || signed.next().expect("a person");
    Circles {
        ukraine,
        poland,
        ua_sms,
        ngo,
        maker: next(),
        colleague: next(),
        guest: next(),
        ngo_member: next(),
        secretary: next(),
        administrator: next(),
    }
}

fn state(code: &str, numeric: i32, name: &str, (tag, native): (&str, &str), part: &str) -> NewCountry {
    NewCountry {
        official_name: name.to_owned(),
        official_languages: vec![tag.to_owned()],
        facts: vec![
            NewFact::text(FactKind::Name, "en", name),
            NewFact::text(FactKind::NativeName, tag, native),
            NewFact { language: None, ..NewFact::text(FactKind::CountryPart, "", part) },
        ],
        ..country(code, numeric)
    }
}

/// An answer without what names the request.
pub fn without_request_id(mut body: Value) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.remove("requestId");
    }
    body
}
