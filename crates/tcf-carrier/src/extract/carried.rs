//! A signal and where it lies.

use crate::field::{Field, FoundBy, Place, is_flag, is_section_list};
use crate::field_kind::FieldKind;
use crate::json_reader::JsonKind;
use crate::placeholder::is_flag_of_site;
use crate::signal_kind::SignalKind;
use crate::steps::{Step, Steps};
use crate::{CarrierFormat, TextKind, Timestamp};

/// A consent signal that was extracted from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Carried<'r> {
    /// The record of the file that contains the signal.
    pub record: RecordId,
    /// The time of the record.
    pub at: Option<Timestamp>,
    /// The host that receives the signal, or that of the nested URL that contains it.
    pub host: Option<&'r str>,
    /// The format of the file.
    pub carrier: CarrierFormat,
    /// Where in the record.
    pub place: Place,
    /// The name as written; in JSON with the names around it. A name that looks like an id of a
    /// person or a device is `*`.
    pub name: &'r str,
    /// The number of URLs around the signal.
    pub depth: u8,
    /// What the value is.
    pub kind: CarriedKind,
    /// The kind that the name stands for; `None` if the name is not that of a signal. It differs
    /// from `kind` if the value is unfilled, or is under the wrong name.
    pub named: Option<CarriedKind>,
    /// How the signal was found.
    pub found_by: FoundBy,
    /// The value without escapes. Lists of ids have no white space.
    pub value: &'r str,
    /// Whether the value was longer than 64 KiB. Only its beginning is in `value`.
    pub is_truncated: bool,
    /// Whether text that cannot belong to the value surrounded it, such as the rest of an HTML tag,
    /// white space, or quotes where the format has none. It is not in `value`.
    pub has_text_after: bool,
    /// What was decoded to read the value.
    pub steps: Steps,
    /// The type of the value in JSON; `None` outside JSON.
    pub json: Option<JsonKind>,
}

/// The record of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RecordId {
    /// A line, from 1 on.
    Line(u64),
    /// An entry of a HAR file, from 0 on, and the line on which it starts, from 1 on.
    Entry {
        /// The index in `log.entries`.
        index: u64,
        /// The line.
        line: u64,
    },
    /// A row of a table, from 1 on, without the header.
    Row(u64),
    /// A JSON document, and the line on which it starts, from 1 on.
    Document {
        /// The number of documents before it.
        index: u64,
        /// The line.
        line: u64,
    },
    /// The whole file.
    File,
}

/// What the value of a consent field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CarriedKind {
    /// A TC string.
    Tc,
    /// A GPP string.
    Gpp,
    /// A US Privacy string.
    UsPrivacy,
    /// An Additional Consent string.
    AdditionalConsent,
    /// The ids of Additional Consent providers as a JSON array.
    AcIds,
    /// Whether the GDPR applies.
    Gdpr,
    /// The ids of the GPP sections that apply.
    GppSid,
    /// Global Privacy Control.
    Gpc,
    /// `gcs` of Google.
    Gcs,
    /// `gcd` of Google.
    Gcd,
    /// `npa` of Google.
    Npa,
    /// `dma` of Google.
    Dma,
    /// `dma_cps` of Google.
    DmaCps,
    /// A macro that the sender did not expand.
    Macro,
    /// A value that stands for "no consent string", such as `undefined`.
    Placeholder,
    /// An empty value under the name of a signal.
    Empty,
    /// Another value under the name of a signal: a flag of the site's own, such as `true` or `yes`,
    /// a text that does not begin as a string does, or one that is not a list of ids.
    Other,
}

