//! One error for the whole house, and the only mapping of it to HTTP and to GraphQL.

mod checks;
mod codes;
mod database;
mod http;

use std::fmt;

pub use checks::CONTROLS;
pub use codes::Code;
pub use http::{Problem, ProblemField};

use crate::ctx::{Answered, request_id};
use crate::kit::budget::Rate;
use crate::texts::Language;

/// The result of every verb, step and query.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong. What is sent is `code`, `detail` and `fields`; the cause is logged and never sent.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    code: Code,
    detail: String,
    fields: Vec<FieldError>,
    cause: Option<String>,
    retry_after: Option<u64>,
    rate: Option<Rate>,
    replay: Option<Answered>,
    challenge: Option<&'static str>,
}

/// What is wrong with one field of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the input, in the names of the doors: `/audience/parties/0/code`.
    pub pointer: String,
    /// The code.
    pub code: Code,
    /// What was wrong, and what is accepted.
    pub detail: String,
}

impl Error {
    /// An error with a code and a sentence that says what to do.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            cause: None,
            retry_after: None,
            rate: None,
            replay: None,
            challenge: None,
        }))
    }

    /// What may not be seen does not exist: the one answer for both.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "Nothing here, or not shared with you; ask the sender or your focal point.")
    }

    /// Nobody is signed in, and somebody must be (401).
    pub fn not_signed_in() -> Self {
        Self::new(Code::Unauthenticated, "Sign in first.")
    }

    /// Seen, but not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(Code::Forbidden, detail)
    }

    /// One field that is not right (422).
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::fields(vec![FieldError { pointer: pointer.into(), code: Code::Invalid, detail: detail.into() }])
    }

    /// One field that cannot be read (400): wrong form, found without looking anything up.
    pub fn bad_field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let field = FieldError { pointer: pointer.into(), code: Code::BadRequest, detail: detail.into() };
        let mut error = Self::new(Code::BadRequest, said_of(&field));
        error.0.fields.push(field);
        error
    }

    /// Several fields that are not right (422). The list must not be empty.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let detail = fields.first().map(said_of).unwrap_or_default();
        let mut error = Self::new(Code::Invalid, detail);
        error.0.fields = fields;
        error
    }

    /// Something that should not happen: the cause goes to the log, never to the client.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(
            Code::Internal,
            "Something went wrong here. Before you repeat what writes, look whether it was done, or repeat it under the same Idempotency-Key.",
        )
        .because(cause)
    }

    /// The answer to a repeated `Idempotency-Key`: the resource that the first request made.
    pub(crate) fn replay(before: Answered) -> Self {
        let mut error = Self::new(Code::Conflict, "This request was answered before.");
        error.0.replay = Some(before);
        error
    }

    /// The same about one field as a whole, where what was found wrong was one of a list of one.
    pub fn about(mut self, pointer: &str) -> Self {
        for field in &mut self.0.fields {
            pointer.clone_into(&mut field.pointer);
        }
        if let Some(field) = self.0.fields.first() {
            self.0.detail = said_of(field);
        }
        self
    }

    /// The same, said so that it fits what was tried.
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// With another code, and the same for the one field it points at.
    pub fn with_code(mut self, code: Code) -> Self {
        self.0.code = code;
        for field in &mut self.0.fields {
            field.code = code;
        }
        self
    }

    /// With a cause for the log.
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// With what was wrong with the access token that came along, in the words of RFC 6750.
    pub fn of_the_token(mut self) -> Self {
        if self.0.code.status() == 401 {
            self.0.challenge = Some("invalid_token");
        }
        self
    }

    /// With the number of seconds to wait.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// With where the budget of tries stands.
    pub fn limited(mut self, rate: Rate) -> Self {
        self.0.rate = Some(rate);
        self
    }

    /// The same error seen from outside: pointers get a prefix, as when an input is nested in another, and so does
    /// the sentence that names the first.
    pub fn under(mut self, prefix: &str) -> Self {
        let said = self.0.fields.first().is_some_and(|field| self.0.detail == said_of(field));
        for field in &mut self.0.fields {
            field.pointer.insert_str(0, prefix);
        }
        if let Some(field) = self.0.fields.first().filter(|_| said) {
            self.0.detail = said_of(field);
        }
        self
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// One line about errors of this code, in the language of whoever sent the request.
    pub fn title(&self) -> &'static str {
        readers_language().told(self.0.code.title())
    }

    /// The sentence for people.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The sentence for people in the language of whoever sent the request, where there is one.
    pub fn told(&self) -> String {
        match self.0.fields.first() {
            // An error about a field is made of what is wrong with the first one.
            Some(field) if self.0.detail == said_of(field) => at(&field.pointer, &field.told()),
            _ => readers_language().sentence(&self.0.detail),
        }
    }

    /// What is wrong with single fields.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// What is logged and never sent.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// Seconds to wait, for `Retry-After`.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.0.retry_after
    }

    /// What every door says in headers about waiting and tries that are left: `Retry-After` (RFC 9110)
    /// and the RateLimit fields (draft-ietf-httpapi-ratelimit-headers).
    pub fn rate_headers(&self) -> Vec<(&'static str, String)> {
        let mut headers: Vec<_> = self.0.retry_after.map(|n| ("retry-after", n.to_string())).into_iter().collect();
        if let Some(rate) = self.0.rate {
            headers.push(("ratelimit-policy", format!("\"tries\";q={};w={}", rate.quota, rate.window)));
            headers.push(("ratelimit", format!("\"tries\";r={};t={}", rate.remaining, rate.wait)));
        }
        headers
    }

    /// What `WWW-Authenticate` says: the scheme with every 401 (RFC 9110 §11.6.1), and what was wrong with
    /// a token that came along (RFC 6750 §3).
    pub fn challenge(&self) -> Option<String> {
        const SCHEME: &str = "Bearer realm=\"focalpoint\"";
        let wrong = match self.0.code {
            Code::InsufficientScope => Some("insufficient_scope"),
            _ => self.0.challenge,
        };
        match wrong {
            Some(wrong) => Some(format!("{SCHEME}, error=\"{wrong}\"")),
            None => (self.0.code.status() == 401).then(|| SCHEME.to_owned()),
        }
    }

    /// Counts it and logs its cause, if it has one. Whichever door tells a client of it says so here, once.
    pub(crate) fn note(&self) {
        let code = self.0.code.name();
        metrics::counter!("focalpoint_errors_total", "code" => code).increment(1);
        if let Some(cause) = self.cause() {
            tracing::error!(code, cause, "a request failed");
        }
    }

    /// The resource that a repeated request made the first time.
    pub(crate) fn replayed(&self) -> Option<Answered> {
        self.0.replay
    }
}

