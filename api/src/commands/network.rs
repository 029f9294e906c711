//! `focalpoint sample`, `init` and `admin recover`.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use crate::config::Config;
use crate::kit::database::Database;
use crate::sample::{self, Beginning, Drawn};
use crate::start;

/// Loads the sample network; with `reset` it starts over.
pub async fn load_sample(config: Config, reset: bool) -> Result<(), String> {
    let database = start::connect(&config).await?;
    start::migrate(&database).await?;
    if reset {
        sample::reset(&database).await?;
    }
    let was_there = sample::held(&database).await? == sample::Held::Sample;
    let accounts = load_with_progress(&config, &database).await?;
    let what = if was_there { "was there already; `--reset` starts it over" } else { "is loaded" };
    super::say(&format!("The sample network {what}. Its accounts: {}", where_accounts_are(&accounts)))
}

/// The file with the accounts of a sample, or who has it.
pub(super) fn where_accounts_are(file: &Path) -> String {
    match file.exists() {
        true => file.display().to_string(),
        false => "in the data folder of the server that loaded the sample".to_owned(),
    }
}

/// Loads a network of any size, drawn from a seed, as the sample; with `reset` it starts over.
pub async fn load_synthetic(config: Config, reset: bool, drawn: Drawn) -> Result<(), String> {
    let database = start::connect(&config).await?;
    start::migrate(&database).await?;
    if reset {
        sample::reset(&database).await?;
    }
    let bar = ProgressBar::new(drawn.items);
    let style =
        ProgressStyle::with_template("drawing a network {bar:32} {human_pos}/{human_len} items, {elapsed} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let loaded = sample::load_synthetic(&config, &database, drawn, &|_, there| bar.set_position(there)).await;
    bar.finish_and_clear();
    let (accounts, there) = loaded?;
    super::say(&format!(
        "The drawn network is loaded: {} items ({} updates, {} experts), {} comments; {} distinct effective audiences, {} audiences in all.\nIts readers: {}",
        there.items,
        there.updates,
        there.experts,
        there.comments,
        there.seen_by,
        there.audiences,
        accounts.display()
    ))
}

/// Loads the sample if it is not there, and shows how it goes.
pub(super) async fn load_with_progress(config: &Config, database: &Database) -> Result<PathBuf, String> {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("loading the sample network {bar:32} {pos:>3}/{len} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let loaded = sample::load(config, database, &|total, what| {
        bar.set_length(u64::try_from(total).unwrap_or_default());
        bar.inc(1);
        bar.set_message(what.to_owned());
    })
    .await;
    bar.finish_and_clear();
    loaded
}

/// Begins a real network and prints the first administrator's one-time link.
pub async fn begin_network(config: Config, email: &str, name: &str, from: Option<&Path>) -> Result<(), String> {
    let beginning = Beginning { email, name, from };
    // What is wrong with the line that was typed is told before anything is made.
    beginning.check()?;
    let world = super::open(config).await?;
    let link = sample::begin(&world, beginning).await?;
    super::say(&format!(
        "The network has begun, with its countries, bodies and policy fields and one administrator.\nStart the server (focalpoint serve), then set the password within 72 hours, once: {link}{}",
        otherwise(world.config.public_url.is_none())
    ))
}

/// Makes somebody administrator again from the host, and prints a one-time link.
pub async fn recover_administrator(config: Config, email: &str, reason: &str) -> Result<(), String> {
    let world = super::open_existing(config).await?;
    let link = sample::recover(&world, email, reason).await?;
    super::say(&format!(
        "They are administrator again; the ledger says so. To set a new password within 72 hours, once: {link}{}",
        otherwise(world.config.public_url.is_none())
    ))
}

/// A link begins with an address that nobody has set.
fn otherwise(is_guessed: bool) -> &'static str {
    match is_guessed {
        true => {
            "\nIf people reach the server at another address, put that in front: the setting `public_url` says it for all letters."
        }
        false => "",
    }
}
