//! Loading the lists again, beside the requests.

use std::fmt::{self, Display};
use std::time::Duration;

use tokio::task::{JoinError, spawn_blocking};

use crate::lists::ListError;
use crate::service::Service;

/// Why the lists in use stay.
#[derive(Debug)]
pub enum ReloadError {
    /// A list cannot be loaded.
    List(ListError),
    /// The task was canceled, or panicked.
    Task(JoinError),
}

impl Display for ReloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(error) => error.fmt(f),
            Self::Task(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReloadError {}

impl Service {
    /// [Reloads](Self::reload) the lists on a thread that may block, and prints the result to
    /// stderr. Returns the number of replacements.
    pub async fn reload_in_background(&self) -> Result<u64, ReloadError> {
        let service = self.clone();
        let reloaded = match spawn_blocking(move || service.reload()).await {
            Ok(reloaded) => reloaded.map_err(ReloadError::List),
            Err(error) => Err(ReloadError::Task(error)),
        };
        match &reloaded {
            Ok(revision) => eprintln!("lists replaced (revision {revision})"),
            Err(error) => eprintln!("cannot reload the lists: {error}"),
        }
        reloaded
    }
}

/// Reloads the lists whenever the size or the time of one of their files changes. Runs until it is
/// dropped. Failures are printed to stderr; the lists in use stay, and the next change is tried.
pub async fn watch(service: Service, interval: Duration) {
    loop {
        tokio::time::sleep(interval).await;
        let looking = service.clone();
        // If the task panicked, nothing is known to have changed.
        if spawn_blocking(move || looking.has_changed_files()).await.unwrap_or(false) {
            // The result is printed.
            let _ = service.reload_in_background().await;
        }
    }
}
