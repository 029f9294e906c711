//! What every list of items may be filtered by, as conditions on `item`.

use entity::vocabulary::{FactKind, ItemState};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, UnionType};
use uuid::Uuid;

use crate::access::{Actor, seen_by_parties};
use crate::error::{Error, Result};
use crate::identity::accounts::Known;
use crate::kit::day::Day;
use crate::kit::fold::query_forms;

/// Most ids of `ids=`.
const IDS: usize = 100;

/// Most words of `q=`.
const Q_WORDS: usize = 10;
/// Most characters of `q=`.
const Q_CHARACTERS: usize = 200;

/// Names begin with every word of `q`, in either script; a blank one asks for nothing. Asked as a range, which the index answers;
/// as one list of ids and not for each item, so that few hits are found without looking at all items,
/// and not as one list for each word, whose orders a planner would weigh against each other.
pub fn named(q: Option<&str>) -> Result<Condition> {
    let q = q.unwrap_or_default();
    let short = q.chars().count() <= Q_CHARACTERS;
    let words = if short { query_forms(q) } else { Vec::new() };
    // Each word is a condition of its own.
    if !short || words.len() > Q_WORDS {
        let detail = format!("Look for at most {Q_WORDS} words, of {Q_CHARACTERS} characters together.");
        return Err(Error::bad_field("?q", detail));
    }
    // Whoever looks for signs alone is not given everything.
    if words.is_empty() && !q.trim().is_empty() {
        return Err(Error::bad_field("?q", "There is no letter and no digit in it to look for."));
    }
    let hits = words.into_iter().map(|forms| {
        let begins = forms.into_iter().fold(Condition::any(), |any, form| {
            let past = format!("{form}\u{10FFFF}");
            any.add(
                Condition::all()
                    .add(Expr::col(("item_word", "word")).gte(form))
                    .add(Expr::col(("item_word", "word")).lt(past)),
            )
        });
        Query::select().column(("item_word", "item_id")).from("item_word").cond_where(begins).to_owned()
    });
    let all = hits.reduce(|mut all, more| all.union(UnionType::Intersect, more).to_owned());
    Ok(all.map_or_else(Condition::all, |hits| Condition::all().add(Expr::col(("item", "id")).in_subquery(hits))))
}

/// One of the ids, where the client has some.
pub fn among(ids: Option<&[Uuid]>) -> Result<Condition> {
    among_of(("item", "id"), ids)
}

/// The same for what is no item: one of the ids in a column.
pub fn among_of(column: (&'static str, &'static str), ids: Option<&[Uuid]>) -> Result<Condition> {
    let Some(ids) = ids else { return Ok(Condition::all()) };
    match ids.len() {
        // Of none there is nothing.
        0..=IDS => Ok(Condition::all().add(Expr::col(column).is_in(ids.iter().copied()))),
        _ => Err(Error::bad_field("?ids", format!("Ask for at most {IDS} ids at once."))),
    }
}

/// Known to another system under an id: `system:value`.
pub fn known_as(external: Option<&str>) -> Result<Condition> {
    let Some(external) = external else {
        return Ok(Condition::all());
    };
    let (system, value) = external
        .split_once(':')
        .ok_or_else(|| Error::bad_field("?externalId", "Write it as system:value, like national-register:12345."))?;
    let hits = Query::select()
        .column(("external_id", "item_id"))
        .from("external_id")
        .and_where(Expr::col(("external_id", "system")).eq(system))
        .and_where(Expr::col(("external_id", "value")).eq(value))
        .to_owned();
    Ok(Condition::all().add(Expr::col(("item", "id")).in_subquery(hits)))
}

