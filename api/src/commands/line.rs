//! A command as it is typed for the same network: what a server that is empty says to do.

use std::path::Path;

use crate::config::Config;

/// How the network of a configuration is begun.
#[must_use]
pub fn init_line(config: &Config) -> String {
    format!("focalpoint init --admin-email you@example.org{}", here(config))
}

/// How one looks around where the configuration lies.
#[must_use]
pub fn sample_line(config: &Config) -> String {
    format!("focalpoint serve --sample{}", here(config))
}

/// What is said of a server whose network is not begun: where it looked, so that a mistyped folder is noticed.
#[must_use]
pub fn nothing_here(config: &Config) -> String {
    let place = match &config.database_url {
        Some(url) => without_password(url.reveal()),
        None => shown(&config.data),
    };
    format!(
        "this server is empty: there is no network in {place} yet; to begin one: `{}`; to look around: `{}`",
        init_line(config),
        sample_line(config)
    )
}

/// The same for everybody to read: which options it takes, and not where the database is and who its user is.
#[must_use]
pub fn public_init_line(config: &Config) -> String {
    let url = if config.database_url.is_some() { " --database-url …" } else { "" };
    let folder = Config { database_url: None, data: config.data.clone(), ..Config::default() };
    format!("{}{url}", init_line(&folder))
}

/// Where the network of a configuration lies, as options; nothing where it is where it usually is.
fn here(config: &Config) -> String {
    let mut options = String::new();
    if config.data != Config::default().data {
        options.push_str(&format!(" --data {}", quoted(&shown(&config.data))));
    }
    if let Some(url) = &config.database_url {
        options.push_str(&format!(" --database-url {}", quoted(&without_password(url.reveal()))));
    }
    options
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The address of a database without the password: whoever types the line knows it, and whoever reads it need not.
fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (address, options) = rest.split_once('?').unwrap_or((rest, ""));
    // A password may have a slash or an at sign in it; what comes after the last one is the host.
    let address = match address.rsplit_once('@') {
        None => address.to_owned(),
        Some((user, host)) => format!("{}@{host}", user.split(':').next().unwrap_or_default()),
    };
    let options: Vec<&str> =
        options.split('&').filter(|option| !option.is_empty() && !option.starts_with("password=")).collect();
    let options = if options.is_empty() { String::new() } else { format!("?{}", options.join("&")) };
    if scheme.is_empty() { format!("{address}{options}") } else { format!("{scheme}://{address}{options}") }
}

/// As a shell takes it for one word.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=,".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::secret::Secret;

    #[test]
    fn the_line_names_where_the_network_lies_and_no_password() {
        let line = |data: &str, url: Option<&str>| {
            init_line(&Config { data: data.into(), database_url: url.map(Secret::new), ..Config::default() })
        };
        let begin = "focalpoint init --admin-email you@example.org";
        assert_eq!(line("data", None), begin);
        assert_eq!(line("d8", None), format!("{begin} --data d8"));
        assert_eq!(line("my net", None), format!("{begin} --data 'my net'"));
        for (url, told) in [
            ("postgres://ada:quiet%20rivers@db.example:5432/net", "postgres://ada@db.example:5432/net"),
            ("postgres://ada:a@b/c@db.example/net", "postgres://ada@db.example/net"),
            ("postgres://db.example/net?user=ada&password=quiet", "'postgres://db.example/net?user=ada'"),
            ("sqlite://net.db", "sqlite://net.db"),
        ] {
            let line = line("data", Some(url));
            assert_eq!(line, format!("{begin} --database-url {told}"));
            assert!(!line.contains("quiet"));
            let config = Config { data: "d8".into(), database_url: Some(Secret::new(url)), ..Config::default() };
            assert_eq!(public_init_line(&config), format!("{begin} --data d8 --database-url …"));
        }
    }
}
