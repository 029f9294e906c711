//! The server's own pages in the reader's language.

use entity::vocabulary::Role;
use serde_json::{Value, json};

use crate::harness::browser::{Browser, Shown};
use crate::harness::world_identity::{body, person};
use crate::harness::{on_both, on_both_with_the_sample, signed_in};

/// Pages that anybody opens.
const OPEN: &[&str] = &[
    "/",
    "/sign-in",
    "/reset",
    "/playground",
    "/reference",
    "/reference/errors",
    "/nothing-here",
    "/i/01890000-0000-7000-8000-000000000000",
    "/invitation/not-a-token",
    "/reset/not-a-token",
    "/address/not-a-token",
    "/unsubscribe/not-a-token",
];
/// Pages of whoever is signed in.
const OWN: &[&str] = &[
    "/",
    "/start",
    "/secret/not-a-token",
    "/proposal/01890000-0000-7000-8000-000000000000",
    "/access-request/01890000-0000-7000-8000-000000000000",
];

/// Words by which English is known, in what people read of a page.
fn english_in(page: &Shown) -> Vec<String> {
    const WORDS: &[&str] = &["the", "is", "are", "of", "to", "and", "you", "your", "it", "this", "in", "with", "for"];
    let texts = page.text.split('<').filter_map(|piece| piece.split_once('>'));
    let read = texts.filter(|(tag, _)| !tag.starts_with("code") && !tag.starts_with("script"));
    let is_english = |text: &&str| {
        let mut words = text.split(|c: char| !c.is_alphabetic());
        words.any(|word| WORDS.contains(&word.to_lowercase().as_str()))
    };
    read.map(|(_, text)| text).filter(is_english).map(str::to_owned).collect()
}

#[test]
fn every_page_comes_whole_in_ukrainian_and_says_so() {
    on_both_with_the_sample("every_page_comes_whole_in_ukrainian_and_says_so", async |app| {
        let nobody = Browser::new(&app).looking_for("text/html").reading("uk-UA,en;q=0.5");
        for path in OPEN {
            let page = nobody.open(path).await;
            assert!(page.text.contains("<html lang=\"uk\">"), "{path}: {}", page.text);
            assert_eq!(page.header("content-language"), "uk", "{path}");
            assert!(page.header("vary").contains("Accept-Language"), "{path}: {}", page.header("vary"));
            assert_eq!(english_in(&page), Vec::<String>::new(), "{path}");
            let link = format!("href=\"{path}?lang=en\" hreflang=\"en\" lang=\"en\">English</a>");
            assert!(page.text.contains(&link), "{path}: {}", page.text);
            let english = Browser::new(&app).looking_for("text/html").open(path).await;
            assert!(english.text.contains("<html lang=\"en\">"), "{path}");
            assert_eq!(english.header("content-language"), "en", "{path}");
            assert!(!english_in(&english).is_empty(), "the words would find nothing: {path}");
        }
    });
}

#[test]
fn the_pages_of_a_member_name_roles_and_parties_for_people() {
    on_both("the_pages_of_a_member_name_roles_and_parties_for_people", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::OrganisationEditor]).await;
        let browser = Browser::signed_in(&app, ana.account).await;
        let english = browser.open("/start").await;
        for shown in ["Organisation editor", "int-home", "The whole network", "Nothing at present."] {
            assert!(english.text.contains(shown), "{shown}: {}", english.text);
        }
        assert!(!english.text.contains("ORGANISATION_EDITOR") && !english.text.contains("NETWORK"), "{}", english.text);
        let browser = browser.reading("uk");
        for path in OWN {
            let page = browser.open(path).await;
            assert!(page.text.contains("<html lang=\"uk\">"), "{path}: {}", page.text);
            assert_eq!(english_in(&page), Vec::<String>::new(), "{path}");
        }
        let start = browser.open("/start").await;
        for shown in ["Редактор організації", "Уся мережа", "Вітаємо, Ana Novak"] {
            assert!(start.text.contains(shown), "{shown}: {}", start.text);
        }
    });
}

#[test]
fn a_language_that_was_chosen_is_kept_for_pages_alone() {
    on_both_with_the_sample("a_language_that_was_chosen_is_kept_for_pages_alone", async |app| {
        let browser = Browser::new(&app).reading("en");
        let chosen = browser.open("/sign-in?next=%2Fplayground&lang=uk").await;
        assert_eq!(chosen.header("content-language"), "uk");
        assert!(chosen.text.contains("href=\"/sign-in?next=%2Fplayground&#38;lang=en\""), "{}", chosen.text);
        let cookie = chosen.cookies.iter().find(|c| c.starts_with("focalpoint_language=uk")).expect("a cookie");
        for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(word), "{word}: {cookie}");
        }
        assert_eq!(browser.open("/reset").await.header("content-language"), "uk");
        // A form that was sent is answered in it, too, errors included.
        let sent = browser.send("/sign-in", &[("csrf", "x"), ("email", "a@b.example"), ("password", "no")]).await;
        assert!(sent.status == 403 && sent.text.contains("Форма застаріла"), "{}", sent.text);
        // The doors look at no cookie.
        let door = browser.open("/v1/countries/UA").await;
        assert!(door.text.contains("\"name\":\"Ukraine\""), "{}", door.text);
        assert_eq!(browser.open("/?lang=en").await.header("content-language"), "en");
        assert_eq!(browser.open("/").await.header("content-language"), "en");
        // What is no language of ours is not kept.
        let none = browser.open("/?lang=xx").await;
        assert!(none.cookies.iter().all(|c| !c.starts_with("focalpoint_language")), "{:?}", none.cookies);
    });
}

#[test]
fn whoever_signed_in_reads_pages_in_the_language_of_their_account() {
    on_both("whoever_signed_in_reads_pages_in_the_language_of_their_account", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let client = signed_in(&app, ana.expert).await;
        let speaks = async |language: Value| {
            let etag = client.get("/v1/me").await.header("etag");
            client.patch("/v1/me", &etag, json!({"language": language})).await.ok(200);
        };
        let browser = Browser::signed_in(&app, ana.account).await.looking_for("text/html").reading("en");
        assert_eq!(browser.open("/start").await.header("content-language"), "en");
        speaks(json!("uk")).await;
        let start = browser.open("/start").await;
        assert_eq!(start.header("content-language"), "uk");
        assert_eq!(english_in(&start), Vec::<String>::new());
        // What is said of an error is in the same language as its page.
        let wrong = browser.send("/sign-out", &[("csrf", "x")]).await;
        assert!(wrong.status == 403 && wrong.text.contains("Форма застаріла"), "{}", wrong.text);
        // A link of the page goes before it, and whoever is signed out is asked by the browser alone.
        assert_eq!(browser.open("/start?lang=en").await.header("content-language"), "en");
        let nobody = Browser::new(&app).looking_for("text/html").reading("en");
        assert_eq!(nobody.open("/").await.header("content-language"), "en");
        speaks(json!("en")).await;
        let browser = browser.reading("uk");
        assert_eq!(browser.open("/start").await.header("content-language"), "en");
        speaks(Value::Null).await;
        assert_eq!(browser.open("/start").await.header("content-language"), "uk");
        // The doors go by what the request asks for.
        speaks(json!("uk")).await;
        assert_eq!(client.get("/v1/nothing").await.header("content-language"), "en");
    });
}
