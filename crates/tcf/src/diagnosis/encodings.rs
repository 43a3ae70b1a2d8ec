//! Texts that contain a consent string in another form.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};
use tcf_carrier::percent_decode;
use tcf_codec::{AnyTcString, DecodeOptions, Error, ErrorKind, TcString, trace};

use super::{Cause, plausible};

/// Shorter texts are not searched: few strings are that short, and chance finds are likely.
const MIN_EMBEDDED: usize = 36;

pub(super) fn find(text: &str, error: &Error) -> Option<Cause> {
    first_letter_d(text, error)
        .or_else(|| percent(text, decodes))
        .or_else(|| base64(text))
        .or_else(|| joined(text, error))
        .or_else(|| segment_alone(text, error))
        .or_else(|| embedded(text).map(Cause::Embedded))
        .or_else(|| standard_alphabet(text))
}

/// Whether a character may be part of a string.
pub(super) fn is_in_alphabet(found: char) -> bool {
    found.is_ascii_alphanumeric() || matches!(found, '-' | '_' | '.')
}

fn decodes(text: &str) -> bool {
    AnyTcString::decode(text).is_ok()
}

/// Google UMP wrote version 2 strings with the first letter D in November 2023.
fn first_letter_d(text: &str, error: &Error) -> Option<Cause> {
    let rest = text.strip_prefix('D')?;
    let is_version = matches!(error.kind(), ErrorKind::UnknownVersion { .. });
    (is_version && decodes(&format!("C{rest}"))).then_some(Cause::FirstLetterD)
}

/// Two strings with a dot between them.
fn joined(text: &str, error: &Error) -> Option<Cause> {
    let dot = match error.kind() {
        ErrorKind::SegmentsInVersion1 => error.offset(),
        // The error is at the first character of the second core.
        ErrorKind::DuplicateCore => error.offset().checked_sub(1)?,
        _ => return None,
    };
    let (first, second) = (text.get(..dot)?, text.get(dot + 1..)?);
    (decodes(first) && decodes(second)).then_some(Cause::Joined(dot))
}

/// A segment decodes after the core of another string.
fn segment_alone(text: &str, error: &Error) -> Option<Cause> {
    let ErrorKind::CoreNotFirst { found } = error.kind() else { return None };
    let text = format!("{}.{text}", TcString::default().encode());
    let traced = trace(&text, DecodeOptions::new());
    let segment = traced.trace.segments().get(1)?;
    (traced.value.is_ok() && plausible::is_plausible_segment(segment))
        .then_some(Cause::SegmentAlone(found))
}

/// The text is percent-encoded, and what it encodes is valid.
pub(super) fn percent(text: &str, is_valid: impl Fn(&str) -> bool) -> Option<Cause> {
    const MAX_TIMES: u8 = 4;
    let mut decoded = text.to_owned();
    for times in 1..=MAX_TIMES {
        if !decoded.contains('%') {
            return None;
        }
        decoded = percent_decode(&decoded).0;
        if is_valid(&decoded) {
            return Some(Cause::PercentEncoded { times });
        }
    }
    None
}

/// Base64 in either alphabet, with or without padding.
fn base64(text: &str) -> Option<Cause> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    // The base64 of B and C, the first characters of a string, starts with Q.
    if !text.starts_with('Q') {
        return None;
    }
    [base64::alphabet::STANDARD, base64::alphabet::URL_SAFE].iter().find_map(|alphabet| {
        let decoded = GeneralPurpose::new(alphabet, CONFIG).decode(text).ok()?;
        decodes(std::str::from_utf8(&decoded).ok()?).then_some(Cause::Base64)
    })
}

/// The first consent string among other text.
fn embedded(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for part in text.split(|found| !is_in_alphabet(found)) {
        let end = start + part.len();
        let trimmed = part.trim_matches('.');
        if trimmed.len() >= MIN_EMBEDDED && part.len() < text.len() && decodes(trimmed) {
            let start = start + (part.len() - part.trim_start_matches('.').len());
            return Some(start..start + trimmed.len());
        }
        start =
            end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    None
}

/// The error in the URL-safe alphabet of a text in the standard one.
fn standard_alphabet(text: &str) -> Option<Cause> {
    let is_standard = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=.".contains(&byte);
    if !text.starts_with(['B', 'C']) || !text.bytes().all(is_standard) {
        return None;
    }
    let options = DecodeOptions::new().with_max_len(text.len()).lenient();
    let error = tcf_codec::decode(text, options).err()?;
    text.contains(['+', '/', '=']).then_some(Cause::StandardAlphabet(error))
}
