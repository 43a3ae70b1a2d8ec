//! Repairs framing faults before lenient decoding.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::bits::sextet;
use crate::error::{Error, Format};
use crate::source_map::SourceMap;
use crate::tcf::DecodeOptions;

/// A fault that was repaired before decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The kind of fault.
    pub kind: RepairKind,
    /// Byte offset into the original text.
    pub offset: usize,
    format: Format,
}

impl Repair {
    /// The code of the repaired fault, which depends on the format: in a GPP string, `X021` instead
    /// of `S002`.
    ///
    /// ```
    /// use tcf_codec::{DecodeOptions, gpp};
    /// let decoded = gpp::decode("DBABLA==~BVQqAAAAAg", DecodeOptions::new().lenient())?;
    /// assert_eq!(decoded.repairs()[0].code(), "X021");
    /// # Ok::<(), tcf_codec::Error>(())
    /// ```
    pub const fn code(&self) -> &'static str {
        match (self.format, self.kind) {
            (Format::Gpp, RepairKind::StandardAlphabet) => "X014",
            (
                Format::Gpp,
                RepairKind::WhiteSpace | RepairKind::PercentEscape | RepairKind::Padding,
            ) => "X021",
            (Format::Gpp, RepairKind::TrailingDot) => "X033",
            (_, kind) => kind.code(),
        }
    }
}

/// The kind of fault that lenient decoding repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairKind {
    /// `+` or `/` of the standard base64 alphabet was replaced with `-` or `_`.
    StandardAlphabet,
    /// White space was removed.
    WhiteSpace,
    /// A percent escape was decoded.
    PercentEscape,
    /// `=` at the end of a segment was removed.
    Padding,
    /// A trailing dot was removed.
    TrailingDot,
    /// A segment of unknown type was removed.
    UnknownSegment,
}

impl RepairKind {
    /// The code of the repaired fault in a TC string, as in
    /// [`ErrorKind::code`](crate::ErrorKind::code).
    pub const fn code(self) -> &'static str {
        match self {
            Self::StandardAlphabet | Self::WhiteSpace | Self::PercentEscape => "S002",
            Self::Padding => "S003",
            Self::TrailingDot => "S004",
            Self::UnknownSegment => "S009",
        }
    }
}

impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StandardAlphabet => "replaced '+' or '/' with '-' or '_'",
            Self::WhiteSpace => "removed white space",
            Self::PercentEscape => "decoded a percent escape",
            Self::Padding => "removed '=' at the end of a segment",
            Self::TrailingDot => "removed a trailing dot",
            Self::UnknownSegment => "removed a segment of unknown type",
        })
    }
}

/// A repaired text.
#[derive(Clone, Debug)]
pub(crate) struct Repaired {
    pub(crate) text: String,
    /// Maps `text` to the original text.
    pub(crate) map: SourceMap,
    pub(crate) repairs: Vec<Repair>,
}

/// The framing repairs of a text if decoding is lenient, and nothing if it is strict.
///
/// ```
/// use tcf_codec::{DecodeOptions, Repairs};
/// let text = " DBABT~1YNN";
/// let repairs = Repairs::of_gpp(text, DecodeOptions::new().lenient());
/// assert_eq!(repairs.text(text), "DBABT~1YNN");
/// assert_eq!(repairs.source_map().offset(0), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Repairs(Option<Repaired>);

impl Repairs {
    /// Repairs a GPP string if the options are lenient, without decoding it.
    pub fn of_gpp(text: &str, options: DecodeOptions) -> Self {
        Self::new(options.repairs(text).then(|| repair_gpp(text)))
    }

    /// Those of strict decoding.
    pub(crate) const NONE: Self = Self(None);

    pub(crate) const fn new(repaired: Option<Repaired>) -> Self {
        Self(repaired)
    }

