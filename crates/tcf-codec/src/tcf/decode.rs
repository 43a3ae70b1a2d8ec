//! Decodes strings of either version, optionally with their layout and trace.

use alloc::string::String;
use alloc::vec::Vec;

use super::core::TcString;
use super::cursor::TcfObserver;
use super::layout::{Layout, LayoutError};
use super::options::{DecodeOptions, EncodeOptions};
use super::segment::Segment;
use super::segments::{Scratch, decode_v1, decode_v2, observe_without_core};
use super::v1;
use crate::error::{Error, ErrorKind};
use crate::repair::{Repair, Repairs, repair};
use crate::source_map::SourceMap;
use crate::trace::Trace;
use crate::value::{TooManyRanges, VendorSet};

/// A consent string of either version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AnyTcString {
    /// Version 1.1.
    V1(v1::ConsentString),
    /// Version 2.
    V2(TcString),
}

impl AnyTcString {
    /// Decodes a string of either version in strict mode, with the default limit on its length.
    ///
    /// # Errors
    ///
    /// Returns the first fault in wire order.
    pub fn decode(text: &str) -> Result<Self, Error> {
        decode_either(text, DecodeOptions::DEFAULT_MAX_LEN, &mut ())
    }

    /// The vendors of a vendor section: section 0 of a core is consent, section 1 legitimate
    /// interest (version 2), and other segments have at most one section. `None` if there is no
    /// such section.
    pub const fn vendors_of(&self, segment: Segment, section: usize) -> Option<&VendorSet> {
        match (self, segment, section) {
            (Self::V1(v1), Segment::Core, 0) => Some(v1.vendors.consents()),
            (Self::V2(tc), Segment::Core, 0) => Some(&tc.vendor_consents),
            (Self::V2(tc), Segment::Core, 1) => Some(&tc.vendor_legitimate_interests),
            (Self::V2(tc), Segment::DisclosedVendors, 0) => tc.disclosed_vendors.as_ref(),
            (Self::V2(tc), Segment::AllowedVendors, 0) => tc.allowed_vendors.as_ref(),
            _ => None,
        }
    }

    /// Encodes the value as the shortest text.
    pub fn encode(&self) -> String {
        match self {
            Self::V1(v1) => v1.encode(),
            Self::V2(v2) => v2.encode(),
        }
    }

    /// Encodes the value with the given layout.
    ///
    /// # Errors
    ///
    /// Returns an error if the layout contradicts the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        match self {
            Self::V1(v1) => v1.encode_with(layout),
            Self::V2(v2) => v2.encode_with(layout),
        }
    }

    /// Encodes the value with the given vendor encoding and tail alignment.
    ///
    /// # Errors
    ///
    /// Returns an error if `options` require ranges and a set has more than 4,095 of them.
    pub fn encode_as(&self, options: EncodeOptions) -> Result<String, TooManyRanges> {
        match self {
            Self::V1(v1) => v1.encode_as(options),
            Self::V2(v2) => v2.encode_as(options),
        }
    }

    /// Version of the encoding, 1 or 2.
    pub const fn version(&self) -> u8 {
        match self {
            Self::V1(_) => 1,
            Self::V2(_) => 2,
        }
    }
}

/// A decoded string.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The decoded value.
    pub value: AnyTcString,
    /// The layout of the text, if requested.
    pub layout: Option<Layout>,
    /// The bits of every field, if requested.
    pub trace: Option<Trace>,
    repairs: Repairs,
}

impl Decoded {
    /// The repairs of lenient decoding, in text order.
    pub fn repairs(&self) -> &[Repair] {
        self.repairs.list()
    }

    /// Maps offsets in the repaired text to offsets in the original text.
    pub fn source_map(&self) -> &SourceMap {
        self.repairs.source_map()
    }

    /// The repaired text, if there were any repairs.
    pub fn repaired(&self) -> Option<&str> {
        self.repairs.repaired_text()
    }
}

