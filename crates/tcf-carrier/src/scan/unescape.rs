//! Escapes in JSON strings.

use crate::SourceMap;

/// Decodes the escapes of a JSON string, without its quotes, and those of JavaScript with two
/// digits (`\x26`). Unknown escapes are copied, and surrogates are replaced by U+FFFD: no consent
/// field has any.
pub(crate) fn unescape(text: &str) -> (String, SourceMap) {
    let mut decoded = String::with_capacity(text.len());
    let mut map = SourceMap::identity();
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let (found, length) = match first {
            '\\' => escape(rest),
            other => (other, other.len_utf8()),
        };
        decoded.push(found);
        at += length;
        map.resume(decoded.len(), at);
    }
    (decoded, map)
}

/// The character of an escape at the start of a text, and the length of the escape.
fn escape(text: &str) -> (char, usize) {
    let found = match text.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(kind @ (b'u' | b'x')) => {
            let end = if *kind == b'u' { 6 } else { 4 };
            let digits = text.get(2..end);
            // `from_str_radix` alone would accept a sign.
            let digits =
                digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
            return match code {
                Some(code) => (char::from_u32(code).unwrap_or('\u{fffd}'), end),
                None => ('\\', 1),
            };
        }
        _ => return ('\\', 1),
    };
    (found, 2)
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_are_decoded_and_mapped() {
        let source = r#"{\"a\":\u0022C\/\x\x26\u+026\"}"#;
        let (text, map) = unescape(source);
        assert_eq!(text, r#"{"a":"C/\x&\u+026"}"#);
        let offset = |found: char| map.offset(text.find(found).unwrap());
        assert_eq!(offset('a'), source.find('a').unwrap());
        assert_eq!(offset('C'), source.find('C').unwrap());
        assert_eq!(offset('x'), source.find('x').unwrap());
        assert_eq!(map.offset(text.len()), source.len());
    }
}
