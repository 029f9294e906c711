//! Whose word a grant waits for.

use entity::ids::keepers_of;
use entity::vocabulary::{Role, ScopeKind};
use uuid::Uuid;

use super::store;
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, Permit, place_of, roles};
use crate::error::{Error, Result};
use crate::identity::access_requests::{Asked, Word, ask, changed_meanwhile, still_says};
use crate::ledger::Unit;

/// A grant whose word is asked for.
pub(crate) struct Wanted {
    /// The grant, made beforehand.
    pub grant: Uuid,
    /// The role.
    pub role: Role,
    /// Its scope; none for NETWORK.
    pub scope: Option<Uuid>,
    /// Post or partner system that receives it.
    pub holder: Uuid,
    /// The expert who receives it.
    pub person: Option<Uuid>,
}

/// The parties whose keepers say the word: those who keep already, where the grant makes a keeper
/// (always for the Secretariat, else with `access.two_person`); and those of the holder's body, where
/// a keeper of it ended a grant with own sight before, by whatever role it is given back.
pub(crate) async fn asked_for_grant(unit: &Unit, role: Role, scope: Option<Uuid>, holder: Uuid) -> Result<Vec<Uuid>> {
    let shut_out = roles::own_sight(role) && store::shut_out(unit.tx(), holder).await?;
    let shut_out = shut_out && !broken(Rule::EndedByAKeeper);
    let keeper = roles::keeps(role) != roles::Keeps::Nothing;
    let mut parties = Vec::new();
    if role == Role::Secretariat {
        parties.push(keepers_of(unit.world().secretariat().await?));
    } else if keeper && (shut_out || unit.world().config.access.two_person) {
        parties.extend(scope.map(keepers_of));
    }
    // The keepers of a body that is the scope are asked already.
    if shut_out && !(keeper && roles::scope_of(role) == ScopeKind::Organisation) {
        parties.extend(place_of(unit.tx(), holder, unit.at()).await?.and_then(|place| place.body));
    }
    Ok(parties)
}

/// Whether the actor could give it without asking anybody else.
pub(super) async fn needs_no_other(
    unit: &Unit,
    role: Role,
    scope: Option<Uuid>,
    holder: Uuid,
    person: Option<Uuid>,
) -> Result<bool> {
    let (by, gainers) = (unit.actor().expert(), person.as_slice());
    for party in asked_for_grant(unit, role, scope, holder).await? {
        if !still_says(unit, party, by, gainers).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether those who were asked are still all that would be asked: the holder's body may have shut them out
/// since, and then its word is needed, too.
pub(crate) async fn still_fits(unit: &Unit, grant: Uuid, asked: &[Uuid]) -> Result<()> {
    let missing = || Error::internal(format!("grant {grant} is missing"));
    let row = store::row(unit.tx(), grant).await?.ok_or_else(missing)?;
    let needed = asked_for_grant(unit, row.role, row.scope, row.holder).await?;
    for party in needed.iter().filter(|party| !asked.contains(party)) {
        // Where there is nobody to be asked, one does without.
        if !still_says(unit, *party, None, &[]).await? && !broken(Rule::RequestsStillFit) {
            return Err(changed_meanwhile("By now this takes the word of others than those who were asked."));
        }
    }
    Ok(())
}

/// Asks for the word that a grant needs.
pub(crate) async fn word_for<A: ActType>(unit: &mut Unit, permit: &Permit<A>, wanted: &Wanted) -> Result<Word> {
    let enters = asked_for_grant(unit, wanted.role, wanted.scope, wanted.holder).await?;
    if enters.is_empty() {
        return Ok(Word::Said);
    }
    let asked = Asked {
        act: Act::GrantRole,
        target_kind: "GRANT",
        target: wanted.grant,
        result_id: Some(wanted.grant),
        enters,
        leaves: Vec::new(),
        gainers: wanted.person.into_iter().collect(),
        payload: serde_json::Value::Null,
    };
    ask(unit, permit, asked).await
}
