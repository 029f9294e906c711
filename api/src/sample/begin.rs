//! Begins a real network: reference data without people, and its first administrator.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use entity::role_grant;
use entity::vocabulary::{AccountState, LinkPurpose, Precision, Role, ScopeKind};
use uuid::Uuid;

use super::files::NetworkFiles;
use super::load::{Held, held};
use super::reference::load_reference;
use crate::access::{ActType, Permit, Target, acts};
use crate::commands::told;
use crate::ctx::{CONTENTS, Ctx, World, store as settings};
use crate::error::{Error, Result as Outcome};
use crate::identity::accounts::{account_of_address, add_account, store as accounts};
use crate::identity::grants::{NewGrant, insert_grant, store as grants};
use crate::identity::links::{NewLink, make_link};
use crate::kit::mail::is_address;
use crate::kit::start_lock;
use crate::ledger::Unit;
use crate::network::experts::{NewExpert, NewPost, add_expert, begin_post_step, present_post};
use crate::start;

/// How long the link works with which the first administrator sets a password.
const LINK_WORKS: Duration = Duration::from_secs(72 * 60 * 60);

/// What a real network begins with.
pub struct Beginning<'a> {
    /// Mailbox of the first administrator.
    pub email: &'a str,
    /// Name of the first administrator.
    pub name: &'a str,
    /// Another network's files; those of the Söderköping process if not given.
    pub from: Option<&'a Path>,
}

impl Beginning<'_> {
    /// What is wrong with it by itself.
    pub fn check(&self) -> Result<(), String> {
        if !is_address(self.email) {
            return Err("--admin-email is no address of a mailbox; write it like olena@example.org".to_owned());
        }
        if self.name.trim().is_empty() {
            return Err("--admin-name is empty; write the administrator's name, or leave it out".to_owned());
        }
        match self.from.filter(|folder| !folder.is_dir()) {
            Some(folder) => {
                Err(format!("--from: {} is no folder; docs/network-files.md says what it holds", folder.display()))
            }
            None => Ok(()),
        }
    }
}

/// Loads the reference data and makes the first administrator, who is also secretariat. Returns the
/// address of the page on which the password is set.
pub async fn begin(world: &Arc<World>, beginning: Beginning<'_>) -> Result<String, String> {
    beginning.check()?;
    // Of several that begin at once the others find a network.
    let lock = start_lock::hold(&world.database).await.map_err(|error| start::brief(&error))?;
    let begun = begin_alone(world, beginning).await;
    lock.release().await;
    begun
}

async fn begin_alone(world: &Arc<World>, beginning: Beginning<'_>) -> Result<String, String> {
    match held(&world.database).await? {
        Held::Nothing => {}
        Held::Sample | Held::HalfASample => {
            return Err("this database holds the sample; begin with another --data or --database-url".to_owned());
        }
        Held::Network => {
            return Err(
                "this database holds a network already; for a lost administrator use `focalpoint admin recover`"
                    .to_owned(),
            );
        }
    }
    let files = match beginning.from {
        None => NetworkFiles::embedded(),
        Some(folder) => NetworkFiles::from_directory(folder),
    };
    let files = files.map_err(|problems| problems.to_string())?;
    let mut unit = Ctx::system(world).begin().await.map_err(|e| told(&e))?;
    let made = async {
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        settings::put(&unit, &permit, CONTENTS, "NETWORK").await?;
        let codes = load_reference(&mut unit, &permit, &files).await?;
        let body = super::reference::id(&codes.organisations, &files.settings.secretariat)?;
        let account = first_administrator(&mut unit, &permit, body, &beginning).await?;
        let token = password_link(&unit, &permit, account).await?;
        unit.commit(None).await?;
        Ok(token)
    };
    let token = made.await.map_err(|e: Error| told(&e))?;
    Ok(format!("{}/reset/{token}", world.config.public_url()))
}

async fn first_administrator<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    body: Uuid,
    who: &Beginning<'_>,
) -> Outcome<Uuid> {
    let new = NewExpert {
        name: who.name.to_owned(),
        native_names: Vec::new(),
        languages: Vec::new(),
        fields: Vec::new(),
        owner: body,
        card: None,
    };
    let expert = add_expert(unit, permit, new).await?;
    let account = add_account(unit, permit, expert, who.email, None).await?;
    let post = NewPost {
        expert,
        organisation: body,
        title: "Administrator".to_owned(),
        office_telephone: None,
        office_email: None,
        valid_from: unit.at(),
        valid_until: None,
        precision: Precision::Day,
        counts: true,
    };
    let post = begin_post_step(unit, permit, post).await?;
    for role in [Role::Administrator, Role::Secretariat] {
        give(unit, permit, post, role, "First administrator, made by `focalpoint init`.").await?;
    }
    Ok(account)
}

async fn give<A: ActType>(unit: &mut Unit, permit: &Permit<A>, post: Uuid, role: Role, reason: &str) -> Outcome<Uuid> {
    let new = NewGrant {
        role,
        holder: post,
        scope_kind: ScopeKind::Network,
        scope: None,
        competence_id: None,
        valid_from: unit.at(),
        valid_until: None,
        counts: true,
        reason: reason.to_owned(),
    };
    insert_grant(unit, permit, new).await
}

async fn password_link<A: ActType>(unit: &Unit, permit: &Permit<A>, account: Uuid) -> Outcome<String> {
    let expires_at = unit.at().plus(LINK_WORKS);
    make_link(unit, permit, NewLink { purpose: LinkPurpose::Reset, subject: account, hands_over: None, expires_at })
        .await
}

/// Makes somebody who has an account and a post administrator again, from the host. Recorded in the
/// ledger like every act. Returns the address of the page on which a new password is set.
pub async fn recover(world: &Arc<World>, email: &str, reason: &str) -> Result<String, String> {
    if reason.trim().is_empty() {
        return Err("--reason: say why, in words; the ledger keeps it".to_owned());
    }
    let mut unit = Ctx::system(world).begin().await.map_err(|e| told(&e))?;
    let made = async {
        let (account, expert) = account_of_address(unit.tx(), email)
            .await?
            .ok_or_else(|| Error::invalid("--email", "there is no account with that address"))?;
        let target = Target { id: Some(account), ..Target::none("ACCOUNT") };
        let permit = unit.permit::<acts::RecoverAdministrator>(&target)?;
        let post = present_post(unit.tx(), expert, unit.at()).await?.map(|(post, _)| post);
        let post = post.ok_or_else(|| {
            Error::invalid("--email", "this person has no post that runs, and rights belong to a post")
        })?;
        // Nothing is given twice, and a link to a suspended account would lead nowhere. One that waits for a word
        // or is to end is no help.
        let standing = grants::standing(unit.tx(), Role::Administrator, post, None, unit.at().micros()).await?;
        let stays = |grant: &role_grant::Model| {
            grant.counts_from.is_some_and(|from| from <= unit.at().micros()) && grant.valid_until.is_none()
        };
        if !standing.as_ref().is_some_and(stays) {
            give(&mut unit, &permit, post, Role::Administrator, reason).await?;
        }
        if accounts::state_of(unit.tx(), account).await? != AccountState::Active {
            accounts::change_state(&unit, &permit, account, AccountState::Active, false).await?;
        }
        let token = password_link(&unit, &permit, account).await?;
        unit.because(reason);
        unit.commit(Some(account)).await?;
        Ok(token)
    };
    let token = made.await.map_err(|e: Error| told(&e))?;
    Ok(format!("{}/reset/{token}", world.config.public_url()))
}
