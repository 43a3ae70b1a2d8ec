//! The checks of an audit: their codes, texts and findings.
//!
//! A finding states what was sent and what the string in force permits. It does not say whether
//! processing is allowed by law, whether a user agreed, or whether a vendor used what it was sent.

mod behaviour;
mod code;
mod consistency;
mod definition;
mod finding;
mod journey;
mod level;
mod map;
mod needs;
pub mod page;
mod registry;
mod transport;

pub use code::{CheckCode, CheckGroup, UnknownCheckCode};
pub use definition::Check;
pub use finding::{Defect, Detail, Finding, Findings, Sample, string_id};
pub use needs::{Need, Needs, Requirement};
pub use registry::{all, find};
