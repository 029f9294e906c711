//! Random networks, updates and readers: every door shows exactly what the rule says.

use std::collections::BTreeSet;

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, REGISTRY, keepers_of};
use entity::vocabulary::{ItemState, MembersSeenBy, OrganisationType, Role};
use focalpoint_api::access::PartySet;
use focalpoint_api::exchange::items::{Release, Rewrite, rewrite_item};
use focalpoint_api::exchange::updates::{NewUpdate, Text, add_waiting_update};
use focalpoint_api::kit::markdown::Rendered;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::people::signed_in;
use crate::harness::world_updates::{Builder, Given};
use crate::harness::{App, Client, on_both};

const NETWORKS: u64 = 4;
const PEOPLE: usize = 12;
const UPDATES: usize = 40;

/// Draws numbers; the same seed draws the same ones.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).expect("small")).expect("small")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

#[derive(Clone, Copy)]
struct Body {
    id: Uuid,
    country: Option<Uuid>,
    official: bool,
}

struct Reader {
    expert: Uuid,
    post: Uuid,
    body: Body,
    grants: Vec<Given>,
}

struct Update {
    id: Uuid,
    owner: Uuid,
    author: Uuid,
    /// Whether the author keeps it: not after a transfer.
    authors: bool,
    state: ItemState,
    audience: BTreeSet<Uuid>,
    asked: BTreeSet<Uuid>,
}

struct Drawn {
    secretariat: Uuid,
    groups: Vec<(Uuid, Vec<Uuid>)>,
    readers: Vec<Reader>,
    updates: Vec<Update>,
}

/// The rule: what a reader holds …
fn parties(drawn: &Drawn, reader: &Reader) -> BTreeSet<Uuid> {
    let mut held = BTreeSet::from([PUBLIC]);
    let own_sight = |role| !matches!(role, Role::GroupEditor | Role::Observer | Role::Administrator);
    let own = reader.grants.iter().any(|(role, _, _)| own_sight(*role));
    let mine = |member: &Uuid| [Some(reader.post), Some(reader.body.id), reader.body.country].contains(&Some(*member));
    let groups: Vec<Uuid> =
        drawn.groups.iter().filter(|(_, members)| members.iter().any(mine)).map(|(id, _)| *id).collect();
    if own {
        held.extend([NETWORK, reader.post, reader.body.id]);
        held.extend(reader.body.country);
        held.extend(reader.body.official.then_some(OFFICIALS));
        held.extend(&groups);
    }
    for (role, scope, _) in &reader.grants {
        match (role, scope) {
            (Role::OrganisationEditor | Role::FocalPoint, Some(scope)) => held.extend([keepers_of(*scope)]),
            (Role::GroupEditor, Some(scope)) if own && groups.contains(scope) => held.extend([keepers_of(*scope)]),
            (Role::Secretariat, _) => held.extend([REGISTRY, keepers_of(drawn.secretariat)]),
            (Role::Administrator, _) => held.extend([REGISTRY]),
            (Role::Observer, _) => held.extend([NETWORK, reader.post]),
            _ => {}
        }
    }
    held
}

/// … and what it sees with that.
fn sees(held: &BTreeSet<Uuid>, update: &Update) -> bool {
    let told = match update.state {
        ItemState::Published => !held.is_disjoint(&update.audience),
        ItemState::Proposed => !held.is_disjoint(&update.asked),
        ItemState::Purged => return false,
        ItemState::Draft | ItemState::Scheduled | ItemState::Withdrawn => false,
    };
    keeps(held, update) || told
}

fn keeps(held: &BTreeSet<Uuid>, update: &Update) -> bool {
    update.authors && held.contains(&update.author) || held.contains(&keepers_of(update.owner))
}

