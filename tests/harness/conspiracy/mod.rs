//! The conspirators: people who do whatever they may, in any order, through the real verbs, while
//! everybody else sits still. The network they play in, what they play, and what must hold after
//! every act.

pub mod act;
mod invariants;
mod network;
mod play;
mod question;
mod stage;

pub use act::Act;
pub use network::{BODIES, COUNTRIES, GROUPS, PEOPLE};
pub use play::{Lean, play};
pub use question::{Question, question};
pub use stage::Stage;
