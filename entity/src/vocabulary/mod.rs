//! Vocabularies shared by the tables and both doors: stored, sent and read as SCREAMING_SNAKE_CASE.

mod directory;
mod facts;
mod identity;
mod roles;
mod sight;

pub use directory::{CountryPart, GroupKind, MembersSeenBy, OrganisationType, PostState, SuccessionState};
pub use facts::{BoundKind, Confidence, FactKind, Precision};
pub use identity::{AccountState, LinkPurpose, SendState, SessionKind};
pub use identity::{InvitationState, PartnerState, SecretState};
pub use roles::{ActorKind, Rank, RequestState, Role, ScopeKind};
pub use sight::{CommentState, ItemKind, ItemState, OpeningKind, PartyKind, ProposalKind, ProposalState};

/// Makes an enumeration that the database, REST and GraphQL spell in one way.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
            serde::Serialize, serde::Deserialize,
            async_graphql::Enum, utoipa::ToSchema,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        // The schema's own reading: it does not see the words of the variants behind this macro.
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $word)] #[serde(rename = $word)] #[graphql(name = $word)] $variant,)+
        }

        impl $name {
            /// All words, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as stored and sent.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The variant a word stands for, if it is one of this vocabulary.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(crate) use vocabulary;
