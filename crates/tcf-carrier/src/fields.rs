//! Finds the consent fields in a text.

use crate::field::{Field, Place};
use crate::field_kind::FieldKind;
use crate::host::scheme_end;
use crate::placeholder::is_macro;
use crate::scan::Scanner;
use crate::signal_kind::SignalKind;

/// The consent fields of a text, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a> {
    /// The fields.
    all: Vec<Field<'a>>,
    /// Whether the text is all of what was sent or stored together.
    is_complete: bool,
    /// The number of further fields, which were not kept.
    left_out: usize,
    /// Whether a part of the text was not searched.
    is_partial: bool,
}

/// Finds the consent fields in a URL, in a list of cookies, in JSON (OpenRTB, TCData, CMP answers)
/// and in the preferences of an app: consent strings of every kind, the GDPR flag, and the ids of
/// the GPP sections that apply.
///
/// The kind of a string is that of its shape, and the name is the second witness. Values of names
/// that are also used for other things are taken only if they have the shape of a consent string.
/// URLs in parameters are searched up to [`MAX_DEPTH`]. A text without names, such as a bare
/// consent string, has no fields; finding that out allocates nothing.
///
/// ```
/// use tcf_carrier::{FieldKind, SignalKind, fields};
///
/// let url = "https://a.example/p?gdpr=1&gdpr_consent=CQg2bYAQg2bYAEsABAEN&us_privacy=1YNN";
/// let fields = fields(url);
/// let found: Vec<_> = fields.iter().map(|field| (field.kind, &*field.name)).collect();
/// assert_eq!(
///     found,
///     [
///         (FieldKind::Gdpr, "gdpr"),
///         (FieldKind::Signal(SignalKind::Tc), "gdpr_consent"),
///         (FieldKind::Signal(SignalKind::UsPrivacy), "us_privacy"),
///     ]
/// );
/// assert_eq!(fields.outermost().nth(2).unwrap().map.offset(0), 72);
/// ```
///
/// [`MAX_DEPTH`]: crate::MAX_DEPTH
pub fn fields(text: &str) -> Fields<'_> {
    scan(text, Scanner::default())
}

/// Finds the fields of a text as [`fields`] does, and also signals that are not strings (`gcs`,
/// `gpc`), parameters of signals that are empty or macros, and TC strings under unknown names in
/// JSON.
pub(crate) fn all_fields(text: &str) -> Fields<'_> {
    scan(text, Scanner::thorough())
}

fn scan<'a>(text: &'a str, mut scanner: Scanner<'a>) -> Fields<'a> {
    let is_document = text.trim_ascii_start().starts_with(['"', '{', '[', '<']);
    // Nearly all texts are bare strings. All pairs of a URL may be escaped in another one.
    if !is_document && !text.contains('=') && scheme_end(text).is_none() {
        return Fields::default();
    }
    scanner.text(text, is_document);
    let is_complete = scanner.is_complete();
    Fields::of(scanner, is_complete)
}

/// Finds the consent fields in a value that has a name, such as a key of preferences or a column:
/// the value itself, or what a URL or JSON in it contains.
///
/// ```
/// use tcf_carrier::{Place, named_fields};
///
/// let url = "https://a.example/?gdpr=1";
/// let fields = named_fields("url", url, Place::Column);
/// let field = fields.iter().next().unwrap();
/// assert_eq!((field.place, &*field.name, &*field.value), (Place::Query, "gdpr", "1"));
/// ```
pub fn named_fields<'a>(name: &'a str, value: &'a str, place: Place) -> Fields<'a> {
    let mut scanner = Scanner::thorough();
    scanner.named(name, value, place);
    Fields::of(scanner, false)
}

/// The field of a text that is a bare consent string, or a macro instead of one.
pub(crate) fn bare_field(text: &str) -> Fields<'_> {
    let mut scanner = Scanner::thorough();
    scanner.bare(text);
    Fields::of(scanner, true)
}

impl<'a> Fields<'a> {
    fn of(scanner: Scanner<'a>, is_complete: bool) -> Self {
        let (left_out, is_partial) = (scanner.left_out(), scanner.is_partial());
        Self { all: scanner.into_fields(), is_complete, left_out, is_partial }
    }

    /// Whether fields may be missing because the text exceeds a limit: it has more than 1,000
    /// fields, JSON that is nested more than 64 levels deep, or so many escapes in one another that
    /// a part was not searched. What was found must then not be taken for all that was sent.
    ///
    /// ```
    /// use tcf_carrier::fields;
    ///
    /// assert!(!fields("?gdpr=1").is_partial());
    /// assert!(fields(&"gdpr=1&".repeat(1_001)).is_partial());
    /// ```
    pub const fn is_partial(&self) -> bool {
        self.is_partial || self.left_out > 0
    }

