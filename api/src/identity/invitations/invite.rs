//! Inviting a person.

use entity::invitation;
use entity::vocabulary::{ItemState, LinkPurpose, Precision, SendState};
use uuid::Uuid;

use super::appointed::{appoint_invited, judged_appointments};
use super::carried::{give_carried, judged};
use super::input::InviteExpert;
use super::letters::invitation_letter;
use super::read::one;
use super::store;
use super::view::Invitation;
use super::withdraw::withdraw_step;
use crate::access::{Act, ActType, Permit, Place, Target, acts, place_of};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::access_requests::{Asked, ask};
use crate::identity::accounts::{email_key, store as accounts};
use crate::identity::links::{LINK_LIVES, NewLink, make_link};
use crate::kit::timestamp::Timestamp;
use crate::ledger::{PostedInvitation, Unit};
use crate::network::experts::{NewExpert, NewPost, add_expert, begin_post_as, check_named, check_title};
use crate::network::organisations::{check_lives, pointer_of};
use crate::network::references::{organisation, organisation_references};
use crate::texts::Language;

/// Invites a person: makes the expert, the post and the grants, all of it pending, and sends a
/// letter with a one-time link.
pub async fn invite(ctx: &Ctx, input: InviteExpert) -> Result<Invitation> {
    ctx.signed_in()?;
    may_invite(ctx, &input).await?;
    let mut unit = ctx.begin().await?;
    let made = invite_in(ctx, &mut unit, &input, None).await?;
    unit.note("expert", made.expert.to_string());
    unit.note("post", made.post.to_string());
    unit.note("organisation", made.organisation.to_string());
    unit.commit(Some(made.id)).await?;
    one(ctx, made.id).await
}

/// Whether the actor may invite to the body that is named, asked before the ledger's head is taken: whoever may
/// not holds nobody up.
pub(super) async fn may_invite(ctx: &Ctx, input: &InviteExpert) -> Result<()> {
    let body = body_of(ctx, input).await?;
    ctx.permit_at(Act::InviteExpert, &Target::none("INVITATION"), body).await
}

/// The body that an invitation is to.
async fn body_of(ctx: &Ctx, input: &InviteExpert) -> Result<Uuid> {
    let (code, body) = (input.post.organisation_code.as_deref(), input.post.organisation_id);
    organisation(ctx, body, code).await.map_err(|error| error.under("/post"))
}

/// What an invitation has made: what the ledger's record names of it.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invited {
    /// The invitation.
    #[serde(rename = "invitation")]
    pub id: Uuid,
    /// The expert.
    pub expert: Uuid,
    /// The post.
    pub post: Uuid,
    /// Its body.
    pub organisation: Uuid,
}

/// Step: everything of an invitation, in a unit that may hold several.
pub(super) async fn invite_in(
    ctx: &Ctx,
    unit: &mut Unit,
    input: &InviteExpert,
    batch_id: Option<Uuid>,
) -> Result<Invited> {
    let body = body_of(ctx, input).await?;
    let place = place_of(unit.tx(), body, unit.at()).await?.unwrap_or_default();
    let permit = unit.permit::<acts::InviteExpert>(&Target::at("INVITATION", None, place))?;
    let (id, post) = (unit.new_id(), unit.new_id());
    // The record is about the invitation, or about the batch and all that it holds.
    unit.made(batch_id.unwrap_or(id));
    let standing = store::standing(unit, post, place).await?;
    let mut findings = Findings::default();
    let carried = judged(ctx, unit, &input.grants, &standing, &mut findings).await?;
    let appointed = judged_appointments(ctx, unit, &permit, &input.appointments, place, &mut findings).await?;
    check(input, &mut findings);
    let pointer = format!("/post{}", pointer_of(input.post.organisation_id));
    let from = input.post.valid_from.map(|when| when.begin(&ctx.world.zone));
    check_lives(unit, body, &pointer, from, &mut findings).await?;
    findings.done()?;
    make_way(unit, &permit, &input.email).await?;

    let expert = add_invited(unit, &permit, input, place.body.unwrap_or(body)).await?;
    // Whoever asks for the word says it by acting; either way the post waits to be accepted.
    let asked = Asked {
        act: Act::InviteExpert,
        target_kind: "EXPERT",
        target: expert,
        result_id: Some(post),
        enters: vec![body],
        leaves: Vec::new(),
        gainers: vec![expert],
        payload: serde_json::json!({ "invitation": id }),
    };
    ask(unit, &permit, asked).await?;
    begin_post_as(unit, &permit, post, post_of(ctx, unit, input, expert, place, body)).await?;
    give_carried(unit, &permit, post, expert, carried).await?;
    appoint_invited(unit, &permit, (post, place.body.unwrap_or(body), expert), appointed).await?;
    let row = invitation::Model {
        id,
        batch_id,
        email: input.email.trim().to_owned(),
        email_key: email_key(&input.email),
        expert_id: expert,
        post_id: post,
        invited_by: unit.actor().party(),
        message: input.message.clone(),
        created_at: unit.at().micros(),
        expires_at: unit.at().plus(LINK_LIVES).micros(),
        accepted_at: None,
        withdrawn_at: None,
        send_state: SendState::Queued,
        language: input.languages.iter().find_map(|tag| Language::named(tag)).map(|known| known.tag().to_owned()),
    };
    store::insert(unit, &permit, row).await?;
    send(ctx, unit, &permit, id).await?;
    for thing in [id, expert, post] {
        unit.about(thing);
    }
    Ok(Invited { id, expert, post, organisation: body })
}

