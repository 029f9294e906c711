//! Language tags (BCP 47, RFC 5646): their form, and one way to write each.

/// A well-formed tag in its usual writing (`uk`, `sr-Latn`, `pt-BR`); `None` where it is not well
/// formed. Whether a subtag is registered is not asked: registries grow.
pub fn normal_tag(tag: &str) -> Option<String> {
    let mut parts = Vec::new();
    let mut in_extension = false;
    for (n, part) in tag.trim().split('-').enumerate() {
        let fits = (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        // A language has two or three letters (five to eight where it was registered whole).
        let is_language = letters && matches!(part.len(), 2 | 3 | 5..=8);
        if !fits || (n == 0 && !is_language) {
            return None;
        }
        // What follows a subtag of one letter belongs to it and is written small.
        in_extension |= n > 0 && part.len() == 1;
        parts.push(match part.len() {
            2 if n > 0 && letters && !in_extension => part.to_ascii_uppercase(),
            4 if n > 0 && letters && !in_extension => titled(part),
            _ => part.to_ascii_lowercase(),
        });
    }
    let ends_open = parts.last().is_some_and(|last| last.len() == 1);
    (!ends_open && tag.len() <= 35).then(|| parts.join("-"))
}

fn titled(part: &str) -> String {
    let mut letters = part.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|c| c.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::normal_tag;

    #[test]
    fn each_tag_has_one_writing() {
        for (given, normal) in [
            ("UK", "uk"),
            ("SR-latn", "sr-Latn"),
            ("pt-br", "pt-BR"),
            ("be-tarask", "be-tarask"),
            ("en-U-CA-greg", "en-u-ca-greg"),
        ] {
            assert_eq!(normal_tag(given).as_deref(), Some(normal));
        }
        for wrong in ["", "u", "Ukrainian language", "uk_UA", "uk-", "en-x", "12", "укр", "abcd"] {
            assert_eq!(normal_tag(wrong), None, "{wrong}");
        }
    }
}
