//! The one query of the change feed: which items may have changed for a reader, in order of id.
//!
//! Candidates are the items changed since the state held, and those in an audience that only one of
//! the two sights sees. An item's audience at a unit is the `seen_before` of its first later change,
//! or today's `seen_by`. A page costs what it tells, not what there is: what was changed is sorted where
//! there is little of it, what only one sight sees is read audience by audience where there are few of
//! those. The rest is walked through in order of id, and cut short where little of it is for the reader:
//! then the page tells what there is up to there, and the next one goes on.

use entity::vocabulary::ItemKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use uuid::Uuid;

use super::drain::{Candidate, END, Segment, State};
use crate::access::broken::{Rule, broken};
use crate::access::{PartySet, about_how_many, audiences_of, seen_by_parties};
use crate::error::{Error, Result};
use crate::kit::first_of_each::{Each, first_of_each};

/// Up to so many rows are gathered and sorted; where there are more, they are walked through in
/// order of id until the page is full, and as many of them at most.
const GATHERED: u64 = 10_000;
/// Up to so many audiences are looked into, and as many of their first rows read (of each as many as the
/// page has), however many rows there are behind them.
const AUDIENCES: u64 = 2_000;
const FIRST_ROWS: u64 = 200_000;

/// A range of ids that a page looks at, with what its two sights hold.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub segment: Segment,
    /// The parties held with the state; none where nothing is held.
    pub then: PartySet,
}

/// What a page looks for.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    pub ranges: &'a [Compared],
    pub goal: State,
    /// The parties held now.
    pub now: &'a PartySet,
    /// Where the ledger stands.
    pub head: i64,
    /// Only these kinds; all if there are none.
    pub kinds: &'a [ItemKind],
    /// How many candidates at most.
    pub most: u64,
}

#[derive(FromQueryResult)]
struct Row {
    item: Uuid,
    kind: ItemKind,
    held: bool,
    shown: bool,
    touched: bool,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    /// In order of id.
    pub candidates: Vec<Candidate>,
    /// Up to which id everything was looked at.
    pub reached: Uuid,
}

/// One source of candidates.
#[derive(Clone, Copy)]
enum Source {
    /// What changed since the state held.
    Changed,
    /// What only the sight now sees.
    Gained,
    /// What only the sight then saw.
    Lost,
}

