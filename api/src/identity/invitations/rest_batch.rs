//! A batch of invitations as it comes in over REST: JSON or a table. Who is asking is answered before
//! the body is read, and a row that cannot be read says so beside the others.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::Deserialize;
use serde_json::Value;

use super::batch::BatchInput;
use super::csv;
use crate::ctx::Ctx;
use crate::edge::rest::{context, json, keyed, whole};
use crate::error::{Code, Error, Result};

/// Who asks, the rows, and whether only to say what is wrong with them.
pub(super) struct Batch {
    pub ctx: Ctx,
    pub rows: Vec<BatchInput>,
    pub dry_run: bool,
}

/// `InviteExperts`, with its invitations not yet read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Unread {
    invitations: Vec<Value>,
    dry_run: Option<bool>,
}

impl FromRequest for Batch {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let body = Bytes::from_request(&request, payload);
        Box::pin(async move {
            let mut ctx = context(&request).await?;
            let asked = dry_run(request.query_string())?;
            let body = whole(body.await)?;
            let (rows, dry_run) = match request.content_type() {
                "application/json" => {
                    let unread: Unread = json(&body)?;
                    (unread.invitations.iter().map(read).collect(), unread.dry_run)
                }
                "text/csv" => (csv::read(&body)?, asked),
                other => {
                    let detail = format!("Send `application/json` or `text/csv`; `{other}` is not accepted here.");
                    return Err(Error::new(Code::UnsupportedMediaType, detail));
                }
            };
            let dry_run = dry_run.unwrap_or_default();
            match dry_run {
                // It makes nothing, so there is nothing to answer with again.
                true => {}
                false => keyed(&mut ctx, &request, &body).await?,
            }
            Ok(Self { ctx, rows, dry_run })
        })
    }
}

fn read(row: &Value) -> BatchInput {
    match json(row.to_string().as_bytes()) {
        Ok(invitation) => BatchInput::Invitation(Box::new(invitation)),
        Err(error) => {
            let email = row.get("email").and_then(Value::as_str).unwrap_or_default();
            BatchInput::Unreadable { email: email.to_owned(), error }
        }
    }
}

fn dry_run(query: &str) -> Result<Option<bool>> {
    let mut said = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        said = match (name.as_ref(), value.as_ref()) {
            ("dryRun", "true") => Some(true),
            ("dryRun", "false") => Some(false),
            ("dryRun", _) => return Err(Error::bad_field("?dryRun", "Write `true` or `false`.")),
            ("lang", _) => said,
            (other, _) => {
                let unknown = Error::bad_field(format!("?{other}"), "This parameter is not known; `dryRun` is.");
                return Err(unknown.with_code(Code::UnknownField));
            }
        };
    }
    Ok(said)
}
