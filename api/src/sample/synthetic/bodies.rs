//! The bodies of a drawn network: those that every network has, and regional offices beside them.

use std::collections::HashMap;

use entity::vocabulary::{FactKind, OrganisationType};
use uuid::Uuid;

use super::Drawing;
use super::words::{PLACES, tongue_of};
use crate::access::{Target, acts};
use crate::error::Result;
use crate::network::facts::NewFact;
use crate::network::organisations::{NewOrganisation, add_organisation, is_official_by_preset, is_public_authority};
use crate::sample::convert::same;
use crate::sample::files::NetworkFiles;

/// Bodies of one unit.
const AT_ONCE: usize = 100;

/// A body of a drawn network.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub id: Uuid,
    pub code: String,
    /// Code of the country it belongs to.
    pub country: Option<String>,
    pub is_authority: bool,
    pub is_official: bool,
}

impl Body {
    fn of(id: Uuid, code: &str, country: Option<String>, kind: OrganisationType) -> Self {
        let (is_authority, is_official) = (is_public_authority(kind), is_official_by_preset(kind));
        Self { id, code: code.to_owned(), country, is_authority, is_official }
    }
}

/// The bodies that live of those that every network has. The Secretariat's is left to its reader.
pub(super) fn known(network: &NetworkFiles, ids: &HashMap<String, Uuid>) -> Vec<Body> {
    let of = |row: &crate::sample::files::Organisation| {
        let lives = row.valid_to.is_none() && row.code != network.settings.secretariat;
        let kind = same(row.kind, OrganisationType::from_word).ok()?;
        let id = ids.get(&row.code).filter(|_| lives)?;
        Some(Body::of(*id, &row.code, row.country.clone(), kind))
    };
    network.organisations.iter().filter_map(of).collect()
}

impl Drawing {
    /// Draws the regional offices: most are authorities, some are not.
    pub(super) async fn draw_bodies(&mut self) -> Result<()> {
        let mut numbers = 1..=self.sizes.bodies;
        loop {
            let some: Vec<usize> = numbers.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                return Ok(());
            }
            let mut unit = self.ctx.begin().await?;
            let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
            for number in some {
                let country = self.dice.one_of(&self.directory.countries).cloned();
                let kind = self.kind();
                let tongue = tongue_of(country.as_ref().map(|(code, _)| code.as_str()));
                let place = self.dice.one_of(PLACES).copied().unwrap_or_default();
                let code = format!("drawn-{number:05}");
                let new = NewOrganisation {
                    country_id: country.as_ref().map(|(_, id)| *id),
                    city: Some(place.to_owned()),
                    facts: vec![
                        NewFact::text(FactKind::Name, "en", &format!("Regional Office {number} at {place}")),
                        NewFact::text(
                            FactKind::NativeName,
                            tongue.tag,
                            &tongue.office.replace("{}", &format!("{place} {number}")),
                        ),
                    ],
                    ..NewOrganisation::of(&code, kind)
                };
                let id = add_organisation(&mut unit, &permit, new).await?;
                self.directory.bodies.push(Body::of(id, &code, country.map(|(code, _)| code), kind));
            }
            unit.commit(None).await?;
        }
    }

    fn kind(&mut self) -> OrganisationType {
        match self.dice.below(10) {
            0 | 1 => OrganisationType::BorderGuard,
            2 | 3 => OrganisationType::Police,
            4 => OrganisationType::AsylumAuthority,
            5..=7 => OrganisationType::MigrationService,
            8 => OrganisationType::OtherAuthority,
            _ => OrganisationType::Ngo,
        }
    }
}
