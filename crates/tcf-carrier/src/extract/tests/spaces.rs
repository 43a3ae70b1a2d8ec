//! White space around values.

use super::*;

/// The signals of a text, as `name kind value`, with a star for text around the value.
fn signals(text: &str, format: CarrierFormat) -> Vec<String> {
    let text = text.replace('@', TC);
    let mut found = Vec::new();
    let mut options = ExtractOptions::new();
    options.table = TableOptions::new().with_header(true).with_delimiter(crate::Delimiter::COMMA);
    extract(text.as_bytes(), format, &options, &mut |signal| {
        let value = signal.value.replace(TC, "@");
        let star = if signal.has_text_after { "*" } else { "" };
        found.push(format!("{} {} {value}{star}", signal.name, signal.kind.name()));
    })
    .unwrap();
    found
}

#[test]
fn white_space_around_a_value_is_removed_and_marked() {
    use CarrierFormat::{Cookie, Csv, Header, Line, OpenRtb, Preferences, Url};
    for (text, format, expected) in [
        (r#"{"user":{"consent":" @"}}"#, OpenRtb, &["user.consent tc @*"][..]),
        (r#"{"user":{"consent":"@ "}}"#, OpenRtb, &["user.consent tc @*"]),
        (r#"{"consent":"\n\u0020@"}"#, OpenRtb, &["consent tc @*"]),
        (r#"{"x":" @"}"#, OpenRtb, &["x tc @*"]),
        ("{\"x\":\"\u{feff}@\"}", OpenRtb, &["x tc @*"]),
        (r#"{"gpp":" DBABLA~BVQqAAAAAg"}"#, OpenRtb, &["gpp gpp DBABLA~BVQqAAAAAg*"]),
        (r#"{"regs":{"gdpr":" 1"}}"#, OpenRtb, &["regs.gdpr gdpr 1*"]),
        (
            r#"{"gdpr_consent":" ${GDPR_CONSENT_7}"}"#,
            OpenRtb,
            &["gdpr_consent macro ${GDPR_CONSENT_7}*"],
        ),
        ("/?consent=%20@&gdpr=1%20", Url, &["consent tc @*", "gdpr gdpr 1*"]),
        ("/?gdpr_consent=+@&x=%EF%BB%BF@", Url, &["gdpr_consent tc @*", "x tc @*"]),
        ("/?gdpr_consent=+abc", Url, &["gdpr_consent other +abc"]),
        ("a=1\n\u{feff}@\n", Line, &[" tc @*"]),
        ("x,consent\n @,\u{feff}@\n", Csv, &["x tc @*", "consent tc @*"]),
        ("euconsent-v2= @ ; a=b", Cookie, &["euconsent-v2 tc @*"]),
        (
            "a= b; x=  @; gdpr_consent= ; gdpr=1",
            Cookie,
            &["x tc @*", "gdpr_consent empty ", "gdpr gdpr 1"],
        ),
        ("x-consent:  @ ", Header, &["x-consent tc @"]),
        ("Cookie: euconsent-v2= @; a=b", Header, &["euconsent-v2 tc @*"]),
        (r#"{"IABTCF_TCString":"\t@"}"#, Preferences, &["IABTCF_TCString tc @*"]),
    ] {
        assert_eq!(signals(text, format), expected, "{text}");
    }
}

#[test]
fn offsets_are_those_of_the_value_without_white_space() {
    for shape in ["/?consent=%20@", "/?gdpr_consent=+@", "a= b; x= @ ;", r#"{"x":" @"}"#] {
        let text = shape.replace('@', TC);
        let fields = crate::fields::all_fields(&text);
        let field = fields.iter().next().unwrap();
        assert_eq!((&*field.value, field.map.offset(0)), (TC, text.find(TC).unwrap()), "{shape}");
    }
}
