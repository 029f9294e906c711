//! Where the server listens: an IP address or the name of a host, and a port.

use std::net::{SocketAddr, ToSocketAddrs};

use serde::de::{Deserialize, Deserializer, Error};

/// The address that is meant. Of a name that has several, one of the fourth version goes first: `localhost` is
/// 127.0.0.1 to most who call it. The error says what was wrong, in one line.
pub fn resolve(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let has_port = text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if !has_port {
        return Err(format!("`{text}`: there is no host or no port in it"));
    }
    let found = text.to_socket_addrs().map_err(|_| format!("`{text}`: no host is known under that name"))?;
    let found: Vec<SocketAddr> = found.collect();
    let first = found.iter().find(|address| address.is_ipv4()).or(found.first());
    first.copied().ok_or_else(|| format!("`{text}`: no host is known under that name"))
}

pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    resolve(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_as_it_is_called() {
        assert_eq!(resolve("127.0.0.1:8080").map(|a| a.to_string()), Ok("127.0.0.1:8080".to_owned()));
        assert_eq!(resolve("[::1]:80").map(|a| a.to_string()), Ok("[::1]:80".to_owned()));
        assert_eq!(resolve("localhost:8080").map(|a| a.port()), Ok(8080));
        assert!(resolve("localhost:8080").is_ok_and(|a| a.ip().is_loopback()));
    }

    #[test]
    fn what_is_no_address_is_told_in_one_line() {
        for text in ["banana", "", ":80", "localhost", "localhost:99999", "localhost:"] {
            let told = resolve(text).err().unwrap_or_default();
            assert!(told.contains("no host") && !told.contains('\n'), "{text}: {told}");
        }
    }
}
