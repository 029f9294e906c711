//! `/i/{id}`: one item, as whoever reads the page sees it; and the end of links that lead nowhere.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use entity::vocabulary::{ItemKind, Role};
use uuid::Uuid;

use super::browser::Browser;
use super::graphql::node::node_of;
use super::pages::{Fact, Item, Message, When, encoded};
use crate::ctx::{Ctx, NOTICE};
use crate::error::Result;
use crate::exchange::items::proposals::{self, Proposal};
use crate::exchange::items::{AnyItem, who_sees};
use crate::exchange::updates::Update;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::network::experts::Expert;
use crate::network::facts::view::{LanguageText, Provenance};
use crate::network::organisations::Organisation;
use crate::network::{competences, countries};
use crate::texts::Language;

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(item).service(unsubscribe);
}

#[get("/i/{id}")]
async fn item(browser: Browser, id: Path<String>) -> HttpResponse {
    match page(&browser, &id).await {
        Ok(Some(page)) => browser.page(StatusCode::OK, &page),
        Ok(None) => {
            let page = Message::not_found(browser.frame());
            // Whoever is signed out may see it after signing in; this betrays nothing.
            let next = format!("/sign-in?next=/i/{}", encoded(&id));
            let page = if browser.reader.is_none() { page.link(next, "Sign in") } else { page };
            browser.page(StatusCode::NOT_FOUND, &page)
        }
        Err(error) => browser.trouble(&error),
    }
}

/// Letters of this server are about the reader's own account, rights and what waits for their word;
/// none of them is a subscription yet, so every such link leads to its end.
#[get("/unsubscribe/{token}")]
async fn unsubscribe(browser: Browser) -> HttpResponse {
    let page = Message::new(
        browser.frame(),
        "There is nothing to unsubscribe from",
        "This server writes only about your own account and rights, and about what waits for your word. If a letter was meant for somebody else, tell whoever runs this server.",
    );
    browser.page(StatusCode::GONE, &page.link("/", "To the landing page"))
}

async fn page(browser: &Browser, id: &str) -> Result<Option<Item>> {
    let Ok(id) = Uuid::parse_str(id) else { return Ok(None) };
    let ctx = browser.reader.as_ref().map_or(&browser.ctx, |reader| &reader.ctx);
    let Some(node) = node_of(ctx, id).await? else { return Ok(None) };
    let (language, notice) = (browser.language(), ctx.world.setting(NOTICE).await?);
    let from = |provenance: &Option<Provenance>| match provenance.as_ref().and_then(|from| from.source.as_deref()) {
        Some(source) => {
            let told = |notice: &String| {
                language.filled("{0} Sources: {1}.", &[language.told(notice), &source.replace('|', ", ")])
            };
            notice.as_ref().map(told)
        }
        None => None,
    };
    let plain = |kind: ItemKind, title: String| empty(browser, language.name(kind), title);
    Ok(Some(match node {
        AnyItem::Update(update) => written(browser, ctx, update).await?,
        AnyItem::Country(country) => {
            let facts = [
                Fact::of("Code", Some(country.code)),
                Fact::of("Official name", Some(country.official_name)),
                Fact::of("Also", Some(names(&country.name, &country.native_names))),
                Fact::of("Part in the process", country.part.map(|part| language.name(part))),
                Fact::of("Note", country.note),
            ];
            Item { notice: from(&country.provenance), ..with(plain(ItemKind::Country, country.name), facts) }
        }
        AnyItem::Organisation(body) => {
            let page = plain(ItemKind::Organisation, body.name.clone());
            let fields = competences::labels_of(ctx, &body.competences).await?;
            Item { notice: from(&body.provenance), ..with(page, of_body(language, body, &fields)) }
        }
        AnyItem::Group(group) => {
            let facts = [
                Fact::of("Code", group.code),
                Fact::of("Also", Some(names(&group.name, &group.native_names))),
                Fact::of("What it is for", group.description),
                Fact::of("Since", group.valid_from.map(day)),
                Fact::of("Until", group.valid_to.map(day)),
            ];
            Item {
                notice: from(&group.provenance),
                ..with(empty(browser, language.name(group.kind), group.name), facts)
            }
        }
        AnyItem::Competence(field) => {
            let facts = [
                Fact::of("Code", Some(field.code)),
                Fact::of("Broader field", field.parent_code),
                Fact::of("Also", Some(names(&field.label, &field.labels))),
            ];
            let page = with(plain(ItemKind::Competence, field.label), facts);
            Item { notice: from(&field.provenance), summary: field.definition, ..page }
        }
        AnyItem::Expert(expert) => {
            let fields = competences::labels_of(ctx, &expert.fields).await?;
            with(plain(ItemKind::Expert, expert.name.clone()), of_expert(language, expert, &fields))
        }
        AnyItem::Appointment(held) => {
            let title = language.filled("{0} for {1}", &[language.name(held.rank), &held.country_code]);
            let field = competences::labels_of(ctx, std::slice::from_ref(&held.competence)).await?.pop();
            let field = field.unwrap_or_else(|| language.told("All of them").to_owned());
            let facts = [
                Fact::of("Policy field", Some(field)),
                Fact::of("Organisation", held.organisation.map(|body| body.name)),
                Fact::of("Telephone", held.office.telephone),
                Fact::of("Mailbox", held.office.email),
                Fact::of("Expert", held.expert.map(|expert| expert.name)),
                Fact::of("Since", Some(day(held.valid_from))),
                Fact::of("Until", held.valid_to.map(day)),
            ];
            with(empty(browser, language.name(Role::FocalPoint), title), facts)
        }
        AnyItem::Membership(held) => {
            let title = held.member.name.or(held.member.code).unwrap_or_default();
            let facts = [
                Fact::of("Since", held.valid_from.map(day)),
                Fact::of("Until", held.valid_to.map(day)),
                Fact::of("Source", held.source),
            ];
            with(plain(ItemKind::Membership, title), facts)
        }
        AnyItem::ContactCard(card) => {
            let facts = [Fact::of("Telephone", card.telephone), Fact::of("Address", card.email)];
            with(plain(ItemKind::ContactCard, language.told("Private contact").to_owned()), facts)
        }
    }))
}