impl CarriedKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Tc,
        Self::Gpp,
        Self::UsPrivacy,
        Self::AdditionalConsent,
        Self::AcIds,
        Self::Gdpr,
        Self::GppSid,
        Self::Gpc,
        Self::Gcs,
        Self::Gcd,
        Self::Npa,
        Self::Dma,
        Self::DmaCps,
        Self::Macro,
        Self::Placeholder,
        Self::Empty,
        Self::Other,
    ];

    /// The kinds of consent strings.
    pub const STRINGS: [Self; 4] = [Self::Tc, Self::Gpp, Self::UsPrivacy, Self::AdditionalConsent];

    /// Whether it is a consent string.
    pub const fn is_string(self) -> bool {
        matches!(self, Self::Tc | Self::Gpp | Self::UsPrivacy | Self::AdditionalConsent)
    }

    /// The name in JSON, such as `tc`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tc => SignalKind::Tc.name(),
            Self::Gpp => SignalKind::Gpp.name(),
            Self::UsPrivacy => SignalKind::UsPrivacy.name(),
            Self::AdditionalConsent => SignalKind::AdditionalConsent.name(),
            Self::AcIds => "acIds",
            Self::Gdpr => "gdpr",
            Self::GppSid => "gppSid",
            Self::Gpc => "gpc",
            Self::Gcs => "gcs",
            Self::Gcd => "gcd",
            Self::Npa => "npa",
            Self::Dma => "dma",
            Self::DmaCps => "dmaCps",
            Self::Macro => "macro",
            Self::Placeholder => "placeholder",
            Self::Empty => "empty",
            Self::Other => "other",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The consent string at the start of a value, without what cannot belong to it. The characters
    /// of ordinary base64 may: they are damage of the string.
    fn string_at_start(self, value: &str) -> &str {
        let is_in_string = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=".contains(&byte);
        let end = value.bytes().position(|byte| !is_in_string(byte)).filter(|_| self.is_string());
        end.and_then(|end| value.get(..end)).unwrap_or(value)
    }

    /// What a text in the place of a consent string is: the string of that kind, unless the text is
    /// empty, a macro, a placeholder or a flag of a site.
    ///
    /// ```
    /// use tcf_carrier::{CarriedKind, SignalKind};
    /// let of = |text| CarriedKind::of_text(SignalKind::Gpp, text);
    /// assert_eq!(of("DBABMA~"), CarriedKind::Gpp);
    /// assert_eq!(of("${GPP_STRING}"), CarriedKind::Macro);
    /// assert_eq!(of("undefined"), CarriedKind::Placeholder);
    /// assert_eq!(of("accepted"), CarriedKind::Other);
    /// ```
    pub fn of_text(named: SignalKind, text: &str) -> Self {
        Self::unfilled(text).unwrap_or(Self::of_signal_kind(named))
    }

    /// What a text in the place of a signal is, if it is empty, a macro, a placeholder or a flag of
    /// a site.
    fn unfilled(text: &str) -> Option<Self> {
        match TextKind::detect(text) {
            _ if text.is_empty() => Some(Self::Empty),
            Some(TextKind::Macro) => Some(Self::Macro),
            Some(TextKind::Placeholder) if is_flag_of_site(text) => Some(Self::Other),
            Some(TextKind::Placeholder) => Some(Self::Placeholder),
            _ => None,
        }
    }

    /// The kind of a field.
    fn of(field: &Field<'_>) -> Self {
        let value = &*field.value;
        match field.kind {
            FieldKind::Signal(named) => match Self::of_text(named, value) {
                Self::Tc if !value.starts_with(['B', 'C']) => Self::Other,
                kind => kind,
            },
            FieldKind::Gdpr if is_flag(value) => Self::Gdpr,
            FieldKind::GppSid if is_section_list_of(field) => Self::GppSid,
            FieldKind::Gdpr | FieldKind::GppSid => Self::unfilled(value).unwrap_or(Self::Other),
            _ if value.is_empty() => Self::Empty,
            _ if TextKind::detect(value) == Some(TextKind::Macro) => Self::Macro,
            kind => Self::of_field_kind(kind),
        }
    }

    const fn of_field_kind(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Signal(kind) => Self::of_signal_kind(kind),
            FieldKind::Gdpr => Self::Gdpr,
            FieldKind::GppSid => Self::GppSid,
            FieldKind::AcIds => Self::AcIds,
            FieldKind::Gpc => Self::Gpc,
            FieldKind::Gcs => Self::Gcs,
            FieldKind::Gcd => Self::Gcd,
            FieldKind::Npa => Self::Npa,
            FieldKind::Dma => Self::Dma,
            FieldKind::DmaCps => Self::DmaCps,
        }
    }

    const fn of_signal_kind(kind: SignalKind) -> Self {
        match kind {
            SignalKind::Tc => Self::Tc,
            SignalKind::Gpp => Self::Gpp,
            SignalKind::UsPrivacy => Self::UsPrivacy,
            SignalKind::AdditionalConsent => Self::AdditionalConsent,
        }
    }
}

/// Whether the value of a field is a list of ids. In JSON, the list may be empty, and the ids may
/// be strings.
fn is_section_list_of(field: &Field<'_>) -> bool {
    if field.json != Some(JsonKind::Array) {
        return is_section_list(&field.value);
    }
    let is_id = |id: &str| is_section_list(id.trim_ascii().trim_matches('"'));
    field.value.is_empty() || field.value.split(',').all(is_id)
}

impl From<SignalKind> for CarriedKind {
    fn from(kind: SignalKind) -> Self {
        Self::of_signal_kind(kind)
    }
}

/// What the signals of a text have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'r> {
    pub(super) record: RecordId,
    pub(super) at: Option<Timestamp>,
    pub(super) host: Option<&'r str>,
    pub(super) carrier: CarrierFormat,
    /// The place of all signals at depth 0, if it is not the one that the text itself tells.
    pub(super) place: Option<Place>,
    /// Whether the text was encoded in base64.
    pub(super) is_base64: bool,
}

impl Context<'_> {
    /// A context without time, host and place.
    pub(super) const fn new(record: RecordId, carrier: CarrierFormat) -> Self {
        Self { record, at: None, host: None, carrier, place: None, is_base64: false }
    }
}

/// The longest value, in bytes.
const MAX_VALUE: usize = 64 * 1024;

impl<'r> Carried<'r> {
    pub(super) fn new(context: &Context<'r>, field: &'r Field<'_>) -> Self {
        let place = context.place.filter(|_| field.depth == 0).unwrap_or(field.place);
        let kind = CarriedKind::of(field);
        let value = kind.string_at_start(&field.value);
        let kept = value.get(..value.floor_char_boundary(MAX_VALUE)).unwrap_or(value);
        let own_host = if field.depth == 0 { context.host } else { None };
        Self {
            record: context.record,
            at: context.at,
            host: own_host.or(field.host.as_deref()),
            carrier: context.carrier,
            place,
            name: &field.name,
            depth: field.depth,
            kind,
            named: field.meaning.map(CarriedKind::of_field_kind),
            found_by: field.found_by,
            value: kept,
            is_truncated: kept.len() < value.len(),
            has_text_after: value.len() < field.value.len() || field.is_disguised,
            steps: if context.is_base64 { field.steps.after(Step::Base64) } else { field.steps },
            json: field.json,
        }
    }
}
