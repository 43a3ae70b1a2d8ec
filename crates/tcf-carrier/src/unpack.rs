//! Extracts the consent string from pasted text.

use std::borrow::Cow;

use crate::SourceMap;
use crate::percent::percent_decode;

/// A consent string extracted from a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked<'a> {
    /// The string, borrowed unless escapes were decoded.
    pub text: Cow<'a, str>,
    /// Maps byte offsets in `text` to byte offsets in the input.
    pub map: SourceMap,
}

/// Names of the cookies and query parameters for consent strings.
const NAMES: [&str; 7] = [
    "gdpr_consent",
    "euconsent-v2",
    "euconsent",
    "consent_string",
    "gdprConsent",
    "ads.gdpr_consent",
    "tcString",
];

/// Names of consent strings in JSON objects and preference files.
const MEMBERS: [&str; 9] = [
    "consent",
    "tcString",
    "IABTCF_TCString",
    "gdpr_consent",
    "consent_string",
    "gdprConsent",
    "consentString",
    "euconsent-v2",
    "euconsent",
];

/// How many times escapes around a parameter are decoded.
const MAX_DECODES: usize = 3;

/// Extracts the consent string from quotes, a cookie pair, the query of a URL, also of a URL that
/// is escaped in another one, a JSON object (`user.ext.consent`, `tcString`) or a line of it, or
/// a line of a preference file. Any other text is returned unchanged: what surrounds a bare string
/// may be damage. [`unpack_pasted`](crate::unpack_pasted) ignores it.
///
/// ```
/// use tcf_carrier::unpack;
///
/// assert_eq!(unpack("euconsent-v2=CQg2bYA; path=/").text, "CQg2bYA");
/// assert_eq!(unpack("'CQg2bYA',").text, "CQg2bYA");
/// assert_eq!(unpack("CQg2bYA").text, "CQg2bYA");
/// ```
pub fn unpack(input: &str) -> Unpacked<'_> {
    if let Some((at, value)) = member(input) {
        return Unpacked { text: Cow::Borrowed(value), map: SourceMap::starting_at(at) };
    }
    let (start, inner) = unquote(input);
    // Without '=', skip the other searches.
    let pair = if inner.contains('=') {
        NAMES.iter().find_map(|name| named_value(inner, name)).or_else(|| only_pair(inner))
    } else {
        None
    };
    let (value, map) = match pair {
        Some((at, value)) => (value, SourceMap::starting_at(start + at)),
        None => (inner, SourceMap::starting_at(start)),
    };
    if pair.is_none()
        && let Some((text, escaped)) = escaped_value(inner)
    {
        return Unpacked { text: Cow::Owned(text), map: map.then(&escaped) };
    }
    if pair.is_some() && value.contains('%') {
        let decoded = percent_decode(value);
        return Unpacked { text: Cow::Owned(decoded.0), map: map.then(&decoded.1) };
    }
    Unpacked { text: Cow::Borrowed(value), map }
}

/// Pairs of quotes, also those of word processors and of other languages.
const QUOTES: [(char, char); 9] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
    ('\u{2039}', '\u{203a}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{201a}', '\u{2018}'),
];

/// Removes quotes and the white space, commas and semicolons around them. Returns the rest and its
/// offset.
fn unquote(input: &str) -> (usize, &str) {
    let lead = input.len() - input.trim_ascii_start().len();
    let rest = input.trim_ascii().trim_end_matches([',', ';']);
    // Bare strings are returned after one test.
    if rest.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return (0, input);
    }
    for (open, close) in QUOTES {
        if let Some(inner) = rest.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return (lead + open.len_utf8(), inner);
        }
    }
    (0, input)
}

/// The value of `NAME=` in a query or a list of cookies, and its offset.
fn named_value<'a>(text: &'a str, name: &str) -> Option<(usize, &'a str)> {
    for (at, _) in text.match_indices('=') {
        let (before, value) = (text.get(..at)?, text.get(at + 1..)?);
        let key = before.rsplit(['?', '&', ';', ' ', '#', '"', '\'', '=']).next()?;
        if key.eq_ignore_ascii_case(name) {
            let end = value.find(['&', ';', ' ', '#', '"', '\'']).unwrap_or(value.len());
            return Some((at + 1, value.get(..end)?));
        }
    }
    None
}

/// The value of a parameter of a URL whose escapes must be decoded first, as it is itself a
/// parameter of another URL.
fn escaped_value(text: &str) -> Option<(String, SourceMap)> {
    if !text.contains("://") {
        return None;
    }
    let (mut text, mut map) = (Cow::Borrowed(text), SourceMap::identity());
    for _ in 0..MAX_DECODES {
        if !text.contains('%') {
            return None;
        }
        let (decoded, offsets) = percent_decode(&text);
        map = map.then(&offsets);
        if let Some((at, value)) = NAMES.iter().find_map(|name| named_value(&decoded, name)) {
            return Some((value.to_owned(), map.then(&SourceMap::starting_at(at))));
        }
        text = Cow::Owned(decoded);
    }
    None
}

