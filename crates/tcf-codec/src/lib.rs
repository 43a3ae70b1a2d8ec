//! Decode and encode IAB TCF consent strings.
//!
//! ```
//! use tcf_codec::{PurposeId, TcString, VendorId};
//!
//! let tc = TcString::decode("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
//!
//! // The user's choices.
//! assert!(tc.purposes_consent.contains(PurposeId::try_from(1)?));
//! assert!(!tc.vendor_consents.contains(VendorId::try_from(755)?));
//! // The restrictions that the publisher imposes on vendors.
//! for restriction in tc.publisher_restrictions.iter() {
//!     let (restriction_type, vendors) = (restriction.restriction_type, restriction.vendors);
//!     println!("purpose {}: {restriction_type} for {vendors:?}", restriction.purpose);
//! }
//! // The vendors disclosed to the user. `None` is a missing segment, not an empty one.
//! assert_eq!(tc.disclosed_vendors.as_ref().map(|vendors| vendors.len()), Some(4));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Overview
//!
//! * [`TcString`] is the value of a version 2 string, [`v1::ConsentString`] of a version 1.1
//!   string, and [`AnyTcString`] of either. Field types are bounded, so every value can be encoded.
//! * [`Decoder`] decodes many strings with one set of buffers.
//! * [`decode`](fn@decode) optionally returns the [`Layout`] (the encoding choices, from which
//!   [`TcString::encode_with`] reproduces the text byte for byte) and the [`Trace`] (the bits of
//!   every field). [`trace`](fn@trace) returns the trace of an invalid string up to the first
//!   fault.
//! * [`TcString::encode`] returns the shortest text, with the smaller of bit field and ranges for
//!   every vendor section.
//! * [`Signals`] is a common interface to the signals of all these types and of [`View`], which
//!   looks up single fields without decoding the rest.
//! * [`GppString`], [`UspString`] and [`AcString`] are the values of GPP, US Privacy and Additional
//!   Consent strings. See the module [`gpp`].
//! * [`Error`] describes the first fault in wire order and its location: segment, field, bit and
//!   byte offset.
//!
//! Decoding is strict: input that violates the format is an error. Input that is well-formed but
//! violates a policy is decoded; `tcf-policy` checks policies. [`Strictness::Lenient`] repairs
//! framing faults, such as padding and white space, and reports the repairs.
//!
//! No input causes a panic or a hang. Memory use is bounded by a small multiple of the input plus 8
//! KiB per set of vendors.
//!
//! # Features
//!
//! * `std` and `simd` (default): SIMD base64. Without these features, the crate is `no_std` with
//!   `alloc` and uses the `base64` crate.
//! * `serde`: JSON representation of values and layouts, in the module `json`.

#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod ac;
mod bits;
mod cursor;
mod error;
mod field;
mod framing;
pub mod gpp;
#[cfg(feature = "serde")]
pub mod json;
mod record;
mod repair;
mod signals;
mod source_map;
mod tcf;
mod text_field;
mod trace;
mod usp;
mod usp_signal;
mod value;
mod view;

pub use ac::{AcChoice, AcString};
pub use error::{Error, ErrorKind};
pub use field::{Field, FieldPath, Part};
pub use gpp::GppString;
pub use repair::{Repair, RepairKind, Repairs};
pub use signals::{
    DisclosedSegment, DisclosedSignal, RestrictionTypes, Signals, VendorRestrictions, VendorSignals,
};
pub use source_map::SourceMap;
pub use tcf::{
    AnyTcString, CustomPurposes, CustomPurposesError, DecodeOptions, Decoded, Decoder,
    EncodeOptions, Layout, LayoutError, LayoutErrorKind, PublisherTc, RestrictionLayout,
    SectionBits, SectionEncoding, SectionLayout, Segment, SegmentLayout, Strictness, Tail,
    TailAlignment, TcString, Traced, VendorEncoding, decode, fields, fixed_bits, trace, v1,
};
pub use text_field::{TextField, TextValue};
pub use trace::{FieldValue, RawBits, Trace, TracedField, TracedSegment};
pub use usp::UspString;
pub use usp_signal::UspSignal;
pub use value::{
    CountryCode, Deciseconds, Id, IdSet, InvalidCode, InvalidId, InvalidTime, InvalidVendorRange,
    LanguageCode, ParseIdError, PublisherRestrictions, PurposeId, RangeEntry, Restriction,
    RestrictionType, Runs, SectionId, SpecialFeatureId, TooLarge, TooManyRanges,
    TooManyRestrictions, U6, U12, Uint, VendorId, VendorRange, VendorRanges, VendorSet,
    merge_ranges,
};
pub use view::View;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
