//! Readers of a drawn network who can sign in: one who sees much, one who sees little, one who sees
//! only what is old, one who sees nothing but what everybody does.

use entity::vocabulary::{OrganisationType, Role, ScopeKind};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::Drawing;
use super::bodies::Body;
use super::people::{Person, add_person};
use crate::access::{Target, acts};
use crate::error::{Error, Result};
use crate::kit::secret::random_token;
use crate::network::organisations::{NewOrganisation, add_organisation};

/// The body of those who are in no circle: no authority, in no group, and nobody shares with it.
const APART: &str = "drawn-apart";

/// Somebody who can sign in.
pub(super) struct Reader {
    /// What they are there for.
    which: &'static str,
    name: &'static str,
    email: String,
    password: String,
    country: Option<String>,
    organisation: String,
    role: Option<Role>,
}

impl Reader {
    /// Their line in the file of accounts.
    pub(super) fn account(&self) -> Json {
        json!({
            "email": self.email,
            "password": self.password,
            "name": self.name,
            "country": self.country,
            "organisation": self.organisation,
            "roles": self.role.iter().map(|role| role.word()).collect::<Vec<_>>(),
            "reader": self.which,
        })
    }
}

impl Drawing {
    /// The body apart, and the readers.
    pub(super) async fn draw_readers(&mut self, secretariat: &str) -> Result<Vec<Reader>> {
        let mut unit = self.ctx.begin().await?;
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        let new = NewOrganisation::of(APART, OrganisationType::Ngo);
        let apart = add_organisation(&mut unit, &permit, new).await?;
        let body =
            |id, code: &str| Body { id, code: code.to_owned(), country: None, is_authority: false, is_official: false };
        let apart = body(apart, APART);
        let secretariat = body(unit.world().secretariat().await?, secretariat);
        let of_many = self
            .directory
            .bodies
            .iter()
            .find(|b| b.is_authority && b.is_official && b.country.as_deref() == Some("UA"));
        let of_many = of_many.cloned().ok_or_else(|| Error::internal("no authority of Ukraine"))?;
        let organisation = |id: Uuid| (ScopeKind::Organisation, Some(id));
        let network = (ScopeKind::Network, None);
        let mut readers = Vec::new();
        for (which, name, body, grant) in [
            ("MEMBER", "Mariia Much", &of_many, Some((Role::Member, organisation(of_many.id)))),
            ("LITTLE", "Lina Little", &apart, Some((Role::Member, organisation(apart.id)))),
            // Whoever administers sees the registry, and of updates only what is PUBLIC.
            ("OLD", "Olga Old", &apart, Some((Role::Administrator, network))),
            ("NOTHING", "Nora Nothing", &apart, None),
            ("SECRETARIAT", "Sofia Secretary", &secretariat, Some((Role::Secretariat, network))),
        ] {
            let (password, _) = random_token();
            let email = format!("{}@readers.example", which.to_ascii_lowercase());
            let person = Person {
                name: (name.to_owned(), name.to_owned()),
                tongue: "en",
                body,
                title: "Reader",
                fields: Vec::new(),
                email: email.clone(),
                password: Some(&password),
                grant: grant.map(|(role, (kind, scope))| (role, kind, scope)),
            };
            add_person(&mut unit, &permit, person).await?;
            readers.push(Reader {
                which,
                name,
                email,
                password,
                country: body.country.clone(),
                organisation: body.code.clone(),
                role: grant.map(|(role, _)| role),
            });
        }
        unit.commit(None).await?;
        Ok(readers)
    }
}
