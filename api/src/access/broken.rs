//! The prover is proved: a rule that is left out on purpose must be caught by the test that holds it.
//! Without the feature `broken-on-purpose`, which the tests crate alone turns on, every rule holds
//! and `broken` is a constant.

/// Makes [`Rule`] with its names.
macro_rules! rules {
    ($($variant:ident = $name:literal, $doc:literal;)+) => {
        /// A rule that a test may leave out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule { $(#[doc = $doc] $variant,)+ }

        impl Rule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value of `FOCALPOINT_BROKEN` that leaves it out.
            pub const fn name(self) -> &'static str { match self { $(Self::$variant => $name),+ } }
        }
    };
}

rules! {
    HolderStands = "holder-stands", "A grant counts only while its holder stands in its scope.";
    WordNeeded = "word-needed", "Nobody enters a party without the word of its keepers.";
    NeverForOneself = "never-for-oneself", "Nobody gives anything to themselves.";
    LastAdministrator = "last-administrator", "There is always an administrator.";
    EndedByAKeeper = "ended-by-a-keeper", "A grant with own sight that a keeper of the body ended, only a keeper gives again.";
    BodysKeepersAsked = "bodys-keepers-asked", "A body's type, country and flag change on the word of its keepers.";
    CountrysKeepersAsked = "countrys-keepers-asked", "A body becomes a country's authority on the word of the country's keepers.";
    BothSidesAsked = "both-sides-asked", "A take-over takes the word of both bodies.";
    OwnSightIsWhole = "own-sight-is-whole", "Own sight holds every group that holds the post, its body or its country.";
    RightsEnd = "rights-end", "A grant gives nothing once it is over.";
    PostsEnd = "posts-end", "A post gives nothing once it is over.";
    MembershipsEnd = "memberships-end", "A membership gives nothing once it is over.";
    KeepersByGrantAlone = "keepers-by-grant-alone", "Nobody keeps a body by a grant over its country.";
    StateCounts = "state-counts", "A draft, and what was withdrawn, is seen by its keepers alone.";
    EffectiveAudience = "effective-audience", "The effective audience decides, not the declared one.";
    CirclesStay = "circles-stay", "What was said to a circle stays in the circle.";
    FeedTellsWhatIsLost = "feed-tells-what-is-lost", "Who loses sight of an item is told that it is gone.";
    FeedTellsWhatIsGained = "feed-tells-what-is-gained", "Who gains sight of an item is told of it.";
    FeedRemembersAudiences = "feed-remembers-audiences", "What a reader holds follows from an item's audience then, not now.";
    FeedHidesTheHidden = "feed-hides-the-hidden", "The feed tells nothing of what changed and is not seen.";
    RequestsStillFit = "requests-still-fit", "What a word was asked for is done as it was asked, or not at all.";
    EndsStay = "ends-stay", "An end that was said is put off by nobody.";
    RemovingKeepersOpensNothing = "removing-keepers-opens-nothing", "Removing its keepers opens no door.";
}

/// Whether the rule is left out in this process.
#[cfg(not(feature = "broken-on-purpose"))]
pub const fn broken(_rule: Rule) -> bool {
    false
}

/// Whether the rule is left out in this process: the one that `FOCALPOINT_BROKEN` named when first asked.
#[cfg(feature = "broken-on-purpose")]
pub fn broken(rule: Rule) -> bool {
    static LEFT_OUT: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    LEFT_OUT.get_or_init(|| std::env::var("FOCALPOINT_BROKEN").ok()).as_deref() == Some(rule.name())
}
