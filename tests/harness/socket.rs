//! A client of `/graphql/ws`, by the protocol `graphql-transport-ws`.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

/// A socket.
pub struct Socket(WebSocketStream<TcpStream>);

/// What came.
#[derive(Debug, PartialEq)]
pub enum Came {
    Said(Value),
    /// Code and reason.
    Closed(u16, String),
}

impl Socket {
    pub async fn open(url: &str) -> Self {
        let address = url.strip_prefix("http://").expect("an address");
        let mut request = format!("ws://{address}/graphql/ws").into_client_request().expect("a request");
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        let stream = TcpStream::connect(address).await.expect("a connection");
        let (socket, response) = client_async(request, stream).await.expect("a socket");
        assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-transport-ws");
        Self(socket)
    }

    /// Opens a socket for the bearer of a token.
    pub async fn of(url: &str, token: &str) -> Self {
        let mut socket = Self::open(url).await;
        socket.say(json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {token}")}})).await;
        assert_eq!(socket.hear().await, Came::Said(json!({"type": "connection_ack"})));
        socket
    }

    pub async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("sent");
    }

    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({"query": query, "variables": variables});
        self.say(json!({"type": "subscribe", "id": id, "payload": payload})).await;
    }

    /// What comes next, within twenty seconds.
    pub async fn hear(&mut self) -> Came {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.0.next()).await.expect("in time");
            match next {
                Some(Ok(Message::Text(text))) => return Came::Said(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Came::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Close(None))) | None => return Came::Closed(1006, String::new()),
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("{error}"),
            }
        }
    }

    /// The data of the next event of a subscription.
    pub async fn event(&mut self, id: &str) -> Value {
        match self.hear().await {
            Came::Said(message) if message["type"] == "next" && message["id"] == id => {
                message["payload"]["data"].clone()
            }
            other => panic!("no event: {other:?}"),
        }
    }

    /// Closes it, and waits until the server has closed it, too.
    pub async fn leave(mut self) {
        self.0.close(None).await.expect("closed");
        while let Ok(Some(Ok(_))) = tokio::time::timeout(Duration::from_secs(20), self.0.next()).await {}
    }

    /// How it closes; nothing else is said before.
    pub async fn closes(&mut self) -> (u16, String) {
        match self.hear().await {
            Came::Closed(code, reason) => (code, reason),
            Came::Said(message) => panic!("said {message}"),
        }
    }
}
