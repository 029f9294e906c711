//! How an audience travels from the request to SQL, a file for each step:
//!
//! 1. [`input`]: what a client writes, and whether it has the right form.
//! 2. [`resolve`]: the parties that it names, looked up under the asker's sight ([`store_parties`]); what
//!    is not there is told by [`unknown`]. A [`PartySet`] is the result, normalised.
//! 3. `items/publishing.rs` asks `access::may_publish` whether it may be published so wide, and
//!    [`change`] what it opens beside what is published.
//! 4. [`effective`]: with the item's state and keepers it becomes who sees the item, by
//!    `access::seen_by` alone; [`store`] gives each set its number, once and for ever.
//! 5. `items/steps.rs` writes both numbers into the item's row, `audience` and `seen_by`, and the change
//!    record with them.
//! 6. `access::visible` compares `seen_by` with the reader's parties, in every list and for everything
//!    that is asked for by its id.
//!
//! [`party_view`] shows an audience again, to those who keep the item.
//!
//! [`PartySet`]: crate::access::PartySet

mod change;
mod effective;
mod input;
mod party_view;
mod resolve;
mod said;
mod store;
mod store_parties;
mod unknown;

pub(in crate::exchange) use change::change;
pub(in crate::exchange) use effective::{Numbers, Wanted, numbers, numbers_of};
pub use input::{AudienceInput, MOST_PARTIES, PartyInput, PartyInputKind};
pub use party_view::{Audience, Party, audience_views, party_views};
pub(in crate::exchange) use resolve::resolve_audience_beside;
pub use resolve::{FoundParty, resolve_audience_in, resolve_parties, resolve_parties_in};
pub(crate) use resolve::{Standing, resolve_audience_beside_in};
pub(crate) use store::declared;
pub(in crate::exchange) use store::{intern, intern_all, number_in, party_set, party_sets};
pub(in crate::exchange) use store_parties::{Named, codes, codes_of_parties, named, seen_things};
