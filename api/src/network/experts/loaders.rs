//! Loaders of one request for the relations of people: what nested fields ask for row by row is
//! fetched for all rows at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use uuid::Uuid;

use super::{Expert, Post, of_bodies, posts_of};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::network::focal_points::{Appointment, of_countries, of_experts};

/// Experts of a body, the first of them by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct OfBody {
    body: Uuid,
    first: u16,
}

/// Posts of an expert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct PostsOf(Uuid);

/// Appointments of an expert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct AppointmentsOf(Uuid);

/// Appointments for a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct FocalPointsOf(Uuid);

struct Fetch(Ctx);

/// The loaders of people, under the sight of one request.
pub struct PeopleLoaders(DataLoader<Fetch>);

impl PeopleLoaders {
    /// Loaders that see what the context's actor sees.
    pub fn new(ctx: &Ctx) -> Self {
        Self(DataLoader::new(Fetch(ctx.clone()), tokio::spawn))
    }

    /// The first experts, by name, who hold a post in a body today.
    pub async fn experts_of_body(&self, body: Uuid, first: u16) -> Result<Vec<Expert>> {
        loaded(self.0.load_one(OfBody { body, first }).await)
    }

    /// All posts of an expert, oldest first.
    pub async fn posts_of_expert(&self, expert: Uuid) -> Result<Vec<Post>> {
        loaded(self.0.load_one(PostsOf(expert)).await)
    }

    /// Appointments that an expert holds today.
    pub async fn appointments_of_expert(&self, expert: Uuid) -> Result<Vec<Appointment>> {
        loaded(self.0.load_one(AppointmentsOf(expert)).await)
    }

    /// Appointments that run for a country today.
    pub async fn focal_points_of_country(&self, country: Uuid) -> Result<Vec<Appointment>> {
        loaded(self.0.load_one(FocalPointsOf(country)).await)
    }
}

/// An error is shared by all rows that waited for it: each gets its code, the log its cause.
fn loaded<T>(found: Result<Option<Vec<T>>, Arc<Error>>) -> Result<Vec<T>> {
    match found {
        Ok(found) => Ok(found.unwrap_or_default()),
        Err(error) => {
            let again = Error::new(error.code(), error.detail());
            Err(error.cause().map_or_else(|| Error::new(error.code(), error.detail()), |cause| again.because(cause)))
        }
    }
}

fn grouped<K: std::hash::Hash + Eq, T>(pairs: impl IntoIterator<Item = (K, T)>) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

impl Loader<OfBody> for Fetch {
    type Value = Vec<Expert>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[OfBody]) -> Result<HashMap<OfBody, Self::Value>, Self::Error> {
        let mut by_first: HashMap<u16, Vec<Uuid>> = HashMap::new();
        for key in keys {
            by_first.entry(key.first).or_default().push(key.body);
        }
        let mut all = HashMap::new();
        // As many rounds as a query names different lengths: nearly always one.
        for (first, bodies) in by_first {
            let found = of_bodies(&self.0, &bodies, first).await.map_err(Arc::new)?;
            all.extend(grouped(found.into_iter().map(|(body, expert)| (OfBody { body, first }, expert))));
        }
        Ok(all)
    }
}

impl Loader<PostsOf> for Fetch {
    type Value = Vec<Post>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[PostsOf]) -> Result<HashMap<PostsOf, Self::Value>, Self::Error> {
        let experts: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = posts_of(&self.0, &experts).await.map_err(Arc::new)?;
        Ok(grouped(found.into_iter().map(|post| (PostsOf(post.expert_id), post))))
    }
}

impl Loader<AppointmentsOf> for Fetch {
    type Value = Vec<Appointment>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AppointmentsOf]) -> Result<HashMap<AppointmentsOf, Self::Value>, Self::Error> {
        let experts: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = of_experts(&self.0, &experts).await.map_err(Arc::new)?;
        Ok(grouped(found.into_iter().map(|(expert, appointment)| (AppointmentsOf(expert), appointment))))
    }
}

impl Loader<FocalPointsOf> for Fetch {
    type Value = Vec<Appointment>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[FocalPointsOf]) -> Result<HashMap<FocalPointsOf, Self::Value>, Self::Error> {
        let countries: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = of_countries(&self.0, &countries).await.map_err(Arc::new)?;
        Ok(grouped(found.into_iter().map(|(country, appointment)| (FocalPointsOf(country), appointment))))
    }
}
