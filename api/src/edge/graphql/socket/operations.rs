//! The operations under way on a socket.

use std::pin::Pin;
use std::task::Poll;

use async_graphql::Response;
use async_graphql::futures_util::{Stream, StreamExt, future};
use serde_json::Value as Json;
use tokio::sync::watch::Sender;

use super::messages;
use crate::ctx::Ctx;
use crate::edge::graphql::door::{Envelope, body_of, error_of, errors_of, has_run, prepare};
use crate::edge::graphql::{Loaders, Schema};
use crate::error::{Code, Error};
use crate::partners::changes::Carrier;

/// Most operations at once.
const MOST: usize = 20;

type Responses = Pin<Box<dyn Stream<Item = Response> + Send>>;

struct Operation {
    id: String,
    envelope: Box<Envelope>,
    responses: Responses,
    carrier: Carrier,
}

/// The operations under way, and how they are told to end.
pub(super) struct Operations {
    schema: Schema,
    under_way: Vec<Operation>,
    ending: Sender<bool>,
}

/// What an operation says.
pub(super) enum Said {
    /// A message for the client.
    Message(String),
    /// The session has ended.
    SessionEnded,
    /// It is to be begun again, since the rights of its reader have changed.
    Stale(String),
}

impl Operations {
    pub(super) fn new(schema: Schema) -> Self {
        Self { schema, under_way: Vec::new(), ending: Sender::new(false) }
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.under_way.iter().any(|operation| operation.id == id)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Begins one. Gives the message that refuses it, where it is refused before it ran.
    pub(super) fn begin(&mut self, ctx: Ctx, id: String, envelope: Box<Envelope>) -> Option<String> {
        if self.under_way.len() >= MOST {
            let detail = format!("A socket carries {MOST} operations at once; end one, or open another socket.");
            return Some(refused(&id, &Error::new(Code::TooManySubscriptions, detail)));
        }
        self.run(ctx, id, envelope, None)
    }

    /// Begins one again, from where it stands.
    pub(super) fn begin_again(&mut self, ctx: Ctx, id: &str) -> Option<String> {
        let at = self.under_way.iter().position(|operation| operation.id == id)?;
        let Operation { id, envelope, carrier, .. } = self.under_way.swap_remove(at);
        self.run(ctx, id, envelope, carrier.cursor())
    }

    fn run(&mut self, ctx: Ctx, id: String, envelope: Box<Envelope>, after: Option<String>) -> Option<String> {
        let (request, order) = match prepare(envelope.as_ref().clone(), false) {
            Ok(request) => request,
            Err(error) => return Some(refused(&id, &error)),
        };
        let carrier = Carrier::new(self.ending.subscribe(), after);
        let loaders = Loaders::new(&ctx);
        let responses = self.schema.execute_stream(request.data(ctx).data(loaders).data(carrier.clone()));
        let responses = Box::pin(responses.map(move |response| order.arrange(response)));
        self.under_way.push(Operation { id, envelope, responses, carrier });
        None
    }

    /// The client has heard enough.
    pub(super) fn end(&mut self, id: &str) {
        self.under_way.retain(|operation| operation.id != id);
    }

    /// Tells all to say where to go on, and to end.
    pub(super) fn say_farewell(&self) {
        self.ending.send_replace(true);
    }

    /// Where to go on, if there is one subscription alone.
    pub(super) fn only_cursor(&self) -> Option<String> {
        match self.under_way.as_slice() {
            [one] => one.carrier.cursor(),
            _ => None,
        }
    }

    /// What is said next, by whichever operation; never, while there is none.
    pub(super) async fn next(&mut self) -> Said {
        let (at, response) = future::poll_fn(|cx| {
            for (at, operation) in self.under_way.iter_mut().enumerate() {
                if let Poll::Ready(response) = operation.responses.poll_next_unpin(cx) {
                    return Poll::Ready((at, response));
                }
            }
            Poll::Pending
        })
        .await;
        let Some(operation) = self.under_way.get(at) else {
            return Said::Message(messages::pong());
        };
        let id = operation.id.clone();
        match response {
            Some(response) if is_of_an_ended_session(&response) => Said::SessionEnded,
            Some(response) if has_run(&response) => {
                // The others have their turn.
                self.under_way.rotate_left(at + 1);
                Said::Message(messages::next(&id, &body_of(&response)))
            }
            Some(response) => {
                self.end(&id);
                Said::Message(messages::error(&id, &errors_of(&response)))
            }
            None if operation.carrier.is_stale() => Said::Stale(id),
            None => {
                self.end(&id);
                Said::Message(messages::complete(&id))
            }
        }
    }
}

fn is_of_an_ended_session(response: &Response) -> bool {
    let codes = response.errors.iter().filter_map(|error| error.source::<Error>().map(Error::code));
    codes.into_iter().any(|code| code == Code::SessionEnded)
}

fn refused(id: &str, error: &Error) -> String {
    messages::error(id, &Json::Array(vec![error_of(error)]))
}
