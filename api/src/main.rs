//! The command line.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use focalpoint_api::config::{Config, LogFormat};
use focalpoint_api::kit::clock::SystemClock;
use focalpoint_api::kit::secret::Secret;
use focalpoint_api::{server, start};

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
    /// Brings the database's schema up to this release.
    Migrate,
    /// Prints the OpenAPI document.
    Openapi,
    /// Prints the GraphQL schema.
    Sdl,
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
    match cli.command {
        Command::Serve { listen, sample } => {
            config.listen = listen.unwrap_or(config.listen);
            serve(config, sample).await
        }
        Command::Migrate => start::migrate(&start::connect(&config).await?).await,
        Command::Openapi => say(&server::contracts().0.to_pretty_json().map_err(|e| e.to_string())?),
        Command::Sdl => say(&server::contracts().1.sdl()),
    }
}

async fn serve(config: Config, sample: bool) -> Result<(), String> {
    log_as(config.log);
    let listener = TcpListener::bind(config.listen).map_err(|error| {
        format!("cannot listen on {}: {error}; choose another address with --listen", config.listen)
    })?;
    let database = start::connect(&config).await?;
    start::migrate(&database).await?;
    let mail = start::mailer(&config)?;
    let url = config.public_url();
    let world = start::world(config, database, Arc::new(SystemClock), mail).await?;
    let _ = sample;
    let jobs = focalpoint_api::jobs::start(&world);
    let server = server::build(world, listener)?;
    say(&format!("Focalpoint is at {url}/ (playground {url}/playground, reference {url}/reference)"))?;
    let served = server.await.map_err(|error| format!("the server stopped: {error}"));
    jobs.abort();
    served
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

fn say(text: &str) -> Result<(), String> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{text}").map_err(|error| format!("cannot print: {error}"))
}
