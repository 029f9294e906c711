//! What holds for every page: it escapes what it is given, its forms carry the CSRF token, and it
//! asks nothing of another host.

#![expect(clippy::unwrap_used, reason = "a page that cannot be rendered fails its test")]

use actix_web::http::{StatusCode, header};
use askama::Template;

use super::{
    BodyHeld, Contact, Fact, Frame, Holds, Invitation, Item, Landing, Link, Message, Page, Playground, Proposal,
    Reference, ResetRequest, ResetSet, RoleHeld, SecretOffer, SecretShown, SignIn, Start, When, respond,
};

const EVIL: &str = "<script>alert(1)</script>\"'&";

fn evil() -> String {
    EVIL.to_owned()
}

fn frame(reader: Option<&str>) -> Frame {
    Frame::new(EVIL, reader.map(str::to_owned), "token-of-csrf")
}

fn when() -> When {
    When { iso: evil(), text: evil() }
}

fn role() -> RoleHeld {
    RoleHeld {
        name: evil(),
        scope: evil(),
        field: Some(evil()),
        rank: Some(evil()),
        until: Some(evil()),
        idle: Some(evil()),
    }
}

/// Every page, filled with what a hostile hand would write, signed in or not.
fn pages(reader: Option<&str>) -> Vec<(&'static str, String)> {
    let frame = || frame(reader);
    let errors = || vec![evil(), evil()];
    let landing = |holds| Landing {
        frame: frame(),
        operator: Some(evil()),
        contact: Some(Contact { text: evil() }),
        holds,
        troubles: vec![evil()],
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
        ("proposal", proposal(frame()).render().unwrap()),
        ("message", Message::new(frame(), EVIL, EVIL).over(EVIL).request_id(EVIL).render().unwrap()),
        ("not found", Message::not_found(frame()).render().unwrap()),
        ("playground", Playground::new(frame()).render().unwrap()),
        ("plain playground", Playground::plain(frame()).render().unwrap()),
        ("reference", Reference { frame: frame() }.render().unwrap()),
    ]
}

fn proposal(frame: Frame) -> Proposal {
    Proposal {
        frame,
        id: evil(),
        what: evil(),
        title: evil(),
        language: evil(),
        state: evil(),
        facts: vec![fact()],
        audience: vec![evil()],
        item_id: evil(),
        body_html: String::new(),
        waits_for_me: true,
        comment: evil(),
        errors: vec![evil(), evil()],
    }
}

fn fact() -> Fact {
    Fact { name: "Acronym", value: evil() }
}

fn start(frame: Frame) -> Start {
    Start {
        frame,
        own_waiting: vec![evil()],
        waiting: vec![Link { href: evil(), text: evil() }],
        notice: Some(evil()),
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
        invited_by: evil(),
        message: Some(evil()),
        post_title: evil(),
        body: evil(),
        roles: vec![role()],
        waits_for: vec![evil()],
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
        state: Some(evil()),
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
