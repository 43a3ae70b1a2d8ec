//! Find IAB TCF consent strings in the text that carries them.
//!
//! * [`unpack`](fn@unpack) extracts the string from quotes, a cookie pair, the query of a URL,
//!   JSON or a preference file, and decodes percent escapes. [`unpack_pasted`] also ignores the
//!   text after a string that a person pasted, and lists what it ignored.
//! * [`fields`](fn@fields) finds all consent fields of a URL, of cookies, of JSON or of the
//!   preferences of an app: strings of every kind, the GDPR flag and the GPP sections that apply.
//! * [`Labeled`] splits a line into label and string.
//! * [`SourceMap`] maps byte offsets in the string back to the original text. Maps of several steps
//!   compose, so that an offset is mapped only once, when it is displayed. [`CharOffsets`] converts
//!   byte offsets to character offsets.
//! * [`SignalKind::detect`] recognizes the kind of a consent string: TC, GPP, US Privacy or
//!   Additional Consent.
//! * [`TextKind::detect`] recognizes other texts that are often mistaken for consent strings.
//!
//! Files are read as streams, in bounded memory:
//!
//! * [`extract`](fn@extract) finds the consent signals of a file in any format.
//! * [`HarReader`] reads the entries of a HAR file one by one.
//! * [`Lines`] reads lines, [`AccessLogLine`] parses those of an access log, and [`JsonFields`]
//!   reads fields of JSON lines.
//! * [`TableReader`] reads CSV and TSV.
//! * [`Preferences`] reads the preferences of apps: Android XML, property lists, JSON.
//! * [`JsonReader`] reads any JSON without building it.
//! * [`CarrierFormat`] detects the format of a file.
//!
//! Fields are edited in place, and every other byte is kept:
//!
//! * [`JsonRewriter`] removes members and elements of JSON, truncates addresses and rounds
//!   coordinates. [`StripPreset`] lists fields of OpenRTB requests.
//! * [`RowRewriter`] does the same with the cells of a table, and [`ParameterRewriter`] with the
//!   parameters of URLs.
//!
//! ```
//! use tcf_carrier::{CharOffsets, unpack};
//!
//! let cookie = "\u{201c}euconsent-v2=CQg2bYA!\u{201d}";
//! let unpacked = unpack(cookie);
//! assert_eq!(unpacked.text, "CQg2bYA!");
//!
//! // Byte 7 of the string is byte 23 of the cookie, which is its character 21.
//! let byte = unpacked.map.offset(7);
//! assert_eq!(byte, 23);
//! assert_eq!(CharOffsets::new(cookie).at(byte), 21);
//! ```

mod access_log;
mod chars;
mod detect;
mod extract;
mod field;
mod field_kind;
mod fields;
mod format;
mod har;
mod host;
mod host_pattern;
mod ids;
mod json_fields;
mod json_path;
mod json_reader;
mod line;
mod lines;
mod names;
mod pasted;
mod percent;
mod placeholder;
mod preferences;
mod quotes;
mod rewrite;
mod scan;
mod serde_message;
mod signal_kind;
mod steps;
mod table;
#[cfg(test)]
mod test_support;
mod timestamp;
mod unpack;

pub use access_log::AccessLogLine;
pub use chars::CharOffsets;
pub use detect::TextKind;
pub use extract::{
    Carried, CarriedKind, ExtractError, ExtractOptions, Extracted, Extraction, Losses, RecordId,
    RowExtractor, extract, extract_entry, extract_json, extract_line, extract_log_line,
    extract_records, extract_row, extract_value, is_consent_column,
};
pub use field::{Field, FoundBy, Place, flag_value};
pub use field_kind::FieldKind;
pub use fields::{Fields, fields, named_fields};
pub use format::{CarrierFormat, FormatError};
pub use har::{
    Delivery, HarBody, HarCookie, HarEntry, HarError, HarEvidence, HarHeader, HarLog, HarOptions,
    HarPage, HarProgram, HarReader, HarText, Initiator, PostData, WebSocketMessage,
};
pub use host::host_of;
pub use host_pattern::{HostPattern, InvalidPattern, normalized_host};
pub use json_fields::{JsonField, JsonFields, JsonPointer, JsonPointerError, TooManyPointers};
pub use json_path::{JsonPath, JsonPathError};
pub use json_reader::{
    Expected, JsonError, JsonErrorKind, JsonKind, JsonReader, JsonText, Location,
};
pub use line::Labeled;
pub use lines::{Line, Lines};
pub use names::{is_field_name, is_signal_name};
pub use pasted::{Ignored, IgnoredKind, Pasted, unpack_pasted};
pub use percent::{percent_decode, percent_encode};
pub use placeholder::is_flag_of_site;
pub use preferences::{
    Preference, PreferenceKind, Preferences, PreferencesError, PreferencesFormat,
};
pub use rewrite::{
    AddedMember, FieldEdit, JsonRewriter, ParameterRewriter, RewriteError, Rewritten, RowRewriter,
    SetCell, StripPreset, TooManyRules,
};
pub use scan::MAX_DEPTH;
pub use serde_message::SerdeMessage;
pub use signal_kind::SignalKind;
pub use steps::{Step, Steps};
pub use table::{
    CsvCell, Delimiter, Row, RowBuffer, RowFault, RowSplitter, TableError, TableOptions,
    TableReader, find_column,
};
pub use tcf_codec::SourceMap;
pub use timestamp::Timestamp;
pub use unpack::{Unpacked, unpack};

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