/// The candidates: in two statements, three where there is much to walk through, or none where there
/// is nothing to compare.
pub(super) async fn candidates(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Found> {
    let mut reached = wanted.ranges.last().map_or(END, |range| range.segment.last);
    let sources: Vec<(Source, &Compared)> = wanted.ranges.iter().flat_map(|range| wanted.sources(range)).collect();
    if sources.is_empty() {
        return Ok(Found { candidates: Vec::new(), reached });
    }
    let much = how_much(db, wanted, &sources).await?;
    let mut parts: Vec<Part> = sources.into_iter().zip(much).map(Part::of).collect();
    if let Some(cut) = cut_of(db, &parts).await? {
        reached = if broken(Rule::FeedGoesOnWhereItWasCut) { reached } else { std::cmp::min(reached, cut) };
        parts = parts.into_iter().filter_map(|part| part.up_to(cut)).collect();
    }
    let backend = db.get_database_backend();
    let mut selects = parts.iter().map(|Part { source, range, many }| match source {
        Source::Changed => wanted.changed(range, *many),
        Source::Gained => wanted.of_sight(backend, range, (&wanted.gained(range), &range.then), (false, true), *many),
        Source::Lost => wanted.of_sight(backend, range, (&wanted.lost(range), wanted.now), (true, false), *many),
    });
    let first = selects.next().ok_or_else(|| Error::internal("no source of candidates"))?;
    let mut all = part_of(first);
    for select in selects {
        all.union(UnionType::All, part_of(select));
    }
    let all = Query::select()
        .columns(["item", "kind", "held", "shown", "touched"])
        .from_subquery(all, "candidate")
        .order_by("item", Order::Asc)
        .limit(wanted.most)
        .to_owned();
    let rows = Row::find_by_statement(backend.build(&all)).all(db).await?;
    let row = |row: Row| {
        let Row { item, kind, held, shown, touched } = row;
        Candidate { item, kind, held, shown, touched }
    };
    Ok(Found { candidates: rows.into_iter().map(row).collect(), reached })
}

/// One source within one range.
struct Part {
    source: Source,
    range: Compared,
    /// Whether it is walked through in order of id.
    many: bool,
}

impl Part {
    fn of(((source, range), many): ((Source, &Compared), bool)) -> Self {
        Self { source, range: range.clone(), many }
    }

    /// The same up to an id; none where all of it lies behind.
    fn up_to(mut self, cut: Uuid) -> Option<Self> {
        self.range.segment.last = std::cmp::min(self.range.segment.last, cut);
        (self.range.segment.after < cut).then_some(self)
    }

    /// The id at which a walk through it has looked at enough for one page; none where it is short.
    fn enough(&self) -> SelectStatement {
        let (table, column) = match self.source {
            Source::Changed => ("change", "item"),
            Source::Gained | Source::Lost => ("item", "id"),
        };
        Query::select()
            .column((table, column))
            .from(table)
            .and_where(Expr::col((table, column)).gt(self.range.segment.after))
            .and_where(Expr::col((table, column)).lte(self.range.segment.last))
            .order_by((table, column), Order::Asc)
            .offset(GATHERED)
            .limit(1)
            .to_owned()
    }
}

/// Where the walk ends for this page; none where it comes to its own end.
async fn cut_of(db: &impl ConnectionTrait, parts: &[Part]) -> Result<Option<Uuid>> {
    let mut select = Query::select();
    let walked: Vec<&Part> = parts.iter().filter(|part| part.many).collect();
    if walked.is_empty() {
        return Ok(None);
    }
    for part in &walked {
        select.expr(Expr::from(part.enough()));
    }
    let row = db.query_one(&select).await?.ok_or_else(|| Error::internal("a cut without a row"))?;
    let cuts: Vec<Option<Uuid>> = (0..walked.len()).map(|n| row.try_get_by_index(n)).collect::<Result<_, _>>()?;
    Ok(cuts.into_iter().flatten().min())
}

impl Wanted<'_> {
    fn sources<'r>(&self, range: &'r Compared) -> Vec<(Source, &'r Compared)> {
        let mut sources = Vec::new();
        if self.since(range) < self.head {
            sources.push((Source::Changed, range));
        }
        let gains = range.segment.held.is_none() || !broken(Rule::FeedTellsWhatIsGained);
        if gains && !self.gained(range).is_empty() {
            sources.push((Source::Gained, range));
        }
        if !broken(Rule::FeedTellsWhatIsLost) && !self.lost(range).is_empty() {
            sources.push((Source::Lost, range));
        }
        sources
    }

    /// The unit after which a change counts. Where nothing is held, nothing was held at the goal
    /// either.
    fn since(&self, range: &Compared) -> i64 {
        range.segment.held.map_or(self.goal.seq, |held| held.seq)
    }

    fn gained(&self, range: &Compared) -> PartySet {
        without(self.now, &range.then)
    }

    fn lost(&self, range: &Compared) -> PartySet {
        without(&range.then, self.now)
    }

    /// Items changed since the state held: the first such change of each tells the audience then.
    fn changed(&self, range: &Compared, many: bool) -> SelectStatement {
        let since = self.since(range);
        let held = match broken(Rule::FeedRemembersAudiences) {
            false => seen_by_parties(&range.then, "c", "seen_before"),
            true => seen_by_parties(&range.then, "item", "seen_by"),
        };
        let shown = match broken(Rule::FeedHidesTheHidden) {
            false => self.shown(),
            true => Condition::all().add(Expr::col(("item", "id")).is_not_null()),
        };
        let touched = || Expr::col(("c", "seq")).lte(self.goal.seq);
        let earlier = Query::select()
            .expr(Expr::val(1))
            .from_as("change", "e")
            .and_where(Expr::col(("e", "item")).equals(("c", "item")))
            .and_where(Expr::col(("e", "seq")).gt(since))
            .and_where(Expr::col(("e", "seq")).lt(Expr::col(("c", "seq"))))
            .to_owned();
        let tells = Condition::any()
            .add(Condition::all().add(held.clone()).add(shown.clone().not()))
            .add(Condition::all().add(shown.clone()).add(Condition::any().add(held.clone().not()).add(touched())));
        // In which order the rows are read is said here, since neither database could know it: what
        // is computed has no index.
        let (seq, item) = match many {
            true => (Expr::col(("c", "seq")).add(0), Expr::col(("c", "item"))),
            false => (Expr::col(("c", "seq")), computed(("c", "item"))),
        };
        Query::select()
            .expr_as(Expr::col(("c", "item")), "item")
            .expr_as(Expr::col(("c", "kind")), "kind")
            .expr_as(truth(held), "held")
            .expr_as(truth(shown), "shown")
            .expr_as(touched(), "touched")
            .from_as("change", "c")
            .join(JoinType::LeftJoin, "item", Expr::col(("item", "id")).equals(("c", "item")))
            .and_where(seq.gt(since))
            .and_where(item.clone().gt(range.segment.after))
            .and_where(item.clone().lte(range.segment.last))
            .cond_where(self.of_kinds("c"))
            .cond_where(Expr::exists(earlier).not())
            .cond_where(tells)
            .order_by_expr(item, Order::Asc)
            .limit(self.most)
            .to_owned()
    }

    /// To be shown: seen now, and at the goal.
    fn shown(&self) -> Condition {
        let now = Condition::all().add(seen_by_parties(self.now, "item", "seen_by"));
        if self.goal.seq == self.head {
            return now;
        }
        let later = |table: &'static str| {
            Query::select()
                .from_as("change", table)
                .and_where(Expr::col((table, "item")).equals(("c", "item")))
                .and_where(Expr::col((table, "seq")).gt(self.goal.seq))
                .to_owned()
        };
        let first = later("f").expr(Func::min(Expr::col(("f", "seq")))).to_owned();
        let seen_then = later("g")
            .expr(Expr::val(1))
            .and_where(Expr::col(("g", "seq")).eq(first))
            .cond_where(seen_by_parties(self.now, "g", "seen_before"))
            .to_owned();
        let unchanged = Expr::exists(later("l").expr(Expr::val(1)).to_owned()).not();
        now.add(Condition::any().add(unchanged).add(Expr::exists(seen_then)))
    }

    /// Items, unchanged since the state held, that `parties` see and `others` do not.
    fn of_sight(
        &self,
        backend: DbBackend,
        range: &Compared,
        (parties, others): (&PartySet, &PartySet),
        (held, shown): (bool, bool),
        many: bool,
    ) -> SelectStatement {
        let mut list = Query::select();
        list.columns([("item", "id"), ("item", "kind")])
            .from("item")
            .cond_where(within(range))
            .cond_where(self.of_kinds("item"));
        if !others.is_empty() {
            list.cond_where(seen_by_parties(others, "item", "seen_by").not());
        }
        if self.since(range) < self.head {
            let changed = Query::select()
                .expr(Expr::val(1))
                .from_as("change", "c")
                .and_where(Expr::col(("c", "item")).equals(("item", "id")))
                .and_where(Expr::col(("c", "seq")).gt(self.since(range)))
                .to_owned();
            list.and_where(Expr::exists(changed).not());
        }
        self.cut(&mut list);
        let mut select = match many {
            true => list.cond_where(seen_by_parties(parties, "item", "seen_by")).to_owned(),
            false => {
                let each = Each { of: audiences_of(parties), named: "audience_id", column: ("item", "seen_by") };
                first_of_each(backend, list, each, |all| self.cut(all))
            }
        };
        select
            .clear_selects()
            .expr_as(Expr::col(("item", "id")), "item")
            .expr_as(Expr::col(("item", "kind")), "kind")
            .expr_as(constant(held), "held")
            .expr_as(constant(shown), "shown")
            .expr_as(constant(false), "touched");
        select
    }

    fn cut(&self, select: &mut SelectStatement) {
        select.order_by(("item", "id"), Order::Asc).limit(self.most);
    }

    fn of_kinds(&self, table: &'static str) -> Condition {
        match self.kinds.is_empty() {
            true => Condition::all(),
            false => Condition::all().add(Expr::col((table, "kind")).is_in(self.kinds.iter().map(|kind| kind.word()))),
        }
    }
}

