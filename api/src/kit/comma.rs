//! Several values in one parameter, separated by commas: `country=UA,PL`.

use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer};

use super::long_list;

/// What is wrong with a list that holds nothing.
pub const NO_VALUE: &str = "has no value: give one or several, or leave it out";

/// Reads `a,b,c` as a list; empty parts are passed over. A parameter without any value is refused: taken as
/// *no filter* it would give everything to somebody who asked for nothing.
pub fn list<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.split(',').count() > long_list::MOST {
        return Err(D::Error::custom(long_list::too_long()));
    }
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let list = parts.map(|part| {
        let part: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = part.into_deserializer();
        T::deserialize(part).map_err(D::Error::custom)
    });
    let list: Vec<T> = list.collect::<Result<_, _>>()?;
    match list.is_empty() {
        true => Err(D::Error::custom(format!("it {NO_VALUE}"))),
        false => Ok(list),
    }
}

/// Reads `a,b,c` as the ids that are meant. Whoever has none to ask for gets nothing: an empty list is a list.
pub fn ids<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.chars().all(|c| c == ',' || c.is_whitespace()) {
        true => Ok(Some(Vec::new())),
        false => {
            let text: serde::de::value::StringDeserializer<D::Error> = text.into_deserializer();
            list(text).map(Some)
        }
    }
}

/// Reads a number, boolean or other value that a query string spells as text.
pub fn text<'de, D: Deserializer<'de>, T: FromStr>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T::Err: std::fmt::Display,
{
    Option::<String>::deserialize(deserializer)?.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}
