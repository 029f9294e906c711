//! What was tried over HTTP, and what of it was carried out: a history in which nothing may be done proves nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// By act how often it was tried, and how often carried out.
#[derive(Debug, Default)]
pub(super) struct Tally(RefCell<BTreeMap<&'static str, (u32, u32)>>);

/// What nearly always is possible to somebody, and so happens in any run.
const USUAL: [&str; 8] = ["publish", "edit", "share", "comment", "delete", "transfer", "purge", "leave"];

impl Tally {
    /// What is done over HTTP may be refused, since others write at the same time; it must not fail.
    pub(super) fn took(&self, status: u16, act: &'static str) {
        assert!([200, 201, 202, 204, 400, 401, 403, 404, 409, 412, 422].contains(&status), "{act}: {status}");
        let mut all = self.0.borrow_mut();
        let (tried, done) = all.entry(act).or_default();
        *tried += 1;
        *done += u32::from(status < 300);
    }

    /// A good part of all that was tried was carried out, and of each usual act something.
    pub(super) fn is_enough(&self) {
        let all = self.0.borrow();
        let (tried, done) = all.values().fold((0, 0), |(tried, done), (t, d)| (tried + t, done + d));
        eprintln!("of {tried} acts {done} were carried out: {all:?}");
        assert!(done * 2 > tried, "of {tried} acts only {done} were carried out: {all:?}");
        let never: Vec<&str> =
            USUAL.iter().copied().filter(|act| all.get(act).is_none_or(|(_, done)| *done == 0)).collect();
        assert!(never.is_empty(), "{never:?} was never carried out: {all:?}");
    }
}