    /// Whether a part of the text was not searched.
    pub(crate) const fn has_unsearched(&self) -> bool {
        self.is_partial
    }

    /// The number of fields beyond the first 1,000, which are not kept.
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// All fields, at every depth.
    pub fn iter(&self) -> std::slice::Iter<'_, Field<'a>> {
        self.all.iter()
    }

    /// The fields at the smallest depth that has a consent string. A string in a nested URL is
    /// never a signal for the receiver of the outer one.
    pub fn outermost(&self) -> impl Iterator<Item = &Field<'a>> + Clone {
        let depth = self.signal_depth();
        self.iter().filter(move |field| Some(field.depth) == depth)
    }

    fn signal_depth(&self) -> Option<u8> {
        let signals = self.iter().filter(|field| field.signal().is_some());
        let depth = |has_value: bool| {
            let signals = signals.clone().filter(|field| !has_value || !field.value.is_empty());
            signals.map(|field| field.depth).min()
        };
        // Parameters are often empty around a URL that has the string.
        depth(true).or_else(|| depth(false))
    }

    /// The consent strings among the outermost fields, each once. Parameters without a value are
    /// left out, unless there are no others.
    pub fn signals(&self) -> impl Iterator<Item = &Field<'a>> {
        let has_value = self.outermost().any(|field| is_signal(field) && !field.value.is_empty());
        self.outermost().enumerate().filter_map(move |(index, field)| {
            let is_same =
                |other: &Field<'_>| other.kind == field.kind && other.value == field.value;
            let is_repeated = self.outermost().take(index).any(is_same);
            let is_taken = is_signal(field) && !(has_value && field.value.is_empty());
            (is_taken && !is_repeated).then_some(field)
        })
    }

    /// The consent string that a reader of a single string takes: the TC string, otherwise the
    /// first in the order GPP, US Privacy, Additional Consent.
    pub fn main_signal(&self) -> Option<&Field<'a>> {
        self.signals().min_by_key(|field| match field.signal() {
            Some(SignalKind::Tc) => 0,
            Some(SignalKind::Gpp) => 1,
            Some(SignalKind::UsPrivacy) => 2,
            _ => 3,
        })
    }

    /// The first outermost field of a kind that has a value.
    pub fn find(&self, kind: FieldKind) -> Option<&Field<'a>> {
        let is_filled = |value: &str| !value.is_empty() && !is_macro(value);
        self.outermost().find(|field| field.kind == kind && is_filled(&field.value))
    }

    /// Whether the text is all of what was sent or stored together, such as a URL. A single cookie
    /// or member is not: what is missing in it may have been beside it.
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }
}

const fn is_signal(field: &Field<'_>) -> bool {
    field.signal().is_some()
}

impl<'a, 'b> IntoIterator for &'b Fields<'a> {
    type Item = &'b Field<'a>;
    type IntoIter = std::slice::Iter<'b, Field<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FoundBy, Place};

    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
    const GPP: &str = "DBABLA~BVQqAAAAAg";

