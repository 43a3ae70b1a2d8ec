//! Audits of events that come in any order, on several threads or in several processes.
//!
//! A [`StreamAuditor`] reads lines. It judges events that belong to no visit at once, and passes
//! those of visits on as a [`Batch`] of bytes. [`Groups`] collect batches by the key of the visit,
//! in bounded memory, and [`StreamAuditor::visits`] judges them once everything is read. A
//! [`Part`] is what one process found; it can be sent as bytes and merged.
//!
//! ```
//! use std::sync::Mutex;
//! use tcf_audit::audit::Setup;
//! use tcf_audit::event::VisitHasher;
//! use tcf_audit::read::EventFields;
//! use tcf_audit::stream::{Groups, Part, StreamAuditor};
//! use tcf_carrier::CarrierFormat;
//!
//! let setup = Setup::new(VisitHasher::new(1, 2));
//! let (settings, options, fields) = (setup.settings(), setup.options(), EventFields::new());
//! // Creates files if a log does not fit into memory.
//! let no_files = || Err(std::io::ErrorKind::Unsupported.into());
//! let groups = Mutex::new(Groups::new(Groups::LIMIT, no_files));
//! let group = |batch: &_| groups.lock().unwrap().add(batch);
//!
//! let mut auditor = StreamAuditor::new(&settings, &options, &fields, &group)?;
//! let line = br#"{"visit": "v1", "vendor": 76, "gdpr": 1, "tcString": ""}"#;
//! let read = auditor.lines("events.ndjson", CarrierFormat::Events, 1, line)?;
//! let mut visits = 0;
//! let grouped = std::mem::replace(&mut *groups.lock().unwrap(), Groups::new(0, no_files));
//! for part in grouped.into_parts() {
//!     visits += auditor.visits(part)?;
//! }
//! assert_eq!((read.entries, read.failed, visits), (1, 0, 1));
//!
//! let part = Part::new(auditor.finish(), [], visits);
//! let mut merged = Part::from_bytes(&part.to_bytes())?;
//! merged.merge(part);
//! assert_eq!(merged.state.counts().read, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod auditor;
mod choice;
mod file;
mod groups;
mod input;
mod marks;
mod part;
mod pieces;

use std::io;

pub use auditor::StreamAuditor;
pub use file::{FileError, FileOptions};
pub use groups::{Batch, CreateFile, Groups, Record, VisitPart};
pub use input::{Input, InputSummary};
pub use marks::{MarkError, MarkErrorKind, Marks};
pub use part::Part;
pub use pieces::{LinePiece, LinePieces};

/// Why events cannot be grouped by visit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// A temporary file could not be written.
    #[error("cannot write a temporary file")]
    Write(#[source] io::Error),
    /// A temporary file could not be read.
    #[error("cannot read a temporary file")]
    Read(#[source] io::Error),
    /// The events of a visit do not fit into memory.
    #[error("a temporary file is too large")]
    TooLarge,
    /// A temporary file, or bytes from another process, are not records of visits.
    #[error("a temporary file is damaged")]
    Damaged,
}
