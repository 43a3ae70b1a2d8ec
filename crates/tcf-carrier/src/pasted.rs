//! Ignores what surrounds a pasted consent string.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::signal_kind::SignalKind;
use crate::unpack::{Unpacked, is_consent_string, unpack};
use crate::{SourceMap, TextKind};

/// A consent string extracted from a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted<'a> {
    /// The string, borrowed unless escapes were decoded.
    pub text: Cow<'a, str>,
    /// Maps byte offsets in `text` to byte offsets in the input.
    pub map: SourceMap,
    /// What was ignored before and after the string, in the order of the input.
    pub ignored: Vec<Ignored>,
    /// The US Privacy strings in what was ignored after the string.
    pub us_privacy: Vec<String>,
}

/// Text before or after a string that was ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The kind of text.
    pub kind: IgnoredKind,
    /// Byte offset into the input.
    pub offset: usize,
}

/// The kind of text that was ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IgnoredKind {
    /// White space.
    WhiteSpace,
    /// Text after the string: commas, semicolons, and values that accompany a string.
    TextAfter,
}

impl IgnoredKind {
    /// The code of the error that the decoder reports for such text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WhiteSpace | Self::TextAfter => "S002",
        }
    }
}

impl fmt::Display for IgnoredKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WhiteSpace => "removed white space",
            Self::TextAfter => "removed the text after the string",
        })
    }
}

/// Extracts the consent string from a text that a person pasted. Beyond [`unpack`], it ignores
/// white space around the string, and after it commas, semicolons, numbers (vendor ids), Additional
/// Consent strings and US Privacy strings. All of it is listed in [`Pasted::ignored`].
///
/// Any other text after the string may be a part of it that was damaged, and is not ignored. In
/// data, even a comma may be such damage: use [`unpack`].
///
/// ```
/// use tcf_carrier::unpack_pasted;
///
/// let pasted = unpack_pasted("CQg2bYAQg2bYAEsABAENCMFgA,1~2.3");
/// assert_eq!(pasted.text, "CQg2bYAQg2bYAEsABAENCMFgA");
/// assert_eq!(pasted.ignored[0].offset, 25);
/// assert_eq!(pasted.ignored[0].kind.to_string(), "removed the text after the string");
/// ```
pub fn unpack_pasted(input: &str) -> Pasted<'_> {
    unpack(input).into()
}

impl<'a> From<Unpacked<'a>> for Pasted<'a> {
    fn from(Unpacked { text, map }: Unpacked<'a>) -> Self {
        let Some((range, ignored)) = bare_string(&text) else {
            return Self { text, map, ignored: Vec::new(), us_privacy: Vec::new() };
        };
        let after = text.get(range.end..).unwrap_or_default().split(is_separator);
        let us_privacy = after.filter(|part| TextKind::detect(part) == Some(TextKind::UsPrivacy));
        let us_privacy = us_privacy.map(str::to_owned).collect();
        let ignored =
            ignored.map(|Ignored { kind, offset }| Ignored { kind, offset: map.offset(offset) });
        let ignored = ignored.collect();
        let map = map.then(&SourceMap::starting_at(range.start));
        let part = |text: &str| text.get(range.clone()).map(str::to_owned);
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or(text)),
            Cow::Owned(text) => Cow::Owned(part(&text).unwrap_or(text)),
        };
        Self { text, map, ignored, us_privacy }
    }
}

/// The consent string in a text with nothing else but what can be ignored; `None` if there is
/// nothing to ignore.
fn bare_string(text: &str) -> Option<(Range<usize>, impl Iterator<Item = Ignored>)> {
    let is_in_string = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/".contains(&byte);
    if text.bytes().all(is_in_string) {
        return None;
    }
    let rest = text.trim_start_matches(is_blank);
    let start = text.len() - rest.len();
    let length = rest.bytes().position(|byte| !is_in_string(byte)).unwrap_or(rest.len());
    let (string, after) = rest.split_at_checked(length)?;
    if !is_whole(string) || !after.split(is_separator).all(is_companion) {
        return None;
    }
    let kind =
        if after.chars().all(is_blank) { IgnoredKind::WhiteSpace } else { IgnoredKind::TextAfter };
    let end = start + length;
    let before = (start > 0).then_some(Ignored { kind: IgnoredKind::WhiteSpace, offset: 0 });
    let after = (!after.is_empty()).then_some(Ignored { kind, offset: end });
    Some((start..end, before.into_iter().chain(after)))
}

/// Whether a text starts like a consent string of a kind and has the length of one.
fn is_whole(text: &str) -> bool {
    match SignalKind::detect(text) {
        // These have no section and no standard alphabet.
        SignalKind::Tc => is_consent_string(text) && !text.contains(['~', '+', '/']),
        SignalKind::Gpp => text.starts_with("DB"),
        SignalKind::UsPrivacy => TextKind::detect(text) == Some(TextKind::UsPrivacy),
        SignalKind::AdditionalConsent => true,
    }
}

