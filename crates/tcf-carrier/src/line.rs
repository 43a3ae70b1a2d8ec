//! Lines of a log: a label and a string.

use std::borrow::Cow;

/// A line, split into its label and its string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labeled<'a> {
    /// The text before the first tab; `None` without a tab.
    pub label: Option<Cow<'a, str>>,
    /// The rest.
    pub input: Cow<'a, str>,
}

/// Splits a line at its first tab: `LABEL<TAB>STRING` or `STRING`. Bytes that are not UTF-8 are
/// replaced by U+FFFD.
///
/// ```
/// use tcf_carrier::split_label;
///
/// let line = split_label(b"partner\tCQg2bYA");
/// assert_eq!(line.label.as_deref(), Some("partner"));
/// assert_eq!(line.input, "CQg2bYA");
/// assert_eq!(split_label(b"CQg2bYA").label, None);
/// ```
pub fn split_label(line: &[u8]) -> Labeled<'_> {
    let mut parts = line.splitn(2, |&byte| byte == b'\t');
    match (parts.next(), parts.next()) {
        (Some(label), Some(input)) => {
            Labeled { label: Some(String::from_utf8_lossy(label)), input: text(input) }
        }
        _ => Labeled { label: None, input: text(line) },
    }
}

/// Bytes as text. Nearly all are UTF-8, which is checked many bytes at a time.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
