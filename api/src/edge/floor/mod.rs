//! What the same page costs at least: one hand-written statement that returns JSON, through the same
//! server and pool (but for one way of asking: see [`store::Planned`]). Only for measuring, and only in a build with the cargo feature `floor`, which no
//! build has that is made to be run; without it there is neither this room nor its address.

mod joined;
mod nested;
mod page;
mod store;

use actix_web::web::{Data, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;

use self::page::Page;
use self::store::Planned;
use super::rest::context;
use crate::access::PartySet;
use crate::ctx::World;
use crate::error::Result;
use crate::kit::remembered::Remembered;

/// The route.
pub fn routes(config: &mut ServiceConfig) {
    config
        .app_data(Data::new(Remembered::<String, PartySet>::default()))
        .app_data(Data::new(Planned::default()))
        .service(newest);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    /// Published then or later, in microseconds.
    published_from: Option<i64>,
    /// Whether the page is found by the reader's audiences, or in order.
    by_audience: bool,
    /// Whether names are joined, on PostgreSQL.
    #[serde(default)]
    joined: bool,
}

/// The newest twenty updates that whoever asks sees. Who asks is found out once for each token, so
/// that a page is one statement.
#[get("/floor/updates")]
async fn newest(
    request: HttpRequest,
    asked: Query<Asked>,
    known: Data<Remembered<String, PartySet>>,
    planned: Data<Planned>,
) -> Result<HttpResponse> {
    let ctx = match request.headers().get("authorization").and_then(|value| value.to_str().ok()) {
        Some(token) => match known.get(&token.to_owned()) {
            Some(parties) => (parties, world(&request)?),
            None => {
                let ctx = context(&request).await?;
                known.put(token.to_owned(), ctx.actor.parties().clone());
                (ctx.actor.parties().clone(), ctx.world)
            }
        },
        None => (crate::access::Actor::nobody().parties().clone(), world(&request)?),
    };
    let (parties, world) = ctx;
    let page = Page { published_from: asked.published_from, by_audience: asked.by_audience, joined: asked.joined };
    let json = store::newest(&planned, &world, &parties, &page).await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(json))
}

fn world(request: &HttpRequest) -> Result<std::sync::Arc<World>> {
    let world = request.app_data::<Data<World>>().map(|data| std::sync::Arc::clone(data));
    world.ok_or_else(|| crate::error::Error::internal("the server was built without a world"))
}
