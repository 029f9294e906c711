//! What the command line does, apart from reading it.

mod audit;
mod keys;
mod line;
mod network;
mod open;
mod serve;

pub(crate) use audit::told;
pub use audit::{checkpoint, signed_head, verify_ledger};
pub use keys::rotate_keys;
pub use line::{init_line, nothing_here, public_init_line, sample_line};
pub use network::{begin_network, load_sample, load_synthetic, recover_administrator};
pub use open::{migrate, open, open_existing};
pub use serve::serve;

use std::io::Write;

/// Prints a line for whoever runs the command.
pub fn say(text: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{text}").map_err(|error| format!("cannot print: {error}"))
}
