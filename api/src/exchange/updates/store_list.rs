//! The only queries that list updates. A page is found in one of two ways: in the order of an index,
//! where sight is asked row by row until the page is full; or by the reader's audiences, the newest of
//! each. The first is right where much is seen, the second where little is; which one it is says
//! [`super::reach`]. What is in one room is read by the audiences that name it. Whatever the way, the
//! answer is the same.

use entity::item;
use entity::vocabulary::{ItemKind, ItemState};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryTrait, Statement,
};
use uuid::Uuid;

use crate::access::broken::{Rule, broken};
use crate::access::{
    Actor, PartySet, about_how_many_of_kind, audiences_of, audiences_of_kind, seen_by_column, visible,
    visible_row_by_row,
};
use crate::error::{Error, Result};
use crate::exchange::items::filters;
use crate::exchange::items::proposals::waiting_for;
use crate::identity::accounts::Known;
use crate::kit::first_of_each::{Each, first_of_each};
use crate::kit::page::{Key, Ordering, Place};

/// Which updates, with everything looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub ids: Option<Vec<Uuid>>,
    /// About one of these policy fields.
    pub topics: Option<Vec<Uuid>>,
    /// Concerning one of these countries.
    pub countries: Option<Vec<Uuid>>,
    pub owners: Vec<Uuid>,
    /// In the name of one of these bodies.
    pub organisations: Option<Vec<Uuid>>,
    /// Shared with this party of the asker's.
    pub shared_with: Option<Uuid>,
    /// Not shown to the asker after this unit; nothing was before the first visit.
    pub unseen_since: Option<Known>,
    /// Written by this expert, in whatever post.
    pub author: Option<Uuid>,
    pub languages: Vec<String>,
    pub states: Vec<ItemState>,
    /// About which a proposal waits for the actor's word.
    pub waiting_for_me: bool,
    pub published_from: Option<i64>,
    pub published_until: Option<i64>,
}

/// How a page is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Row by row in the order of the list.
    InOrder,
    /// The first of each audience that the reader sees.
    ByAudience,
}

/// Rows of the list that are looked at to see how much of it a reader sees.
pub(super) const LOOKED_AT: u64 = 1_000;

/// What the actor sees of the updates.
fn seen(actor: &Actor) -> SelectStatement {
    item::Entity::find().filter(item::Column::Kind.eq(ItemKind::Update)).filter(visible(actor)).into_query()
}

/// All updates: only for what asks sight in another way.
fn whole() -> SelectStatement {
    item::Entity::find().filter(item::Column::Kind.eq(ItemKind::Update)).into_query()
}

/// The audiences through which somebody sees updates.
fn audiences(parties: &PartySet) -> SelectStatement {
    audiences_of_kind(parties, ItemKind::Update)
}

/// What was not published yet stands where it was begun. Just so in the index.
fn newest() -> SimpleExpr {
    Func::coalesce([Expr::col(("item", "published_at")), Expr::col(("item", "created_at"))]).into()
}

fn key_of(order: Ordering) -> SimpleExpr {
    match order.name {
        "updatedAt" => Expr::col(("item", "updated_at")),
        "createdAt" => Expr::col(("item", "created_at")),
        _ => newest(),
    }
}

pub(super) fn place(row: &item::Model, order: Ordering) -> Place {
    let key = match order.name {
        "updatedAt" => row.updated_at,
        "createdAt" => row.created_at,
        _ => row.published_at.unwrap_or(row.created_at),
    };
    Place { key: Key::Number(key), id: row.id }
}

/// The table through which a list by one subject is read in order, with its column and the subjects.
type Subject<'w> = (&'static str, &'static str, &'static str, &'w [Uuid]);

