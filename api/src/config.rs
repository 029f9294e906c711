//! One typed configuration: defaults < `focalpoint.toml` < `FOCALPOINT_*` < the command line.
//! Unknown settings are refused by name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::kit::secret::Secret;

/// The configuration of a server. Every field can be set in `focalpoint.toml` and as
/// `FOCALPOINT_NAME` (nested: `FOCALPOINT_ACCESS__TWO_PERSON`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folder for the embedded database, mail, and the server's secret.
    pub data: PathBuf,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// `sqlite://…` or `postgres://…`; without it, SQLite in the data folder.
    pub database_url: Option<Secret>,
    /// Connections to the database for reading (SQLite), or in all, half of them to write (PostgreSQL).
    pub database_pool: u32,
    /// The server's secret, at least 32 characters; without it, a file in the data folder.
    pub secret: Option<Secret>,
    /// Address under which people and machines reach the server; links in mails begin with it.
    pub public_url: Option<String>,
    /// The network's time zone (IANA): a plain day begins and ends there.
    pub time_zone: String,
    /// Who runs the server, for the landing page.
    pub operator: Option<String>,
    /// Mailbox of whoever runs the server, for the landing page and as sender.
    pub contact: Option<String>,
    /// Log as `pretty` or `json`.
    pub log: LogFormat,
    /// Token that lets a scraper read `/metrics` from elsewhere than loopback.
    pub metrics_token: Option<Secret>,
    /// Seconds a request may take.
    pub request_seconds: u64,
    /// Largest body of a request, in bytes, uploads apart.
    pub body_bytes: usize,
    /// Who lets whom in.
    pub access: AccessConfig,
    /// How long what is no act is kept.
    pub retention: RetentionConfig,
    /// Mail.
    pub mail: MailConfig,
    /// Proxies and other origins.
    pub edge: EdgeConfig,
}

/// Who lets whom in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessConfig {
    /// Whether every grant that makes a keeper waits for the word of those who keep already.
    pub two_person: bool,
}

/// How long what is no act is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionConfig {
    /// Days for which it is known who opened an item that is not for the whole network.
    pub openings_days: u16,
}

/// Mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    /// `smtp://user:password@host:port` or `smtps://…`; without it, letters become files in `data/mail/`.
    pub smtp_url: Option<Secret>,
    /// Sender.
    pub from: String,
}

/// Proxies and other origins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EdgeConfig {
    /// Networks of proxies that are believed when they say from where a request came.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they say it. Only this one is read: a proxy passes on the other as the
    /// client sent it.
    pub forwarded_header: ForwardedHeader,
    /// Origins whose scripts may call the API (CORS); none by default.
    pub cors_origins: Vec<String>,
}

/// How a trusted proxy says from where a request came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: 203.0.113.7, 10.0.0.2`
    #[default]
    #[serde(rename = "X-Forwarded-For", alias = "x-forwarded-for")]
    XForwardedFor,
    /// `Forwarded: for=203.0.113.7` (RFC 7239)
    #[serde(rename = "Forwarded", alias = "forwarded")]
    Forwarded,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        Self { openings_days: 400 }
    }
}

impl Default for MailConfig {
    fn default() -> Self {
        Self { smtp_url: None, from: "Focalpoint <focalpoint@localhost>".to_owned() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            database_url: None,
            database_pool: 8,
            secret: None,
            public_url: None,
            time_zone: "Europe/Kyiv".to_owned(),
            operator: None,
            contact: None,
            log: LogFormat::Pretty,
            metrics_token: None,
            request_seconds: 30,
            body_bytes: 1024 * 1024,
            access: AccessConfig::default(),
            retention: RetentionConfig::default(),
            mail: MailConfig::default(),
            edge: EdgeConfig::default(),
        }
    }
}

/// Settings that are secrets, by the variable that holds them.
const SECRETS: &[(&str, &str)] = &[
    ("FOCALPOINT_SECRET", "secret"),
    ("FOCALPOINT_DATABASE_URL", "database_url"),
    ("FOCALPOINT_METRICS_TOKEN", "metrics_token"),
    ("FOCALPOINT_MAIL__SMTP_URL", "mail.smtp_url"),
];

/// Whether a variable is the one whose name, without the prefix, is `key`.
fn is_variable(variable: &str, key: &str) -> bool {
    variable.strip_prefix("FOCALPOINT_").is_some_and(|rest| rest.eq_ignore_ascii_case(key))
}

impl Config {
    /// Reads defaults, the file and the environment. Without `file`, `focalpoint.toml` is read if
    /// it is there. The error is one line that says what to do.
    pub fn read(file: Option<&Path>) -> Result<Self, String> {
        let path = file.unwrap_or(Path::new("focalpoint.toml"));
        if file.is_some() && !path.is_file() {
            return Err(format!("there is no configuration file {}; check --config", path.display()));
        }
        // A file that is not there says nothing; one that cannot be read is told by its path.
        let text = match path.is_file() {
            true => std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?,
            false => String::new(),
        };
        // What looks like a number or a list would be read as one, and a secret may look like anything.
        let secrets = SECRETS.iter().filter_map(|(variable, key)| Some((*key, std::env::var(variable).ok()?)));
        let secrets = secrets.fold(Figment::new(), |all, (key, text)| all.merge(Serialized::global(key, text)));
        // Variables of the test harness share the prefix and are no settings.
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::string(&text))
            .merge(
                Env::prefixed("FOCALPOINT_")
                    .ignore(&["config", "log_filter", "playground"])
                    .filter(|key| {
                        !key.starts_with("test_") && !SECRETS.iter().any(|(v, _)| is_variable(v, key.as_str()))
                    })
                    .split("__"),
            )
            .merge(secrets)
            .extract()
            .map_err(|error| one_line(&error))
    }

    /// Address of the database: as configured, else SQLite in the data folder.
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.reveal().to_owned(),
            None => format!("sqlite://{}", self.data.join("focalpoint.db").display()),
        }
    }

    /// Address under which the server is reached, without a slash at the end.
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }
}

fn one_line(error: &figment::Error) -> String {
    let source = error.metadata.as_ref().map(|m| m.name.to_string()).unwrap_or_default();
    let path = error.path.join(".");
    let what = match &error.kind {
        figment::error::Kind::UnknownField(name, known) => {
            format!("the setting `{name}` is unknown; known are: {}", known.join(", "))
        }
        other => other.to_string(),
    };
    match (path.is_empty(), source.is_empty()) {
        (true, true) => what,
        (true, false) => format!("{what} (in {source})"),
        (false, true) => format!("{path}: {what}"),
        (false, false) => format!("{path}: {what} (in {source})"),
    }
}
