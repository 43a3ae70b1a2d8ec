//! Benchmark input, the same on every machine: TC strings of four profiles, GPP strings of three,
//! events, and HAR files, URLs and bid requests.
//!
//! ```
//! use tcf_bench::Profile;
//! let corpus = Profile::Small.corpus();
//! assert_eq!(corpus.texts.len(), Profile::STRINGS);
//! assert_eq!(tcf_codec::TcString::decode(&corpus.texts[0]).as_ref(), Ok(&corpus.values[0]));
//! ```
//!
//! * `cargo bench -p tcf-bench` compares the codec with other implementations and prints tables.
//! * `cargo run --release -p tcf-bench --bin growth -- growth.svg` draws how decoding time grows
//!   with the size of a string.
//! * `cargo run --release -p tcf-bench --bin corpus -- --megabytes 100` prints strings, to time the
//!   command.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "benchmarks fail by panicking")]

mod carriers;
mod events;
mod gpp;
mod gvl;
mod lookup;
mod options;
mod profiles;
mod rounds;
mod sample;
mod table;
mod values;

pub use carriers::{bid_request, har, url};
pub use events::{GeneratedLog, Visits, decoded};
pub use gpp::{GppCorpus, GppProfile};
pub use gvl::vendor_list;
pub use lookup::{Answer, PURPOSE, VENDOR, lookup};
pub use options::Options;
pub use profiles::{Corpus, Profile};
pub use rounds::{Task, medians};
pub use table::{Table, nanoseconds};
pub use values::{bit_field, head, publisher_tc, ranges, restrictions};
