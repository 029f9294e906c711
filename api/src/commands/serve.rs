//! `focalpoint serve`.

use std::net::TcpListener;

use crate::config::Config;
use crate::ctx::Ctx;
use crate::identity::roles::record_table;
use crate::server;

/// Serves until it is told to stop; then lets the requests under way finish.
pub async fn serve(config: Config, sample: bool) -> Result<(), String> {
    let listener = TcpListener::bind(config.listen).map_err(|error| {
        format!("cannot listen on {}: {error}; choose another address with --listen", config.listen)
    })?;
    let url = config.public_url();
    let world = super::open(config).await?;
    let ctx = Ctx::system(&world);
    record_table(&ctx).await.map_err(|e| super::audit::told(&e))?;
    let _ = sample;
    let jobs = crate::jobs::start(&world);
    let server = server::build(world, listener)?;
    super::say(&format!(
        "Focalpoint listens.\n  start       {url}/\n  playground  {url}/playground\n  reference   {url}/reference"
    ))?;
    let served = server.await.map_err(|error| format!("the server stopped: {error}"));
    jobs.abort();
    served
}
