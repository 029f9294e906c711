//! The letter of an invitation.

use super::store::Row;
use crate::kit::day::Zone;
use crate::kit::mail::Letter;
use crate::kit::timestamp::Timestamp;
use crate::texts::{Reader, Text, Wording};

/// Invites somebody to open the link, in the language that the invitation asks for.
pub(super) fn invitation_letter(row: &Row, body: &str, address: &str, (zone, until): (&Zone, Timestamp)) -> Letter {
    let post = match body.is_empty() {
        true => row.title.clone(),
        false => format!("{}, {body}", row.title),
    };
    let mut wording = Wording::new("You are invited")
        .and(Text::of("Dear {0},").with(&row.name))
        .and(Text::of("you are invited to the exchange server of the network, as: {0}.").with(post));
    if let Some(words) = &row.message {
        wording = wording.and(Text::of("{0}").with(words));
    }
    wording
        .and("Open this page to see what the invitation carries and to accept it with a password of your own:")
        .and(Text::of("{0}").with(address))
        .and(
            Text::of("The page works until {0}, once. If you did not expect this letter, you need not do anything.")
                .at(zone, until),
        )
        .to(&Reader::new(&row.email, row.language.as_deref()))
}
