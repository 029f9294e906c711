//! What a database's errors are to a client: that it took too long, that it does not answer now, or that something is
//! wrong here. The only place that tells them apart.

use sea_orm::{DbErr, RuntimeErr, SqlxError};

use super::{Code, Error};

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if took_too_long(&error) {
            return Self::new(Code::Timeout, "The database took too long. Ask for less, or try again later.")
                .because(error);
        }
        if does_not_answer(&error) {
            return Self::new(
                Code::Unavailable,
                "The database does not answer now; try again later. Before you repeat what writes, look whether it was done, or repeat it under the same Idempotency-Key.",
            )
            .retry_after(RETRY_AFTER)
            .because(error);
        }
        Self::internal(error)
    }
}

/// Seconds after which it is worth while to ask a database again that does not answer now: it starts anew.
const RETRY_AFTER: u64 = 5;

/// Whether the database cannot be reached, or went away in the middle: it is started anew, or all connections are
/// taken. A connection that breaks is told in as many ways as there are places where it can break.
fn does_not_answer(error: &DbErr) -> bool {
    let cause = match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        _ => return false,
    };
    match cause.as_ref() {
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::Protocol(_) => true,
        SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
        SqlxError::Database(told) => told.code().is_some_and(|code| is_of_a_lost_connection(&code)),
        _ => false,
    }
}

/// PostgreSQL's words for it: class 08 (connection exception), 53300 (too many connections), 57P01 to 57P05 (shut
/// down by somebody, crashed, still starting, the database dropped, idle for too long), 25006 (a stand-by that only
/// reads: the primary is being changed), 55000 (the database takes no connections while somebody works on it).
fn is_of_a_lost_connection(code: &str) -> bool {
    let is_sqlstate = code.len() == 5;
    is_sqlstate && (code.starts_with("08") || code.starts_with("57P0") || ["53300", "25006", "55000"].contains(&code))
}

/// Whether the database ended a statement since it took too long (PostgreSQL's SQLSTATE 57014,
/// `query_canceled`; SQLite's 9, SQLITE_INTERRUPT).
fn took_too_long(error: &DbErr) -> bool {
    let (DbErr::Exec(cause) | DbErr::Query(cause)) = error else { return false };
    let RuntimeErr::SqlxError(cause) = cause else { return false };
    cause.as_database_error().and_then(|told| told.code()).is_some_and(|code| ["57014", "9"].contains(&code.as_ref()))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::fmt;
    use std::sync::Arc;

    use sea_orm::sqlx::error::{DatabaseError, ErrorKind};

    use super::*;

    #[derive(Debug)]
    struct Told(&'static str);

    impl fmt::Display for Told {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl std::error::Error for Told {}

    impl DatabaseError for Told {
        fn message(&self) -> &str {
            self.0
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(self.0))
        }

        fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    fn told(cause: SqlxError) -> [Error; 2] {
        let cause = Arc::new(cause);
        [DbErr::Exec(RuntimeErr::SqlxError(Arc::clone(&cause))), DbErr::Query(RuntimeErr::SqlxError(cause))]
            .map(Error::from)
    }

    #[test]
    fn a_database_that_goes_away_is_503_with_when_to_try_again_however_that_is_told() {
        let broken = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let causes = [
            SqlxError::Io(broken()),
            SqlxError::Protocol("unexpected end".to_owned()),
            SqlxError::PoolTimedOut,
            SqlxError::PoolClosed,
            SqlxError::WorkerCrashed,
        ];
        let codes = ["57P01", "57P02", "57P03", "08000", "08003", "08006", "53300", "25006", "55000"];
        let causes = causes.into_iter().chain(codes.map(|code| SqlxError::Database(Box::new(Told(code)))));
        let before = Error::from(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(SqlxError::Io(broken())))));
        for error in causes.flat_map(told).chain([before]) {
            assert_eq!(
                (error.code(), error.retry_after_seconds()),
                (Code::Unavailable, Some(RETRY_AFTER)),
                "{error:?}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_statement_is_no_lost_connection() {
        for code in ["23505", "42601", "1555", "787", "8"] {
            for error in told(SqlxError::Database(Box::new(Told(code)))) {
                assert_eq!(error.code(), Code::Internal, "{code}");
            }
        }
        for error in told(SqlxError::Database(Box::new(Told("57014")))) {
            assert_eq!(error.code(), Code::Timeout);
        }
        assert_eq!(Error::from(DbErr::RecordNotFound("row".to_owned())).code(), Code::Internal);
    }
}
