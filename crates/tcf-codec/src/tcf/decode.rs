//! Decoding strings of either version, with as much beside the value as is asked for.

use alloc::string::String;
use alloc::vec::Vec;

use super::core::TcString;
use super::cursor::TcfObserver;
use super::layout::{Layout, LayoutError};
use super::options::{DecodeOptions, EncodeOptions, Strictness};
use super::segments::{Scratch, decode_v1, decode_v2};
use super::v1;
use crate::error::Error;
use crate::repair::{Repair, Repaired, repair};
use crate::source_map::SourceMap;
use crate::trace::Trace;
use crate::value::TooManyRanges;

/// A consent string of either version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AnyTcString {
    /// Version 1.1.
    V1(v1::ConsentString),
    /// Version 2.
    V2(TcString),
}

impl AnyTcString {
    /// Decodes a string of either version, strictly, with the default cap on its length.
    ///
    /// # Errors
    ///
    /// The first fault in the order of the wire.
    pub fn decode(text: &str) -> Result<Self, Error> {
        decode_either(text, DecodeOptions::DEFAULT_MAX_LEN, &mut ())
    }

    /// Writes the shortest text.
    pub fn encode(&self) -> String {
        match self {
            Self::V1(v1) => v1.encode(),
            Self::V2(v2) => v2.encode(),
        }
    }

    /// Writes the value as a layout says.
    ///
    /// # Errors
    ///
    /// If the layout says anything else than the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        match self {
            Self::V1(v1) => v1.encode_with(layout),
            Self::V2(v2) => v2.encode_with(layout),
        }
    }

    /// Writes the value with all vendor sections in one form, or with another tail.
    ///
    /// # Errors
    ///
    /// If ranges are asked for, and a set has more than 4,095.
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
    /// What the string says.
    pub value: AnyTcString,
    /// How it was written, if that was asked for.
    pub layout: Option<Layout>,
    /// Which bits gave which field, if that was asked for.
    pub trace: Option<Trace>,
    repaired: Option<Repaired>,
}

impl Decoded {
    /// What lenient decoding has repaired, in the order of the text.
    pub fn repairs(&self) -> &[Repair] {
        self.repaired.as_ref().map_or(&[], |repaired| &repaired.repairs)
    }

    /// Maps offsets in the text that was read to offsets in the text as it was given.
    pub fn source_map(&self) -> &SourceMap {
        source_map(self.repaired.as_ref())
    }

    /// The text after the repairs, if there were any.
    pub fn repaired(&self) -> Option<&str> {
        self.repaired
            .as_ref()
            .filter(|repaired| !repaired.repairs.is_empty())
            .map(|repaired| repaired.text.as_str())
    }
}

/// Decodes a string of either version, with what `options` ask for.
///
/// ```
/// use tcf_codec::{DecodeOptions, decode};
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo";
/// let decoded = decode(text, DecodeOptions::new().with_layout())?;
/// assert_ne!(decoded.value.encode(), text); // There is a shorter one.
/// assert_eq!(decoded.value.encode_with(&decoded.layout.unwrap()).as_deref(), Ok(text));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// The first fault in the order of the wire. Its character is that of the text as it was given.
pub fn decode(text: &str, options: DecodeOptions) -> Result<Decoded, Error> {
    let mut notes = notes(options);
    let (result, repaired) = decode_observed(text, options, &mut notes);
    let value = result?;
    Ok(Decoded { value, layout: notes.0, trace: notes.1, repaired })
}

/// A text, bit by bit, as far as it could be decoded.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The fields with their bits.
    pub trace: Trace,
    /// What the string says, or why and where decoding stopped.
    pub value: Result<AnyTcString, Error>,
    repaired: Option<Repaired>,
}

impl Traced {
    /// What lenient decoding has repaired, in the order of the text.
    pub fn repairs(&self) -> &[Repair] {
        self.repaired.as_ref().map_or(&[], |repaired| &repaired.repairs)
    }

    /// Maps offsets in the text that was read to offsets in the text as it was given.
    pub fn source_map(&self) -> &SourceMap {
        source_map(self.repaired.as_ref())
    }
}

/// Decodes a string bit by bit. Unlike [`decode`](fn@decode), it keeps what could be read of a
/// broken one.
pub fn trace(text: &str, options: DecodeOptions) -> Traced {
    let mut notes = notes(options.with_trace());
    let (value, repaired) = decode_observed(text, options, &mut notes);
    #[expect(clippy::expect_used, reason = "it was asked for")]
    let trace = notes.1.expect("the options ask for the trace");
    Traced { trace, value, repaired }
}

/// Without repairs, the text was read as it was given.
fn source_map(repaired: Option<&Repaired>) -> &SourceMap {
    static IDENTITY: SourceMap = SourceMap::identity();
    repaired.map_or(&IDENTITY, |repaired| &repaired.map)
}

fn decode_observed(
    text: &str,
    options: DecodeOptions,
    notes: &mut Notes,
) -> (Result<AnyTcString, Error>, Option<Repaired>) {
    let lenient = options.strictness == Strictness::Lenient && text.len() <= options.max_len;
    let repaired = lenient.then(|| repair(text));
    let read_text = repaired.as_ref().map_or(text, |repaired| &repaired.text);
    let result = match notes {
        (None, None) => decode_either(read_text, options.max_len, &mut ()),
        (Some(layout), None) => decode_either(read_text, options.max_len, layout),
        (None, Some(trace)) => decode_either(read_text, options.max_len, trace),
        (Some(layout), Some(trace)) => {
            decode_either(read_text, options.max_len, &mut (layout, trace))
        }
    };
    let result = result
        .map_err(|error| error.moved_to(source_map(repaired.as_ref()).offset(error.offset())));
    (result, repaired)
}

/// The observers of what was asked for.
type Notes = (Option<Layout>, Option<Trace>);

fn notes(options: DecodeOptions) -> Notes {
    (options.layout.then(Layout::default), options.trace.then(Trace::default))
}

/// Decodes a string of either version.
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
