//! Bytes that are the same while the server runs, compressed once for each coding and not at every
//! request: the contracts, and the files that pages load.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::sync::OnceLock;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};

use super::accepted::accepted;
use super::rest::has_already;

/// The bytes.
pub struct Packed {
    plain: Bytes,
    hash: String,
    gzip: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Packed {
    /// From what they hold.
    pub fn new(bytes: Cow<'static, [u8]>) -> Self {
        let hash = hex::encode(Sha256::digest(&bytes));
        let plain = match bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Self { plain, hash, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// SHA-256 of the bytes, in hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The bytes as they are.
    pub fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// The answer to a request for them: 304 where the client has them, else in a coding that it takes.
    pub fn answer(&self, request: &HttpRequest, mime: &'static str, cache: &'static str) -> HttpResponse {
        let tag = format!("\"{}\"", self.hash);
        let known = has_already(request, &tag);
        let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, cache));
        response.insert_header((header::VARY, "Accept-Encoding"));
        if known {
            return response.finish();
        }
        response.content_type(mime);
        match self.coded(request) {
            Some((coding, bytes)) => response.insert_header((header::CONTENT_ENCODING, coding)).body(bytes),
            None => response.body(self.plain.clone()),
        }
    }

    fn coded(&self, request: &HttpRequest) -> Option<(&'static str, Bytes)> {
        let wanted = accepted(request.headers(), &header::ACCEPT_ENCODING);
        let weight = |coding: &str| {
            let named = wanted.iter().find(|(value, _)| value.eq_ignore_ascii_case(coding));
            named.map_or(0, |(_, weight)| *weight)
        };
        let (br, gzip) = (weight("br"), weight("gzip"));
        match (br, gzip) {
            (0, 0) => None,
            _ if br >= gzip => self.brotli.get_or_init(|| brotli(&self.plain)).clone().map(|bytes| ("br", bytes)),
            _ => self.gzip.get_or_init(|| gzipped(&self.plain)).clone().map(|bytes| ("gzip", bytes)),
        }
    }
}

/// Levels that take some hundredths of a second for a megabyte, since somebody waits for the first one.
const GZIP: u32 = 6;
const BROTLI: u32 = 5;

fn gzipped(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn brotli(bytes: &[u8]) -> Option<Bytes> {
    let mut coded = Vec::new();
    brotli::CompressorReader::new(bytes, 4_096, BROTLI, 22).read_to_end(&mut coded).ok()?;
    Some(Bytes::from(coded))
}
