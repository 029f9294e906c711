//! The pure part against the executable model of the feed (`change_feed.py`), line by line, on
//! random histories.
#![expect(
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "as in the model, what is not there ends the test"
)]

use std::collections::{BTreeMap, BTreeSet};

use entity::vocabulary::ItemKind;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::{Candidate, Cursor, END, Op, Segment, State, Way, plan};

type Set = BTreeSet<u8>;

/// Items with their effective audience (none: erased), and for each the changes as (seq, seen_before).
#[derive(Default)]
struct Network {
    seen_by: BTreeMap<Uuid, Option<Set>>,
    changes: BTreeMap<Uuid, Vec<(i64, Option<Set>)>>,
    seq: i64,
    sights: Vec<Set>,
}

fn sees(sight: &Set, audience: Option<&Set>) -> bool {
    audience.is_some_and(|audience| !audience.is_disjoint(sight))
}

impl Network {
    fn write(&mut self, item: Uuid, audience: Option<Set>) {
        self.seq += 1;
        let before = self.seen_by.get(&item).cloned().flatten();
        self.changes.entry(item).or_default().push((self.seq, before));
        self.seen_by.insert(item, audience);
    }

    /// The audience after change number seq: the seen_before of the first later change, or today's.
    fn seen_by_at(&self, item: Uuid, seq: i64) -> Option<&Set> {
        let later = self.changes[&item].iter().find(|(at, _)| *at > seq);
        later.map_or_else(|| self.seen_by[&item].as_ref(), |(_, before)| before.as_ref())
    }

    fn interned(&mut self, sight: &Set) -> Uuid {
        let at = self.sights.iter().position(|known| known == sight).unwrap_or_else(|| {
            self.sights.push(sight.clone());
            self.sights.len() - 1
        });
        Uuid::from_u128(at as u128)
    }

    fn sight(&self, id: Uuid) -> &Set {
        &self.sights[usize::try_from(id.as_u128()).expect("small")]
    }

    /// What the store finds: the items changed after the state held, and those that only one of the
    /// two sights sees today.
    fn candidates(&self, segment: &Segment, goal: State) -> Vec<Candidate> {
        let none = Set::new();
        let held_sight = segment.held.map_or(&none, |state| self.sight(state.sight));
        let seq = segment.held.map_or(goal.seq, |state| state.seq);
        let sight = self.sight(goal.sight);
        let between = |item: &&Uuid| **item > segment.after && **item <= segment.last;
        let found = self.changes.keys().filter(between).filter(|item| {
            let changed = self.changes[*item].iter().any(|(at, _)| *at > seq);
            let now = self.seen_by[*item].as_ref();
            changed || sees(held_sight, now) != sees(sight, now)
        });
        found
            .map(|&item| Candidate {
                item,
                kind: ItemKind::Update,
                held: segment.held.is_some() && sees(held_sight, self.seen_by_at(item, seq)),
                shown: sees(sight, self.seen_by_at(item, goal.seq)) && sees(sight, self.seen_by[&item].as_ref()),
                touched: self.changes[&item].iter().any(|(at, _)| seq < *at && *at <= goal.seq),
            })
            .collect()
    }
}

/// The model's cursor: ranges of (last, seq, sight), and the target.
type Ranges = Vec<(Uuid, i64, Set)>;

/// The model's page, ported line by line: what it tells is compared with ours as a set of facts.
fn model(network: &Network, (ranges, target): &(Ranges, Option<(i64, Set)>), sight: &Set) -> Vec<(Op, Uuid)> {
    let (goal, after, rest) = match target {
        Some((goal, of)) if of == sight => (*goal, ranges[0].0, &ranges[1..]),
        _ => (network.seq, Uuid::nil(), &ranges[..]),
    };
    let mut out = Vec::new();
    for &item in network.changes.keys().filter(|item| **item > after) {
        let (_, seq, held_sight) = rest.iter().find(|(last, ..)| item <= *last).expect("a range");
        let held = sees(held_sight, network.seen_by_at(item, *seq));
        let shown = sees(sight, network.seen_by_at(item, goal)) && sees(sight, network.seen_by[&item].as_ref());
        let touched = network.changes[&item].iter().any(|(at, _)| seq < at && *at <= goal);
        let op = match (held, shown) {
            (true, false) => Some(Op::Removed),
            (false, true) => Some(Op::Created),
            (_, true) if touched => Some(Op::Updated),
            _ => None,
        };
        out.extend(op.map(|op| (op, item)));
    }
    out
}

/// Our cursor as the model's.
fn as_model(network: &Network, cursor: &Cursor) -> (Ranges, Option<(i64, Set)>) {
    let state = |state: State| (state.seq, network.sight(state.sight).clone());
    let range = |range: &super::Range| {
        let (seq, sight) = range.held.map(state).unwrap_or((0, Set::new()));
        (range.last, seq, sight)
    };
    (cursor.ranges.iter().map(range).collect(), cursor.target.map(state))
}

struct Reader {
    cursor: Cursor,
    holds: BTreeSet<Uuid>,
    entitled: BTreeSet<Uuid>,
    size: usize,
}

