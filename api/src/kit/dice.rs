//! Numbers that look random and are the same for the same seed (SplitMix64, Steele et al. 2014). For
//! what is drawn: never for secrets.

/// A sequence of drawn numbers.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x5EED_F0CA_1201_4A11)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `n`; zero where there is nothing below.
    pub fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n.max(1)).unwrap_or(1);
        usize::try_from(self.draw() % n).unwrap_or_default()
    }

    /// `permille` times out of a thousand.
    pub fn chance(&mut self, permille: usize) -> bool {
        self.below(1_000) < permille
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// One of several, the first ones far more often: of three draws the lowest.
    pub fn leaning<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let lowest = (0..3).map(|_| self.below(of.len())).min().unwrap_or_default();
        of.get(lowest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_is_one_sequence() {
        let drawn = |seed| (0..20).map(|_| Dice::new(seed).draw()).collect::<Vec<_>>();
        let mut dice = Dice::new(7);
        let first: Vec<u64> = (0..20).map(|_| dice.draw()).collect();
        let mut again = Dice::new(7);
        assert_eq!(first, (0..20).map(|_| again.draw()).collect::<Vec<_>>());
        assert_ne!(drawn(7), drawn(8));
        assert!((0..1_000).all(|_| dice.below(7) < 7) && dice.below(0) == 0);
    }
}
