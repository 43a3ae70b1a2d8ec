//! Flags, lists of ids and lists of texts.

use super::*;

/// The signals of JSON, without the record and the place.
fn in_json(json: &str) -> Vec<String> {
    let found = found_in(json, CarrierFormat::OpenRtb);
    let start = "document 0 on 1 json ";
    found.iter().map(|signal| signal.strip_prefix(start).unwrap().to_owned()).collect()
}

#[test]
fn a_list_of_section_ids_is_known_by_its_shape() {
    for (value, kind) in [
        ("2", "gppSid 2"),
        ("2,7", "gppSid 2,7"),
        ("2_7", "gppSid 2_7"),
        ("2, 7", "gppSid 2,7"),
        ("-1", "gppSid -1"),
        ("7 2", "other 7 2"),
        ("7;2", "other 7;2"),
        ("2,", "other 2,"),
        ("", "empty "),
        ("undefined", "placeholder undefined"),
        ("null", "placeholder null"),
        ("yes", "other yes"),
        ("abc@x.example", "other abc@x.example"),
        ("${GPP_SID}", "macro ${GPP_SID}"),
    ] {
        let json = serde_json::json!({"gpp_sid": value.replace('@', "(at)")}).to_string();
        let expected = format!("gpp_sid 0 {}", kind.replace('@', "(at)"));
        assert_eq!(in_json(&json), [expected], "{value}");
    }
    for (value, kind) in [
        ("[]", "gppSid "),
        ("[2, 7]", "gppSid 2,7"),
        ("[\"2\", \"7\"]", "gppSid \"2\",\"7\""),
        ("7", "gppSid 7"),
        ("[8, null]", "other 8, null"),
        ("{\"a\": 1}", "other {\"a\": 1}"),
    ] {
        let json = format!("{{\"gpp_sid\": {value}}}");
        assert_eq!(in_json(&json), [format!("gpp_sid 0 {kind}")], "{value}");
    }
    assert_eq!(in_json(r#"{"gpp_sid": null}"#), [""; 0]);
    assert_eq!(found_in_line("/?gpp_sid=7%202"), ["query gpp_sid 0 other 7 2"]);
}

#[test]
fn any_value_under_the_name_of_the_flag_is_a_signal() {
    for (value, kind) in [
        ("undefined", "placeholder undefined"),
        ("null", "placeholder null"),
        ("-1", "placeholder -1"),
        ("%5Bobject%20Object%5D", "placeholder [object Object]"),
        ("yes", "other yes"),
        ("no", "other no"),
        ("2", "other 2"),
        ("TRUE", "other TRUE"),
        ("", "empty "),
        ("true", "gdpr true"),
    ] {
        assert_eq!(found_in_line(&format!("/?gdpr={value}")), [format!("query gdpr 0 {kind}")]);
        assert_eq!(
            found_in_line(&format!("/?gdprrequire={value}&isgdpr=7")).len(),
            usize::from(kind.starts_with("gdpr"))
        );
    }
    for (value, kind) in [
        ("2", "other 2"),
        ("-1", "placeholder -1"),
        ("\"yes\"", "other yes"),
        ("\"undefined\"", "placeholder undefined"),
    ] {
        let json = format!("{{\"regs\": {{\"gdpr\": {value}}}}}");
        assert_eq!(in_json(&json), [format!("regs.gdpr 0 {kind}")]);
    }
    for json in [
        r#"{"a": {"gdpr": {"title": "yes", "b": [1]}}}"#,
        r#"{"gdpr": null}"#,
        r#"{"gdpr": ["We value your privacy", "x"]}"#,
        r#"{"gdpr": e.gdpr, "x": function() {}}"#,
    ] {
        assert_eq!(in_json(json), [""; 0], "{json}");
    }
}

#[test]
fn texts_in_lists_are_values_of_the_member() {
    for (json, expected) in [
        (
            r#"{"native": {"imptrackers": ["https://t.example/?gdpr=1&gdpr_consent=@"]}}"#,
            &["native.imptrackers[0]?gdpr 0 gdpr 1", "native.imptrackers[0]?gdpr_consent 0 tc TC"]
                [..],
        ),
        (r#"{"gdpr_consent": ["@"]}"#, &["gdpr_consent[0] 0 tc TC"]),
        (r#"{"user": {"consent": ["x", "@"]}}"#, &["user.consent[1] 0 tc TC"]),
        (r#"{"ids": ["@", "x"], "us": ["en"]}"#, &["ids[0] 0 tc TC"]),
        (r#"{"gdpr": ["1"]}"#, &["gdpr[0] 0 gdpr 1"]),
        (r#"{"batch": ["{\"gdpr\":1}"]}"#, &["batch[0].gdpr 0 gdpr 1"]),
        (r#"{"applicableSections": ["usnat"]}"#, &[]),
    ] {
        assert_eq!(in_json(json), expected, "{json}");
    }
}
