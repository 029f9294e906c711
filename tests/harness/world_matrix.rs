//! Two sides of everything, and somebody in each of the eleven roles on the inner one: for the matrix
//! of operations and roles.

use std::collections::BTreeMap;

use entity::ids::OFFICIALS;
use entity::vocabulary::{MembersSeenBy, OrganisationType, Precision, Rank, Role};
use focalpoint_api::access::PartySet;
use focalpoint_api::kit::timestamp::Timestamp;
use focalpoint_api::network::experts::{NewCard, NewExpert};
use focalpoint_api::network::focal_points::{NewAppointment, appoint_step};
use serde_json::{Value, json};
use uuid::Uuid;

use super::builder::{Builder, Person, expert};
use super::people::{partner_signed_in, signed_in};
use super::{App, Client};

/// Who asks: their name in the matrix and their client.
pub type Asker = (String, Client);

/// The matrix's world.
pub struct Sides {
    pub askers: Vec<Asker>,
    /// What `$name` stands for inside of the scopes of the roles, and outside.
    pub inside: BTreeMap<&'static str, Value>,
    pub outside: BTreeMap<&'static str, Value>,
}

/// One side: a country with two authorities, a group, and somebody in each.
struct Side {
    country: Uuid,
    body: Uuid,
    sister: Uuid,
    group: Uuid,
    membership: Uuid,
    person: Person,
    grant: Uuid,
    appointment: Uuid,
}

impl Sides {
    pub async fn new(app: &App) -> Self {
        let mut b = Builder::begin(app).await;
        let secretariat = b.body("int-sec", OrganisationType::InternationalOrganisation, None, true).await;
        b.secretariat(secretariat).await;
        let field = b.competence(secretariat, "asylum", None).await;
        let (inner, outer) = (side(&mut b, "UA", 804, field).await, side(&mut b, "PL", 616, field).await);
        let mut people = Vec::new();
        for role in Role::ALL {
            people.push((role.word().to_owned(), holder(&mut b, *role, &inner, secretariat, field).await));
        }
        let postless = b.expert(expert("No Post", inner.body)).await;
        b.account(postless, "no.post@example.org", None).await;
        let runs_out = b.unit.at().plus(std::time::Duration::from_secs(300 * 24 * 3_600));
        let machine = b.partner("Machine", inner.body, runs_out).await;
        b.grant(machine, (Role::Member, Some(inner.body))).await;
        b.done().await;
        let mut askers =
            vec![("nobody".to_owned(), app.nobody()), ("no post".to_owned(), signed_in(app, postless).await)];
        for (name, person) in people {
            askers.push((name, signed_in(app, person.expert).await));
        }
        askers.push(("partner".to_owned(), partner_signed_in(app, machine).await));
        let administrator = asker(&askers, "ADMINISTRATOR");
        let (inside, outside) =
            (said(app, administrator, &inner, field, "UA").await, said(app, administrator, &outer, field, "PL").await);
        Self { askers, inside, outside }
    }
}

fn asker<'a>(askers: &'a [Asker], name: &str) -> &'a Client {
    &askers.iter().find(|(other, _)| other == name).expect("an asker").1
}

async fn side(b: &mut Builder, code: &str, numeric: i32, field: Uuid) -> Side {
    let country = b.country(code, numeric).await;
    let name = |what: &str| format!("{}-{what}", code.to_lowercase());
    let body = b.body(&name("service"), OrganisationType::MigrationService, Some(country), true).await;
    let sister = b.body(&name("guard"), OrganisationType::BorderGuard, Some(country), true).await;
    let group = b.group(&name("group"), MembersSeenBy::Network, &[]).await;
    let membership = b.member(group, body).await;
    let card =
        NewCard { telephone: Some("+380 44 000 00 00".into()), email: None, audience: PartySet::of([OFFICIALS]) };
    let new = NewExpert { card: Some(card), ..expert(&format!("Subject {code}"), body) };
    let person = b.person_of(new, &[] as &[(Role, Option<Uuid>)]).await;
    let grant = b.grant(person.post, (Role::Member, Some(body))).await;
    // Without somebody whose word it is, one would do without.
    b.person(&format!("Keeper {code}"), body, &[(Role::OrganisationEditor, Some(body))]).await;
    let speaker = b.person(&format!("Speaker {code}"), sister, &[(Role::Reader, Some(sister))]).await;
    let appointment = appointed(b, (speaker.post, sister, country), Some(field), Rank::Deputy).await;
    Side { country, body, sister, group, membership, person, grant, appointment }
}

