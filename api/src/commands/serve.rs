//! `focalpoint serve`.

use std::net::TcpListener;
use std::sync::Arc;

use crate::config::Config;
use crate::ctx::Ctx;
use crate::exchange::items::openings::flush;
use crate::identity::roles::record_table;
use crate::kit::clock::SystemClock;
use crate::ledger::refusals::keep_counts;
use crate::sample::{HALF, Held, held};
use crate::{server, start};

/// Serves until it is told to stop; then lets the requests under way finish.
pub async fn serve(config: Config, sample: bool) -> Result<(), String> {
    let listener = TcpListener::bind(config.listen).map_err(|error| {
        format!("cannot listen on {}: {error}; choose another address with --listen", config.listen)
    })?;
    let url = config.public_url();
    let (begin, sample_line) = (super::init_line(&config), super::sample_line(&config));
    let nothing = super::nothing_here(&config);
    let database = start::connect(&config).await?;
    start::migrate(&database).await?;
    let accounts = match sample {
        true => Some(super::network::load_with_progress(&config, &database).await?),
        false => None,
    };
    let found = held(&database).await?;
    let is_empty = found == Held::Nothing;
    if found == Held::HalfASample {
        tracing::warn!("{HALF}");
    }
    if is_empty {
        tracing::warn!("{nothing}");
    }
    let database = start::for_serving(&config, database).await?;
    let mail = start::mailer(&config)?;
    let world = start::world(config, database, Arc::new(SystemClock), mail).await?;
    let ctx = Ctx::system(&world);
    record_table(&ctx).await.map_err(|e| super::audit::told(&e))?;
    let jobs = crate::jobs::start(&world);
    let server = server::build(world, listener)?;
    let version = env!("CARGO_PKG_VERSION");
    super::say(&format!(
        "\nFocalpoint {version} is ready; Ctrl+C stops it.\n\n  landing page     {url}/\n  playground       {url}/playground\n  reference        {url}/reference"
    ))?;
    if let Some(accounts) = accounts {
        super::say(&format!("  sample accounts  {}", super::network::where_accounts_are(&accounts)))?;
    }
    if is_empty {
        super::say(&format!(
            "\nThis server is empty.\n\n  to begin a network  {begin}\n  to look around      {sample_line}"
        ))?;
    }
    super::say("")?;
    let served = server.await.map_err(|error| format!("the server stopped: {error}"));
    jobs.abort();
    // What was gathered since the runner last looked.
    for (what, done) in
        [("refused acts were not counted", keep_counts(&ctx).await), ("openings were not written", flush(&ctx).await)]
    {
        if let Err(error) = done {
            tracing::error!(cause = error.cause().unwrap_or(error.detail()), "at shutdown {what}");
        }
    }
    served
}
