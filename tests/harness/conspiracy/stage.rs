//! The stage: the network in a database of its own, brought back to its beginning before each play.

use std::sync::Arc;
use std::time::Duration;

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, REGISTRY, keepers_of};
use focalpoint_api::access::{Actor, By, load_actor};
use focalpoint_api::ctx::{Ctx, World};
use focalpoint_api::kit::clock::{Clock, ManualClock};
use focalpoint_api::kit::database::Database;
use focalpoint_api::kit::mail::Mailer;
use focalpoint_api::kit::timestamp::Timestamp;
use focalpoint_api::kit::when::When;
use focalpoint_api::start;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::network::{Names, SETTLED, build};
use crate::harness::App;

/// Where the plays take place.
pub struct Stage {
    pub world: Arc<World>,
    pub names: Names,
    pub two_person: bool,
    clock: Arc<ManualClock>,
    begin: Timestamp,
    /// What each id is called: parties by name, `keepers of …`, posts as `post of …`.
    called: BTreeMap<Uuid, String>,
    restore: String,
    pub app: App,
}

impl Stage {
    /// Builds the network, and lets forty days pass: what stands now stood thirty days ago.
    pub async fn set(app: App, two_person: bool) -> Self {
        let names = build(&app).await;
        app.clock.advance(Duration::from_secs(SETTLED * 24 * 3_600));
        let mut config = app.world.config.clone();
        config.access.two_person = two_person;
        let database = Database::connect(&config.database_url(), 2).await.expect("a connection");
        let restore = snapshot(&database).await;
        let clock = app.clock.clone();
        let world = start::world(config, database, clock.clone(), Mailer::memory()).await.expect("a world");
        let mut called: BTreeMap<Uuid, String> =
            [(PUBLIC, "PUBLIC"), (NETWORK, "NETWORK"), (OFFICIALS, "OFFICIALS"), (REGISTRY, "REGISTRY")]
                .map(|(id, name)| (id, name.to_owned()))
                .into();
        for (name, id) in &names.parties {
            called.insert(*id, (*name).to_owned());
            called.insert(keepers_of(*id), format!("keepers of {name}"));
        }
        for (name, person) in &names.people {
            called.insert(person.post, format!("post of {name}"));
        }
        let begin = clock.now();
        Self { world, names, two_person, clock, begin, called, restore, app }
    }

    /// Everything as at the beginning.
    pub async fn again(&self) {
        self.clock.set(self.begin);
        self.world.database.writer().execute_unprepared(&self.restore).await.expect("the beginning");
    }

    /// How long the play has lasted.
    pub fn passed(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.now().micros() - self.begin.micros()).expect("a time"))
    }

    /// Some seconds pass between two acts.
    pub fn pass(&self) {
        self.clock.advance(Duration::from_secs(7));
    }

    /// Hours pass.
    pub fn wait(&self, hours: u64) {
        self.clock.advance(Duration::from_secs(hours * 3_600));
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A beginning and an end so many hours from now; a beginning now is none.
    pub fn dated(&self, from: i64, hours: Option<i64>) -> (Option<When>, Option<When>) {
        const HOUR: i64 = 3_600_000_000;
        let at = |hours: i64| When::Instant(Timestamp::from_micros(self.now().micros() + hours * HOUR));
        ((from > 0).then(|| at(from)), hours.map(|hours| at(from + hours)))
    }

    /// Somebody as they stand now: nobody, if their account does not count.
    pub async fn actor(&self, person: &str) -> Actor {
        let by = By::Expert(self.names.expert(person));
        let actor = load_actor(self.world.database.reader(), by, self.clock.now()).await.expect("an actor");
        actor.unwrap_or_else(Actor::nobody)
    }

    pub async fn ctx(&self, person: &str) -> Ctx {
        Ctx::new(&self.world, self.actor(person).await)
    }

    /// What somebody sees, by name. Groups and posts made in the play are `new`.
    pub async fn sight(&self, person: &str) -> BTreeSet<String> {
        let actor = self.actor(person).await;
        let name = |id| self.called.get(&id).cloned().unwrap_or_else(|| "new".to_owned());
        actor.parties().parties().map(name).collect()
    }

    /// Ids in the order of a statement.
    pub async fn ids(&self, statement: &str) -> Vec<Uuid> {
        let db = self.world.database.reader();
        let rows = Id::find_by_statement(Statement::from_string(db.get_database_backend(), statement)).all(db).await;
        rows.expect("ids").into_iter().map(|row| row.id).collect()
    }
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct Column {
    table_name: String,
    column_name: String,
}

/// Copies every table beside itself, and returns the statements that bring it back.
async fn snapshot(database: &Database) -> String {
    let db = database.writer();
    let columns = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT t.name AS table_name, c.name AS column_name FROM sqlite_master t, pragma_table_xinfo(t.name) c
             WHERE t.type = 'table' AND c.hidden = 0 AND t.name NOT LIKE 'sqlite%' ORDER BY 1, c.cid"
        }
        _ => {
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c
             JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
             WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
             ORDER BY 1, c.ordinal_position"
        }
    };
    let rows = Column::find_by_statement(Statement::from_string(db.get_database_backend(), columns)).all(db).await;
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows.expect("columns") {
        tables.entry(row.table_name).or_default().push(format!("\"{}\"", row.column_name));
    }
    tables.remove("seaql_migrations");
    // Rows refer to one another in all directions: nothing is checked until everything is back.
    let mut restore = String::from(match db.get_database_backend() {
        DbBackend::Sqlite => "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON;",
        _ => "BEGIN; SET LOCAL session_replication_role = replica;",
    });
    for (table, columns) in &tables {
        let list = columns.join(", ");
        let beside = format!("CREATE TABLE \"base_{table}\" AS SELECT {list} FROM \"{table}\"");
        db.execute_unprepared(&beside).await.expect("a copy");
        restore.push_str(&format!(
            " DELETE FROM \"{table}\"; INSERT INTO \"{table}\" ({list}) SELECT {list} FROM \"base_{table}\";"
        ));
    }
    restore.push_str(" COMMIT;");
    if db.get_database_backend() == DbBackend::Sqlite {
        // A play that a power cut ends is no loss.
        db.execute_unprepared("PRAGMA synchronous = OFF").await.expect("a setting");
    }
    restore
}
