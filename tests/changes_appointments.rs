//! What an appointment shows hangs on its holder, too: whoever follows the feed hears of it when the holder's
//! account is suspended, and when it is enabled again.

use serde_json::{Value, json};

use crate::harness::mirror::Mirror;
use crate::harness::{App, Client, on_both_with_the_sample};

async fn somebody(app: &App, role: &str) -> Client {
    let path = app.world.config.data.join("sample-accounts.json");
    let accounts: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("the file")).expect("JSON");
    let mut all = accounts["accounts"].as_array().expect("accounts").iter();
    let account = all.find(|one| one["roles"].as_array().is_some_and(|roles| roles.contains(&json!(role))));
    let account = account.expect("an account");
    let input = json!({"email": account["email"], "password": account["password"]});
    let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

/// What the feed says of appointments from now on: their states.
async fn heard(mirror: &mut Mirror) -> Vec<(String, String)> {
    let page = mirror.page(100, "&kind=APPOINTMENT&include=item").await.ok(200);
    mirror.fold(&page, usize::MAX);
    assert_eq!(page["caughtUp"], true);
    let items = page["items"].as_array().expect("changes").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    items.map(|change| (text(&change["itemId"]), text(&change["item"]["state"]))).collect()
}

#[test]
fn the_feed_tells_of_an_appointment_whose_holder_is_suspended() {
    on_both_with_the_sample("the_feed_tells_of_an_appointment_whose_holder_is_suspended", async |app| {
        let administrator = somebody(&app, "ADMINISTRATOR").await;
        let member = somebody(&app, "MEMBER").await;
        let page = member.get("/v1/focal-points?country=RO&competence=ALL").await.ok(200);
        let speaks = page["items"][0].clone();
        assert_eq!(speaks["state"], "LIVE", "{page:#}");
        let mut mirror = Mirror::new(app.nobody());
        mirror.catch_up_with(100, "&kind=APPOINTMENT&include=item").await;
        let account = format!("/v1/accounts/{}", speaks["expert"]["id"].as_str().expect("an expert"));
        for (act, state) in [("suspend", "DORMANT"), ("resume", "LIVE")] {
            let done = administrator.post(&format!("{account}/{act}"), json!({"reason": "A lost key."})).await;
            assert_eq!(done.status, 200, "{:#}", done.body);
            let told = heard(&mut mirror).await;
            let this = speaks["id"].as_str().expect("an id").to_owned();
            assert!(told.contains(&(this, state.to_owned())), "{act}: {told:?}");
        }
    });
}
