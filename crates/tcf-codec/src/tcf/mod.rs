//! TCF consent strings: one file for each record of the specification.

mod core;
pub(crate) mod cursor;
mod decoder;
mod encode;
pub mod fields;
pub(crate) mod layout;
mod options;
pub(crate) mod places;
mod publisher;
mod read;
mod restrictions;
mod section;
mod segment;
pub(crate) mod segments;
pub mod v1;

pub use self::core::TcString;
pub use decoder::Decoder;
pub use layout::{
    Form, Layout, LayoutError, LayoutErrorKind, RestrictionLayout, SectionLayout, SegmentLayout, Tail,
};
pub use options::{EncodeOptions, ReadOptions, Strictness, TailAlignment, VendorEncoding};
pub use places::fixed_bits;
pub use publisher::{CustomPurposes, CustomPurposesError, PublisherTc};
pub use read::{AnyTcString, Reading, Traced, read, trace};
pub use segment::Segment;