/// Step: makes the link and sends the letter.
pub(super) async fn send<A: ActType>(ctx: &Ctx, unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<Timestamp> {
    let row = store::of_link(unit.tx(), id).await?;
    let expires_at = unit.at().plus(LINK_LIVES);
    let link = NewLink { purpose: LinkPurpose::Invitation, subject: id, hands_over: None, expires_at };
    let token = make_link(unit, permit, link).await?;
    let address = format!("{}/invitation/{token}", ctx.world.config.public_url());
    let bodies = organisation_references(ctx, &[row.organisation_id]).await?;
    let body = bodies.get(&row.organisation_id).map(|body| body.name.clone()).unwrap_or_default();
    let about = PostedInvitation { id, expires_at: expires_at.micros() };
    let letter = invitation_letter(&row, &body, &address, (&ctx.world.zone, expires_at));
    unit.mail_invitation(letter, about).await?;
    Ok(expires_at)
}

/// An address that has an account is 409, and so is one that is invited already; one whose
/// invitation ran out is invited anew.
async fn make_way<A: ActType>(unit: &mut Unit, permit: &Permit<A>, email: &str) -> Result<()> {
    let key = email_key(email);
    if accounts::holder_of(unit.tx(), &key).await?.is_some() {
        return Err(Error::new(Code::Conflict, "Somebody with this address has an account already."));
    }
    for old in store::unsettled(unit.tx(), &key).await? {
        if old.expires_at > unit.at().micros() {
            let detail = "This address is invited already; send that invitation again, or withdraw it.";
            return Err(Error::new(Code::Conflict, detail));
        }
        withdraw_step(unit, permit, old.id, "It ran out, and the address was invited anew.").await?;
    }
    Ok(())
}

/// The expert, who is shown to the network only once the invitation is accepted.
async fn add_invited<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    input: &InviteExpert,
    owner: Uuid,
) -> Result<Uuid> {
    let new = NewExpert {
        name: input.name.trim().to_owned(),
        native_names: input.native_names.clone(),
        languages: input.languages.clone(),
        fields: Vec::new(),
        owner,
        card: None,
    };
    let expert = add_expert(unit, permit, new).await?;
    let row = items::store::row(unit, permit, expert).await?;
    rewrite_item(unit, permit, &row, Rewrite { state: Some(ItemState::Draft), ..Rewrite::default() }).await?;
    Ok(expert)
}

fn post_of(ctx: &Ctx, unit: &Unit, input: &InviteExpert, expert: Uuid, place: Place, body: Uuid) -> NewPost {
    NewPost {
        expert,
        organisation: place.body.unwrap_or(body),
        title: input.post.title.trim().to_owned(),
        office_telephone: None,
        office_email: None,
        valid_from: input.post.valid_from.map_or(unit.at(), |when| when.begin(&ctx.world.zone)),
        valid_until: None,
        precision: Precision::Day,
        counts: false,
    }
}

fn check(input: &InviteExpert, findings: &mut Findings) {
    findings.mailbox("/email", input.email.trim());
    check_title(findings, "/post/title", &input.post.title);
    findings.at_most(2_000, "/message", input.message.as_deref());
    check_named(Some(&input.name), &input.native_names, &input.languages, findings);
}