impl Wanted {
    /// Policy fields or countries: the first of the two that are asked for.
    fn subject(&self) -> Option<Subject<'_>> {
        let topics = self.topics.as_deref().map(|ids| ("item_topic", "competence_id", "competence", ids));
        topics.or_else(|| self.countries.as_deref().map(|ids| ("item_country", "country_id", "country", ids)))
    }

    /// What the share that a reader sees depends on besides the reader: one policy field, one country
    /// or one owner; else the list as a whole.
    pub(super) fn by_one(&self) -> Option<Uuid> {
        match (self.subject(), self.owners.as_slice(), self.organisations.as_deref()) {
            (Some((_, _, _, [one])), _, _) | (None, [one], _) | (None, [], Some([one])) => Some(*one),
            _ => None,
        }
    }

    /// When it was published, said of the place that a subject gives an item: then the index ends there.
    fn in_time(&self, newest: &SimpleExpr) -> Condition {
        let from = self.published_from.map(|from| newest.clone().gte(from));
        Condition::all().add_option(from).add_option(self.published_until.map(|until| newest.clone().lt(until)))
    }

    fn fitting(&self, actor: &Actor, but_subject: bool) -> Result<Condition> {
        let column = |name: &'static str| Expr::col(("item", name));
        let mut all = Condition::all().add(filters::among(self.ids.as_deref())?);
        if let Some(topics) = self.topics.as_ref().filter(|_| !but_subject) {
            all = all.add(about("item_topic", "competence_id", topics));
        }
        if let Some(countries) = self.countries.as_ref().filter(|_| !but_subject || self.topics.is_some()) {
            all = all.add(about("item_country", "country_id", countries));
        }
        if !self.owners.is_empty() {
            all = all.add(column("owner").is_in(self.owners.iter().copied()));
        }
        if let Some(organisations) = self.organisations.as_ref().filter(|_| !broken(Rule::OwnersAreFiltered)) {
            all = all.add(column("owner").is_in(organisations.iter().copied()));
        }
        if let Some(party) = self.shared_with {
            all = all.add(filters::shared_with(party));
        }
        if let Some(known) = &self.unseen_since {
            all = all.add(filters::new_since(actor, known));
        }
        if let Some(author) = self.author {
            let posts = Query::select()
                .column(("post", "id"))
                .from("post")
                .and_where(Expr::col(("post", "expert_id")).eq(author))
                .to_owned();
            all = all.add(Condition::any().add(column("author").in_subquery(posts)).add(column("author").eq(author)));
        }
        if !self.languages.is_empty() {
            all = all.add(column("language").is_in(self.languages.clone()));
        }
        if !self.states.is_empty() {
            all = all.add(column("state").is_in(self.states.iter().map(|state| state.word())));
        }
        if self.waiting_for_me {
            all = all.add(waiting_for(actor));
        }
        if let Some(from) = self.published_from {
            // What is published stands where it was published: said twice, since the index knows the place.
            all = all.add(column("published_at").gte(from)).add(newest().gte(from));
        }
        if let Some(until) = self.published_until {
            all = all.add(column("published_at").lt(until)).add(newest().lt(until));
        }
        Ok(all)
    }
}

fn about(table: &'static str, key: &'static str, ids: &[Uuid]) -> Expr {
    let hit = Query::select()
        .expr(Expr::val(1))
        .from(table)
        .and_where(Expr::col((table, "item_id")).equals(("item", "id")))
        .and_where(Expr::col((table, key)).is_in(ids.iter().copied()))
        .to_owned();
    Expr::exists(hit)
}

/// A page of what the actor sees: one row more than asked for shows that more follow.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    wanted: &Wanted,
    (order, after, first): (Ordering, Option<&Place>, u16),
    way: Way,
) -> Result<Vec<item::Model>> {
    let statement = statement(db.get_database_backend(), actor, wanted, (order, after, first), way)?;
    Ok(item::Model::find_by_statement(statement).all(db).await?)
}

/// The statement of a page.
fn statement(
    backend: DbBackend,
    actor: &Actor,
    wanted: &Wanted,
    (order, after, first): (Ordering, Option<&Place>, u16),
    way: Way,
) -> Result<Statement> {
    let (key, id) = (key_of(order), Expr::col(("item", "id")));
    let begun = |select: &mut SelectStatement, key: SimpleExpr, id: SimpleExpr| {
        if let Some(Place { key: Key::Number(last), .. }) = after {
            // Says the same as the cut, in a form that SQLite answers from an index of an expression.
            let key = key.clone();
            select.and_where(if order.descending { key.lte(*last) } else { key.gte(*last) });
        }
        order.cut(select, key, id, after, first);
    };
    let newest_first = order.name == "publishedAt";
    // What is about one subject is found by that, newest first; there the room is asked row by row.
    let room = wanted.shared_with.filter(|_| !newest_first || wanted.subject().is_none());
    let select = match (room, way, wanted.subject().filter(|_| newest_first)) {
        (Some(room), ..) => {
            let mut select = seen(actor);
            // That it is in the room is said by the audience it is found by.
            select.cond_where(Wanted { shared_with: None, ..wanted.clone() }.fitting(actor, false)?);
            begun(&mut select, key.clone(), id.clone());
            let each =
                Each { of: audiences_of(&PartySet::of([room])), named: "audience_id", column: ("item", "audience") };
            first_of_each(backend, select, each, |select| order.cut(select, key, id, None, first))
        }
        (None, Way::ByAudience, subject) => {
            let mut select = whole();
            let column = match subject {
                Some((table, column, _, [one])) => {
                    // What the subject knows of the audience only leads there: the item's own is what counts. It is
                    // compared so that no index answers it: an item is found by its id, and never among all
                    // that its audience sees. (It is never null.)
                    let led = || Expr::col((table, "seen_by"));
                    let own = Func::coalesce([Expr::col(("item", "seen_by")), led()]);
                    let about =
                        Condition::all().add(Expr::col((table, "item_id")).equals(("item", "id"))).add(led().eq(own));
                    select.join(JoinType::InnerJoin, table, about).and_where(Expr::col((table, column)).eq(*one));
                    select.cond_where(wanted.fitting(actor, true)?);
                    select.cond_where(wanted.in_time(&Expr::col((table, "newest"))));
                    begun(&mut select, Expr::col((table, "newest")), Expr::col((table, "item_id")));
                    (table, "seen_by")
                }
                _ => {
                    select.cond_where(wanted.fitting(actor, false)?);
                    begun(&mut select, key.clone(), id.clone());
                    ("item", "seen_by")
                }
            };
            let each = Each { of: audiences(actor.parties()), named: "audience_id", column };
            first_of_each(backend, select, each, |select| order.cut(select, key, id, None, first))
        }
        (None, Way::InOrder, None) => {
            let mut select = whole();
            select.cond_where(visible_row_by_row(actor, backend));
            select.cond_where(wanted.fitting(actor, false)?);
            begun(&mut select, key, id);
            select
        }
        (None, Way::InOrder, Some((table, column, of, ids))) => {
            let mut select = whole();
            select.cond_where(visible_row_by_row(actor, backend));
            let subject = Expr::col((table, "item_id")).equals(("item", "id"));
            select.join(JoinType::InnerJoin, table, subject).cond_where(wanted.fitting(actor, true)?);
            select.cond_where(wanted.in_time(&Expr::col((table, "newest"))));
            begun(&mut select, Expr::col((table, "newest")), Expr::col((table, "item_id")));
            match ids {
                [one] => select.and_where(Expr::col((table, column)).eq(*one)).to_owned(),
                several => {
                    // What is about two of them is found with the first.
                    let mut other = Query::select()
                        .expr(Expr::val(1))
                        .from_as(table, "other")
                        .and_where(Expr::col(("other", "item_id")).equals((table, "item_id")))
                        .and_where(Expr::col(("other", column)).is_in(several.iter().copied()))
                        .and_where(Expr::col(("other", column)).lt(Expr::col((table, column))))
                        .to_owned();
                    if backend == DbBackend::Postgres {
                        // Asked row by row, as sight is.
                        other.offset(0);
                    }
                    select.and_where(Expr::exists(other).not());
                    let those = Query::select()
                        .column((of, "id"))
                        .from(of)
                        .and_where(Expr::col((of, "id")).is_in(several.iter().copied()))
                        .to_owned();
                    let each = Each { of: those, named: "id", column: (table, column) };
                    first_of_each(backend, select, each, |select| order.cut(select, key, id, None, first))
                }
            }
        }
    };
    Ok(backend.build(&select))
}

