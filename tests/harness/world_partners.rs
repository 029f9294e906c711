//! A network with a Secretariat, for who brings whom in: people in posts, letters that were sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::vocabulary::Role;
use focalpoint_api::access::{By, load_actor};
use focalpoint_api::ctx::Ctx;
use focalpoint_api::kit::mail::Letter;
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use super::people::signed_in;
use super::world_people::{Somebody, network, somebody};
use super::{App, Client};

/// Who there is.
pub struct World {
    /// Administrator, in the NGO.
    pub admin: Client,
    pub admin_is: Somebody,
    /// Editor of the UA migration service.
    pub editor: Client,
    pub editor_is: Somebody,
    /// Member of the same body.
    pub member: Client,
    pub member_is: Somebody,
    /// Editor of the PL migration service.
    pub other: Client,
    pub other_is: Somebody,
    /// Focal point of UA, in its border guard.
    pub focal: Client,
}

pub async fn world(app: &App) -> World {
    let net = network(app).await;
    let admin_is = somebody(app, &net, "Ada Admin", net.ngo, &[Role::Administrator]).await;
    let editor_is = somebody(app, &net, "Edith Editor", net.dmsu, &[Role::OrganisationEditor]).await;
    let member_is = somebody(app, &net, "Max Member", net.dmsu, &[Role::Member]).await;
    let other_is = somebody(app, &net, "Olga Other", net.udsc, &[Role::OrganisationEditor]).await;
    let focal = somebody(app, &net, "Fiona Focal", net.dpsu, &[Role::FocalPoint]).await;
    World {
        admin: signed_in(app, admin_is.expert).await,
        admin_is,
        editor: signed_in(app, editor_is.expert).await,
        editor_is,
        member: signed_in(app, member_is.expert).await,
        member_is,
        other: signed_in(app, other_is.expert).await,
        other_is,
        focal: signed_in(app, focal.expert).await,
    }
}

/// Every letter that was ever written, oldest first.
pub async fn letters(app: &App) -> Vec<Letter> {
    let rows = entity::outbox::Entity::find().order_by_asc(entity::outbox::Column::Id);
    let rows = rows.all(app.world.database.reader()).await.expect("the outbox");
    // What was sent is no longer in the outbox.
    let waiting = rows.into_iter().filter(|row| row.topic == "MAIL" && row.done_at.is_none()).map(|row| {
        let sealed = STANDARD.decode(row.payload).expect("base64");
        serde_json::from_slice(&app.world.seals.open(&sealed).expect("a seal")).expect("a letter")
    });
    app.world.mail.ever().into_iter().chain(waiting).collect()
}

/// The token of the last letter's link below a path.
pub async fn last_token(app: &App, path: &str) -> String {
    let letters = letters(app).await;
    let text = letters.iter().rev().find(|letter| letter.text.contains(path)).expect("a letter").text.clone();
    let after = text.split(path).nth(1).expect("a link");
    after.split_whitespace().next().expect("a token").to_owned()
}

/// A context that asks as an expert, for verbs behind pages.
pub async fn as_expert(app: &App, expert: Uuid) -> Ctx {
    let actor = load_actor(app.world.database.reader(), By::Expert(expert), app.world.clock.now()).await;
    Ctx::new(&app.world, actor.expect("a statement").expect("an account"))
}
