//! The server that is measured: a process of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::http::{Connection, Request};
use super::network::Network;

/// The build with the floor in it; SPEED_SERVER names one that is there already.
pub fn build() -> PathBuf {
    if let Some(binary) = std::env::var_os("SPEED_SERVER") {
        return PathBuf::from(binary);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--profile", "measured", "--package", "focalpoint_api", "--features", "floor"])
        .current_dir(&root)
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the server is built");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    target.join("measured").join("focalpoint")
}

/// A server that runs until it is dropped.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap_or_default();
        self.process.wait().map(|_| ()).unwrap_or_default();
    }
}

impl Server {
    pub fn start(binary: &Path, network: &Network) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.expect("a free port");
        let mut command = Command::new(binary);
        command.arg("serve").arg("--listen").arg(address.to_string());
        let process = network
            .place(&mut command)
            .env("FOCALPOINT_LOG_FILTER", "warn")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("a server");
        let server = Self { process, address };
        let began = Instant::now();
        while !server.is_ready() {
            assert!(began.elapsed() < Duration::from_secs(120), "the server does not get ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn is_ready(&self) -> bool {
        std::net::TcpStream::connect(self.address).is_ok()
            && Connection::to(self.address).send(&Request::get("/readyz", None)).0 == 200
    }

    /// Signs in a reader of the network; returns the token.
    pub fn sign_in(&self, network: &Network, reader: &str) -> String {
        let body = network.credentials(reader).to_string();
        let (status, body) = Connection::to(self.address).send(&Request::post("/v1/auth/sign-in", None, body));
        let session: serde_json::Value = serde_json::from_slice(&body).expect("a session");
        assert_eq!(status, 200, "{session:#}");
        session["accessToken"].as_str().expect("a token").to_owned()
    }

    /// Asks once, for what is needed of an answer.
    pub fn ask(&self, request: &Request) -> serde_json::Value {
        let (status, body) = Connection::to(self.address).send(request);
        assert_eq!(status, 200, "{}: {}", request.path, String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).expect("JSON")
    }
}
