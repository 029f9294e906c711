//! The language of labels, names and problems: by `lang=`, `Accept-Language`, or a field's argument.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::json;

use super::stage::Stage;
use crate::harness::{on_both, on_both_with_the_sample};

#[test]
fn what_roles_are_for_is_said_in_the_language_asked_for_over_both_doors() {
    on_both("what_roles_are_for_is_said_in_the_language_asked_for", async |app| {
        let nobody = app.nobody();
        for (language, purpose) in [("en", "Reads with own sight."), ("uk", "Читає те, що видно з власної посади.")]
        {
            let headers = [("accept-language", language)];
            let rest = nobody.send(Method::GET, "/v1/roles", &headers, None).await.ok(200);
            let reader = rest["roles"].as_array().expect("roles").iter().find(|one| one["role"] == "READER");
            assert_eq!(reader.expect("a reader")["purpose"], purpose);
            let query = json!({ "query": "{ roles { roles { role purpose heldBy keeps sight } } }" });
            let graphql = nobody.send(Method::POST, "/graphql", &headers, Some(query)).await.ok(200);
            for (one, other) in rest["roles"]
                .as_array()
                .expect("roles")
                .iter()
                .zip(graphql["data"]["roles"]["roles"].as_array().expect("roles"))
            {
                for field in ["role", "purpose", "heldBy", "keeps", "sight"] {
                    assert_eq!(one[field], other[field], "{language}: {field}");
                }
            }
        }
    });
}

