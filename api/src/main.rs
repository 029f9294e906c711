//! The command line.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use focalpoint_api::config::{self, Config, LogFormat};
use focalpoint_api::kit::secret::Secret;
use focalpoint_api::sample::Drawn;
use focalpoint_api::{commands, server};

/// Focalpoint, the open exchange server of expert networks.
#[derive(Parser)]
#[command(
    name = "focalpoint",
    version,
    about,
    after_help = "To look around:        focalpoint serve --sample\n\
                  To begin a network:    focalpoint init --admin-email you@example.org\n\
                  All settings, also as FOCALPOINT_* and in focalpoint.toml: docs/generated/configuration.md"
)]
struct Cli {
    /// Configuration file; `focalpoint.toml` if it is there.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Where")]
    config: Option<PathBuf>,
    /// Folder for the embedded database, mail and the server's secret [default: data].
    #[arg(long, global = true, value_name = "DIR", help_heading = "Where")]
    data: Option<PathBuf>,
    /// `sqlite://FILE` or `postgres://…` [default: SQLite in the data folder].
    #[arg(long, global = true, value_name = "URL", help_heading = "Where")]
    database_url: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves REST, GraphQL and the pages.
    Serve {
        /// IP address or host name, and port [default: 127.0.0.1:8080].
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// Loads the sample network first, if the database is empty.
        #[arg(long)]
        sample: bool,
    },
    /// Loads the sample network into an empty database.
    Sample {
        /// Empties a database that holds a sample, and loads it anew.
        #[arg(long)]
        reset: bool,
        /// Instead of the sample, a network of so many items drawn from a seed: to see how the server
        /// does with much in it. A million takes minutes. Its readers stand in sample-accounts.json.
        #[arg(long, value_name = "ITEMS")]
        synthetic: Option<u64>,
        /// Which one is drawn: the same seed gives the same network.
        #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "synthetic")]
        seed: u64,
    },
    /// Begins a real network: reference data without people, and its first administrator.
    Init {
        /// Mailbox of the first administrator.
        #[arg(long, value_name = "ADDRESS")]
        admin_email: String,
        /// Name of the first administrator.
        #[arg(long, value_name = "NAME", default_value = "Administrator")]
        admin_name: String,
        /// Folder with another network's files (docs/network-files.md); those of the Söderköping
        /// process if not given.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// What only whoever sits at the host may do.
    #[command(subcommand)]
    Admin(Admin),
    /// Brings the database's schema up to this release.
    Migrate,
    /// The keys that sign access tokens.
    #[command(subcommand)]
    Keys(Keys),
    /// The ledger.
    #[command(subcommand)]
    Audit(Audit),
    /// Prints the OpenAPI document.
    Openapi,
    /// Prints the GraphQL schema.
    Sdl,
}

#[derive(Subcommand)]
enum Admin {
    /// Makes somebody administrator again who has an account and a post; recorded in the ledger.
    Recover {
        /// The address of their account.
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// Why, for the ledger.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Subcommand)]
enum Keys {
    /// Makes a new key; the old one is accepted a while longer.
    Rotate,
}

#[derive(Subcommand)]
enum Audit {
    /// Walks the chain and names the first record that was altered, is missing or was inserted.
    Verify {
        /// A checkpoint that was kept elsewhere: shows a tail that was cut, too.
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
    },
    /// Prints a signed head and number, to be kept elsewhere.
    Checkpoint,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))
        .and_then(|runtime| runtime.block_on(run(cli)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("focalpoint: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), String> {
    let mut config = Config::read(cli.config.as_deref())?;
    config.data = cli.data.unwrap_or(config.data);
    config.database_url = cli.database_url.map(Secret::new).or(config.database_url);
    log_as(config.log)?;
    match cli.command {
        Command::Serve { listen, sample } => {
            if let Some(text) = listen {
                config.listen = config::listen::resolve(&text).map_err(|why| {
                    format!("--listen {why}; it takes an IP address or host name and a port, such as 127.0.0.1:8080")
                })?;
            }
            commands::serve(config, sample).await
        }
        Command::Sample { reset, synthetic: None, .. } => commands::load_sample(config, reset).await,
        Command::Sample { reset, synthetic: Some(items), seed } => {
            commands::load_synthetic(config, reset, Drawn { items, seed }).await
        }
        Command::Init { admin_email, admin_name, from } => {
            commands::begin_network(config, &admin_email, &admin_name, from.as_deref()).await
        }
        Command::Admin(Admin::Recover { email, reason }) => {
            commands::recover_administrator(config, &email, &reason).await
        }
        Command::Migrate => commands::migrate(config).await,
        Command::Keys(Keys::Rotate) => commands::rotate_keys(config).await,
        Command::Audit(Audit::Verify { checkpoint }) => commands::verify_ledger(config, checkpoint.as_deref()).await,
        Command::Audit(Audit::Checkpoint) => commands::checkpoint(config).await,
        Command::Openapi => commands::say(&server::contracts().printed().openapi),
        Command::Sdl => commands::say(&server::contracts().printed().sdl),
    }
}

/// What is logged unless `FOCALPOINT_LOG_FILTER` says otherwise: not every step of the libraries.
const USUAL: &str = "info,sea_orm_migration=warn,actix_server=warn,sqlx=warn";

fn log_as(format: LogFormat) -> Result<(), String> {
    use tracing_subscriber::EnvFilter;
    let filter = std::env::var("FOCALPOINT_LOG_FILTER").unwrap_or_else(|_| USUAL.to_owned());
    let filter = EnvFilter::try_new(&filter)
        .map_err(|error| format!("FOCALPOINT_LOG_FILTER: {error}; write info, or focalpoint_api=debug,info"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Pretty => builder.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}
