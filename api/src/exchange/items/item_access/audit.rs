//! An auditor's answer: who could see it, when, and by which chain. The reading itself is recorded,
//! before anything is answered.

use entity::ids::PUBLIC;
use entity::vocabulary::ActorKind;
use uuid::Uuid;

use super::ask::AccessQuestion;
use super::chains::{Names, by_id};
use super::store::{self, Past};
use super::view::{AccessAudit, AccessReader, AccessSpan, GlassLook, ItemAccess};
use crate::access::broken::{Rule, broken};
use crate::access::lives::{Chain, Life, Link, Lives, Span, Whose, lives};
use crate::access::{Act, Actor, Decision, PartySet, Target, Who, acts, decide};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::items::glass::{Look, looks_at};
use crate::exchange::items::store as items;
use crate::kit::page::PageRequest;
use crate::kit::timestamp::Timestamp;

/// The span asked about, and which page of readers.
pub(super) struct Window {
    /// Beginning; the item's making where it is not given.
    from: Option<Timestamp>,
    /// Last instant.
    to: Timestamp,
    /// The parameter that named it.
    named: &'static str,
    first: Option<usize>,
    after: Option<Uuid>,
}

impl Window {
    pub(super) fn asked(ctx: &Ctx, item: Uuid, question: &AccessQuestion, page: &PageRequest) -> Result<Self> {
        if question.at.is_some() && (question.from.is_some() || question.to.is_some()) {
            return Err(Error::bad_field("?at", "Ask either with `at`, or with `from` and `to`."));
        }
        let zone = &ctx.world.zone;
        let from = question.at.or(question.from).map(|when| when.begin(zone));
        let past = question.at.or(question.to).map(|when| when.past(zone));
        let to = past.map_or(ctx.now(), |past| Timestamp::from_micros(past.micros().saturating_sub(1)));
        // A day that is not over yet is asked about as far as it has come.
        let day = matches!(question.at.or(question.to), Some(crate::kit::when::When::Day(day)) if day == ctx.today());
        let to = if day { to.min(ctx.now()) } else { to };
        if from.is_some_and(|from| from > to) {
            return Err(Error::bad_field("?from", "The span ends before it begins."));
        }
        let first = match page.first {
            None => None,
            Some(_) => Some(usize::from(page.first()?)),
        };
        let after = page.after.as_deref().map(|cursor| {
            let opened = ctx.world.cursors.open(&purpose(item), cursor);
            opened.map_err(|_| Error::new(Code::BadCursor, "The cursor is not of this item's readers."))
        });
        let named = if question.at.is_some() { "?at" } else { "?to" };
        Ok(Self { from, to, named, first, after: after.transpose()? })
    }

    fn holds(&self, span: Span) -> bool {
        if broken(Rule::AuditKnowsWhen) {
            return true;
        }
        let begun = span.from <= self.to.micros();
        begun && self.from.is_none_or(|from| span.until.is_none_or(|until| from.micros() < until))
    }
}

fn purpose(item: Uuid) -> String {
    format!("readers of {item}")
}

/// Who could see it in the window. It looks before sight, for auditors alone, and tells nothing of
/// the item but its kind.
pub(super) async fn audit(ctx: &Ctx, id: Uuid, window: Window) -> Result<ItemAccess> {
    let target = Target { id: Some(id), ..Target::none("ITEM") };
    if let Decision::Refused(_) = decide(&ctx.actor, Act::ReadItemAccess, &target) {
        // Whoever does not see it learns nothing of it.
        items::one(ctx, id).await?;
    }
    ctx.permit(Act::ReadItemAccess, &target)?;
    let past = store::past(ctx.db(), id).await?.ok_or_else(Error::not_found)?;
    if window.to > ctx.now() {
        return Err(Error::invalid(window.named, "What will be is not known; ask about now or the past."));
    }
    let made = past.timeline.first().map_or(window.to, |(span, _)| Timestamp::from_micros(span.from));
    let from = window.from.unwrap_or(made).min(window.to);
    let mut unit = ctx.begin().await?;
    unit.permit::<acts::ReadItemAccess>(&target)?;
    unit.note("from", from.to_string());
    unit.note("to", window.to.to_string());
    unit.commit(None).await?;
    let audit = AccessAudit { from, ..answered(ctx, id, &past, &window).await? };
    Ok(ItemAccess { item_id: id, kind: past.kind, why: None, keeping: None, audit: Some(audit) })
}

/// Somebody who could see it, before names are looked up.
struct Found<'a> {
    life: &'a Life,
    spans: Vec<Span>,
    chains: Vec<(Chain, Option<Uuid>)>,
}