    /// The fields of a text, in which `@` is a TC string and `$G` a GPP string, as
    /// `place name kind value`, with the depth if it is not 0.
    fn found(shape: &str) -> Vec<String> {
        let text = shape.replace('@', TC).replace("$G", GPP);
        let fields = fields(&text);
        for field in &fields {
            // Characters that need no escape are at their offset in the text.
            let at = field.map.offset(0);
            let first = field.value.chars().next();
            assert!(
                first.is_none_or(|first| text.split_at(at).1.starts_with(['%', first])),
                "{shape}: {field:?}"
            );
        }
        let line = |field: &Field<'_>| {
            let kind = match field.kind {
                FieldKind::Signal(kind) => kind.name(),
                FieldKind::Gdpr => "gdpr",
                FieldKind::GppSid => "sid",
                _ => "other",
            };
            let value = field.value.replace(TC, "@").replace(GPP, "$G");
            let depth = if field.depth > 0 { format!(" {}", field.depth) } else { String::new() };
            format!("{} {} {kind} {value}{depth}", field.place.name(), field.name)
        };
        fields.iter().map(line).collect()
    }

    #[test]
    fn urls_have_fields_in_every_part() {
        for (url, expected) in [
            (
                "https://a.example/p?gdpr=1&gdpr_consent=@&gpp=$G&gpp_sid=2,7&us_privacy=1YNN\
                    &addtl_consent=2~1.35~dv.9#top",
                &[
                    "query gdpr gdpr 1",
                    "query gdpr_consent tc @",
                    "query gpp gpp $G",
                    "query gpp_sid sid 2,7",
                    "query us_privacy usp 1YNN",
                    "query addtl_consent ac 2~1.35~dv.9",
                ][..],
            ),
            (
                "https://a.example/i/N1/B2;ord=1;gdpr=1;gdpr_consent=@;ltd=?gpp=$G",
                &["path gdpr gdpr 1", "path gdpr_consent tc @", "query gpp gpp $G"],
            ),
            ("/5/c=1/gdpr=0/gdpr_consent=@/", &["path gdpr gdpr 0", "path gdpr_consent tc @"]),
            ("https://a.example/#gdpr_consent=@", &["fragment gdpr_consent tc @"]),
            ("https://a.example/?a=b&amp;gdpr_consent=@", &["query gdpr_consent tc @"]),
            ("?ads.gdpr_consent=@", &["query ads.gdpr_consent tc @"]),
            ("<img src=\"https://a.example/?gpp=$G\">", &["query gpp gpp $G"]),
            // One partner has the string under the name of the flag.
            (
                "https://a.example/?gdprapplies=1&gdpr=@&ccpa=1---",
                &["query gdprapplies gdpr 1", "query gdpr tc @", "query ccpa usp 1---"],
            ),
        ] {
            assert_eq!(found(url), expected, "{url}");
        }
    }

    #[test]
    fn urls_in_parameters_are_searched() {
        let once = "https%3A%2F%2Fb.example%2F%3Fgdpr%3D1%26gdpr_consent%3D@";
        let expected = ["query gdpr gdpr 1 1", "query gdpr_consent tc @ 1"];
        for url in [
            format!("https://a.example/s?{once}"),
            format!("https://a.example/s?r={once}"),
            format!("https://a.example/s?r={}", once.replace('%', "%25")),
            format!("https://a.example/s?r={}", once.replace('%', "%2525")),
        ] {
            assert_eq!(found(&url), expected, "{url}");
        }
        let deep = "https://a.example/?x=%3Fy%3D%253Fz%253D%25253Fgpp%25253D$G";
        assert_eq!(found(deep), ["query gpp gpp $G 3"]);
        let url = format!("https://a.example/?gdpr=1&us_privacy=1YNN&r={once}").replace('@', TC);
        let all = fields(&url);
        assert_eq!(all.iter().count(), 4);
        let outermost: Vec<_> = all.outermost().map(|field| &*field.name).collect();
        assert_eq!(outermost, ["gdpr", "us_privacy"]);
        let empty = url.replace("1YNN", "");
        assert_eq!(fields(&empty).main_signal().unwrap().value, TC);
    }

    #[test]
    fn cookies_have_fields() {
        for (cookies, expected) in [
            (
                "Cookie: a=b; euconsent-v2=@; addtl_consent=1~; usprivacy=1---; __gpp=$G; \
                    __gpp_sid=7",
                &[
                    "cookie euconsent-v2 tc @",
                    "cookie addtl_consent ac 1~",
                    "cookie usprivacy usp 1---",
                    "cookie __gpp gpp $G",
                    "cookie __gpp_sid sid 7",
                ][..],
            ),
            ("a=1&b; pl_euconsent-v2=@; x=y", &["cookie pl_euconsent-v2 tc @"]),
            ("__cmpconsent10995=@; x=y", &["cookie __cmpconsent10995 tc @"]),
            ("my_consent.1=@;", &["cookie my_consent.1 tc @"]),
            ("site_ccpa=1YNN", &["cookie site_ccpa usp 1YNN"]),
            (
                "FCCDCF=%5Bnull%2C%5B%22@%22%2C%221~2%22%2C%22x%22%5D%5D; a=b",
                &["cookie FCCDCF[1][0] tc @", "cookie FCCDCF[1][1] ac 1~2"],
            ),
        ] {
            assert_eq!(found(cookies), expected, "{cookies}");
        }
        // An unknown name needs a string that can be decoded.
        assert_eq!(found("a=1; tcf_data=@; b=2"), ["cookie tcf_data tc @"]);
        assert!(
            found("a=1; tcf_data=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAx!; b=2").is_empty()
        );
    }

    #[test]
    fn json_and_preferences_have_fields() {
        for (json, expected) in [
            (
                r#"{"regs": {"gdpr": 1, "gpp": "$G", "gpp_sid": [2, 7], "ext": {"us_privacy":
                    "1YNN"}}, "user": {"ext": {"consent": "@", "ConsentedProvidersSettings":
                    {"consented_providers": "2~1~dv.2"}}}}"#,
                &[
                    "json regs.gdpr gdpr 1",
                    "json regs.gpp gpp $G",
                    "json regs.gpp_sid sid 2, 7",
                    "json regs.ext.us_privacy usp 1YNN",
                    "json user.ext.consent tc @",
                    "json user.ext.ConsentedProvidersSettings.consented_providers ac 2~1~dv.2",
                ][..],
            ),
            (
                r#"[{"gdprApplies": true, "tcString": "@"}, {"addtlConsent": "1~2"}]"#,
                &[
                    "json [0].gdprApplies gdpr true",
                    "json [0].tcString tc @",
                    "json [1].addtlConsent ac 1~2",
                ],
            ),
            (
                r#"{"IABTCF_gdprApplies": 1, "IABGPP_HDR_GppString": "$G", "IABGPP_GppSID": "2_7"}"#,
                &[
                    "storage IABTCF_gdprApplies gdpr 1",
                    "storage IABGPP_HDR_GppString gpp $G",
                    "storage IABGPP_GppSID sid 2_7",
                ],
            ),
            (r#"  "IABTCF_TCString": "@","#, &["storage IABTCF_TCString tc @"]),
            (
                r#"{"_user": "{\"gdpr\": {\"euconsent\": \"@\"}}"}"#,
                &["json _user.gdpr.euconsent tc @"],
            ),
            (
                "<map><int name=\"IABTCF_gdprApplies\" value=\"1\" />\
                    <string name='IABTCF_TCString'>@</string><boolean name='x' value='true' /></map>",
                &["storage IABTCF_gdprApplies gdpr 1", "storage IABTCF_TCString tc @"],
            ),
            (
                "<plist><dict><key>IABTCF_gdprApplies</key><integer>1</integer>\
                    <key>IABUSPrivacy_String</key> <string>1YNN</string></dict></plist>",
                &["storage IABTCF_gdprApplies gdpr 1", "storage IABUSPrivacy_String usp 1YNN"],
            ),
        ] {
            assert_eq!(found(json), expected, "{json}");
        }
    }

    #[test]
    fn the_name_tells_the_kind_of_a_value_without_a_shape() {
        for (text, expected) in [
            ("?us_privacy=${US_PRIVACY}", &["query us_privacy usp ${US_PRIVACY}"][..]),
            ("?us_privacy={\"version\":1}", &["query us_privacy usp {"]),
            ("?gpp=[GPPSTRING]", &["query gpp gpp [GPPSTRING]"]),
            ("?addtl_consent=%24%7BADDTL_CONSENT%7D", &["query addtl_consent ac ${ADDTL_CONSENT}"]),
            ("?gdpr_consent=undefined&gdpr=yes", &["query gdpr_consent tc undefined"]),
            ("?gdpr_consent=DB&gdpr=2", &["query gdpr_consent gpp DB"]),
            ("?us_privacy=$G", &["query us_privacy gpp $G"]),
            // Shops use these names for other things.
            ("?consent=1&us=en&cs=utf-8&ccpa=&usp=no", &[]),
            (
                r#"{"consent": true, "gdpr": {"x": 1}, "gpp": null, "gpp_sid": "x"}"#,
                &["json gpp_sid sid x"],
            ),
            (
                r#"{"gpp": "$G", "gpp_sid": [8, null]}"#,
                &["json gpp gpp $G", "json gpp_sid sid 8, null"],
            ),
            (r#"{"gpp": "$G", "gpp_sid": [8.0]}"#, &["json gpp gpp $G", "json gpp_sid sid 8.0"]),
            (r#"{"gpp": "$G", "gpp_sid": 7}"#, &["json gpp gpp $G", "json gpp_sid sid 7"]),
            (r#"{"gpp": "$G", "gpp_sid": -1}"#, &["json gpp gpp $G", "json gpp_sid sid -1"]),
            (r#"{"gpp": "$G", "gpp_sid": null}"#, &["json gpp gpp $G"]),
            (
                r#"{"gpp": "$G", "gpp_sid": {"a": 8}}"#,
                &["json gpp gpp $G", "json gpp_sid sid {\"a\": 8}"],
            ),
        ] {
            let text = text.replace("[GPPSTRING]", "[G]");
            let expected: Vec<_> =
                expected.iter().map(|text| text.replace("[GPPSTRING]", "[G]")).collect();
            assert_eq!(found(&text), expected, "{text}");
        }
        let text = format!("?us_privacy={GPP}");
        let field = fields(&text).main_signal().cloned().unwrap();
        assert_eq!(
            (field.signal(), field.named),
            (Some(SignalKind::Gpp), Some(SignalKind::UsPrivacy))
        );
        assert_eq!((field.found_by, field.place), (FoundBy::Name, Place::Query));
    }

    #[test]
    fn a_broken_string_is_found_under_an_ambiguous_name() {
        let is_found = |place, name, value| {
            let fields = named_fields(name, value, place);
            assert!(fields.iter().count() < 2);
            fields.iter().any(|field| field.signal() == Some(SignalKind::Tc))
        };
        for name in ["consent", "tcf_string", "cs"] {
            for place in [Place::Column, Place::Json, Place::Query] {
                for value in ["CQg2bYA", "CQg2bYAQg2", "CQg2bYAQg2bYAEsABAEN", "${GDPR_CONSENT_5}"]
                {
                    assert!(is_found(place, name, value), "{name} {value}");
                }
                for value in [
                    "1",
                    "yes",
                    "all",
                    "none",
                    "granted",
                    "Canada",
                    "Confirmed",
                    "COUNTRY",
                    "Complete",
                    "CQg2bY",
                    "utf-8",
                    "CQg2bYA Qg2",
                ] {
                    assert!(!is_found(place, name, value), "{name} {value}");
                }
            }
            for value in ["undefined", "null", "NaN", "None", "[object Object]", "tcunavailable"] {
                assert!(is_found(Place::Column, name, value), "{name} {value}");
                assert!(is_found(Place::Json, name, value), "{name} {value}");
                assert!(!is_found(Place::Query, name, value), "{name} {value}");
            }
        }
    }

    #[test]
    fn a_signal_that_is_repeated_or_empty_is_left_out() {
        let text = format!("?gdpr_consent={TC}&consent={TC}&us_privacy=&gpp=&gdpr_consent=C");
        let all = fields(&text);
        let values: Vec<_> = all.signals().map(|field| &*field.value).collect();
        assert_eq!(values, [TC, "C"]);
        let all = fields("?gdpr=0&gdpr_consent=");
        assert_eq!(all.signals().count(), 1);
        assert_eq!(all.find(FieldKind::Gdpr).unwrap().value, "0");
    }

    #[test]
    fn a_single_pair_is_not_complete() {
        for (text, is_complete) in [
            ("addtl_consent=1~2", false),
            ("addtl_consent=1~2;", false),
            ("a=b; addtl_consent=1~2", true),
            ("?addtl_consent=1~2", true),
            ("https://a.example/?addtl_consent=1~2", true),
            (r#""addtlConsent": "1~2","#, false),
            (r#"{"addtlConsent": "1~2"}"#, true),
        ] {
            assert_eq!(fields(text).is_complete(), is_complete, "{text}");
        }
    }

    #[test]
    fn json_after_a_value_that_is_too_deep_is_searched() {
        for (levels, is_partial) in [(62, false), (63, true), (64, true), (1000, true)] {
            let inner = r#"[{"gdpr": 1, "a": "}]", "b": ["#;
            let (open, close) = (r#"{"a":["#.repeat(levels / 2), "]}".repeat(levels / 2));
            let (open, close) = match levels % 2 {
                1 => (format!("{open}["), format!("]{close}")),
                _ => (open, close),
            };
            let text = format!(r#"{{"x": {open}{inner}1]}}]{close}, "gdpr": 0, "gpp": "{GPP}"}}"#);
            let fields = fields(&text);
            let values: Vec<_> = fields.iter().map(|field| &*field.value).collect();
            let expected = if levels < 62 { vec!["1", "0", GPP] } else { vec!["0", GPP] };
            assert_eq!(values, expected, "{levels}");
            assert_eq!(fields.is_partial(), is_partial || levels == 62, "{levels}");
        }
    }

    #[test]
    fn hostile_texts_are_bounded() {
        let deep = "[".repeat(100_000) + r#"{"gpp": "DBABLA~BVQqAAAAAg"}"#;
        assert_eq!(fields(&deep).iter().count(), 0);
        assert!(fields(&deep).is_partial());
        let wide = "gdpr=1&".repeat(100_000);
        assert_eq!(fields(&wide).iter().count(), 1000);
        let escaped = format!("https://a.example/?{}", "%25".repeat(100_000));
        assert_eq!(fields(&escaped).iter().count(), 0);
        let open = r#"{"a": ""#.to_owned() + &"\\\"".repeat(100_000);
        assert_eq!(fields(&open).iter().count(), 0);
    }
}
