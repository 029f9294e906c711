//! GraphQL over a WebSocket: `/graphql/ws`, by the protocol `graphql-transport-ws`
//! (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>). A socket belongs to a session:
//! it closes with the session's end, and before its access token runs out.

mod closing;
mod messages;
mod operations;
mod seats;
mod talk;

use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::web::{Data, Payload, ServiceConfig, resource};
use actix_web::{HttpRequest, HttpResponse, web};

use super::schema::Schema;
use crate::edge::rest::respond_to_nobody;
use crate::edge::surroundings::nothing_here;
use crate::error::{Code, Error};
pub use seats::Seats;
use talk::Talk;

const PROTOCOL: &str = "graphql-transport-ws";
const PROTOCOL_HEADER: &str = "sec-websocket-protocol";
/// Most bytes of a message.
const MESSAGE_BYTES: usize = 128 * 1024;

/// The route.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/graphql/ws").route(web::get().to(open)).default_service(web::to(nothing_here)));
}

async fn open(
    request: HttpRequest,
    schema: Data<Schema>,
    seats: Data<Seats>,
    body: Payload,
) -> actix_web::Result<HttpResponse> {
    let no_socket = || Error::new(Code::BadRequest, format!("Open a WebSocket that offers the protocol {PROTOCOL}."));
    if !offers_protocol(request.headers()) {
        return Err(no_socket().into());
    }
    let ctx = respond_to_nobody(&request)?;
    let (mut response, socket, messages) = actix_ws::handle(&request, body).map_err(|_| no_socket())?;
    response
        .headers_mut()
        .insert(actix_web::http::header::HeaderName::from_static(PROTOCOL_HEADER), HeaderValue::from_static(PROTOCOL));
    let messages =
        messages.max_frame_size(MESSAGE_BYTES).aggregate_continuations().max_continuation_size(MESSAGE_BYTES);
    let talk = Talk::new(ctx, schema.get_ref().clone(), seats.get_ref().clone(), socket);
    actix_web::rt::spawn(talk.run(messages));
    Ok(response)
}

fn offers_protocol(headers: &HeaderMap) -> bool {
    let offered = headers.get_all(PROTOCOL_HEADER).filter_map(|value| value.to_str().ok());
    offered.flat_map(|value| value.split(',')).any(|offer| offer.trim() == PROTOCOL)
}
