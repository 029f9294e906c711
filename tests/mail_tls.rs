//! Letters over TLS, against a mail server with a certificate of a closed network's own authority:
//! the password and the letter go out once TLS stands, and to nobody else.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use focalpoint_api::kit::mail::{Letter, Mailer, NotSent};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use uuid::Uuid;

/// What the server does about TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offers {
    StartTls,
    TlsAtOnce,
    Nothing,
}

/// A mail server; what it heard, each line with whether it came in the clear.
struct Server {
    port: u16,
    authority: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// With a certificate for a name.
    fn start(name: &str, offers: Offers) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a configuration");
        let (config, heard) = (Arc::new(config), Arc::<Mutex<Vec<String>>>::default());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let kept = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, kept) = (Arc::clone(&config), Arc::clone(&kept));
                std::thread::spawn(move || serve(stream, config, &kept, offers));
            }
        });
        Self { port, authority: made.cert.pem(), heard }
    }

    async fn send(&self, url: &str, trusted: bool) -> Result<(), NotSent> {
        let authority = trusted.then_some(self.authority.as_bytes());
        let url = url.replace("PORT", &self.port.to_string());
        let mailer = Mailer::smtp(&url, "Focalpoint <f@c.example>", authority).expect("a mailer");
        let letter =
            Letter { to: "ana@b.example".into(), subject: "A link".into(), text: "A secret\n".into(), language: None };
        mailer.send(Uuid::from_u128(7), &letter).await
    }

    /// The words heard, in the clear and under TLS.
    fn heard(&self) -> (Vec<String>, Vec<String>) {
        let lines = std::mem::take(&mut *self.heard.lock().expect("lines"));
        let (clear, secret): (Vec<String>, Vec<String>) =
            lines.into_iter().partition(|line| line.starts_with("clear "));
        let word = |line: String| line.split([' ', ':']).nth(1).unwrap_or_default().to_uppercase();
        (clear.into_iter().map(word).collect(), secret.into_iter().map(word).collect())
    }
}

fn serve(stream: TcpStream, config: Arc<ServerConfig>, heard: &Mutex<Vec<String>>, offers: Offers) {
    let secure = |stream| StreamOwned::new(ServerConnection::new(config).expect("a connection"), stream);
    if offers == Offers::TlsAtOnce {
        let mut stream = secure(stream);
        greet(&mut stream);
        talk(&mut stream, "secret", false, heard);
        return;
    }
    let mut stream = stream;
    greet(&mut stream);
    if talk(&mut stream, "clear", offers == Offers::StartTls, heard) {
        talk(&mut secure(stream), "secret", false, heard);
    }
}

fn greet(stream: &mut impl Write) {
    stream.write_all(b"220 sink\r\n").unwrap_or_default();
}

/// Speaks SMTP until the client leaves; true where TLS is to begin.
fn talk(stream: &mut (impl Read + Write), how: &str, offers_tls: bool, heard: &Mutex<Vec<String>>) -> bool {
    let mut in_letter = false;
    while let Some(line) = line(stream) {
        heard.lock().expect("lines").push(format!("{how} {line}"));
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            _ if in_letter && line != "." => continue,
            "EHLO" if offers_tls => "250-sink\r\n250-AUTH PLAIN\r\n250 STARTTLS",
            "EHLO" => "250-sink\r\n250 AUTH PLAIN",
            "STARTTLS" => "220 go on",
            "AUTH" => "235 welcome",
            "DATA" => "354 go on",
            _ => "250 fine",
        };
        in_letter = word == "DATA";
        if stream.write_all(format!("{answer}\r\n").as_bytes()).and_then(|()| stream.flush()).is_err() {
            return false;
        }
        if word == "STARTTLS" {
            return true;
        }
    }
    false
}

/// A line; byte by byte, since what follows STARTTLS belongs to TLS.
fn line(stream: &mut impl Read) -> Option<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    loop {
        match stream.read(&mut byte) {
            Ok(1) if byte == *b"\n" => return Some(String::from_utf8_lossy(&line).trim_end().to_owned()),
            Ok(1) => line.push(byte[0]),
            _ => return None,
        }
    }
}

fn run(test: impl AsyncFnOnce()) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(test());
}

#[test]
fn over_starttls_everything_but_the_greeting_is_secret() {
    run(async || {
        let server = Server::start("localhost", Offers::StartTls);
        assert_eq!(server.send("smtp://u:p@localhost:PORT?tls=required", true).await, Ok(()));
        let (clear, secret) = server.heard();
        assert_eq!(clear, ["EHLO", "STARTTLS"]);
        assert_eq!(secret[..5], ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"].map(str::to_owned));
        assert!(secret.contains(&"SUBJECT".to_owned()), "{secret:?}");
        // Taken where it is offered, also without being demanded.
        assert_eq!(server.send("smtp://localhost:PORT?tls=opportunistic", true).await, Ok(()));
        assert_eq!(server.heard().0, ["EHLO", "STARTTLS"]);
    });
}

#[test]
fn over_smtps_nothing_is_in_the_clear() {
    run(async || {
        let server = Server::start("localhost", Offers::TlsAtOnce);
        assert_eq!(server.send("smtps://u:p@localhost:PORT", true).await, Ok(()));
        let (clear, secret) = server.heard();
        assert_eq!((clear.len(), secret.contains(&"AUTH".to_owned())), (0, true), "{secret:?}");
    });
}

#[test]
fn a_certificate_that_is_not_trusted_or_bears_another_name_gets_neither_password_nor_letter() {
    run(async || {
        let server = Server::start("localhost", Offers::StartTls);
        assert_eq!(server.send("smtp://u:p@localhost:PORT?tls=required", false).await, Err(NotSent::Unreachable));
        assert_eq!(server.heard(), (vec!["EHLO".to_owned(), "STARTTLS".to_owned()], vec![]));
        let other = Server::start("mail.example", Offers::StartTls);
        assert_eq!(other.send("smtp://u:p@localhost:PORT?tls=required", true).await, Err(NotSent::Unreachable));
        assert_eq!(other.heard(), (vec!["EHLO".to_owned(), "STARTTLS".to_owned()], vec![]));
    });
}

#[test]
fn where_tls_is_demanded_and_not_offered_neither_password_nor_letter_goes_out() {
    run(async || {
        let server = Server::start("localhost", Offers::Nothing);
        let sent = server.send("smtp://u:p@localhost:PORT?tls=required", true).await;
        assert_ne!(sent, Ok(()));
        let (clear, secret) = server.heard();
        assert!(!clear.iter().any(|word| matches!(word.as_str(), "AUTH" | "MAIL" | "DATA")), "{clear:?}");
        assert!(secret.is_empty());
    });
}
