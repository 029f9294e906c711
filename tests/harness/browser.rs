//! A browser: keeps cookies, follows no redirect, sends forms.

use focalpoint_api::access::Actor;
use focalpoint_api::ctx::Ctx;
use focalpoint_api::identity::sessions::begin_page_session;

use super::App;

pub struct Browser {
    http: reqwest::Client,
    url: String,
    accept: &'static str,
    languages: &'static str,
}

pub struct Shown {
    pub status: u16,
    pub location: String,
    pub cookies: Vec<String>,
    pub text: String,
    headers: reqwest::header::HeaderMap,
}

impl Shown {
    /// A header, all of its lines; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        let lines = self.headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
        lines.collect::<Vec<_>>().join(", ")
    }

    /// The CSRF token of the first form.
    pub fn csrf(&self) -> String {
        let after = self.text.split("name=\"csrf\" value=\"").nth(1).expect("a form with a token");
        after.split('"').next().expect("an end").to_owned()
    }

    async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let location = header("location").to_owned();
        let cookies = response
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|v| v.to_str().ok())
            .map(str::to_owned)
            .collect();
        let headers = response.headers().clone();
        Self { status, location, cookies, headers, text: response.text().await.expect("a body") }
    }
}

impl Browser {
    pub fn new(app: &App) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none());
        Self { http: http.build().expect("a client"), url: app.url.clone(), accept: "*/*", languages: "" }
    }

    /// A browser in which an account is signed in already.
    pub async fn signed_in(app: &App, account: uuid::Uuid) -> Self {
        let session = begin_page_session(&Ctx::new(&app.world, Actor::nobody()), account).await.expect("a session");
        let cookie = format!("focalpoint_session={}", session.token).parse().expect("a cookie");
        let headers = reqwest::header::HeaderMap::from_iter([(reqwest::header::COOKIE, cookie)]);
        let http = reqwest::Client::builder().default_headers(headers).redirect(reqwest::redirect::Policy::none());
        Self { http: http.build().expect("a client"), ..Self::new(app) }
    }

    /// What it asks for.
    pub fn looking_for(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    /// The languages that whoever reads it asks for.
    pub fn reading(self, languages: &'static str) -> Self {
        Self { languages, ..self }
    }

    pub async fn open(&self, path: &str) -> Shown {
        let request = self.http.get(format!("{}{path}", self.url)).header("accept", self.accept);
        let request = request.header("accept-language", self.languages);
        Shown::of(request.send().await.expect("an answer")).await
    }

    pub async fn send(&self, path: &str, form: &[(&str, &str)]) -> Shown {
        let request = self.http.post(format!("{}{path}", self.url)).header("accept", self.accept);
        let request = request.header("accept-language", self.languages).form(form);
        Shown::of(request.send().await.expect("an answer")).await
    }

    /// What the page's script does.
    pub async fn token(&self, csrf: &str) -> Shown {
        let request = self.http.post(format!("{}/session/token", self.url)).header("x-csrf-token", csrf);
        Shown::of(request.send().await.expect("an answer")).await
    }
}
