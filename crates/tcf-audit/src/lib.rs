//! Check recorded calls and storage against the consent string in force.
//!
//! * [`audit`](mod@audit): events to findings and metrics
//! * [`check`]: the checks, with codes, texts and findings
//! * [`context`]: what is known of all events of a stream
//! * [`digest`]: SHA-256, in hexadecimal digits
//! * [`enforce`]: decide whether an event may pass
//! * [`event`]: what is audited
//! * [`hosts`]: which vendors a host belongs to
//! * [`in_force`]: the string in force at a time
//! * [`purpose_map`]: which vendors are called for which purposes, as planned
//! * [`read`]: sources to events
//! * [`records`]: decision records of enforcement, and their comparison
//! * [`report`]: everything that an audit found, as one record
//! * [`scope`]: whether the GDPR applies, and whose hosts are called
//! * [`stream`]: audits of events in any order, on several threads or in several processes
//! * [`strings`]: the strings of an audit, decoded once
//! * [`stats`]: proportions, quantiles and censored times, with intervals
//! * [`text_cache`]: results for texts that repeat
//!
//! All functions are pure: the crate does not access the clock, files or the network, except that
//! [`stream::Groups`] use the temporary files that their caller creates.

pub mod audit;
mod bytes;
pub mod check;
pub mod context;
mod country;
pub mod digest;
pub mod enforce;
pub mod event;
pub mod hosts;
mod ids;
pub mod in_force;
mod interner;
mod local;
mod names;
mod object;
mod page;
pub mod purpose_map;
pub mod read;
pub mod records;
pub mod report;
pub mod scope;
pub mod stats;
pub mod stream;
pub mod strings;
#[cfg(test)]
mod test_support;
pub mod text_cache;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
