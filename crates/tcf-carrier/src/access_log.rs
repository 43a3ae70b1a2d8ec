//! Lines of access logs.

use std::borrow::Cow;
use std::ops::Range;

use crate::{Timestamp, host_of};

/// A line of an access log in the common or combined format of Apache and nginx, or a variant of
/// them.
///
/// The variants differ in what stands around the request: a virtual host before the client
/// (`vhost_combined`), or more quoted fields after the user agent, of which one may be the host.
///
/// ```
/// use tcf_carrier::AccessLogLine;
///
/// let line = AccessLogLine::parse(
///     r#"192.0.2.1 - - [02/Apr/2024:10:15:00 +0000] "GET /sync?gdpr=1 HTTP/1.1" 204 0 "-" "-""#,
/// )
/// .unwrap();
/// assert_eq!(line.target, "/sync?gdpr=1");
/// assert_eq!(line.time.unwrap().to_string(), "2024-04-02T10:15:00.000Z");
/// assert_eq!((line.status, line.host), (Some(204), None));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessLogLine<'a> {
    /// The host that was called: of an absolute target, the virtual host, or a quoted field with
    /// the shape of a host.
    pub host: Option<Cow<'a, str>>,
    /// The time between brackets, if it has a zone or the zone of other times is known.
    pub time: Option<Timestamp>,
    /// The method.
    pub method: &'a str,
    /// The target of the request: path and query, or a URL. Escapes of the log (`\"`, `\x22`) are
    /// decoded, those of the URL are not.
    pub target: Cow<'a, str>,
    /// The byte offset of `target` in the line.
    pub offset: usize,
    /// The status.
    pub status: Option<u16>,
    /// The referer; `None` if it is `-`.
    pub referer: Option<Cow<'a, str>>,
}

impl<'a> AccessLogLine<'a> {
    /// Parses a line. `None` if it contains no request in quotes. A time without a zone is ignored;
    /// see [`AccessLogLine::parse_in`].
    pub fn parse(line: &'a str) -> Option<Self> {
        Self::parse_in(line, None)
    }

    /// Parses a line whose time is `utc_offset` minutes ahead of UTC if it has no zone, as that of
    /// HAProxy.
    ///
    /// ```
    /// use tcf_carrier::AccessLogLine;
    ///
    /// let line = r#"192.0.2.1:1 [02/Apr/2024:12:15:00.250] in ads/a 0 200 43 "GET /x HTTP/1.1""#;
    /// let time = |offset| AccessLogLine::parse_in(line, offset).unwrap().time;
    /// assert_eq!(time(Some(120)).unwrap().to_string(), "2024-04-02T10:15:00.250Z");
    /// assert_eq!(time(None), None);
    /// ```
    pub fn parse_in(line: &'a str, utc_offset: Option<i32>) -> Option<Self> {
        let request = find_request(line)?;
        let before = line.get(..request.start)?;
        let mut after = line.get(request.end..)?;
        let status = after.split_ascii_whitespace().next().and_then(|status| status.parse().ok());
        let mut quoted = Vec::new();
        while quoted.len() < MAX_QUOTED {
            let Some((_, rest)) = after.split_once('"') else { break };
            let Some(end) = end_of_quoted(rest) else { break };
            quoted.push(rest.get(..end)?);
            after = rest.get(end + 1..)?;
        }
        let referer = quoted.first().filter(|text| !matches!(**text, "" | "-"));
        let host = host_of(&request.target)
            .map(|host| Cow::Owned(host.to_owned()))
            .or_else(|| virtual_host(before).map(Cow::Borrowed))
            .or_else(|| {
                quoted.iter().skip(2).find(|text| is_host(text)).map(|host| (*host).into())
            });
        Some(Self {
            host,
            time: time_in(before, utc_offset).or_else(|| time_in(after, utc_offset)),
            method: request.method,
            offset: request.offset,
            target: request.target,
            status,
            referer: referer.map(|text| unescape(text)),
        })
    }
}

/// The most quoted fields that are read after the request.
const MAX_QUOTED: usize = 16;

/// The target of the request in a line, and all other quoted fields, as they are written, without
/// quotes and in order. `None` if the line contains no request.
pub(crate) fn quoted_ranges(line: &str) -> Option<Vec<Range<usize>>> {
    let request = find_request(line)?;
    let mut ranges = Vec::new();
    add_quoted(line, 0..request.start, &mut ranges);
    ranges.push(request.offset..request.offset + request.length);
    add_quoted(line, request.end..line.len(), &mut ranges);
    Some(ranges)
}

/// Adds the quoted fields in a part of a line. A field that is not closed ends with the part.
fn add_quoted(line: &str, part: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let mut start = part.start;
    while let Some(rest) = line.get(start..part.end)
        && let Some(open) = rest.find('"')
    {
        let inner = start + open + 1;
        let rest = line.get(inner..part.end).unwrap_or_default();
        let length = end_of_quoted(rest).unwrap_or(rest.len());
        ranges.push(inner..inner + length);
        start = inner + length + 1;
    }
}

/// A request line in quotes.
struct Request<'a> {
    /// The offset of its opening quote.
    start: usize,
    /// The offset after its closing quote.
    end: usize,
    method: &'a str,
    target: Cow<'a, str>,
    offset: usize,
    /// The length of the target as it is written.
    length: usize,
}

/// The first quoted text that is a request line: `GET /x HTTP/1.1`.
fn find_request(line: &str) -> Option<Request<'_>> {
    let mut start = 0;
    loop {
        start += line.get(start..)?.find('"')?;
        let inner = line.get(start + 1..)?;
        let length = end_of_quoted(inner)?;
        let text = inner.get(..length)?;
        let end = start + length + 2;
        if let Some((method, target)) = request_line(text) {
            let offset = start + 1 + method.len() + 1;
            let (length, target) = (target.len(), unescape(target));
            return Some(Request { start, end, method, target, offset, length });
        }
        start = end;
    }
}

