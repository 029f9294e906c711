//! The server's secret: from the configuration, or a file in the data folder that is made once.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::config::Config;
use crate::kit::secret::{Secret, random_token};

/// Fewest characters of a secret.
const SHORTEST: usize = 32;

/// The secret everything sealed is sealed with. Made (mode 0600) when the configuration has none and
/// there is no file yet; a file that cannot be read or is cut is told, never replaced, since what was
/// sealed could not be opened again.
pub fn server_secret(config: &Config) -> Result<Secret, String> {
    if let Some(secret) = &config.secret {
        return match is_long_enough(secret) {
            false => Err(format!(
                "the setting `secret` (FOCALPOINT_SECRET) is too short: use at least {SHORTEST} random characters"
            )),
            true => Ok(secret.clone()),
        };
    }
    let path = config.data.join("server-secret");
    match fs::read_to_string(&path) {
        Ok(text) if text.trim().len() >= SHORTEST => Ok(Secret::new(text.trim())),
        Ok(_) => Err(format!(
            "{} does not hold the server's secret: restore it, or set FOCALPOINT_SECRET; only with an empty database it may be removed",
            path.display()
        )),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&path),
        Err(error) => Err(format!("cannot read {}: {error}; make it readable for this user", path.display())),
    }
}

/// Whether there is a secret: in the configuration, or in its file.
pub fn has_server_secret(config: &Config) -> bool {
    config.secret.is_some() || config.data.join("server-secret").exists()
}

/// Another process may make it at the same time: the first one counts.
fn make(path: &Path) -> Result<Secret, String> {
    let (token, _) = random_token();
    let cannot = |error: std::io::Error| {
        format!("cannot write {}: {error}; choose a writable folder with --data", path.display())
    };
    let draft = path.with_extension(format!("new-{}", std::process::id()));
    write_private(&draft, token.as_bytes()).map_err(cannot)?;
    // A link, unlike a rename, does not replace what is there; and it is whole or not there.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(cannot)?;
    match linked {
        Ok(()) => Ok(Secret::new(token)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            fs::read_to_string(path).map(|text| Secret::new(text.trim())).map_err(cannot)
        }
        Err(error) => Err(cannot(error)),
    }
}

/// Whether a secret of the configuration is hard enough to guess.
pub fn is_long_enough(secret: &Secret) -> bool {
    secret.reveal().len() >= SHORTEST
}

/// Writes a file that only its owner may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_folder(folder: &Path) -> Config {
        Config { data: folder.to_owned(), ..Config::default() }
    }

    #[test]
    fn a_secret_is_made_once_and_never_replaced() -> Result<(), String> {
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        let config = in_folder(folder.path());
        let made = server_secret(&config)?;
        assert!(made.reveal().len() >= SHORTEST);
        assert_eq!(server_secret(&config)?, made);
        let names: Vec<_> = fs::read_dir(folder.path()).map_err(|e| e.to_string())?.flatten().collect();
        assert_eq!(names.len(), 1, "{names:?}");
        // A process that died while it wrote, or a disk that was full.
        for cut in ["", "abc"] {
            fs::write(folder.path().join("server-secret"), cut).map_err(|e| e.to_string())?;
            let told = server_secret(&config).err().unwrap_or_default();
            assert!(told.contains("server-secret") && !told.contains('\n'), "{told}");
        }
        Ok(())
    }

    #[test]
    fn a_short_secret_is_refused() {
        let config = Config { secret: Some(Secret::new("short")), ..Config::default() };
        let told = server_secret(&config).err().unwrap_or_default();
        assert!(told.contains("FOCALPOINT_SECRET") && !told.contains("short\n"), "{told}");
    }
}
