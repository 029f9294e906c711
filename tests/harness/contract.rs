//! A contract is a file in the repository; `FOCALPOINT_TEST_ACCEPT=1` accepts a change on purpose.

use std::fs;
use std::path::{Path, PathBuf};

/// Where it lies.
pub fn generated(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/generated").join(file)
}

pub fn holds(file: &str, now: &str) {
    let path = generated(file);
    if std::env::var_os("FOCALPOINT_TEST_ACCEPT").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, now).expect("a file");
    }
    let then = fs::read_to_string(&path).unwrap_or_default();
    if let Some((n, (then, now))) = then.lines().zip(now.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!("docs/generated/{file} differs at line {}:\n- {then}\n+ {now}", n + 1);
    }
    assert_eq!(then.lines().count(), now.lines().count(), "docs/generated/{file} has another length");
}
