//! Inviting up to 200 people at once, all or none.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::beside::Beside;
use super::faults::Faults;
use super::input::InviteExpert;
use super::invite::{Invited, invite_in, judge, refuse};
use super::named::{Named, named};
use super::read::of_batch;
use super::view::{BatchReport, BatchRow, Finding};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, FieldError, Findings, Result};

/// Most invitations of a batch.
pub const MOST: usize = 200;

/// People to be invited at once.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "InviteExpertsInput")]
pub struct InviteExperts {
    /// 1 to 200 invitations.
    #[schema(min_items = 1, max_items = 200)]
    pub invitations: Vec<InviteExpert>,
    /// Whether only to say what is wrong with each; nothing is stored or sent.
    pub dry_run: Option<bool>,
}

/// One row of a batch, as it came in.
#[derive(Debug)]
pub(super) struct BatchInput {
    /// What stands in it for the address.
    pub email: String,
    /// The invitation, as far as it can be read.
    pub invitation: Option<Box<InviteExpert>>,
    /// What of it cannot be read.
    pub faults: Faults,
}

/// Invites all of them or, if anything is wrong with one, none: then the error points at every
/// finding of every row. A dry run reports the same and changes nothing.
pub async fn invite_experts(ctx: &Ctx, input: InviteExperts) -> Result<BatchReport> {
    let row = |one: InviteExpert| BatchInput {
        email: one.email.clone(),
        invitation: Some(Box::new(one)),
        faults: Faults::default(),
    };
    invite_rows(ctx, input.invitations.into_iter().map(row).collect(), input.dry_run.unwrap_or_default()).await
}

/// The same for rows as they came in, which may be unreadable. All that is wrong with all of them is found before
/// the ledger's head is taken; a dry run ends there.
pub(super) async fn invite_rows(ctx: &Ctx, input: Vec<BatchInput>, dry_run: bool) -> Result<BatchReport> {
    ctx.signed_in()?;
    ctx.permit(Act::ListInvitations, &Target::none("INVITATION"))?;
    if !(1..=MOST).contains(&input.len()) {
        return Err(Error::invalid("/invitations", format!("Send 1 to {MOST} invitations at once.")));
    }
    let (mut beside, mut rows) = (Beside::default(), Vec::with_capacity(input.len()));
    for row in input {
        rows.push(looked_at(ctx, row, &mut beside).await?);
    }
    if dry_run {
        return Ok(BatchReport { dry_run, batch_id: None, rows: told(&rows) });
    }
    let found = rows.iter().enumerate().flat_map(|(n, row)| in_the_batch(n, row.findings.clone()));
    let found: Vec<FieldError> = found.collect();
    refuse(ctx, if found.is_empty() { Ok(()) } else { Err(Error::fields(found)) }).await?;
    let mut unit = ctx.begin().await?;
    unit.keep_words().await?;
    let batch = unit.new_id();
    let mut made: Vec<Invited> = Vec::with_capacity(rows.len());
    for (n, row) in rows.iter().enumerate() {
        let (Some(input), Some(named)) = (&row.invitation, &row.named) else { continue };
        // What was right before the lock and is not now has changed meanwhile.
        let one = invite_in(ctx, &mut unit, (input, named), Some(batch)).await;
        made.push(one.map_err(|error| not_right(error.under(&format!("/invitations/{n}"))))?);
    }
    unit.note("invitations", serde_json::json!(made));
    unit.commit(Some(batch)).await?;
    report_of(ctx, batch).await
}

/// The report on a batch that was invited, then and when the request is repeated.
pub(super) async fn report_of(ctx: &Ctx, batch: Uuid) -> Result<BatchReport> {
    let made = of_batch(ctx, batch).await?.into_iter().zip(1_i32..);
    let rows = made.map(|(made, row)| BatchRow {
        row,
        email: made.email.clone(),
        invitation: Some(made),
        findings: Vec::new(),
    });
    Ok(BatchReport { dry_run: false, batch_id: Some(batch), rows: rows.collect() })
}

/// A row that was looked at.
struct Row {
    email: String,
    invitation: Option<Box<InviteExpert>>,
    named: Option<Named>,
    findings: Vec<FieldError>,
}

/// All that is wrong with a row, by itself and beside those before it.
async fn looked_at(ctx: &Ctx, row: BatchInput, beside: &mut Beside) -> Result<Row> {
    let BatchInput { email, invitation, faults } = row;
    let mut findings = Findings::default();
    let named = match &invitation {
        Some(input) => {
            let named = named(ctx, input, &faults, &mut findings).await?;
            let judged = judge(ctx, ctx, input, &named, &mut findings).await?;
            beside.look(&input.email, &judged.appointed, &mut findings)?;
            Some(named)
        }
        None => None,
    };
    Ok(Row { email, invitation, named, findings: faults.and(findings) })
}

/// The report on rows of which nothing is stored.
fn told(rows: &[Row]) -> Vec<BatchRow> {
    let finding = |found: &FieldError| Finding {
        pointer: found.pointer.clone(),
        code: found.code.name().to_owned(),
        detail: found.told(),
    };
    let told = |(row, n): (&Row, i32)| BatchRow {
        row: n,
        email: row.email.clone(),
        invitation: None,
        findings: row.findings.iter().map(finding).collect(),
    };
    rows.iter().zip(1_i32..).map(told).collect()
}

/// What is wrong with a row, as the whole request sees it.
fn in_the_batch(n: usize, findings: Vec<FieldError>) -> impl Iterator<Item = FieldError> {
    findings.into_iter().map(move |found| FieldError { pointer: format!("/invitations/{n}{}", found.pointer), ..found })
}

/// A batch with something wrong in it is not right as a whole (422), whatever is wrong with its rows.
fn not_right(error: Error) -> Error {
    match error.field_errors() {
        [] => error,
        fields => Error::fields(fields.to_vec()),
    }
}