/// Has a fact of a kind that holds on a day: LIFE for what lives then. Those that refer to certain
/// things are few and asked as a list of ids.
pub fn holding(kind: FactKind, day: Day, refers_to: Option<&[Uuid]>) -> Condition {
    let mut hit = Query::select()
        .from("fact")
        .and_where(Expr::col(("fact", "kind")).eq(kind.word()))
        .and_where(Expr::col(("fact", "until_seq")).is_null())
        .and_where(Expr::col(("fact", "from_day")).lte(day.number()))
        .and_where(Expr::col(("fact", "to_day")).gte(day.number()))
        .to_owned();
    match refers_to {
        Some(ids) => {
            hit.column(("fact", "item_id")).and_where(Expr::col(("fact", "ref_id")).is_in(ids.iter().copied()));
            Condition::all().add(Expr::col(("item", "id")).in_subquery(hit))
        }
        None => {
            hit.expr(Expr::val(1)).and_where(Expr::col(("fact", "item_id")).equals(("item", "id")));
            Condition::all().add(Expr::exists(hit))
        }
    }
}

/// Shared with a party: declared so, whoever else sees it.
pub fn shared_with(party: Uuid) -> Condition {
    let hit = Query::select()
        .expr(Expr::val(1))
        .from("audience_member")
        .and_where(Expr::col(("audience_member", "audience_id")).equals(("item", "audience")))
        .and_where(Expr::col(("audience_member", "party_id")).eq(party))
        .to_owned();
    Condition::all().add(Expr::exists(hit))
}

/// New for whoever asks since what they knew then: published, not their own, and not shown to them then, be it that it
/// was opened since or that they came into a circle. What it was shown to then is the `seen_before` of its first later
/// change, or today's `seen_by`.
pub fn new_since(actor: &Actor, known: &Known) -> Condition {
    let later = || {
        Query::select()
            .from_as("change", "later")
            .and_where(Expr::col(("later", "item")).equals(("item", "id")))
            .and_where(Expr::col(("later", "seq")).gt(known.seq))
            .to_owned()
    };
    let first = later().expr(Func::min(Expr::col(("later", "seq")))).to_owned();
    let changed = || Expr::exists(later().expr(Expr::val(1)).to_owned());
    let shown_then = Query::select()
        .expr(Expr::val(1))
        .from("change")
        .and_where(Expr::col(("change", "item")).equals(("item", "id")))
        .and_where(Expr::col(("change", "seq")).eq(Expr::from(first)))
        .cond_where(seen_by_parties(&known.parties, "change", "seen_before"))
        .to_owned();
    let opened = Condition::all().add(changed()).add(Expr::exists(shown_then).not());
    let mut any = Condition::any().add(opened);
    if !actor.parties().parties().all(|party| known.parties.contains(party)) {
        let still = Condition::all().add(changed().not()).add(seen_by_parties(&known.parties, "item", "seen_by").not());
        any = any.add(still);
    }
    let author = Expr::col(("item", "author"));
    let own = actor
        .party()
        .map_or_else(Condition::all, |own| Condition::any().add(author.clone().is_null()).add(author.ne(own)));
    Condition::all().add(Expr::col(("item", "state")).eq(ItemState::Published.word())).add(own).add(any)
}

/// The bytewise sort key of an item's name on a day; of what has none that day, of any name it
/// has. For lists that are sorted by name.
pub fn name_key(day: Day) -> Expr {
    let names = || {
        Query::select()
            .expr(Func::min(Expr::col(("fact", "sort_key"))))
            .from("fact")
            .and_where(Expr::col(("fact", "item_id")).equals(("item", "id")))
            .and_where(Expr::col(("fact", "kind")).eq(FactKind::Name.word()))
            .and_where(Expr::col(("fact", "until_seq")).is_null())
            .to_owned()
    };
    let then = names()
        .and_where(Expr::col(("fact", "from_day")).lte(day.number()))
        .and_where(Expr::col(("fact", "to_day")).gte(day.number()))
        .to_owned();
    Func::coalesce([Expr::from(then), Expr::from(names()), Expr::val("")]).into()
}

/// Whether a list shows what lives on a day, or all there ever was.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    async_graphql::Enum,
    utoipa::ToSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Lifecycle {
    /// What lives on the day: today, or `asOf`.
    #[default]
    Living,
    /// All there ever was.
    All,
}