impl Reader {
    /// One page. Checks what the model promises after every page; returns whether it caught up.
    fn read(&mut self, network: &mut Network, sight: &Set, way: Way, rng: &mut SmallRng, name: &str) -> bool {
        let id = network.interned(sight);
        let plan = plan(&self.cursor, id, network.seq, way);
        let segments = plan.segments();
        let mut candidates: Vec<Candidate> = segments.iter().flat_map(|s| network.candidates(s, plan.goal)).collect();
        let (after, end) = (segments.first().map_or(END, |s| s.after), segments.last().map_or(END, |s| s.last));
        // Where there is much to walk through, the look is cut short behind any id.
        let reached = match rng.random_bool(0.3) {
            true => end.min(Uuid::from_u128(after.as_u128().saturating_add(rng.random_range(1..=6)))),
            false => end,
        };
        candidates.retain(|candidate| candidate.item <= reached);
        let whole = reached == END;
        let expected = model(network, &as_model(network, &self.cursor), sight);
        let page = plan.merge(candidates, reached, self.size);
        if way == Way::Feed {
            // The model looks at every item; what we tell is the beginning of what it tells, but
            // for items whose change after the goal nothing has told yet.
            for (op, candidate, _) in &page.told {
                assert!(
                    expected.contains(&(*op, candidate.item)),
                    "{name}: {op:?} {} not by the model",
                    candidate.item
                );
            }
            let until = page.told.last().map(|(_, c, _)| c.item).filter(|_| !page.drained || !whole);
            let missing = expected.iter().filter(|(_, item)| until.is_none_or(|until| *item <= until));
            for (op, item) in missing.filter(|_| whole) {
                let told = page.told.iter().any(|(o, c, _)| (o, &c.item) == (op, item));
                assert!(told, "{name}: {op:?} {item} is missing");
            }
        }
        // The reader may lose the end of the answer, and go on from any change's cursor.
        let keep = if rng.random_bool(0.8) { page.told.len() } else { rng.random_range(0..=page.told.len()) };
        for (op, candidate, cursor) in &page.told[..keep] {
            assert!(self.entitled.contains(&candidate.item), "{name}: {op:?} of an item its reader could never see");
            match op {
                Op::Removed => {
                    assert_eq!(way, Way::Feed, "{name}: an export tells no removals");
                    self.holds.remove(&candidate.item);
                }
                Op::Created | Op::Updated => {
                    let now = network.seen_by[&candidate.item].as_ref();
                    assert!(sees(sight, now), "{name}: {op:?} of an item not seen now");
                    self.holds.insert(candidate.item);
                }
            }
            self.cursor = cursor.clone();
        }
        let ended = keep == page.told.len();
        if ended {
            self.cursor = page.cursor;
        }
        let caught_up = way == Way::Feed && ended && page.drained && plan.goal.seq == network.seq;
        if caught_up {
            let seen: BTreeSet<Uuid> =
                network.seen_by.iter().filter(|(_, a)| sees(sight, a.as_ref())).map(|(item, _)| *item).collect();
            assert_eq!(self.holds, seen, "{name}: caught up, and not equal");
        }
        caught_up
    }
}

fn history(seed: u64) {
    let name = format!("history {seed}");
    let mut rng = SmallRng::seed_from_u64(seed);
    let mut network = Network::default();
    let draw = |rng: &mut SmallRng, most: usize| -> Set {
        let all: Vec<u8> = (0..6).collect();
        let n = rng.random_range(0..=most);
        all.sample(rng, n).copied().collect()
    };
    let ids: u128 = *[5, 12].choose(&mut rng).expect("one");
    let erased: f64 = *[0.15, 0.3].choose(&mut rng).expect("one");
    let moves: f64 = *[0.65, 0.75].choose(&mut rng).expect("one");
    let mut sight = draw(&mut rng, 4);
    // Some begin with an export, broken off and gone on with.
    let exports = rng.random_bool(0.5);
    let mut reader = Reader {
        cursor: Cursor::beginning(),
        holds: BTreeSet::new(),
        entitled: BTreeSet::new(),
        size: rng.random_range(1..=4),
    };
    let way = |reader: &Reader| match exports && reader.cursor.ranges.iter().any(|range| range.held.is_none()) {
        true => Way::Export,
        false => Way::Feed,
    };
    for _ in 0..rng.random_range(5..=80) {
        let step: f64 = rng.random();
        if step < 0.5 {
            let audience = if rng.random_bool(erased) { None } else { Some(draw(&mut rng, 3)) };
            network.write(Uuid::from_u128(rng.random_range(1..=ids)), audience);
        } else if step < moves {
            sight = draw(&mut rng, 4);
        } else {
            let way = way(&reader);
            reader.read(&mut network, &sight, way, &mut rng, &name);
        }
        let seen = network.seen_by.iter().filter(|(_, a)| sees(&sight, a.as_ref())).map(|(item, _)| *item);
        reader.entitled.extend(seen);
    }
    for _ in 0..2_000 {
        let way = way(&reader);
        if reader.read(&mut network, &sight, way, &mut rng, &name) {
            return;
        }
    }
    panic!("{name}: never caught up");
}

#[test]
fn a_caught_up_reader_holds_what_it_may_see_and_never_hears_of_more() {
    let many = std::env::var("FOCALPOINT_PROVE").ok().and_then(|n| n.parse().ok()).unwrap_or(5_000_u64);
    for seed in 0..many {
        history(seed);
    }
}
