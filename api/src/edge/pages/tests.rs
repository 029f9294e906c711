//! What holds for every page: it escapes what it is given, its forms carry the CSRF token, and it
//! asks nothing of another host.

#![expect(clippy::unwrap_used, reason = "a page that cannot be rendered fails its test")]

use actix_web::http::{StatusCode, header};
use askama::Template;

use super::{
    Address, Asked, BodyHeld, Contact, ErrorCode, ErrorCodes, Fact, Frame, Holds, Invitation, Item, Landing, Message,
    Page, Playground, Reference, ResetRequest, ResetSet, RoleHeld, SecretOffer, SecretShown, SignIn, Start, Waiting,
    WaitingRow, When, respond,
};

use crate::error::Code;
use crate::texts::Language;

const EVIL: &str = "<script>alert(1)</script>\"'&";

fn evil() -> String {
    EVIL.to_owned()
}

fn frame(reader: Option<&str>) -> Frame {
    Frame::new(EVIL, reader.map(str::to_owned), "token-of-csrf").told(Language::ENGLISH, EVIL)
}

fn when() -> When {
    When { iso: evil(), text: evil() }
}

fn role() -> RoleHeld {
    RoleHeld {
        name: EVIL,
        scope: evil(),
        field: Some(evil()),
        rank: Some(EVIL),
        until: Some(evil()),
        idle: Some(evil()),
    }
}

/// Every page, filled with what a hostile hand would write, signed in or not.
fn pages(reader: Option<&str>) -> Vec<(&'static str, String)> {
    pages_with(&|| frame(reader))
}

fn pages_with(frame: &dyn Fn() -> Frame) -> Vec<(&'static str, String)> {
    let errors = || vec![evil(), evil()];
    let landing = |holds| Landing {
        frame: frame(),
        operator: Some(evil()),
        contact: Some(Contact { text: evil() }),
        holds,
        troubles: vec!["no key signs"],
    };
    vec![
        ("landing", landing(Holds::Network).render().unwrap()),
        ("landing of a sample", landing(Holds::Sample { accounts_file: evil() }).render().unwrap()),
        ("landing of nothing", landing(Holds::Nothing { begin: evil() }).render().unwrap()),
        ("start", start(frame()).render().unwrap()),
        ("sign-in", SignIn { frame: frame(), errors: errors(), email: evil(), next: evil() }.render().unwrap()),
        ("invitation", invitation(frame()).render().unwrap()),
        ("invitation expired", Invitation::expired(frame()).render().unwrap()),
        ("invitation used", Invitation::used(frame()).render().unwrap()),
        ("reset", ResetRequest { frame: frame(), email: evil(), errors: errors() }.render().unwrap()),
        ("reset sent", ResetRequest::sent(frame()).render().unwrap()),
        ("reset set", ResetSet { frame: frame(), token: evil(), errors: errors() }.render().unwrap()),
        ("secret", secret_offer(frame()).render().unwrap()),
        ("secret shown", secret_shown(frame()).render().unwrap()),
        ("item", item(frame()).render().unwrap()),
        ("proposal", waiting(frame(), &Asked::PROPOSAL).render().unwrap()),
        ("access request", waiting(frame(), &Asked::ACCESS).render().unwrap()),
        ("address", Address { frame: frame(), token: evil(), email: evil(), to_new: true }.render().unwrap()),
        ("old address", Address { frame: frame(), token: evil(), email: evil(), to_new: false }.render().unwrap()),
        ("address said", Address::said(frame(), true, true).render().unwrap()),
        ("address refused", Address::said(frame(), false, false).render().unwrap()),
        ("address closed", Address::closed(frame()).render().unwrap()),
        ("reset closed", ResetSet::closed(frame()).render().unwrap()),
        ("secret closed", SecretOffer::closed(frame()).render().unwrap()),
        ("error codes", error_codes(frame()).render().unwrap()),
        ("message", Message::told(frame(), EVIL, EVIL).over(EVIL).request_id(EVIL).render().unwrap()),
        ("not found", Message::not_found(frame()).render().unwrap()),
        ("playground", Playground::new(frame()).render().unwrap()),
        ("plain playground", Playground::plain(frame()).render().unwrap()),
        ("reference", Reference { frame: frame() }.render().unwrap()),
    ]
}

