//! Grants as people read them.

use super::view::{Grant, GrantState};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::party_views;
use crate::kit::day::Day;
use crate::network::competences;

/// A role in its scope, in words.
#[derive(Clone, Debug)]
pub struct SaidGrant {
    /// The role's name.
    pub role: &'static str,
    /// Label of the policy field, for field contacts.
    pub field: Option<String>,
    /// Name of what it extends over.
    pub scope: String,
    /// The last day, if there is one.
    pub until: Option<Day>,
    /// Why it does not count at present, in a sentence; none where it does.
    pub idle: Option<String>,
}

/// Grants in the asker's language, in their order: names under sight, at most ten statements.
pub async fn said(ctx: &Ctx, grants: &[Grant]) -> Result<Vec<SaidGrant>> {
    let scopes: Vec<_> = grants.iter().filter_map(|grant| grant.scope.party_id).collect();
    let parties = party_views(ctx, &scopes).await?;
    let codes: Vec<_> = grants.iter().filter_map(|grant| grant.competence.clone()).collect();
    let fields = competences::of_codes(ctx, &codes, "/competence").await?;
    let fields = competences::of_ids(ctx, &fields).await?;
    let language = ctx.language();
    let said = |grant: &Grant| {
        let scope = grant.scope.party_id.and_then(|id| parties.get(&id)).map(|party| party.said(language));
        let field = fields.iter().find(|field| Some(&field.code) == grant.competence.as_ref());
        SaidGrant {
            role: language.name(grant.role),
            field: field.map(|field| field.label.clone()),
            scope: scope.unwrap_or_else(|| language.name(grant.scope.kind).to_owned()),
            until: grant.valid_to.map(|at| ctx.world.zone.day_of(at)),
            idle: (grant.state != GrantState::Live).then(|| grant.why.clone()),
        }
    };
    Ok(grants.iter().map(said).collect())
}
