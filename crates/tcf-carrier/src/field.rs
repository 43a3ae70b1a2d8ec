//! Consent fields.

use std::borrow::Cow;

use crate::SourceMap;
use crate::names::{Meaning, Name};
use crate::placeholder::is_macro;
use crate::signal_kind::SignalKind;

/// A consent field: a value with its place in the text that carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// What the value is, by its shape, or by the name if the value has no known shape.
    pub kind: FieldKind,
    /// The kind of string that the name stands for. If it differs from `kind`, the value lies under
    /// the wrong name.
    pub named: Option<SignalKind>,
    /// Whether the name or only the shape of the value was known.
    pub found_by: FoundBy,
    /// Where in the text the value lies.
    pub place: Place,
    /// The name as written, in JSON with the names around it: `regs.ext.gpp`.
    pub name: Cow<'a, str>,
    /// The value without its escapes, borrowed unless some were decoded.
    pub value: Cow<'a, str>,
    /// Maps byte offsets in `value` to byte offsets in the text.
    pub map: SourceMap,
    /// The number of URLs around the value in which it is escaped: 0 is what the receiver of the
    /// text gets, 1 what is sent to the URL in a parameter.
    pub depth: u8,
}

impl Field<'_> {
    /// The kind of the consent string; `None` for other fields.
    pub const fn signal(&self) -> Option<SignalKind> {
        match self.kind {
            FieldKind::Signal(kind) => Some(kind),
            FieldKind::Gdpr | FieldKind::GppSid => None,
        }
    }
}

/// The kind of a consent field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// A consent string, or what stands in its place: an unexpanded macro, a placeholder, nothing.
    Signal(SignalKind),
    /// Whether the GDPR applies: 0, 1, `true` or `false`.
    Gdpr,
    /// The ids of the GPP sections that apply, separated by commas or underscores.
    GppSid,
}

/// How a field was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FoundBy {
    /// By its name.
    Name,
    /// By the shape of its value. The name is unknown.
    Shape,
}

/// The place of a field in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// A member of a JSON object.
    Json,
    /// A key of local storage or of the preferences of an app.
    Storage,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 6] =
        [Self::Path, Self::Query, Self::Fragment, Self::Cookie, Self::Json, Self::Storage];

    /// The name in JSON, such as `query`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::Cookie => "cookie",
            Self::Json => "json",
            Self::Storage => "storage",
        }
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
pub(crate) fn kind_of(name: Name, value: &str) -> Option<FieldKind> {
    if let Some(kind) = shape(value) {
        return Some(FieldKind::Signal(kind));
    }
    match name.meaning {
        Meaning::GppSid => Some(FieldKind::GppSid),
        Meaning::Gdpr => is_flag(value).then_some(FieldKind::Gdpr),
        // A text that starts as another kind is read as that: errors then are about what was sent.
        Meaning::Signal(SignalKind::Tc) if name.is_published => {
            Some(FieldKind::Signal(SignalKind::detect(value)))
        }
        Meaning::Signal(kind) => {
            (name.is_published || is_macro(value)).then_some(FieldKind::Signal(kind))
        }
    }
}

pub(crate) fn is_flag(value: &str) -> bool {
    matches!(value, "0" | "1" | "true" | "false")
}
