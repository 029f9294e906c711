//! Letters: by SMTP, as files, or kept in memory for tests.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use lettre::message::header::ContentType;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

/// A letter in plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
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
    Memory(Arc<Mutex<Vec<Letter>>>),
}

impl Mailer {
    /// A mail server: `smtp://user:password@host:port` (STARTTLS where offered) or `smtps://…`.
    pub fn smtp(url: &str, from: &str) -> Result<Self, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "the SMTP address cannot be read; write smtp://user:password@host:port".to_owned())?
            .build();
        Ok(Self::Smtp { from: from.to_owned(), transport })
    }

    /// Kept in memory.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Sends a letter. The error names no address.
    pub async fn send(&self, letter: &Letter) -> Result<(), String> {
        match self {
            Self::Memory(letters) => {
                letters.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
                Ok(())
            }
            Self::Folder { from, folder } => {
                tokio::fs::create_dir_all(folder).await.map_err(|e| format!("cannot make the mail folder: {e}"))?;
                let transport = AsyncFileTransport::<Tokio1Executor>::new(folder);
                transport.send(message(from, letter)?).await.map_err(|_| "cannot write the letter".to_owned())?;
                Ok(())
            }
            Self::Smtp { from, transport } => {
                let sent = transport.send(message(from, letter)?).await;
                sent.map(|_| ()).map_err(|e| match e.is_permanent() {
                    true => "the mail server refused the letter".to_owned(),
                    false => "the mail server cannot be reached".to_owned(),
                })
            }
        }
    }

    /// The letters kept in memory, which are then forgotten.
    pub fn take(&self) -> Vec<Letter> {
        match self {
            Self::Memory(letters) => std::mem::take(&mut *letters.lock().unwrap_or_else(PoisonError::into_inner)),
            Self::Smtp { .. } | Self::Folder { .. } => Vec::new(),
        }
    }
}

/// Whether a text can be an address of a mailbox (RFC 5321).
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

fn message(from: &str, letter: &Letter) -> Result<Message, String> {
    Message::builder()
        .from(from.parse().map_err(|_| "the sender of mail is no address; check mail.from".to_owned())?)
        .to(letter.to.parse().map_err(|_| "the receiver is no address".to_owned())?)
        .subject(letter.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
        .map_err(|_| "the letter cannot be written".to_owned())
}
