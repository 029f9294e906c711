//! How many of something are under way: for the gauges, and for whoever waits until they are done.

use std::sync::Arc;

use tokio::sync::watch::{Receiver, Sender};

/// Counts what is under way.
#[derive(Clone, Debug, Default)]
pub struct Counted(Arc<Sender<u64>>);

/// One of them, until it is dropped.
#[derive(Debug)]
pub struct UnderWay(Counted);

impl Counted {
    /// One more begins.
    pub fn begin(&self) -> UnderWay {
        self.0.send_modify(|count| *count += 1);
        UnderWay(self.clone())
    }

    /// How many there are, now and whenever that changes.
    pub fn count(&self) -> Receiver<u64> {
        self.0.subscribe()
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::Counted;

    #[test]
    fn what_is_dropped_is_counted_no_more() {
        let counted = Counted::default();
        let (one, two) = (counted.begin(), counted.begin());
        assert_eq!(*counted.count().borrow(), 2);
        drop((one, two));
        assert_eq!(*counted.count().borrow(), 0);
    }
}
