//! What is shown of a group.

use async_graphql::SimpleObject;
use entity::fact;
use entity::vocabulary::{FactKind, GroupKind, MembersSeenBy};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Row;
use crate::ctx::Ctx;
use crate::exchange::items::Audience;
use crate::kit::partial_date::PartialDate;
use crate::network::facts::Span;
use crate::network::facts::view::{LanguageText, Provenance, best_text, by_language, names_on};

/// A named set of countries, organisations, posts and partner systems.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Group {
    /// Id, of the item and of the party.
    pub id: Uuid,
    /// Stable code; null for sharing groups.
    #[schema(example = "northern")]
    pub code: Option<String>,
    /// Kind.
    pub kind: GroupKind,
    /// Name, in the language asked for where there is one.
    #[schema(example = "Northern cluster")]
    #[graphql(skip)]
    pub name: String,
    /// The name in every language it is known in.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub names: Vec<LanguageText>,
    /// Names in other languages.
    pub native_names: Vec<LanguageText>,
    /// What it is for.
    pub description: Option<String>,
    /// Who sees the members: KEEPERS, MEMBERS or NETWORK.
    pub members_seen_by: MembersSeenBy,
    /// Whether the reader sees the members. Where not, who reads what is shared with the group is not
    /// told; whoever comments there shows their name to all of them.
    pub members_shown: bool,
    /// Who sees the group; null for all but its keepers.
    pub audience: Option<Audience>,
    /// Since when it exists, to the precision it is known; null if always or unknown.
    pub valid_from: Option<PartialDate>,
    /// Until when it existed (inclusive); null while it does.
    pub valid_to: Option<PartialDate>,
    /// Where it is from.
    pub provenance: Option<Provenance>,
    /// Counts its changes, from 1; a change of its members is none.
    pub revision: i32,
}

impl crate::kit::revisioned::Revisioned for Group {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Group {
    pub(super) fn new(row: Row, facts: &[fact::Model], audience: Option<Audience>, ctx: &Ctx) -> Self {
        let today = ctx.today();
        let of = |kind: FactKind| facts.iter().filter(move |fact| fact.kind == kind);
        let all = names_on(facts, today);
        let natives: Vec<_> = of(FactKind::NativeName).collect();
        let life = of(FactKind::Life).next_back().map(Span::of);
        let members_shown = ctx.actor.sees_members(row.id, row.members_seen_by);
        Self {
            id: row.id,
            name: best_text(&all, &ctx.languages).unwrap_or_default(),
            names: by_language(&all),
            code: row.code,
            kind: row.kind,
            native_names: by_language(&natives),
            description: row.description,
            members_seen_by: row.members_seen_by,
            members_shown,
            audience,
            valid_from: life.and_then(|span| span.from.date()),
            valid_to: life.and_then(|span| span.to.date()),
            provenance: all.first().map(|fact| Provenance::of(fact)),
            revision: row.revision,
        }
    }
}
