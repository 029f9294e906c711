//! The metadata of the authorization server (RFC 8414).

use serde::Serialize;

use crate::access::OAUTH_SCOPES;
use crate::ctx::World;

/// What a client needs to know to get a token.
#[derive(Clone, Debug, Serialize)]
pub struct Metadata {
    issuer: String,
    token_endpoint: String,
    jwks_uri: String,
    scopes_supported: Vec<&'static str>,
    // RFC 8414 §2 wants the list and §3.2 forbids an empty one; there is no authorization endpoint yet, and
    // `none` is the registered word for that nothing comes from one.
    response_types_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    service_documentation: String,
}

/// The metadata of this server.
pub fn metadata(world: &World) -> Metadata {
    let url = world.config.public_url();
    Metadata {
        token_endpoint: format!("{url}/oauth/token"),
        jwks_uri: format!("{url}/.well-known/jwks.json"),
        scopes_supported: OAUTH_SCOPES.iter().map(|(name, _)| *name).collect(),
        response_types_supported: ["none"],
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        service_documentation: format!("{url}/reference"),
        issuer: url,
    }
}
