//! From when to when a fact holds: days, both inclusive.

use entity::fact;
use entity::vocabulary::{BoundKind, Precision};

use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;

/// A beginning or an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// On a date, to the precision it is known.
    Dated(PartialDate),
    /// There is none.
    Open,
    /// There may be one; nobody has said.
    Unknown,
}

/// From when to when a fact holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub from: Bound,
    /// Its end.
    pub to: Bound,
}

impl Bound {
    /// A date, or open where there is none.
    pub fn dated_or_open(date: Option<PartialDate>) -> Self {
        date.map_or(Self::Open, Self::Dated)
    }

    fn kind(self) -> BoundKind {
        match self {
            Self::Dated(_) => BoundKind::Dated,
            Self::Open => BoundKind::Open,
            Self::Unknown => BoundKind::Unknown,
        }
    }

    fn precision(self) -> Precision {
        match self {
            Self::Dated(date) => date.precision(),
            Self::Open | Self::Unknown => Precision::Day,
        }
    }

    fn read(kind: BoundKind, day: i32, precision: Precision) -> Self {
        match kind {
            BoundKind::Dated => Self::Dated(PartialDate::of(Day::from_number(day), precision)),
            BoundKind::Open => Self::Open,
            BoundKind::Unknown => Self::Unknown,
        }
    }

    /// The date, where there is one.
    pub fn date(self) -> Option<PartialDate> {
        match self {
            Self::Dated(date) => Some(date),
            Self::Open | Self::Unknown => None,
        }
    }
}

impl Span {
    /// Always.
    pub const ALWAYS: Self = Self { from: Bound::Open, to: Bound::Open };

    /// From a date on, or always.
    pub fn since(from: Option<PartialDate>) -> Self {
        Self { from: Bound::dated_or_open(from), to: Bound::Open }
    }

    /// The span of a stored fact.
    pub fn of(row: &fact::Model) -> Self {
        Self {
            from: Bound::read(row.from_kind, row.from_day, row.from_precision),
            to: Bound::read(row.to_kind, row.to_day, row.to_precision),
        }
    }

    /// The first day it can hold; the smallest day where it is not dated.
    pub fn first_day(self) -> Day {
        self.from.date().map_or(Day::MIN, PartialDate::first_day)
    }

    /// The last day it can hold; the largest day where it is not dated.
    pub fn last_day(self) -> Day {
        self.to.date().map_or(Day::MAX, PartialDate::last_day)
    }

    /// Whether it holds on a day. `asOf` a day means the end of that day.
    pub fn holds_on(self, day: Day) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    pub(super) fn columns(self) -> [(Day, BoundKind, Precision); 2] {
        [
            (self.first_day(), self.from.kind(), self.from.precision()),
            (self.last_day(), self.to.kind(), self.to.precision()),
        ]
    }
}
