//! Consent fields.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use crate::SourceMap;
use crate::field_kind::FieldKind;
use crate::json_reader::JsonKind;
use crate::names::{Meaning, Name};
use crate::placeholder::{is_macro, is_missing_value};
use crate::signal_kind::SignalKind;
use crate::steps::Steps;

/// A consent field: a value with its place in the text that carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// What the value is, by its shape, or by the name if the value has no known shape.
    pub kind: FieldKind,
    /// The kind of string that the name stands for. If it differs from `kind`, the value is under
    /// the wrong name.
    pub named: Option<SignalKind>,
    /// What the name stands for; `None` if it is not known.
    pub(crate) meaning: Option<FieldKind>,
    /// Whether the name or only the shape of the value was known.
    pub found_by: FoundBy,
    /// Where in the text the value lies.
    pub place: Place,
    /// The name as written, in JSON with the names around it: `regs.ext.gpp`. A name that looks
    /// like an id of a person or a device is `*`.
    pub name: Cow<'a, str>,
    /// The value without its escapes, borrowed unless some were decoded.
    pub value: Cow<'a, str>,
    /// Maps byte offsets in `value` to byte offsets in the text.
    pub map: SourceMap,
    /// The number of URLs in whose parameters the value is: 0 is what the receiver of the text
    /// gets, 1 what is sent to the URL in a parameter.
    pub depth: u8,
    /// What was decoded to read the value.
    pub steps: Steps,
    /// The host of the URL that contains the field; `None` outside URLs.
    pub host: Option<Cow<'a, str>>,
    /// The type of the value in JSON; `None` outside JSON.
    pub json: Option<JsonKind>,
    /// Whether the value had quotes or escapes that do not belong in its place: a receiver takes
    /// them for a part of the value.
    pub(crate) is_disguised: bool,
}

impl Field<'_> {
    /// The kind of the consent string; `None` for other fields.
    pub const fn signal(&self) -> Option<SignalKind> {
        match self.kind {
            FieldKind::Signal(kind) => Some(kind),
            _ => None,
        }
    }
}

/// How a field was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FoundBy {
    /// By its name.
    Name,
    /// By the shape of its value. The name is unknown.
    Shape,
}

impl FoundBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Name, Self::Shape];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Shape => "shape",
        }
    }
}

/// The place of a field in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The path of a URL.
    Path,
    /// The query of a URL.
    Query,
    /// The fragment of a URL.
    Fragment,
    /// A cookie.
    Cookie,
    /// A cookie that a response sets.
    SetCookie,
    /// A header.
    Header,
    /// The body of a request, other than JSON.
    Body,
    /// A member of a JSON object.
    Json,
    /// A key of local storage or of the preferences of an app.
    Storage,
    /// A column of a table.
    Column,
    /// A line without a name.
    Line,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 11] = [
        Self::Path,
        Self::Query,
        Self::Fragment,
        Self::Cookie,
        Self::SetCookie,
        Self::Header,
        Self::Body,
        Self::Json,
        Self::Storage,
        Self::Column,
        Self::Line,
    ];

    /// The name in JSON, such as `query`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::Cookie => "cookie",
            Self::SetCookie => "setCookie",
            Self::Header => "header",
            Self::Body => "body",
            Self::Json => "json",
            Self::Storage => "storage",
            Self::Column => "column",
            Self::Line => "line",
        }
    }

    /// Whether programs that read values in the place ignore quotes around them: cookies and
    /// headers may have some, and so have exports and stored JSON strings.
    pub(crate) const fn allows_quotes(self) -> bool {
        !matches!(self, Self::Path | Self::Query | Self::Fragment | Self::Body | Self::Json)
    }

    /// The place of a member or a key: the keys of the in-app specifications are not JSON fields of
    /// a protocol.
    pub(crate) fn of_member(name: &str) -> Self {
        let is_key = ["IABTCF_", "IABGPP_", "IABUSPrivacy_"];
        if is_key.iter().any(|prefix| name.starts_with(prefix)) {
            Self::Storage
        } else {
            Self::Json
        }
    }
}

