//! The words that cells may hold. Spelled as at the two doors.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }
    };
}

words! {
    /// How exactly a day is known; a coarser one is never shown as a day.
    Precision {
        /// The day itself.
        Day,
        /// Only the month; the day written is its first or last.
        Month,
        /// Only the year; the day written is its first or last.
        Year,
    }
}

words! {
    /// How sure the compiler is of a fact.
    Confidence {
        /// Found in a source, or well known and consistent with one.
        High,
        /// Certain in substance; a date, number or detail from memory.
        Medium,
        /// Reconstructed or uncertain: shown with a warning.
        Low,
    }
}

words! {
    /// A country's part in the process.
    Part {
        /// One of the states whom the process supports.
        Beneficiary,
        /// A neighbouring state that shares its experience.
        Neighbour,
        /// A state that supports the process from outside.
        Partner,
    }
}

words! {
    /// What a body is.
    OrganisationType {
        /// Public authority.
        Ministry,
        /// Public authority.
        BorderGuard,
        /// Public authority.
        MigrationService,
        /// Public authority.
        AsylumAuthority,
        /// Public authority.
        Police,
        /// Public authority that is none of the above: a central agency.
        OtherAuthority,
        /// Non-governmental organisation, academic networks included.
        Ngo,
        /// Belongs to the state that sent it.
        Embassy,
        /// Belongs to no country.
        InternationalOrganisation,
        /// Belongs to no country.
        EuInstitution,
    }
}

impl OrganisationType {
    /// Whether a body of this type is a public authority of its country.
    #[must_use]
    pub fn is_public_authority(self) -> bool {
        match self {
            Self::Ministry
            | Self::BorderGuard
            | Self::MigrationService
            | Self::AsylumAuthority
            | Self::Police
            | Self::OtherAuthority => true,
            Self::Ngo | Self::Embassy | Self::InternationalOrganisation | Self::EuInstitution => false,
        }
    }
}

words! {
    /// What a group is for.
    GroupKind {
        /// Countries that are neighbours.
        Cluster,
        /// A body that decides.
        Committee,
        /// People at work on one matter.
        WorkingGroup,
        /// A circle that members made for themselves.
        SharingGroup,
    }
}

words! {
    /// Who sees that somebody is a member of a group.
    MembersSeenBy {
        /// The group's keepers alone: being in it is confidential.
        Keepers,
        /// The members.
        Members,
        /// The whole network.
        Network,
    }
}

words! {
    /// What a member of a group is; groups hold no groups.
    MemberKind {
        /// A country's public authorities; `member` is its code.
        Country,
        /// A body alone, not its subordinates; `member` is its code.
        Organisation,
        /// One post; `member` is the key of the person who holds it.
        Post,
        /// A partner system; `member` is its key.
        Partner,
    }
}

words! {
    /// A named set of permissions.
    Role {
        /// Reads.
        Reader,
        /// Publishes for the own body.
        Member,
        /// Keeps the own body.
        OrganisationEditor,
        /// Speaks for a country in one policy field.
        FieldContact,
        /// Speaks for a country.
        FocalPoint,
        /// Keeps a group.
        GroupEditor,
        /// Confirms what a committee decides.
        SteeringMember,
        /// Runs the network.
        Secretariat,
        /// Reads what is for the network.
        Observer,
        /// Runs the server.
        Administrator,
        /// Reads the audit log.
        Auditor,
    }
}

words! {
    /// Where a grant counts.
    ScopeKind {
        /// Everywhere; has no code.
        Network,
        /// A country, by its code.
        Country,
        /// A body, by its code.
        Organisation,
        /// A group, by its code.
        Group,
    }
}

words! {
    /// Order among those who speak for a country.
    Rank {
        /// The first to ask.
        Principal,
        /// Asked when the principal is absent.
        Deputy,
    }
}

words! {
    /// Where an update stands.
    UpdateState {
        /// Seen by its keepers alone.
        Draft,
        /// Seen by its audience.
        Published,
        /// Was published, is seen by its keepers alone.
        Withdrawn,
    }
}

/// A party in a file: `PUBLIC`, `NETWORK`, `OFFICIALS`, or `KIND:code`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum PartyRef {
    /// Everybody.
    Public,
    /// Everybody with own sight.
    Network,
    /// Posts of official bodies.
    Officials,
    /// A country's public authorities, by its code.
    Country(String),
    /// A group, by its code.
    Group(String),
    /// A body, by its code.
    Organisation(String),
    /// A person's present post, by the person's key.
    Expert(String),
}

impl FromStr for PartyRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let code = |code: &str| code.trim().to_owned();
        match text.trim().split_once(':') {
            None => match text.trim() {
                "PUBLIC" => Some(Self::Public),
                "NETWORK" => Some(Self::Network),
                "OFFICIALS" => Some(Self::Officials),
                _ => None,
            },
            Some((_, rest)) if rest.trim().is_empty() => None,
            Some(("COUNTRY", rest)) => Some(Self::Country(code(rest))),
            Some(("GROUP", rest)) => Some(Self::Group(code(rest))),
            Some(("ORGANISATION", rest)) => Some(Self::Organisation(code(rest))),
            Some(("EXPERT", rest)) => Some(Self::Expert(code(rest))),
            Some(_) => None,
        }
        .ok_or_else(|| {
            format!(
                "`{text}` is no party; accepted: PUBLIC, NETWORK, OFFICIALS, COUNTRY:code, \
                 GROUP:code, ORGANISATION:code, EXPERT:key"
            )
        })
    }
}

impl TryFrom<String> for PartyRef {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for PartyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("PUBLIC"),
            Self::Network => f.write_str("NETWORK"),
            Self::Officials => f.write_str("OFFICIALS"),
            Self::Country(code) => write!(f, "COUNTRY:{code}"),
            Self::Group(code) => write!(f, "GROUP:{code}"),
            Self::Organisation(code) => write!(f, "ORGANISATION:{code}"),
            Self::Expert(key) => write!(f, "EXPERT:{key}"),
        }
    }
}