fn waiting(frame: Frame, asked: &'static Asked) -> Waiting {
    Waiting {
        frame,
        asked,
        id: evil(),
        over: "Proposed publication",
        heading: evil(),
        language: evil(),
        state: "It waits for your word.",
        facts: vec![fact()],
        parties: vec![evil()],
        item_id: Some(evil()),
        body_html: String::new(),
        waits_for_me: true,
        words: evil(),
        errors: vec![evil(), evil()],
    }
}

fn error_codes(frame: Frame) -> ErrorCodes {
    let errors = Code::ALL.iter().map(|code| ErrorCode {
        code: code.name(),
        status: code.status().to_string(),
        title: code.title(),
        advice: code.advice(),
    });
    ErrorCodes { frame, errors: errors.collect() }
}

fn fact() -> Fact {
    Fact { name: "Acronym", value: evil() }
}

fn start(frame: Frame) -> Start {
    Start {
        frame,
        own_waiting: vec![evil()],
        waiting: vec![WaitingRow { href: evil(), text: evil(), since: evil() }],
        notice: Some("Your account is ready, and you are signed in."),
        name: evil(),
        email: evil(),
        post: Some(evil()),
        body: Some(BodyHeld { id: evil(), name: evil(), facts: vec![fact()] }),
        roles: vec![role()],
        parties: vec![evil()],
        examples: Start::first_examples(),
    }
}

fn invitation(frame: Frame) -> Invitation {
    Invitation {
        frame,
        token: evil(),
        name: evil(),
        email: evil(),
        invited_by: Some(evil()),
        message: Some(evil()),
        post_title: evil(),
        body: evil(),
        roles: vec![role()],
        waits: true,
        open_until: when(),
        errors: vec![evil()],
    }
}

fn secret_offer(frame: Frame) -> SecretOffer {
    let errors = vec![evil()];
    SecretOffer { frame, token: evil(), partner: evil(), body: evil(), valid_until: when(), errors }
}

fn secret_shown(frame: Frame) -> SecretShown {
    let (client_id, secret) = (evil(), evil());
    SecretShown { frame, partner: evil(), client_id, secret, valid_until: when(), server: evil() }
}

fn item(frame: Frame) -> Item {
    Item {
        frame,
        kind: evil(),
        title: evil(),
        language: evil(),
        summary: Some(evil()),
        owner: Some(evil()),
        author: Some(evil()),
        state: Some("Draft: only its keepers see it."),
        waiting: vec![(evil(), "It waits for your word.")],
        published: Some(when()),
        changed: Some(when()),
        topics: vec![evil()],
        countries: vec![evil()],
        facts: vec![fact()],
        notice: Some(evil()),
        body_html: "<p>sanitised</p>".to_owned(),
    }
}