/// Shortest TC string that is recognized by its shape. Strings that were cut off are common.
const MIN_TC: usize = 20;

/// The kind of a value with the unmistakable shape of a consent string.
pub(crate) fn shape(value: &str) -> Option<SignalKind> {
    let is_ac_character = |byte: u8| byte.is_ascii_digit() || b"~.dv".contains(&byte);
    match value.as_bytes() {
        [b'B' | b'C', ..] if value.len() >= MIN_TC => Some(SignalKind::Tc),
        [b'D', b'B', rest @ ..] if rest.contains(&b'~') => Some(SignalKind::Gpp),
        [b'1', rest @ ..] if rest.len() == 3 && rest.iter().all(|byte| b"YNyn-".contains(byte)) => {
            Some(SignalKind::UsPrivacy)
        }
        [b'1' | b'2', b'~', rest @ ..] if rest.iter().copied().all(is_ac_character) => {
            Some(SignalKind::AdditionalConsent)
        }
        _ => None,
    }
}

/// The kind of the value of a name. `None` if the name has another meaning: shops and banners use
/// `consent=1` and `gdpr=yes`.
///
/// `is_thorough`: signals that are not strings, any value of a published name and broken strings
/// count, too.
pub(crate) fn kind_of(
    name: Name,
    value: &str,
    place: Place,
    is_thorough: bool,
) -> Option<FieldKind> {
    if let Some(kind) = shape(value) {
        return Some(FieldKind::Signal(kind));
    }
    match name.meaning {
        Meaning::GppSid => Some(FieldKind::GppSid),
        Meaning::Gdpr => {
            let is_expected = is_flag(value) || is_thorough && name.is_published;
            is_expected.then_some(FieldKind::Gdpr)
        }
        Meaning::Other(kind) => {
            let is_expected = is_unfilled(value) || is_value_of(kind, value);
            (is_thorough && is_expected).then_some(kind)
        }
        // A text that starts as another kind is read as that: errors then are about what was sent.
        Meaning::Signal(SignalKind::Tc) if name.is_published => {
            Some(FieldKind::Signal(SignalKind::detect(value)))
        }
        Meaning::Signal(kind) => {
            let is_unfilled = is_macro(value) || is_thorough && value.is_empty();
            let is_broken = is_thorough && kind == SignalKind::Tc && is_broken_tc(value, place);
            (name.is_published || is_unfilled || is_broken).then_some(FieldKind::Signal(kind))
        }
    }
}

/// Whether a value under a name that other programs use for something else stands where a TC string
/// belongs: the beginning of one, or what programs write for a missing value. In a URL the latter
/// may be anything; a column or a member is filled by a program.
fn is_broken_tc(value: &str, place: Place) -> bool {
    let is_of_program = matches!(place, Place::Column | Place::Json | Place::Storage);
    starts_as_tc_string(value) || is_of_program && is_missing_value(value)
}

/// Whether a value is empty or a macro, which says that the sender meant to fill it.
fn is_unfilled(value: &str) -> bool {
    value.is_empty() || is_macro(value)
}

/// Whether a value has the shape of a kind.
fn is_value_of(kind: FieldKind, value: &str) -> bool {
    match (kind, value.as_bytes()) {
        (FieldKind::Gcs, [b'G', b'1', rest @ ..]) => {
            rest.len() == 2 && rest.iter().all(|byte| b"01-".contains(byte))
        }
        // Digits and letters in turn.
        (FieldKind::Gcd, [b'1', digit, rest @ ..]) => {
            digit.is_ascii_digit()
                && rest.len() >= 4
                && rest.iter().all(u8::is_ascii_alphanumeric)
                && rest.iter().step_by(2).all(u8::is_ascii_alphabetic)
        }
        (FieldKind::Gpc | FieldKind::Npa | FieldKind::Dma, _) => is_flag(value),
        (FieldKind::DmaCps, [b'-']) => true,
        (FieldKind::DmaCps, bytes) => bytes.iter().all(u8::is_ascii_lowercase),
        _ => false,
    }
}

