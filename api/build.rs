//! Takes the ready bundles of the full playground (GraphiQL and React) out of npm.
//!
//! They are third-party files, so they are not committed; ministries' networks are closed, so they
//! come out of the binary and not off a CDN. `web/package-lock.json` says to the byte which ones.
//! A build without npm, or without a network, succeeds all the same: the folder stays empty, and
//! the server shows its own plain playground.

use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is taken (path below `node_modules`) and what it is called in the binary.
const BUNDLES: [(&str, &str); 4] = [
    ("react/umd/react.production.min.js", "react.js"),
    ("react-dom/umd/react-dom.production.min.js", "react-dom.js"),
    ("graphiql/graphiql.min.js", "graphiql.js"),
    ("graphiql/graphiql.min.css", "graphiql.css"),
];

/// The variable that leaves the full playground out: `FOCALPOINT_PLAYGROUND=skip`.
const SWITCH: &str = "FOCALPOINT_PLAYGROUND";

fn main() -> Result<(), Box<dyn Error>> {
    tell("cargo::rerun-if-changed=build.rs");
    tell("cargo::rerun-if-changed=web/package-lock.json");
    tell(&format!("cargo::rerun-if-env-changed={SWITCH}"));

    let out = PathBuf::from(env::var("OUT_DIR")?);
    let source = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("web");
    let bundles = out.join("playground");
    let workshop = out.join("playground-npm");

    // The folder must exist even when it holds nothing: it is embedded by name.
    empty(&bundles)?;
    if env::var(SWITCH).is_ok_and(|value| value == "skip") {
        return Ok(());
    }
    if let Err(why) = bring(&source, &workshop, &bundles) {
        // Half a playground would be worse than the plain page.
        empty(&bundles)?;
        tell(&format!(
            "cargo::warning=the playground is the plain one, because {why}; \
             for the full one install npm, then `touch api/build.rs` and build again \
             ({SWITCH}=skip silences this)"
        ));
    }
    // What npm unpacks is a hundred times what is needed.
    if workshop.exists() {
        fs::remove_dir_all(&workshop)?;
    }
    Ok(())
}

/// Installs by the lock file in a copy, so that nothing is ever written into the source tree.
fn bring(source: &Path, workshop: &Path, bundles: &Path) -> Result<(), String> {
    let failed = |what: &str, error: io::Error| format!("{what}: {error}");
    empty(workshop).map_err(|e| failed("its workshop cannot be made", e))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(source.join(name), workshop.join(name)).map_err(|e| failed(name, e))?;
    }
    install(workshop)?;
    let modules = workshop.join("node_modules");
    for (from, name) in BUNDLES {
        let text = fs::read_to_string(modules.join(from)).map_err(|e| failed(from, e))?;
        fs::write(bundles.join(name), without_source_map(&text)).map_err(|e| failed(name, e))?;
    }
    let licences = licences(&modules).map_err(|e| failed("licences", e))?;
    fs::write(bundles.join("licences.txt"), licences).map_err(|e| failed("licences", e))
}

/// `npm ci` without scripts: nothing of a package runs on the machine that builds.
fn install(workshop: &Path) -> Result<(), String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--no-update-notifier", "--prefer-offline"])
        // A closed network is noticed in seconds, not in the minutes that npm likes to wait.
        .args(["--fetch-retries=1", "--fetch-timeout=30000"])
        .current_dir(workshop)
        .output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said.lines().find(|line| line.contains("error"));
            Err(format!("npm failed ({})", first.unwrap_or("it did not say why").trim()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Whoever installs npm later gets the full one without being told to touch anything.
            tell("cargo::rerun-if-env-changed=PATH");
            Err("npm is not installed".to_owned())
        }
        Err(error) => Err(format!("npm cannot be started: {error}")),
    }
}

/// The bundles contain their dependencies, so the licences of all of them go along.
fn licences(modules: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    find_licences(modules, &mut files)?;
    files.sort();
    let mut all = String::new();
    for file in files {
        let text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        let package = file.strip_prefix(modules).unwrap_or(&file).parent().unwrap_or(&file);
        all.push_str(&format!("==== {} ====\n\n{}\n\n", package.display(), text.trim()));
    }
    Ok(all)
}

fn find_licences(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let is_text =
            ["licen", "notice", "copying"].iter().any(|start| name.starts_with(start)) && !name.ends_with(".js");
        if entry.file_type()?.is_dir() {
            find_licences(&entry.path(), found)?;
        } else if is_text {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// The maps stay behind, and a reference to a file that is not there is an error in the console.
fn without_source_map(text: &str) -> String {
    let kept = |line: &&str| !line.starts_with("//# sourceMappingURL=");
    text.lines().filter(kept).collect::<Vec<_>>().join("\n")
}

fn empty(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)
}

fn tell(line: &str) {
    println!("{line}");
}