/// When somebody could see the item, or a proposal about it that waited, and why.
fn found<'a>(lives: &Lives, life: &'a Life, past: &Past, otherwise: &[(Span, PartySet)]) -> Found<'a> {
    let sight = lives.sight(life, otherwise);
    let mut spans = sight.spans;
    let mut chains: Vec<(Chain, Option<Uuid>)> = sight.chains.into_iter().map(|chain| (chain, None)).collect();
    for (proposal, timeline) in &past.proposed {
        let sight = lives.sight(life, timeline);
        spans.extend(sight.spans);
        chains.extend(sight.chains.into_iter().map(|chain| (chain, Some(*proposal))));
    }
    if !past.proposed.is_empty() {
        spans = joined(spans);
        chains.sort_unstable();
    }
    Found { life, spans, chains }
}

/// Spans in order, those that meet or overlap as one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.until.is_none_or(|until| span.from <= until) => {
                last.until = match (last.until, span.until) {
                    (Some(one), Some(other)) => Some(one.max(other)),
                    _ => None,
                };
            }
            _ => joined.push(span),
        }
    }
    joined
}

async fn answered(ctx: &Ctx, id: Uuid, past: &Past, window: &Window) -> Result<AccessAudit> {
    let now = ctx.now();
    let made = past.timeline.first().map_or(now, |(span, _)| Timestamp::from_micros(span.from));
    let lives = lives(ctx.db(), Whose::All, made, now).await?;
    let otherwise = past.without_public();
    let mut found: Vec<Found<'_>> = Vec::new();
    for life in &lives.people {
        let mut one = self::found(&lives, life, past, &otherwise);
        one.spans.retain(|span| window.holds(*span));
        one.chains.retain(|(chain, _)| window.holds(chain.span));
        if !one.chains.is_empty() && window.after.is_none_or(|after| id_of(life) > after) {
            found.push(one);
        }
    }
    let has_next_page = window.first.is_some_and(|first| found.len() > first);
    found.truncate(window.first.unwrap_or(usize::MAX));
    let people: Vec<&Life> = found.iter().map(|one| one.life).collect();
    let links: Vec<Link> = found.iter().flat_map(|one| one.chains.iter().map(|(chain, _)| chain.link)).collect();
    let names = Names::of(ctx, &lives, &people, &links).await?;
    let end_cursor = people.last().map(|life| ctx.world.cursors.seal(&purpose(id), &id_of(life)));
    let readers = found.iter().map(|one| shown(one, &names)).collect::<Result<_>>()?;
    let from = window.from.unwrap_or(made);
    let broken_glass = looks_at(ctx.db(), id, from, window.to).await?;
    Ok(AccessAudit {
        from,
        to: window.to,
        everybody: everybody(past).into_iter().filter(|span| window.holds(*span)).map(span_of).collect(),
        readers,
        broken_glass: broken_glass.iter().flat_map(|look| opened(&lives, look, window)).collect(),
        end_cursor,
        has_next_page,
    })
}

/// When a broken glass was open: within its hour, while whoever broke it might break it.
fn opened(lives: &Lives, look: &Look, window: &Window) -> Vec<GlassLook> {
    let hour = Span { from: look.at.micros(), until: Some(look.until.micros()) };
    let may = |actor: &Actor| matches!(decide(actor, Act::BreakGlass, &Target::none("ITEM")), Decision::Allowed(_));
    let life = lives.people.iter().find(|life| id_of(life) == look.expert);
    let spans = life.map_or_else(|| vec![hour], |life| lives.spans_of(life, hour, may));
    let spans = spans.into_iter().filter(|span| window.holds(*span));
    spans
        .map(|span| GlassLook {
            expert_id: look.expert,
            from: Timestamp::from_micros(span.from),
            until: span.until.map_or(look.until, Timestamp::from_micros),
        })
        .collect()
}

fn shown(one: &Found<'_>, names: &Names<'_>) -> Result<AccessReader> {
    let last = one.chains.iter().rev().find_map(|(chain, _)| Some((chain.link.post?, chain.span.from)));
    let kind = match one.life.who {
        Who::Partner { .. } => ActorKind::Partner,
        Who::Expert { .. } | Who::Nobody | Who::System => ActorKind::Expert,
    };
    Ok(AccessReader {
        actor: last.and_then(|(post, at)| names.actor(post, at)).unwrap_or_else(|| by_id(kind, id_of(one.life))),
        spans: one.spans.iter().copied().map(span_of).collect(),
        chains: one
            .chains
            .iter()
            .map(|(chain, proposal)| names.shown(&chain.link, Some(chain.span), *proposal))
            .collect::<Result<_>>()?,
    })
}

fn id_of(life: &Life) -> Uuid {
    match life.who {
        Who::Expert { expert, .. } => expert,
        Who::Partner { partner } => partner,
        Who::Nobody | Who::System => Uuid::nil(),
    }
}

fn span_of(span: Span) -> AccessSpan {
    AccessSpan { from: Timestamp::from_micros(span.from), until: span.until.map(Timestamp::from_micros) }
}

/// When everybody could see it.
fn everybody(past: &Past) -> Vec<Span> {
    past.timeline.iter().filter(|(_, set)| set.contains(PUBLIC)).map(|(span, _)| *span).collect()
}
