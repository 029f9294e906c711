//! The prover is proved: whatever is left out of sight in the product, somebody notices. Each is
//! looked for where it shows soonest (`lean`), so that all of them are tried with every run.

use focalpoint_api::access::broken::Rule;

use crate::harness::broken::must_be_caught;

fn noticed(rules: &[Rule]) {
    for rule in rules {
        must_be_caught(*rule, "sight::small_networks_show_what_the_rule_says", "sight differs from the rule");
    }
}

#[test]
fn a_party_that_is_forgotten_is_noticed() {
    noticed(&[
        Rule::NetworkIsHeld,
        Rule::OfficialsHear,
        Rule::PostIsHeld,
        Rule::BodyIsHeld,
        Rule::TakenOverIsHeld,
        Rule::CountryIsHeld,
        Rule::AuthorsKeep,
    ]);
}

#[test]
fn a_right_that_counts_where_it_must_not_is_noticed() {
    noticed(&[Rule::HolderStands, Rule::AccountsAreEnabled, Rule::OfficialsAlone, Rule::AuthoritiesAlone]);
}

#[test]
fn a_state_or_circle_that_is_ignored_is_noticed() {
    noticed(&[Rule::StateCounts, Rule::EffectiveAudience, Rule::CirclesStay, Rule::ProposalsAreForTheirCircle]);
}

#[test]
fn a_surface_that_forgets_sight_is_noticed() {
    noticed(&[
        Rule::OneUnderSight,
        Rule::CountedUnderSight,
        Rule::NestedUnderSight,
        Rule::MembersStayHidden,
        Rule::AudienceIsForKeepers,
    ]);
}

#[test]
fn a_keeper_who_is_forgotten_is_noticed() {
    noticed(&[Rule::OwnSightIsWhole, Rule::RegistrySees, Rule::KeepersSee, Rule::OwnersKeep]);
}

#[test]
fn an_end_that_is_ignored_is_noticed() {
    noticed(&[
        Rule::RightsEnd,
        Rule::RightsAreEnded,
        Rule::PostsEnd,
        Rule::MembershipsEnd,
        Rule::MembershipsAreEnded,
        Rule::BesideOwnSight,
        Rule::KeepersByGrantAlone,
        Rule::TransferEndsKeeping,
    ]);
}

#[test]
fn what_waits_and_is_shown_to_others_is_noticed() {
    noticed(&[
        Rule::ScheduledWaits,
        Rule::AskedSee,
        Rule::DecidedIsForKeepers,
        Rule::ReceiversSeeProposals,
        Rule::ProposalsFollowKeepers,
    ]);
}

#[test]
fn what_is_told_of_the_past_or_as_it_happens_is_noticed() {
    noticed(&[Rule::PublishedAlone, Rule::AuditKnowsWhen, Rule::FeedTellsWhatIsLost, Rule::FeedTellsWhatIsGained]);
}

#[test]
fn an_end_that_was_said_beforehand_and_does_not_come_is_noticed() {
    noticed(&[Rule::SaidEndsCome, Rule::BodiesEndLater]);
}

#[test]
fn a_body_that_goes_on_as_what_it_was_is_noticed() {
    noticed(&[Rule::LinesAreFollowed, Rule::BodiesChange]);
}

#[test]
fn a_filter_that_lets_others_through_is_noticed() {
    noticed(&[Rule::OwnersAreFiltered, Rule::WaitingIsForMe]);
}
