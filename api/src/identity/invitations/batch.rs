//! Inviting up to 200 people at once, all or none.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::input::InviteExpert;
use super::invite::invite_in;
use super::read::of_ids;
use super::view::{BatchReport, BatchRow, Finding};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Code, Error, FieldError, Result};

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
pub enum BatchInput {
    /// An invitation.
    Invitation(Box<InviteExpert>),
    /// A row of a table that cannot be read.
    Unreadable {
        /// What stands in the column of the address.
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

/// The same for a table, whose rows may be unreadable.
pub(super) async fn invite_rows(ctx: &Ctx, input: Vec<BatchInput>, dry_run: bool) -> Result<BatchReport> {
    ctx.signed_in()?;
    ctx.permit(Act::ListInvitations, &Target::none("INVITATION"))?;
    if !(1..=MOST).contains(&input.len()) {
        return Err(Error::invalid("/invitations", format!("Send 1 to {MOST} invitations at once.")));
    }
    let mut unit = ctx.begin().await?;
    let (mut ids, mut rows): (Vec<Uuid>, Vec<BatchRow>) = (Vec::new(), Vec::new());
    for (wanted, row) in input.into_iter().zip(1_i32..) {
        let (email, invited) = match wanted {
            BatchInput::Invitation(one) => {
                let invited = invite_in(ctx, &mut unit, &one).await;
                (one.email, invited)
            }
            BatchInput::Unreadable { email, error } => (email, Err(error)),
        };
        let findings = match invited {
            Ok(id) => {
                ids.push(id);
                Vec::new()
            }
            Err(error) => found(error)?,
        };
        rows.push(BatchRow { row, email, invitation: None, findings });
    }
    if dry_run {
        // The unit is dropped and leaves nothing.
        return Ok(BatchReport { dry_run, rows });
    }
    refuse_if_any(&rows)?;
    unit.note("invitations", serde_json::json!(ids));
    unit.commit(None).await?;
    let made = of_ids(ctx, &ids).await?;
    let rows = rows.into_iter().zip(made).map(|(row, made)| BatchRow { invitation: Some(made), ..row }).collect();
    Ok(BatchReport { dry_run, rows })
}

/// What is wrong with one row; what is wrong with the whole request goes on as it is.
fn found(error: Error) -> Result<Vec<Finding>> {
    let of_a_row = [Code::Invalid, Code::BadRequest, Code::Conflict, Code::Forbidden, Code::NotForOneself];
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