async fn appointed(
    b: &mut Builder,
    (post, organisation, country): (Uuid, Uuid, Uuid),
    competence: Option<Uuid>,
    rank: Rank,
) -> Uuid {
    let valid_from: Timestamp = b.unit.at();
    let new = NewAppointment {
        post,
        organisation,
        country,
        competence,
        rank,
        valid_from,
        valid_until: None,
        precision: Precision::Day,
        counts: true,
        office_telephone: None,
        office_email: None,
        absences: Vec::new(),
        reason: "The matrix.".to_owned(),
    };
    appoint_step(&mut b.unit, &b.permit, new).await.expect("an appointment")
}

/// Somebody who holds one role and nothing else, but a reader's grant where the role alone gives no
/// own sight and needs one.
async fn holder(b: &mut Builder, role: Role, inner: &Side, secretariat: Uuid, field: Uuid) -> Person {
    let name = format!("Holder {}", role.word());
    let body = if role == Role::Secretariat { secretariat } else { inner.body };
    let grants: Vec<(Role, Option<Uuid>)> = match role {
        Role::Reader | Role::Member | Role::OrganisationEditor => vec![(role, Some(body))],
        Role::GroupEditor | Role::SteeringMember => vec![(Role::Reader, Some(body)), (role, Some(inner.group))],
        Role::FieldContact | Role::FocalPoint => Vec::new(),
        Role::Secretariat | Role::Observer | Role::Administrator | Role::Auditor => vec![(role, None)],
    };
    let person = b.person(&name, body, &grants).await;
    let of = (person.post, body, inner.country);
    match role {
        Role::FocalPoint => appointed(b, of, None, Rank::Principal).await,
        Role::FieldContact => appointed(b, of, Some(field), Rank::Principal).await,
        _ => person.post,
    };
    person
}

/// What `$name` stands for on a side; what has no step is made by the administrator over REST.
async fn said(
    app: &App,
    administrator: &Client,
    side: &Side,
    field: Uuid,
    code: &'static str,
) -> BTreeMap<&'static str, Value> {
    let person = signed_in(app, side.person.expert).await;
    let update =
        json!({ "title": "News", "bodyMarkdown": "News.", "audience": { "parties": [{ "kind": "NETWORK" }] } });
    let update = person.post("/v1/updates", update).await.ok(201)["id"].clone();
    let path = format!("/v1/items/{}/comments", update.as_str().expect("an id"));
    let comment = person.post(&path, json!({ "bodyMarkdown": "News indeed." })).await.ok(201)["id"].clone();
    let proposed = json!({ "title": "For everybody", "bodyMarkdown": "News.", "state": "PROPOSED", "audience": { "parties": [{ "kind": "PUBLIC" }] } });
    let proposed = person.post("/v1/updates", proposed).await.ok(201)["id"].clone();
    let path = format!("/v1/items/{}/proposals", proposed.as_str().expect("an id"));
    let proposal = person.get(&path).await.ok(200)["items"][0]["id"].clone();
    let facts = person.get(&format!("/v1/organisations/{}/history", side.body)).await.ok(200);
    let fact = facts["facts"][0]["factId"].clone();
    let partner = json!({ "organisationId": side.body, "name": "System", "validTo": "2026-12-31", "reason": "Why." });
    let partner = administrator.post("/v1/partners", partner).await.ok(202)["resultId"].clone();
    let post = json!({ "organisationId": side.body, "title": "Adviser" });
    let invited = json!({ "email": format!("invited.{code}@example.org"), "name": "Invited", "post": post });
    let invitation = administrator.post("/v1/invitations", invited).await.ok(201)["id"].clone();
    // Sent again, one that stands would be sent again indeed; this one is over.
    let path = format!("/v1/invitations/{}/withdraw", invitation.as_str().expect("an id"));
    administrator.post(&path, json!({ "reason": "A mistake." })).await.ok(200);
    let waiting = administrator.get("/v1/access-requests?first=100").await.ok(200);
    let request = waiting["items"].as_array().expect("a list").iter().find(|r| r["resultId"] == partner);
    let card = {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let cards = entity::contact_card::Entity::find();
        let own = cards.filter(entity::contact_card::Column::ExpertId.eq(side.person.expert));
        own.one(app.world.database.reader()).await.expect("cards").expect("the card").id
    };
    BTreeMap::from([
        ("country", json!(side.country)),
        ("countryCode", json!(code)),
        ("body", json!(side.body)),
        ("sister", json!(side.sister)),
        ("group", json!(side.group)),
        ("membership", json!(side.membership)),
        ("expert", json!(side.person.expert)),
        ("post", json!(side.person.post)),
        ("grant", json!(side.grant)),
        ("appointment", json!(side.appointment)),
        ("competence", json!(field)),
        ("card", json!(card)),
        ("update", update),
        ("comment", comment),
        ("proposed", proposed),
        ("proposal", proposal),
        ("fact", fact),
        ("partner", partner),
        ("invitation", invitation),
        ("long", json!("x".repeat(2_001))),
        ("request", request.expect("what waits for the partner system")["id"].clone()),
    ])
}
