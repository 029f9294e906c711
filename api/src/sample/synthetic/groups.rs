//! The groups of a drawn network: working groups of countries and bodies, and sharing groups that
//! members make for themselves.

use entity::vocabulary::{Confidence, FactKind, GroupKind, MembersSeenBy, Precision, Role, ScopeKind};
use uuid::Uuid;

use super::Drawing;
use crate::access::{PartySet, Target, acts};
use crate::error::Result;
use crate::identity::grants::{NewGrant, insert_grant};
use crate::ledger::Unit;
use crate::network::facts::{NewFact, Span};
use crate::network::groups::{NewGroup, NewMembership, add_group, add_membership};
use crate::sample::reference::Load;

/// Groups of one unit.
const AT_ONCE: usize = 50;
/// Working groups of which countries are members. However much is written, there are no more countries:
/// else each would stand in a hundred circles of a large network, and in a few of a small one.
const WITH_COUNTRIES: usize = 4;

/// A group with those who publish for it.
#[derive(Clone, Debug)]
pub(super) struct Circle {
    pub id: Uuid,
    /// Which of the directory's authors are in it.
    pub authors: Vec<usize>,
}

impl Drawing {
    /// Draws some more groups.
    pub(super) async fn draw_groups(&mut self) -> Result<()> {
        let have = self.directory.groups.len();
        let until = self.sizes.groups.min(have + AT_ONCE);
        let mut unit = self.ctx.begin().await?;
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        for number in have..until {
            let circle = match number % 4 {
                0 => self.working_group(&mut unit, &permit, number).await?,
                _ => self.sharing_group(&mut unit, &permit, number).await?,
            };
            self.directory.groups.push(circle);
        }
        unit.commit(None).await.map(|_| ())
    }

    /// A few bodies, and with the first of these groups two countries.
    async fn working_group(&mut self, unit: &mut Unit, permit: &Load, number: usize) -> Result<Circle> {
        let new = group(GroupKind::WorkingGroup, Some(format!("drawn-{number:05}")), number, MembersSeenBy::Network);
        let id = add_group(unit, permit, new).await?;
        let countries = if number / 4 < WITH_COUNTRIES { 2 } else { 0 };
        let countries = (0..countries).filter_map(|_| self.dice.one_of(&self.directory.countries).map(|(_, id)| *id));
        let mut members: Vec<Uuid> = countries.collect();
        let authors: Vec<usize> = (0..4).map(|_| self.dice.below(self.directory.authors.len())).collect();
        members.extend(authors.iter().filter_map(|author| self.place_of(*author)));
        self.fill(unit, permit, id, members, &authors).await?;
        Ok(Circle { id, authors })
    }

    /// Three to nine persons.
    async fn sharing_group(&mut self, unit: &mut Unit, permit: &Load, number: usize) -> Result<Circle> {
        let seen = if number % 8 == 1 { MembersSeenBy::Keepers } else { MembersSeenBy::Members };
        let id = add_group(unit, permit, group(GroupKind::SharingGroup, None, number, seen)).await?;
        let many = 3 + self.dice.below(7);
        let authors: Vec<usize> = (0..many).map(|_| self.dice.below(self.directory.authors.len())).collect();
        let members = authors.iter().filter_map(|author| self.directory.authors.get(*author)).map(|a| a.post);
        let members = members.collect();
        self.fill(unit, permit, id, members, &authors).await?;
        Ok(Circle { id, authors })
    }

    /// The body in which an author stands.
    fn place_of(&self, author: usize) -> Option<Uuid> {
        let author = self.directory.authors.get(author)?;
        self.directory.bodies.get(author.body).map(|body| body.id)
    }

    /// Its members, and its editor, who is the first person in it.
    async fn fill(
        &self,
        unit: &mut Unit,
        permit: &Load,
        group: Uuid,
        mut members: Vec<Uuid>,
        authors: &[usize],
    ) -> Result<()> {
        members.sort_unstable();
        members.dedup();
        for member in members {
            let new = NewMembership {
                id: unit.new_id(),
                group,
                member,
                valid_from: unit.at(),
                valid_until: None,
                precision: Precision::Day,
                source: None,
                confidence: Confidence::High,
                counts: true,
            };
            add_membership(unit, permit, new).await?;
        }
        let editor = authors.first().and_then(|author| self.directory.authors.get(*author));
        if let Some(editor) = editor {
            let new = NewGrant {
                role: Role::GroupEditor,
                holder: editor.post,
                scope_kind: ScopeKind::Group,
                scope: Some(group),
                competence_id: None,
                valid_from: unit.at(),
                valid_until: None,
                counts: true,
                reason: "Made the group.".to_owned(),
            };
            insert_grant(unit, permit, new).await?;
        }
        Ok(())
    }
}

fn group(kind: GroupKind, code: Option<String>, number: usize, members_seen_by: MembersSeenBy) -> NewGroup {
    NewGroup {
        code,
        kind,
        description: None,
        members_seen_by,
        audience: PartySet::default(),
        facts: vec![NewFact::text(FactKind::Name, "en", &format!("Circle {number}"))],
        life: Span::ALWAYS,
    }
}
