//! The people of a drawn network: each an expert with a post, an account without a password, and a grant.

use entity::vocabulary::{Precision, Role, ScopeKind};
use uuid::Uuid;

use super::Drawing;
use super::bodies::Body;
use super::words::{POSTS, tongue_of};
use crate::access::{Target, acts};
use crate::error::{Error, Result};
use crate::identity::accounts::add_account;
use crate::identity::grants::{NewGrant, insert_grant};
use crate::ledger::Unit;
use crate::network::experts::{NewExpert, NewPost, add_expert, begin_post_step};
use crate::network::facts::view::LanguageText;
use crate::sample::reference::Load;

/// People of one unit.
const AT_ONCE: usize = 200;

/// Somebody who writes.
#[derive(Clone, Debug)]
pub(super) struct Author {
    pub post: Uuid,
    /// Which of the directory's bodies.
    pub body: usize,
}

/// A person to be written.
pub(super) struct Person<'a> {
    pub name: (String, String),
    pub tongue: &'static str,
    pub body: &'a Body,
    pub title: &'a str,
    pub fields: Vec<Uuid>,
    pub email: String,
    pub password: Option<&'a str>,
    /// The role, and the scope where it has one.
    pub grant: Option<(Role, ScopeKind, Option<Uuid>)>,
}

/// Writes somebody with their post, account and grant; returns the post.
pub(super) async fn add_person(unit: &mut Unit, permit: &Load, person: Person<'_>) -> Result<Uuid> {
    let (name, native) = person.name;
    let new = NewExpert {
        name,
        native_names: vec![LanguageText { language: person.tongue.to_owned(), name: native }],
        languages: vec!["en".to_owned(), person.tongue.to_owned()],
        fields: person.fields,
        owner: person.body.id,
        card: None,
    };
    let expert = add_expert(unit, permit, new).await?;
    add_account(unit, permit, expert, &person.email, person.password).await?;
    let new = NewPost {
        expert,
        organisation: person.body.id,
        title: person.title.to_owned(),
        office_telephone: None,
        office_email: Some(person.email),
        valid_from: unit.at(),
        valid_until: None,
        precision: Precision::Day,
        counts: true,
    };
    let post = begin_post_step(unit, permit, new).await?;
    if let Some((role, scope_kind, scope)) = person.grant {
        let new = NewGrant {
            role,
            holder: post,
            scope_kind,
            scope,
            competence_id: None,
            valid_from: unit.at(),
            valid_until: None,
            counts: true,
            reason: "Drawn with the network.".to_owned(),
        };
        insert_grant(unit, permit, new).await?;
    }
    Ok(post)
}

impl Drawing {
    /// Draws some more people: a few bodies have many, most have few.
    pub(super) async fn draw_people(&mut self) -> Result<()> {
        let have = self.directory.authors.len();
        let until = self.sizes.experts.min(have + AT_ONCE);
        let mut unit = self.ctx.begin().await?;
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        for number in have..until {
            let body = self.some_body();
            let place = self.directory.bodies.get(body).cloned();
            let place = place.ok_or_else(|| Error::internal("a network without bodies"))?;
            let tongue = tongue_of(place.country.as_deref());
            let first = self.dice.one_of(tongue.first_names).copied().unwrap_or_default();
            let family = self.dice.one_of(tongue.family_names).copied().unwrap_or_default();
            let role = match self.dice.below(20) {
                0 => Role::Reader,
                1 | 2 => Role::OrganisationEditor,
                _ => Role::Member,
            };
            let person = Person {
                name: (format!("{} {}", first.0, family.0), format!("{} {}", first.1, family.1)),
                tongue: tongue.tag,
                body: &place,
                title: self.dice.one_of(POSTS).copied().unwrap_or_default(),
                fields: self.dice.one_of(&self.directory.topics).copied().into_iter().collect(),
                email: format!("person-{number}@{}.example", place.code),
                password: None,
                grant: Some((role, ScopeKind::Organisation, Some(place.id))),
            };
            let post = add_person(&mut unit, &permit, person).await?;
            self.directory.authors.push(Author { post, body });
        }
        unit.commit(None).await.map(|_| ())
    }

    /// One of the bodies, the first ones more often.
    pub(super) fn some_body(&mut self) -> usize {
        let many = self.directory.bodies.len();
        self.dice.below(many).min(self.dice.below(many))
    }
}
