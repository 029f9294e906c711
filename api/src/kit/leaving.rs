//! The server is told to stop: whoever waits for something answers now, so that nobody waits for them.

use tokio::sync::watch::Sender;

/// Whether the server is about to stop.
#[derive(Debug)]
pub struct Leaving(Sender<bool>);

impl Default for Leaving {
    fn default() -> Self {
        Self(Sender::new(false))
    }
}

impl Leaving {
    /// It is.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether it is.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is.
    pub async fn begun(&self) {
        let mut told = self.0.subscribe();
        // An error means that the world is gone, and with it whoever waits.
        if told.wait_for(|begun| *begun).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
