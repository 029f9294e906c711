//! The letter of an invitation.

use super::store::Row;
use crate::kit::mail::Letter;

/// Invites somebody to open the link.
pub(super) fn invitation_letter(row: &Row, body: &str, address: &str, until: &str) -> Letter {
    let message = row.message.as_deref().map(|words| format!("{words}\n\n")).unwrap_or_default();
    let post = match body.is_empty() {
        true => row.title.clone(),
        false => format!("{}, {body}", row.title),
    };
    let text = format!(
        "Dear {},\n\nyou are invited to the exchange server of the network, as: {post}.\n\n{message}\
         Open this page to see what the invitation carries and to accept it with a password of your own:\n\n\
         {address}\n\nThe page works until {until}, once. If you did not expect this letter, you need not do anything.\n",
        row.name,
    );
    Letter { to: row.email.clone(), subject: "You are invited".to_owned(), text }
}
