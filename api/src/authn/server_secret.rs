//! The server's secret: from the configuration, or a file in the data folder that is made once.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::config::Config;
use crate::kit::secret::{Secret, random_token};

/// The secret everything sealed is sealed with. Made (mode 0600) when the configuration has none.
pub fn server_secret(config: &Config) -> Result<Secret, String> {
    if let Some(secret) = &config.secret {
        return match secret.reveal().len() {
            0..32 => Err("FOCALPOINT_SECRET is too short: use at least 32 random characters".to_owned()),
            _ => Ok(secret.clone()),
        };
    }
    let path = config.data.join("server-secret");
    if let Ok(text) = fs::read_to_string(&path) {
        return Ok(Secret::new(text.trim()));
    }
    let (token, _) = random_token();
    write_private(&path, token.as_bytes())
        .map_err(|error| format!("cannot write {}: {error}; choose a writable folder with --data", path.display()))?;
    Ok(Secret::new(token))
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
