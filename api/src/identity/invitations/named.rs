//! What an invitation names, looked up under the inviter's sight before the ledger's head is taken: what a code
//! stands for does not change.

use uuid::Uuid;

use super::appointed::FoundField;
use super::carried::taken;
use super::faults::Faults;
use super::input::InviteExpert;
use crate::ctx::Ctx;
use crate::error::{Findings, Result};
use crate::identity::grants::{APPOINTED, scope_of};
use crate::network::focal_points::view::means_all_fields;
use crate::network::{competences, references};

/// Ids of what is named; none for what is wrong, which is noted.
pub(super) struct Named {
    /// The body.
    pub body: Option<Uuid>,
    /// Scopes of the grants, in their order; within, none for NETWORK.
    pub scopes: Vec<Option<Option<Uuid>>>,
    /// Country and policy field of the appointments, in their order; none for all fields.
    pub fields: Vec<FoundField>,
}

/// Looks up what an invitation names.
pub(super) async fn named(ctx: &Ctx, input: &InviteExpert, faults: &Faults, findings: &mut Findings) -> Result<Named> {
    let (code, body) = (input.post.organisation_code.as_deref(), input.post.organisation_id);
    let body = taken(findings, references::organisation(ctx, body, code).await, "/post")?;
    let mut scopes = Vec::with_capacity(input.grants.len());
    for (n, grant) in input.grants.iter().enumerate() {
        let under = format!("/grants/{n}");
        // What kind of scope is right depends on the role.
        let unread = ["role", "scope"].iter().any(|part| faults.hide(&format!("{under}/{part}")));
        scopes.push(match grant.role {
            _ if unread => None,
            role if APPOINTED.contains(&role) => {
                let detail = "Focal points and field contacts are appointed: name them under `appointments`.";
                findings.add(format!("{under}/role"), detail);
                None
            }
            role => taken(findings, scope_of(ctx, role, &grant.scope).await, &under)?,
        });
    }
    let mut fields = Vec::with_capacity(input.appointments.len());
    for (n, wanted) in input.appointments.iter().enumerate() {
        let under = format!("/appointments/{n}");
        let code = std::slice::from_ref(&wanted.country_code);
        let country = references::countries(ctx, code, "/countryCode").await;
        let country = taken(findings, country, &under)?.and_then(|found| found.first().copied());
        let field = match wanted.competence.as_str() {
            word if means_all_fields(word) => Some(None),
            code => taken(findings, competences::one_for_new(ctx, code, "/competence").await.map(Some), &under)?,
        };
        // Who may appoint, and whether the place is free, hangs on all three.
        let unread = ["countryCode", "competence", "rank"].iter().any(|part| faults.hide(&format!("{under}/{part}")));
        fields.push(country.zip(field).filter(|_| !unread));
    }
    Ok(Named { body, scopes, fields })
}
