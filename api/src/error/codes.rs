//! The one table of error codes: name, status, title, and what a client should do.

/// Makes [`Code`] and everything that is derived from the table.
macro_rules! codes {
    ($($variant:ident = $name:literal, $status:literal, $title:literal, $advice:literal;)+) => {
        /// What went wrong, as both doors name it (`code`, `extensions.code`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $(#[doc = $advice] $variant,)+ }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code's name.
            pub const fn name(self) -> &'static str { match self { $(Self::$variant => $name),+ } }

            /// The HTTP status it goes with.
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status),+ } }

            /// One line for people.
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title),+ } }

            /// What a client should do about it.
            pub const fn advice(self) -> &'static str { match self { $(Self::$variant => $advice),+ } }
        }
    };
}

codes! {
    BadRequest = "BAD_REQUEST", 400, "The request cannot be read", "Correct what `errors` points at; nothing was looked up or stored.";
    UnknownField = "UNKNOWN_FIELD", 400, "A field or parameter is not known", "Remove or rename the field that `errors` points at.";
    BadCursor = "BAD_CURSOR", 400, "The cursor is not one of ours", "Begin again without `after`; cursors are opaque and belong to one list with one filter and order.";
    Unauthenticated = "UNAUTHENTICATED", 401, "Sign in first", "Send a valid access token: sign in, or refresh.";
    BadCredentials = "BAD_CREDENTIALS", 401, "Address or password is wrong", "Check both; the answer does not tell which of them is wrong.";
    AccountSuspended = "ACCOUNT_SUSPENDED", 403, "The account is suspended", "Ask an editor of the organisation, a focal point of the country or an administrator; signing in again is of no use until then.";
    SessionEnded = "SESSION_ENDED", 401, "The session has ended", "Sign in again.";
    Forbidden = "FORBIDDEN", 403, "You may not do this", "Ask somebody who holds a role that permits it; `detail` says which.";
    MustPropose = "MUST_PROPOSE", 403, "You may not publish so wide, but you may propose it", "Make the audience narrower, or propose it; nothing was stored.";
    InsufficientScope = "insufficient_scope", 403, "The token's scope does not cover this", "Ask for a token with the scope named in `detail` (RFC 6750).";
    NotForOneself = "NOT_FOR_ONESELF", 403, "Nobody gives to or acts for themselves here", "Ask somebody else who holds a role that permits it.";
    BadCsrf = "BAD_CSRF", 403, "The form is out of date", "Load the page again and repeat.";
    NotFound = "NOT_FOUND", 404, "Nothing here, or not shared with you", "Ask the sender or your focal point.";
    MethodNotAllowed = "METHOD_NOT_ALLOWED", 405, "This address does not take that method", "Use one of the methods in `Allow`.";
    NotAcceptable = "NOT_ACCEPTABLE", 406, "No answer in a format you accept", "Accept `application/json`.";
    Conflict = "CONFLICT", 409, "Something stands in the way", "`detail` says what; change it first, or leave this.";
    LastAdministrator = "LAST_ADMINISTRATOR", 409, "That would leave no administrator", "Make another administrator first.";
    LinkUsed = "LINK_USED", 410, "The link was used or has run out", "Ask for a new one.";
    CursorGone = "CURSOR_GONE", 410, "The cursor leads nowhere any more", "Take everything once more from `/v1/export`; its last line says where the feed goes on.";
    PreconditionFailed = "PRECONDITION_FAILED", 412, "It was changed meanwhile", "Load it again, look at what changed, and repeat with the new revision.";
    TooLarge = "TOO_LARGE", 413, "The request is too large", "Send less; `detail` names the limit.";
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", 415, "That media type is not accepted here", "Send `application/json`.";
    Invalid = "INVALID", 422, "The input is not right", "Correct what `errors` points at.";
    ConfirmWidening = "CONFIRM_WIDENING", 422, "This opens the item to more readers", "Repeat it with `confirm: true` if that is meant.";
    IdempotencyMismatch = "IDEMPOTENCY_MISMATCH", 422, "That Idempotency-Key was used for another request", "Use a new key for a new request.";
    PreconditionRequired = "PRECONDITION_REQUIRED", 428, "Say which revision you are changing", "Send `If-Match` with the ETag you read (GraphQL: `revision`).";
    TooManyRequests = "TOO_MANY_REQUESTS", 429, "Too many tries", "Wait as long as `Retry-After` says.";
    TooManySubscriptions = "TOO_MANY_SUBSCRIPTIONS", 429, "Too many subscriptions on one socket", "End one, or open another socket.";
    QueryTooDeep = "QUERY_TOO_DEEP", 400, "The query is nested too deep", "Ask in several queries.";
    QueryTooComplex = "QUERY_TOO_COMPLEX", 400, "The query asks for too much at once", "Ask for fewer things or shorter pages.";
    TooManyAliases = "TOO_MANY_ALIASES", 400, "The query has too many aliases or root fields", "Ask in several queries.";
    TooManyDirectives = "TOO_MANY_DIRECTIVES", 400, "A field has too many directives", "Remove some.";
    QueryInvalid = "QUERY_INVALID", 400, "The query is not valid GraphQL for this schema", "Check it against /schema.graphql.";
    BatchRefused = "BATCH_REFUSED", 400, "Batches of queries are not taken", "Send one query a request.";
    Timeout = "TIMEOUT", 503, "It took too long", "Ask for less, or try again later. Look before you repeat what writes, or repeat it under the same `Idempotency-Key`.";
    Unavailable = "UNAVAILABLE", 503, "The server cannot do that now", "Try again later.";
    Internal = "INTERNAL", 500, "Something went wrong on our side", "Tell whoever runs this server the `requestId`. Look before you repeat what writes, or repeat it under the same `Idempotency-Key`.";
}
