//! What the command line does to what is not there: nothing.

use std::path::Path;

use focalpoint_api::commands;
use focalpoint_api::config::Config;
use focalpoint_api::kit::secret::Secret;

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

#[test]
fn an_empty_server_says_how_it_is_begun_where_it_lies() {
    on_both("an_empty_server_says_how_it_is_begun_where_it_lies", async |app| {
        let page = Browser::new(&app).open("/").await.text;
        let data = app.world.config.data.display().to_string();
        assert!(page.contains("focalpoint init --admin-email you@example.org"), "{page}");
        assert!(page.contains(&format!("--data {data}")), "{page}");
    });
}
