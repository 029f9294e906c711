//! Fixed ids, and the ids of keepers.

use uuid::Uuid;

/// Party: everybody, signed in or not.
pub const PUBLIC: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0001);
/// Party: everybody with own sight.
pub const NETWORK: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0002);
/// Party: those whose body is official.
pub const OFFICIALS: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0003);
/// Party: those who administer or audit.
pub const REGISTRY: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0004);

const VERSION_AT: u32 = 76;
const VERSION: u128 = 0xF << VERSION_AT;

/// The party of the keepers of a country, group or organisation: its id with the version
/// changed from 7 to 8 (RFC 9562 leaves version 8 to such uses), so that either is had from the other.
pub fn keepers_of(kept: Uuid) -> Uuid {
    Uuid::from_u128((kept.as_u128() & !VERSION) | (8 << VERSION_AT))
}

/// What the keepers' party `keepers` keeps: the other way round of [`keepers_of`].
pub fn kept_by(keepers: Uuid) -> Uuid {
    Uuid::from_u128((keepers.as_u128() & !VERSION) | (7 << VERSION_AT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keepers_and_what_they_keep_are_had_from_each_other() {
        let kept = Uuid::now_v7();
        assert_ne!(keepers_of(kept), kept);
        assert_eq!(keepers_of(kept).get_version_num(), 8);
        assert_eq!(kept_by(keepers_of(kept)), kept);
    }
}
