//! Lists whose order says nothing.

/// Whether two lists hold the same things, each as often, in whatever order.
pub fn same_in_any_order<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let mut left: Vec<&T> = other.iter().collect();
    let found = one.iter().all(|thing| {
        let place = left.iter().position(|other| **other == *thing);
        place.map(|n| left.swap_remove(n)).is_some()
    });
    found && left.is_empty()
}

#[cfg(test)]
mod tests {
    use super::same_in_any_order;

    #[test]
    fn each_thing_counts_as_often_as_it_is_there() {
        assert!(same_in_any_order(&[1, 2, 2], &[2, 1, 2]) && same_in_any_order::<i32>(&[], &[]));
        assert!(!same_in_any_order(&[1, 2, 2], &[1, 1, 2]) && !same_in_any_order(&[1], &[1, 1]));
        assert!(!same_in_any_order(&[1, 1], &[1]));
    }
}
