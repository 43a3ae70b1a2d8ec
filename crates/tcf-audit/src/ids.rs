//! Texts that may identify a person or a device.

use std::borrow::Cow;

/// What stands in place of an id.
pub(crate) const MASK: &str = "*";

/// Whether a segment of a path may be an id: it contains an at sign, five digits, 16 hexadecimal
/// digits, or 16 letters in both cases without a separator. Titles of articles and names of
/// sections are none; numbers of articles are, because nothing tells them from numbers of users.
pub(crate) fn may_be_id(segment: &str) -> bool {
    let is_email = segment.contains('@') || segment.to_ascii_lowercase().contains("%40");
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    is_email || digits >= 5 || runs(segment).any(is_token)
}

/// Whether letters and digits without a separator look random.
fn is_token(run: &str) -> bool {
    let has = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
    run.len() >= 16
        && (run.bytes().all(|byte| byte.is_ascii_hexdigit())
            || has(u8::is_ascii_digit)
            || has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase))
}

/// The runs of letters and digits.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|run| !run.is_empty())
}

/// The name of a cookie, with `*` for what may be an id: names such as `_pk_id.1.a1b2` contain
/// numbers of sites, which are kept, and some contain ids of users.
pub(crate) fn masked_name(name: &str) -> Cow<'_, str> {
    let is_id = |run: &str| {
        run.len() >= 9 && run.bytes().all(|byte| byte.is_ascii_digit()) || is_token(run)
    };
    if name.len() <= MAX_NAME && !name.contains('@') && !runs(name).any(is_id) {
        return name.into();
    }
    let mut masked = String::new();
    let mut rest = name.get(..name.floor_char_boundary(MAX_NAME)).unwrap_or(name);
    while let Some(start) = rest.find(|character: char| character.is_ascii_alphanumeric()) {
        let (before, run) = rest.split_at(start);
        let end = run.find(|character: char| !character.is_ascii_alphanumeric());
        let (run, after) = run.split_at(end.unwrap_or(run.len()));
        masked.push_str(before);
        masked.push_str(if is_id(run) || name.contains('@') { MASK } else { run });
        rest = after;
    }
    masked.push_str(rest);
    if name.len() > MAX_NAME {
        masked.push_str(MASK);
    }
    masked.into()
}

/// Longer names of cookies are truncated, in bytes.
const MAX_NAME: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_titles() {
        for segment in [
            "12345",
            "article-1.2345678",
            "a@example.com",
            "a%40example.com",
            "0b8c1a2e-77f0-4c1d-9a51-3f0e4d2c1b0a",
            "deadbeefdeadbeef",
            "QWxsIHlvdXIgYmFzZQ",
            "aGVsbG8gd29ybGQgYWdhaW4h",
        ] {
            assert!(may_be_id(segment), "{segment}");
        }
        for segment in [
            "",
            "news",
            "2026",
            "11",
            "the-quick-brown-fox-jumps-2024",
            "index.html",
            "datenschutzerklaerung",
            "PrivacyPolicy",
            "v1.2",
        ] {
            assert!(!may_be_id(segment), "{segment}");
        }
    }

    #[test]
    fn names_of_cookies_keep_what_is_no_id() {
        for (name, expected) in [
            ("uuid2", "uuid2"),
            ("_pk_id.1.a1b2", "_pk_id.1.a1b2"),
            ("AWSALBCORS", "AWSALBCORS"),
            ("_ga_EXAMPLE123", "_ga_EXAMPLE123"),
            ("sess_0123456789abcdef0", "sess_*"),
            ("u.123456789.x", "u.*.x"),
            ("a@b.example", "*@*.*"),
            ("mbox#PC#", "mbox#PC#"),
            ("é123456789", "é*"),
        ] {
            assert_eq!(masked_name(name), expected, "{name}");
        }
        let long = "x.".repeat(100);
        assert_eq!(masked_name(&long), format!("{}*", "x.".repeat(64)));
    }
}
