//! Texts that senders leave where a consent string belongs.

use std::borrow::Cow;

use crate::percent::percent_decode;

/// The longest text that is checked, in bytes: a macro with its escapes.
const MAX_LEN: usize = 256;

/// How many times escapes are decoded.
const MAX_DECODES: usize = 3;

/// What surrounds the name of a macro: how it starts, and the character that ends it.
const DELIMITERS: [(&str, char); 8] = [
    ("${", '}'),
    ("{{", '}'),
    ("{", '}'),
    ("[", ']'),
    ("%%", '%'),
    ("##", '#'),
    ("!!", '!'),
    ("@@", '@'),
];

/// Flags that shops and banners of their own keep under the names of consent strings, in lower
/// case.
const FLAGS: [&str; 7] = ["true", "false", "yes", "no", "0", "1", "accepted"];

/// Other values that stand for "no consent string", in lower case.
const VALUES: [&str; 18] = [
    "undefined",
    "null",
    "none",
    "nil",
    "nan",
    "n/a",
    "na",
    "unknown",
    "empty",
    // Unknown and not applicable in VAST.
    "-1",
    "-2",
    "-",
    "all",
    "tcunavailable",
    "object object",
    // The same in a query, where the value ends at the space.
    "[object",
    "(null)",
    "(not set)",
];

/// Words that the name of a macro contains if it has no delimiters, in lower case.
const NAMES: [&str; 5] = ["gdpr", "consent", "usprivacy", "us_privacy", "gpp_s"];

/// Words that the name of a macro for a consent signal contains as well, in lower case.
const OTHER_NAMES: [&str; 4] = ["tcf", "tcstring", "tc_string", "gpp"];

/// The words of names without delimiters, in lower case.
const WORDS: [&str; 26] = [
    "addtl", "applies", "ccpa", "cmp", "consent", "cs", "data", "eu", "flag", "gdpr", "gpp", "iab",
    "id", "macro", "metadata", "param", "privacy", "sid", "state", "string", "tc", "tcf", "us",
    "user", "value", "vendor",
];

/// Whether a text is a macro that the sender did not expand.
///
/// A macro has a name between delimiters (`${GDPR_CONSENT_755}`, `[GDPRCONSENT]`,
/// `%%GDPR_CONSENT%%`), after a dollar sign, or without delimiters if the name is that of a consent
/// signal (`CONSENT_STRING`). Percent escapes are decoded.
pub(crate) fn is_macro(text: &str) -> bool {
    decoded(text).is_some_and(|text| has_macro_shape(&text))
}

/// Whether a text is a macro whose name is that of a consent signal.
pub(crate) fn is_consent_macro(text: &str) -> bool {
    decoded(text).is_some_and(|text| {
        let has_name = NAMES.iter().chain(&OTHER_NAMES).any(|known| contains(&text, known));
        has_name && has_macro_shape(&text)
    })
}

/// Whether a text is a value that stands for "no consent string", such as `undefined`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    decoded(text).is_some_and(|text| {
        let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(&text);
        FLAGS.iter().chain(&VALUES).any(|value| value.eq_ignore_ascii_case(text))
    })
}

/// Whether a text is what programs write for a missing value. Unlike other placeholders, it is not
/// a word that a banner may use.
pub(crate) fn is_missing_value(text: &str) -> bool {
    const MISSING: [&str; 7] =
        ["undefined", "null", "nan", "(null)", "[object object]", "[object", "tcunavailable"];
    let is_missing = |text: &str| MISSING.iter().any(|value| value.eq_ignore_ascii_case(text));
    decoded(text).is_some_and(|text| text == "None" || is_missing(&text))
}

/// Whether a text under the name of a consent string is a flag, such as `true`, `1` or `accepted`:
/// shops and banners of their own use the same names.
///
/// ```
/// use tcf_carrier::is_flag_of_site;
/// assert!(is_flag_of_site("accepted") && is_flag_of_site("1"));
/// assert!(!is_flag_of_site("undefined"));
/// ```
pub fn is_flag_of_site(text: &str) -> bool {
    decoded(text).is_some_and(|text| FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(&text)))
}

/// The text without escapes and surrounding white space; `None` if it is too long.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    let mut text = Cow::Borrowed(text.trim_ascii());
    for _ in 0..MAX_DECODES {
        if text.len() > MAX_LEN {
            return None;
        }
        if !text.contains('%') {
            break;
        }
        text = Cow::Owned(percent_decode(&text).0);
    }
    Some(text)
}

