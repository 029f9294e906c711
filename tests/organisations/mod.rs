//! The directory of bodies, over both doors and on both databases.

mod directory;
mod standing;

use serde_json::{Value, json};

use crate::harness::Client;

pub(super) fn codes(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|body| body["code"].as_str().expect("a code").to_owned()).collect()
}

pub(super) async fn create(client: &Client, code: &str, r#type: &str, country: Option<&str>) -> (u16, String) {
    let body = json!({"code": code, "type": r#type, "countryCode": country, "name": format!("Body {code}")});
    let answer = client.post("/v1/organisations", body).await;
    (answer.status, answer.code())
}