async fn draw(app: &App, seed: u64) -> Drawn {
    let mut draw = Draw(0x9E37_79B9_7F4A_7C15 ^ (seed + 1));
    let mut b = Builder::begin(app).await;
    let secretariat = b.body("sec", OrganisationType::InternationalOrganisation, None, true).await;
    b.secretariat(secretariat).await;
    let mut countries = Vec::new();
    for (n, code) in ["UA", "PL", "LT"].into_iter().enumerate() {
        countries.push(b.country(code, i32::try_from(n).expect("small")).await);
    }
    let mut bodies = vec![Body { id: secretariat, country: None, official: true }];
    for n in 0..6 {
        let kind = draw.one(&[OrganisationType::Ministry, OrganisationType::Police, OrganisationType::Ngo]);
        let of = draw.one(&countries);
        let official = draw.below(3) > 0;
        let id = b.body(&format!("b{n}"), kind, Some(of), official).await;
        bodies.push(Body { id, country: (kind != OrganisationType::Ngo).then_some(of), official });
    }
    let mut groups = Vec::new();
    for n in 0..3 {
        let mut members: Vec<Uuid> = (0..draw.below(3)).map(|_| draw.one(&bodies).id).collect();
        members.extend((0..draw.below(2)).map(|_| draw.one(&countries)));
        members.sort_unstable();
        members.dedup();
        let shown = draw.one(MembersSeenBy::ALL);
        groups.push((b.group(&format!("g{n}"), shown, &members).await, members));
    }
    let mut readers = Vec::new();
    for n in 0..PEOPLE {
        let body = draw.one(&bodies);
        let mut grants: Vec<Given> = Vec::new();
        for _ in 0..draw.below(3) {
            grants.push(match draw.below(7) {
                0 => (Role::Reader, Some(body.id), None),
                1 => (Role::Member, Some(body.id), None),
                2 => (Role::OrganisationEditor, Some(body.id), None),
                3 if body.country.is_some() => (Role::FocalPoint, body.country, None),
                4 => (Role::GroupEditor, Some(draw.one(&groups.iter().map(|(id, _)| *id).collect::<Vec<_>>())), None),
                5 if body.id == secretariat => (Role::Secretariat, None, None),
                6 => (draw.one(&[Role::Observer, Role::Administrator]), None, None),
                _ => (Role::Member, Some(body.id), None),
            });
        }
        let person = b.person(&format!("Person {n}"), body.id, &grants).await;
        if draw.below(6) == 0 {
            let (group, members) = &mut groups[draw.below(3)];
            b.member(*group, person.post).await;
            members.push(person.post);
        }
        readers.push(Reader { expert: person.expert, post: person.post, body, grants });
    }
    let mut owners: Vec<Uuid> = bodies.iter().map(|body| body.id).collect();
    owners.extend(countries.iter().copied());
    owners.extend(groups.iter().map(|(id, _)| *id));
    let mut named = owners.clone();
    named.extend(readers.iter().map(|reader| reader.post));
    named.extend(owners.iter().map(|id| keepers_of(*id)));
    named.extend([NETWORK, OFFICIALS, PUBLIC, OFFICIALS]);
    let mut updates = Vec::new();
    for n in 0..UPDATES {
        let owner = draw.one(&owners);
        let author = readers[draw.below(PEOPLE)].post;
        let any = draw.one(ItemState::ALL);
        let state = draw.one(&[ItemState::Published, any]);
        let audience: BTreeSet<Uuid> = (0..=draw.below(3)).map(|_| draw.one(&named)).collect();
        let new = NewUpdate {
            owner,
            author: Some(author),
            text: Text { title: format!("Update {n}"), summary: None, body: Rendered::default() },
            language: None,
            topics: Vec::new(),
            countries: Vec::new(),
            audience: PartySet::of(audience.iter().copied()),
            state,
        };
        let asked: BTreeSet<Uuid> = (0..=draw.below(2)).map(|_| keepers_of(draw.one(&owners))).collect();
        let waits = (state == ItemState::Proposed).then(|| PartySet::of(asked.iter().copied()));
        let release = Release { asked: waits, ..Release::default() };
        let row = add_waiting_update(&mut b.unit, &b.permit, new, &release).await.expect("an update");
        let authors = draw.below(5) > 0;
        if !authors {
            let change = Rewrite { ends_authors_keeping: true, ..Rewrite::default() };
            rewrite_item(&mut b.unit, &b.permit, &row, change).await.expect("an update");
        }
        updates.push(Update { id: row.id, owner, author, authors, state, audience, asked });
    }
    b.done().await;
    Drawn { secretariat, groups, readers, updates }
}

