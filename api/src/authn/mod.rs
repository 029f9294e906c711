//! Who is asking: keys, access tokens, sessions, throttling. What the asker may is decided in
//! `access`, from the database, with every request; a token only says who asks.
//!
//! TOTP, OIDC and SCIM will stand beside the password here; authorization code with PKCE beside the
//! client credentials in `partners`.

pub mod keys;
pub mod server_secret;
pub mod throttle;
pub mod tokens;
