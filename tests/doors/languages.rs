//! The language of labels, names and problems: by `lang=`, `Accept-Language`, or a field's argument.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::json;

use super::stage::Stage;
use crate::harness::on_both_with_the_sample;

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

/// A sentence that is said otherwise now would be told in English again, and nobody would notice.
#[test]
fn a_catalogue_of_sentences_names_sentences_that_are_said() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src");
    let mut said = String::new();
    let mut open: Vec<PathBuf> = vec![sources.clone()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            said.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
    let said = filled_in(&in_one_line(&said).replace("\\\"", "\""));
    let catalogue = fs::read_to_string(sources.join("error/texts/sentences.uk.json")).expect("the catalogue");
    let catalogue: BTreeMap<String, String> = serde_json::from_str(&catalogue).expect("JSON");
    // What serde says of a body that it cannot read, and what `kit::nearest::unknown` makes.
    let others = [
        "unknown field",
        "unknown variant",
        "missing field",
        "invalid type",
        "There is no policy field `",
        "There is no country `",
        "There is no country, group or organisation of yours `",
        "There is no organisation `",
        "There is no column `",
    ];
    let ours = catalogue.keys().filter(|sentence| !others.iter().any(|other| sentence.starts_with(other)));
    let stale: Vec<&String> = ours.filter(|sentence| !said.contains(&filled_in(sentence))).collect();
    assert!(stale.is_empty(), "nobody says any more: {stale:#?}");
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
