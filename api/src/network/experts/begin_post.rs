//! Beginning a post: an access act, since whoever holds one enters a body.

use async_graphql::InputObject;
use entity::vocabulary::{ItemKind, PostState, Precision};
use entity::{post, post_place};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::card::move_card;
use super::end_post::finish_post;
use super::named::check_title;
use super::posts::one_post;
use super::view::Post;
use super::{store_post_steps as store, update_post::checked_office};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, Permit, Target, acts, keep_an_administrator, place_of};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::access_requests::{Asked, Outcome, Word, ask, changed_meanwhile, commit_act};
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;
use crate::ledger::Unit;
use crate::network::facts::life::{rights_begin, rights_end};
use crate::network::organisations::{check_lives, pointer_of};
use crate::network::references;

/// A post to be begun.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "BeginPostInput")]
pub struct BeginPost {
    /// Whose post it is to be.
    pub expert_id: Uuid,
    /// The body, by its id.
    pub organisation_id: Option<Uuid>,
    /// The body, by its code.
    #[schema(example = "ua-dmsu")]
    pub organisation_code: Option<String>,
    /// Title of the position.
    #[schema(example = "Head of the Readmission Division")]
    pub title: String,
    /// Since when; now if not given. It counts from when it is confirmed, never before.
    pub valid_from: Option<When>,
    /// Telephone of the office.
    pub office_telephone: Option<String>,
    /// Mailbox of the office.
    pub office_email: Option<String>,
}

/// A post as a step writes it.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// Whose it is.
    pub expert: Uuid,
    /// The body.
    pub organisation: Uuid,
    /// Title of the position.
    pub title: String,
    /// Telephone of the office.
    pub office_telephone: Option<String>,
    /// Mailbox of the office.
    pub office_email: Option<String>,
    /// First instant it is said to run.
    pub valid_from: Timestamp,
    /// First instant it is said to run no longer.
    pub valid_until: Option<Timestamp>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Whether it is confirmed; else it waits.
    pub counts: bool,
}

/// Begins a post. It counts once the keepers of the body have said the word, which they do by acting;
/// whoever has a post says so in person. It grants nothing by itself.
pub async fn begin_post(ctx: &Ctx, input: BeginPost) -> Result<Outcome<Post>> {
    ctx.signed_in()?;
    let body = references::organisation(ctx, input.organisation_id, input.organisation_code.as_deref()).await?;
    let expert = items::store::find(ctx.db(), &ctx.actor, input.expert_id).await?;
    let expert = expert.filter(|item| item.kind == ItemKind::Expert);
    if expert.is_none() {
        return Err(Error::invalid("/expertId", "There is no such expert here, or they are not shown to you."));
    }
    let target = Target { person: Some(input.expert_id), ..Target::none("POST") };
    ctx.permit_at(Act::BeginPost, &target, body).await?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit_at::<acts::BeginPost>(&target, body).await?;
    checked(&unit, &input, body).await?;
    let leaves = leaves(&unit, input.expert_id, body).await?;
    let id = unit.new_id();
    let asked = Asked {
        act: Act::BeginPost,
        target_kind: "POST",
        target: id,
        result_id: Some(id),
        enters: vec![body],
        leaves,
        gainers: vec![input.expert_id],
        payload: serde_json::Value::Null,
    };
    let word = ask(&mut unit, &permit, asked).await?;
    let new = NewPost {
        expert: input.expert_id,
        organisation: body,
        title: input.title.trim().to_owned(),
        office_telephone: input.office_telephone,
        office_email: input.office_email,
        valid_from: input.valid_from.map_or(unit.at(), |when| when.begin(&ctx.world.zone)),
        valid_until: None,
        precision: Precision::Day,
        counts: word == Word::Said,
    };
    begin_post_as(&mut unit, &permit, id, new).await?;
    keep_an_administrator(&unit).await?;
    unit.made(id);
    unit.note("expert", input.expert_id.to_string());
    unit.note("organisation", body.to_string());
    commit_act(ctx, unit, id, word, async |id| one_post(ctx, id).await).await
}

/// One post at a time: the post that would be left, whose holder must say so in person.
async fn leaves(unit: &Unit, expert: Uuid, body: Uuid) -> Result<Vec<Uuid>> {
    let mut left = Vec::new();
    let stands_in =
        async |party: Uuid| place_of(unit.tx(), party, unit.at()).await.map(|place| place.and_then(|p| p.body));
    let wanted = stands_in(body).await?;
    for post in store::unfinished(unit.tx(), expert, unit.at()).await? {
        if stands_in(post.id).await? == wanted {
            let detail = match post.state {
                PostState::Waiting => "A post of this expert in this body waits for a word already.",
                PostState::Confirmed | PostState::Refused => {
                    "This expert has a post in this body already; a new title or office keeps the post: correct it."
                }
            };
            return Err(Error::new(Code::Conflict, detail));
        }
        left.extend((post.state == PostState::Confirmed).then_some(post.id));
    }
    Ok(left)
}

async fn checked(unit: &Unit, input: &BeginPost, body: Uuid) -> Result<()> {
    let mut findings = Findings::default();
    check_title(&mut findings, "/title", &input.title);
    checked_office(&mut findings, input.office_telephone.as_deref(), input.office_email.as_deref());
    let from = input.valid_from.map(|when| when.begin(&unit.world().zone));
    check_lives(unit, body, pointer_of(input.organisation_id), from, &mut findings).await?;
    findings.done()
}

