//! Changing one's password.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::Account;
use super::{read, store, store_person, void_what_was_sent};
use crate::access::{Act, Target, acts};
use crate::ctx::{Ctx, NETWORK_NAME};
use crate::error::{Error, Result};
use crate::identity::sessions::end_sessions_of_account;
use crate::kit::password;
use crate::network::references::organisation_references;
use crate::texts::{Reader, Text, Wording};

/// The present password and the next.
#[derive(Clone, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ChangePasswordInput")]
pub struct ChangePassword {
    /// The password until now.
    pub current_password: String,
    /// 12 to 256 characters, not easily guessed.
    pub new_password: String,
}

/// Sets a new password and ends all other sessions of the account, a change of its address that is under
/// way, and links to choose a new password.
pub async fn change_password(ctx: &Ctx, input: ChangePassword) -> Result<Account> {
    let expert = ctx.expert()?;
    let account = own_account(ctx).await?;
    let target = Target { id: Some(account.id), person: Some(expert), ..Target::none("ACCOUNT") };
    ctx.permit(Act::KeepOwnAccount, &target)?;
    proved(ctx, &account, &input.current_password, "/currentPassword").await?;
    judged(ctx, expert, &account.email, &input.new_password, "/newPassword").await?;
    let hash = password::hash(&input.new_password).await.map_err(Error::internal)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::KeepOwnAccount>(&target)?;
    store::set_password(&unit, &permit, account.id, &hash).await?;
    // Whoever asked for a change of address, or for a new password, before this one asks again.
    void_what_was_sent(&unit, &permit, account.id).await?;
    let here = ctx.actor.session().map(|s| s.id);
    end_sessions_of_account(&mut unit, &permit, account.id, here).await?;
    let wording = Wording::new("Your password was changed")
        .and("The password of your account was changed, and you were signed out everywhere else.")
        .and(
            Text::of("If that was not you, set a new one at {0} and tell your focal point.")
                .with(format!("{}/reset", ctx.world.config.public_url())),
        );
    unit.mail(&wording.to(&Reader::new(&account.email, account.language.as_deref()))).await?;
    unit.note_fields(&["password"]);
    unit.commit(Some(account.id)).await?;
    read::one(ctx, account.id).await
}

/// The account of whoever asks.
pub(super) async fn own_account(ctx: &Ctx) -> Result<entity::account::Model> {
    let id: Uuid = ctx.expert()?;
    store::by_id_or_expert(ctx.db(), id).await?.ok_or_else(Error::not_found)
}

/// Whether somebody who is signed in knows the password, too: a copied token is not enough for what
/// follows. Tries are throttled with those of signing in.
pub(super) async fn proved(ctx: &Ctx, account: &entity::account::Model, given: &str, pointer: &str) -> Result<()> {
    let (throttle, now) = (&ctx.world.throttle, ctx.now());
    let rate = throttle.attempt(&account.email_key, &ctx.caller.address, now)?;
    match password::verify(given, account.password_hash.as_deref()).await.map_err(Error::internal)? {
        true => throttle.was_right(&account.email_key, &ctx.caller.address, now),
        false => return Err(Error::invalid(pointer, "This is not your password.").limited(rate)),
    }
    Ok(())
}

/// Whether a new password will do for its owner (422): what others know about a person (names, address,
/// body, network) is what they guess first.
pub(crate) async fn judged(ctx: &Ctx, expert: Uuid, email: &str, given: &str, pointer: &str) -> Result<()> {
    let (person, _) = store_person::expert(ctx.db(), expert).await?;
    let mut known = vec![person.name, email.to_owned(), "Focalpoint".to_owned()];
    known.extend(store_person::names(ctx.db(), expert).await?.into_iter().map(|row| row.name));
    known.extend(ctx.world.setting(NETWORK_NAME).await?);
    let (_, places) = store_person::posts_ever(ctx.db(), expert).await?;
    let bodies: Vec<Uuid> = places.iter().map(|place| place.organisation_id).collect();
    known.extend(organisation_references(ctx, &bodies).await?.into_values().flat_map(|body| [body.name, body.code]));
    known.extend(places.into_iter().map(|place| place.title));
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let judged = password::judge(given, &known).await.map_err(Error::internal)?;
    judged.map_err(|advice| Error::invalid(pointer, advice))
}
