//! Accepting an invitation.

use async_graphql::InputObject;
use entity::invitation;
use entity::vocabulary::{ItemState, LinkPurpose, Rank, Role, ScopeKind};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::carries::{Carries, carries};
use super::judge_again::word_still_stands;
use super::store;
use super::withdraw::begin_counting;
use crate::access::{Act, Target, acts, place_of};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::access_requests::Word;
use crate::identity::accounts::store::set_language;
use crate::identity::accounts::{insert_account, judged};
use crate::identity::links::{look_at_link, subject_of, use_link};
use crate::identity::sessions::{Session, begin_session};
use crate::kit::password;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;
use crate::network::experts::Leaving;
use crate::network::references::organisation_references;
use crate::texts::Language;

/// The acceptance of an invitation.
#[derive(Clone, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "AcceptInvitationInput")]
pub struct AcceptInvitation {
    /// The token of the letter's link: what follows `/invitation/`.
    pub token: String,
    /// A password of one's own: 12 to 256 characters, not easily guessed.
    #[schema(example = "quiet rivers carry lanterns")]
    pub password: String,
}

/// What a link to an invitation offers, before it is accepted.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Who is invited.
    pub name: String,
    /// The account's address.
    pub email: String,
    /// Title of the post.
    pub title: String,
    /// Name of its body.
    pub body: String,
    /// Name of the body that invites; none where it is not public, and for whoever sits at the host.
    pub invited_by: Option<String>,
    /// Words of who invites.
    pub message: Option<String>,
    /// The roles.
    pub roles: Vec<OfferedRole>,
    /// Whether the post still waits for the word of its body.
    pub waits: bool,
    /// First instant the link no longer works.
    pub expires_at: Timestamp,
}

/// A role that an invitation offers.
#[derive(Clone, Debug)]
pub struct OfferedRole {
    /// The role.
    pub role: Role,
    /// NETWORK, COUNTRY, ORGANISATION or GROUP.
    pub scope_kind: ScopeKind,
    /// Name of the country, body or group that is the scope, where there is one and it is public.
    pub scope: Option<String>,
    /// Label of the policy field, for field contacts.
    pub field: Option<String>,
    /// The rank, where it is an appointment.
    pub rank: Option<Rank>,
    /// Last instant; none where it is open.
    pub valid_to: Option<Timestamp>,
}

/// What accepting made.
#[derive(Clone, Copy, Debug)]
pub struct Accepted {
    /// The account.
    pub account: Uuid,
    /// The expert.
    pub expert: Uuid,
}

/// Looks at an invitation; consumes nothing. 404 for a link that never was, 410 for one that was
/// used, withdrawn or has run out.
pub async fn look(ctx: &Ctx, token: &str) -> Result<Offer> {
    ctx.permit(Act::Authenticate, &Target::none("INVITATION"))?;
    let id = look_at_link(ctx, LinkPurpose::Invitation, token).await?;
    let row = store::of_link(ctx.db(), id).await?;
    let grants = store::grants(ctx.db(), &[row.post_id]).await?.remove(&row.post_id).unwrap_or_default();
    let inviter = match row.invited_by {
        Some(party) => place_of(ctx.db(), party, ctx.now()).await?.and_then(|place| place.body),
        None => None,
    };
    let mut carries = carries(ctx, &grants.iter().collect::<Vec<_>>()).await?;
    let bodies: Vec<Uuid> = inviter.into_iter().chain([row.organisation_id]).collect();
    let bodies = organisation_references(ctx, &bodies).await?;
    let named = |id: Uuid| bodies.get(&id).map(|body| body.name.clone());
    let roles = grants.iter().map(|grant| {
        let Carries { field, rank, scope } = carries.remove(&grant.id).unwrap_or_default();
        OfferedRole {
            role: grant.role,
            scope_kind: grant.scope_kind,
            scope: scope.map(|(_, name)| name),
            field: field.map(|(_, label)| label),
            rank,
            valid_to: grant.valid_until.map(last_of),
        }
    });
    Ok(Offer {
        body: named(row.organisation_id).unwrap_or_default(),
        roles: roles.collect(),
        invited_by: inviter.and_then(named),
        name: row.name,
        email: row.email,
        title: row.title,
        message: row.message,
        waits: row.request_id.is_some(),
        expires_at: Timestamp::from_micros(row.expires_at),
    })
}

/// Whether a link that works no longer is of an invitation that was accepted: whoever comes back by it has an account.
/// Else it ran out, or was withdrawn.
pub async fn was_accepted(ctx: &Ctx, token: &str) -> Result<bool> {
    ctx.permit(Act::Authenticate, &Target::none("INVITATION"))?;
    let id = subject_of(ctx, LinkPurpose::Invitation, token).await?;
    Ok(store::of_link(ctx.db(), id).await?.accepted_at.is_some())
}

/// Accepts an invitation and signs in.
pub async fn accept(ctx: &Ctx, input: AcceptInvitation) -> Result<Session> {
    let accepted = accept_step(ctx, input).await?;
    begin_session(ctx, accepted.account).await
}

/// Step: accepts an invitation: makes the account; the post counts from now, with all that belongs to it,
/// if its body has said the word.
pub async fn accept_step(ctx: &Ctx, input: AcceptInvitation) -> Result<Accepted> {
    let nothing = Target::none("INVITATION");
    ctx.permit(Act::Authenticate, &nothing)?;
    let id = look_at_link(ctx, LinkPurpose::Invitation, &input.token).await?;
    let row = store::of_link(ctx.db(), id).await?;
    judged(ctx, row.expert_id, &row.email, &input.password, "/password").await?;
    // Hashing takes time, and a unit holds the ledger's head.
    let hashed = password::hash(&input.password).await.map_err(Error::internal)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::Authenticate>(&Target { id: Some(id), ..nothing })?;
    use_link(&unit, &permit, LinkPurpose::Invitation, &input.token).await?;
    let row = store::of_link(unit.tx(), id).await?;
    unit.acts_in_person(row.expert_id);
    let account = insert_account(&mut unit, &permit, row.expert_id, &row.email, Some(hashed)).await?;
    // What the invitation was written in, else what whoever accepts reads.
    let asked = ctx.languages.iter().find_map(|tag| Language::named(tag)).map(|known| known.tag().to_owned());
    set_language(&unit, &permit, account, row.language.clone().or(asked).as_deref()).await?;
    let expert = items::store::row(&unit, &permit, row.expert_id).await?;
    rewrite_item(&mut unit, &permit, &expert, Rewrite { state: Some(ItemState::Published), ..Rewrite::default() })
        .await?;
    if row.request_id.is_none() && word_still_stands(&mut unit, &permit, &row).await? == Word::Said {
        begin_counting(&mut unit, &permit, row.post_id, Leaving::InPerson).await?;
    }
    let accepted_at = Set(Some(unit.at().micros()));
    store::rewrite(&unit, &permit, invitation::ActiveModel { id: Set(id), accepted_at, ..Default::default() }).await?;
    unit.note("accepts", "INVITATION");
    unit.note("expert", row.expert_id.to_string());
    unit.commit(Some(id)).await?;
    Ok(Accepted { account, expert: row.expert_id })
}