/// Step: writes a post. Where it counts, it ends the one before with all that follows, takes the
/// contact card along, and the expert belongs to its body from then on. History, whose end lies in
/// the past, moves nothing.
pub async fn begin_post_step<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewPost) -> Result<Uuid> {
    let id = unit.new_id();
    begin_post_as(unit, permit, id, new).await?;
    Ok(id)
}

/// Step: the same under an id that was made before. A post begins no sooner than its body, whose life may be still to
/// come, and lasts no longer, where an end was said.
pub async fn begin_post_as<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid, new: NewPost) -> Result<()> {
    let begins = rights_begin(unit, new.organisation).await?;
    let end = rights_end(unit, new.organisation).await?;
    let new = NewPost {
        valid_from: begins.map_or(new.valid_from, |begins| begins.max(new.valid_from)),
        valid_until: new.valid_until.into_iter().chain(end).min(),
        ..new
    };
    let from = new.valid_from.max(unit.at());
    let is_history = new.valid_until.is_some_and(|until| until <= unit.at());
    let row = post::Model {
        id,
        expert_id: new.expert,
        office_telephone: new.office_telephone,
        office_email: new.office_email,
        valid_from: new.valid_from.micros(),
        valid_until: new.valid_until.map(Timestamp::micros),
        precision: new.precision,
        counts_from: new.counts.then_some(from.micros()),
        ended_at: None,
        end_reason: None,
        successor: None,
        // What is history when it is written leaves nothing to be done.
        settled_at: is_history.then(|| unit.at().micros()),
        state: if new.counts { PostState::Confirmed } else { PostState::Waiting },
    };
    let place = post_place::Model {
        id: unit.new_id(),
        post_id: id,
        organisation_id: new.organisation,
        title: new.title,
        from_at: new.valid_from.micros(),
        until_at: None,
    };
    items::store::insert_party(unit, permit, id, entity::vocabulary::PartyKind::Post).await?;
    store::insert(unit, permit, row, place).await?;
    match (new.counts, is_history) {
        (true, false) => settle(unit, permit, new.expert, id, new.organisation, from).await,
        (true, true) => touch(unit, permit, new.expert, None).await,
        // That one waits is not told to all who see the expert.
        (false, _) => Ok(()),
    }
}

/// Which posts the person has agreed to leave for the one that begins.
#[derive(Clone, Copy, Debug)]
pub enum Leaving<'a> {
    /// Whatever they hold: they say so in person, now.
    InPerson,
    /// Those that are among the parties whose word was asked.
    Agreed(&'a [Uuid]),
}

/// Step: the word is there. A post that waited counts from now, or from its beginning if that is later.
/// 409 where it would end a post that its holder has not agreed to leave, begun since the word was asked.
pub async fn carry_out_post<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    leaving: Leaving<'_>,
) -> Result<()> {
    let row = waiting(unit, id).await?;
    if let Leaving::Agreed(posts) = leaving {
        let open = store::unfinished(unit.tx(), row.expert_id, unit.at()).await?;
        let mut held = open.iter().filter(|post| post.id != id && post.state == PostState::Confirmed);
        if held.any(|post| !posts.contains(&post.id)) && !broken(Rule::RequestsStillFit) {
            return Err(changed_meanwhile("This expert has another post by now, which only they can say they leave."));
        }
    }
    let from = Timestamp::from_micros(row.valid_from).max(unit.at());
    let place = store::last_place(unit.tx(), id).await?;
    let change = post::ActiveModel {
        id: Set(id),
        state: Set(PostState::Confirmed),
        counts_from: Set(Some(from.micros())),
        ..Default::default()
    };
    store::rewrite(unit, permit, change).await?;
    settle(unit, permit, row.expert_id, id, place.organisation_id, from).await
}

/// Step: the word was refused. The post never counted.
pub async fn refuse_post<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    waiting(unit, id).await?;
    let change = post::ActiveModel {
        id: Set(id),
        state: Set(PostState::Refused),
        ended_at: Set(Some(unit.at().micros())),
        settled_at: Set(Some(unit.at().micros())),
        ..Default::default()
    };
    store::rewrite(unit, permit, change).await
}

async fn waiting(unit: &Unit, id: Uuid) -> Result<post::Model> {
    let row = store::model(unit.tx(), id).await?;
    let over = row.ended_at.is_some_and(|at| at <= unit.at().micros());
    match row.state {
        PostState::Waiting if !over => Ok(row),
        PostState::Waiting | PostState::Confirmed | PostState::Refused => {
            Err(Error::new(Code::Conflict, "The word on this post was said before, or it has ended."))
        }
    }
}

/// One post at a time: what follows when one begins to count.
async fn settle<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    expert: Uuid,
    id: Uuid,
    body: Uuid,
    from: Timestamp,
) -> Result<()> {
    for other in store::unfinished(unit.tx(), expert, unit.at()).await? {
        // Another one that waits stays as it is: whose word it needs may still say it.
        if other.id != id && other.state == PostState::Confirmed {
            finish_post(unit, permit, &other, from, "Another post began.").await?;
        }
    }
    // One that begins later takes card and person along when it does: `settle_due_posts`.
    if from > unit.at() {
        return touch(unit, permit, expert, None).await;
    }
    move_card(unit, permit, expert, id, body).await?;
    touch(unit, permit, expert, Some(body)).await
}

/// A post is part of its expert: whatever happens to it is a change of the expert.
pub(super) async fn touch<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    expert: Uuid,
    owner: Option<Uuid>,
) -> Result<()> {
    let before = items::store::row(unit, permit, expert).await?;
    rewrite_item(unit, permit, &before, Rewrite { owner, ..Rewrite::default() }).await?;
    Ok(())
}