    /// The text to decode: the repaired one, or the given one if nothing was repaired.
    pub fn text<'a>(&'a self, given: &'a str) -> &'a str {
        self.0.as_ref().map_or(given, |repaired| &repaired.text)
    }

    /// The repairs, in text order.
    pub fn list(&self) -> &[Repair] {
        self.0.as_ref().map_or(&[], |repaired| &repaired.repairs)
    }

    /// The repaired text, if there were any repairs.
    pub(crate) fn repaired_text(&self) -> Option<&str> {
        let repaired = self.0.as_ref().filter(|repaired| !repaired.repairs.is_empty());
        repaired.map(|repaired| repaired.text.as_str())
    }

    /// Maps offsets in the decoded text to offsets in the original text. The identity if nothing
    /// was repaired.
    pub fn source_map(&self) -> &SourceMap {
        static IDENTITY: SourceMap = SourceMap::identity();
        self.0.as_ref().map_or(&IDENTITY, |repaired| &repaired.map)
    }

    /// The error with its offset in the original text.
    pub fn restore(&self, error: Error) -> Error {
        error.with_offset(self.source_map().offset(error.offset()))
    }
}

/// A character and its offset in the original text.
type Placed = (char, usize);

/// Repairs framing faults of a TCF string. Other faults are left for the decoder to report.
pub(crate) fn repair(given: &str) -> Repaired {
    repair_segments(given, Format::Tc, |found| found == '.', is_of_unknown_type)
}

/// Repairs framing faults of a GPP string.
fn repair_gpp(given: &str) -> Repaired {
    repair_segments(given, Format::Gpp, |found| matches!(found, '.' | '~'), |_| false)
}

/// Whether a segment after the core has a type that the specification does not define.
fn is_of_unknown_type(first: char) -> bool {
    u8::try_from(first).ok().and_then(sextet).is_some_and(|sextet| sextet >> 3 > 3)
}

/// Whether a text starts with a US Privacy string, after white space.
fn starts_with_us_privacy(text: &str) -> bool {
    let is_value = |byte: &u8| b"YNyn-".contains(byte);
    match text.trim_ascii_start().as_bytes() {
        [b'1', a, b, c, rest @ ..] => {
            [a, b, c].into_iter().all(is_value)
                && !rest.first().is_some_and(u8::is_ascii_alphanumeric)
        }
        _ => false,
    }
}

/// Repairs a text of segments. Those after the first whose first character is unknown are removed.
fn repair_segments(
    given: &str,
    format: Format,
    is_separator: impl Fn(char) -> bool,
    is_unknown: impl Fn(char) -> bool,
) -> Repaired {
    let mut repairs = Vec::new();
    let mut note = |kind, offset| repairs.push(Repair { kind, offset, format });

    // Decode percent escapes once, then check every character.
    let mut characters: Vec<Placed> = Vec::with_capacity(given.len());
    let mut rest = given.char_indices();
    while let Some((place, found)) = rest.next() {
        let found = match found {
            '%' => match escaped(rest.as_str()) {
                Some(byte) => {
                    note(RepairKind::PercentEscape, place);
                    rest.nth(1);
                    char::from(byte)
                }
                None => found,
            },
            _ => found,
        };
        match found {
            '+' | '/' => {
                note(RepairKind::StandardAlphabet, place);
                characters.push((if found == '+' { '-' } else { '_' }, place));
            }
            // Another string after white space is no part of this one.
            _ if found.is_ascii_whitespace() && !starts_with_us_privacy(rest.as_str()) => {
                note(RepairKind::WhiteSpace, place);
            }
            _ => characters.push((found, place)),
        }
    }

    if let [.., (last, _), ('.', place)] = characters.as_slice()
        && !is_separator(*last)
    {
        note(RepairKind::TrailingDot, *place);
        characters.pop();
    }

    let mut text = String::with_capacity(given.len());
    let mut map = SourceMap::identity();
    let mut push = |(found, place): Placed| {
        if found.is_ascii() {
            map.resume(text.len(), place);
        } else {
            map.pin(text.len(), place);
        }
        text.push(found);
    };
    // The dot before the current segment, and the start of the next segment.
    let (mut dot, mut start) = (None, 0);
    for segment in characters.split(|&(found, _)| is_separator(found)) {
        let before = dot;
        start += segment.len() + 1;
        dot = characters.get(start - 1).copied();
        let length =
            segment.iter().rposition(|&(found, _)| found != '=').map_or(0, |last| last + 1);
        let (kept, padding) = segment.split_at(length);
        let unknown = before.is_some() && kept.first().is_some_and(|&(found, _)| is_unknown(found));
        if let (true, Some(&(_, place))) = (unknown, kept.first()) {
            note(RepairKind::UnknownSegment, place);
            continue;
        }
        if let Some(&(_, place)) = padding.first() {
            note(RepairKind::Padding, place);
        }
        before.into_iter().chain(kept.iter().copied()).for_each(&mut push);
    }
    repairs.sort_by_key(|repair| repair.offset);
    map.resume(text.len(), given.len());
    Repaired { text, map, repairs }
}

