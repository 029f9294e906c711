//! `v1` only grows: both contracts are compared with those of the last release, which lie in
//! `docs/releases/<version>/`. What clients could rely on stays: operations, members, values that may
//! be sent; and nothing new is asked of them. Only what the last release had marked as deprecated may
//! go, from the day on that it named.

mod openapi;
mod sdl;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use focalpoint_api::kit::day::Day;
use focalpoint_api::server;

/// The last release's folder: the greatest version.
fn last_release() -> Option<PathBuf> {
    let releases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/releases");
    let folders = fs::read_dir(releases).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    folders.filter(|path| path.is_dir()).max_by_key(|path| version(path))
}

fn version(path: &Path) -> Vec<u32> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.split('.').map(|part| part.parse().unwrap_or_else(|_| panic!("{name} is no version"))).collect()
}

/// Whether something that was deprecated may be gone on a day, by the day that its mark named.
fn may_go(sunset: Option<&str>, on: Day) -> bool {
    sunset.and_then(|day| Day::parse(day).ok()).is_some_and(|day| day <= on)
}

#[test]
fn both_contracts_keep_what_the_last_release_promised() {
    let Some(folder) = last_release() else {
        eprintln!("nothing is released yet: there is nothing to compare with (docs/releases)");
        return;
    };
    let today = std::env::var("SOURCE_DATE").ok().unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
        Day::from_number(i32::try_from(now.as_secs() / 86_400).expect("a day")).to_string()
    });
    let today = Day::parse(&today).expect("a day");
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|_| panic!("{folder:?} lacks {file}"));
    let now = server::contracts();
    let then = serde_json::from_str(&read("openapi.json")).expect("JSON");
    let mut broken = openapi::broken(&then, &now.openapi, today);
    broken.extend(sdl::broken(&read("schema.graphql"), &now.schema.sdl(), today));
    assert!(broken.is_empty(), "compared with {}:\n{}", folder.display(), broken.join("\n"));
}