/// For each source, whether it is walked through: what is changed, where there is more of it than is
/// gathered; what is seen, where there are more audiences than are looked into. Of one kind an audience may
/// hold little behind much of others: then its rows are counted, too. Counting ends where it is decided.
async fn how_much(db: &impl ConnectionTrait, wanted: &Wanted<'_>, parts: &[(Source, &Compared)]) -> Result<Vec<bool>> {
    let audiences = Ord::min(AUDIENCES, FIRST_ROWS / Ord::max(wanted.most, 1));
    let backend = db.get_database_backend();
    let too_many = || Expr::val(i64::MAX);
    let mut select = Query::select();
    for (source, range) in parts {
        let parties = match source {
            Source::Changed => None,
            Source::Gained => Some(wanted.gained(range)),
            Source::Lost => Some(wanted.lost(range)),
        };
        let rows = match &parties {
            None => Query::select()
                .expr_as(Expr::val(1), "one")
                .from("change")
                .and_where(Expr::col(("change", "seq")).gt(wanted.since(range)))
                .limit(GATHERED + 1)
                .to_owned(),
            Some(parties) => {
                let list = Query::select().column(("item", "id")).from("item").cond_where(within(range)).to_owned();
                let each = Each { of: audiences_of(parties), named: "audience_id", column: ("item", "seen_by") };
                let mut rows = first_of_each(backend, list.clone().limit(GATHERED + 1).to_owned(), each, |_| ());
                rows.clear_selects().expr_as(Expr::val(1), "one").limit(GATHERED + 1);
                rows
            }
        };
        let count = Query::select().expr(Func::count(Expr::val(1))).from_subquery(rows, "counted").to_owned();
        let counted: Expr = match &parties {
            None => Expr::from(count),
            Some(parties) => {
                let few = Expr::from(about_how_many(parties, audiences + 1)).lte(audiences);
                let rows = if wanted.kinds.is_empty() { Expr::val(0_i64) } else { Expr::from(count) };
                Expr::case(few, rows).finally(too_many()).into()
            }
        };
        select.expr(counted);
    }
    let row = db.query_one(&select).await?.ok_or_else(|| Error::internal("a count without a row"))?;
    let count = |n: usize| row.try_get_by_index::<i64>(n).map(|rows| u64::try_from(rows).unwrap_or_default());
    (0..parts.len()).map(|n| Ok(count(n)? > GATHERED)).collect()
}

/// The items of a range.
fn within(range: &Compared) -> Condition {
    let id = || Expr::col(("item", "id"));
    Condition::all().add(id().gt(range.segment.after)).add(id().lte(range.segment.last))
}

/// A select with its own order and limit as a part of a union, which neither database takes bare.
fn part_of(select: SelectStatement) -> SelectStatement {
    Query::select().columns(["item", "kind", "held", "shown", "touched"]).from_subquery(select, "part").to_owned()
}

fn without(these: &PartySet, others: &PartySet) -> PartySet {
    PartySet::held(these.parties().filter(|party| !others.contains(*party)).collect())
}

/// A column as something computed, which no index has.
fn computed(column: (&'static str, &'static str)) -> Expr {
    Expr::from(Func::coalesce([Expr::col(column), Expr::col(column)]))
}

fn truth(condition: Condition) -> Expr {
    Expr::from(Func::coalesce([Expr::from(condition), constant(false)]))
}

fn constant(truth: bool) -> Expr {
    Expr::cust(if truth { "(1 = 1)" } else { "(1 = 0)" })
}
