//! Who could see an item, when and why: what an auditor is told about any past instant is what was
//! true at that instant, over random histories.

mod history;
mod truth;

use std::time::Duration;

use crate::harness::on_both;
use crate::harness::people::signed_in;

use history::{Draw, begin, step};
use truth::{compare, covered, truth};

const HISTORIES: u64 = 3;
const STEPS: usize = 60;

#[test]
fn who_could_see_it_then_and_why_is_answered_as_it_was_then() {
    for seed in 0..HISTORIES {
        on_both("who_could_see_it_then_and_why_is_answered_as_it_was_then", async |app| {
            let mut draw = Draw(0x9E37_79B9_7F4A_7C15 ^ (seed * 7_919 + 1));
            let mut world = begin(&app, &mut draw).await;
            let mut truths = Vec::new();
            for _ in 0..STEPS {
                app.clock.advance(Duration::from_secs(600 + u64::try_from(draw.below(3_000)).expect("small")));
                step(&app, &mut draw, &mut world).await;
                truths.push(truth(&app, &world).await);
                // Between two acts, too: spans end by themselves.
                if draw.below(3) == 0 {
                    app.clock.advance(Duration::from_secs(300));
                    truths.push(truth(&app, &world).await);
                }
            }
            assert!(world.items.len() > 3, "seed {seed} draws too few items");
            let auditor = signed_in(&app, world.auditor).await;
            for item in world.items.clone() {
                let whole = auditor.get(&format!("/v1/items/{item}/access?to={}", app.world.clock.now())).await.ok(200);
                for truth in &truths {
                    compare(&whole["audit"], item, truth, seed);
                }
                // An instant shows who could see it then, and nobody else.
                let truth = &truths[draw.below(truths.len())];
                let then = auditor.get(&format!("/v1/items/{item}/access?at={}", truth.at)).await.ok(200);
                compare(&then["audit"], item, truth, seed);
                let spans = then["audit"]["readers"].as_array().expect("a list").iter();
                assert!(spans.clone().all(|one| covered(&one["spans"], truth.at)), "{then:#}");
            }
        });
    }
}