fn has_macro_shape(text: &str) -> bool {
    // Underscores are characters of consent strings, so they must be at both ends.
    if let Some(name) = text.strip_prefix("__").and_then(|rest| rest.strip_suffix("__")) {
        return is_name(name) && !name.starts_with('_');
    }
    for (open, close) in DELIMITERS {
        if let Some(rest) = text.strip_prefix(open) {
            let name = rest.trim_end_matches(close);
            // A single delimiter must be closed. A longer one may have lost its end.
            return (name.len() < rest.len() || open.len() > 1) && is_name(name);
        }
    }
    match text.strip_prefix('$') {
        Some(name) => is_name(name),
        None => is_bare_name(text),
    }
}

/// `GDPR_CONSENT_755`, `.GDPRConsent`, `PATTERN:gdpr`.
fn is_name(name: &str) -> bool {
    let name = name.trim_ascii();
    name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte))
}

/// A name without delimiters. Unlike a consent string, it has digits only at its end, and unlike
/// `no_consent` it consists of words that such names have.
fn is_bare_name(text: &str) -> bool {
    const MAX_NAME: usize = 40;
    let letters = text.trim_end_matches(|found: char| found.is_ascii_digit());
    text.len() <= MAX_NAME
        && letters.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && NAMES.iter().any(|name| contains(letters, name))
        && consists_of_words(letters)
}

/// Whether a text consists of words of bare names, with and without underscores between them.
fn consists_of_words(text: &str) -> bool {
    let text = text.trim_start_matches('_');
    text.is_empty()
        || WORDS.iter().any(|word| {
            let rest = text.split_at_checked(word.len());
            rest.is_some_and(|(start, rest)| {
                start.eq_ignore_ascii_case(word) && consists_of_words(rest)
            })
        })
}

/// Whether a text contains a word, in any case.
fn contains(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        text.bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02x}"),
            })
            .collect()
    }

    #[test]
    fn macros_of_every_syntax_are_recognized() {
        for text in [
            "${GDPR_CONSENT_755}",
            "${GDPR_CONSENT}",
            "${gdpr_consent_50}",
            "${GPP_STRING_52}",
            "${US_PRIVACY}",
            "${GDPR_CONSENT_75",
            "{GDPR_CONSENT}",
            "{GDPRCS}}",
            "{consent_string}",
            "{{gdpr_consent}}",
            "{{ gdpr.consent }}",
            "{{.GDPRConsent}}",
            "[GDPRCONSENT]",
            "[USER_CONSENT]",
            "%%GDPR_CONSENT_755%%",
            "%%PATTERN:gdpr%%",
            "##TC##",
            "!!US_PRIVACY!",
            "__GDPR_CONSENT__",
            "@@CONSENT@@",
            "$GDPR_CONSENT",
            "CONSENT_STRING",
            "GDPR_CONSENT_755",
            "gdprConsent",
            "USER_CONSENT_STRING",
            "GPP_SID",
            "us_privacy_string",
        ] {
            assert!(is_macro(text), "{text}");
            assert!(is_macro(&format!(" {text}\n")), "{text}");
            assert!(!is_placeholder(text), "{text}");
            let once = escaped(text);
            assert!(is_macro(&once), "{once}");
            assert!(is_macro(&once.to_ascii_uppercase()), "{once}");
            assert!(is_macro(&escaped(&once)), "{once}");
        }
        // Some encoders keep the dollar sign.
        assert!(is_macro("$%7BGDPR_CONSENT_755%7D"));
    }

    #[test]
    fn values_that_stand_for_no_string_are_recognized() {
        for text in ["undefined", "null", "None", "NaN", "0", "true", "tcunavailable", "-1", "ALL"]
        {
            assert!(is_placeholder(text), "{text}");
            assert!(!is_macro(text), "{text}");
            assert_eq!(is_flag_of_site(text), ["0", "true"].contains(&text), "{text}");
        }
        for text in ["[object Object]", "%5Bobject%20Object%5D", "N/A", "(not set)", "[null]"] {
            assert!(is_placeholder(text), "{text}");
        }
        assert!(!is_macro("[object Object]"));
    }

    #[test]
    fn other_texts_are_neither() {
        let long = format!("${{{}}}", "A".repeat(MAX_LEN));
        for text in [
            "",
            " ",
            "{}",
            "[]",
            "[1,2]",
            "__abc",
            "__abc_",
            "____CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA",
            "{\"cmpId\": 300}",
            "[\"GDPR\"]",
            "$",
            "${}",
            "%",
            "%%",
            "10",
            "B",
            "CQg2bYAQg2",
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
            "1YNN",
            "2~1.35~dv.9",
            "https://ads.example/?gdpr=1",
            "gdpr=1",
            "noconsent",
            "no_consent",
            "consent_given",
            "CONSENT_GRANTED",
            "consented",
            "gdprok",
            &long,
        ] {
            assert!(!is_macro(text), "{text:?}");
            assert!(!is_placeholder(text), "{text:?}");
        }
    }
}
