//! What the token endpoint takes and how it refuses, in the words of RFC 6749.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use utoipa::ToSchema;

use super::token::Refusal;
use crate::error::Code;
use crate::kit::secret::Secret;

/// The form that the token endpoint takes. Parameters that are not known are ignored.
#[derive(ToSchema)]
pub struct TokenForm {
    /// `client_credentials`.
    #[schema(example = "client_credentials")]
    pub grant_type: String,
    /// Scopes asked for, separated by spaces; all if not given.
    #[schema(example = "read publish")]
    pub scope: Option<String>,
    /// The client identifier, where it is not in the `Authorization` header.
    pub client_id: Option<String>,
    /// The secret, where it is not in the `Authorization` header.
    pub client_secret: Option<String>,
}

/// Why there is no token (RFC 6749 §5.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenProblem {
    /// The error's code.
    #[schema(example = "invalid_client")]
    pub error: &'static str,
    /// What was wrong, for the client's developer.
    pub error_description: String,
    #[serde(skip)]
    #[schema(ignore)]
    pub(super) status: u16,
    #[serde(skip)]
    #[schema(ignore)]
    pub(super) headers: Vec<(&'static str, String)>,
}

/// What could be read of a request for a token.
#[derive(Debug)]
pub(super) struct Asked {
    pub client_id: String,
    pub client_secret: Secret,
    pub scope: Option<String>,
}

impl TokenProblem {
    fn new(status: u16, error: &'static str, description: impl Into<String>) -> Self {
        Self { error, error_description: description.into(), status, headers: Vec::new() }
    }

    pub(super) fn request(description: &str) -> Self {
        Self::new(400, "invalid_request", description)
    }

    fn client() -> Self {
        Self::new(401, "invalid_client", "The client is not known, or its secret is wrong or has ended.")
    }
}

impl From<Refusal> for TokenProblem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Client => Self::client(),
            Refusal::Scope(unknown) => {
                let shown: String = unknown.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
                Self::new(400, "invalid_scope", format!("There is no scope `{shown}`."))
            }
            Refusal::TooMany(error) => Self {
                headers: error.rate_headers(),
                ..Self::new(429, "temporarily_unavailable", "Too many wrong tries; wait.")
            },
            Refusal::Failed(error) if error.code() == Code::Unavailable => {
                error.note();
                Self {
                    headers: error.rate_headers(),
                    ..Self::new(503, "temporarily_unavailable", "The server cannot do that now; try again later.")
                }
            }
            Refusal::Failed(error) => {
                error.note();
                Self::new(500, "server_error", "Something went wrong on our side.")
            }
        }
    }
}

/// Reads a request: the client authenticates by the `Authorization` header (`client_secret_basic`)
/// or in the body (`client_secret_post`), not by both.
pub(super) fn read(content_type: &str, authorization: Option<&str>, body: &[u8]) -> Result<Asked, TokenProblem> {
    if content_type != "application/x-www-form-urlencoded" {
        return Err(TokenProblem::request("Send `Content-Type: application/x-www-form-urlencoded`."));
    }
    let mut form = parameters(body)?;
    match form.remove("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            let only = "This server knows `client_credentials` alone.";
            return Err(TokenProblem::new(400, "unsupported_grant_type", only));
        }
        None => return Err(TokenProblem::request("`grant_type` is missing.")),
    }
    let scope = form.remove("scope");
    let (id, secret) = (form.remove("client_id"), form.remove("client_secret"));
    let (client_id, client_secret) = match (authorization, id, secret) {
        (Some(_), _, Some(_)) => {
            return Err(TokenProblem::request(
                "Authenticate by the `Authorization` header or in the body, not by both.",
            ));
        }
        (Some(header), id, None) => {
            let (own, secret) = basic(header).ok_or_else(TokenProblem::client)?;
            if id.is_some_and(|id| id != own) {
                return Err(TokenProblem::request("`client_id` differs from the one in the `Authorization` header."));
            }
            (own, secret)
        }
        (None, Some(id), Some(secret)) => (id, secret),
        (None, _, _) => return Err(TokenProblem::client()),
    };
    Ok(Asked { client_id, client_secret: Secret::new(client_secret), scope })
}

/// Parameters, each at most once; one without a value counts as left out (RFC 6749 §3.2).
fn parameters(body: &[u8]) -> Result<BTreeMap<String, String>, TokenProblem> {
    let mut form = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        if value.contains('\0') {
            return Err(TokenProblem::request("A parameter has the character NUL in it."));
        }
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(TokenProblem::request("A parameter must not be repeated."));
        }
    }
    form.retain(|_, value| !value.is_empty());
    Ok(form)
}

/// Identifier and secret of HTTP Basic, each form-encoded (RFC 6749 §2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let plain = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    let (id, secret) = (form_decoded(id)?, form_decoded(secret)?);
    (!id.contains('\0') && !secret.contains('\0')).then_some((id, secret))
}

fn form_decoded(text: &str) -> Option<String> {
    // A form of one name and no value: what is decoded is the name.
    let mut parts = form_urlencoded::parse(text.as_bytes());
    let (name, value) = parts.next()?;
    (value.is_empty() && parts.next().is_none()).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    fn error(authorization: Option<&str>, body: &str) -> &'static str {
        read(FORM, authorization, body.as_bytes()).map_or_else(|problem| problem.error, |_| "none")
    }

    #[test]
    fn the_client_authenticates_in_one_way() {
        let header = format!("Basic {}", STANDARD.encode("a%2Db:s%20t"));
        let asked = read(FORM, Some(&header), b"grant_type=client_credentials&unknown=1&scope=");
        assert!(asked.is_ok_and(|a| a.client_id == "a-b" && a.client_secret.reveal() == "s t" && a.scope.is_none()));
        assert_eq!(error(Some(&header), "grant_type=client_credentials&client_secret=x"), "invalid_request");
        assert_eq!(error(Some(&header), "grant_type=client_credentials&client_id=other"), "invalid_request");
        assert_eq!(error(Some("Bearer x"), "grant_type=client_credentials"), "invalid_client");
        assert_eq!(error(None, "grant_type=client_credentials&client_id=a"), "invalid_client");
        assert_eq!(error(None, "grant_type=client_credentials&client_id=a&client_secret=b"), "none");
    }

    #[test]
    fn what_is_wrong_is_told_in_the_words_of_the_standard() {
        assert_eq!(error(None, "grant_type=password"), "unsupported_grant_type");
        assert_eq!(error(None, "client_id=a&client_secret=b"), "invalid_request");
        assert_eq!(error(None, "grant_type=client_credentials&scope=a&scope=b"), "invalid_request");
    }
}
