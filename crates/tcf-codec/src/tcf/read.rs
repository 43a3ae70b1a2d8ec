//! Reading strings of either version, with as much beside the value as is asked for.

use alloc::string::String;
use alloc::vec::Vec;

use super::core::TcString;
use super::cursor::TcfObserver;
use super::layout::{Layout, LayoutError};
use super::options::{EncodeOptions, ReadOptions, Strictness};
use super::segments::{Scratch, read_v1, read_v2};
use super::v1;
use crate::error::Error;
use crate::repair::{Mended, Repair, mend};
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
    /// Reads a string of either version, strictly, with the default cap on its length.
    ///
    /// # Errors
    ///
    /// The first fault in the order of the wire.
    pub fn parse(text: &str) -> Result<Self, Error> {
        read_either(text, ReadOptions::DEFAULT_MAX_LENGTH, &mut ())
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

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the string says.
    pub value: AnyTcString,
    /// How it was written, if that was asked for.
    pub layout: Option<Layout>,
    /// Which bits gave which field, if that was asked for.
    pub trace: Option<Trace>,
    mended: Option<Mended>,
}

impl Reading {
    /// What a lenient reader has mended, in the order of the text.
    pub fn repairs(&self) -> &[Repair] {
        self.mended.as_ref().map_or(&[], |mended| &mended.repairs)
    }

    /// Maps offsets in the text that was read to offsets in the text as it was given.
    pub fn source_map(&self) -> &SourceMap {
        source_map(self.mended.as_ref())
    }

    /// The text after the repairs, if there were any.
    pub fn repaired(&self) -> Option<&str> {
        self.mended.as_ref().filter(|mended| !mended.repairs.is_empty()).map(|mended| mended.text.as_str())
    }
}

/// Reads a string of either version, with what `options` ask for.
///
/// ```
/// use tcf_codec::{ReadOptions, read};
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo";
/// let reading = read(text, ReadOptions::new().with_layout())?;
/// assert_ne!(reading.value.encode(), text); // There is a shorter one.
/// assert_eq!(reading.value.encode_with(&reading.layout.unwrap()).as_deref(), Ok(text));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// The first fault in the order of the wire. Its character is that of the text as it was given.
pub fn read(text: &str, options: ReadOptions) -> Result<Reading, Error> {
    let mut notes = notes(options);
    let (result, mended) = read_noted(text, options, &mut notes);
    let value = result?;
    Ok(Reading { value, layout: notes.0, trace: notes.1, mended })
}

/// A text, bit by bit, as far as it could be read.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The fields with their bits.
    pub trace: Trace,
    /// What the string says, or why and where reading stopped.
    pub value: Result<AnyTcString, Error>,
    mended: Option<Mended>,
}

impl Traced {
    /// What a lenient reader has mended, in the order of the text.
    pub fn repairs(&self) -> &[Repair] {
        self.mended.as_ref().map_or(&[], |mended| &mended.repairs)
    }

    /// Maps offsets in the text that was read to offsets in the text as it was given.
    pub fn source_map(&self) -> &SourceMap {
        source_map(self.mended.as_ref())
    }
}

/// Reads a string bit by bit. Unlike [`read`], it keeps what could be read of a broken one.
pub fn trace(text: &str, options: ReadOptions) -> Traced {
    let mut notes = notes(options.with_trace());
    let (value, mended) = read_noted(text, options, &mut notes);
    #[expect(clippy::expect_used, reason = "it was asked for")]
    let trace = notes.1.expect("the options ask for the trace");
    Traced { trace, value, mended }
}

/// Without repairs, the text was read as it was given.
fn source_map(mended: Option<&Mended>) -> &SourceMap {
    static IDENTITY: SourceMap = SourceMap::identity();
    mended.map_or(&IDENTITY, |mended| &mended.map)
}

fn read_noted(
    text: &str,
    options: ReadOptions,
    notes: &mut Notes,
) -> (Result<AnyTcString, Error>, Option<Mended>) {
    let lenient = options.strictness == Strictness::Lenient && text.len() <= options.max_length;
    let mended = lenient.then(|| mend(text));
    let read_text = mended.as_ref().map_or(text, |mended| &mended.text);
    let result = match notes {
        (None, None) => read_either(read_text, options.max_length, &mut ()),
        (Some(layout), None) => read_either(read_text, options.max_length, layout),
        (None, Some(trace)) => read_either(read_text, options.max_length, trace),
        (Some(layout), Some(trace)) => read_either(read_text, options.max_length, &mut (layout, trace)),
    };
    let result = result.map_err(|error| error.moved_to(source_map(mended.as_ref()).offset(error.offset())));
    (result, mended)
}

/// The observers of what was asked for.
type Notes = (Option<Layout>, Option<Trace>);

fn notes(options: ReadOptions) -> Notes {
    (options.layout.then(Layout::default), options.trace.then(Trace::default))
}

/// Reads a string of either version.
fn read_either<O: TcfObserver>(
    text: &str,
    max_length: usize,
    observer: &mut O,
) -> Result<AnyTcString, Error> {
    if text.as_bytes().first() == Some(&b'B') {
        let mut value = v1::ConsentString::default();
        read_v1(text, max_length, &mut value, &mut Vec::new(), observer)?;
        Ok(AnyTcString::V1(value))
    } else {
        let mut value = TcString::default();
        read_v2(text, max_length, &mut value, &mut Scratch::default(), observer)?;
        Ok(AnyTcString::V2(value))
    }
}
