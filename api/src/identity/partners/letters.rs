//! Letters about partner systems.

use entity::vocabulary::Role;
use uuid::Uuid;

use crate::access::{Which, holders};
use crate::error::Result;
use crate::identity::grants;
use crate::kit::mail::Letter;
use crate::ledger::Unit;

/// Addresses of those who edit a body.
pub(super) async fn editors(unit: &Unit, body: Uuid) -> Result<Vec<String>> {
    let live = holders(unit.tx(), Which::WithAWord, unit.at(), unit.at()).await?;
    let mut experts: Vec<Uuid> = live
        .iter()
        .filter(|holder| holder.role == Role::OrganisationEditor && holder.standing.bodies.contains(&body))
        .filter_map(|holder| holder.expert)
        .collect();
    experts.sort_unstable();
    experts.dedup();
    grants::store::addresses(unit.tx(), &experts).await
}

/// Tells an editor of the body where to fetch the secret.
pub(super) fn secret_letter(to: String, name: &str, client_id: &str, address: &str, until: &str) -> Letter {
    let text = format!(
        "A new secret was made for the partner system \"{name}\" (client id {client_id}).\n\n\
         Open this page to see it. It is shown once, to whoever of your organisation opens it first,\n\
         and only after signing in:\n\n{address}\n\n\
         The page works until {until}. If you did not expect this, tell your administrator and do not open it.\n"
    );
    Letter { to, subject: format!("The secret of {name}"), text }
}