#[test]
fn names_come_in_the_language_asked_for_and_graphql_asks_field_by_field() {
    on_both_with_the_sample("names_come_in_the_language_asked_for_and_graphql_asks_field_by_field", async |app| {
        let nobody = app.nobody();
        let ukrainian = "Державна міграційна служба України";
        for path in ["/v1/organisations?code=ua-sms&lang=uk", "/v1/organisations?code=ua-sms&lang=uk-UA"] {
            assert_eq!(nobody.get(path).await.ok(200)["items"][0]["name"], ukrainian, "{path}");
        }
        assert_eq!(nobody.get("/v1/countries/UA?lang=uk").await.ok(200)["name"], "Україна");
        assert_eq!(nobody.get("/v1/countries/UA?lang=fr").await.ok(200)["name"], "Ukraine");
        // A reference tells the same as the thing itself.
        let held = nobody.get("/v1/focal-points?country=UA&lang=uk&first=1").await.ok(200);
        let body = held["items"][0]["organisation"]["id"].as_str().expect("an id");
        let whole = nobody.get(&format!("/v1/organisations/{body}?lang=uk")).await.ok(200);
        assert_eq!(held["items"][0]["organisation"]["name"], whole["name"]);

        let query = "{ organisations(filter: { code: [\"ua-sms\"] }) { nodes {
                name uk: name(language: \"uk-UA\") en: name(language: \"en\") fr: name(language: \"fr\") } }
            country(code: \"UA\") { name uk: name(language: \"uk\") }
            competences(filter: { code: [\"return-readmission\"] }) { nodes {
                label ru: label(language: \"ru\") definition told: definition(language: \"xx\") } }
            focalPoints(country: [\"UA\"], first: 1) { nodes { organisation { name uk: name(language: \"uk\") } } } }";
        let data = nobody.graphql(query, json!({})).await.data();
        let told = &data["organisations"]["nodes"][0];
        let english = "State Migration Service of Ukraine";
        assert_eq!(
            json!([told["name"], told["uk"], told["en"], told["fr"]]),
            json!([english, ukrainian, english, english])
        );
        assert_eq!(json!(data["country"]), json!({ "name": "Ukraine", "uk": "Україна" }));
        let field = &data["competences"]["nodes"][0];
        assert_eq!(json!([field["label"], field["ru"]]), json!(["Return and readmission", "Возвращение и реадмиссия"]));
        assert_eq!(field["definition"], field["told"]);
        assert_eq!(data["focalPoints"]["nodes"][0]["organisation"]["uk"], whole["name"]);
        let wrong = nobody.graphql("{ country(code: \"UA\") { name(language: \"uk_UA\") } }", json!({})).await;
        assert_eq!(wrong.body["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{:#}", wrong.body);
    });
}

#[test]
fn what_was_wrong_is_told_in_the_readers_language_over_both_doors() {
    on_both_with_the_sample("what_was_wrong_is_told_in_the_readers_language_over_both_doors", async |app| {
        let mut stage = Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        let uk = [("accept-language", "uk-UA, en;q=0.5")];
        let text = json!({ "title": "", "bodyMarkdown": "b", "topics": ["asylm"], "audience": { "parties": [] } });
        let told = member.send(Method::POST, "/v1/updates", &uk, Some(text.clone())).await;
        let details: Vec<&str> =
            told.body["errors"].as_array().expect("errors").iter().filter_map(|e| e["detail"].as_str()).collect();
        assert!(
            details.iter().any(|detail| detail.starts_with("Тут немає галузі політики `asylm`; найближчі: ")),
            "{details:?}"
        );
        assert!(details.iter().any(|detail| detail.starts_with("Від 1 до ")), "{details:?}");
        let first = &told.body["errors"][0];
        let whole =
            format!("{}: {}", first["pointer"].as_str().expect("a text"), first["detail"].as_str().expect("a text"));
        assert_eq!(told.body["detail"], whole, "the whole is the first one");
        assert_eq!(told.header("content-language"), "uk");
        let english = member.send(Method::POST, "/v1/updates", &[], Some(text)).await;
        assert!(english.body["detail"].as_str().is_some_and(str::is_ascii), "{:#}", english.body);
        let missing = "/v1/updates/01a00000-0000-7000-8000-000000000000";
        let told = member.send(Method::GET, missing, &uk, None).await;
        assert!(
            told.body["detail"].as_str().is_some_and(|text| text.starts_with("Тут нічого немає")),
            "{:#}",
            told.body
        );

        let mutation =
            "mutation { signIn(input: { email: \"a@b.example\", password: \"no\" }) { session { expiresIn } } }";
        let asked = json!({ "query": mutation });
        let answer = member.send(Method::POST, "/graphql", &uk, Some(asked)).await;
        assert_eq!(answer.body["errors"][0]["message"], "Адреса або пароль неправильні.", "{:#}", answer.body);
    });
}

/// The sources and templates, by their path below `api`.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api");
    let mut sources = Vec::new();
    let mut open: Vec<PathBuf> = vec![root.join("src"), root.join("templates")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
            let text = in_one_line(&fs::read_to_string(&path).expect("a source"));
            let below = path.strip_prefix(&root).expect("a path below").to_string_lossy().into_owned();
            sources.push((below, text));
        }
    }
    sources
}

/// All that they say, one behind the other.
fn said() -> String {
    sources().into_iter().map(|(_, text)| text).collect()
}

fn catalogue(file: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../api/src/texts/{file}.uk.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("the catalogue")).expect("JSON")
}

/// A text that is said otherwise now would be told in English again, and nobody would notice.
#[test]
fn a_catalogue_names_texts_that_are_said() {
    let said = filled_in(&said().replace("\\\"", "\""));
    // What serde says of a body that it cannot read, and what `kit::nearest::unknown` makes.
    let others = [
        "unknown field",
        "unknown variant",
        "missing field",
        "invalid type",
        "invalid value",
        "invalid length",
        "duplicate field",
        "There is no policy field `",
        "There is no country `",
        "There is no country, group or organisation of yours `",
        "There is no organisation `",
        "There is no column `",
    ];
    for file in ["sentences", "titles", "advice", "pages", "acts", "letters"] {
        let catalogue = catalogue(file);
        let ours = catalogue.keys().filter(|sentence| !others.iter().any(|other| sentence.starts_with(other)));
        let stale: Vec<&String> = ours.filter(|sentence| !said.contains(&filled_in(sentence))).collect();
        assert!(stale.is_empty(), "{file}: nobody says any more: {stale:#?}");
    }
}

/// The literals that follow a word of the sources, up to the end of what is called.
fn literals_behind<'a>(said: &'a str, word: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for rest in said.split(word).skip(1) {
        let mut literals = rest.split('"');
        // What stands before the first quote is no literal; a call with none ends before it.
        match literals.next() {
            Some(before) if before.trim().is_empty() => found.extend(literals.next()),
            _ => {}
        }
    }
    found
}

#[test]
fn every_text_that_pages_and_letters_look_up_is_in_the_catalogue() {
    // A quote inside a literal must not end it.
    let said = said().replace("\\\"", "\u{1}");
    let known: Vec<String> = ["pages", "words", "acts", "sentences", "letters"]
        .iter()
        .flat_map(|file| catalogue(file).into_keys())
        .collect();
    let mut missing = Vec::new();
    let words = [
        "Fact::of(",
        ".told(",
        ".filled(",
        "frame.t(",
        "frame.fill(",
        "frame.html(",
        "Message::new(frame,",
        "Wording::new(",
        "Text::of(",
        ".and(",
    ];
    for word in words {
        let texts = literals_behind(&said, word);
        assert!(!texts.is_empty(), "nothing is said with `{word}`");
        let texts = texts.into_iter().map(|text| text.replace('\u{1}', "\""));
        missing.extend(texts.filter(|text| !known.contains(text)));
    }
    // The catalogue's own tests say what there is not.
    missing.retain(|text| !["Something new.", "Sign in first."].contains(&text.as_str()));
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Sources whose sentences are not for whoever sends a request, and for whom they are.
const FOR_OTHERS: &[(&str, &str)] = &[
    ("src/commands/", "whoever sits at the host"),
    ("src/config/", "whoever sits at the host"),
    ("src/start.rs", "whoever sits at the host"),
    ("src/jobs/", "the log"),
    ("src/sample/", "the sample's own texts"),
    ("src/edge/openapi/", "the contract, which is in English"),
    ("src/edge/operations.rs", "the generated documents"),
    ("src/edge/floor/", "measuring alone"),
    ("src/access/act.rs", "the table of acts, a file of its own in the catalogue where people read it"),
    ("src/access/roles.rs", "the table of roles, which is in English"),
    ("src/access/rule.rs", "the table of OAuth scopes, which is in English"),
    ("src/identity/roles/", "the table of roles, which is in English"),
    ("src/identity/partners/oauth/", "programs: RFC 6749 wants ASCII"),
    ("src/error/codes.rs", "the table of codes, files of their own in the catalogue"),
];

/// Sentences that are kept with what was done, in the one language of the ledger; and what is put together of parts
/// that the catalogue has whole.
const NOT_SAID: &[&str] = &[
    "Somebody gave it who need not ask.",
    "Somebody did it who need not ask.",
    "The word it waited for was refused.",
    "It ran out, and the address was invited anew.",
    "Whoever gave it could no longer give it when the invitation would have begun to count.",
    "Another post began.",
    "The person was erased.",
    "The post ended by its date.",
    "The appointment was ended.",
    "Made the group.",
    "The group was ended.",
    "It {NO_VALUE}.",
    "There is no such {what} here, or it is not shown to you.",
    "There is no {what} `{beginning}{more}` here{near}.",
    "{what} Nothing was done; withdraw or refuse this request, and ask again.",
];

/// The literals of a source, each with what stands before it.
fn literals(source: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let (mut at, bytes) = (0, source.as_bytes());
    while let Some(begin) = source[at..].find('"').map(|n| at + n) {
        // A quote by itself is a character, and not the beginning of a text.
        if begin > 0 && bytes[begin - 1] == b'\'' && bytes.get(begin + 1) == Some(&b'\'') {
            at = begin + 2;
            continue;
        }
        let is_raw = source[..begin].ends_with("r#");
        let end =
            if is_raw { source[begin + 1..].find("\"#").map(|n| begin + 1 + n) } else { end_of(bytes, begin + 1) };
        let Some(end) = end else { break };
        found.push((&source[..begin], source[begin + 1..end].replace("\\\"", "\"")));
        at = end + 1;
    }
    found
}

fn end_of(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at < bytes.len()).then_some(at)
}

#[test]
fn every_sentence_that_the_code_says_is_said_in_ukrainian() {
    // What a sentence stands in says that it is none for people.
    let contract = ["description = ", "desc = ", "example = ", "reason = ", "expect(", "internal(", "deprecation = "];
    let files = ["sentences", "titles", "advice", "pages", "letters", "acts"];
    let known: Vec<String> = files.iter().flat_map(|file| catalogue(file).into_keys()).collect();
    let known: Vec<String> = known.iter().map(|text| filled_in(text)).collect();
    let (mut missing, mut seen) = (Vec::new(), 0);
    for (path, text) in sources() {
        let is_test = path.ends_with("tests.rs") || path.ends_with("broken.rs") || path.contains("/tests/");
        if is_test || path.ends_with(".html") || FOR_OTHERS.iter().any(|(other, _)| path.starts_with(other)) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        for (before, literal) in literals(&code) {
            let begins = literal.starts_with(|c: char| c.is_ascii_uppercase() || c == '`' || c == '{');
            let is_sentence = begins && literal.contains(' ') && literal.ends_with('.');
            if !is_sentence || contract.iter().any(|word| before.ends_with(word)) {
                continue;
            }
            seen += 1;
            if !NOT_SAID.contains(&literal.as_str()) && !known.contains(&filled_in(&literal)) {
                missing.push(format!("{path}: {literal}"));
            }
        }
    }
    assert!(seen > 400, "hardly any sentence was found: {seen}");
    assert!(missing.is_empty(), "{missing:#?}");
}

/// A literal that goes on behind a backslash at the end of the line.
fn in_one_line(source: &str) -> String {
    let mut parts = source.split("\\\n");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.trim_start())
}

/// With `{}` for whatever is put in.
fn filled_in(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.trim_start_matches('{').split_once('}') {
            Some((name, after)) if name.len() < 40 && !name.contains(['{', '\n', '"']) => {
                out.push_str("{}");
                rest = after.strip_prefix('}').unwrap_or(after);
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    (out + rest).replace("{}{}", "{}")
}
