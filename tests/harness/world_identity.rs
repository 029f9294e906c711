//! A body and people who sign in with a password, for what is about signing in.

use entity::vocabulary::{OrganisationType, Role, ScopeKind};
use focalpoint_api::access::roles;
use uuid::Uuid;

use super::App;
use super::builder::{Builder, expert, post};

pub const PASSWORD: &str = "quiet rivers carry lanterns";

/// A person with an account, in a post.
#[derive(Clone, Debug)]
pub struct Person {
    pub expert: Uuid,
    pub account: Uuid,
    pub post: Uuid,
    pub email: String,
}

/// A body of no country.
pub async fn body(app: &App, code: &str) -> Uuid {
    let mut b = Builder::begin(app).await;
    let id = b.body(code, OrganisationType::Ngo, None, false).await;
    b.done().await;
    id
}

/// A person in a post of a body, who signs in with [`PASSWORD`].
pub async fn person(app: &App, body: Uuid, name: &str, roles: &[Role]) -> Person {
    let email = format!("{}@Example.org", name.to_lowercase().replace(' ', "."));
    let mut b = Builder::begin(app).await;
    let expert = b.expert(expert(name, body)).await;
    let post = b.post(post(expert, body, b.unit.at(), None)).await;
    let account = b.account(expert, &email, Some(PASSWORD)).await;
    for role in roles {
        let scope = (roles::scope_of(*role) == ScopeKind::Organisation).then_some(body);
        b.grant(post, (*role, scope)).await;
    }
    b.done().await;
    Person { expert, account, post, email }
}
