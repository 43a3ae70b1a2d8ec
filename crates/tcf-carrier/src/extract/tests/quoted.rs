//! Values in quotes, and with escapes that their place does not have.

use super::*;
use crate::fields::{all_fields, bare_field, named_fields};

/// A string with two segments.
const TWO: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

/// The signals of a text, in which `@` is [`TWO`], `~` its dot in an escape, and `$G` a GPP string,
/// as `place name value steps`, with a star for text around the value.
fn signals(text: &str, format: CarrierFormat) -> Vec<String> {
    let text = text.replace('@', TWO).replace('^', &TWO.replace('.', "%2E"));
    let mut found = Vec::new();
    let mut options = ExtractOptions::new();
    options.table = TableOptions::new().with_header(true).with_delimiter(crate::Delimiter::COMMA);
    extract(text.as_bytes(), format, &options, &mut |signal| {
        let (place, name) = (signal.place.name(), signal.name);
        let value = signal.value.replace(TWO, "@");
        let star = if signal.has_text_after { "*" } else { "" };
        let steps = signal.steps.iter().flat_map(|step| [" ", step.name()]).collect::<String>();
        found.push(format!("{place} {name} {value}{star}{steps}"));
    })
    .unwrap();
    found
}

#[test]
fn cookies_and_headers_may_have_quotes() {
    for (text, format, expected) in [
        (
            "a=b; euconsent-v2=\"@\"; us_privacy=\"1YNN\"; c=\"d\"",
            CarrierFormat::Cookie,
            &["cookie euconsent-v2 @", "cookie us_privacy 1YNN"][..],
        ),
        ("euconsent-v2='@'; a=b", CarrierFormat::Cookie, &["cookie euconsent-v2 @"]),
        (
            "a=b; x=\"@\"; euconsent-v2=\"\"",
            CarrierFormat::Cookie,
            &["cookie x @", "cookie euconsent-v2 "],
        ),
        ("a=b; x=%22^%22; c=d", CarrierFormat::Cookie, &["cookie x @ percent"]),
        ("x=\"^\"; c=d", CarrierFormat::Cookie, &["cookie x @ percent"]),
        (
            "FCCDCF=\"%5Bnull,%5B%22@%22%5D%5D\"; c=d",
            CarrierFormat::Cookie,
            &["cookie FCCDCF[1][0] @ percent"],
        ),
        // What is not a quoted value ends at the quote.
        ("euconsent-v2=\"@; a=b", CarrierFormat::Cookie, &["cookie euconsent-v2 "]),
        ("Cookie: euconsent-v2=\"@\"; a=b", CarrierFormat::Header, &["cookie euconsent-v2 @"]),
        (
            "Set-Cookie: euconsent-v2=\"@\"; path=/",
            CarrierFormat::Header,
            &["setCookie euconsent-v2 @"],
        ),
        ("X-Consent: \"@\"", CarrierFormat::Header, &["header X-Consent @"]),
    ] {
        assert_eq!(signals(text, format), expected, "{text}");
    }
}

#[test]
fn bare_strings_may_have_quotes_and_escapes() {
    for (line, expected) in [
        ("\"@\"", "line  @"),
        ("'@',", "line  @"),
        ("partner\t\u{201c}@\u{201d}", "line  @"),
        ("\"DBABLA~BVQqAAAAAg\"", "line  DBABLA~BVQqAAAAAg"),
        ("'1YNN'", "line  1YNN"),
        ("\"${GDPR_CONSENT_755}\"", "line  ${GDPR_CONSENT_755}"),
        ("^", "line  @ percent"),
        ("\"^\"", "line  @ percent"),
        ("%22^%22", "line  @ percent"),
        ("DBABLA%7EBVQqAAAAAg", "line  DBABLA~BVQqAAAAAg percent"),
        ("DBABLA%257eBVQqAAAAAg", "line  DBABLA~BVQqAAAAAg percent percent"),
        ("1%7E1.35", "line  1~1.35 percent"),
    ] {
        assert_eq!(signals(line, CarrierFormat::Line), [expected], "{line}");
    }
    for line in ["\"word\"", "'CQg2bYA'", "\"\"", "\"", "Consent%20management%20platform", "%7E"] {
        assert_eq!(signals(line, CarrierFormat::Line), [""; 0], "{line}");
    }
}

