//! One thing at its own address.

use serde_json::json;

use crate::sight::case::{Case, Found};
use crate::sight::rule::Thing;

/// Whoever sees it is shown it; to all others it is what never was.
pub async fn one(case: &Case<'_>, thing: Thing, list: &str) -> Found {
    let id = case.id(thing);
    if !case.sees(thing) {
        return case.hidden(&format!("{list}/{{id}}"), id).await;
    }
    match case.get(&format!("{list}/{id}")).await {
        answer if answer.status == 200 && answer.body["id"] == json!(id) => Ok(()),
        answer => Err(format!("{list}/{id} ({thing:?}) is seen and answered {} {}", answer.status, answer.body)),
    }
}