#[test]
fn every_door_shows_what_the_rule_says() {
    // One database for each network: no two countries bear one code.
    for seed in 0..NETWORKS {
        on_both("every_door_shows_what_the_rule_says", async |app| {
            compare(&app, &draw(&app, seed).await).await;
        });
    }
}

async fn compare(app: &App, drawn: &Drawn) {
    let nobody = (app.nobody(), BTreeSet::from([PUBLIC]));
    let mut readers = vec![nobody];
    for reader in &drawn.readers {
        readers.push((signed_in(app, reader.expert).await, parties(drawn, reader)));
    }
    for (n, (client, held)) in readers.iter().enumerate() {
        let expected: BTreeSet<String> =
            drawn.updates.iter().filter(|update| sees(held, update)).map(|update| update.id.to_string()).collect();
        let page = client.get("/v1/updates?first=100&count=true").await.ok(200);
        assert_eq!(ids(&page["items"]), expected, "reader {n}");
        assert_eq!(page["totalCount"], json!(expected.len()), "reader {n}");
        assert_eq!(paged(client).await, expected, "reader {n}");
        let all: Vec<String> = drawn.updates.iter().map(|update| update.id.to_string()).collect();
        let query = "query($ids: [ID!]!) { updates(first: 100) { totalCount nodes { id } } nodes(ids: $ids) { id } }";
        let data = client.graphql(query, json!({ "ids": all })).await.data();
        assert_eq!(ids(&data["updates"]["nodes"]), expected, "reader {n}");
        assert_eq!(ids(&data["nodes"]), expected, "reader {n}");
        for update in &drawn.updates {
            let answer = client.get(&format!("/v1/updates/{}", update.id)).await;
            let shown = expected.contains(&update.id.to_string());
            assert_eq!(answer.status, if shown { 200 } else { 404 }, "reader {n}");
            beside(client, update, shown, n).await;
            let keeps = shown && keeps(held, update);
            assert_eq!(shown && !answer.body["audience"].is_null(), keeps, "reader {n}");
            let knows = held.contains(&NETWORK) || held.contains(&REGISTRY);
            assert_eq!(shown && !answer.body["author"].is_null(), shown && knows, "reader {n}");
        }
    }
}

/// What is said about an item, and why one sees it, is open to whoever sees it.
async fn beside(client: &Client, update: &Update, shown: bool, n: usize) {
    // One in four, by its id.
    if !update.id.as_u128().is_multiple_of(4) {
        return;
    }
    let expected = if shown { 200 } else { 404 };
    for path in ["comments", "revisions", "revisions/1", "access"] {
        let answer = client.get(&format!("/v1/items/{}/{path}", update.id)).await;
        assert_eq!(answer.status, expected, "{path}, reader {n}: {:#}", answer.body);
        if shown && path == "access" {
            assert!(answer.body["why"].as_array().is_some_and(|why| !why.is_empty()), "reader {n}: {:#}", answer.body);
        }
    }
    let query = "query($id: UUID!) { comments(itemId: $id) { totalCount } itemRevisions(itemId: $id) { totalCount } itemAccess(id: $id) { kind } }";
    let answer = client.graphql(query, json!({"id": update.id})).await;
    assert_eq!(
        answer.body["data"].is_object() && answer.body.get("errors").is_none(),
        shown,
        "reader {n}: {:#}",
        answer.body
    );
}

/// The same list in pages of three.
async fn paged(client: &Client) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut after = String::new();
    loop {
        let page = client.get(&format!("/v1/updates?first=3&sort=updatedAt{after}")).await.ok(200);
        seen.extend(ids(&page["items"]));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return seen;
        }
        after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor"));
    }
}

fn ids(nodes: &Value) -> BTreeSet<String> {
    let nodes = nodes.as_array().expect("a list");
    nodes.iter().filter_map(|node| node["id"].as_str().map(str::to_owned)).collect()
}
