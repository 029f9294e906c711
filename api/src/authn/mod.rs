//! Who is asking: keys, access tokens, sessions, throttling, and whether those who wait still may. What the asker may is decided in
//! `access`, from the database, with every request; a token only says who asks.
//!
//! Where what is not there yet will fit; each of them ends in the same [`begin_session`], so that
//! sessions, tokens and everything behind them stay as they are:
//!
//! - **TOTP**: a second question in `identity/sessions/sign_in.rs`, after `authenticate` and before the
//!   session begins; the sealed seed beside the password of an account, the tries in [`throttle`].
//! - **OIDC** (signing in with a ministry's own identity provider): another way to the account in
//!   `identity/sessions/`, beside `authenticate`; keyed by issuer and subject, as `external_id` is.
//! - **SCIM**: a door of its own in `edge/`, over the verbs of `identity/invitations` and
//!   `identity/sessions/suspend.rs`; a partner system is its actor.
//! - **Authorization code with PKCE**: beside the client credentials in `identity/partners/oauth/`: a
//!   code is a one-time link (`identity/links`) that hands over a session of the person who agreed.
//!
//! [`begin_session`]: crate::identity::sessions

pub mod keys;
pub mod server_secret;
pub mod throttle;
pub mod tokens;
pub mod watch;