#[test]
fn columns_and_storage_may_have_quotes() {
    for (cell, expected) in [
        ("\"\"\"@\"\"\"", &["column x @"][..]),
        ("'@'", &["column x @"]),
        ("^", &["column x @ percent"]),
        (
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA%252EIACugA",
            &["column x @ percent percent"],
        ),
        ("\"euconsent-v2=\"\"@\"\"; a=b\"", &["cookie euconsent-v2 @"]),
        (r#""""{\""tcString\"":\""@\""}""""#, &["json x.tcString @ json"]),
    ] {
        let text = format!("x\n{cell}\n");
        assert_eq!(signals(&text, CarrierFormat::Csv), expected, "{cell}");
    }
    let key = r#"{"IABTCF_TCString": "\"@\"", "IABTCF_gdprApplies": "1"}"#;
    let expected = ["storage IABTCF_TCString @", "storage IABTCF_gdprApplies 1"];
    assert_eq!(signals(key, CarrierFormat::Preferences), expected);
}

/// A receiver of a parameter or of JSON takes quotes for a part of the value.
#[test]
fn quotes_and_escapes_where_none_belong_are_marked() {
    for (url, expected) in [
        (
            "https://a.example/?gdpr_consent=%22@%22&gdpr=1",
            &["query gdpr_consent @* percent", "query gdpr 1"][..],
        ),
        ("https://a.example/?gdpr_consent='@'", &["query gdpr_consent @*"]),
        ("https://a.example/?x=^", &["query x @ percent"]),
        ("https://a.example/?x=%22@%22", &["query x @* percent"]),
    ] {
        assert_eq!(signals(url, CarrierFormat::Url), expected, "{url}");
    }
    for (event, expected) in [
        (r#"{"host":"a","tcString":"\"@\""}"#, &["json tcString @* json"][..]),
        (r#"{"host":"a","tcString":"^"}"#, &["json tcString @* percent"]),
        (r#"{"host":"a","tcString":"\u0022^\""}"#, &["json tcString @* json percent"]),
        (r#"{"host":"a","x":"^"}"#, &["json x @* percent"]),
        (r#"{"host":"a","x":"\"@\""}"#, &["json x @* json"]),
        (r#"{"host":"a","gpp":"DBABLA%7EBVQqAAAAAg"}"#, &["json gpp DBABLA~BVQqAAAAAg* percent"]),
        (r#"{"host":"a","gpp":"%24%7BGPP%7D"}"#, &["json gpp %24%7BGPP%7D"]),
    ] {
        assert_eq!(signals(event, CarrierFormat::Events), expected, "{event}");
    }
}

#[test]
fn spans_are_those_of_the_value_without_quotes() {
    let escaped = TWO.replace('.', "%2E");
    let check = |text: &str, fields: &Fields<'_>| {
        let field = fields.iter().next().expect(text);
        assert_eq!(field.value, TWO, "{text}");
        let range = field.map.range(0..TWO.len());
        let raw = text.get(range).unwrap();
        assert!(raw == TWO || raw == escaped, "{text}: {raw}");
    };
    for shape in ["a=b; euconsent-v2=\"@\"; c=d", "x='@'; c=d", "x=%22@%22; c=\"d\"", "?x='@'&y="] {
        for string in [TWO, &escaped] {
            let text = shape.replace('@', string);
            check(&text, &all_fields(&text));
        }
    }
    for shape in ["\"@\"", "'@';", " \u{ab}@\u{bb}", "%22@%22"] {
        for string in [TWO, &escaped] {
            let text = shape.replace('@', string);
            check(&text, &bare_field(&text));
            if !shape.ends_with(['\u{bb}', ';']) {
                check(&text, &named_fields("tc_string", &text, Place::Column));
                check(&text, &named_fields("x", &text, Place::Storage));
            }
        }
    }
}
