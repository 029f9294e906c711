//! Stylesheets, scripts and pictures: ours, and the playground's ready bundles.
//!
//! An address holds a piece of the content's hash, so a browser may keep what it got for a year
//! and still has the new one the moment that the server has it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

use crate::edge::packed::Packed;

/// The bundles that `build.rs` took out of npm; empty where there was none.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/playground"]
struct Bundles;

macro_rules! own {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!(concat!("../../../web/own/", $name)).as_slice())),+]
    };
}

static OWN: [(&str, &[u8]); 10] = own![
    "logo.svg",
    "playground.css",
    "playground.js",
    "playground-plain.js",
    "reference.css",
    "reference.js",
    "reference-schema.js",
    "reference-text.js",
    "reference-try.js",
    "session.js",
];

static STYLE: (&str, &[u8]) = ("site.css", include_bytes!("../../../web/own/site.css"));

/// How long a browser may keep an address that holds the content's hash.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// An address without it, or with an older one: ask again each time.
const ASK_AGAIN: &str = "public, no-cache";

/// A file that pages load.
pub struct Asset {
    /// Its content.
    pub content: &'static Packed,
    /// Its `Content-Type`.
    pub mime: &'static str,
    /// Its `Cache-Control`.
    pub cache: &'static str,
}

static SHELF: LazyLock<BTreeMap<String, Packed>> = LazyLock::new(|| {
    let own = OWN.iter().chain([&STYLE]).map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes)));
    let bundles = Bundles::iter().filter_map(|name| Some((name.to_string(), Bundles::get(&name)?.data)));
    own.chain(bundles).map(|(name, bytes)| (name, Packed::new(bytes))).collect()
});

/// The file at `/assets/{path}`, where `path` is `name` or `hash/name`.
///
/// An older hash is answered with what there is now: while replicas are being replaced, a page of
/// one may load its style from the other.
pub fn assets(path: &str) -> Option<Asset> {
    let (hash, name) = path.split_once('/').map_or((None, path), |(hash, name)| (Some(hash), name));
    let content = SHELF.get(name)?;
    let is_present = hash.is_some_and(|hash| hash == short(content.hash()));
    Some(Asset { content, mime: mime(name), cache: if is_present { FOR_EVER } else { ASK_AGAIN } })
}

/// The address of a file of that name, for use in pages.
pub fn address(name: &str) -> String {
    match SHELF.get(name) {
        Some(content) => format!("/assets/{}/{name}", short(content.hash())),
        None => format!("/assets/{name}"),
    }
}

/// Whether this program was built with the full playground.
pub fn has_full_playground() -> bool {
    ["react.js", "react-dom.js", "graphiql.js", "graphiql.css"].iter().all(|name| SHELF.contains_key(*name))
}

fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot get its file has failed")]

    use super::{ASK_AGAIN, FOR_EVER, address, assets, has_full_playground};

    #[test]
    fn an_address_with_the_hash_is_kept_for_ever_and_others_are_asked_for_again() {
        let address = address("site.css");
        let hashed = assets(address.strip_prefix("/assets/").unwrap()).unwrap();
        assert_eq!(hashed.cache, FOR_EVER);
        assert_eq!(hashed.mime, "text/css; charset=utf-8");
        assert_eq!(hashed.content.hash().len(), 64);
        assert_eq!(assets("site.css").unwrap().cache, ASK_AGAIN);
        assert_eq!(assets("0000000000000000/site.css").unwrap().cache, ASK_AGAIN);
    }

    #[test]
    fn what_is_not_there_is_not_there() {
        for path in ["", "nothing.js", "../Cargo.toml", "a/b/site.css", "/site.css/"] {
            assert!(assets(path).is_none(), "{path}");
        }
    }

    #[test]
    fn bundles_carry_their_licences_and_no_source_maps() {
        if !has_full_playground() {
            return;
        }
        let licences = assets("licences.txt").unwrap();
        assert!(String::from_utf8_lossy(licences.content.plain()).contains("==== graphiql ===="));
        for name in ["react.js", "react-dom.js", "graphiql.js"] {
            let script = assets(name).unwrap();
            assert!(!String::from_utf8_lossy(script.content.plain()).contains("sourceMappingURL"), "{name}");
        }
        assert!(assets("graphiql.js.map").is_none());
    }
}
