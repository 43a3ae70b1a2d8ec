//! Input strings, and the beginning of every record.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use tcf_carrier::{CharOffsets, Field, Ignored, Pasted, SignalKind, SourceMap, Unpacked};
use tcf_codec::DecodeOptions;

use crate::columns::Columns;

/// The origin of an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Origin<'a> {
    /// The file, `-` for stdin; absent for arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The line, from 1; absent for arguments and in files without lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The row of a table, from 1 without the header; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The label, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// The columns of the row that are copied into records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::columns"))]
    pub columns: Option<&'a Columns>,
}

/// The position of an input in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// A line, from 1.
    Line(u64),
    /// A row of a file without lines, from 1.
    Row(u64),
}

impl Position {
    /// The number of the line or row.
    pub const fn number(self) -> u64 {
        match self {
            Self::Line(number) | Self::Row(number) => number,
        }
    }
}

/// `line 7` or `row 7`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Row(number) => write!(f, "row {number}"),
        }
    }
}

impl<'a> Origin<'a> {
    /// The line, or the row in a file without lines. `None` for arguments.
    pub const fn position(self) -> Option<Position> {
        match (self.line, self.row) {
            (Some(line), _) => Some(Position::Line(line)),
            (None, Some(row)) => Some(Position::Row(row)),
            (None, None) => None,
        }
    }

    /// The file under the same name on every system: with `/`, and without a leading `./`.
    pub fn portable_file(self) -> Option<Cow<'a, str>> {
        let file = self.file?;
        if cfg!(windows) {
            let file = file.replace('\\', "/");
            return Some(file.strip_prefix("./").unwrap_or(&file).to_owned().into());
        }
        Some(file.strip_prefix("./").unwrap_or(file).into())
    }
}

/// The beginning of every record: the origin and the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Head<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The input, without the label.
    pub input: &'a str,
    /// `input` is truncated to its first 120 characters.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub input_truncated: bool,
    /// Where in the input or in its file the string lies; absent if the input is the string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Carrier<'a>>,
}

/// Where a string lies in a URL, in cookies, in JSON, in preferences or in a file that carries
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Carrier<'a> {
    /// The format of the file, such as `har`; absent if the string lies in the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::carrier_format"))]
    pub kind: Option<&'static str>,
    /// The entry of a HAR file or the number of a JSON document, from 0; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// The place.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::carrier_place"))]
    pub place: &'static str,
    /// The name of the parameter, cookie, member or key; in JSON with the names around it.
    pub name: &'a str,
    /// The number of URLs in which it is nested.
    pub depth: u8,
    /// The host that receives the string; absent if it is unknown, or if the string lies in the
    /// input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<&'a str>,
}

/// An input, and the consent string in it.
///
/// ```
/// use tcf::Input;
///
/// let input = Input::new("https://ads.example/?gdpr_consent=CQg2bYA");
/// assert_eq!(input.text, "CQg2bYA");
/// assert_eq!(input.offset(1), 35);
/// ```
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The origin.
    pub origin: Origin<'a>,
    /// The input.
    pub given: &'a str,
    /// The consent string in it.
    pub text: Cow<'a, str>,
    /// Maps byte offsets in `text` to byte offsets in `given`.
    pub map: SourceMap,
    /// The field that holds the string.
    field: Option<FieldOf<'a>>,
    /// Where in its file the string lies.
    carrier: Option<Carrier<'a>>,
    /// Whether the input is part of its line.
    is_part: bool,
    /// What was ignored before and after a pasted string, with byte offsets into `given`.
    pub ignored: Vec<Ignored>,
    /// The US Privacy strings in what was ignored.
    pub(crate) us_privacy: Vec<String>,
    /// The options for decoding.
    pub options: DecodeOptions,
    /// Converts byte offsets in `given` to character offsets.
    chars: CharOffsets<'a>,
    /// Whether `given` replaces bytes that are not UTF-8.
    is_lossy: bool,
    /// Number of bytes missing at the end of `given`.
    dropped: u64,
    /// Whether failures have hints.
    pub(crate) has_hints: bool,
    /// Why no decision may be based on it alone.
    pub(crate) doubt: Option<Doubt>,
}

/// Why no decision may be based on a string alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The text that it was found in has another string for the same decision, which differs.
    StringsDiffer,
    /// Not all signals of the text that it was found in were read.
    SignalsLeftOut,
}

/// A field, without its value.
#[derive(Clone, Debug)]
struct FieldOf<'a> {
    kind: Option<SignalKind>,
    place: &'static str,
    name: Cow<'a, str>,
    depth: u8,
}

impl<'a> Input<'a> {
    /// A text without fields.
    pub(crate) fn bare(given: &'a str, is_pasted: bool) -> Self {
        Self::of(given, surroundings(Unpacked::unquoted(given), is_pasted))
    }

