//! Lines with a label and a string.

use std::borrow::Cow;

/// A line split into label and string. Invalid UTF-8 is replaced with U+FFFD.
///
/// ```
/// use tcf_carrier::Labeled;
///
/// let line = Labeled::split(b"partner\tCQg2bYA");
/// assert_eq!(line.label.as_deref(), Some("partner"));
/// assert_eq!(line.input, "CQg2bYA");
/// assert_eq!(Labeled::split(b"CQg2bYA").label, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labeled<'a> {
    /// The text before the first tab, or `None` without a tab.
    pub label: Option<Cow<'a, str>>,
    /// The rest.
    pub input: Cow<'a, str>,
}

impl<'a> Labeled<'a> {
    /// Splits a line at its first tab: `LABEL<TAB>STRING` or `STRING`.
    pub fn split(line: &'a [u8]) -> Self {
        match line.iter().position(|&byte| byte == b'\t') {
            Some(tab) => {
                let (label, input) = line.split_at(tab);
                let input = input.strip_prefix(b"\t").unwrap_or(input);
                Self { label: Some(String::from_utf8_lossy(label)), input: text(input) }
            }
            None => Self::without_label(line),
        }
    }

    /// Takes the whole line as the string, even if it contains tabs.
    pub fn without_label(input: &'a [u8]) -> Self {
        Self { label: None, input: text(input) }
    }
}

/// Converts bytes to text. Almost all input is valid UTF-8, which is fast to check.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
