//! A small client: one connection, one request after the other, and how long each took. It reads no
//! more of an answer than it must, so that what is measured is the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// A request that is sent again and again.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub token: Option<String>,
    pub body: Option<String>,
}

impl Request {
    pub fn get(path: &str, token: Option<&str>) -> Self {
        Self { method: "GET", path: path.to_owned(), token: token.map(str::to_owned), body: None }
    }

    pub fn post(path: &str, token: Option<&str>, body: String) -> Self {
        Self { method: "POST", body: Some(body), ..Self::get(path, token) }
    }

    fn text(&self) -> String {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: bench\r\n", self.method, self.path);
        if let Some(token) = &self.token {
            text.push_str(&format!("authorization: Bearer {token}\r\n"));
        }
        let body = self.body.as_deref().unwrap_or_default();
        if self.body.is_some() {
            text.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
        }
        text + "\r\n" + body
    }
}

/// A connection that is kept.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    pub fn to(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
        Self(BufReader::with_capacity(256 * 1024, stream))
    }

    /// Sends a request and reads the whole answer: its status and body.
    pub fn send(&mut self, request: &Request) -> (u16, Vec<u8>) {
        self.0.get_mut().write_all(request.text().as_bytes()).expect("sending");
        let mut line = String::new();
        self.0.read_line(&mut line).expect("an answer");
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let (mut length, mut chunked) = (0_usize, false);
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("a header");
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').expect("a header");
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().expect("a length"),
                "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if !chunked {
            body.resize(length, 0);
            self.0.read_exact(&mut body).expect("a body");
            return (status, body);
        }
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("a chunk");
            let length = usize::from_str_radix(line.trim(), 16).expect("its length");
            let begin = body.len();
            body.resize(begin + length + 2, 0);
            self.0.read_exact(&mut body[begin..]).expect("a chunk");
            body.truncate(begin + length);
            if length == 0 {
                return (status, body);
            }
        }
    }
}

/// What a loop came to.
#[derive(Clone, Debug, Default)]
pub struct Loop {
    /// How long each answer took, in microseconds, sorted.
    pub micros: Vec<u64>,
    /// How long it ran.
    pub seconds: f64,
}

impl Loop {
    pub fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.seconds.max(0.001)
    }

    /// The share of the answers that were at least so fast, in microseconds.
    pub fn quantile(&self, of_thousand: usize) -> f64 {
        let at = (self.micros.len() * of_thousand / 1_000).min(self.micros.len().saturating_sub(1));
        self.micros.get(at).copied().unwrap_or_default() as f64
    }
}

/// Sends requests for a while over several connections, each the next one when the answer is there.
/// `next` gives the request of a connection by its number and count.
pub fn closed_loop(
    server: SocketAddr,
    connections: usize,
    window: Duration,
    next: &(dyn Fn(usize, usize) -> Request + Sync),
) -> Loop {
    let began = Instant::now();
    let mut micros: Vec<u64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|number| {
                scope.spawn(move || {
                    let mut connection = Connection::to(server);
                    let mut micros = Vec::new();
                    while began.elapsed() < window {
                        let request = next(number, micros.len());
                        let sent = Instant::now();
                        let (status, body) = connection.send(&request);
                        micros.push(u64::try_from(sent.elapsed().as_micros()).expect("a short time"));
                        let told = || String::from_utf8_lossy(&body).into_owned();
                        assert!(
                            (200..300).contains(&status),
                            "{} {}: {status} {}",
                            request.method,
                            request.path,
                            told()
                        );
                    }
                    micros
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a connection")).collect()
    });
    micros.sort_unstable();
    Loop { micros, seconds: began.elapsed().as_secs_f64() }
}
