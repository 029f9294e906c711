//! One socket from its opening to its end.

use std::sync::Arc;
use std::time::Duration;

use actix_ws::{AggregatedMessage, AggregatedMessageStream, Session};
use serde_json::Value as Json;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};

use super::closing::Closing;
use super::messages::{self, FromClient, token_in};
use super::operations::{Operations, Said};
use super::seats::{Seat, Seats};
use crate::access::{Actor, load_again};
use crate::authn::tokens::{self, Bearer};
use crate::authn::watch::{Place, Seen, news};
use crate::ctx::{Ctx, request_id};
use crate::edge::graphql::Schema;
use crate::edge::rest::actor_of;
use crate::error::{Code, Error};

/// In this time `connection_init` must come.
const INIT: Duration = Duration::from_secs(10);
/// So often it is looked whether the token runs out and the client is there; nothing is asked for it.
const LOOK: Duration = Duration::from_millis(500);
/// So long a client may take nothing of what it is sent.
const SLOW: Duration = Duration::from_secs(5);
/// So long before its token runs out a socket is closed.
const AHEAD: Duration = Duration::from_secs(30);
/// So often the client is asked whether it is there, and how long it may say nothing.
const ASK: Duration = Duration::from_secs(25);
const SILENT: Duration = Duration::from_secs(75);

/// A socket.
pub(super) struct Talk {
    /// Of nobody until `connection_init`.
    ctx: Ctx,
    socket: Session,
    operations: Operations,
    bearer: Option<Bearer>,
    seats: Seats,
    /// Held while somebody is signed in here.
    seat: Option<Seat>,
    /// Where it is told how their rights change.
    place: Option<Place>,
    heard: Instant,
    asked: Instant,
}

type Step = Result<(), Closing>;

/// Somebody who may hear anything at all.
fn with_rights(actor: Arc<Actor>) -> Result<Arc<Actor>, Closing> {
    if actor.grants().is_empty() { Err(Closing::no_rights()) } else { Ok(actor) }
}

/// Why somebody is not known: a fresh token may help, signing in again does, or it is no fault of theirs.
fn refused(error: &Error) -> Closing {
    match error.code() {
        Code::SessionEnded => Closing::session_ended(),
        code if code.status() < 500 => Closing::forbidden(),
        _ => {
            tracing::error!(cause = error.cause().unwrap_or(error.detail()), "a socket's session was not looked up");
            Closing::failed()
        }
    }
}

impl Talk {
    pub(super) fn new(ctx: Ctx, schema: Schema, seats: Seats, socket: Session) -> Self {
        let (now, operations) = (Instant::now(), Operations::new(schema));
        Self { ctx, socket, operations, bearer: None, seats, seat: None, place: None, heard: now, asked: now }
    }

    /// Talks until one of both has enough.
    pub(super) async fn run(mut self, mut messages: AggregatedMessageStream) {
        let closing = match self.talk(&mut messages).await {
            Ok(()) => Closing::gone(),
            Err(closing) => closing,
        };
        // Whoever is told that it is closed may open another.
        self.seat = None;
        // A client that does not read is not waited for.
        let _ = timeout(SLOW, self.socket.close(Some(closing.into()))).await;
    }

    async fn talk(&mut self, messages: &mut AggregatedMessageStream) -> Step {
        let init_until = Instant::now() + INIT;
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let world = Arc::clone(&self.ctx.world);
        let leaving = world.leaving.begun();
        tokio::pin!(leaving);
        loop {
            tokio::select! {
                // In this order: what ends comes before what is told.
                biased;
                () = &mut leaving => return Err(self.farewell(Closing::going_away).await),
                seen = news(&mut self.place, &self.ctx.actor) => self.goes_on_as(seen)?,
                _ = looks.tick() => self.look().await?,
                () = sleep_until(init_until), if self.bearer.is_none() => return Err(Closing::no_init()),
                message = messages.recv() => match message {
                    None => return Ok(()),
                    Some(Err(_)) => return Err(Closing::bad_message("The message cannot be read")),
                    Some(Ok(message)) => {
                        self.heard = Instant::now();
                        if self.hear(message).await? {
                            return Ok(());
                        }
                    }
                },
                said = self.operations.next(), if !self.operations.is_empty() => self.pass_on(said).await?,
            }
        }
    }

    /// Goes on as the reader is now, while session, account, post and grants count.
    fn goes_on_as(&mut self, seen: Seen) -> Step {
        self.ctx.actor = match seen {
            Seen::Here(actor) => with_rights(actor)?,
            Seen::Ended => return Err(Closing::session_ended()),
            Seen::Unknown => return Err(Closing::failed()),
        };
        Ok(())
    }

    /// Whether the token still counts, and the client is there.
    async fn look(&mut self) -> Step {
        let Some(bearer) = self.bearer else { return Ok(()) };
        if self.ctx.now() >= bearer.expires_at.minus(AHEAD) {
            return Err(self.farewell(Closing::token_runs_out).await);
        }
        if self.heard.elapsed() > SILENT {
            return Err(Closing::too_slow());
        }
        if self.asked.elapsed() > ASK {
            self.asked = Instant::now();
            let asked = timeout(SLOW, self.socket.ping(b"")).await;
            if !matches!(asked, Ok(Ok(()))) {
                return Err(Closing::too_slow());
            }
        }
        Ok(())
    }

