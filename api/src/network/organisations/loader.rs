//! Loaders of bodies: what nested relations ask for row by row, for all rows at once.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::{Organisation, OrganisationHistory, histories, of_countries, of_ids};
use crate::ctx::Ctx;
use crate::edge::graphql::Loaders;
use crate::error::{Error, Result};
use crate::kit::page::{Page, PageRequest};
use crate::network::countries::{self, Country};

/// Fetches bodies and what is related to them, under the sight of one actor.
pub struct OrganisationLoader(pub Ctx);

/// A page of the bodies of a country.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct OfCountry {
    country: Uuid,
    first: u16,
    after: Option<String>,
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

impl Loader<OfCountry> for OrganisationLoader {
    type Value = Page<Organisation>;
    type Error = Error;

    /// One query for each different page that is asked for, whatever the number of countries.
    async fn load(&self, keys: &[OfCountry]) -> Result<HashMap<OfCountry, Page<Organisation>>> {
        let mut asked: HashMap<(u16, Option<String>), Vec<Uuid>> = HashMap::new();
        for key in keys {
            asked.entry((key.first, key.after.clone())).or_default().push(key.country);
        }
        let mut pages = HashMap::with_capacity(keys.len());
        for ((first, after), countries) in asked {
            let page = PageRequest { first: Some(first), after: after.clone(), sort: None, count: false };
            let found = of_countries(&self.0, &countries, &page).await?;
            pages.extend(
                found.into_iter().map(|(country, page)| (OfCountry { country, first, after: after.clone() }, page)),
            );
        }
        Ok(pages)
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

    /// A page of the bodies that belong to a country.
    pub async fn organisations_of_country(
        &self,
        country: Uuid,
        first: u16,
        after: Option<String>,
    ) -> Result<Page<Organisation>> {
        let key = OfCountry { country, first, after };
        let page = self.organisations.load_one(key).await?;
        page.ok_or_else(|| Error::internal("a country without a page of organisations"))
    }
}
