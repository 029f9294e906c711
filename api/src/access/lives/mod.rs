//! Lives: everything dated by which somebody holds parties, so that *who could see it, when and why*
//! is answered for any past instant. The rows are those that `load_actor` reads, taken for all people
//! at once; what follows from them is worked out by the same pure functions.

mod chain;
mod life;
mod rows;

pub use chain::{Chain, Link, Sight, TakenOver, Timeline};
pub use life::{GrantLife, Life, Lives, MembershipLife, Span};
pub use rows::{Whose, lives};
