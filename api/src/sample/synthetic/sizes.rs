//! How much there is of what in a network of so many items.

/// The fewest items: the directory alone has a few hundred.
const FEWEST: u64 = 1_000;
/// The most: ids and numbers are made for so many.
const MOST: u64 = 20_000_000;

/// How much there is of what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Items in all.
    pub items: u64,
    /// Experts, each with a post, an account and a grant.
    pub experts: usize,
    /// Bodies besides those that every network has.
    pub bodies: usize,
    /// Working and sharing groups.
    pub groups: usize,
}

impl Sizes {
    /// One author for a hundred items, one body for a thousand, one group for five hundred.
    pub(super) fn of(items: u64) -> Result<Self, String> {
        if !(FEWEST..=MOST).contains(&items) {
            return Err(format!("--synthetic takes {FEWEST} to {MOST} items, the directory included"));
        }
        let share = |of: u64, least: usize, most: usize| usize::try_from(items / of).unwrap_or(most).clamp(least, most);
        Ok(Self {
            items,
            experts: share(100, 40, 50_000),
            bodies: share(1_000, 20, 1_000),
            groups: share(500, 16, 2_000),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_items_have_ten_thousand_authors() {
        let sizes = Sizes::of(1_000_000).map(|sizes| (sizes.experts, sizes.bodies, sizes.groups));
        assert_eq!(sizes, Ok((10_000, 1_000, 2_000)));
        assert!(Sizes::of(10).is_err());
    }
}
