//! Admitting members to a group, and ending memberships. Nobody enters a group without the word of
//! its editors (for clusters and committees also the Secretariat), and never on the word of
//! somebody who gains by it.

use async_graphql::InputObject;
use entity::vocabulary::{Confidence, PartyKind, Precision};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::{NewMembership, add_membership, close_membership};
use super::membership_view::Membership;
use super::read::{has_ended, seen_group};
use super::read_members::one_membership;
use super::store_staff::staff_of;
use super::{letters, store_members as store};
use crate::access::{Act, Place, Target, acts};
use crate::ctx::{Ctx, precondition, reason, span};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, FoundParty, PartyInput, PartyInputKind, resolve_parties_in};
use crate::identity::access_requests::{Asked, Outcome, Word, ask, commit_act};
use crate::identity::grants::store::person_behind;
use crate::kit::when::When;
use crate::ledger::Unit;
use crate::network::facts::life::last_day;
use crate::network::organisations::check_made;

/// A member to be admitted.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "AddGroupMemberInput")]
pub struct AddMember {
    /// The group.
    #[serde(skip)]
    pub group_id: Uuid,
    /// COUNTRY, ORGANISATION, POST, PARTNER, or EXPERT for an expert's present post. A group holds
    /// no groups.
    pub party: PartyInput,
    /// Since when; now if not given. It gives no sight before it was recorded.
    pub valid_from: Option<When>,
    /// Until when (a day is included); open if not given.
    pub valid_to: Option<When>,
    /// Why.
    pub reason: String,
}

/// The end of a membership.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "EndGroupMembershipInput")]
pub struct EndMembership {
    /// The group.
    #[serde(skip)]
    pub group_id: Uuid,
    /// The membership.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of an end, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Why.
    pub reason: String,
}

/// Admits a member; where the word of somebody else is needed, it waits.
pub async fn add_member(ctx: &Ctx, input: AddMember) -> Result<Outcome<Membership>> {
    seen_group(ctx, input.group_id).await?;
    let group = input.group_id;
    let target = Target::at("GROUP", Some(group), Place::group(group));
    ctx.permit(Act::AddMember, &target)?;
    let mut unit = ctx.begin().await?;
    items::store::one_in(&unit, group).await?;
    let permit = unit.permit::<acts::AddMember>(&target)?;
    let reason = reason(&input.reason)?;
    let member = member_of(&unit, &input.party).await?;
    let (valid_from, valid_until) = span(ctx, input.valid_from, input.valid_to, unit.at())?;
    if has_ended(&unit, group, ctx.today()).await? {
        return Err(Error::new(Code::Conflict, "The group has ended; nobody joins it any more."));
    }
    if last_day(unit.tx(), member.id).await?.is_some_and(|last| last <= ctx.today()) {
        return Err(Error::new(Code::Conflict, "It has ended, or left the process; name the one that lives on."));
    }
    if store::stands(unit.tx(), unit.actor(), group, member.id, unit.at()).await? {
        return Err(Error::new(Code::Conflict, "It is in the group already, or waits for a word."));
    }
    let id = unit.new_id();
    let asked = Asked {
        act: Act::AddMember,
        target_kind: "GROUP",
        target: group,
        result_id: Some(id),
        enters: vec![group],
        leaves: Vec::new(),
        gainers: staff_of(unit.tx(), member.id, member.kind, unit.at()).await?,
        payload: serde_json::Value::Null,
    };
    let word = ask(&mut unit, &permit, asked).await?;
    let new = NewMembership {
        id,
        group,
        member: member.id,
        valid_from,
        valid_until,
        precision: Precision::Day,
        source: None,
        confidence: Confidence::High,
        counts: word == Word::Said,
    };
    add_membership(&mut unit, &permit, new).await?;
    if word == Word::Said {
        let row = store::row(unit.tx(), id).await?;
        letters::joined(&mut unit, &permit, &row).await?;
    }
    unit.note("membership", id.to_string());
    unit.note("member", member.id.to_string());
    unit.because(&reason);
    commit_act(ctx, unit, id, word, async |id| one_membership(ctx, group, id).await).await
}

/// Ends a membership: what was shared with the group is lost with the next request.
pub async fn end_membership(ctx: &Ctx, input: EndMembership) -> Result<Membership> {
    one_membership(ctx, input.group_id, input.id).await?;
    let row = store::row(ctx.db(), input.id).await?;
    // Leaving is the member's own: its keepers say so (of a partner system those of its body), or the
    // person whose post it is.
    let (person, body) = person_behind(ctx.db(), row.member).await?;
    let place = Place::group(input.group_id);
    let target =
        Target { owner: Some(body.unwrap_or(row.member)), person, ..Target::at("MEMBERSHIP", Some(input.id), place) };
    ctx.permit(Act::EndMembership, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::EndMembership>(&target)?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    let reason = reason(&input.reason)?;
    let row = store::row(unit.tx(), input.id).await?;
    // One that is to end later may still be left sooner.
    match (row.ended_at.filter(|at| *at <= unit.at().micros()), row.counts_from) {
        (Some(_), _) => return Err(Error::new(Code::Conflict, "The membership has ended already.")),
        (None, None) => {
            let detail = "It waits for a word: refuse it, or withdraw it, at /v1/access-requests.";
            return Err(Error::new(Code::Conflict, detail));
        }
        (None, Some(_)) => {}
    }
    let now = unit.at();
    close_membership(&mut unit, &permit, &row, now, &reason).await?;
    letters::left(&mut unit, &permit, &row).await?;
    unit.note("group", input.group_id.to_string());
    unit.because(&reason);
    unit.commit(Some(input.id)).await?;
    one_membership(ctx, input.group_id, input.id).await
}

async fn member_of(unit: &Unit, party: &PartyInput) -> Result<FoundParty> {
    match party.kind {
        PartyInputKind::Country
        | PartyInputKind::Organisation
        | PartyInputKind::Post
        | PartyInputKind::Partner
        | PartyInputKind::Expert => {}
        PartyInputKind::Group => return Err(Error::invalid("/party/kind", "A group holds no groups.")),
        PartyInputKind::Public
        | PartyInputKind::Network
        | PartyInputKind::Officials
        | PartyInputKind::Registry
        | PartyInputKind::Keepers => {
            return Err(Error::invalid(
                "/party/kind",
                "A group holds countries, organisations, posts and partner systems.",
            ));
        }
    }
    let found = resolve_parties_in(unit, std::slice::from_ref(party), "").await;
    let found = found.map_err(|error| error.about("/party"))?;
    let nobody = FoundParty { id: entity::ids::PUBLIC, kind: PartyKind::Public };
    let found = found.first().copied().unwrap_or(nobody);
    match found.kind {
        PartyKind::Public => Err(Error::internal("a party that was resolved to nothing")),
        PartyKind::Organisation => {
            let mut findings = Findings::default();
            check_made(unit, found.id, "/party", &mut findings).await?;
            findings.done().map(|()| found)
        }
        _ => Ok(found),
    }
}
