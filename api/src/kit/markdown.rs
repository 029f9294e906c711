//! Markdown as people write it, to HTML that is safe to show anywhere: CommonMark with tables, no
//! raw HTML, no images from elsewhere (they would tell a stranger who reads, and when).

use std::fmt;
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use serde::{Deserialize, Serialize};

/// Elements that Markdown makes.
const ELEMENTS: [&str; 23] = [
    "p",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "code",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
];

/// A text as it was written, with its HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    /// CommonMark with tables.
    pub markdown: String,
    /// The same as sanitised HTML.
    pub html: String,
}

/// Why a text is not rendered. Short Markdown can say long HTML: a row of a table has as many cells as
/// the table has columns, whether or not they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMuch {
    /// A table with too many columns.
    Columns,
    /// Too much HTML.
    Html,
}

/// Most columns of a table.
const COLUMNS: usize = 50;
/// Longest HTML, in bytes.
const HTML: usize = 400_000;
/// Most pieces of a text: each makes at least two bytes of HTML.
const PIECES: usize = HTML / 2;

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns => write!(f, "A table has at most {COLUMNS} columns."),
            Self::Html => write!(f, "This makes more than 400 kB of HTML; make it shorter, or several of it."),
        }
    }
}

/// The body of a text in CommonMark with tables, as sanitised HTML. Raw HTML is dropped and its
/// text kept; of an image the alternative text is kept; links bear
/// `rel="nofollow noopener noreferrer"` and lead to http, https, mailto or tel. It takes its time: verbs
/// render away from the threads that answer, and before they begin a unit.
pub fn rendered(markdown: String) -> Result<Rendered, TooMuch> {
    let events = without_raw_html(Parser::new_ext(&markdown, Options::ENABLE_TABLES))?;
    let mut bounded = Bounded(String::with_capacity(markdown.len() * 2));
    html::write_html_fmt(&mut bounded, events.into_iter()).map_err(|_| TooMuch::Html)?;
    // Links are longer when they are clean.
    let html = SANITISER.clean(&bounded.0).to_string();
    if html.len() > HTML { Err(TooMuch::Html) } else { Ok(Rendered { markdown, html }) }
}

/// HTML that ends where it grows too long.
struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        if self.0.len() > HTML { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Blocks within blocks: what is deeper is shown at this depth, since cleaning takes the square of it.
const DEPTH: usize = 50;

fn without_raw_html<'a>(events: impl Iterator<Item = Event<'a>>) -> Result<Vec<Event<'a>>, TooMuch> {
    let mut kept = Vec::new();
    let mut block: Option<String> = None;
    let mut depth = 0_usize;
    for event in events {
        let at = depth;
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        match event {
            Event::Start(Tag::Table(columns)) if columns.len() > COLUMNS => return Err(TooMuch::Columns),
            Event::Start(Tag::HtmlBlock) => block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let text = TEXT_ONLY.clean(&block.take().unwrap_or_default()).to_string();
                if !text.trim().is_empty() {
                    kept.push(Event::Html(format!("<p>{}</p>\n", text.trim()).into()));
                }
            }
            Event::Html(raw) => {
                if let Some(block) = &mut block {
                    block.push_str(&raw);
                }
            }
            // The text between two tags is an event of its own.
            Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(_) if at >= DEPTH => {}
            Event::End(_) if at > DEPTH => {}
            other => kept.push(other),
        }
        if kept.len() > PIECES {
            return Err(TooMuch::Html);
        }
    }
    Ok(kept)
}

/// Takes all elements away and keeps their text, but for scripts and styles.
static TEXT_ONLY: LazyLock<Builder<'static>> = LazyLock::new(Builder::empty);

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.into_iter().chain(["td"]).collect())
        .add_tag_attributes("a", ["href", "title"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("th", ["style"])
        .add_tag_attributes("td", ["style"])
        .url_schemes(SCHEMES.into_iter().collect())
        .link_rel(Some("nofollow noopener noreferrer"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            // What the renderer itself writes for a column's alignment and a code block's language.
            (_, "style") => {
                matches!(value, "text-align: left" | "text-align: center" | "text-align: right").then(|| value.into())
            }
            ("a", "href") => leads_somewhere_known(value).then(|| value.into()),
            ("code", "class") => is_language_class(value).then(|| value.into()),
            _ => Some(value.into()),
        });
    builder
});

