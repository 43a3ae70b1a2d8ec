//! The WebAssembly module behind the npm package and the page.
//!
//! Functions take and return texts, numbers, typed arrays and JSON texts; the package wraps them.
//! The JSON records are those of `docs/json.md`. Without the feature `records`, only the codec of
//! TC strings is built.

mod error;
#[cfg(feature = "records")]
mod glue;
mod handle;
#[cfg(feature = "records")]
pub mod records;

pub use error::Fault;
#[cfg(feature = "records")]
pub use glue::*;
pub use handle::{IdField, TcHandle, question};