/// Decodes a string of either version.
///
/// ```
/// use tcf_codec::{DecodeOptions, decode};
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo";
/// let decoded = decode(text, DecodeOptions::new().with_layout())?;
/// assert_ne!(decoded.value.encode(), text); // A shorter text exists.
/// assert_eq!(decoded.value.encode_with(&decoded.layout.unwrap()).as_deref(), Ok(text));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// Returns the first fault in wire order. Its offset refers to the original text, before repairs.
#[inline]
pub fn decode(text: &str, options: DecodeOptions) -> Result<Decoded, Error> {
    // Inlined, so that a program that requests no trace contains no decoder with one.
    let repairs = repairs(text, options);
    let read_text = repairs.text(text);
    let mut layout = options.layout.then(Layout::default);
    let mut trace = options.trace.then(Trace::default);
    // One decoder with and without a layout, and none for a layout and a trace, which is rare.
    let result = match &mut trace {
        None => decode_either(read_text, options.max_len, &mut layout),
        Some(trace) => decode_either(read_text, options.max_len, trace),
    };
    let result = match result {
        Ok(_) if layout.is_some() && trace.is_some() => {
            decode_either(read_text, options.max_len, &mut layout)
        }
        result => result,
    };
    match result {
        Ok(value) => Ok(Decoded { value, layout, trace, repairs }),
        Err(error) => Err(repairs.restore(error)),
    }
}

/// The trace of a text, as far as it could be decoded.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The bits of every field.
    pub trace: Trace,
    /// The decoded value, or the error at which decoding stopped.
    pub value: Result<AnyTcString, Error>,
    repairs: Repairs,
}

impl Traced {
    /// The repairs of lenient decoding, in text order.
    pub fn repairs(&self) -> &[Repair] {
        self.repairs.list()
    }

    /// Maps offsets in the repaired text to offsets in the original text.
    pub fn source_map(&self) -> &SourceMap {
        self.repairs.source_map()
    }
}

/// Decodes a string and records the bits of every field. Unlike [`decode`](fn@decode), it returns
/// the fields before the first fault if the string is invalid. If only the core is missing, it
/// returns the fields of the other segments.
///
/// ```
/// use tcf_codec::{DecodeOptions, trace};
/// let traced = trace("IACugA", DecodeOptions::new());
/// assert_eq!(traced.value.unwrap_err().code(), "S007");
/// let segment = &traced.trace.segments()[0];
/// assert_eq!((segment.segment(), segment.fields().len()), ("disclosedVendors", 4));
/// ```
pub fn trace(text: &str, options: DecodeOptions) -> Traced {
    let repairs = repairs(text, options);
    let mut trace = Trace::default();
    let value = decode_either(repairs.text(text), options.max_len, &mut trace);
    let value = value.map_err(|error| repairs.restore(error));
    if let Err(error) = &value
        && matches!(error.kind(), ErrorKind::CoreNotFirst { .. })
    {
        // The missing core is the error that is reported; the fields end at the first other one.
        let _ = observe_without_core(repairs.text(text), &mut trace);
    }
    Traced { trace, value, repairs }
}

fn repairs(text: &str, options: DecodeOptions) -> Repairs {
    Repairs::new(options.repairs(text).then(|| repair(text)))
}

#[inline(never)]
fn decode_either<O: TcfObserver>(
    text: &str,
    max_len: usize,
    observer: &mut O,
) -> Result<AnyTcString, Error> {
    if text.as_bytes().first() == Some(&b'B') {
        let mut value = v1::ConsentString::default();
        decode_v1(text, max_len, &mut value, &mut Vec::new(), observer)?;
        Ok(AnyTcString::V1(value))
    } else {
        let mut value = TcString::default();
        decode_v2(text, max_len, &mut value, &mut Scratch::default(), observer)?;
        Ok(AnyTcString::V2(value))
    }
}
