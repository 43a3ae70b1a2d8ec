//! A consent string as it was given, and the beginning of every record.

use std::borrow::Cow;

use serde::Serialize;
use tcf_carrier::{CharOffsets, SourceMap, Unpacked, unpack};
use tcf_codec::DecodeOptions;

/// Where an input comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Origin<'a> {
    /// The file, `-` for stdin; absent for arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The line, from 1 on; absent for arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The label, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
}

impl<'a> Origin<'a> {
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

/// The beginning of every record: where its input comes from, and the input itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Head<'a> {
    /// Where the input comes from.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The input, without the label.
    pub input: &'a str,
    /// `input` is truncated to its first 120 characters.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub input_truncated: bool,
}

/// A consent string as it was given: the input, and the string that was found in it.
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
    /// Where it comes from.
    pub origin: Origin<'a>,
    /// The input.
    pub given: &'a str,
    /// The consent string in it.
    pub text: Cow<'a, str>,
    /// Maps byte offsets in `text` to byte offsets in `given`.
    pub map: SourceMap,
    /// How to decode it.
    pub options: DecodeOptions,
    /// Converts byte offsets in `given` to character offsets.
    chars: CharOffsets<'a>,
    /// Whether `given` stands for bytes that are not UTF-8.
    is_lossy: bool,
    /// Number of bytes that did not fit into `given`.
    dropped: u64,
}

impl<'a> Input<'a> {
    /// Finds the consent string in an input: between quotes, in a cookie pair, in the query of a
    /// URL; see [`unpack`](fn@unpack).
    pub fn new(given: &'a str) -> Self {
        let Unpacked { text, map } = unpack(given);
        let chars = CharOffsets::new(given);
        let (origin, options) = (Origin::default(), DecodeOptions::new());
        Self { origin, given, text, map, options, chars, is_lossy: false, dropped: 0 }
    }

    /// Sets how to decode the string. By default decoding is strict.
    #[must_use]
    pub fn with_options(self, options: DecodeOptions) -> Self {
        Self { options, ..self }
    }

    /// Sets where the input comes from.
    #[must_use]
    pub fn with_origin(self, origin: Origin<'a>) -> Self {
        Self { origin, ..self }
    }

    /// States that the input replaces bytes that are not UTF-8, and how many bytes at its end were
    /// dropped. Records then hold the beginning of the input only.
    #[must_use]
    pub fn with_losses(self, is_lossy: bool, dropped: u64) -> Self {
        Self { is_lossy, dropped, ..self }
    }

    /// Number of bytes that were dropped at the end of the input.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The byte offset in the input, for a byte offset in the string.
    pub fn offset(&self, text: usize) -> usize {
        self.map.offset(text)
    }

    /// The character offset in the input, for a byte offset in the string.
    pub fn character(&self, text: usize) -> usize {
        self.chars.at(self.offset(text))
    }

    /// The beginning of its records. The input is truncated if it is longer than the longest string
    /// that the options accept, or was not given whole.
    pub fn head(&self) -> Head<'_> {
        let is_truncated =
            self.is_lossy || self.dropped > 0 || self.given.len() > self.options.max_len;
        let input = if is_truncated { truncate(self.given) } else { self.given };
        Head { origin: self.origin, input, input_truncated: is_truncated }
    }
}

/// Characters of an input that is too long or is not UTF-8.
const KEPT: usize = 120;

/// The first characters of an input, as records hold it that cannot hold it whole.
pub fn truncate(input: &str) -> &str {
    let end = input.char_indices().nth(KEPT).map_or(input.len(), |(at, _)| at);
    input.split_at(end).0
}