impl FieldError {
    /// What was wrong, in the language of whoever sent the request, where there is one.
    pub fn told(&self) -> String {
        readers_language().sentence(&self.detail)
    }
}

/// The language of whoever sent the request that is being served.
fn readers_language() -> Language {
    Language::first_of(request_id::languages())
}

fn said_of(field: &FieldError) -> String {
    at(&field.pointer, &field.detail)
}

/// What is wrong at a place; the input as a whole has none to be named.
fn at(pointer: &str, detail: &str) -> String {
    if pointer.is_empty() { detail.to_owned() } else { format!("{pointer}: {detail}") }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl std::error::Error for Error {}

/// The place of a list's entry: in a body its number, in a query nothing more than the parameter's name, whose
/// values stand beside each other.
pub fn entry(list: &str, n: usize) -> String {
    if list.starts_with('?') { list.to_owned() } else { format!("{list}/{n}") }
}

/// Gathers what is wrong with an input, so that a person hears all of it at once.
#[derive(Debug, Default)]
pub struct Findings(Vec<FieldError>);

impl Findings {
    /// Notes what is wrong with one field.
    pub fn add(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        self.0.push(FieldError { pointer: pointer.into(), code: Code::Invalid, detail: detail.into() });
    }

    /// Notes what is wrong unless `right`.
    pub fn check(&mut self, right: bool, pointer: &str, detail: &str) {
        if !right {
            self.add(pointer, detail);
        }
    }

    /// Takes the value, or notes what is not right with the input (422); anything else that went
    /// wrong, as in the database, is passed on: it is no finding, and its words are not for whoever asks.
    pub fn take<T>(&mut self, result: Result<T>) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.code() == Code::Invalid => {
                if error.field_errors().is_empty() {
                    self.add("", error.detail());
                }
                self.0.extend(error.field_errors().iter().cloned());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Takes the value, or notes a refusal (403) or what stands in the way (409) at the field that it is about;
    /// anything else that went wrong is passed on.
    pub fn note<T>(&mut self, pointer: impl Into<String>, result: Result<T>) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if matches!(error.code().status(), 403 | 409) => {
                let (code, detail) = (error.code(), error.detail().to_owned());
                self.0.push(FieldError { pointer: pointer.into(), code, detail });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// All that was found, in order.
    pub fn all(self) -> Vec<FieldError> {
        self.0
    }

    /// Ends the gathering: an error if anything was found. It is what the question asked first found: whether they
    /// may comes before whether it is right, and that before what stands in its way.
    pub fn done(self) -> Result<()> {
        let mut fields = self.0;
        fields.sort_by_key(|field| match field.code.status() {
            403 => 0,
            409 => 2,
            _ => 1,
        });
        let Some(code) = fields.first().map(|field| field.code) else { return Ok(()) };
        let mut error = Error::fields(fields);
        error.0.code = code;
        Err(error)
    }
}
