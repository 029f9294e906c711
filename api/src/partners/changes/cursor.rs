//! A cursor as the client holds it: the state of each range of ids and the ledger's hash at the
//! highest unit that it names, hidden, and bound to its reader and its filter.

use entity::vocabulary::ItemKind;
use uuid::Uuid;

use super::drain::{Cursor, END, Range, START, State};
use crate::access::{Actor, Who};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};

/// So much of the ledger's hash is kept.
const HASH: usize = 16;
/// Most ranges of a cursor: so often may a reader's sight change within one drain.
const MOST: usize = 64;
/// Without a unit that was read later, and with one.
const VERSIONS: [u8; 2] = [1, 2];

/// The ledger's hash at the highest unit that a cursor names, cut short.
pub type Mark = [u8; HASH];

/// What a cursor is bound to.
#[derive(Clone, Debug)]
pub struct Binding(String);

impl Binding {
    /// The reader (account, partner system or nobody) with the kinds asked for; all if none.
    pub fn of(reader: &Actor, kinds: &[ItemKind]) -> Self {
        let who = match reader.who() {
            Who::Nobody => "nobody".to_owned(),
            Who::System => "system".to_owned(),
            Who::Expert { account, .. } => account.to_string(),
            Who::Partner { partner } => partner.to_string(),
        };
        let mut words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
        words.sort_unstable();
        words.dedup();
        Self(format!("changes of {who}: {}", words.join(",")))
    }

    /// As a key.
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// Hides a cursor.
pub fn seal(ctx: &Ctx, binding: &Binding, cursor: &Cursor, mark: &Mark) -> String {
    let mut bytes = mark.to_vec();
    bytes.extend(to_bytes(cursor));
    ctx.world.cursors.hide(&binding.0, &bytes)
}

/// The cursor that a client sent, with its mark; 400 where it is not one of this reader with this filter.
pub fn open(ctx: &Ctx, binding: &Binding, cursor: &str) -> Result<(Cursor, Mark)> {
    let refused = || {
        Error::new(
            Code::BadCursor,
            "The cursor is not one that you were given with this `kind`; begin again without `after`.",
        )
    };
    let bytes = ctx.world.cursors.reveal(&binding.0, cursor).map_err(|_| refused())?;
    let (mark, ranges) = bytes.split_first_chunk::<HASH>().ok_or_else(refused)?;
    Ok((from_bytes(ranges).ok_or_else(refused)?, *mark))
}

/// A cursor as bytes: version, target, ranges; the end of the last range is the end of all. So that
/// of a reader who is caught up fits into the reason with which a socket closes.
pub fn to_bytes(cursor: &Cursor) -> Vec<u8> {
    let [plain, later] = VERSIONS;
    let mut out = vec![if cursor.read == 0 { plain } else { later }];
    if cursor.read != 0 {
        out.extend(cursor.read.to_be_bytes());
    }
    put_state(&mut out, cursor.target);
    for range in &cursor.ranges {
        put_state(&mut out, range.held);
        if range.last != END {
            out.extend(range.last.as_bytes());
        }
    }
    out
}

/// The cursor of bytes.
pub fn from_bytes(bytes: &[u8]) -> Option<Cursor> {
    let [plain, later] = VERSIONS;
    let (&[version], bytes) = bytes.split_first_chunk::<1>()?;
    let (read, bytes) = match version {
        version if version == plain => (0, bytes),
        version if version == later => {
            let (read, rest) = bytes.split_first_chunk::<8>()?;
            (i64::from_be_bytes(*read), rest)
        }
        _ => return None,
    };
    let (target, mut bytes) = take_state(bytes)?;
    let (mut ranges, mut after) = (Vec::new(), START);
    while !bytes.is_empty() {
        let (held, rest) = take_state(bytes)?;
        let (last, rest) = match rest.split_first_chunk::<16>() {
            Some((last, rest)) => (Uuid::from_bytes(*last), rest),
            None if rest.is_empty() => (END, rest),
            None => return None,
        };
        if last <= after {
            return None;
        }
        ranges.push(Range { last, held });
        (after, bytes) = (last, rest);
    }
    (after == END).then_some(Cursor { ranges, target, read })
}

/// Whether a reader's sight has changed so often in mid-drain that it had better begin again.
pub fn is_too_long(cursor: &Cursor) -> bool {
    cursor.ranges.len() > MOST
}

fn put_state(out: &mut Vec<u8>, state: Option<State>) {
    match state {
        None => out.push(0),
        Some(state) => {
            out.push(1);
            out.extend(state.seq.to_be_bytes());
            out.extend(state.sight.as_bytes());
        }
    }
}

fn take_state(bytes: &[u8]) -> Option<(Option<State>, &[u8])> {
    match bytes.split_first_chunk::<1>()? {
        ([0], rest) => Some((None, rest)),
        ([1], rest) => {
            let (seq, rest) = rest.split_first_chunk::<8>()?;
            let (sight, rest) = rest.split_first_chunk::<16>()?;
            let state = State { seq: i64::from_be_bytes(*seq), sight: Uuid::from_bytes(*sight) };
            Some((Some(state), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_what_was_written() {
        let state = State { seq: 12, sight: Uuid::from_u128(7) };
        let ranges = vec![
            Range { last: Uuid::from_u128(5), held: Some(state) },
            Range { last: Uuid::from_u128(9), held: None },
            Range { last: END, held: Some(State { seq: 3, ..state }) },
        ];
        let later = Cursor { ranges: ranges.clone(), target: Some(state), read: 14 };
        for cursor in [Cursor { ranges, target: Some(state), read: 0 }, later, Cursor::beginning(), Cursor::at(state)] {
            assert_eq!(from_bytes(&to_bytes(&cursor)), Some(cursor));
        }
    }

    #[test]
    fn what_is_cut_short_or_out_of_order_is_no_cursor() {
        let bytes = to_bytes(&Cursor::at(State { seq: 1, sight: Uuid::from_u128(1) }));
        for n in 0..bytes.len() {
            assert_eq!(from_bytes(bytes.get(..n).unwrap_or_default()), None);
        }
        let back = vec![Range { last: Uuid::from_u128(9), held: None }, Range { last: Uuid::from_u128(9), held: None }];
        assert_eq!(from_bytes(&to_bytes(&Cursor { ranges: back, target: None, read: 0 })), None);
    }
}
