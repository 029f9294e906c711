//! The roles that an invitation carries: judged at once, as if they were given now; they count once
//! the post does, since rights belong to it.

use entity::vocabulary::Role;
use uuid::Uuid;

use super::input::InvitedGrant;
use crate::access::{Act, ActType, Permit, Standing, Target, roles, stands_in_scope};
use crate::ctx::Ctx;
use crate::error::{Findings, Result};
use crate::identity::access_requests::Word;
use crate::identity::grants::{NewGrant, Wanted, held_by, insert_grant_as, scope_place, word_for};
use crate::kit::timestamp::Timestamp;
use crate::ledger::{Look, Unit};

/// A role whose giver may give it.
pub(super) struct Carried {
    role: Role,
    scope: Option<Uuid>,
    from: Timestamp,
    until: Option<Timestamp>,
    reason: String,
}

/// Whether the inviter may give each of the roles (403), and whether each is right (422): the
/// pointers say which.
pub(super) async fn judged(
    ctx: &Ctx,
    look: &impl Look,
    (grants, scopes): (&[InvitedGrant], &[Option<Option<Uuid>>]),
    standing: Option<&Standing>,
    findings: &mut Findings,
) -> Result<Vec<Carried>> {
    let mut carried = Vec::with_capacity(grants.len());
    for (n, (grant, scope)) in grants.iter().zip(scopes).enumerate() {
        let under = format!("/grants/{n}");
        let span = crate::ctx::span(ctx, grant.valid_from, grant.valid_to, look.at());
        let reason = crate::ctx::reason(grant.reason.as_deref().unwrap_or("Invitation"));
        let (span, reason) = (taken(findings, span, &under)?, taken(findings, reason, &under)?);
        let Some(scope) = *scope else { continue };
        let place = scope_place(look.db(), grant.role, scope, look.at()).await?;
        let target = Target { role: Some(grant.role), ..Target::at("GRANT", None, place) };
        findings.note(format!("{under}/role"), look.may(Act::GrantRole, &target))?;
        if standing.is_some_and(|standing| !stands_in_scope(standing, grant.role, scope)) {
            findings.add(format!("{under}/scope"), format!("The post does not stand there: {}.", held_by(grant.role)));
        }
        if let (Some((from, until)), Some(reason)) = (span, reason) {
            carried.push(Carried { role: grant.role, scope, from, until, reason });
        }
    }
    Ok(carried)
}

/// What is right, or a finding with its pointer; what is no finding ends the judging.
pub(super) fn taken<T>(findings: &mut Findings, result: Result<T>, under: &str) -> Result<Option<T>> {
    findings.take(result.map_err(|error| error.under(under)))
}

/// Writes the grants that the post holds from when it counts; one that needs a word of its own waits for it. Nobody
/// is a keeper by them before the post counts, so that is when they are announced.
pub(super) async fn give_carried<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    post: Uuid,
    expert: Uuid,
    carried: Vec<Carried>,
) -> Result<()> {
    for role in carried {
        let id = unit.new_id();
        let wanted = Wanted { grant: id, role: role.role, scope: role.scope, holder: post, person: Some(expert) };
        let word = word_for(unit, permit, &wanted).await?;
        let new = NewGrant {
            role: role.role,
            holder: post,
            scope_kind: roles::scope_of(role.role),
            scope: role.scope,
            competence_id: None,
            valid_from: role.from,
            valid_until: role.until,
            counts: word == Word::Said,
            reason: role.reason,
        };
        insert_grant_as(unit, permit, id, new).await?;
    }
    Ok(())
}
