//! The operations under way on a socket.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use async_graphql::Response;
use async_graphql::futures_util::{Stream, StreamExt, future};
use async_graphql::parser::types::OperationType;
use serde_json::Value as Json;
use tokio::sync::watch::Sender;
use tokio::time::Sleep;
use tracing::Span;

use super::messages;
use crate::ctx::{Ctx, request_id};
use crate::edge::graphql::door::{Envelope, body_of, error_of, errors_of, has_run, prepare};
use crate::edge::graphql::{Loaders, Schema, limits};
use crate::edge::surroundings::too_late;
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
    asked: Asked,
    /// When it is ended, if it is no subscription.
    until: Option<Pin<Box<Sleep>>>,
}

/// As what an operation is served: a request of its own, with an id in its errors and in the log.
struct Asked {
    id: String,
    languages: Vec<String>,
    span: Span,
}

impl Asked {
    fn of(ctx: &Ctx) -> Self {
        let span = tracing::info_span!("operation", id = ctx.request_id);
        Self { id: ctx.request_id.clone(), languages: ctx.languages.clone(), span }
    }

    /// Does something of it.
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.span.in_scope(|| request_id::within(&self.id, &self.languages, work))
    }
}

/// What comes of an operation.
enum Came {
    Response(Box<Response>),
    End,
    TooLate,
}

impl Operation {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Came> {
        let Self { asked, responses, until, .. } = self;
        if let Poll::Ready(response) = asked.run(|| responses.poll_next_unpin(cx)) {
            return Poll::Ready(response.map_or(Came::End, |response| Came::Response(Box::new(response))));
        }
        match until.as_mut().map(|until| until.as_mut().poll(cx)) {
            Some(Poll::Ready(())) => Poll::Ready(Came::TooLate),
            Some(Poll::Pending) | None => Poll::Pending,
        }
    }
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
            let error = Error::new(Code::TooManySubscriptions, detail);
            return Some(Asked::of(&ctx).run(|| refused(&id, &error)));
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
        let asked = Asked::of(&ctx);
        let (mut request, mut answering) = match prepare(envelope.as_ref().clone(), false) {
            Ok(request) => request,
            Err(error) => return Some(asked.run(|| refused(&id, &error))),
        };
        let name = request.operation_name.clone();
        let kind = request.parsed_query().ok().and_then(|document| limits::kind(document, name.as_deref()));
        let ends = kind != Some(OperationType::Subscription);
        let limit = Duration::from_secs(ctx.world.config.request_seconds);
        let until = ends.then(|| Box::pin(tokio::time::sleep(limit)));
        let carrier = Carrier::new(self.ending.subscribe(), after);
        let ctx = if answering.is_of_mutation() { ctx.writing() } else { ctx };
        let loaders = Loaders::new(&ctx);
        let responses = self.schema.execute_stream(request.data(ctx).data(loaders).data(carrier.clone()));
        let responses = Box::pin(responses.map(move |response| answering.arrange(response)));
        self.under_way.push(Operation { id, envelope, responses, carrier, asked, until });
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
        let (at, came) = future::poll_fn(|cx| {
            for (at, operation) in self.under_way.iter_mut().enumerate() {
                if let Poll::Ready(came) = operation.poll(cx) {
                    return Poll::Ready((at, came));
                }
            }
            Poll::Pending
        })
        .await;
        let Some(operation) = self.under_way.get(at) else {
            return Said::Message(messages::pong());
        };
        let id = operation.id.clone();
        match came {
            Came::Response(response) if is_of_an_ended_session(&response) => Said::SessionEnded,
            Came::Response(response) if has_run(&response) => {
                let message = messages::next(&id, &operation.asked.run(|| body_of(&response)));
                // The others have their turn.
                self.under_way.rotate_left(at + 1);
                Said::Message(message)
            }
            Came::Response(response) => {
                let message = messages::error(&id, &operation.asked.run(|| errors_of(&response)));
                self.end(&id);
                Said::Message(message)
            }
            Came::TooLate => {
                let message = operation.asked.run(|| refused(&id, &too_late()));
                self.end(&id);
                Said::Message(message)
            }
            Came::End if operation.carrier.is_stale() => Said::Stale(id),
            Came::End => {
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
