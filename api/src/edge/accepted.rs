//! What a client says that it accepts: media types, languages, codings (RFC 9110 §12.5), best first.

use actix_web::http::header::{HeaderMap, HeaderName};

/// The weight of what is wanted most, in thousandths.
const MOST: u16 = 1_000;
/// Values looked at: whoever sends more has no need of them.
const LOOKED_AT: usize = 50;

/// The values of a header with their weights in thousandths, those of most weight first and else in
/// their order; what has the weight 0 is refused. Empty where there is no such header.
pub fn accepted<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<(&'a str, u16)> {
    let lines = headers.get_all(name).filter_map(|line| line.to_str().ok());
    let mut values: Vec<_> = lines.flat_map(|line| line.split(',')).take(LOOKED_AT).filter_map(weighed).collect();
    values.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    values
}

fn weighed(part: &str) -> Option<(&str, u16)> {
    let mut parameters = part.split(';').map(str::trim);
    let value = parameters.next().filter(|value| !value.is_empty())?;
    let mut named = parameters.filter_map(|parameter| parameter.split_once('='));
    let q = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("q")).map(|(_, q)| q.trim());
    Some((value, q.map_or(MOST, thousandths)))
}

/// `0.25` as 250; what is no weight wants nothing.
fn thousandths(q: &str) -> u16 {
    let (whole, decimals) = q.split_once('.').unwrap_or((q, ""));
    let digits: String = decimals.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("1", Ok(0)) => MOST,
        ("0" | "", Ok(weight)) => weight,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderValue};

    use super::accepted;

    #[test]
    fn weights_order_what_is_accepted_however_they_are_written() {
        let mut headers = HeaderMap::new();
        for line in ["en;q=0.5, uk; q=0.9,pl ; Q=0.75", "be, de;q=0, x;q=2, fr;q=0.001, ,"] {
            headers.append(ACCEPT_LANGUAGE, HeaderValue::from_static(line));
        }
        let found = accepted(&headers, &ACCEPT_LANGUAGE);
        let expected = [("be", 1_000), ("uk", 900), ("pl", 750), ("en", 500), ("fr", 1), ("de", 0), ("x", 0)].to_vec();
        assert_eq!(found, expected);
        assert!(accepted(&HeaderMap::new(), &ACCEPT_LANGUAGE).is_empty());
    }
}
