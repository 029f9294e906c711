//! What a configuration says that cannot work is told before anything is touched.

use actix_web::http::Uri;

use super::Config;
use super::settings::{named, variable};
use crate::authn::server_secret::is_long_enough;
use crate::kit::day::Zone;
use crate::kit::mail::{Mailer, is_mailbox};

impl Config {
    /// One line about the first setting that cannot work.
    pub(super) fn check(&self) -> Result<(), String> {
        let no = |name: &str, why: &str| {
            let takes = named(name).map(|setting| setting.takes).unwrap_or_default();
            Err(format!("the setting `{name}` ({}) {why}; it takes {takes}", variable(name)))
        };
        if Zone::named(&self.time_zone).is_err() {
            return no("time_zone", &format!("names no time zone: `{}`", self.time_zone));
        }
        if self.secret.as_ref().is_some_and(|secret| !is_long_enough(secret)) {
            return no("secret", "is too short");
        }
        if let Some(url) = self.public_url.as_deref().filter(|url| !is_address(url)) {
            return no("public_url", &format!("is no such address: `{url}`"));
        }
        if let Some(origin) = self.edge.cors_origins.iter().find(|origin| !is_address(origin) || origin.ends_with('/'))
        {
            return no("edge.cors_origins", &format!("holds no origin: `{origin}`"));
        }
        if !is_mailbox(&self.mail.from) {
            return no("mail.from", &format!("is no mailbox: `{}`", self.mail.from));
        }
        if self.mail.smtp_url.as_ref().is_some_and(|url| Mailer::smtp(url.reveal(), &self.mail.from, None).is_err()) {
            return no("mail.smtp_url", "cannot be read");
        }
        for (name, is_too_small) in [
            ("database_pool", self.database_pool < 1),
            ("request_seconds", self.request_seconds < 1),
            ("body_bytes", self.body_bytes < 1024),
        ] {
            if is_too_small {
                return no(name, "is too small");
            }
        }
        Ok(())
    }
}

/// `http://` or `https://` with a host, and nothing behind it.
fn is_address(text: &str) -> bool {
    text.parse::<Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|host| !host.is_empty())
            && uri.path() == "/"
            && uri.query().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::is_address;
    use crate::config::{Config, EdgeConfig, MailConfig};
    use crate::kit::secret::Secret;

    #[test]
    fn what_cannot_work_is_told_by_its_setting() {
        let usual = Config::default;
        let cases = [
            ("time_zone", Config { time_zone: "Mars/Olympus".to_owned(), ..usual() }),
            ("secret", Config { secret: Some(Secret::new("short")), ..usual() }),
            ("public_url", Config { public_url: Some("focalpoint.example.org".to_owned()), ..usual() }),
            (
                "mail.from",
                Config { mail: MailConfig { from: "nobody".to_owned(), ..MailConfig::default() }, ..usual() },
            ),
            (
                "edge.cors_origins",
                Config { edge: EdgeConfig { cors_origins: vec!["*".to_owned()], ..EdgeConfig::default() }, ..usual() },
            ),
            ("database_pool", Config { database_pool: 0, ..usual() }),
        ];
        assert_eq!(usual().check(), Ok(()));
        for (name, config) in cases {
            let told = config.check().err().unwrap_or_default();
            assert!(told.contains(&format!("`{name}`")) && told.contains("it takes "), "{name}: {told}");
        }
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_no_path() {
        for good in ["https://focalpoint.example.org", "http://127.0.0.1:8080", "https://x.example.org/"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["focalpoint.example.org", "ftp://x.example.org", "https://x.example.org/sub", "https://", "*"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
