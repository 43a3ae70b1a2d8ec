//! Extracts the consent string from pasted text.

use std::borrow::Cow;

use crate::SourceMap;
use crate::field::Field;
use crate::fields::fields;
use crate::quotes::unquote;

/// A consent string extracted from a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked<'a> {
    /// The string, borrowed unless escapes were decoded.
    pub text: Cow<'a, str>,
    /// Maps byte offsets in `text` to byte offsets in the input.
    pub map: SourceMap,
}

/// Extracts the consent string from quotes, a cookie pair, the query of a URL, also of a URL that
/// is escaped in another one, a JSON object (`user.ext.consent`, `tcString`) or a line of it, or
/// the preferences of an app. Of several strings, it is the TC string; [`fields`] finds all of
/// them. Any other text is returned unchanged: what surrounds a bare string may be damage.
/// [`unpack_pasted`](crate::unpack_pasted) ignores it.
///
/// ```
/// use tcf_carrier::unpack;
///
/// assert_eq!(unpack("euconsent-v2=CQg2bYA; path=/").text, "CQg2bYA");
/// assert_eq!(unpack("'CQg2bYA',").text, "CQg2bYA");
/// assert_eq!(unpack("CQg2bYA").text, "CQg2bYA");
/// ```
pub fn unpack(input: &str) -> Unpacked<'_> {
    fields(input).main_signal().map_or_else(|| Unpacked::unquoted(input), Unpacked::of)
}

impl<'a> Unpacked<'a> {
    /// The string in a field.
    pub fn of(field: &Field<'a>) -> Self {
        Self { text: field.value.clone(), map: field.map.clone() }
    }

    /// A text that has no fields, without its quotes.
    pub fn unquoted(input: &'a str) -> Self {
        let (start, inner) = unquote(input);
        Self { text: Cow::Borrowed(inner), map: SourceMap::starting_at(start) }
    }
}

/// Whether a text is long enough for a consent string and starts like one.
pub(crate) fn is_consent_string(text: &str) -> bool {
    text.starts_with(['B', 'C']) && text.len() >= 20
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
            "\u{2018}@\u{2019}",
            "\u{ab}@\u{bb}",
            "\u{2039}@\u{203a}",
            "\u{201e}@\u{201c}",
            " \u{201a}@\u{2018}, ",
            "euconsent-v2=@",
            "euconsent-v2=@;",
            "\"euconsent-v2=@; path=/\"",
            "a=b; euconsent-v2=@; c=d",
            "Cookie: a=b; euconsent-v2=@",
            "my_consent.1=@;",
            "euconsent-v2=\"@\"",
            "a=b; euconsent-v2=\"@\"; c=\"d\"",
            "Cookie: euconsent-v2=\"@\"; a=b",
            "my_consent.1='@';",
            "?gdpr_consent=%22@%22&x=1",
            "?gdpr_consent='@'&x=1",
            "<span data-consent=\"@\">",
            "<a href=\"https://ads.example/?gdpr_consent=@\">",
            "<a href='https://ads.example/?x=1&gdpr_consent=@'>",
            "https://ads.example/p?gdpr=1&gdpr_consent=@&x=y",
            "https://ads.example/p?GDPR_CONSENT=@#top",
            "?gdpr_consent=@",
            "?consent_string=@&x=1",
            "?ads.gdpr_consent=@",
            "gdprConsent=@",
            "https://a.example/s?r=https%3A%2F%2Fb.example%2F%3Fgdpr_consent%3D@%26x%3D1",
            "https://a.example/s?r=https%253A%252F%252Fb.example%252F%253Fgdpr_consent%253D@",
            r#"{"regs":{"gdpr":1},"user":{"consent":"@"}}"#,
            r#"{"user": {"ext": {"consent": "@"}}}"#,
            r#"{"tcString":"@"}"#,
            r#"  "IABTCF_TCString": "@","#,
            r#""Consent": "@","#,
            r#"{"tcString":"\"@\""}"#,
            r#"{"cookie": "a=b; euconsent-v2=\"@\"; c=d"}"#,
            r#"<string name="IABTCF_TCString">@</string>"#,
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
        for input in [
            "",
            "=",
            "CQg2bYAQg2bYAEsABAENCMFg==",
            "C=",
            "a=b",
            "\"",
            "C\"A\"",
            " C ",
            r#"{"consent": true}"#,
            r#"{"consent": "yes", "tcString": null}"#,
            r#"{"cmpId": 300, "vendorConsents": [1]}"#,
            "https://a.example/?r=https%3A%2F%2Fb.example%2F%3Fgdpr%3D1",
        ] {
            let unpacked = unpack(input);
            assert_eq!((&*unpacked.text, unpacked.map), (input, SourceMap::identity()));
        }
    }
}
