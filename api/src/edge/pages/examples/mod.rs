//! The saved example queries of the playground: one file each, with its title on top.
//!
//! The first lines say `# title: …`, `# about: …` (as many as needed) and, where there are any,
//! `# variables: {…}` on one line of JSON. What follows is the query as it is shown and run.

use std::sync::LazyLock;

use serde::Serialize;

use crate::texts::Language;

/// A saved query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Its name in addresses: `/playground?example={slug}`.
    pub slug: &'static str,
    /// The question it answers.
    pub title: String,
    /// What it shows.
    pub about: String,
    /// The GraphQL text, with `about` as its comment.
    pub query: String,
    /// Its variables as JSON text, or nothing.
    pub variables: String,
}

static FILES: [(&str, &str); 9] = [
    ("who-am-i", include_str!("01-who-am-i.graphql")),
    ("who-speaks-for", include_str!("02-who-speaks-for.graphql")),
    ("coverage", include_str!("03-coverage.graphql")),
    ("directory", include_str!("04-directory.graphql")),
    ("whats-new", include_str!("05-whats-new.graphql")),
    ("in-our-room", include_str!("09-in-our-room.graphql")),
    ("tell-the-northern-cluster", include_str!("06-tell-the-northern-cluster.graphql")),
    ("who-would-see-it", include_str!("08-who-would-see-it.graphql")),
    ("roles", include_str!("07-roles.graphql")),
];

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| FILES.iter().map(|(slug, text)| read(slug, text)).collect());

/// All of them, in the order of the tabs.
pub fn examples() -> &'static [Example] {
    &EXAMPLES
}

/// What `/playground/examples.json` answers.
pub fn examples_json(language: Language) -> Result<String, serde_json::Error> {
    serde_json::to_string(&examples().iter().map(|example| example.told(language)).collect::<Vec<_>>())
}

impl Example {
    /// The same, told in a language: its title, what it shows, and the comment.
    fn told(&self, language: Language) -> Self {
        let (title, about) = (language.told(&self.title), language.told(&self.about));
        let query = self.query.strip_prefix(&comment(&self.about)).map(|rest| comment(about) + rest);
        Self {
            title: title.to_owned(),
            about: about.to_owned(),
            query: query.unwrap_or_else(|| self.query.clone()),
            ..self.clone()
        }
    }
}

fn read(slug: &'static str, text: &str) -> Example {
    let mut title = String::new();
    let mut about = Vec::new();
    let mut variables = String::new();
    let mut query = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# title: ") {
            rest.clone_into(&mut title);
        } else if let Some(rest) = line.strip_prefix("# about: ") {
            about.push(rest);
        } else if let Some(rest) = line.strip_prefix("# variables: ") {
            variables = pretty(rest);
        } else {
            query.push(line.to_owned());
        }
    }
    let about = about.join(" ");
    let query = comment(&about) + &query.join("\n");
    Example { slug, title, about, query, variables }
}

/// A sentence as comment lines that fit the editor beside its buttons.
fn comment(sentence: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < 44) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(format!("# {word}")),
        }
    }
    lines.join("\n") + "\n"
}

/// People edit the variables, so they get them over several lines.
fn pretty(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "an example that cannot be read fails its test")]

    use super::{examples, examples_json};
    use crate::texts::Language;

    #[test]
    fn every_example_has_a_title_a_comment_and_a_named_operation() {
        for example in examples() {
            assert!(!example.title.is_empty() && !example.about.is_empty(), "{}", example.slug);
            assert!(example.query.starts_with("# "), "{}", example.slug);
            assert!(!example.query.contains("# title:") && !example.query.contains("# variables:"));
            let is_named = |line: &str| {
                let name = line.strip_prefix("query ").or(line.strip_prefix("mutation "));
                name.is_some_and(|name| name.starts_with(char::is_uppercase))
            };
            assert!(example.query.lines().any(is_named), "the tab is called after it: {}", example.slug);
            let declares = example.query.contains('$');
            assert_eq!(declares, !example.variables.is_empty(), "{}", example.slug);
            if declares {
                let variables: serde_json::Value = serde_json::from_str(&example.variables).unwrap();
                assert!(variables.is_object(), "{}", example.slug);
            }
        }
    }

    #[test]
    fn the_list_is_json() {
        let list =
            |language| -> Vec<serde_json::Value> { serde_json::from_str(&examples_json(language).unwrap()).unwrap() };
        assert_eq!(list(Language::ENGLISH).len(), examples().len());
        for language in Language::all().filter(|language| *language != Language::ENGLISH) {
            for (told, english) in list(language).iter().zip(examples()) {
                assert_ne!(told["title"], english.title.as_str(), "{}", language.tag());
                assert_ne!(told["about"], english.about.as_str(), "{}", language.tag());
                // The question is the same; only its comment is told.
                let question = |text: &str| text.lines().filter(|line| !line.starts_with("# ")).collect::<String>();
                assert_eq!(question(told["query"].as_str().unwrap()), question(&english.query));
            }
        }
    }
}
