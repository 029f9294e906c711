//! An export while somebody reads it.

use std::sync::Arc;

use tokio::runtime::Handle;
use uuid::Uuid;

use super::store;
use crate::ctx::World;
use crate::error::Result;

/// An export that is read; noted as ended at its end, or when it is dropped before.
pub(super) struct UnderWay {
    pub id: Uuid,
    world: Arc<World>,
    ended: bool,
}

impl UnderWay {
    pub(super) fn new(world: &Arc<World>, id: Uuid) -> Self {
        Self { id, world: Arc::clone(world), ended: false }
    }

    /// It comes to its end: before the last line is sent, so that whoever begins another after it knows.
    pub(super) async fn end(&mut self) -> Result<()> {
        self.ended = true;
        store::end(&self.world, self.id).await
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let (world, id) = (Arc::clone(&self.world), self.id);
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Err(error) = store::end(&world, id).await {
                // Whoever goes on with it then has to name it, and nothing worse.
                tracing::warn!(cause = error.cause().unwrap_or(error.detail()), "an export was not noted as ended");
            }
        });
    }
}
