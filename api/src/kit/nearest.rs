//! The nearest codes that exist, for errors about one that does not.

/// Up to three of `known` that are most like `code`, in backquotes.
pub fn nearest(code: &str, known: &[String]) -> String {
    let mut by_distance: Vec<(usize, &String)> = known.iter().map(|k| (distance(code, k), k)).collect();
    by_distance.sort();
    by_distance.iter().take(3).map(|(_, k)| format!("`{k}`")).collect::<Vec<_>>().join(", ")
}

fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase())
}
