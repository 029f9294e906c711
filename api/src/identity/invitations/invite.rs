//! Inviting a person.

use entity::invitation;
use entity::vocabulary::{ItemState, LinkPurpose, Precision, SendState};
use uuid::Uuid;

use super::appointed::{Appointed, appoint_invited, judged_appointments};
use super::beside::Beside;
use super::carried::{Carried, give_carried, judged};
use super::faults::Faults;
use super::input::InviteExpert;
use super::letters::invitation_letter;
use super::named::{Named, named};
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
use crate::ledger::{Look, PostedInvitation, Unit};
use crate::network::experts::{NewExpert, NewPost, add_expert, begin_post_as, check_named, check_title};
use crate::network::organisations::{check_lives, pointer_of};
use crate::network::references::organisation_references;
use crate::texts::Language;

/// Invites a person: makes the expert, the post and the grants, all of it pending, and sends a
/// letter with a one-time link.
pub async fn invite(ctx: &Ctx, input: InviteExpert) -> Result<Invitation> {
    ctx.signed_in()?;
    let mut findings = Findings::default();
    let named = named(ctx, &input, &Faults::default(), &mut findings).await?;
    if let Some(body) = named.body {
        ctx.permit_at(Act::InviteExpert, &Target::none("INVITATION"), body).await?;
    }
    let judged = judge(ctx, ctx, &input, &named, &mut findings).await?;
    Beside::default().look(&input.email, &judged.appointed, &mut findings)?;
    refuse(ctx, findings.done()).await?;
    let mut unit = ctx.begin().await?;
    let made = invite_in(ctx, &mut unit, (&input, &named), None).await?;
    unit.note("expert", made.expert.to_string());
    unit.note("post", made.post.to_string());
    unit.note("organisation", made.organisation.to_string());
    unit.commit(Some(made.id)).await?;
    one(ctx, made.id).await
}

/// Tells what was found before the ledger's head was taken: whoever is wrong holds nobody up. Where the same
/// request, under its key, was answered since it came in, what it made is in its own way: that is the answer.
pub(super) async fn refuse(ctx: &Ctx, found: Result<()>) -> Result<()> {
    if found.is_err() && ctx.idempotency.is_some() {
        ctx.begin().await?.changes_nothing();
    }
    found
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

/// What was judged of an invitation.
pub(super) struct Judged {
    /// Where the post would stand.
    place: Place,
    /// The roles.
    carried: Vec<Carried>,
    /// The appointments.
    pub appointed: Vec<Appointed>,
}

/// All that is wrong with an invitation, as of a look: before the ledger's head is taken, and again under it, where it
/// finds only what has changed meanwhile. Of an address it is told who may invite.
pub(super) async fn judge(
    ctx: &Ctx,
    look: &impl Look,
    input: &InviteExpert,
    named: &Named,
    findings: &mut Findings,
) -> Result<Judged> {
    check(input, findings);
    let place = match named.body {
        Some(body) => Some(place_of(look.db(), body, look.at()).await?.unwrap_or_default()),
        None => None,
    };
    // Where the body is not known, whether they may is asked where they stand themselves.
    let asked_at = match (place, look.actor().standing().map(|own| own.body)) {
        (Some(place), _) => place,
        (None, Some(own)) => place_of(look.db(), own, look.at()).await?.unwrap_or_default(),
        (None, None) => Place::default(),
    };
    let may = look.may(Act::InviteExpert, &Target::at("INVITATION", None, asked_at));
    let may = match place {
        Some(_) => findings.note("", may)?.is_some(),
        None => may.is_ok(),
    };
    if !may {
        return Ok(Judged { place: asked_at, carried: Vec::new(), appointed: Vec::new() });
    }
    let standing = match place {
        Some(place) => Some(store::standing(look, look.world().new_id(), place).await?),
        None => None,
    };
    let carried = judged(ctx, look, (&input.grants, &named.scopes), standing.as_ref(), findings).await?;
    let appointed = judged_appointments(ctx, look, (&input.appointments, &named.fields), place, findings).await?;
    if let Some(body) = named.body {
        let pointer = format!("/post{}", pointer_of(input.post.organisation_id));
        let from = input.post.valid_from.map(|when| when.begin(&ctx.world.zone));
        check_lives(look, body, &pointer, from, findings).await?;
    }
    findings.note("/email", is_free(look, &input.email).await)?;
    Ok(Judged { place: asked_at, carried, appointed })
}

/// Step: everything of an invitation, in a unit that may hold several.
pub(super) async fn invite_in(
    ctx: &Ctx,
    unit: &mut Unit,
    (input, named): (&InviteExpert, &Named),
    batch_id: Option<Uuid>,
) -> Result<Invited> {
    let mut findings = Findings::default();
    let Judged { place, carried, appointed } = judge(ctx, unit, input, named, &mut findings).await?;
    findings.done()?;
    let body = named.body.ok_or_else(|| Error::internal("an invitation to a body that was not found"))?;
    let permit = unit.permit::<acts::InviteExpert>(&Target::at("INVITATION", None, place))?;
    let (id, post) = (unit.new_id(), unit.new_id());
    // The record is about the invitation, or about the batch and all that it holds.
    unit.made(batch_id.unwrap_or(id));
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

/// An address that has an account is 409, and so is one that is invited already.
async fn is_free(look: &impl Look, email: &str) -> Result<()> {
    let key = email_key(email);
    if accounts::holder_of(look.db(), &key).await?.is_some() {
        return Err(Error::new(Code::Conflict, "Somebody with this address has an account already."));
    }
    let now = look.at().micros();
    match store::unsettled(look.db(), &key).await?.iter().any(|old| old.expires_at > now) {
        true => Err(Error::new(
            Code::Conflict,
            "This address is invited already; send that invitation again, or withdraw it.",
        )),
        false => Ok(()),
    }
}

/// One whose invitation ran out is invited anew.
async fn make_way<A: ActType>(unit: &mut Unit, permit: &Permit<A>, email: &str) -> Result<()> {
    for old in store::unsettled(unit.tx(), &email_key(email)).await? {
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
