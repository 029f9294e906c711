//! What is true of the whole OpenAPI document, whichever slices it has.

use utoipa::Modify;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};

/// Adds the security scheme.
pub struct Finish;

impl Modify for Finish {
    fn modify(&self, document: &mut OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(bearer));
        // The token endpoint alone.
        let basic = HttpBuilder::new().scheme(HttpAuthScheme::Basic).build();
        document.components.get_or_insert_default().add_security_scheme("basic", SecurityScheme::Http(basic));
    }
}

/// The document with what every operation shares: it may be called by nobody, who sees what is
/// PUBLIC, or with an access token.
pub fn finished(mut document: OpenApi) -> OpenApi {
    let none: [&str; 0] = [];
    document.security = Some(vec![SecurityRequirement::default(), SecurityRequirement::new("bearer", none)]);
    document.servers = Some(vec![utoipa::openapi::Server::new("/")]);
    document
}