/// How many first rows of a list were looked at, how many of them the reader sees, and how many
/// audiences they see, counted as far as it matters.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Looked {
    pub rows: i64,
    pub seen: i64,
    pub audiences: i64,
}

/// Looks at the first rows of the list, or of the list by one subject or owner.
pub(super) async fn look(db: &impl ConnectionTrait, actor: &Actor, wanted: &Wanted) -> Result<Looked> {
    let mut first = whole();
    first.clear_selects().column(("item", "seen_by")).limit(LOOKED_AT);
    match (wanted.by_one(), wanted.subject()) {
        (Some(one), Some((table, column, _, _))) => {
            first
                .join(JoinType::InnerJoin, table, Expr::col((table, "item_id")).equals(("item", "id")))
                .and_where(Expr::col((table, column)).eq(one))
                .order_by((table, "newest"), sea_orm::Order::Desc)
                .order_by((table, "item_id"), sea_orm::Order::Desc);
        }
        (owner, _) => {
            if let Some(owner) = owner {
                first.and_where(Expr::col(("item", "owner")).eq(owner));
            }
            first.order_by_expr(newest(), sea_orm::Order::Desc).order_by(("item", "id"), sea_orm::Order::Desc);
        }
    }
    let count = || Func::count(Expr::val(1));
    let rows = Query::select().expr(count()).from_subquery(first.clone(), "looked").to_owned();
    let seen = Query::select()
        .expr(count())
        .from_subquery(first, "looked")
        .cond_where(seen_by_column(actor, "looked", "seen_by"))
        .to_owned();
    let audiences = about_how_many_of_kind(actor.parties(), ItemKind::Update, super::reach::AUDIENCES + 1);
    let select = Query::select()
        .expr_as(Expr::from(rows), "rows")
        .expr_as(Expr::from(seen), "seen")
        .expr_as(Expr::from(audiences), "audiences")
        .to_owned();
    let found = Looked::find_by_statement(db.get_database_backend().build(&select)).one(db).await?;
    found.ok_or_else(|| Error::internal("a count without a row"))
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, wanted: &Wanted, way: Way) -> Result<u64> {
    let select = match way {
        Way::InOrder => {
            let mut select = if broken(Rule::CountedUnderSight) { whole() } else { seen(actor) };
            select.clear_selects().column(("item", "id")).cond_where(wanted.fitting(actor, false)?);
            select
        }
        Way::ByAudience => {
            let mut select = whole();
            select
                .clear_selects()
                .column(("item", "id"))
                .cond_where(wanted.fitting(actor, false)?)
                .and_where(Expr::col(("item", "seen_by")).in_subquery(audiences(actor.parties())));
            select
        }
    };
    crate::exchange::items::store::count(db, select).await
}

pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<item::Model>> {
    let mut select = seen(actor);
    select.and_where(Expr::col(("item", "id")).is_in(ids.iter().copied()));
    Ok(item::Model::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}
