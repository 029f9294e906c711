//! What the roles that an invitation carries are for, in words: field, rank, and where.

use std::collections::HashMap;

use entity::role_grant;
use entity::vocabulary::{Rank, ScopeKind};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::identity::grants;
use crate::network::references::organisation_references;
use crate::network::{competences, countries, groups};

/// Field, rank and scope of a grant, as far as the reader may see them.
#[derive(Clone, Debug, Default)]
pub(super) struct Carries {
    /// Code and label of the policy field.
    pub field: Option<(String, String)>,
    /// The rank, where the grant is an appointment's.
    pub rank: Option<Rank>,
    /// Code and name of the scope.
    pub scope: Option<(Option<String>, String)>,
}

/// What each of the grants is for. A constant number of statements.
pub(super) async fn carries(ctx: &Ctx, grants: &[&role_grant::Model]) -> Result<HashMap<Uuid, Carries>> {
    if grants.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = grants.iter().map(|grant| grant.id).collect();
    let ranks = grants::store::ranks(ctx.db(), &ids).await?;
    let fields = unique(grants.iter().filter_map(|grant| grant.competence_id));
    let fields = match fields.is_empty() {
        true => Vec::new(),
        false => competences::of_ids(ctx, &fields).await?,
    };
    let fields: HashMap<Uuid, _> = fields.into_iter().map(|field| (field.id, (field.code, field.label))).collect();
    let scopes = scopes(ctx, grants).await?;
    let of = |grant: &&role_grant::Model| Carries {
        field: grant.competence_id.and_then(|id| fields.get(&id).cloned()),
        rank: ranks.get(&grant.id).copied(),
        scope: grant.scope.and_then(|id| scopes.get(&id).cloned()),
    };
    Ok(grants.iter().map(|grant| (grant.id, of(grant))).collect())
}

/// Codes and names of what the grants extend over.
async fn scopes(ctx: &Ctx, grants: &[&role_grant::Model]) -> Result<HashMap<Uuid, (Option<String>, String)>> {
    let of = |kind: ScopeKind| {
        unique(grants.iter().filter(|grant| grant.scope_kind == kind).filter_map(|grant| grant.scope))
    };
    let mut named = HashMap::new();
    let (states, bodies, circles) = (of(ScopeKind::Country), of(ScopeKind::Organisation), of(ScopeKind::Group));
    if !states.is_empty() {
        let found = countries::of_ids(ctx, &states).await?;
        named.extend(found.into_iter().map(|country| (country.id, (Some(country.code), country.name))));
    }
    if !bodies.is_empty() {
        let found = organisation_references(ctx, &bodies).await?;
        named.extend(found.into_iter().map(|(id, body)| (id, (Some(body.code), body.name))));
    }
    if !circles.is_empty() {
        let found = groups::of_ids(ctx, &circles).await?;
        named.extend(found.into_iter().map(|group| (group.id, (group.code, group.name))));
    }
    Ok(named)
}

fn unique(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
