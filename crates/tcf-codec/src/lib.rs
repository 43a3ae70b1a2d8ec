//! Read and write IAB TCF consent strings, bit for bit.
//!
//! ```
//! use tcf_codec::{PurposeId, TcString, VendorId};
//!
//! let tc = TcString::decode("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
//!
//! // What the user chose ...
//! assert!(tc.purposes_consent.contains(PurposeId::try_from(1)?));
//! assert!(!tc.vendor_consents.contains(VendorId::try_from(755)?));
//! // ... what the publisher demands ...
//! for restriction in tc.publisher_restrictions.iter() {
//!     println!("purpose {}: {} for {:?}", restriction.purpose, restriction.restriction_type, restriction.vendors);
//! }
//! // ... and which vendors were shown. A segment that is not there is no empty segment.
//! assert_eq!(tc.disclosed_vendors.as_ref().map(|vendors| vendors.len()), Some(4));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What there is
//!
//! * [`TcString`] is the value of a version 2 string, [`v1::ConsentString`] that of version 1.1,
//!   [`AnyTcString`] either. Their fields are types with bounds: a value that exists can be
//!   written.
//! * [`Decoder`] decodes one string after the other without allocating.
//! * [`decode`](fn@decode) gives more than the value where that is wanted: the [`Layout`] (how it
//!   was written, so that [`TcString::encode_with`] gives the text back byte for byte) and the
//!   [`Trace`] (which bits gave which field). [`trace`](fn@trace) gives the trace of a broken
//!   string as far as it could be read.
//! * [`TcString::encode`] writes the shortest text there is: for every vendor section the smaller
//!   of bit field and ranges.
//! * [`Signals`] asks a string one question at a time, whatever holds the answer; [`View`] answers
//!   it from the text, without reading the rest.
//! * [`Error`] says what is wrong, and where: segment, field, bit and byte offset, the first fault
//!   in the order of the wire.
//!
//! Decoding is strict: what cannot be understood is an error. What can be understood is decoded,
//! even if it should not be so; to judge is not the matter of this crate. Faults of framing
//! (padding, white space and the like) are accepted with [`Strictness::Lenient`], and reported.
//!
//! No text makes it panic, hang, or use more memory than a small multiple of the text and 8 KiB for
//! each set of vendors.
//!
//! # Features
//!
//! * `std` and `simd` (default): base64 with vector instructions. Without them the crate is
//!   `no_std` with `alloc`, and the `base64` crate does the work.
//! * `serde`: the JSON form of values and layouts.

#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod bits;
mod cursor;
mod error;
mod field;
#[cfg(feature = "serde")]
pub mod json;
mod record;
mod repair;
mod signals;
mod source_map;
mod tcf;
mod trace;
mod value;
mod view;

pub use error::{Error, ErrorKind};
pub use field::{Field, FieldPath, Part};
pub use repair::{Repair, RepairKind};
pub use signals::{
    DisclosedSegment, DisclosedSignal, RestrictionTypes, Signals, VendorRestrictions, VendorSignals,
};
pub use source_map::SourceMap;
pub use tcf::{
    AnyTcString, CustomPurposes, CustomPurposesError, DecodeOptions, Decoded, Decoder,
    EncodeOptions, Layout, LayoutError, LayoutErrorKind, PublisherTc, RestrictionLayout,
    SectionEncoding, SectionLayout, Segment, SegmentLayout, Strictness, Tail, TailAlignment,
    TcString, Traced, VendorEncoding, decode, fields, fixed_bits, trace, v1,
};
pub use trace::{FieldValue, RawBits, Trace, TracedField, TracedSegment};
pub use value::{
    CountryCode, Deciseconds, Entry, Id, IdSet, InvalidCode, InvalidId, InvalidTime,
    InvalidVendorRange, LanguageCode, ParseIdError, PublisherRestrictions, PurposeId, Restriction,
    RestrictionType, Runs, SpecialFeatureId, TooLarge, TooManyRanges, TooManyRestrictions, U6, U12,
    Uint, VendorId, VendorRange, VendorRanges, VendorSet, merged,
};
pub use view::View;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
