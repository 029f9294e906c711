//! One typed configuration: defaults < `focalpoint.toml` < `FOCALPOINT_*` < the command line.
//! Unknown settings are refused by name, and what cannot work is told before anything is touched.

mod check;
mod list;
pub mod listen;
mod read;
mod settings;

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::kit::secret::Secret;

/// The file of SQLite in the data folder.
pub const DATABASE_FILE: &str = "focalpoint.db";

pub use settings::{SETTINGS, Setting, page};

/// The configuration of a server. Every field can be set in `focalpoint.toml` and as
/// `FOCALPOINT_NAME` (nested: `FOCALPOINT_ACCESS__TWO_PERSON`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folder for the embedded database, mail, and the server's secret.
    pub data: PathBuf,
    /// Address and port to listen on; a host name is looked up at start.
    #[serde(deserialize_with = "listen::read")]
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
    /// Proxies, other origins and sockets.
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
    /// Certificates (PEM) of authorities that are trusted beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// Sender.
    pub from: String,
}

/// Proxies, other origins and sockets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EdgeConfig {
    /// Networks of proxies that are believed when they say from where a request came.
    #[serde(deserialize_with = "list::read")]
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they say it. Only this one is read: a proxy passes on the other as the
    /// client sent it.
    pub forwarded_header: ForwardedHeader,
    /// Origins whose scripts may call the API (CORS); none by default.
    #[serde(deserialize_with = "list::read")]
    pub cors_origins: Vec<String>,
    /// Sockets that one account or partner system may have open at once, on each server.
    pub sockets_per_account: u16,
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

impl Default for EdgeConfig {
    fn default() -> Self {
        Self {
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            cors_origins: Vec::new(),
            sockets_per_account: 20,
        }
    }
}

impl Default for MailConfig {
    fn default() -> Self {
        Self { smtp_url: None, ca_file: None, from: "Focalpoint <focalpoint@localhost>".to_owned() }
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

impl Config {
    /// Address of the database: as configured, else SQLite in the data folder.
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.reveal().to_owned(),
            None => format!("sqlite://{}", self.data.join(DATABASE_FILE).display()),
        }
    }

    /// Address under which the server is reached, without a slash at the end.
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            // One listens on every address, but calls on one.
            None if self.listen.ip().is_unspecified() => format!("http://localhost:{}", self.listen.port()),
            None => format!("http://{}", self.listen),
        }
    }
}
