//! All settings in words: the page in `docs/`, and what an error about one says. A test holds that
//! they are exactly the fields of [`Config`].

use super::Config;

/// A setting, in words.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in `focalpoint.toml`; a dot leads into a section.
    pub name: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// What it does.
    pub does: &'static str,
    /// What holds where it is not set and the default is not a plain value.
    pub unset: &'static str,
}

const fn setting(name: &'static str, takes: &'static str, does: &'static str, unset: &'static str) -> Setting {
    Setting { name, takes, does, unset }
}

/// All settings.
pub const SETTINGS: [Setting; 22] = [
    setting(
        "data",
        "a folder",
        "Holds the embedded database, letters and the server's secret. Made, for its owner alone, where it is missing.",
        "",
    ),
    setting("listen", "an IP address or host name and a port, such as 127.0.0.1:8080", "Where the server listens.", ""),
    setting(
        "database_url",
        "sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE",
        "The database.",
        "SQLite in `data`",
    ),
    setting(
        "database_pool",
        "a number of connections, at least 1",
        "Connections for reading (SQLite), or in all, half of them to write (PostgreSQL).",
        "",
    ),
    setting(
        "secret",
        "at least 32 random characters",
        "Seals signing keys, links and cursors. The same on all replicas.",
        "a file in `data`, made at the first start",
    ),
    setting(
        "public_url",
        "http:// or https:// with a host and no path",
        "Under which address people and machines reach the server: issuer of tokens, links in letters.",
        "`http://` and `listen`",
    ),
    setting("time_zone", "an IANA name, such as Europe/Kyiv", "Where a plain day begins and ends.", ""),
    setting("operator", "a text", "Who runs the server, on the landing page.", "nobody is named"),
    setting(
        "contact",
        "a mailbox, an https:// address or a text",
        "Where to turn to, on the landing page.",
        "nothing is named",
    ),
    setting("log", "pretty or json", "How the log is written, to standard error.", ""),
    setting(
        "metrics_token",
        "a secret text",
        "Lets a scraper read `/metrics` from elsewhere than loopback.",
        "loopback alone",
    ),
    setting("request_seconds", "a number of seconds, at least 1", "How long a request may take.", ""),
    setting("body_bytes", "a number of bytes, at least 1024", "The largest body of a request.", ""),
    setting(
        "access.two_person",
        "true or false",
        "Whether every grant that makes a keeper waits for the word of those who keep already.",
        "",
    ),
    setting(
        "retention.openings_days",
        "a number of days",
        "How long it is known who opened an item that is not for the whole network.",
        "",
    ),
    setting(
        "mail.smtp_url",
        "smtp://USER:PASSWORD@HOST:PORT or smtps://…",
        "The mail server.",
        "letters become files in `data/mail/`",
    ),
    setting(
        "mail.ca_file",
        "a file with certificates (PEM)",
        "Authorities that are trusted for the mail server's certificate beside the public ones: a network's own.",
        "the public ones alone",
    ),
    setting("mail.from", "a mailbox, such as Focalpoint <focalpoint@example.org>", "The sender of letters.", ""),
    setting(
        "edge.trusted_proxies",
        "networks, such as 10.0.0.0/8, in an array (in the environment separated by commas)",
        "Networks of proxies that are believed when they say from where a request came.",
        "none",
    ),
    setting(
        "edge.forwarded_header",
        "X-Forwarded-For or Forwarded (RFC 7239)",
        "The header in which trusted proxies say from where a request came; the other one is not read.",
        "",
    ),
    setting(
        "edge.cors_origins",
        "origins, such as https://portal.example.org, in an array (in the environment separated by commas)",
        "Whose scripts may call the API from other origins (CORS).",
        "none",
    ),
    setting(
        "edge.sockets_per_account",
        "a number of sockets, at least 1",
        "How many sockets (`/graphql/ws`) one account or partner system may have open at once, on each server.",
        "",
    ),
];

/// The variable of a setting.
pub(super) fn variable(name: &str) -> String {
    format!("FOCALPOINT_{}", name.to_uppercase().replace('.', "__"))
}

/// The setting of that name.
pub(super) fn named(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// The page in `docs/generated/`.
pub fn page() -> String {
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let mut page = String::from(
        "# Settings\n\nGenerated from `api/src/config/settings.rs`. Defaults < `focalpoint.toml` (or `--config FILE`) < environment < command line. An unknown setting is refused, and the nearest one named.\n\n| setting | environment | default | takes | what it does |\n|---|---|---|---|---|\n",
    );
    for Setting { name, takes, does, unset } in SETTINGS {
        let default = defaults.pointer(&format!("/{}", name.replace('.', "/"))).unwrap_or(&serde_json::Value::Null);
        let default = match (unset.is_empty(), default.as_str()) {
            (false, _) => unset.to_owned(),
            (true, Some(text)) => format!("`{text}`"),
            (true, None) => format!("`{default}`"),
        };
        page.push_str(&format!("| `{name}` | `{}` | {default} | {takes} | {does} |\n", variable(name)));
    }
    page.push_str(
        "\nBesides: `FOCALPOINT_LOG_FILTER` says what is logged, as `tracing` filters do (`info`, `focalpoint_api=debug`). `FOCALPOINT_PLAYGROUND=skip` leaves GraphiQL out when building.\n",
    );
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SETTINGS;
    use crate::config::Config;

    fn fields(value: &serde_json::Value, before: &str, into: &mut BTreeSet<String>) {
        match value.as_object() {
            Some(section) => section.iter().for_each(|(name, value)| fields(value, &format!("{before}{name}."), into)),
            None => {
                into.insert(before.trim_end_matches('.').to_owned());
            }
        }
    }

    #[test]
    fn the_settings_in_words_are_the_fields_of_the_configuration() {
        let mut real = BTreeSet::new();
        fields(&serde_json::to_value(Config::default()).unwrap_or_default(), "", &mut real);
        let told: BTreeSet<String> = SETTINGS.iter().map(|setting| setting.name.to_owned()).collect();
        assert_eq!(told, real);
        assert_eq!(told.len(), SETTINGS.len(), "each once");
    }
}