/// The value of `"NAME": "VALUE"` or `"NAME">VALUE<`, and its offset. Only texts that start as JSON
/// or XML are searched, and only values that start as consent strings are taken.
fn member(text: &str) -> Option<(usize, &str)> {
    if !text.trim_ascii_start().starts_with(['"', '{', '[', '<']) {
        return None;
    }
    for (at, _) in text.match_indices('"') {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        let rest = after.trim_ascii_start();
        let (value, end) = if let Some(rest) = rest.strip_prefix(':') {
            let Some(value) = rest.trim_ascii_start().strip_prefix('"') else { continue };
            (value, '"')
        } else if let Some(value) = rest.strip_prefix('>') {
            (value, '<')
        } else {
            continue;
        };
        let key = before.rsplit('"').next()?;
        if MEMBERS.iter().any(|name| name.eq_ignore_ascii_case(key)) {
            let start = text.len() - value.len();
            let value = value.get(..value.find(end)?)?;
            if is_consent_string(value) {
                return Some((start, value));
            }
        }
    }
    None
}

/// Whether a text is long enough for a consent string and starts like one.
pub(crate) fn is_consent_string(text: &str) -> bool {
    text.starts_with(['B', 'C']) && text.len() >= 20
}

/// The value of a single `NAME=VALUE`, with or without a semicolon, and its offset. Any name is
/// accepted because sites rename the cookie.
fn only_pair(text: &str) -> Option<(usize, &str)> {
    let text = text.strip_suffix(';').unwrap_or(text);
    let (key, value) = text.split_once('=')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if key.is_empty()
        || !key.bytes().all(is_name)
        || is_consent_string(key)
        || !is_consent_string(value)
    {
        return None;
    }
    Some((key.len() + 1, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

    #[test]
    fn extracts_strings_from_pasted_text() {
        for shape in [
            "@",
            "\"@\"",
            "  '@',",
            "\u{201c}@\u{201d}",
            "\u{2018}@\u{2019}",
            "\u{ab}@\u{bb}",
            "\u{2039}@\u{203a}",
            "\u{201e}@\u{201c}",
            " \u{201a}@\u{2018}, ",
            "euconsent-v2=@",
            "euconsent-v2=@;",
            "\"euconsent-v2=@; path=/\"",
            "a=b; euconsent-v2=@; c=d",
            "Cookie: a=b; euconsent-v2=@",
            "my_consent.1=@;",
            "https://ads.example/p?gdpr=1&gdpr_consent=@&x=y",
            "https://ads.example/p?GDPR_CONSENT=@#top",
            "?gdpr_consent=@",
            "?consent_string=@&x=1",
            "?ads.gdpr_consent=@",
            "gdprConsent=@",
            "https://a.example/s?r=https%3A%2F%2Fb.example%2F%3Fgdpr_consent%3D@%26x%3D1",
            "https://a.example/s?r=https%253A%252F%252Fb.example%252F%253Fgdpr_consent%253D@",
            r#"{"regs":{"gdpr":1},"user":{"consent":"@"}}"#,
            r#"{"user": {"ext": {"consent": "@"}}}"#,
            r#"{"tcString":"@"}"#,
            r#"  "IABTCF_TCString": "@","#,
            r#""Consent": "@","#,
            r#"<string name="IABTCF_TCString">@</string>"#,
        ] {
            let input = shape.replace('@', TC);
            let unpacked = unpack(&input);
            assert_eq!(unpacked.text, TC, "{shape}");
            assert_eq!(unpacked.map.offset(0), input.find(TC).unwrap(), "{shape}");
        }
    }

    #[test]
    fn decodes_escapes_in_a_query_once() {
        assert_eq!(unpack("x?gdpr_consent=C%2bQ%+2%").text, "C+Q%+2%");
        let unpacked = unpack("x?gdpr_consent=CQ%2eIA%252e");
        assert_eq!(unpacked.text, "CQ.IA%2e");
        let offsets: Vec<_> = (0..=8).map(|at| unpacked.map.offset(at)).collect();
        assert_eq!(offsets, [15, 16, 17, 20, 21, 22, 25, 26, 27]);
    }

    #[test]
    fn maps_offsets_after_invalid_utf_8() {
        let input = "?gdpr_consent=C%ff%c3%a9Q%fe%fe";
        let unpacked = unpack(input);
        assert_eq!(unpacked.text, "C\u{fffd}\u{e9}Q\u{fffd}\u{fffd}");
        let offset = |found: char| unpacked.map.offset(unpacked.text.find(found).unwrap());
        assert_eq!(offset('C'), 14);
        assert_eq!(offset('\u{fffd}'), 15);
        assert_eq!(offset('\u{e9}'), 18);
        assert_eq!(offset('Q'), 24);
        assert_eq!(unpacked.map.offset(unpacked.text.len()), input.len());
    }

    #[test]
    fn other_texts_are_returned_as_they_are() {
        for input in [
            "",
            "=",
            "CQg2bYAQg2bYAEsABAENCMFg==",
            "C=",
            "a=b",
            "\"",
            "C\"A\"",
            " C ",
            r#"{"consent": true}"#,
            r#"{"consent": "yes", "tcString": null}"#,
            r#"{"cmpId": 300, "vendorConsents": [1]}"#,
            "https://a.example/?r=https%3A%2F%2Fb.example%2F%3Fgdpr%3D1",
        ] {
            let unpacked = unpack(input);
            assert_eq!((&*unpacked.text, unpacked.map), (input, SourceMap::identity()));
        }
    }
}
