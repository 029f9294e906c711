//! From where a request came: the connection, or what a trusted proxy says.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, web};

use crate::config::{EdgeConfig, ForwardedHeader};
use crate::ctx::World;

/// The client's address: from the connection, or from the header of proxies that are configured as
/// trusted.
pub fn client_address(request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr() else {
        return "unknown".to_owned();
    };
    let peer = peer.ip().to_canonical();
    match request.app_data::<web::Data<World>>() {
        Some(world) => behind_proxies(peer, request.headers(), &world.config.edge).to_string(),
        None => peer.to_string(),
    }
}

/// Each proxy adds to the end from where it was called. So the list is read from its end, as long as
/// whoever added the entry is trusted; what stands before an entry that cannot be read may be anybody's
/// invention.
fn behind_proxies(peer: IpAddr, headers: &HeaderMap, config: &EdgeConfig) -> IpAddr {
    let is_trusted = |ip: &IpAddr| config.trusted_proxies.iter().any(|net| net.contains(ip));
    let mut client = peer;
    for entry in entries(headers, config.forwarded_header).iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        match address(entry) {
            Some(ip) => client = ip,
            None => break,
        }
    }
    client
}

fn entries(headers: &HeaderMap, which: ForwardedHeader) -> Vec<String> {
    let name = match which {
        ForwardedHeader::XForwardedFor => "x-forwarded-for",
        ForwardedHeader::Forwarded => "forwarded",
    };
    let lines = headers.get_all(name).map(|value| value.to_str().unwrap_or_default());
    let entries = lines.flat_map(|line| line.split(',')).map(str::trim);
    match which {
        ForwardedHeader::XForwardedFor => entries.map(str::to_owned).collect(),
        ForwardedHeader::Forwarded => entries.map(of_pairs).collect(),
    }
}

/// The node of `for=` in `for=192.0.2.43;proto=https;by=…` (RFC 7239 §4); empty where there is none.
fn of_pairs(entry: &str) -> String {
    let node = entry.split(';').filter_map(|pair| pair.trim().split_once('='));
    let node = node.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    node.map(|(_, value)| value.trim().trim_matches('"').to_owned()).unwrap_or_default()
}

/// `192.0.2.43`, `192.0.2.43:47011`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:47011`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let ip = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    ip.ok().map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn seen(which: ForwardedHeader, peer: &str, lines: &[(&'static str, &'static str)]) -> String {
        let config = EdgeConfig {
            trusted_proxies: ["10.0.0.0/8", "fd00::/8"].iter().filter_map(|net| net.parse().ok()).collect(),
            forwarded_header: which,
            ..EdgeConfig::default()
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        address(peer).map(|peer| behind_proxies(peer, &headers, &config).to_string()).unwrap_or_default()
    }

    #[test]
    fn a_header_is_believed_from_trusted_proxies_alone() {
        let xff = ForwardedHeader::XForwardedFor;
        let spoofed = [("x-forwarded-for", "1.1.1.1")];
        assert_eq!(seen(xff, "203.0.113.7", &spoofed), "203.0.113.7", "who connects directly says nothing");
        assert_eq!(seen(xff, "10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.7")]), "203.0.113.7");
        assert_eq!(seen(xff, "10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.7, 10.0.0.2")]), "203.0.113.7");
        let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "203.0.113.7")];
        assert_eq!(seen(xff, "10.0.0.1", &lines), "203.0.113.7", "several lines are one list");
        assert_eq!(seen(xff, "10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.7:4711")]), "203.0.113.7");
        assert_eq!(seen(xff, "10.0.0.1", &[("x-forwarded-for", "1.1.1.1, unknown")]), "10.0.0.1", "nobody's invention");
        assert_eq!(seen(xff, "10.0.0.1", &[("x-forwarded-for", "10.0.0.3, 10.0.0.2")]), "10.0.0.3");
        assert_eq!(seen(xff, "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(seen(xff, "::ffff:10.0.0.1", &[("x-forwarded-for", "203.0.113.7")]), "203.0.113.7");
        assert_eq!(seen(xff, "10.0.0.1", &[("forwarded", "for=1.1.1.1")]), "10.0.0.1", "the other header is not read");
    }

    #[test]
    fn the_standard_header_is_read_where_it_is_configured() {
        let standard = ForwardedHeader::Forwarded;
        let line = [("forwarded", "for=1.1.1.1, For=\"[2001:db8::17]:4711\";proto=https;by=10.0.0.1")];
        assert_eq!(seen(standard, "fd00::1", &line), "2001:db8::17");
        assert_eq!(seen(standard, "10.0.0.1", &[("forwarded", "for=1.1.1.1, for=_hidden")]), "10.0.0.1");
        assert_eq!(seen(standard, "10.0.0.1", &[("x-forwarded-for", "1.1.1.1")]), "10.0.0.1");
        assert_eq!(seen(standard, "203.0.113.7", &line), "203.0.113.7");
    }
}
