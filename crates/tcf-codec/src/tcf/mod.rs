//! TCF consent strings: one file for each record of the specification.

#[macro_use]
mod record;

mod core;
mod decoder;
mod encode;
mod options;
pub(crate) mod places;
mod publisher;
mod read;
mod restrictions;
mod section;
pub(crate) mod segments;
pub mod v1;

pub use self::core::TcString;
pub use decoder::Decoder;
pub use options::{EncodeOptions, ReadOptions, Strictness, TailAlignment, VendorEncoding};
pub use places::fixed_bits;
pub use publisher::{CustomPurposes, CustomPurposesError, PublisherTc};
pub use read::{AnyTcString, Reading, Traced, read, trace};
