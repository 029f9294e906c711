//! The one order of all writes. Every write is one [`Unit`]: rows, one ledger record, change
//! records and outbox events, all or nothing, numbered without gaps in order of commit.

pub mod chain;
mod emit;
mod idempotency;
mod look;
pub mod refusals;
mod unit;

pub use chain::{Break, Checkpoint, head, verify};
pub use emit::{MAIL, Posted, PostedInvitation, mail_outside};
pub use idempotency::answered;
pub(crate) use look::Look;
pub use unit::{Subject, Unit};