    /// The reader as of now.
    async fn again(&self) -> Result<Arc<Actor>, Closing> {
        match load_again(self.ctx.db(), &self.ctx.actor, self.ctx.now()).await {
            Ok(actor) => with_rights(actor),
            Err(error) => Err(refused(&error)),
        }
    }

    /// Has every operation say where to go on.
    async fn farewell(&mut self, closing: fn(Option<String>) -> Closing) -> Closing {
        let only = self.operations.only_cursor();
        self.operations.say_farewell();
        let until = Instant::now() + Duration::from_secs(1);
        while !self.operations.is_empty() {
            match tokio::time::timeout_at(until, self.operations.next()).await {
                Ok(Said::Message(text)) => {
                    if let Err(closing) = self.send(text).await {
                        return closing;
                    }
                }
                Ok(Said::SessionEnded) => return Closing::session_ended(),
                Ok(Said::Stale(id)) => self.operations.end(&id),
                Err(_) => break,
            }
        }
        closing(only)
    }

    /// Takes what the client says; `true` where it leaves.
    async fn hear(&mut self, message: AggregatedMessage) -> Result<bool, Closing> {
        let text = match message {
            AggregatedMessage::Text(text) => text,
            AggregatedMessage::Ping(bytes) => {
                let _ = timeout(SLOW, self.socket.pong(&bytes)).await;
                return Ok(false);
            }
            AggregatedMessage::Pong(_) => return Ok(false),
            AggregatedMessage::Binary(_) => return Err(Closing::bad_message("Send text")),
            AggregatedMessage::Close(_) => return Ok(true),
        };
        let said = messages::read(&text).map_err(|_| Closing::bad_message("The message cannot be read"))?;
        match said {
            FromClient::ConnectionInit { .. } if self.bearer.is_some() => return Err(Closing::init_again()),
            FromClient::ConnectionInit { payload } => {
                let token = token_in(payload.as_ref()).ok_or_else(Closing::forbidden)?;
                self.take_token(&token).await?;
                self.send(messages::acknowledged()).await?;
            }
            FromClient::Ping { payload } => {
                if let (Some(_), Some(token)) = (self.bearer, token_in(payload.as_ref())) {
                    self.take_token(&token).await?;
                }
                self.send(messages::pong()).await?;
            }
            FromClient::Pong {} => {}
            FromClient::Subscribe { .. } | FromClient::Complete { .. } if self.bearer.is_none() => {
                return Err(Closing::unauthorized());
            }
            FromClient::Subscribe { id, .. } if self.operations.has(&id) => return Err(Closing::already_there(&id)),
            FromClient::Subscribe { id, payload } => {
                let asked = serde_json::from_value(Json::Object(payload));
                let asked = asked.map_err(|_| Closing::bad_message("The message cannot be read"))?;
                self.ctx.actor = self.again().await?;
                let refused = self.operations.begin(self.request(), id, asked);
                if let Some(refused) = refused {
                    self.send(refused).await?;
                }
            }
            FromClient::Complete { id } => self.operations.end(&id),
        }
        Ok(false)
    }

    /// A token: the first one says whose socket it is, a later one must be of the same session.
    async fn take_token(&mut self, token: &str) -> Step {
        let bearer = tokens::check(&self.ctx.world, token).await.map_err(|error| refused(&error))?;
        if self.bearer.is_some_and(|before| before.session != bearer.session) {
            return Err(Closing::forbidden());
        }
        let actor = actor_of(&self.ctx.world, &bearer).await.map_err(|error| refused(&error))?;
        let actor = with_rights(Arc::new(actor))?;
        if self.seat.is_none() {
            let whose = actor.account().or(actor.partner()).ok_or_else(Closing::forbidden)?;
            let seat = self.seats.take(whose).ok_or_else(|| Closing::too_many_sockets(self.seats.most()))?;
            self.seat = Some(seat);
        }
        self.place.get_or_insert_with(|| self.ctx.world.watch.place(&actor));
        (self.ctx.actor, self.bearer) = (actor, Some(bearer));
        Ok(())
    }

    async fn pass_on(&mut self, said: Said) -> Step {
        match said {
            Said::Message(text) => self.send(text).await,
            Said::SessionEnded => Err(Closing::session_ended()),
            Said::Stale(id) => {
                self.ctx.actor = self.again().await?;
                match self.operations.begin_again(self.request(), &id) {
                    Some(refused) => self.send(refused).await,
                    None => Ok(()),
                }
            }
        }
    }

    /// The context of one operation.
    fn request(&self) -> Ctx {
        Ctx { request_id: request_id::fresh(), ..self.ctx.clone() }
    }

    async fn send(&mut self, text: String) -> Step {
        match timeout(SLOW, self.socket.text(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Closing::too_slow()),
        }
    }
}
