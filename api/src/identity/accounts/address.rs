//! Changing one's address: the new one proves itself by a link, and it counts with the old one's
//! word or 72 hours after the old one was told. The old one may refuse.

use std::time::Duration;

use async_graphql::InputObject;
use entity::vocabulary::{AccountState, LinkPurpose, RequestState};
use entity::{account, address_change};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::password::{own_account, proved};
use super::view::Account;
use super::{email_key, read, store, store_address};
use crate::access::{Act, ActType, Permit, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::identity::links::{NewLink, look_at_link_for, make_link, open_subjects, use_link, void_links};
use crate::kit::mail;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::texts::{Reader, Text, Wording};

/// How long the old address may object.
const NOTICE: Duration = Duration::from_secs(72 * 3_600);
/// How long the links of a change work.
pub(super) const LIVES: Duration = Duration::from_secs(7 * 24 * 3_600);

/// The new address.
#[derive(Clone, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ChangeAddressInput")]
pub struct ChangeAddress {
    /// The new address.
    pub email: String,
    /// The account's password.
    pub password: String,
}

/// What an address says about a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// It is right.
    Yes,
    /// It shall not be.
    No,
}

/// A change as the page behind a link shows it.
#[derive(Clone, Debug)]
pub struct AddressWord {
    /// Whether the link came to the new address; else it came to the old one.
    pub to_new: bool,
    /// The new address.
    pub email: String,
}

/// Asks for a change of address: letters go to the old and the new one.
pub async fn change_address(ctx: &Ctx, input: ChangeAddress) -> Result<Account> {
    let expert = ctx.expert()?;
    let account = own_account(ctx).await?;
    let target = Target { id: Some(account.id), person: Some(expert), ..Target::none("ACCOUNT") };
    ctx.permit(Act::KeepOwnAccount, &target)?;
    let email = input.email.trim();
    if !mail::is_address(email) {
        return Err(Error::invalid("/email", "This is no e-mail address."));
    }
    proved(ctx, &account, &input.password, "/password").await?;
    if email == account.email {
        return Err(Error::invalid("/email", "That is your address already."));
    }
    // A stranger's mailbox is named here, so it gets no more letters than by asking for a new password; and
    // one account asks in few mailboxes, whoever holds it.
    ctx.world.throttle.write(&format!("change of {}", account.id), ctx.now())?;
    ctx.world.throttle.write(&email_key(email), ctx.now())?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::KeepOwnAccount>(&target)?;
    withdraw_changes(&unit, &permit, account.id).await?;
    let change = address_change::Model {
        id: unit.new_id(),
        account_id: account.id,
        email: email.to_owned(),
        requested_at: unit.at().micros(),
        new_confirmed_at: None,
        effective_at: unit.at().plus(NOTICE).micros(),
        done_at: None,
        state: RequestState::Waiting,
    };
    store_address::insert(&unit, &permit, change.clone()).await?;
    write_letters(&mut unit, &permit, &account, &change).await?;
    unit.note_fields(&["email"]);
    unit.commit(Some(account.id)).await?;
    read::one(ctx, account.id).await
}

async fn write_letters<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    account: &account::Model,
    change: &address_change::Model,
) -> Result<()> {
    let url = unit.world().config.public_url();
    let expires_at = unit.at().plus(LIVES);
    let link = |purpose| NewLink { purpose, subject: change.id, hands_over: None, expires_at };
    let new = make_link(unit, permit, link(LinkPurpose::AddressNew)).await?;
    let old = make_link(unit, permit, link(LinkPurpose::AddressOld)).await?;
    let to_new = Wording::new("Is this your new address?")
        .and("Somebody, probably you, wants to sign in with this address from now on.")
        .and("Say here that it is right:")
        .and(Text::of("{0}").with(format!("{url}/address/{new}")))
        .and("If it was not you, do nothing.");
    unit.mail(&to_new.to(&Reader::new(&change.email, account.language.as_deref()))).await?;
    let to_old = Wording::new("Your address is to be changed")
        .and(
            Text::of("Somebody who knows your password wants your account to have the address {0}.")
                .with(&change.email),
        )
        .and("Confirm or refuse it here:")
        .and(Text::of("{0}").with(format!("{url}/address/{old}")))
        .and("If you do nothing it is changed in 72 hours, once the new address has answered.");
    unit.mail(&to_old.to(&Reader::new(&account.email, account.language.as_deref()))).await
}

/// What a link is about. Looking consumes nothing.
pub async fn look_at_address(ctx: &Ctx, token: &str) -> Result<AddressWord> {
    let (purpose, change) = found(ctx, token).await?;
    Ok(AddressWord { to_new: purpose == LinkPurpose::AddressNew, email: change.email })
}

async fn found(ctx: &Ctx, token: &str) -> Result<(LinkPurpose, address_change::Model)> {
    ctx.permit(Act::Authenticate, &Target::none("ACCOUNT"))?;
    let (purpose, id) = look_at_link_for(ctx, &[LinkPurpose::AddressNew, LinkPurpose::AddressOld], token).await?;
    let change = store_address::one(ctx.db(), id).await?;
    match still_waits(ctx.db(), &change).await? {
        true => Ok((purpose, change)),
        false => Err(closed()),
    }
}

/// Whether a change may still be made: not one that was refused, carried out or voided, and not for an account that
/// is shut.
async fn still_waits(db: &impl ConnectionTrait, change: &address_change::Model) -> Result<bool> {
    match change.state {
        RequestState::Waiting => Ok(store::state_of(db, change.account_id).await? == AccountState::Active),
        RequestState::Done | RequestState::Refused | RequestState::Withdrawn => Ok(false),
    }
}

