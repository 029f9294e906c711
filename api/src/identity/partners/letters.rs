//! Letters about partner systems.

use entity::vocabulary::Role;
use uuid::Uuid;

use crate::access::{Which, holders};
use crate::error::Result;
use crate::identity::grants;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::texts::{Reader, Text, Wording};

/// Those who edit a body.
pub(super) async fn editors(unit: &Unit, body: Uuid) -> Result<Vec<Reader>> {
    let live = holders(unit.tx(), Which::WithAWord, unit.at(), unit.at()).await?;
    let mut experts: Vec<Uuid> = live
        .iter()
        .filter(|holder| holder.role == Role::OrganisationEditor && holder.standing.bodies.contains(&body))
        .filter_map(|holder| holder.expert)
        .collect();
    experts.sort_unstable();
    experts.dedup();
    grants::store::readers(unit.tx(), &experts).await
}

/// Tells an editor of the body where to fetch the secret.
pub(super) fn secret_letter(unit: &Unit, name: &str, client_id: &str, address: &str, until: Timestamp) -> Wording {
    Wording::new(Text::of("The secret of {0}").with(name))
        .and(
            Text::of("A new secret was made for the partner system \"{0}\" (client id {1}).").with(name).with(client_id),
        )
        .and("Open this page to see it. It is shown once, to whoever of your organisation opens it first, and only after signing in:").and(Text::of("{0}").with(address))
        .and(
            Text::of("The page works until {0}. If you did not expect this, tell your administrator and do not open it.")
                .at(&unit.world().zone, until),
        )
}
