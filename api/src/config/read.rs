//! Reads the configuration. Whatever is wrong is one line that says where and what to do.

use std::path::Path;

use figment::Figment;
use figment::error::{Error, Kind};
use figment::providers::{Env, Format, Serialized, Toml};

use super::Config;
use super::settings::{SETTINGS, named, variable};
use crate::kit::nearest::nearest;

/// Where the environment's settings begin.
const PREFIX: &str = "FOCALPOINT_";

/// Settings that are secrets, by the variable that holds them.
const SECRETS: &[(&str, &str)] = &[
    ("FOCALPOINT_SECRET", "secret"),
    ("FOCALPOINT_DATABASE_URL", "database_url"),
    ("FOCALPOINT_METRICS_TOKEN", "metrics_token"),
    ("FOCALPOINT_MAIL__SMTP_URL", "mail.smtp_url"),
];

/// Whether a variable is the one whose name, without the prefix, is `key`.
fn is_variable(variable: &str, key: &str) -> bool {
    variable.strip_prefix(PREFIX).is_some_and(|rest| rest.eq_ignore_ascii_case(key))
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
        let config = read(&path.display().to_string(), &text)?;
        config.check()?;
        Ok(config)
    }
}

fn read(file: &str, text: &str) -> Result<Config, String> {
    if let Err(error) = toml::from_str::<toml::Table>(text) {
        let line =
            error.span().map_or(1, |span| text.get(..span.start).map_or(1, |before| before.lines().count().max(1)));
        return Err(format!("{file}, line {line}: {}", error.message().replace('\n', "; ")));
    }
    // What looks like a number or a list would be read as one, and a secret may look like anything.
    let secrets = SECRETS.iter().filter_map(|(variable, key)| Some((*key, std::env::var(variable).ok()?)));
    let secrets = secrets.fold(Figment::new(), |all, (key, text)| all.merge(Serialized::global(key, text)));
    // Variables of the test harness share the prefix and are no settings.
    let environment = Env::prefixed(PREFIX)
        .ignore(&["config", "log_filter", "playground"])
        .filter(|key| !key.starts_with("test_") && !SECRETS.iter().any(|(v, _)| is_variable(v, key.as_str())))
        .split("__");
    Figment::from(Serialized::defaults(Config::default()))
        .merge(Toml::string(text))
        .merge(environment)
        .merge(secrets)
        .extract()
        .map_err(|error| one_line(file, &error))
}

fn one_line(file: &str, error: &Error) -> String {
    let path = error.path.join(".");
    // An element of a list is told as its list.
    let name = path.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let from_environment = error.metadata.as_ref().is_some_and(|from| from.name.contains("environment"));
    let place = if from_environment { variable(name) } else { format!("`{name}` in {file}") };
    match &error.kind {
        Kind::UnknownField(..) => {
            let sections = SETTINGS.iter().filter_map(|setting| Some(setting.name.split_once('.')?.0));
            let mut known: Vec<String> =
                SETTINGS.iter().map(|setting| setting.name).chain(sections).map(str::to_owned).collect();
            known.sort();
            known.dedup();
            let near = nearest(name, &known);
            format!(
                "there is no setting {place}; the nearest are {near} (all of them: docs/generated/configuration.md)"
            )
        }
        kind => {
            let why = match kind {
                Kind::InvalidType(found, _) | Kind::InvalidValue(found, _) => format!("{found} does not fit"),
                Kind::UnknownVariant(found, _) => format!("`{found}` does not fit"),
                other => other.to_string(),
            };
            match named(name) {
                Some(setting) => format!("{place}: {why}; it takes {}", setting.takes),
                None => format!("{place}: {why}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn refusal(text: &str) -> String {
        read("focalpoint.toml", text).err().unwrap_or_default()
    }

    #[test]
    fn an_unknown_setting_is_refused_and_the_nearest_is_named() {
        let told = refusal("lisen = '127.0.0.1:1'");
        assert!(told.contains("there is no setting `lisen` in focalpoint.toml; the nearest are `listen`"), "{told}");
        let told = refusal("[acces]\ntwo_person = true");
        assert!(told.contains("the nearest are `access`"), "{told}");
        let told = refusal("[access]\ntwo_persons = true");
        assert!(
            told.contains("`access.two_persons`") && told.contains("the nearest are `access.two_person`"),
            "{told}"
        );
    }

    #[test]
    fn a_value_that_does_not_fit_says_what_does() {
        for (text, wanted) in [
            (
                "listen = 'banana'",
                "`listen` in focalpoint.toml: `banana`: there is no host or no port in it; it takes an IP address or host name",
            ),
            ("database_pool = 'many'", "it takes a number of connections"),
            ("log = 'xml'", "`xml` does not fit; it takes pretty or json"),
            ("[edge]\ntrusted_proxies = ['10.0.0.0/33']", "`10.0.0.0/33`"),
        ] {
            let told = refusal(text);
            assert!(told.contains(wanted) && !told.contains('\n'), "{text}: {told}");
        }
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_by_its_line() {
        let told = refusal("data = 'x'\nlisten = \n");
        assert!(told.starts_with("focalpoint.toml, line 2: ") && !told.contains('\n'), "{told}");
    }

    #[test]
    fn a_list_is_an_array_or_separated_by_commas() {
        for text in
            ["[edge]\ntrusted_proxies = ['10.0.0.0/8', '::1/128']", "[edge]\ntrusted_proxies = '10.0.0.0/8, ::1/128'"]
        {
            let config = read("focalpoint.toml", text).map(|config| config.edge.trusted_proxies.len());
            assert_eq!(config, Ok(2), "{text}");
        }
    }
}