/// Where links lead.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Whatever stands before a first colon is one of the schemes, also where browsers would take it
/// for the beginning of a path.
fn leads_somewhere_known(href: &str) -> bool {
    let beginning = href.split(['/', '?', '#']).next().unwrap_or_default();
    beginning.split_once(':').is_none_or(|(scheme, _)| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

fn is_language_class(value: &str) -> bool {
    value.strip_prefix("language-").is_some_and(|name| {
        name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-#_.".contains(&b))
    })
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot go on stops")]
mod tests {
    use super::{TooMuch, rendered};

    fn to_html(markdown: &str) -> String {
        rendered(markdown.to_owned()).expect("not too much").html
    }

    #[test]
    fn commonmark_and_tables_are_shown() {
        assert_eq!(
            to_html("# A\n\n*b* **c** `d`"),
            "<h1>A</h1>\n<p><em>b</em> <strong>c</strong> <code>d</code></p>\n"
        );
        let table = to_html("|a|b|\n|---|--:|\n|1|2|");
        assert!(table.contains("<table>") && table.contains("<td>1</td>"), "{table}");
        assert!(table.contains("<td style=\"text-align: right\">2</td>"), "{table}");
        assert_eq!(to_html("3. x\n4. y"), "<ol start=\"3\">\n<li>x</li>\n<li>y</li>\n</ol>\n");
        assert_eq!(to_html("```rust\na<b\n```"), "<pre><code class=\"language-rust\">a&lt;b\n</code></pre>\n");
        assert_eq!(to_html("Привіт"), "<p>Привіт</p>\n");
    }

    #[test]
    fn raw_html_is_dropped_and_its_text_kept() {
        assert_eq!(to_html("a <b>bold</b> word"), "<p>a bold word</p>\n");
        assert_eq!(to_html("<div>kept</div>"), "<p>kept</p>\n");
        assert_eq!(to_html("<script>alert(1)</script>"), "");
    }

    #[test]
    fn an_image_is_its_alternative_text() {
        assert_eq!(to_html("![a map](https://tracker.example/x.png)"), "<p>a map</p>\n");
        assert_eq!(to_html("![a *map*][m]\n\n[m]: //tracker.example/x.png"), "<p>a <em>map</em></p>\n");
    }

    #[test]
    fn links_give_nothing_away() {
        assert_eq!(
            to_html("[law](https://example.org/law \"Title\")"),
            "<p><a href=\"https://example.org/law\" title=\"Title\" rel=\"nofollow noopener noreferrer\">law</a></p>\n"
        );
        assert!(to_html("<https://example.org>").contains("rel=\"nofollow noopener noreferrer\""));
    }

    /// What attackers write: nothing of it may come out as an element, a handler or a scheme that runs.
    const CORPUS: &[&str] = &[
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "text <img src=x onerror=alert(1)> text",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<object data=javascript:alert(1)></object>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a onclick=alert(1)>x</a>",
        "<style>@import 'https://evil.example/x.css';</style>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<base href=https://evil.example/>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<form action=https://evil.example><input name=password></form>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<table><tr><td style=\"background:url(javascript:alert(1))\">x</td></tr></table>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x09;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\u{1}javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "[x](vbscript:msgbox(1))",
        "[x](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](javascript:alert(1))",
        "![x\" onerror=\"alert(1)](y)",
        "![](https://evil.example/pixel.gif)",
        "[![x](https://evil.example/pixel.gif)](https://example.org)",
        "[x](https://example.org \"\\\" onmouseover=\\\"alert(1)\")",
        "```\" onmouseover=\"alert(1)\nx\n```",
        "```x\"><script>alert(1)</script>\nx\n```",
        "`<script>alert(1)</script>`",
        "|<script>alert(1)</script>|\n|---|\n|<img src=x onerror=alert(1)>|",
        "<!-- --><script>alert(1)</script><!-- -->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php echo 1 ?><script>alert(1)</script>",
        "<details open ontoggle=alert(1)>x</details>",
        "<div\nonmouseover=alert(1)>x</div>",
        "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ];

    #[test]
    fn nothing_that_runs_or_calls_home_comes_out() {
        for markdown in CORPUS {
            let html = to_html(markdown);
            let mut rest = html.as_str();
            while let Some((_, tag)) = rest.split_once('<') {
                let (tag, after) = tag.split_once('>').expect("a whole tag");
                let name: String =
                    tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
                assert!(super::ELEMENTS.contains(&name.as_str()) || name == "td", "{markdown:?} → {html:?}");
                // Outside of attribute values nothing but names that are on the list.
                let bare: String = tag.split('"').step_by(2).collect();
                for attribute in bare.split_whitespace().skip(1) {
                    let known = ["href=", "title=", "rel=", "start=", "class=", "style="];
                    assert!(known.contains(&attribute), "{markdown:?} → {html:?}");
                }
                if let Some((_, href)) = tag.split_once("href=\"") {
                    let href = href.split('"').next().unwrap_or_default();
                    let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
                    let runs = scheme.is_some_and(|s| !["http", "https", "mailto", "tel"].contains(&s.as_str()));
                    assert!(!runs, "{markdown:?} → {html:?}");
                }
                rest = after;
            }
        }
    }

    #[test]
    fn what_is_long_or_deep_ends() {
        assert!(to_html(&"> ".repeat(5_000)).len() < 1_000_000);
        assert!(to_html(&"[".repeat(50_000)).len() >= 50_000);
        assert!(to_html(&"*a ".repeat(20_000)).len() >= 20_000);
    }

    #[test]
    fn short_markdown_does_not_say_long_html() {
        let table = |columns: usize, rows: usize| {
            format!("{}|\n{}|\n{}", "|a".repeat(columns), "|-".repeat(columns), "|b\n".repeat(rows))
        };
        assert_eq!(rendered(table(50, 10)).map(|text| text.html.contains("<td>b</td>")), Ok(true));
        assert_eq!(rendered(table(51, 1)), Err(TooMuch::Columns));
        assert_eq!(rendered(table(50, 5_000)), Err(TooMuch::Html));
        assert_eq!(rendered("*a* ".repeat(49_000)), Err(TooMuch::Html));
        assert!(rendered("A line of plain text.\n".repeat(9_000)).is_ok());
    }
}
