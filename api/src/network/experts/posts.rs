//! Reading posts.

use std::collections::HashMap;

use async_graphql::InputObject;
use entity::post_place;
use entity::vocabulary::{PostState, Precision};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::read::{end_of, standing_in};
use super::store_posts::{self as store, PostRow};
use super::view::{Post, PostPlace};
use crate::access::{Act, TakeOvers, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{self, Lifecycle, filters};
use crate::kit::day::Day;
use crate::kit::page::{Page, PageRequest};
use crate::kit::when::{first_date, last_date};
use crate::network::references::organisation_references;

/// Which posts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PostFilter {
    /// In a body, by its code or id; several separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub organisation: Vec<String>,
    /// Of an expert.
    pub expert: Option<Uuid>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// In a state: `WAITING` for those that wait for a word. Without it, those that run.
    pub state: Option<PostState>,
    /// Those that ran on a day.
    pub as_of: Option<Day>,
    /// `ALL` shows those that do not run, too: they have ended, are to come, or wait for a word.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list.
pub const POST_SORTS: &[&str] = &["-validFrom"];

/// Lists posts: those that run today or on a day, those in a state, or all.
pub async fn list_posts(ctx: &Ctx, filter: PostFilter, page: PageRequest) -> Result<Page<Post>> {
    ctx.permit(Act::Look, &Target::none("POST"))?;
    let (first, order) = (page.first()?, page.ordering(POST_SORTS)?);
    let name = format!("posts {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let which = fitting(ctx, &filter).await?;
    let rows = store::page(ctx.db(), &ctx.actor, which.clone(), order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, which).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(PostRow::place).collect();
    let views = posts_shown(ctx, rows).await?;
    Ok(Page::of(places.into_iter().zip(views).collect(), first, &ctx.world.cursors, &name).counted(total))
}

async fn fitting(ctx: &Ctx, filter: &PostFilter) -> Result<Condition> {
    let usual = match (filter.state, filter.as_of) {
        // Whoever asks for a state means those that are in it, whether they run or not.
        (Some(_), None) => Lifecycle::All,
        _ => Lifecycle::Living,
    };
    let mut all = match filter.lifecycle.unwrap_or(usual) {
        Lifecycle::Living => store::running(end_of(ctx, filter.as_of)),
        Lifecycle::All => Condition::all(),
    };
    if let Some(state) = filter.state {
        all = all.add(Expr::col(("post", "state")).eq(state.word()));
    }
    if let Some(expert) = filter.expert {
        all = all.add(Expr::col(("post", "expert_id")).eq(expert));
    }
    all = all.add(filters::among_of(("post", "id"), filter.ids.as_deref())?);
    let bodies = standing_in(ctx, &filter.organisation, end_of(ctx, filter.as_of)).await?;
    if !bodies.is_empty() {
        all = all.add(Expr::col(("post_place", "organisation_id")).is_in(bodies));
    }
    Ok(all)
}

/// One post.
pub async fn one_post(ctx: &Ctx, id: Uuid) -> Result<Post> {
    ctx.permit(Act::Look, &Target::none("POST"))?;
    let which = Condition::all().add(Expr::col(("post", "id")).eq(id));
    let rows = store::some(ctx.db(), &ctx.actor, which).await?;
    posts_shown(ctx, rows).await?.pop().ok_or_else(Error::not_found)
}

/// All posts of an expert, oldest first, each with its places.
pub async fn history(ctx: &Ctx, expert: Uuid) -> Result<Vec<Post>> {
    ctx.permit(Act::Look, &Target::none("EXPERT"))?;
    let item = items::store::one(ctx, expert).await?;
    match item.kind {
        entity::vocabulary::ItemKind::Expert => posts_of(ctx, &[expert]).await,
        _ => Err(Error::not_found()),
    }
}

/// All posts of experts, oldest first: for loaders.
pub async fn posts_of(ctx: &Ctx, experts: &[Uuid]) -> Result<Vec<Post>> {
    let which = Condition::all().add(Expr::col(("post", "expert_id")).is_in(experts.iter().copied()));
    let rows = store::some(ctx.db(), &ctx.actor, which).await?;
    posts_shown(ctx, rows).await
}

/// Posts as views: a constant number of statements.
pub(super) async fn posts_shown(ctx: &Ctx, rows: Vec<PostRow>) -> Result<Vec<Post>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut places = store::places(ctx.db(), &ids).await?;
    let mut bodies: Vec<Uuid> = rows.iter().map(|row| row.organisation_id).collect();
    bodies.extend(places.values().flatten().map(|place| place.organisation_id));
    bodies.sort_unstable();
    bodies.dedup();
    // A take-over rewrites no post: where it stood before and since is told by the line of take-overs.
    let taken = TakeOvers::of(ctx.db(), &bodies).await?;
    bodies.extend(taken.heirs());
    let bodies: HashMap<_, _> = organisation_references(ctx, &bodies).await?;
    let stands_in = |row: &PostRow| taken.stands(row.organisation_id, row.until(), ctx.now());
    let zone = &ctx.world.zone;
    let place = |post: &PostRow, title: &str, (body, from, until): (Uuid, i64, Option<i64>)| PostPlace {
        organisation: bodies.get(&body).cloned(),
        title: title.to_owned(),
        // What begins with the post is known no better than the post; a move was an act of a day.
        valid_from: match from == post.valid_from {
            true => first_date(zone, from, post.precision),
            false => first_date(zone, from, Precision::Day),
        },
        valid_to: until.map(|past| last_date(zone, past)),
    };
    let view = |row: PostRow| {
        let own = places.remove(&row.id).unwrap_or_default();
        let stood = |at: &post_place::Model| taken.stood(at.organisation_id, at.from_at, at.until_at);
        let places = own.iter().flat_map(|at| stood(at).into_iter().map(|stay| place(&row, &at.title, stay))).collect();
        let organisation = bodies.get(&stands_in(&row)).cloned();
        Post::new(row, organisation, places, zone)
    };
    Ok(rows.into_iter().map(view).collect())
}
