//! Query parameters: the page's own and the list's filter, unknown ones refused by name.

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::plain::in_plain_words;
use crate::error::{Code, Error, Result};
use crate::kit::page::{PageRequest, too_many};

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PageParams {
    /// How many rows, 1 to 100; 20 if not given.
    #[param(minimum = 1, maximum = 100)]
    pub first: Option<u16>,
    /// The cursor after which the page begins: `pageInfo.endCursor` of the page before.
    pub after: Option<String>,
    /// The order; `-` in front turns it round.
    pub sort: Option<String>,
    /// Whether to add `totalCount`, counted under sight up to 10,000.
    pub count: Option<bool>,
}

/// The filter of a list that has none.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

const PAGE: [&str; 4] = ["first", "after", "sort", "count"];

/// The parameters of a list.
#[derive(Debug)]
pub struct Params<F> {
    /// Which page.
    pub page: PageRequest,
    /// Which rows.
    pub filter: F,
}

impl<F: DeserializeOwned> FromRequest for Params<F> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()))
    }
}

fn read<F: DeserializeOwned>(query: &str) -> Result<Params<F>> {
    // `lang=` chooses the language of texts on every route.
    let pairs = query.split('&').filter(|pair| !pair.is_empty() && parameter_name(pair) != "lang");
    let (page, filter): (Vec<&str>, Vec<&str>) = pairs.partition(|pair| PAGE.contains(&parameter_name(pair).as_ref()));
    let page: PageParams = parsed(&page.join("&"))?;
    let filter = parsed(&filter.join("&"))?;
    let page =
        PageRequest { first: page.first, after: page.after, sort: page.sort, count: page.count.unwrap_or(false) };
    Ok(Params { page, filter })
}

/// The name in `name=value`, of which any letter may be percent-encoded.
pub(super) fn parameter_name(pair: &str) -> Cow<'_, str> {
    form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name).unwrap_or_default()
}

fn parsed<T: DeserializeOwned>(query: &str) -> Result<T> {
    let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let what = error.inner().to_string();
        let name = match what.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
            Some(unknown) => unknown.to_owned(),
            None => error.path().to_string(),
        };
        // What the standard library says of a text that is no number tells nobody what is accepted.
        let no_number =
            ["invalid digit found", "number too", "cannot parse integer"].iter().any(|w| what.starts_with(w));
        let what = match (no_number, name.as_str()) {
            (true, "first") => too_many(),
            (true, _) => "Write a whole number.".to_owned(),
            (false, _) => what,
        };
        let code = if what.starts_with("unknown field") { Code::UnknownField } else { Code::BadRequest };
        Error::bad_field(format!("?{name}"), in_plain_words(what)).with_code(code)
    })
}
