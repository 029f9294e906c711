//! Loaders of bodies: what nested relations ask for row by row, for all rows at once.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::{Organisation, OrganisationHistory, histories, of_countries, of_ids};
use crate::ctx::Ctx;
use crate::edge::graphql::{Loaders, Relation};
use crate::error::{Error, Result};
use crate::kit::page::{Page, PageRequest};
use crate::network::countries::{self, Country};

/// Fetches bodies and what is related to them, under the sight of one actor.
pub struct OrganisationLoader(pub Ctx);

/// From a country to the bodies that belong to it and live today, in the order of names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OfCountry;

impl Relation for OfCountry {
    type Node = Organisation;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Organisation>>> {
        of_countries(ctx, parents, page).await
    }
}

/// A body's country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct CountryOf(Uuid);

impl Loader<Uuid> for OrganisationLoader {
    type Value = Organisation;
    type Error = Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Organisation>> {
        let bodies = of_ids(&self.0, keys).await?;
        Ok(bodies.into_iter().map(|body| (body.id, body)).collect())
    }
}

impl Loader<CountryOf> for OrganisationLoader {
    type Value = Country;
    type Error = Error;

    async fn load(&self, keys: &[CountryOf]) -> Result<HashMap<CountryOf, Country>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let countries = countries::of_ids(&self.0, &ids).await?;
        Ok(countries.into_iter().map(|country| (CountryOf(country.id), country)).collect())
    }
}

/// A body's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct HistoryOf(Uuid);

impl Loader<HistoryOf> for OrganisationLoader {
    type Value = OrganisationHistory;
    type Error = Error;

    async fn load(&self, keys: &[HistoryOf]) -> Result<HashMap<HistoryOf, OrganisationHistory>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = histories(&self.0, &ids).await?;
        Ok(found.into_iter().map(|(id, history)| (HistoryOf(id), history)).collect())
    }
}

impl Loaders {
    /// A body, where the actor sees it.
    pub async fn organisation(&self, id: Uuid) -> Result<Option<Organisation>> {
        self.organisations.load_one(id).await
    }

    /// Everything the network ever said about a body.
    pub async fn history_of_organisation(&self, body: Uuid) -> Result<OrganisationHistory> {
        self.organisations.load_one(HistoryOf(body)).await?.ok_or_else(Error::not_found)
    }

    /// The country a body belongs to.
    pub async fn country_of_organisation(&self, country: Uuid) -> Result<Option<Country>> {
        self.organisations.load_one(CountryOf(country)).await
    }
}
