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
const NAMES: [&str; 3] = ["gdpr_consent", "euconsent-v2", "euconsent"];

/// Extracts the consent string from quotes, a cookie pair or the query of a URL. Any other text is
/// returned unchanged.
///
/// ```
/// use tcf_carrier::unpack;
///
/// assert_eq!(unpack("euconsent-v2=CQg2bYA; path=/").text, "CQg2bYA");
/// assert_eq!(unpack("'CQg2bYA',").text, "CQg2bYA");
/// assert_eq!(unpack("CQg2bYA").text, "CQg2bYA");
/// ```
pub fn unpack(input: &str) -> Unpacked<'_> {
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
    if pair.is_some() && value.contains('%') {
        let decoded = percent_decode(value);
        return Unpacked { text: Cow::Owned(decoded.0), map: map.then(&decoded.1) };
    }
    Unpacked { text: Cow::Borrowed(value), map }
}

/// Removes quotes and the white space, commas and semicolons around them. Returns the rest and its
/// offset.
fn unquote(input: &str) -> (usize, &str) {
    let lead = input.len() - input.trim_ascii_start().len();
    let rest = input.trim_ascii().trim_end_matches([',', ';']);
    for (open, close) in [('"', '"'), ('\'', '\''), ('`', '`'), ('\u{201c}', '\u{201d}')] {
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

/// The value of a single `NAME=VALUE`, with or without a semicolon, and its offset. Any name is
/// accepted because sites rename the cookie.
fn only_pair(text: &str) -> Option<(usize, &str)> {
    let text = text.strip_suffix(';').unwrap_or(text);
    let (key, value) = text.split_once('=')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_string = |text: &str| text.starts_with(['B', 'C']) && text.len() >= 20;
    if key.is_empty() || !key.bytes().all(is_name) || is_string(key) || !is_string(value) {
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
            "euconsent-v2=@",
            "euconsent-v2=@;",
            "\"euconsent-v2=@; path=/\"",
            "a=b; euconsent-v2=@; c=d",
            "Cookie: a=b; euconsent-v2=@",
            "my_consent.1=@;",
            "https://ads.example/p?gdpr=1&gdpr_consent=@&x=y",
            "https://ads.example/p?GDPR_CONSENT=@#top",
            "?gdpr_consent=@",
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
        for input in ["", "=", "CQg2bYAQg2bYAEsABAENCMFg==", "C=", "a=b", "\"", "C\"A\"", " C "] {
            let unpacked = unpack(input);
            assert_eq!((&*unpacked.text, unpacked.map), (input, SourceMap::identity()));
        }
    }
}
