//! What invitations that come together are to each other: each address is invited once, and one principal speaks for
//! a country and field at a time.

use std::collections::HashSet;

use entity::vocabulary::Rank;
use uuid::Uuid;

use super::appointed::Appointed;
use crate::error::{Code, Error, Findings, Result};
use crate::identity::accounts::email_key;
use crate::kit::timestamp::Timestamp;

/// A country and a field, and from when to when a principal is to stand for them.
type Seat = (Uuid, Option<Uuid>, Timestamp, Option<Timestamp>);

/// What those before it ask for.
#[derive(Default)]
pub(super) struct Beside {
    addresses: HashSet<String>,
    seats: Vec<Seat>,
}

impl Beside {
    /// Notes what one asks for that another has asked for already.
    pub fn look(&mut self, email: &str, appointed: &[Appointed], findings: &mut Findings) -> Result<()> {
        let key = email_key(email);
        if !key.is_empty() && !self.addresses.insert(key) {
            findings.note("/email", in_the_way("This address stands in the batch already."))?;
        }
        for one in appointed.iter().filter(|one| one.rank == Rank::Principal) {
            let seat = (one.country, one.competence, one.from, one.until);
            if self.seats.iter().any(|other| crosses(other, &seat)) {
                let pointer = format!("/appointments/{}/rank", one.n);
                let detail = "Another principal is invited for this country and field in that time.";
                findings.note(pointer, in_the_way(detail))?;
            }
            self.seats.push(seat);
        }
        Ok(())
    }
}

fn in_the_way(detail: &str) -> Result<()> {
    Err(Error::new(Code::Conflict, detail))
}

fn crosses(one: &Seat, other: &Seat) -> bool {
    let before = |until: Option<Timestamp>, from: Timestamp| until.is_some_and(|until| until <= from);
    (one.0, one.1) == (other.0, other.1) && !before(one.3, other.2) && !before(other.3, one.2)
}
