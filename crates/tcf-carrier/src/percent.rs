//! Percent escapes.

use crate::SourceMap;

/// Decodes percent escapes, once. Bytes that are not UTF-8 are replaced by U+FFFD. The map has the
/// offsets in `value` of what is left.
///
/// ```
/// use tcf_carrier::percent_decode;
///
/// let (text, map) = percent_decode("CQ%2EIA%252E");
/// assert_eq!(text, "CQ.IA%2E");
/// assert_eq!(map.offset(3), 5);
/// ```
pub fn percent_decode(value: &str) -> (String, SourceMap) {
    let mut bytes = Vec::with_capacity(value.len());
    // The source offset of each byte and of the end.
    let mut offsets = Vec::with_capacity(value.len() + 1);
    let mut rest = value.bytes().enumerate();
    while let Some((at, byte)) = rest.next() {
        offsets.push(at);
        let digits = value.get(at + 1..at + 3).filter(|_| byte == b'%');
        // `from_str_radix` alone would accept a sign.
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    offsets.push(value.len());

    let mut text = String::with_capacity(bytes.len());
    let mut map = SourceMap::identity();
    let mut offsets = offsets.into_iter();
    for chunk in bytes.utf8_chunks() {
        for (index, offset) in (0..).zip(offsets.by_ref().take(chunk.valid().len())) {
            map.resume(text.len() + index, offset);
        }
        text.push_str(chunk.valid());
        let Some(more) = chunk.invalid().len().checked_sub(1) else { continue };
        if let Some(offset) = offsets.next() {
            map.pin(text.len(), offset);
            text.push('\u{fffd}');
            offsets.by_ref().take(more).for_each(drop);
        }
    }
    map.resume(text.len(), value.len());
    (text, map)
}

/// Percent-encodes everything but unreserved characters (RFC 3986, section 2.3) and the bytes in
/// `kept`.
///
/// ```
/// use tcf_carrier::percent_encode;
///
/// assert_eq!(percent_encode("a/b c", b""), "a%2Fb%20c");
/// assert_eq!(percent_encode("a/b c", b"/"), "a/b%20c");
/// ```
pub fn percent_encode(text: &str, kept: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            encoded.push(byte.into());
        } else {
            let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
            let digits = [digit(byte >> 4), digit(byte & 15)];
            encoded.push('%');
            encoded.extend(digits.map(|digit| digit.to_ascii_uppercase()));
        }
    }
    encoded
}
