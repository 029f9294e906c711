//! A body as inputs name it, as short references show it, and as what is about it is seen by those
//! who keep it.

pub(crate) mod store;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::network::organisations;

/// A body, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BodyName {
    /// Id.
    pub id: Uuid,
    /// Stable code.
    #[schema(example = "ua-sms")]
    pub code: String,
    /// Name, in the language asked for where there is one.
    pub name: String,
}

/// The bodies of ids, those that the asker sees.
pub async fn body_names(ctx: &Ctx, ids: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, BodyName>> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = organisations::of_ids(ctx, &ids).await?;
    Ok(found.into_iter().map(|o| (o.id, BodyName { id: o.id, code: o.code, name: o.name })).collect())
}

/// The body that an input names by `organisationId` or by `organisationCode`, one of the two. One
/// that may not be seen and one that never was get the same 422. `under` is the pointer of the
/// object that holds the two fields.
pub async fn named_body(ctx: &Ctx, id: Option<Uuid>, code: Option<&str>, under: &str) -> Result<Uuid> {
    match (id, code) {
        (Some(id), None) => match organisations::of_ids(ctx, &[id]).await?.first() {
            Some(found) => Ok(found.id),
            None => Err(Error::invalid(format!("{under}/organisationId"), "There is no such organisation.")),
        },
        (None, Some(code)) => {
            let found = organisations::of_codes(ctx, &[code.to_owned()], "").await;
            let found = found.map_err(|error| match error.field_errors().first() {
                Some(field) => Error::invalid(format!("{under}/organisationCode"), field.detail.clone()),
                None => error,
            })?;
            found.first().copied().ok_or_else(|| Error::internal("a code without an id"))
        }
        (Some(_), Some(_)) | (None, None) => Err(Error::invalid(
            format!("{under}/organisationId"),
            "Name the organisation by `organisationId` or by `organisationCode`, one of the two.",
        )),
    }
}