fn empty(browser: &Browser, kind: &str, title: String) -> Item {
    Item {
        frame: browser.frame(),
        kind: kind.to_owned(),
        title,
        language: String::new(),
        summary: None,
        owner: None,
        author: None,
        state: None,
        waiting: Vec::new(),
        published: None,
        changed: None,
        topics: Vec::new(),
        countries: Vec::new(),
        facts: Vec::new(),
        notice: None,
        body_html: String::new(),
    }
}

fn with<const N: usize>(page: Item, facts: [Option<Fact>; N]) -> Item {
    Item { facts: facts.into_iter().flatten().collect(), ..page }
}

async fn written(browser: &Browser, ctx: &Ctx, update: Update) -> Result<Item> {
    let topics = competences::of_codes(ctx, &update.topics, "/topics").await?;
    let concerned = countries::of_codes(ctx, &update.country_codes, "/countryCodes").await?;
    let when = |at: Timestamp| When { iso: at.to_string(), text: ctx.world.zone.day_of(at).to_string() };
    let waiting = proposals::waiting_about(ctx, update.id).await?;
    let said = |proposal: Proposal| (proposal.id.to_string(), proposal.said_beside_its_item());
    let (state, changed_at) = (who_sees(update.state), update.changed_since());
    Ok(Item {
        language: update.language.unwrap_or_default(),
        summary: update.summary,
        owner: update.owner.name.or(update.owner.code),
        author: update.author.and_then(|author| author.name),
        state,
        waiting: waiting.into_iter().map(said).collect(),
        published: update.published_at.map(when),
        changed: changed_at.map(when),
        topics: competences::of_ids(ctx, &topics).await?.into_iter().map(|field| field.label).collect(),
        countries: countries::of_ids(ctx, &concerned).await?.into_iter().map(|country| country.name).collect(),
        body_html: update.body_html,
        ..empty(browser, browser.language().name(ItemKind::Update), update.title)
    })
}

fn of_body(language: Language, body: Organisation, fields: &[String]) -> [Option<Fact>; 12] {
    [
        Fact::of("Type", Some(language.name(body.r#type))),
        Fact::of("Code", Some(body.code)),
        Fact::of("Country", body.country_code),
        Fact::of("Also", Some(names(&body.name, &body.native_names))),
        Fact::of("Acronym", body.acronym),
        Fact::of("Seat", body.city),
        Fact::of("Telephone", body.telephone),
        Fact::of("Mailbox", body.email),
        Fact::of("Policy fields", Some(fields.join(", "))),
        Fact::of("Since", body.valid_from.map(day)),
        Fact::of("Until", body.valid_to.map(day)),
        Fact::of("Note", body.note),
    ]
}

fn of_expert(language: Language, expert: Expert, fields: &[String]) -> [Option<Fact>; 7] {
    let post = expert.post.as_ref();
    let body = post.and_then(|post| post.organisation.as_ref());
    [
        Fact::of("Also", Some(names(&expert.name, &expert.native_names))),
        Fact::of("Post", Some(post.map_or_else(|| language.told("None runs"), |post| post.title.as_str()))),
        Fact::of("Organisation", body.map(|body| body.name.as_str())),
        Fact::of("Telephone", post.and_then(|post| post.office_telephone.as_deref())),
        Fact::of("Mailbox", post.and_then(|post| post.office_email.as_deref())),
        Fact::of("Languages", Some(expert.languages.join(", "))),
        Fact::of("Policy fields", Some(fields.join(", "))),
    ]
}

/// Names other than the one that stands above.
fn names(shown: &str, names: &[LanguageText]) -> String {
    let others = names.iter().map(|name| name.name.as_str()).filter(|name| *name != shown);
    others.collect::<Vec<_>>().join(" · ")
}

fn day(date: PartialDate) -> String {
    date.to_string()
}
