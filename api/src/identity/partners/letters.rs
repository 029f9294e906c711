//! Letters about partner systems.

use crate::kit::mail::Letter;
use crate::kit::timestamp::Timestamp;

/// Tells an editor of the body where to fetch the secret.
pub(super) fn secret_letter(to: String, name: &str, client_id: &str, address: &str, until: Timestamp) -> Letter {
    let text = format!(
        "A new secret was made for the partner system \"{name}\" (client id {client_id}).\n\n\
         Open this page to see it. It is shown once, to whoever of your organisation opens it first,\n\
         and only after signing in:\n\n{address}\n\n\
         The page works until {until}. If you did not expect this, tell your administrator and do not open it.\n"
    );
    Letter { to, subject: format!("The secret of {name}"), text }
}
