//! Takes away from a network what a difference does not need.

use entity::vocabulary::ItemState;

use super::drawn::{Body, Drawn, Party, Update};
use super::log::Log;
use super::proof::{Difference, Which, compare, is_left_out};
use super::rule::Reader;
use crate::harness::Kind;

/// The most networks that are tried.
const TRIES: usize = 400;

/// A network that still shows the difference and little else.
pub async fn shrink(kind: Kind, mut drawn: Drawn, mut difference: Difference) -> (Drawn, Difference) {
    // A rule that was left out on purpose need not be found by a reader.
    let mut tries = if is_left_out() { TRIES } else { 0 };
    for size in [100, 25, 5, 1] {
        for part in [updates, people, partners, members, grants, audiences, proposals, cards, turns, ends] {
            let mut at = 0;
            while tries < TRIES {
                let Some(smaller) = part(&drawn, at, size, difference.reader) else { break };
                tries += 1;
                let found = compare(kind, &smaller, Which::Only(&difference), &Log::default()).await;
                match found.and_then(|found| found.into_iter().next()) {
                    Some(found) => (drawn, difference) = (smaller, found),
                    None => at += size,
                }
            }
        }
    }
    (drawn, difference)
}

type Smaller = Option<Drawn>;

/// Of the places of `all` that are there and may go, `size` from the `at`-th on.
fn places<T>(all: &[Option<T>], at: usize, size: usize, may_go: impl Fn(usize) -> bool) -> Vec<usize> {
    let there = all.iter().enumerate().filter(|(n, one)| one.is_some() && may_go(*n)).map(|(n, _)| n);
    there.skip(at).take(size).collect()
}

fn updates(drawn: &Drawn, at: usize, size: usize, _: Reader) -> Smaller {
    // The last one ends what is followed.
    let gone = places(&drawn.updates, at, size, |n| n + 1 < drawn.updates.len());
    let mut smaller = drawn.clone();
    gone.iter().for_each(|n| smaller.updates[*n] = None);
    (!gone.is_empty()).then_some(smaller)
}

fn people(drawn: &Drawn, at: usize, size: usize, reader: Reader) -> Smaller {
    let may_go = |n| reader != Reader::Person(n) && !writes(drawn, Party::Post(n));
    let gone = places(&drawn.people, at, size, may_go);
    let mut smaller = drawn.clone();
    gone.iter().for_each(|n| smaller.people[*n] = None);
    (!gone.is_empty()).then_some(smaller)
}

fn partners(drawn: &Drawn, at: usize, size: usize, reader: Reader) -> Smaller {
    let may_go = |n| reader != Reader::Partner(n) && !writes(drawn, Party::Partner(n));
    let gone = places(&drawn.partners, at, size, may_go);
    let mut smaller = drawn.clone();
    gone.iter().for_each(|n| smaller.partners[*n] = None);
    (!gone.is_empty()).then_some(smaller)
}

fn writes(drawn: &Drawn, author: Party) -> bool {
    drawn.updates.iter().flatten().any(|update| update.author == author)
}

fn members(drawn: &Drawn, at: usize, size: usize, _: Reader) -> Smaller {
    let mut smaller = drawn.clone();
    taken(smaller.groups.iter_mut().map(|group| &mut group.members), at, size).then_some(smaller)
}

fn grants(drawn: &Drawn, at: usize, size: usize, _: Reader) -> Smaller {
    let mut smaller = drawn.clone();
    let people = smaller.people.iter_mut().flatten().map(|person| &mut person.grants);
    let partners = smaller.partners.iter_mut().flatten().map(|partner| &mut partner.grants);
    taken(people.chain(partners), at, size).then_some(smaller)
}

/// Somebody stays in every audience: nothing else may be published.
fn audiences(drawn: &Drawn, at: usize, _: usize, _: Reader) -> Smaller {
    let mut smaller = drawn.clone();
    let wide = smaller.updates.iter_mut().flatten().filter(|update| update.audience.len() > 1).nth(at)?;
    wide.audience.pop_last();
    Some(smaller)
}

fn proposals(drawn: &Drawn, at: usize, _: usize, _: Reader) -> Smaller {
    let mut smaller = drawn.clone();
    let beside = |update: &&mut Update| update.proposal.is_some() && update.state != ItemState::Proposed;
    smaller.updates.iter_mut().flatten().filter(beside).nth(at)?.proposal = None;
    Some(smaller)
}

fn cards(drawn: &Drawn, at: usize, _: usize, _: Reader) -> Smaller {
    let mut smaller = drawn.clone();
    smaller.people.iter_mut().flatten().filter(|person| person.card.is_some()).nth(at)?.card = None;
    Some(smaller)
}

/// What comes about with a body as time goes by.
fn turns(drawn: &Drawn, at: usize, _: usize, _: Reader) -> Smaller {
    let mut smaller = drawn.clone();
    let turns = |body: &&mut Body| body.heir.is_some() || body.becomes.is_some() || body.ends.is_some();
    let body = smaller.bodies.iter_mut().filter(turns).nth(at)?;
    (body.heir, body.becomes, body.ends) = (None, None, None);
    Some(smaller)
}

/// What was said to end.
fn ends(drawn: &Drawn, at: usize, _: usize, _: Reader) -> Smaller {
    let mut smaller = drawn.clone();
    let people = smaller.people.iter_mut().flatten().map(|person| &mut person.ends);
    let partners = smaller.partners.iter_mut().flatten().map(|partner| &mut partner.ends);
    *people.chain(partners).filter(|ends| ends.is_some()).nth(at)? = None;
    Some(smaller)
}

/// Takes `size` rows away, from the `at`-th on over all the lists; false where there are none.
fn taken<'a, T: 'a>(lists: impl Iterator<Item = &'a mut Vec<T>>, at: usize, size: usize) -> bool {
    let (mut skip, mut left) = (at, size);
    for list in lists {
        let from = skip.min(list.len());
        let until = (from + left).min(list.len());
        skip -= from;
        left -= until - from;
        list.drain(from..until);
    }
    left < size
}