/// Method and target of a request line. The protocol may be missing, as in HTTP/0.9.
fn request_line(text: &str) -> Option<(&str, &str)> {
    let (method, rest) = text.split_once(' ')?;
    if !(3..=20).contains(&method.len()) || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    // Unescaped spaces belong to the target.
    let target = match rest.rsplit_once(' ') {
        Some((target, protocol)) if protocol.starts_with("HTTP/") => target,
        _ => rest,
    };
    let is_target = target.starts_with(['/', '*']) || target.contains("://");
    is_target.then_some((method, target))
}

/// The offset of the quote that ends a text.
fn end_of_quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

/// Decodes `\"`, `\\`, `\t` and `\x22`. Anything else is kept.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'\\', [b'x', high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default();
                bytes.extend(u8::try_from(digit(*high) * 16 + digit(*low)));
                rest = after;
            }
            (b'\\', [byte @ (b'"' | b'\\'), after @ ..]) => {
                bytes.push(*byte);
                rest = after;
            }
            (b'\\', [b't', after @ ..]) => {
                bytes.push(b'\t');
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// The time between brackets.
fn time_in(text: &str, utc_offset: Option<i32>) -> Option<Timestamp> {
    let time = |rest: &str| Timestamp::parse_in(rest.split(']').next()?, utc_offset);
    text.split('[').skip(1).find_map(time)
}

/// The virtual host before `client identity user [time]`, without its port.
fn virtual_host(before: &str) -> Option<&str> {
    let fields = before.split('[').next()?.split_ascii_whitespace();
    let (first, count) = (fields.clone().next()?, fields.count());
    let host = first.split(':').next()?;
    (count == 4 && is_host(host)).then_some(host)
}

/// Whether a text has the shape of a host name: labels with letters, and a dot.
fn is_host(text: &str) -> bool {
    let host = match text.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => text,
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(is_label)
        && last.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(line: &str) -> Option<String> {
        AccessLogLine::parse(line).unwrap().host.map(Cow::into_owned)
    }

    #[test]
    fn fields_of_the_usual_formats_are_read() {
        let time = Timestamp::parse("2024-04-02T10:15:00Z");
        for line in [
            r#"192.0.2.1 - - [02/Apr/2024:10:15:00 +0000] "GET /a?gdpr=1 HTTP/1.1" 204 0"#,
            r#"192.0.2.1 - u [02/Apr/2024:12:15:00 +0200] "GET /a?gdpr=1 HTTP/2.0" 204 0 "-" "x \"y\"""#,
            r#"2001:db8::1 - - [2024-04-02T10:15:00+00:00] "GET /a?gdpr=1 HTTP/1.1" 204 - "" """#,
            r#""192.0.2.1, 192.0.2.2" - - [02/Apr/2024:10:15:00 +0000] "GET /a?gdpr=1" 204 1 "#,
        ] {
            let parsed = AccessLogLine::parse(line).unwrap();
            assert_eq!((parsed.time, parsed.status), (time, Some(204)), "{line}");
            assert_eq!((parsed.method, &*parsed.target), ("GET", "/a?gdpr=1"), "{line}");
            assert_eq!(parsed.offset, line.find("/a?").unwrap(), "{line}");
            assert_eq!((parsed.host, parsed.referer), (None, None), "{line}");
        }
    }

    #[test]
    fn the_host_is_found_where_formats_put_it() {
        let rest =
            r#"[02/Apr/2024:10:15:00 +0000] "GET /a HTTP/1.1" 200 1 "https://r.example/" "ua""#;
        assert_eq!(host(&format!("a.example:443 192.0.2.1 - - {rest}")).unwrap(), "a.example");
        assert_eq!(host(&format!("192.0.2.1 - - {rest} \"a.example\"")).unwrap(), "a.example");
        assert_eq!(host(&format!("192.0.2.1 - - {rest} \"192.0.2.7\" \"0.003\"")), None);
        assert_eq!(host(&format!("192.0.2.1 - - {rest}")), None);
        let proxy =
            r#"- - - [02/Apr/2024:10:15:00 +0000] "GET http://a.example:8080/x HTTP/1.1" 200 1"#;
        assert_eq!(host(proxy).unwrap(), "a.example");
    }

    #[test]
    fn escapes_of_the_log_are_decoded() {
        let line =
            r#"- - - [x] "GET /a?q=\"\x22\\\x5c%22\z HTTP/1.1" 400 1 "https://r.example/\"" "-""#;
        let parsed = AccessLogLine::parse(line).unwrap();
        assert_eq!(parsed.target, r#"/a?q=""\\%22\z"#);
        assert_eq!(parsed.referer.as_deref(), Some("https://r.example/\""));
        assert_eq!((parsed.time, parsed.status), (None, Some(400)));
        let line = "- \"POST /a b?x=1 HTTP/1.1\" -";
        assert_eq!(AccessLogLine::parse(line).unwrap().target, "/a b?x=1");
    }

    #[test]
    fn other_lines_are_not_requests() {
        for line in [
            "",
            "\"",
            "\"\"",
            "192.0.2.1 - - [02/Apr/2024:10:15:00 +0000] \"-\" 408 0 \"-\" \"-\"",
            "192.0.2.1 - - [02/Apr/2024:10:15:00 +0000] \"\\x16\\x03\\x01\" 400 0",
            "{\"a\": \"GET \", \"b\": \"get /x HTTP/1.1\"}",
            "GET /x HTTP/1.1",
            "\"GET /x",
        ] {
            assert_eq!(AccessLogLine::parse(line), None, "{line}");
        }
    }
}
