//! TCF consent strings: one file for each record of the specification.

#[macro_use]
mod record;

mod core;
mod encode;
mod publisher;
mod read;
mod restrictions;
mod section;
pub mod v1;

pub use self::core::TcString;
pub use encode::{EncodeOptions, TailAlignment, VendorEncoding};
pub use publisher::{CustomPurposes, CustomPurposesError, PublisherTc};
pub use read::{ConsentString, ReadOptions, Reading, Strictness, Traced, read, trace};
