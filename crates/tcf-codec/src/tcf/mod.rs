//! TCF consent strings, with one file per record of the specification.

mod core;
pub(crate) mod cursor;
mod decode;
mod decoder;
mod encode;
pub mod fields;
pub(crate) mod layout;
pub(crate) mod offsets;
mod options;
mod publisher;
pub(crate) mod restrictions;
pub(crate) mod section;
mod segment;
pub(crate) mod segments;
mod size;
pub mod v1;

pub use self::core::TcString;
pub use decode::{AnyTcString, Decoded, Traced, decode, trace};
pub use decoder::Decoder;
pub(crate) use encode::close_segment;
pub use layout::{
    Layout, LayoutError, LayoutErrorKind, RestrictionLayout, SectionEncoding, SectionLayout,
    SegmentLayout, Tail,
};
pub use offsets::fixed_bits;
pub use options::{DecodeOptions, EncodeOptions, Strictness, TailAlignment, VendorEncoding};
pub use publisher::{CustomPurposes, CustomPurposesError, PublisherTc};
pub(crate) use section::put_count;
pub use segment::Segment;
pub use size::SectionBits;
