//! Inviting up to 200 people at once, all or none.

use std::collections::HashSet;

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::input::InviteExpert;
use super::invite::{Invited, invite_in};
use super::read::of_batch;
use super::view::{BatchReport, BatchRow, Finding};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Code, Error, FieldError, Result};
use crate::identity::accounts::email_key;
use crate::ledger::Unit;

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
pub enum BatchInput {
    /// An invitation.
    Invitation(Box<InviteExpert>),
    /// A row that cannot be read; what is right with the others is told all the same.
    Unreadable {
        /// What stands in it for the address.
        email: String,
        /// What is wrong with it.
        error: Error,
    },
}

/// Invites all of them or, if anything is wrong with one, none: then the error points at every
/// finding of every row. A dry run reports the same and changes nothing.
pub async fn invite_experts(ctx: &Ctx, input: InviteExperts) -> Result<BatchReport> {
    let rows = input.invitations.into_iter().map(|one| BatchInput::Invitation(Box::new(one))).collect();
    invite_rows(ctx, rows, input.dry_run.unwrap_or_default()).await
}

/// The same for rows as they came in, which may be unreadable.
pub(super) async fn invite_rows(ctx: &Ctx, input: Vec<BatchInput>, dry_run: bool) -> Result<BatchReport> {
    ctx.signed_in()?;
    ctx.permit(Act::ListInvitations, &Target::none("INVITATION"))?;
    if !(1..=MOST).contains(&input.len()) {
        return Err(Error::invalid("/invitations", format!("Send 1 to {MOST} invitations at once.")));
    }
    if dry_run {
        return tried(ctx, input).await;
    }
    let mut unit = ctx.begin().await?;
    unit.keep_words().await?;
    let batch = unit.new_id();
    let (mut made, mut rows): (Vec<Invited>, Vec<BatchRow>) = (Vec::new(), Vec::new());
    let mut addresses = Addresses::default();
    for (wanted, row) in input.into_iter().zip(1_i32..) {
        let (one, row) = one_row(ctx, &mut unit, batch, &mut addresses, (wanted, row)).await?;
        made.extend(one);
        rows.push(row);
    }
    refuse_if_any(&rows)?;
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

/// Rows that are tried in one unit: each unit holds the ledger, and nobody is to wait long for what stores nothing.
const TRIED_AT_ONCE: usize = 5;

/// Tries each row, in short units that are dropped and leave nothing.
async fn tried(ctx: &Ctx, input: Vec<BatchInput>) -> Result<BatchReport> {
    let (mut rows, mut addresses) = (Vec::new(), Addresses::default());
    let mut input = input.into_iter().zip(1_i32..).peekable();
    while input.peek().is_some() {
        let mut unit = ctx.begin().await?;
        unit.keep_words().await?;
        let batch = unit.new_id();
        for wanted in input.by_ref().take(TRIED_AT_ONCE) {
            rows.push(one_row(ctx, &mut unit, batch, &mut addresses, wanted).await?.1);
        }
    }
    Ok(BatchReport { dry_run: true, batch_id: None, rows })
}

/// The addresses of a batch: each is invited once.
#[derive(Default)]
struct Addresses(HashSet<String>);

/// Step: invites one, and says what is wrong with it.
async fn one_row(
    ctx: &Ctx,
    unit: &mut Unit,
    batch: Uuid,
    addresses: &mut Addresses,
    (wanted, row): (BatchInput, i32),
) -> Result<(Option<Invited>, BatchRow)> {
    let (email, invited) = match wanted {
        BatchInput::Invitation(one) if !addresses.0.insert(email_key(&one.email)) => {
            let twice = Error::new(Code::Conflict, "This address stands in the batch already.");
            (one.email, Err(twice))
        }
        BatchInput::Invitation(one) => {
            let invited = invite_in(ctx, unit, &one, Some(batch)).await;
            (one.email, invited)
        }
        BatchInput::Unreadable { email, error } => (email, Err(error)),
    };
    let (made, findings) = match invited {
        Ok(made) => (Some(made), Vec::new()),
        Err(error) => (None, found(error)?),
    };
    Ok((made, BatchRow { row, email, invitation: None, findings }))
}

/// What is wrong with one row; what is wrong with the whole request goes on as it is.
fn found(error: Error) -> Result<Vec<Finding>> {
    let of_a_row =
        [Code::Invalid, Code::BadRequest, Code::UnknownField, Code::Conflict, Code::Forbidden, Code::NotForOneself];
    if !of_a_row.contains(&error.code()) {
        return Err(error);
    }
    let whole = FieldError { pointer: String::new(), code: error.code(), detail: error.detail().to_owned() };
    let fields = error.field_errors();
    let fields = if fields.is_empty() { std::slice::from_ref(&whole) } else { fields };
    let finding = |field: &FieldError| Finding {
        pointer: field.pointer.clone(),
        code: field.code.name().to_owned(),
        detail: field.detail.clone(),
    };
    Ok(fields.iter().map(finding).collect())
}

fn refuse_if_any(rows: &[BatchRow]) -> Result<()> {
    let mut fields = Vec::new();
    for (row, n) in rows.iter().zip(0_u32..) {
        for finding in &row.findings {
            let code = Code::ALL.iter().copied().find(|code| code.name() == finding.code).unwrap_or(Code::Invalid);
            let pointer = format!("/invitations/{n}{}", finding.pointer);
            fields.push(FieldError { pointer, code, detail: finding.detail.clone() });
        }
    }
    if fields.is_empty() { Ok(()) } else { Err(Error::fields(fields)) }
}