    fn of(given: &'a str, Pasted { text, map, ignored, us_privacy }: Pasted<'a>) -> Self {
        Self {
            origin: Origin::default(),
            given,
            text,
            map,
            field: None,
            carrier: None,
            is_part: false,
            ignored,
            us_privacy,
            options: DecodeOptions::new(),
            chars: CharOffsets::new(given),
            is_lossy: false,
            dropped: 0,
            has_hints: true,
            doubt: None,
        }
    }

    /// The string in a field of a text. `is_pasted`: ignores known text around it, as
    /// [`Self::pasted`] does.
    pub(crate) fn of_field(given: &'a str, field: &Field<'a>, is_pasted: bool) -> Self {
        let found = FieldOf {
            kind: field.signal(),
            place: field.place.name(),
            name: field.name.clone(),
            depth: field.depth,
        };
        Self { field: Some(found), ..Self::of(given, surroundings(Unpacked::of(field), is_pasted)) }
    }

    /// The kind of the field that holds the string. Its name can tell what a text without the shape
    /// of a string is meant to be.
    pub(crate) fn field_kind(&self) -> Option<SignalKind> {
        self.field.as_ref().and_then(|field| field.kind)
    }

    /// Where in its file the string lies, or in the input if that is a URL, cookies, JSON or
    /// preferences.
    pub fn carrier(&self) -> Option<Carrier<'_>> {
        if self.carrier.is_some() {
            return self.carrier;
        }
        let FieldOf { place, name, depth, .. } = self.field.as_ref()?;
        Some(Carrier { kind: None, entry: None, place, name, depth: *depth, host: None })
    }

    /// Sets the options for decoding. The default is strict.
    #[must_use]
    pub fn with_options(self, options: DecodeOptions) -> Self {
        Self { options, ..self }
    }

    /// Sets the origin.
    #[must_use]
    pub fn with_origin(self, origin: Origin<'a>) -> Self {
        Self { origin, ..self }
    }

    /// Sets where in its file the string lies.
    #[must_use]
    pub fn with_carrier(self, carrier: Carrier<'a>) -> Self {
        Self { carrier: Some(carrier), ..self }
    }

    /// Marks the input as a part of its line, such as a cell of a table. Its columns in the line
    /// are unknown.
    #[must_use]
    pub fn as_part(self) -> Self {
        Self { is_part: true, ..self }
    }

    /// Whether the input is a part of its line, such as a cell of a table.
    pub const fn is_part(&self) -> bool {
        self.is_part
    }

    /// Marks the input as lossy UTF-8, and sets the number of dropped bytes at its end. Records
    /// then contain only the beginning of the input.
    #[must_use]
    pub fn with_losses(self, is_lossy: bool, dropped: u64) -> Self {
        Self { is_lossy, dropped, ..self }
    }

    /// Omits the hint of failures. Finding it takes far longer than decoding, because it decodes
    /// many variants of the string.
    ///
    /// ```
    /// use tcf::Input;
    ///
    /// let failure = Input::new("CQg2bYAQg2").decode().unwrap_err().to_string();
    /// let input = Input::new("CQg2bYAQg2").without_hints();
    /// assert_eq!(input.decode().unwrap_err().to_string(), failure);
    /// ```
    #[must_use]
    pub fn without_hints(self) -> Self {
        Self { has_hints: false, ..self }
    }

    /// Number of bytes that were dropped at the end of the input.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Maps a byte offset in the string to a byte offset in the input.
    pub fn offset(&self, text: usize) -> usize {
        self.map.offset(text)
    }

    /// Maps a byte offset in the string to a character offset in the input.
    pub fn character(&self, text: usize) -> usize {
        self.character_of_given(self.offset(text))
    }

    /// Maps a byte offset in the input to a character offset.
    pub(crate) fn character_of_given(&self, byte: usize) -> usize {
        self.chars.at(byte)
    }

    /// The beginning of its records. The input is truncated if it exceeds the maximum length of the
    /// options or is lossy.
    pub fn head(&self) -> Head<'_> {
        let is_truncated =
            self.is_lossy || self.dropped > 0 || self.given.len() > self.options.max_len;
        let input = if is_truncated { truncate(self.given) } else { self.given };
        let carrier = self.carrier();
        Head { origin: self.origin, input, input_truncated: is_truncated, carrier }
    }
}

/// Ignores what surrounds a pasted string.
fn surroundings(unpacked: Unpacked<'_>, is_pasted: bool) -> Pasted<'_> {
    if is_pasted {
        return unpacked.into();
    }
    let Unpacked { text, map } = unpacked;
    Pasted { text, map, ignored: Vec::new(), us_privacy: Vec::new() }
}

/// Length of a truncated input.
const TRUNCATED: usize = 120;

/// Truncates an input to the first 120 characters, as in records.
pub fn truncate(input: &str) -> &str {
    let end = input.char_indices().nth(TRUNCATED).map_or(input.len(), |(at, _)| at);
    input.split_at(end).0
}
