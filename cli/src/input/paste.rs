//! Consent strings as people paste them, and hints at what something else may be.

use std::borrow::Cow;
use std::path::Path;

use tcf_codec::{Error, ErrorKind, ReadOptions};

/// A consent string that was found in what was given.
pub(crate) struct Pasted<'a> {
    pub(crate) text: Cow<'a, str>,
    places: Places,
}

/// Where characters of the text stood in what was given.
enum Places {
    From(usize),
    Each(Vec<usize>),
}

impl Pasted<'_> {
    /// The place in what was given, for a character of the text.
    pub(crate) fn place(&self, character: usize) -> usize {
        match &self.places {
            Places::From(start) => start + character,
            Places::Each(places) => places.get(character).or(places.last()).copied().unwrap_or(character),
        }
    }
}

/// Names of the cookies and parameters that hold a consent string.
const NAMES: [&str; 3] = ["gdpr_consent", "euconsent-v2", "euconsent"];

/// Finds the consent string in what was given: between quotes, in a cookie pair, in the query of a URL. What is none of
/// these is given back as it is.
pub(crate) fn unpaste(input: &str) -> Pasted<'_> {
    let whole = Pasted { text: Cow::Borrowed(input), places: Places::From(0) };
    let (start, inner) = unquote(input);
    // One look spares many.
    let pair = if inner.contains('=') {
        NAMES.iter().find_map(|name| named_value(inner, name)).or_else(|| only_pair(inner))
    } else {
        None
    };
    match pair {
        Some((at, value)) => unescape(start + at, value),
        None if start > 0 => Pasted { text: Cow::Borrowed(inner), places: Places::From(start) },
        None => whole,
    }
}

/// Takes a pair of quotes off, with white space, a comma or a semicolon after it.
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

/// The value of `NAME=` in a query or among cookies, and where it begins.
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

/// The value of a single `NAME=VALUE`, perhaps with a semicolon, whatever its name: cookies are renamed.
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

/// Undoes percent escapes, once.
fn unescape(start: usize, value: &str) -> Pasted<'_> {
    // What is a macro has escapes that are part of it.
    if !value.contains('%') || value.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("%24%7B")) {
        return Pasted { text: Cow::Borrowed(value), places: Places::From(start) };
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut places = Vec::with_capacity(value.len());
    let mut rest = value.bytes().enumerate();
    while let Some((at, byte)) = rest.next() {
        let escape = value.get(at + 1..at + 3).filter(|_| byte == b'%');
        // Without the look at the digits, a sign would be one.
        let digits = escape.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
        places.push(start + at);
    }
    places.push(start + value.len());
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Pasted { text: Cow::Owned(text), places: Places::Each(places) }
}

/// What may help someone whose input was refused.
pub(crate) fn hint(
    input: &str,
    is_argument: bool,
    text: &str,
    error: &Error,
    options: ReadOptions,
) -> Option<String> {
    if is_argument && !input.is_empty() && input.len() < 4096 && Path::new(input).is_file() {
        return Some(format!("there is a file of that name: did you mean --input {input}?"));
    }
    let lower = text.to_ascii_lowercase();
    let hint = if matches!(error.kind(), ErrorKind::UnexpandedMacro) {
        "the ad server did not fill the macro in: there is no consent string to read"
    } else if text.starts_with('D') && text.contains('~') {
        "this is a GPP string; if it lists section 2, the TC string stands between two '~'"
    } else if text.len() == 4 && lower.starts_with('1') && lower.bytes().skip(1).all(|b| b"yn-".contains(&b))
    {
        "this is a US Privacy string, not a TCF string"
    } else if text.starts_with("1~") || text.starts_with("2~") {
        "this is an Additional Consent string, which goes beside a TC string"
    } else if text.starts_with(['{', '[']) {
        "this is JSON: did you mean tcf encode?"
    } else if lower.contains("://") {
        "this is a URL without gdpr_consent in its query"
    } else if options.strictness == tcf_codec::Strictness::Strict
        && tcf_codec::read(text, options.lenient()).is_ok()
    {
        "--lenient reads it, and reports what it mended"
    } else if matches!(error.kind(), ErrorKind::Truncated { .. }) {
        "part of the string is missing: was it cut when it was copied, logged or stored?"
    } else {
        return None;
    };
    Some(hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

    #[test]
    fn strings_are_found_where_people_paste_them() {
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
            let pasted = unpaste(&input);
            assert_eq!(pasted.text, TC, "{shape}");
            assert_eq!(pasted.place(0), input.find(TC).unwrap(), "{shape}");
        }
    }

    #[test]
    fn escapes_in_a_query_are_undone_once() {
        assert_eq!(unpaste("x?gdpr_consent=C%2bQ%+2%").text, "C+Q%+2%");
        let pasted = unpaste("x?gdpr_consent=CQ%2eIA%252e");
        assert_eq!(pasted.text, "CQ.IA%2e");
        assert_eq!((0..8).map(|at| pasted.place(at)).collect::<Vec<_>>(), [15, 16, 17, 20, 21, 22, 25, 26]);
    }

    #[test]
    fn what_is_no_pair_is_left_alone() {
        for input in ["", "=", "CQg2bYAQg2bYAEsABAENCMFg==", "C=", "a=b", "\"", "C\"A\"", " C "] {
            assert_eq!(unpaste(input).text, input);
        }
    }
}
