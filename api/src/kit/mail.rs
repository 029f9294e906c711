//! Letters: by SMTP, as files, or kept in memory for tests.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long the mail server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A letter in plain text. It may hold a one-time link and an address, so `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// The language of both, a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(letter)")
    }
}

/// Why a letter did not go out. The text names no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// There is no such mailbox, or it takes no mail: trying again is of no use.
    #[error("there is no such mailbox, or it takes no mail")]
    NoSuchMailbox,
    /// The server answered, and would not take this letter now.
    #[error("the mail server would not take the letter")]
    Refused,
    /// Nothing can go out now.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// It cannot be written down.
    #[error("the letter cannot be written: {0}")]
    Unwritable(&'static str),
}

/// Where letters go.
#[derive(Clone)]
pub enum Mailer {
    /// A mail server.
    Smtp {
        /// Sender.
        from: String,
        /// The server.
        transport: AsyncSmtpTransport<Tokio1Executor>,
    },
    /// `.eml` files (RFC 5322) in a folder.
    Folder {
        /// Sender.
        from: String,
        /// The folder; made when the first letter comes.
        folder: PathBuf,
    },
    /// Memory, for tests.
    Memory(Arc<Mutex<Kept>>),
}

/// Letters that were sent to nobody, for tests.
#[derive(Debug, Default)]
pub struct Kept {
    letters: Vec<Letter>,
    taken: usize,
}

impl Mailer {
    /// A mail server: `smtp://user:password@host:port` or `smtps://…`. Over `smtp://` a password goes
    /// out only once TLS stands (STARTTLS), and without a password TLS is taken where it is offered;
    /// `?tls=none|opportunistic|required` says otherwise, and a server on this host needs none. Beside
    /// the authorities that everybody trusts, those in `authorities` (PEM) are trusted.
    pub fn smtp(url: &str, from: &str, authorities: Option<&[u8]>) -> Result<Self, String> {
        let unreadable = || {
            "mail.smtp_url cannot be read; write smtp://user:password@host:port (percent-encoded) or smtps://…"
                .to_owned()
        };
        from.parse::<lettre::message::Mailbox>()
            .map_err(|_| format!("mail.from: `{from}` is no address; write `Name <mailbox@example.org>`"))?;
        let url = with_tls(url).ok_or_else(unreadable)?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|_| unreadable())?;
        if let Some(pem) = authorities {
            builder = builder.tls(trusting(&url, pem)?);
        }
        Ok(Self::Smtp { from: from.to_owned(), transport: builder.timeout(Some(PATIENCE)).build() })
    }

    /// Kept in memory.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Sends a letter. `id` names it for good: if it should ever come twice, mail programs know it again.
    pub async fn send(&self, id: Uuid, letter: &Letter) -> Result<(), NotSent> {
        match self {
            Self::Memory(letters) => {
                letters.lock().unwrap_or_else(PoisonError::into_inner).letters.push(letter.clone());
                Ok(())
            }
            Self::Folder { from, folder } => {
                let message = message(from, id, letter)?;
                private_folder(folder).await.map_err(|_| NotSent::Unwritable("the mail folder cannot be made"))?;
                let written = AsyncFileTransport::<Tokio1Executor>::new(folder).send(message).await;
                written.map(|_| ()).map_err(|_| NotSent::Unwritable("the mail folder takes no files"))
            }
            Self::Smtp { from, transport } => {
                let sent = transport.send(message(from, id, letter)?).await;
                sent.map(|_| ()).map_err(|error| not_sent(&error))
            }
        }
    }

    /// The letters kept in memory that were not taken before.
    pub fn take(&self) -> Vec<Letter> {
        match self {
            Self::Memory(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                let new = kept.letters.iter().skip(kept.taken).cloned().collect();
                kept.taken = kept.letters.len();
                new
            }
            Self::Smtp { .. } | Self::Folder { .. } => Vec::new(),
        }
    }

    /// All letters that were ever kept in memory, oldest first.
    pub fn ever(&self) -> Vec<Letter> {
        match self {
            Self::Memory(kept) => kept.lock().unwrap_or_else(PoisonError::into_inner).letters.clone(),
            Self::Smtp { .. } | Self::Folder { .. } => Vec::new(),
        }
    }
}

/// Whether a text can be an address of a mailbox (RFC 5321).
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

/// Whether a text can be a sender: an address, or a name with one.
pub fn is_mailbox(text: &str) -> bool {
    text.parse::<lettre::message::Mailbox>().is_ok()
}

/// By the server's answer (RFC 5321 §4.2.3). Other permanent refusals, a wrong password say, are the
/// operator's to mend, and the letters wait for it.
fn not_sent(error: &lettre::transport::smtp::Error) -> NotSent {
    match error.status().map(u16::from) {
        Some(550 | 551 | 553) => NotSent::NoSuchMailbox,
        Some(_) => NotSent::Refused,
        None => NotSent::Unreachable,
    }
}

