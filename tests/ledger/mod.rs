//! The chain of the ledger: what was altered, removed, inserted or cut is found.

mod altered;
mod checkpoints;
mod written;

use entity::vocabulary::Role;
use entity::{change, ledger_head, ledger_record};
use focalpoint_api::authn::keys;
use focalpoint_api::ledger::{self, Break, Checkpoint};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryOrder};

use crate::harness::App;
use crate::harness::world_people::{network, somebody};

const ALTERED: &str = "the record was altered, or inserted";
const CHANGES: &str = "its change records were altered";
const HEAD: &str = "the ledger's head does not belong to its last record";

type Alter = fn(&mut ledger_record::Model);

/// A network with people, and rotated keys: units with and without change records.
async fn lived(app: &App) -> i64 {
    let net = network(app).await;
    somebody(app, &net, "Ana Novak", net.dmsu, &[Role::Member, Role::FocalPoint]).await;
    for _ in 0..2 {
        keys::rotate(&app.system()).await.expect("a key");
    }
    somebody(app, &net, "Jan Wzor", net.udsc, &[Role::OrganisationEditor]).await;
    somebody(app, &net, "Eva Chief", net.ngo, &[Role::Administrator]).await;
    keys::rotate(&app.system()).await.expect("a key");
    holds(app).await
}

async fn verify(app: &App, checkpoint: Option<&Checkpoint>) -> Result<i64, Break> {
    ledger::verify(&app.world, checkpoint).await.expect("a walk")
}

/// The number of records of a chain that holds.
#[track_caller]
fn whole(found: Result<i64, Break>) -> i64 {
    found.unwrap_or_else(|found| panic!("the chain breaks: {found:?}"))
}

async fn holds(app: &App) -> i64 {
    whole(verify(app, None).await)
}

fn found(seq: i64, what: &str) -> Result<i64, Break> {
    Err(Break { seq, what: what.to_owned() })
}

async fn checkpoint(app: &App) -> Checkpoint {
    let (seq, hash) = ledger::head(&app.world).await.expect("a head");
    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Checkpoint { seq, hash, at: app.world.clock.now().to_string(), kid: String::new(), signature: String::new() }
}

fn db(app: &App) -> &DatabaseConnection {
    app.world.database.writer()
}

/// By hand, and past what else refers to the record.
async fn run(app: &App, statement: &str) {
    db(app).execute_unprepared("DELETE FROM ledger_subject").await.expect("nothing refers to it");
    db(app).execute_unprepared(statement).await.expect(statement);
}

async fn record(app: &App, seq: i64) -> ledger_record::Model {
    ledger_record::Entity::find_by_id(seq).one(db(app)).await.expect("a look").expect("a record")
}

async fn put_record(app: &App, record: ledger_record::Model) {
    record.into_active_model().reset_all().update(db(app)).await.expect("an altered record");
}

async fn put_head(app: &App, seq: i64, hash: Vec<u8>) {
    ledger_head::Model { id: 1, seq, hash, at: 0 }
        .into_active_model()
        .reset_all()
        .update(db(app))
        .await
        .expect("a head");
}

/// The first change record there is.
async fn first_change(app: &App) -> change::Model {
    let some = change::Entity::find().order_by_asc(change::Column::Seq).order_by_asc(change::Column::N).one(db(app));
    some.await.expect("changes").expect("a change")
}
