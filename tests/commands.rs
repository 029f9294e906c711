//! What the command line does to what is not there: nothing.

use std::path::Path;

use focalpoint_api::commands;
use focalpoint_api::config::Config;
use focalpoint_api::kit::secret::Secret;
use tracing::instrument::WithSubscriber;

use crate::harness::browser::Browser;
use crate::harness::on_both;

/// Every command that is about a network that is there already.
async fn refused(config: &Config) -> Vec<String> {
    let told = [
        commands::verify_ledger(config.clone(), None).await,
        commands::checkpoint(config.clone()).await,
        commands::rotate_keys(config.clone()).await,
        commands::recover_administrator(config.clone(), "ada@example.org", "Lost.").await,
    ];
    told.into_iter().map(|outcome| outcome.expect_err("there is nothing there")).collect()
}

fn in_folder(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_command_about_a_network_makes_none_where_there_is_none() {
    on_both("a_command_about_a_network_makes_none_where_there_is_none", async |app| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let typo = folder.path().join("typo");
        let absent = Config { data: typo.clone(), database_url: None, ..Config::default() };
        // The database is there, and the folder with its secret is another.
        let elsewhere = Config { secret: None, ..app.world.config.clone() };
        let elsewhere =
            Config { data: typo.clone(), database_url: Some(Secret::new(elsewhere.database_url())), ..elsewhere };
        for config in [absent, elsewhere] {
            for told in refused(&config).await {
                assert!(told.contains("typo") && !told.contains('\n'), "{told}");
            }
            assert_eq!(in_folder(folder.path()), Vec::<String>::new());
        }
        // A file with nothing in it is no network either.
        std::fs::create_dir(&typo).expect("a folder");
        std::fs::write(typo.join("focalpoint.db"), "").expect("a file");
        std::fs::write(typo.join("server-secret"), "quiet rivers carry lanterns over the hill").expect("a file");
        let empty = Config { data: typo.clone(), database_url: None, ..Config::default() };
        for told in refused(&empty).await {
            assert!(told.contains("is empty"), "{told}");
        }
        // What is there is read as before.
        commands::verify_ledger(app.world.config.clone(), None).await.expect("the chain holds");
    });
}

#[test]
fn what_is_wrong_with_the_line_of_init_is_told_before_anything_is_made() {
    on_both("what_is_wrong_with_the_line_of_init_is_told_before_anything_is_made", async |_app| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config { data: folder.path().join("new"), ..Config::default() };
        let told = commands::begin_network(config.clone(), "nomail", "Ada", None).await.expect_err("no address");
        assert!(told.contains("--admin-email"), "{told}");
        let nowhere = folder.path().join("nowhere");
        let told = commands::begin_network(config, "ada@example.org", "Ada", Some(&nowhere)).await;
        assert!(told.expect_err("no folder").contains("--from"));
        assert_eq!(in_folder(folder.path()), Vec::<String>::new());
    });
}

/// What the log tells, sent on line by line.
#[derive(Clone)]
struct Told(tokio::sync::mpsc::UnboundedSender<String>);

impl std::io::Write for Told {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // Whoever listened has heard enough.
        drop(self.0.send(String::from_utf8_lossy(bytes).into_owned()));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The line of the log that an empty server begins with.
async fn told_of_nothing(config: Config) -> String {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let to = Told(tell);
    let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || to.clone()).finish();
    let serves = commands::serve(config, false).with_subscriber(log);
    let hears = async {
        loop {
            let line = told.recv().await.expect("a line");
            if line.contains("empty") {
                return line;
            }
        }
    };
    tokio::select! {
        line = hears => line,
        ended = serves => panic!("it serves no longer: {ended:?}"),
    }
}

#[test]
fn a_server_that_was_started_where_there_is_no_network_says_where_it_looked_and_how_to_begin_there() {
    on_both("a_server_that_was_started_where_there_is_no_network_says_where_it_looked", async |app| {
        let listen = "127.0.0.1:0".parse().expect("an address");
        // A folder without a database, as when its name was mistyped.
        let folder = tempfile::tempdir().expect("a temporary folder");
        let typo = folder.path().join("my netwrok");
        let config = Config { data: typo.clone(), listen, database_url: None, ..Config::default() };
        let line = told_of_nothing(config).await;
        let data = format!("--data '{}'", typo.display());
        assert!(line.contains(&format!("there is no network in {} yet", typo.display())), "{line}");
        for command in ["focalpoint init --admin-email you@example.org", "focalpoint serve --sample"] {
            assert!(line.contains(&format!("`{command} {data}`")), "{line}");
        }
        // A database that is named, with a password that is nobody's to read.
        let config = Config { listen, ..app.world.config.clone() };
        let (data, named) = (config.data.display().to_string(), config.database_url.is_some());
        let line = told_of_nothing(config).await;
        assert!(line.contains(&format!("serve --sample --data {data}")), "{line}");
        assert_eq!(line.matches("--database-url").count(), if named { 2 } else { 0 }, "{line}");
        assert!(!line.contains(":focalpoint@") && !line.contains("password"), "{line}");
    });
}

#[test]
fn an_empty_server_says_how_it_is_begun_where_it_lies() {
    on_both("an_empty_server_says_how_it_is_begun_where_it_lies", async |app| {
        let page = Browser::new(&app).open("/").await.text;
        let data = app.world.config.data.display().to_string();
        assert!(page.contains("focalpoint init --admin-email you@example.org"), "{page}");
        assert!(page.contains(&format!("--data {data}")), "{page}");
    });
}