/// White space, and characters without a width that programs insert.
pub(crate) fn is_blank(found: char) -> bool {
    found.is_whitespace() || matches!(found, '\u{200b}' | '\u{feff}')
}

fn is_separator(found: char) -> bool {
    matches!(found, ',' | ';') || is_blank(found)
}

/// Whether a text is empty or a value that accompanies consent strings. Such values are not part of
/// a string: no segment starts with a digit.
fn is_companion(text: &str) -> bool {
    const MAX_ID_DIGITS: usize = 5;
    match TextKind::detect(text) {
        Some(TextKind::AdditionalConsent) => {
            text.bytes().all(|byte| byte.is_ascii_digit() || b"~.dv".contains(&byte))
        }
        // Digits are a damaged id.
        Some(TextKind::UsPrivacy) if !text.bytes().skip(1).any(|byte| byte.is_ascii_digit()) => {
            true
        }
        _ => text.len() <= MAX_ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

    #[test]
    fn ignores_what_surrounds_a_pasted_string() {
        use IgnoredKind::{TextAfter, WhiteSpace};

        let cases: [(&str, &[IgnoredKind]); 16] = [
            ("@,1~2.3", &[TextAfter]),
            ("@,2~2.3~dv.9", &[TextAfter]),
            ("@, 1~", &[TextAfter]),
            ("@;12", &[TextAfter]),
            ("@ 1YNN", &[TextAfter]),
            ("@,755;2~1.2~dv.", &[TextAfter]),
            ("@,", &[TextAfter]),
            ("@; ", &[TextAfter]),
            (" @", &[WhiteSpace]),
            ("@\n", &[WhiteSpace]),
            ("\u{a0}@\u{200b}", &[WhiteSpace, WhiteSpace]),
            ("\t@,0", &[WhiteSpace, TextAfter]),
            ("\u{ab}\u{a0}@\u{a0}\u{bb}", &[WhiteSpace, WhiteSpace]),
            ("euconsent-v2=@,1~2.3", &[TextAfter]),
            ("?gdpr_consent=%20@%2C12", &[WhiteSpace, TextAfter]),
            ("\u{2018}@;12\u{2019}", &[TextAfter]),
        ];
        for (shape, kinds) in cases {
            let input = shape.replace('@', TC);
            let pasted = unpack_pasted(&input);
            assert_eq!(pasted.text, TC, "{shape}");
            let start = input.find(TC).unwrap();
            assert_eq!(pasted.map.offset(0), start, "{shape}");
            assert_eq!(pasted.map.offset(TC.len()), start + TC.len(), "{shape}");
            let found: Vec<_> = pasted.ignored.iter().map(|ignored| ignored.kind).collect();
            assert_eq!(found, kinds, "{shape}");
            for Ignored { kind, offset } in pasted.ignored {
                let is_after = offset == start + TC.len();
                assert!(is_after || (kind == WhiteSpace && offset < start), "{shape} {offset}");
            }
        }
    }

    #[test]
    fn ignores_what_surrounds_strings_of_other_kinds() {
        for string in ["DBABL~CVQqAAAAAABY", "DBABL~CVQqAAAAAABY.Q", "1YNN", "1~2.3", "2~1~dv.2"] {
            for shape in [" @ ", "@,", "@;12", "@,1~2.3", "\u{a0}@", "@ 1YYN", "@;755, 1YYN"] {
                let input = shape.replace('@', string);
                let pasted = unpack_pasted(&input);
                assert_eq!(pasted.text, string, "{shape}");
                assert_eq!(pasted.map.offset(0), input.find(string).unwrap(), "{shape}");
                assert!(!pasted.ignored.is_empty(), "{shape}");
                let expected: &[&str] = if shape.contains("1YYN") { &["1YYN"] } else { &[] };
                assert_eq!(pasted.us_privacy, expected, "{shape}");
            }
            for shape in ["@", "@ @", "@|12", "@=", "@ x"] {
                let input = shape.replace('@', string);
                let is_kept = unpack_pasted(&input).text == input;
                assert!(is_kept || matches!(string, "1YNN" | "1~2.3" | "2~1~dv.2"), "{input}");
            }
        }
    }

    #[test]
    fn keeps_text_that_may_be_part_of_the_string() {
        for shape in [
            "@",
            "",
            " ",
            "12",
            "@:12",
            "@|12",
            "@=",
            "@,IACugA",
            "@;x",
            "@ @",
            "@,@",
            "@,123456",
            "@,1~@",
            "@,12-3",
            "x @",
            ",@",
            " CQg2bYA",
            " ${GDPR_CONSENT_755}",
        ] {
            let input = shape.replace('@', TC);
            let Pasted { text, map, ignored, .. } = unpack_pasted(&input);
            assert_eq!((&*text, ignored), (&*input, Vec::new()), "{shape}");
            assert_eq!(map, SourceMap::identity(), "{shape}");
        }
    }

    #[test]
    fn lines_of_data_are_not_searched() {
        for shape in ["@,", "@;", "@;12", "@,1~2.3", " @", "@ "] {
            let input = shape.replace('@', TC);
            assert_eq!(unpack(&input).text, input);
        }
    }
}
