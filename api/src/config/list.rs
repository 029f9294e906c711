//! Lists: an array in the file; in the environment, where there are no arrays, separated by commas.

use std::fmt::Display;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Several(Vec<String>),
    Text(String),
}

pub(super) fn read<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: Display,
{
    let parts = match Given::deserialize(deserializer)? {
        Given::Several(parts) => parts,
        Given::Text(text) => {
            text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
        }
    };
    parts.iter().map(|part| part.parse().map_err(|error| D::Error::custom(format!("`{part}`: {error}")))).collect()
}
