//! A client of either door.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

/// Somebody who calls.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Client {
    pub fn new(url: &str, token: Option<String>) -> Self {
        // The server closes what is idle for five seconds: whoever goes on with such a connection may come too late.
        let http = reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(2)).build().expect("a client");
        Self { http, url: url.to_owned(), token }
    }

    /// The token it calls with.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("a token")
    }

    /// Whether it calls with a token.
    pub fn is_somebody(&self) -> bool {
        self.token.is_some()
    }

    /// The same client with a token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, &[("if-match", etag)], Some(body)).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// An answer as it comes, for what is no JSON.
    pub async fn raw(&self, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
        let mut request = self.http.get(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("an answer")
    }

    /// Sends a form, with credentials in the header where they are given.
    pub async fn form(&self, path: &str, basic: Option<(&str, &str)>, form: String) -> Answer {
        let mut request = self.http.post(format!("{}{path}", self.url)).body(form);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some((name, password)) = basic {
            request = request.basic_auth(name, Some(password));
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Sends a text of a media type.
    pub async fn text(&self, path: &str, media: &str, text: &str) -> Answer {
        let mut request = self.http.post(format!("{}{path}", self.url)).header("content-type", media);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Answer::of(request.body(text.to_owned()).send().await.expect("an answer")).await
    }

    /// Runs a query; the answer's body is the whole GraphQL response.
    pub async fn graphql(&self, query: &str, variables: Value) -> Answer {
        let accept = [("accept", "application/graphql-response+json")];
        self.send(Method::POST, "/graphql", &accept, Some(json!({ "query": query, "variables": variables }))).await
    }
}

impl Answer {
    async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { status, headers, body }
    }

    /// The body, if the status is the one expected.
    #[track_caller]
    pub fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// The data of a GraphQL answer without errors.
    #[track_caller]
    pub fn data(self) -> Value {
        assert!(self.body.get("errors").is_none(), "{:#}", self.body);
        self.body["data"].clone()
    }

    /// The code of the problem, or of the first GraphQL error.
    pub fn code(&self) -> String {
        let problem = self.body.get("code").or_else(|| self.body.pointer("/errors/0/extensions/code"));
        problem.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    }
}