/// Decodes the two hexadecimal digits after a `%`.
fn escaped(rest: &str) -> Option<u8> {
    let digits = rest.get(..2)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> (String, Vec<&'static str>) {
        let repaired = repair(text);
        assert_eq!(repaired.map.offset(repaired.text.len()), text.len());
        (repaired.text, repaired.repairs.iter().map(|repair| repair.kind.code()).collect())
    }

    #[test]
    fn lists_repairs_in_text_order() {
        assert_eq!(repaired("Cab.IAA"), ("Cab.IAA".into(), [].into()));
        assert_eq!(repaired(" Ca+/b\r\n"), ("Ca-_b".into(), ["S002"; 5].into()));
        assert_eq!(
            repaired("Ca%2BB%3D%3d%2eIA"),
            ("Ca-B.IA".into(), ["S002", "S002", "S002", "S003", "S002", "S002"].into())
        );
        assert_eq!(repaired("Ca==.IAA="), ("Ca.IAA".into(), ["S003", "S003"].into()));
        assert_eq!(repaired("Ca."), ("Ca".into(), ["S004"].into()));
        assert_eq!(repaired("Ca.gAAA.IAAA"), ("Ca.IAAA".into(), ["S009"].into()));
    }

    #[test]
    fn leaves_other_faults_unchanged() {
        for text in
            ["Ca..", "", ".", "Ca%2", "Ca%zz", "Ca=b", "gAAA", "Ca\u{e9}", "Ca%\u{e9}\u{e9}"]
        {
            assert_eq!(repaired(text), (text.into(), [].into()));
        }
    }

    #[test]
    fn repairs_the_sections_of_a_gpp_string() {
        let repaired = |text: &str| {
            let Repaired { text, repairs, .. } = repair_gpp(text);
            (text, repairs.iter().map(Repair::code).collect::<Vec<_>>())
        };
        assert_eq!(
            repaired(" DBABLA==~BVQqAAAAAg=.Y+%2e\n"),
            (
                "DBABLA~BVQqAAAAAg.Y-".into(),
                ["X021", "X021", "X021", "X014", "X021", "X033", "X021"].into()
            )
        );
        // Sub-sections of any type are kept.
        assert_eq!(repaired("DBABL~BAAA.gA"), ("DBABL~BAAA.gA".into(), [].into()));
        assert_eq!(repaired("DBABL%7EBAAA"), ("DBABL~BAAA".into(), ["X021"].into()));
    }

    #[test]
    fn offsets_map_to_the_original_text() {
        let repaired = repair(" C%2Ba.gA.IA");
        assert_eq!(repaired.text, "C-a.IA");
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 6].map(|at| repaired.map.offset(at)),
            [1, 2, 5, 9, 10, 11, 12]
        );
    }
}
