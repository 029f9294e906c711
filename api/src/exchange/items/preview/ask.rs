//! Asking who would see something.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::InputObject;
use entity::ids::PUBLIC;
use entity::item;
use entity::vocabulary::{ItemKind, ItemState, PartyKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ended::{Ended, ended};
use super::reach::{Today, by, counted, without};
use super::store;
use super::view::{
    AudienceChange, AudiencePreview, EndedParty, NotMeant, PartyReach, PreviewedPublishing, ReaderCount,
};
use crate::access::lives::{Whose, lives};
use crate::access::{Act, Actor, Kept, PartySet, Publishing, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Findings, Result};
use crate::exchange::items::audiences::{Standing, resolve_audience_beside};
use crate::exchange::items::publishing::{Name, own_body, owner_named};
use crate::exchange::items::{
    Audience, AudienceInput, Party, PartyInput, audiences, is_keeper, party_views, store as items, store_parts,
};
use crate::network::competences;

/// An audience to be looked at before anything is published to it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "PreviewAudienceInput")]
pub struct PreviewAudience {
    /// The parties, at most 200. PUBLIC and NETWORK stand alone.
    pub parties: Vec<PartyInput>,
    /// An item that the asker keeps, to see what widens and narrows.
    pub item_id: Option<Uuid>,
    /// The organisation, country or group in whose name it would stand; the item's owner or the
    /// asker's body if not given.
    pub owner_id: Option<Uuid>,
    /// Codes of the policy fields it would be about; the item's if not given. A field contact
    /// publishes for the country in their field alone.
    #[serde(default)]
    #[graphql(default)]
    pub topics: Vec<String>,
}

/// Who would see something that is published to these parties: today, and all who join later.
pub async fn preview_audience(ctx: &Ctx, input: PreviewAudience) -> Result<AudiencePreview> {
    ctx.permit(Act::PreviewAudience, &Target::none("AUDIENCE"))?;
    let Planned { set, owner, topics, item, standing } = planned(ctx, input).await?;
    let keeper = item.as_ref().map_or_else(|| ctx.actor.party(), |row| row.keeper);
    let kind = item.as_ref().map_or(ItemKind::Update, |row| row.kind);
    let keepers = Kept { kind, owner, keeper }.keepers();
    let present = Present::of(ctx, item.as_ref()).await?;
    let involved = [&set, &keepers, &present.declared, &present.seen_by];
    let involved: BTreeSet<Uuid> = involved.into_iter().flat_map(PartySet::parties).collect();
    let opaque = store_parts::opaque_groups(ctx.db(), &ctx.actor, involved.iter().copied()).await?;
    let now = ctx.now();
    let today = Today::of(&lives(ctx.db(), Whose::All, now, now).await?, now);
    let shown = without(&set, &opaque);
    let readers: Vec<&Actor> = today.readers(&shown).collect();
    let everybody = set.contains(PUBLIC);
    let kinds = items::party_kinds(ctx.db(), &set.parties().collect::<Vec<_>>()).await?;
    let of_kind = |kind: PartyKind| kinds.iter().filter(move |(_, k)| **k == kind).map(|(id, _)| *id);
    let named = |kind| of_kind(kind).filter(|id| !opaque.contains(id)).collect::<Vec<_>>();
    let countries = by(&readers, named(PartyKind::Country), |at| at.country);
    let organisations = by(&readers, named(PartyKind::Organisation), |at| Some(at.body));
    let groups: BTreeMap<Uuid, ReaderCount> = named(PartyKind::Group)
        .into_iter()
        .map(|group| (group, counted(today.readers(&PartySet::of([group])))))
        .collect();
    let under = store::subordinates(ctx.db(), &named(PartyKind::Organisation), ctx.today()).await?;
    let under = seen_and_not_held(ctx, under, &set).await?;
    let ended = ended(ctx, &set, &kinds).await?;
    let holds_somebody = |id: Uuid| today.readers(&PartySet::of([id])).next().is_some();
    let built_in = |id: &Uuid| kinds.get(id).is_none_or(|kind| !is_named(*kind));
    let reaches_nobody: Vec<Uuid> =
        set.parties().filter(|id| !built_in(id) && !opaque.contains(id) && !holds_somebody(*id)).collect();
    let seen_then = without(&set.union(&keepers), &opaque);
    let new: Vec<Uuid> = opaque.iter().copied().filter(|party| !standing.keeps(*party)).collect();
    let changed = audiences::change(&present.seen_by, &present.declared, &set, &new);
    let mut ids: Vec<Uuid> =
        involved.into_iter().chain(countries.keys().chain(organisations.keys()).copied()).collect();
    ids.extend(under.values().flatten().copied());
    ids.extend(ended.iter().flat_map(|ended| &ended.successors).copied());
    let views = party_views(ctx, &ids).await?;
    let shown_of = |ids: &mut dyn Iterator<Item = Uuid>| sorted(ids.filter_map(|id| views.get(&id).cloned()).collect());
    let reach = |counts: BTreeMap<Uuid, ReaderCount>| reached(&counts, &views);
    Ok(AudiencePreview {
        audience: Audience { parties: shown_of(&mut set.parties()) },
        everybody,
        total: (!everybody).then(|| counted(readers.iter().copied())),
        keepers: match everybody || keepers.parties().any(|party| opaque.contains(&party)) {
            true => None,
            false => Some(counted(today.readers(&keepers).filter(|actor| !actor.holds_any(&shown)))),
        },
        and_all_who_join_later: kinds.values().any(|kind| !matches!(kind, PartyKind::Post | PartyKind::Partner)),
        countries: if everybody { Vec::new() } else { reach(countries) },
        organisations: if everybody { Vec::new() } else { reach(organisations) },
        groups: reach(groups),
        opaque: shown_of(&mut opaque.iter().copied().filter(|party| set.contains(*party))),
        not_meant: under
            .into_iter()
            .filter_map(|(body, under)| {
                let organisation = views.get(&body).cloned()?;
                Some(NotMeant { organisation, subordinates: shown_of(&mut under.into_iter()) })
            })
            .collect(),
        ended: ended
            .into_iter()
            .filter_map(|Ended { id, valid_to, successors }| {
                let party = views.get(&id).cloned()?;
                Some(EndedParty { party, valid_to, successors: shown_of(&mut successors.into_iter()) })
            })
            .collect(),
        reaches_nobody: shown_of(&mut reaches_nobody.into_iter()),
        change: item.is_some().then(|| AudienceChange {
            widens: shown_of(&mut changed.widens.iter().copied()),
            narrows: shown_of(&mut changed.narrows.iter().copied()),
            gained: present.gained(&today, &seen_then, &opaque),
            lost: present.lost(&today, &seen_then, &opaque),
            wants_confirmation: present.published && !changed.widens.is_empty(),
        }),
        publishing: publishing(ctx, owner, item.is_some(), &set, &topics).await?,
    })
}

/// What is somebody in particular, and may be nobody today.
fn is_named(kind: PartyKind) -> bool {
    use PartyKind::{Country, Group, Keepers, Network, Officials, Organisation, Partner, Post, Public, Registry};
    match kind {
        Country | Group | Organisation | Post | Partner | Keepers => true,
        Public | Network | Officials | Registry => false,
    }
}

/// What was asked, found under the asker's sight.
struct Planned {
    set: PartySet,
    owner: Uuid,
    topics: Vec<Uuid>,
    item: Option<item::Model>,
    standing: Standing,
}

async fn planned(ctx: &Ctx, input: PreviewAudience) -> Result<Planned> {
    let mut findings = Findings::default();
    let named = AudienceInput { parties: input.parties };
    let item = findings.take(item(ctx, input.item_id).await)?.flatten();
    let standing = match item.as_ref().filter(|row| is_keeper(&ctx.actor, row)) {
        Some(row) => {
            let declared = audiences::declared(ctx.db(), row).await?.unwrap_or_default();
            Standing::of(ctx.db(), &ctx.actor, declared).await?
        }
        None => Standing::default(),
    };
    let set = findings.take(resolve_audience_beside(ctx, &named, "", &standing).await)?;
    let owner = findings.take(owner(ctx, input.owner_id, item.as_ref()).await)?;
    let topics = findings.take(competences::of_codes(ctx, &input.topics, "/topics").await)?;
    if let Some(row) = item.as_ref().filter(|row| !is_keeper(&ctx.actor, row)) {
        return Err(Error::forbidden(format!("Who it is for now is shown to the keepers of this {} alone.", row.kind)));
    }
    findings.done()?;
    let (Some(set), Some(owner), Some(mut topics)) = (set, owner, topics) else {
        return Err(Error::internal("an audience without findings and without parts"));
    };
    if let (true, Some(row)) = (topics.is_empty(), &item) {
        topics = store_parts::topics_of(ctx.db(), row.id).await?;
    }
    Ok(Planned { set, owner, topics, item, standing })
}

/// The item's audience of now; empty without an item.
struct Present {
    seen_by: PartySet,
    declared: PartySet,
    published: bool,
}

impl Present {
    async fn of(ctx: &Ctx, item: Option<&item::Model>) -> Result<Self> {
        let Some(row) = item else {
            return Ok(Self { seen_by: PartySet::default(), declared: PartySet::default(), published: false });
        };
        let declared = match row.audience {
            Some(id) => audiences::party_set(ctx.db(), id).await?,
            None => PartySet::default(),
        };
        let seen_by = audiences::party_set(ctx.db(), row.seen_by).await?;
        Ok(Self { seen_by, declared, published: row.state == ItemState::Published })
    }

    fn gained(&self, today: &Today, new: &PartySet, opaque: &[Uuid]) -> Option<ReaderCount> {
        let old = without(&self.seen_by, opaque);
        (!new.contains(PUBLIC)).then(|| counted(today.readers(new).filter(|actor| !actor.holds_any(&old))))
    }

    fn lost(&self, today: &Today, new: &PartySet, opaque: &[Uuid]) -> Option<ReaderCount> {
        let old = without(&self.seen_by, opaque);
        (!old.contains(PUBLIC)).then(|| counted(today.readers(&old).filter(|actor| !actor.holds_any(new))))
    }
}

/// What is not shared with the asker and what never was are the same 422.
async fn item(ctx: &Ctx, id: Option<Uuid>) -> Result<Option<item::Model>> {
    let Some(id) = id else { return Ok(None) };
    let found = items::seen(ctx, &[id]).await?.remove(&id);
    found.map(Some).ok_or_else(|| Error::invalid("/itemId", "There is no such item here, or it is not shown to you."))
}

async fn owner(ctx: &Ctx, named: Option<Uuid>, item: Option<&item::Model>) -> Result<Uuid> {
    match (named, item) {
        (Some(id), _) => owner_named(ctx.db(), &ctx.actor, id).await,
        (None, Some(row)) => Ok(row.owner),
        (None, None) => own_body(&ctx.actor),
    }
}

/// Those of the bodies that the asker sees and the audience does not hold.
async fn seen_and_not_held(
    ctx: &Ctx,
    under: BTreeMap<Uuid, Vec<Uuid>>,
    set: &PartySet,
) -> Result<BTreeMap<Uuid, Vec<Uuid>>> {
    let all: Vec<Uuid> = under.values().flatten().copied().collect();
    let seen = items::seen(ctx, &all).await?;
    let kept = |ids: Vec<Uuid>| ids.into_iter().filter(|id| seen.contains_key(id) && !set.contains(*id)).collect();
    let kept = under.into_iter().map(|(root, ids)| (root, kept(ids)));
    Ok(kept.filter(|(_, ids): &(Uuid, Vec<Uuid>)| !ids.is_empty()).collect())
}

async fn publishing(
    ctx: &Ctx,
    owner: Uuid,
    is_there: bool,
    audience: &PartySet,
    topics: &[Uuid],
) -> Result<PreviewedPublishing> {
    let name = Name::of(ctx.db(), ctx.now(), owner, topics).await?;
    if !is_there && !name.is_begun_by(&ctx.actor) {
        return Ok(PreviewedPublishing::Refused);
    }
    Ok(match name.published_by(&ctx.actor, audience) {
        Publishing::Allowed(_) => PreviewedPublishing::Allowed,
        Publishing::MustPropose => PreviewedPublishing::MustPropose,
        Publishing::Refused => PreviewedPublishing::Refused,
    })
}

/// A country or body that the asker does not see is in the totals and not in the list.
fn reached(counts: &BTreeMap<Uuid, ReaderCount>, views: &std::collections::HashMap<Uuid, Party>) -> Vec<PartyReach> {
    let seen = |party: &&Party| party.code.is_some() || party.name.is_some();
    let one = |(id, count): (&Uuid, &ReaderCount)| {
        let party = views.get(id).filter(seen).cloned()?;
        Some(PartyReach { party, people: count.people, partner_systems: count.partner_systems })
    };
    let mut reached: Vec<PartyReach> = counts.iter().filter_map(one).collect();
    reached.sort_by(|a, b| (&a.party.code, a.party.party_id).cmp(&(&b.party.code, b.party.party_id)));
    reached
}

fn sorted(mut parties: Vec<Party>) -> Vec<Party> {
    parties.sort_by(Party::in_order);
    parties.dedup();
    parties
}