/// Whether a value under an unknown name is a TC string. Base64 of other things starts with C, too,
/// so its first fields must be plausible, and a decoder must get as far as the vendor section.
pub(crate) fn is_tc_string(value: &str) -> bool {
    const LENGTHS: RangeInclusive<usize> = 44..=64 * 1024;
    const VENDOR_SECTION: u32 = 213;
    let is_in_string = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if !value.starts_with('C')
        || !LENGTHS.contains(&value.len())
        || !value.bytes().all(is_in_string)
        || !has_plausible_start(value)
    {
        return false;
    }
    match tcf_codec::decode(value, tcf_codec::DecodeOptions::new()) {
        Ok(_) => true,
        Err(error) => {
            error.segment() == Some("core") && error.bit().is_some_and(|bit| bit >= VENDOR_SECTION)
        }
    }
}

/// From 2018 to 2040, in tenths of a second since 1970.
const DATES: RangeInclusive<u64> = 15_147_648_000..=22_089_888_000;

/// Whether the first fields of a TC string are plausible, as far as they are there: dates from 2018
/// to 2040 in order, which must be there, and small versions and CMP ids. Each of these fields is
/// made of whole characters. The rest of the string may be damaged.
pub(crate) fn has_plausible_start(string: &str) -> bool {
    const CMP_IDS: RangeInclusive<u64> = 0..=1023;
    const LIST_VERSIONS: RangeInclusive<u64> = 0..=1023;
    const POLICY_VERSIONS: RangeInclusive<u64> = 1..=10;
    let bytes = string.as_bytes();
    let (created, updated) = (number(bytes, 1..7), number(bytes, 7..13));
    let is_date = |date: Option<u64>| date.is_some_and(|date| DATES.contains(&date));
    let is_in = |characters: Range<usize>, expected: RangeInclusive<u64>| {
        bytes.len() < characters.end
            || number(bytes, characters).is_some_and(|number| expected.contains(&number))
    };
    is_date(created)
        && is_date(updated)
        && created <= updated
        && is_in(13..15, CMP_IDS)
        && is_in(20..22, LIST_VERSIONS)
        // Version 1 has purposes there.
        && (string.starts_with('B') || is_in(22..23, POLICY_VERSIONS))
}

/// Whether a value is the beginning of a TC string: a plausible date after its version, and as much
/// of the next one as there is. Words do not pass: capitals alone, such as CONSENT, are a word.
fn starts_as_tc_string(value: &str) -> bool {
    let bytes = value.as_bytes();
    let is_in_string = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    bytes.starts_with(b"C")
        && bytes.iter().all(is_in_string)
        && !bytes.iter().all(u8::is_ascii_uppercase)
        && number(bytes, 1..7).is_some_and(|created| DATES.contains(&created))
        && (bytes.len() < 13 || has_plausible_start(value))
}

/// The number that characters of a string encode.
fn number(string: &[u8], characters: Range<usize>) -> Option<u64> {
    string.get(characters)?.iter().try_fold(0, |number, byte| {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        Some(number * 64 + u64::from(value))
    })
}

/// The value of a flag, such as that of the GDPR; `None` if the text is not a flag.
pub fn flag_value(text: &str) -> Option<bool> {
    match text {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

pub(crate) fn is_flag(value: &str) -> bool {
    flag_value(value).is_some()
}

/// Whether a value is a list of ids of GPP sections, separated by commas or underscores.
pub(crate) fn is_section_list(value: &str) -> bool {
    value.split([',', '_']).map(str::trim_ascii).all(|id| {
        let digits = id.strip_prefix('-').unwrap_or(id);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