/// What people read of a page: its texts and the attributes that are read out, without what is code and without what
/// stands in a language of its own.
fn read_of(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    // Elements that are open, and whether what is in them counts.
    let mut open: Vec<(String, bool)> = vec![(String::new(), true)];
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap().to_owned();
        let counts = open.last().unwrap().1;
        if tag.starts_with('/') {
            while open.pop().unwrap().0 != name {}
        } else if !["meta", "link", "input", "img", "br", "hr", "!doctype"].contains(&name.as_str()) {
            let own_language = name != "html" && tag.contains(" lang=") && !tag.contains("lang=\"uk\"");
            let is_code = ["code", "kbd", "script"].contains(&name.as_str());
            open.push((name, counts && !is_code && !own_language));
        }
        for attribute in ["aria-label=", "alt=", "placeholder=", "title=", "data-"] {
            let begins = format!(" {attribute}");
            let read = tag.split(&begins).skip(1).filter(|_| !tag.starts_with("meta"));
            texts.extend(read.map(|rest| rest.split('"').nth(1).unwrap_or_default().to_owned()));
        }
        if open.last().unwrap().1 {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// What is called so in every language.
const NAMES: &[&str] = &[
    "Focalpoint",
    "OpenAPI",
    "API",
    "GraphQL",
    "REST",
    "JSON",
    "JavaScript",
    "GraphiQL",
    "RFC",
    "curl",
    "npm",
    "openapi.json",
    "application",
    "If-Match",
    "ETag",
    "Retry-After",
    "Allow",
    "Idempotency-Key",
    "schema.graphql",
    "via",
];

#[test]
fn every_page_is_whole_in_every_language() {
    // Whatever is put in is of no language here.
    let bare = |html: String| html.replace("&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#38;", "§");
    let mut found = Vec::new();
    for language in Language::all().filter(|language| *language != Language::ENGLISH) {
        for reader in [None, Some("§")] {
            let frame = || Frame::new("§", reader.map(str::to_owned), "token-of-csrf").told(language, "/x?a=b");
            for (name, html) in pages_with(&frame) {
                assert!(html.contains(&format!("<html lang=\"{}\">", language.tag())), "{name}");
                for text in read_of(&bare(html)) {
                    let rest = NAMES.iter().fold(text.clone(), |text, name| text.replace(name, ""));
                    // What stands between backticks is code, as in the advice on errors.
                    let rest: String = rest.split('`').step_by(2).collect();
                    let rest = rest.split('&').map(|part| part.split_once(';').map_or(part, |(_, after)| after));
                    let english = rest.collect::<String>();
                    let english = english.split(|c: char| !c.is_ascii_alphabetic()).find(|word| word.len() > 2);
                    found.extend(english.map(|_| format!("{}, {name}: {text}", language.tag())));
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_page_leads_to_itself_in_the_other_languages_but_the_one_that_is_shown_once() {
    let frame = || frame(None).told(Language::named("uk").unwrap(), "/sign-in?next=/start");
    for (name, html) in pages_with(&frame) {
        let link = "href=\"/sign-in?next=/start&#38;lang=en\" hreflang=\"en\" lang=\"en\">English</a>";
        assert_eq!(html.contains(link), name != "secret shown", "{name}");
    }
}

#[test]
fn every_page_escapes_what_it_is_given() {
    for (name, html) in pages(Some(EVIL)) {
        assert!(!html.contains("<script>"), "{name}");
        assert!(html.contains("&#60;script&#62;"), "{name}");
    }
}

#[test]
fn every_form_posts_with_the_csrf_token() {
    for (name, html) in pages(Some("Ada")).into_iter().chain(pages(None)) {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            // The plain playground's form is read by its script and goes nowhere.
            if form.starts_with(" id=\"ask\"") {
                continue;
            }
            assert!(form.starts_with(" method=\"post\" action=\"/"), "{name}: {form}");
            assert!(form.contains("name=\"csrf\" value=\"token-of-csrf\""), "{name}: {form}");
        }
    }
}

#[test]
fn no_page_asks_another_host_or_runs_an_inline_script() {
    for (name, html) in pages(Some("Ada")).into_iter().chain(pages(None)) {
        assert!(!html.contains("src=\"http") && !html.contains("href=\"http"), "{name}");
        assert!(!html.contains(" style=") && !html.contains("<style"), "{name}");
        assert!(!html.contains(" onclick=") && !html.contains("javascript:"), "{name}");
        for script in html.split("<script").skip(1) {
            assert!(script.starts_with(" defer src=\"/assets/"), "{name}: {script}");
        }
    }
}

#[test]
fn every_page_has_a_language_a_title_one_main_and_one_first_heading() {
    for (name, html) in pages(Some("Ada")).into_iter().chain(pages(None)) {
        assert!(html.contains("<html lang=\"en\">"), "{name}");
        assert!(html.contains("<title>"), "{name}");
        assert_eq!(html.matches("<main ").count(), 1, "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
    }
}

#[test]
fn the_secret_is_shown_only_after_the_post() {
    let offer = secret_offer(frame(None)).render().unwrap();
    assert!(!offer.contains("Client secret"));
    let mut shown = secret_shown(frame(None));
    shown.secret = "s3cr3t".to_owned();
    assert_eq!(shown.render().unwrap().matches("s3cr3t").count(), 1, "not in a command to copy");
}

#[test]
fn a_contact_links_only_by_mail_or_https() {
    let address = |text: &str| Contact { text: text.to_owned() }.address();
    assert_eq!(address("a@example.org").as_deref(), Some("mailto:a@example.org"));
    assert_eq!(address("https://example.org/x").as_deref(), Some("https://example.org/x"));
    assert_eq!(address("javascript:alert('@')"), None);
    assert_eq!(address("the duty officer"), None);
}

#[test]
fn a_page_goes_out_with_its_own_policy_and_is_never_stored() {
    let answer = respond(StatusCode::NOT_FOUND, &Message::not_found(frame(None)));
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let value = |name| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(value(header::CONTENT_SECURITY_POLICY), Message::POLICY.header());
    assert_eq!(value(header::CACHE_CONTROL), "no-store");
    assert_eq!(value(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
}
