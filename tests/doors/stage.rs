//! A server with the sample network, and the names that examples use for what is in it.

use std::collections::HashMap;

use focalpoint_api::config::Config;
use focalpoint_api::edge::openapi::stand_in_for;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, App, Client, Holding, Kind};

/// The server, and what its placeholders stand for.
pub struct Stage {
    pub app: App,
    accounts: Value,
    clients: HashMap<String, Client>,
    names: HashMap<String, String>,
}

impl Stage {
    pub async fn set(kind: Kind) -> Option<Self> {
        Self::set_as(kind, |_| ()).await
    }

    /// The same, configured otherwise.
    pub async fn set_as(kind: Kind, configure: impl Fn(&mut Config)) -> Option<Self> {
        Some(Self::around(App::start_with(kind, Holding::TheSample, &configure).await?))
    }

    /// Around a server that has the sample.
    pub fn around(app: App) -> Self {
        let text = std::fs::read_to_string(app.world.config.data.join("sample-accounts.json")).expect("the accounts");
        let accounts = serde_json::from_str(&text).expect("JSON");
        Self { app, accounts, clients: HashMap::new(), names: HashMap::new() }
    }

    /// What was named by one example is not known to the next.
    pub fn forget_taken(&mut self) {
        self.names.retain(|name, _| name.contains(':') && !name.starts_with("etag:") && !name.starts_with("token:"));
    }

    /// Remembers what a placeholder stands for.
    pub fn take(&mut self, name: &str, value: String) {
        self.names.insert(name.to_owned(), value);
    }

    /// The account of `ROLE@place`: the one with the fewest roles beside it.
    pub fn account(&self, who: &str) -> Value {
        let (role, place) = who.split_once('@').unwrap_or_else(|| panic!("`{who}` is no ROLE@organisation"));
        let all = self.accounts["accounts"].as_array().expect("accounts");
        let fit = all.iter().filter(|a| a["organisation"] == place);
        let fit = fit.filter(|a| a["roles"].as_array().is_some_and(|roles| roles.contains(&json!(role))));
        let found = fit.min_by_key(|a| a["roles"].as_array().map_or(0, Vec::len));
        found.unwrap_or_else(|| panic!("no account of {who}")).clone()
    }

    /// Whoever asks: `nobody`, or `ROLE@organisation`, signed in.
    pub async fn client(&mut self, who: &str) -> Client {
        if who == "nobody" {
            return self.app.nobody();
        }
        if !self.clients.contains_key(who) {
            let account = self.account(who);
            let input = json!({ "email": account["email"], "password": account["password"] });
            let session = self.app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
            let client = self.app.nobody().with_token(session["accessToken"].as_str().expect("a token"));
            self.clients.insert(who.to_owned(), client);
        }
        self.clients[who].clone()
    }

    /// Sends a request of an example.
    pub async fn send(
        &mut self,
        who: &str,
        method: Method,
        path: &str,
        headers: &[(String, String)],
        body: Option<Value>,
    ) -> Answer {
        let client = self.client(who).await;
        let headers: Vec<(&str, &str)> = headers.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        client.send(method, path, &headers, body).await
    }

    /// A value with its placeholders filled in.
    pub async fn fill(&mut self, value: &Value) -> Value {
        self.filled(value).await.unwrap_or_else(|why| panic!("{why}"))
    }

    /// The same, or why not.
    pub async fn filled(&mut self, value: &Value) -> Result<Value, String> {
        let mut text = value.to_string();
        while let Some((before, after)) = text.clone().split_once("{{") {
            let (name, after) = after.split_once("}}").expect("the end of a placeholder");
            let found = self.value(name).await?;
            let quoted = Value::String(found).to_string();
            text = format!("{before}{}{after}", &quoted[1..quoted.len() - 1]);
        }
        Ok(serde_json::from_str(&text).expect("JSON still"))
    }

    async fn value(&mut self, name: &str) -> Result<String, String> {
        if let Some(known) = self.names.get(name) {
            return Ok(known.clone());
        }
        let (kind, of) = name.split_once(':').ok_or(format!("`{name}` was never taken"))?;
        let value = match kind {
            "email" | "password" => self.account(of)[kind].clone(),
            "expert" => self.me(of).await?["expert"]["id"].clone(),
            "post" => self.me(of).await?["expert"]["post"]["id"].clone(),
            "organisation" => self.listed(&format!("/v1/organisations?code={of}")).await,
            "competence" => self.listed(&format!("/v1/competences?code={of}")).await,
            "group" => self.listed(&format!("/v1/groups?code={of}")).await,
            "partner" => self.listed(&format!("/v1/partners?organisation={of}")).await,
            "client" => self.partner(of)["clientId"].clone(),
            "secret" => self.partner(of)["clientSecret"].clone(),
            "token" => Value::String(self.letter(of).await),
            other => return Err(format!("there is no kind of placeholder `{other}`")),
        };
        let value = value.as_str().ok_or(format!("nothing for `{name}`"))?.to_owned();
        self.names.insert(name.to_owned(), value.clone());
        Ok(value)
    }

    /// What somebody reads of themselves; whose session another example ended signs in again.
    async fn me(&mut self, who: &str) -> Result<Value, String> {
        if self.client(who).await.get("/v1/me").await.status == 401 {
            self.clients.remove(who);
        }
        let answer = self.client(who).await.get("/v1/me").await;
        if answer.status == 200 { Ok(answer.body) } else { Err(format!("{who}: {}", answer.body)) }
    }

    async fn listed(&mut self, path: &str) -> Value {
        self.client("ADMINISTRATOR@ee-ppa").await.get(path).await.ok(200)["items"][0]["id"].clone()
    }

    fn partner(&self, organisation: &str) -> &Value {
        let all = self.accounts["partners"].as_array().expect("partners");
        all.iter().find(|p| p["organisation"] == organisation).expect("a partner system")
    }

    /// The token of the link in the last letter to an address.
    async fn letter(&self, address: &str) -> String {
        let letters = self.app.letters().await;
        let letter = letters.iter().rev().find(|l| l.to.contains(address)).expect("a letter");
        let link = letter.text.split_whitespace().find(|word| word.contains("/invitation/")).expect("a link");
        link.rsplit('/').next().expect("a token").to_owned()
    }

    /// A value as the document may show it: what placeholders stand for becomes what stands for them
    /// there, secrets are left out, long lists are cut.
    pub fn shown(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let mut text = text.clone();
                for (name, real) in self.names.iter().filter(|(_, real)| real.len() > 20) {
                    text = text.replace(real.as_str(), &stand_in_for(name));
                }
                Value::String(text)
            }
            Value::Array(list) => list.iter().take(2).map(|v| self.shown(v)).collect(),
            Value::Object(map) => map.iter().map(|(key, v)| (key.clone(), self.shown_member(key, v))).collect(),
            other => other.clone(),
        }
    }

    fn shown_member(&self, key: &str, value: &Value) -> Value {
        match key {
            "accessToken" | "access_token" => json!("eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJleGFtcGxlIn0.c2lnbmF0dXJl"),
            "refreshToken" => json!("Vx0example0example0example0example0"),
            "requestId" => json!("0123456789abcdef0123456789abcdef"),
            _ => self.shown(value),
        }
    }
}
