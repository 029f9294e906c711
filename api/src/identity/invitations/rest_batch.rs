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
use super::{csv, readable};
use crate::ctx::Ctx;
use crate::edge::rest::{framed, json};
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
            let (ctx, (rows, dry_run)) = framed(&request, body, form, |form, body| {
                let (rows, dry_run) = rows(&form, body)?;
                // A dry run makes nothing, so there is nothing to answer with again.
                Ok(((rows, dry_run), !dry_run))
            })
            .await?;
            Ok(Self { ctx, rows, dry_run })
        })
    }
}

/// What form a batch has.
struct Form {
    is_table: bool,
    dry_run: Option<bool>,
}

fn form(request: &HttpRequest) -> Result<Form> {
    let dry_run = dry_run(request.query_string())?;
    match request.content_type() {
        "application/json" => Ok(Form { is_table: false, dry_run }),
        "text/csv" => Ok(Form { is_table: true, dry_run }),
        other => {
            let detail = format!("Send `application/json` or `text/csv`; `{other}` is not accepted here.");
            Err(Error::new(Code::UnsupportedMediaType, detail))
        }
    }
}

fn rows(form: &Form, body: &[u8]) -> Result<(Vec<BatchInput>, bool)> {
    let (rows, dry_run) = match form.is_table {
        true if body.contains(&0) => {
            return Err(Error::new(Code::BadRequest, "A text has the character NUL in it; no text may."));
        }
        true => (csv::read(body)?, form.dry_run),
        false => {
            let unread: Unread = json(body)?;
            (unread.invitations.iter().map(readable::read).collect(), form.dry_run.or(unread.dry_run))
        }
    };
    Ok((rows, dry_run.unwrap_or_default()))
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
