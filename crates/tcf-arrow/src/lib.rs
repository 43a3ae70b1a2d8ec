//! Kernels over columns of IAB TCF consent strings, for query engines and data frames that speak
//! Arrow.
//!
//! ```
//! use arrow_array::StringArray;
//! use arrow_array::cast::AsArray;
//! use tcf_arrow::{Bit, Options, bit};
//!
//! let column = StringArray::from(vec![
//!     Some("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"),
//!     Some("not a string"),
//!     None,
//! ]);
//! let purpose = Bit::PurposeConsent("1".parse().unwrap());
//! let consent = bit(&column, purpose, Options::new())?;
//! assert_eq!(consent.as_boolean().iter().collect::<Vec<_>>(), [Some(true), Some(false), None]);
//! # Ok::<(), arrow_schema::ArrowError>(())
//! ```
//!
//! # Rules
//!
//! 1. An invalid string never fails a job. A kernel returns an error for a wrong argument (such as
//!    a column of numbers), before the first row. A bug that panics is the error `internal` of its
//!    row.
//! 2. Null gives null. Empty text is not null: it is unreadable.
//! 3. A struct is not null for an unreadable string. Its values are null, and `error` is set.
//! 4. Booleans fail closed: they are `false` for unreadable strings, and null for null alone. So
//!    `IS NOT TRUE` is the complement, not `NOT`.
//! 5. A string is readable if it can be decoded to its end, whatever is asked.
//! 6. Same strings, arguments and lists give the same results, on every engine, and the results of
//!    the command `tcf`. Kernels do not access the clock, files or the network.
//!
//! Each kernel takes arrays of UTF-8 or binary (also large and view), dictionaries and run-end
//! encoded arrays of them. Bytes that are not UTF-8 are unreadable. GPP strings have the TC string
//! of their section 2.

mod activity;
mod activity_arguments;
mod answers;
mod arguments;
mod bits;
mod carried;
mod column;
mod counts;
mod ddl;
mod decide;
mod decode;
mod dictionary;
mod gpp;
mod judge;
mod kernel;
mod options;
mod plan;
mod restrictions;
mod row_error;
pub mod schema;
mod tc;
mod usp_ac;
mod validate;
mod vendors;

pub use activity::{decide_activity, is_activity_permitted};
pub use activity_arguments::{ActivityArg, GppSidArg};
pub use arguments::{AsOf, ItemArg, VendorArg};
pub use bits::{Bit, bit, is_readable};
pub use ddl::Dialect;
pub use decide::Pair;
pub use decode::decode;
pub use gpp::gpp_decode;
pub use judge::Judge;
pub use options::Options;
pub use restrictions::restrictions;
pub use usp_ac::{ac_decode, ac_is_granted, usp_decode};
pub use vendors::{MAX_VENDORS, VendorsOf, vendor_ranges, vendors};

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