/// The address with what it says of TLS; lettre itself would speak in the clear over `smtp://`.
fn with_tls(url: &str) -> Option<String> {
    let rest = url.strip_prefix("smtp://");
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let said = query.split('&').find_map(|pair| pair.strip_prefix("tls="));
    match (rest, said) {
        (None, _) => url.starts_with("smtps://").then(|| url.to_owned()),
        (Some(_), Some("none")) => Some(address.to_owned()),
        (Some(_), Some(_)) => Some(url.to_owned()),
        (Some(rest), None) => {
            let (credentials, host) = rest.rsplit_once('@').map_or((None, rest), |(c, host)| (Some(c), host));
            let name = host_of(host);
            match (["localhost", "127.0.0.1", "[::1]"].contains(&name), credentials.is_some()) {
                (true, _) => Some(url.to_owned()),
                (false, true) => Some(format!("{address}?tls=required")),
                (false, false) => Some(format!("{address}?tls=opportunistic")),
            }
        }
    }
}

/// The name in `host:port/…`.
fn host_of(authority: &str) -> &str {
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        // The colons of an IPv6 address stand in brackets.
        Some((name, port)) if !port.ends_with(']') => name,
        _ => authority,
    }
}

/// TLS as the finished address says, with authorities of one's own: closed networks have them.
fn trusting(url: &str, pem: &[u8]) -> Result<Tls, String> {
    let wrong = |_| "mail.ca_file holds no certificates in PEM".to_owned();
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let host = host_of(rest.rsplit_once('@').map_or(rest, |(_, host)| host)).trim_matches(['[', ']']);
    let authority = Certificate::from_pem(pem).map_err(wrong)?;
    let parameters = TlsParameters::builder(host.to_owned()).add_root_certificate(authority).build_rustls();
    let parameters = parameters.map_err(wrong)?;
    Ok(match (scheme, url.rsplit_once("tls=").map_or("", |(_, mode)| mode)) {
        ("smtps", _) => Tls::Wrapper(parameters),
        (_, "required") => Tls::Required(parameters),
        (_, "opportunistic") => Tls::Opportunistic(parameters),
        _ => Tls::None,
    })
}

/// Letters hold one-time links: the folder is for its owner alone.
async fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = tokio::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder).await
}

/// `Auto-Submitted` (RFC 3834): absence notes do not answer.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// `Content-Language` (RFC 3282).
#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

fn message(from: &str, id: Uuid, letter: &Letter) -> Result<Message, NotSent> {
    let from: lettre::message::Mailbox =
        from.parse().map_err(|_| NotSent::Unwritable("the sender is no address; check mail.from"))?;
    let name = format!("<{id}@{}>", from.email.domain());
    let builder = match &letter.language {
        Some(language) => Message::builder().header(ContentLanguage(language.clone())),
        None => Message::builder(),
    };
    builder
        .from(from)
        .to(letter.to.parse().map_err(|_| NotSent::NoSuchMailbox)?)
        .subject(letter.subject.clone())
        .message_id(Some(name))
        .header(ContentType::TEXT_PLAIN)
        .header(AutoSubmitted)
        .body(letter.text.clone())
        .map_err(|_| NotSent::Unwritable("its text or its subject"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_sent_in_the_clear_to_another_host() {
        let with = |url: &str| with_tls(url).unwrap_or_default();
        assert_eq!(with("smtp://u:p@mail.example:587"), "smtp://u:p@mail.example:587?tls=required");
        assert_eq!(with("smtp://mail.example:25"), "smtp://mail.example:25?tls=opportunistic");
        assert_eq!(with("smtp://u:p@127.0.0.1:2525"), "smtp://u:p@127.0.0.1:2525");
        assert_eq!(with("smtp://u:p@mail.example:25?tls=none"), "smtp://u:p@mail.example:25");
        assert_eq!(with("smtp://u:p@mail.example?tls=opportunistic"), "smtp://u:p@mail.example?tls=opportunistic");
        assert_eq!(with("smtps://u:p@mail.example"), "smtps://u:p@mail.example");
        assert_eq!(with_tls("http://mail.example"), None);
        assert!(Mailer::smtp("smtp://u:p@mail.example:587", "Focalpoint <a@b.example>", None).is_ok());
        assert!(Mailer::smtp("smtp://", "a@b.example", None).is_err());
        let wrong = Mailer::smtp("smtp://u:hush@mail example", "a@b.example", None).err().unwrap_or_default();
        assert!(!wrong.is_empty() && !wrong.contains("hush"), "{wrong}");
    }

    #[test]
    fn a_letter_has_a_name_for_good_and_says_that_a_machine_wrote_it() {
        let letter = Letter {
            to: "a@b.example".into(),
            subject: "Привіт\nBcc: x@y.example".into(),
            text: "Добрий день\n".into(),
            language: Some("uk".into()),
        };
        let text = message("Focalpoint <f@c.example>", Uuid::nil(), &letter).map(|m| m.formatted()).unwrap_or_default();
        let text = String::from_utf8(text).unwrap_or_default();
        assert!(text.contains("Message-ID: <00000000-0000-0000-0000-000000000000@c.example>"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
        assert!(text.contains("Content-Language: uk"), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
        assert_eq!(format!("{letter:?}"), "(letter)");
    }
}
