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
    NetworkIsHeld = "network-is-held", "Own sight holds NETWORK.";
    PostIsHeld = "post-is-held", "Own sight holds the post itself.";
    BodyIsHeld = "body-is-held", "Own sight holds the body.";
    TakenOverIsHeld = "taken-over-is-held", "Own sight holds the bodies that the own one has taken over.";
    CountryIsHeld = "country-is-held", "Own sight holds the country of a public authority.";
    OfficialsHear = "officials-hear", "Own sight holds OFFICIALS where the body is official.";
    OfficialsAlone = "officials-alone", "Nobody else holds OFFICIALS.";
    AuthoritiesAlone = "authorities-alone", "A country as a party is its public authorities alone.";
    RegistrySees = "registry-sees", "Who administers or audits holds REGISTRY.";
    KeepersSee = "keepers-see", "Whoever keeps a country, group or body holds its keepers' party.";
    AuthorsKeep = "authors-keep", "The author of an item keeps it.";
    OwnersKeep = "owners-keep", "The keepers of its owner keep an item.";
    TransferEndsKeeping = "transfer-ends-keeping", "A transfer ends the author's keeping.";
    BesideOwnSight = "beside-own-sight", "A grant over a group counts only beside one that gives own sight.";
    OwnSightIsWhole = "own-sight-is-whole", "Own sight holds every group that holds the post, its body or its country.";
    RightsEnd = "rights-end", "A grant gives nothing once it is over.";
    PostsEnd = "posts-end", "A post gives nothing once it is over.";
    MembershipsEnd = "memberships-end", "A membership gives nothing once it is over.";
    RightsAreEnded = "rights-are-ended", "A grant gives nothing once it was ended.";
    MembershipsAreEnded = "memberships-are-ended", "A membership gives nothing once it was ended.";
    SaidEndsCome = "said-ends-come", "A post whose end was said beforehand is over with it.";
    BodiesEndLater = "bodies-end-later", "With a body whose end was said beforehand end its posts.";
    LinesAreFollowed = "lines-are-followed", "Who belongs to a body belongs to all that it took over, those that they took over among them.";
    BodiesChange = "bodies-change", "A body is what it has become, and no longer what it was.";
    OwnersAreFiltered = "owners-are-filtered", "A list in the name of an organisation holds what stands in its name alone.";
    WaitingIsForMe = "waiting-is-for-me", "What waits for somebody's word is listed to them alone.";
    AccountsAreEnabled = "accounts-are-enabled", "Who is suspended comes in no more.";
    KeepersByGrantAlone = "keepers-by-grant-alone", "Nobody keeps a body by a grant over its country.";
    StateCounts = "state-counts", "A draft, and what was withdrawn, is seen by its keepers alone.";
    ScheduledWaits = "scheduled-waits", "What is scheduled is seen by its keepers alone.";
    AskedSee = "asked-see", "What is proposed is seen by those asked.";
    EffectiveAudience = "effective-audience", "The effective audience decides, not the declared one.";
    CirclesStay = "circles-stay", "What was said to a circle stays in the circle.";
    ProposalsAreForTheirCircle = "proposals-are-for-their-circle", "A proposal is seen by the item's keepers and those asked, and by nobody else.";
    DecidedIsForKeepers = "decided-is-for-keepers", "Once it was decided, a proposal is the item's keepers'.";
    ReceiversSeeProposals = "receivers-see-proposals", "Who is to own an item sees what is proposed.";
    ProposalsFollowKeepers = "proposals-follow-keepers", "What waits beside an item is for those who keep it now.";
    OneUnderSight = "one-under-sight", "One thing at its own address is asked under sight.";
    CountedUnderSight = "counted-under-sight", "What is counted is counted under sight.";
    NestedUnderSight = "nested-under-sight", "What is nested is asked under sight.";
    PublishedAlone = "published-alone", "Only what is published is told as published.";
    MembersStayHidden = "members-stay-hidden", "How many are in a group is told to those who may see its members.";
    AudienceIsForKeepers = "audience-is-for-keepers", "The audience of an item is shown to its keepers.";
    AuditKnowsWhen = "audit-knows-when", "An auditor is told who could see it then.";
    FeedTellsWhatIsLost = "feed-tells-what-is-lost", "Who loses sight of an item is told that it is gone.";
    FeedTellsWhatIsGained = "feed-tells-what-is-gained", "Who gains sight of an item is told of it.";
    FeedRemembersAudiences = "feed-remembers-audiences", "What a reader holds follows from an item's audience then, not now.";
    FeedGoesOnWhereItWasCut = "feed-goes-on-where-it-was-cut", "What was not looked at for one page is looked at for the next.";
    GoneIsAChange = "gone-is-a-change", "What is deleted, purged or erased leaves a change.";
    FeedHidesTheHidden = "feed-hides-the-hidden", "The feed tells nothing of what changed and is not seen.";
    ThoseAskedConfirm = "those-asked-confirm", "Only those asked say the word on what was proposed.";
    RequestsStillFit = "requests-still-fit", "What a word was asked for is done as it was asked, or not at all.";
    ProofsStillHold = "proofs-still-hold", "A session begins with a proof that still holds.";
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
