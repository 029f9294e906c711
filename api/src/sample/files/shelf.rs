//! Where the files come from: the binary itself or a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rust_embed::RustEmbed;

use super::problem::Report;

/// Reference data of the network, without people.
#[derive(RustEmbed)]
#[folder = "network/"]
struct EmbeddedNetwork;

/// People and content of the sample network.
#[derive(RustEmbed)]
#[folder = "sample/"]
struct EmbeddedSample;

/// Texts by file name. All files are small, so they are read at once: the
/// checks go across files and want all of them.
pub(super) type Shelf = BTreeMap<String, String>;

/// The reference data in the binary.
pub(super) fn embedded_network(report: &mut Report) -> Shelf {
    embedded::<EmbeddedNetwork>(report)
}

/// The sample's people and content in the binary.
pub(super) fn embedded_sample(report: &mut Report) -> Shelf {
    embedded::<EmbeddedSample>(report)
}

fn embedded<E: RustEmbed>(report: &mut Report) -> Shelf {
    let mut shelf = Shelf::new();
    for name in E::iter() {
        if let Some(file) = E::get(&name) {
            put(&mut shelf, &name, file.data.into_owned(), report);
        }
    }
    shelf
}

/// The named files of a folder. A missing file is a problem, a file that is not
/// asked for is left alone: people keep notes and spreadsheets beside their data.
pub(super) fn directory(path: &Path, names: &[&str], report: &mut Report) -> Shelf {
    let mut shelf = Shelf::new();
    for name in names {
        match fs::read(path.join(name)) {
            Ok(bytes) => put(&mut shelf, name, bytes, report),
            Err(error) => report.add(
                (name, 0),
                format!("cannot be read from {}: {error}", path.display()),
                format!("a folder that holds {}", names.join(", ")),
            ),
        }
    }
    shelf
}

fn put(shelf: &mut Shelf, name: &str, bytes: Vec<u8>, report: &mut Report) {
    match String::from_utf8(bytes) {
        Ok(text) => {
            // Spreadsheet programs put a byte order mark in front of UTF-8.
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
            shelf.insert(name.to_owned(), text);
        }
        Err(_) => report.add((name, 0), "is not UTF-8", "text in UTF-8"),
    }
}