fn closed() -> Error {
    Error::new(Code::LinkUsed, "The link was used or has run out; ask for a new one.")
}

/// Step: what was sent to get into an account, or to keep it under another address, leads nowhere any more: the
/// changes of its address that wait are withdrawn, and links to choose a new password are void.
pub(crate) async fn void_what_was_sent<A: ActType>(unit: &Unit, permit: &Permit<A>, account: Uuid) -> Result<()> {
    withdraw_changes(unit, permit, account).await?;
    void_links(unit, permit, LinkPurpose::Reset, account).await
}

/// Step: the same for many accounts, of which few have anything sent.
pub(crate) async fn void_what_was_sent_to<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    accounts: &[Uuid],
) -> Result<()> {
    for account in sent_to(unit.tx(), accounts, unit.at()).await? {
        void_what_was_sent(unit, permit, account).await?;
    }
    Ok(())
}

/// Those of the accounts to which something was sent that still works: two statements for each five hundred.
pub(crate) async fn sent_to(db: &impl ConnectionTrait, accounts: &[Uuid], now: Timestamp) -> Result<Vec<Uuid>> {
    let mut sent = Vec::new();
    for accounts in accounts.chunks(500) {
        sent.extend(store_address::to_be_changed(db, accounts).await?);
        sent.extend(open_subjects(db, LinkPurpose::Reset, accounts, now).await?);
    }
    sent.sort_unstable();
    sent.dedup();
    Ok(sent)
}

async fn withdraw_changes<A: ActType>(unit: &Unit, permit: &Permit<A>, account: Uuid) -> Result<()> {
    for change in store_address::waiting(unit.tx(), account).await? {
        close(unit, permit, &change, RequestState::Withdrawn).await?;
    }
    Ok(())
}

/// Says a word by a link: yes or no, from the new or the old address. Whether the change counts now.
pub async fn say_address(ctx: &Ctx, token: &str, saying: Saying) -> Result<bool> {
    let (purpose, change) = found(ctx, token).await?;
    let mut unit = ctx.begin().await?;
    let target = Target { id: Some(change.account_id), ..Target::none("ACCOUNT") };
    let permit = unit.permit::<acts::Authenticate>(&target)?;
    use_link(&unit, &permit, purpose, token).await?;
    unit.note_fields(&["email"]);
    let counts = match saying {
        Saying::No => {
            close(&unit, &permit, &change, RequestState::Refused).await?;
            false
        }
        Saying::Yes => {
            let change = store_address::note(&unit, &permit, &change, purpose == LinkPurpose::AddressNew).await?;
            // A new password voids a change, and so does a suspension: there may have been one since the link was
            // looked at.
            if !still_waits(unit.tx(), &change).await? {
                return Err(closed());
            }
            let is_due = change.new_confirmed_at.is_some() && change.effective_at <= unit.at().micros();
            if is_due {
                carry_out(&mut unit, &permit, &change).await?;
            }
            is_due
        }
    };
    unit.commit(Some(change.account_id)).await?;
    Ok(counts)
}

async fn close<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    change: &address_change::Model,
    state: RequestState,
) -> Result<()> {
    void_links(unit, permit, LinkPurpose::AddressNew, change.id).await?;
    void_links(unit, permit, LinkPurpose::AddressOld, change.id).await?;
    store_address::close(unit, permit, change.id, state).await
}

/// The change counts. 409 where somebody else has the address by now.
async fn carry_out<A: ActType>(unit: &mut Unit, permit: &Permit<A>, change: &address_change::Model) -> Result<()> {
    let key = email_key(&change.email);
    if store::holder_of(unit.tx(), &key).await?.is_some_and(|holder| holder.id != change.account_id) {
        return Err(Error::new(Code::Conflict, "There is an account with this address already."));
    }
    let account = store::by_id_or_expert(unit.tx(), change.account_id).await?.ok_or_else(Error::not_found)?;
    store::set_address(unit, permit, change.account_id, &change.email, &key).await?;
    close(unit, permit, change, RequestState::Done).await?;
    // Whoever reads the mailbox it had gets in by nothing that was sent there.
    void_what_was_sent(unit, permit, change.account_id).await?;
    let wording = Wording::new("Your address was changed")
        .and(Text::of("Your account now has the address {0}.").with(&change.email));
    for to in [&account.email, &change.email] {
        unit.mail(&wording.to(&Reader::new(to, account.language.as_deref()))).await?;
    }
    Ok(())
}

/// Job: carries out the changes whose 72 hours are over. One that fails holds up no other.
pub async fn make_due_changes(ctx: &Ctx) -> Result<()> {
    let mut done = Ok(());
    for change in store_address::due(ctx.db(), ctx.now()).await? {
        done = done.and(make(ctx, &change).await);
    }
    done
}

/// Carries out a change; one that cannot be is refused.
async fn make(ctx: &Ctx, change: &address_change::Model) -> Result<()> {
    let target = Target { id: Some(change.account_id), ..Target::none("ACCOUNT") };
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::Authenticate>(&target)?;
    // Another replica may have been here meanwhile.
    let change = &store_address::one(unit.tx(), change.id).await?;
    if change.state != RequestState::Waiting {
        return Ok(());
    }
    unit.note_fields(&["email"]);
    match still_waits(unit.tx(), change).await? {
        true => match carry_out(&mut unit, &permit, change).await {
            Ok(()) => {}
            Err(error) if error.code() == Code::Conflict => {
                close(&unit, &permit, change, RequestState::Refused).await?;
            }
            Err(error) => return Err(error),
        },
        false => close(&unit, &permit, change, RequestState::Withdrawn).await?,
    }
    unit.commit(Some(change.account_id)).await.map(|_| ())
}
