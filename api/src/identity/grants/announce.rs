//! Whoever becomes a keeper is announced to the other keepers.

use entity::ids::keepers_of;
use entity::role_grant;
use entity::vocabulary::Role;
use uuid::Uuid;

use super::{experts_behind, store};
use crate::access::{ActType, PartySet, Permit, roles};
use crate::error::Result;
use crate::ledger::Unit;
use crate::texts::{Named, Text, Wording};

/// Step: a grant counts, now or once it begins: whoever becomes a keeper by it is announced. One of a post that
/// waits itself makes nobody a keeper yet: it is announced when the post begins to count.
pub(crate) async fn announce_grant<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    grant: &role_grant::Model,
) -> Result<()> {
    if !store::holder_counts(unit.tx(), grant.holder).await? {
        return Ok(());
    }
    let person = store::person_behind(unit.tx(), grant.holder).await?.0;
    announce(unit, permit, person, grant.scope, grant.role).await
}

/// Writes to those who keep the same already. The letter names nobody and nothing: it leads to the
/// list of grants, where sight decides what is read.
pub(crate) async fn announce<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    person: Option<Uuid>,
    scope: Option<Uuid>,
    role: Role,
) -> Result<()> {
    let kept = match (roles::keeps(role), scope) {
        (roles::Keeps::Scope, Some(scope)) => scope,
        (roles::Keeps::SecretariatBody, _) => unit.world().secretariat().await?,
        (roles::Keeps::Scope | roles::Keeps::Nothing, _) => return Ok(()),
    };
    let mut others = experts_behind(unit, permit, &PartySet::of([keepers_of(kept)])).await?;
    others.retain(|expert| Some(*expert) != person);
    let url = unit.world().config.public_url();
    let wording = Wording::new("Somebody now keeps what you keep")
        .and(
            Text::of("A grant was recorded that makes somebody a keeper ({0}) of what you keep, too.")
                .told(role.name()),
        )
        .and(Text::of("See who, and end it if that is wrong: {0}").with(format!("{url}/v1/grants?scope={kept}")));
    for reader in store::readers(unit.tx(), &others).await? {
        unit.mail(&wording.to(&reader)).await?;
    }
    Ok(())
}
