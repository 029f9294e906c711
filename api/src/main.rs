//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use focalpoint_api::config::{Config, LogFormat};
use focalpoint_api::kit::secret::Secret;
use focalpoint_api::{commands, server};

/// Focalpoint, the open exchange server of expert networks.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    /// Configuration file; `focalpoint.toml` if it is there.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Folder for the embedded database, mail and the server's secret.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// `sqlite://…` or `postgres://…`.
    #[arg(long, global = true)]
    database_url: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves REST, GraphQL and the pages.
    Serve {
        /// Address and port.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Loads the sample network first, if the database is empty.
        #[arg(long)]
        sample: bool,
    },
    /// Loads the sample network into an empty database.
    Sample {
        /// Empties a database that holds a sample, and loads it anew.
        #[arg(long)]
        reset: bool,
    },
    /// Begins a real network: reference data without people, and its first administrator.
    Init {
        /// Mailbox of the first administrator.
        #[arg(long)]
        admin_email: String,
        /// Name of the first administrator.
        #[arg(long, default_value = "Administrator")]
        admin_name: String,
        /// Folder with another network's files.
        #[arg(long)]
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
        /// Their address.
        #[arg(long)]
        email: String,
        /// Why.
        #[arg(long)]
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
        #[arg(long)]
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
    log_as(config.log);
    match cli.command {
        Command::Serve { listen, sample } => {
            config.listen = listen.unwrap_or(config.listen);
            commands::serve(config, sample).await
        }
        Command::Sample { reset } => commands::load_sample(config, reset).await,
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

fn log_as(format: LogFormat) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("FOCALPOINT_LOG_FILTER").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Pretty => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
}
