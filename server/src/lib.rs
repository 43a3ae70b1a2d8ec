//! Decides events over HTTP: an example of enforcement as a service, for use beside an application.
//!
//! | Request | Response |
//! |---|---|
//! | `POST /decide` with an event as JSON | The decision record |
//! | `POST /decide` with `application/x-ndjson` | A line for each event, in order |
//! | `POST /reload` | Reloads the lists |
//! | `GET /metrics` | Counts and times as Prometheus text |
//! | `GET /health` | `ok` |
//!
//! [`Service::new`] takes the settings of the enforcer and the files of the lists; [`router`] gives
//! the routes, to which an application can add its own. They need tokio's multi-threaded runtime.

mod lists;
mod metrics;
mod recorder;
mod reload;
mod routes;
mod service;

pub use lists::{ListError, ListFiles};
pub use recorder::Recorder;
pub use reload::{ReloadError, watch};
pub use routes::{Limits, router};
pub use service::{Service, ServiceOptions};
