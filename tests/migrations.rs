//! The schema comes, goes and comes again; a newer one is refused; replicas may start at once.

use focalpoint_api::kit::database::Database;
use focalpoint_api::kit::secret::Secret;
use focalpoint_api::start;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::harness::{App, on_both, on_postgres};

/// Everything the schema consists of, as text: tables with their columns, and indexes.
async fn schema(database: &Database) -> Vec<String> {
    let text = match database.backend() {
        DbBackend::Postgres => {
            "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, collation_name) AS line
                 FROM information_schema.columns WHERE table_schema = current_schema()
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
             UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
                 WHERE connamespace = current_schema()::regnamespace"
        }
        _ => "SELECT name || ' ' || tbl_name || ' ' || coalesce(sql, '') AS line FROM sqlite_master",
    };
    let rows =
        database.writer().query_all_raw(Statement::from_string(database.backend(), text)).await.expect("a schema");
    let mut lines: Vec<String> = rows.iter().map(|row| row.try_get("", "line").expect("a line")).collect();
    lines.retain(|line| !line.contains("seaql_migrations"));
    lines.sort();
    lines
}

/// Another set of connections to the same database, as another replica has.
async fn replica(app: &App) -> Database {
    Database::connect(&app.world.config.database_url(), 4).await.expect("a connection")
}

#[test]
fn every_step_goes_up_down_and_up_again() {
    on_both("every_step_goes_up_down_and_up_again", async |app| {
        let database = &app.world.database;
        let full = schema(database).await;
        assert!(start::schema_is_current(database).await.expect("a look"));
        Migrator::down(database.writer(), None).await.expect("all down");
        assert_eq!(schema(database).await, Vec::<String>::new(), "nothing stays behind");
        assert!(!start::schema_is_current(database).await.expect("a look"));
        start::migrate(database).await.expect("all up");
        assert_eq!(schema(database).await, full);
        assert!(start::schema_is_current(database).await.expect("a look"));
        // One by one, down to nothing and up: each step takes away what it brought.
        let steps = Migrator::migrations().len();
        let mut shapes = vec![full];
        for _ in 0..steps {
            Migrator::down(database.writer(), Some(1)).await.expect("a step down");
            shapes.push(schema(database).await);
        }
        assert_eq!(shapes.pop(), Some(Vec::new()));
        while let Some(shape) = shapes.pop() {
            Migrator::up(database.writer(), Some(1)).await.expect("a step up");
            assert_eq!(schema(database).await, shape);
        }
        start::migrate(database).await.expect("nothing to do");
    });
}

#[test]
fn a_newer_schema_is_refused_by_name() {
    on_both("a_newer_schema_is_refused_by_name", async |app| {
        let database = &app.world.database;
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_tomorrow', 1)";
        database.writer().execute_unprepared(newer).await.expect("a row");
        for replica in [database.clone(), replica(&app).await] {
            let refusal = start::migrate(&replica).await.expect_err("a refusal");
            assert!(refusal.contains("`m9999_tomorrow`") && refusal.contains("newer release"), "{refusal}");
            assert!(!refusal.contains('\n'), "one line: {refusal}");
        }
        let gone = "DELETE FROM seaql_migrations WHERE version = 'm9999_tomorrow'";
        database.writer().execute_unprepared(gone).await.expect("a row");
        start::migrate(database).await.expect("the refusal gave the lock back");
    });
}

#[test]
fn replicas_that_migrate_at_once_all_succeed() {
    on_both("replicas_that_migrate_at_once_all_succeed", async |app| {
        let database = &app.world.database;
        let full = schema(database).await;
        Migrator::down(database.writer(), None).await.expect("all down");
        database.writer().execute_unprepared("DROP TABLE seaql_migrations").await.expect("an empty database");
        let (one, two) = (replica(&app).await, replica(&app).await);
        let (first, second) = futures_util::join!(start::migrate(&one), start::migrate(&two));
        assert_eq!((first, second), (Ok(()), Ok(())));
        assert_eq!(schema(database).await, full);
        assert!(start::schema_is_current(&two).await.expect("a look"));
    });
}

#[test]
fn a_step_that_breaks_off_leaves_nothing_behind() {
    on_both("a_step_that_breaks_off_leaves_nothing_behind", async |app| {
        let database = &app.world.database;
        let full = schema(database).await;
        Migrator::down(database.writer(), None).await.expect("all down");
        // The last table of a step is in its way, so that the step fails when most of it is done.
        database.writer().execute_unprepared("CREATE TABLE update_revision (n INTEGER)").await.expect("a table");
        let told = start::migrate(database).await.expect_err("a failure");
        assert!(told.contains("update_revision") && !told.contains('\n'), "{told}");
        database.writer().execute_unprepared("DROP TABLE update_revision").await.expect("out of the way");
        assert_eq!(start::migrate(database).await, Ok(()), "it begins the step again");
        assert_eq!(schema(database).await, full);
    });
}

#[test]
fn a_database_that_cannot_be_reached_is_told_with_its_reason() {
    on_postgres("a_database_that_cannot_be_reached_is_told_with_its_reason", async |app| {
        let (server, _) = app
            .world
            .config
            .database_url()
            .rsplit_once('/')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .expect("an address");
        let mut config = app.world.config.clone();
        config.database_url = Some(Secret::new(format!("{server}/not_there")));
        let told = start::connect(&config).await.expect_err("a refusal");
        assert!(told.contains("\"not_there\" does not exist") && told.contains("--database-url"), "{told}");
        assert!(!told.contains('\n'), "one line: {told}");
        config.database_url = Some(Secret::new("mysql://somewhere"));
        let told = start::connect(&config).await.expect_err("a refusal");
        assert!(told.contains("neither sqlite:// nor postgres://"), "{told}");
    });
}
