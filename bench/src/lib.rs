//! The strings that the codec is measured on: four profiles, the same on every machine.
//!
//! ```
//! use tcf_bench::Profile;
//! let corpus = Profile::Small.corpus();
//! assert_eq!(corpus.texts.len(), Profile::STRINGS);
//! assert_eq!(tcf_codec::TcString::decode(&corpus.texts[0]).as_ref(), Ok(&corpus.values[0]));
//! ```
//!
//! * `cargo bench -p tcf-bench` times the codec and others on them, and prints one table.
//! * `cargo run --release -p tcf-bench --bin growth -- growth.svg` draws how times grow with what a
//!   string holds.
//! * `cargo run --release -p tcf-bench --bin corpus -- --megabytes 100` prints strings, to time
//!   commands.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a benchmark fails by panicking"
)]

mod dice;
mod profiles;
mod question;
mod rounds;
mod values;

pub use profiles::{Corpus, Profile};
pub use question::{Answer, PURPOSE, VENDOR, ask};
pub use rounds::{Task, medians};
pub use values::{bit_field, head, publisher_tc, ranges, restrictions};
