//! Names with escapes.

use super::*;

#[test]
fn escapes_in_names_of_members_are_decoded() {
    for (json, expected) in [
        (
            r#"{"user":{"consent":"@","cons\u0065nt":"${GDPR_CONSENT_7}"}}"#,
            &["user.consent 0 tc TC", "user.consent 0 macro ${GDPR_CONSENT_7}"][..],
        ),
        (
            r#"{"r\u0065gs":{"gdpr":0,"gdp\u0072":1}}"#,
            &["regs.gdpr 0 gdpr 0", "regs.gdpr 0 gdpr 1"],
        ),
        (r#"{"gpp_s\u0069d":[2]}"#, &["gpp_sid 0 gppSid 2"]),
        (r#"{"us_priv\u0061cy":"1YYN"}"#, &["us_privacy 0 usp 1YYN"]),
        (r#"{"jane\u0040mail.example":{"gdpr":1}}"#, &["*.gdpr 0 gdpr 1"]),
    ] {
        let expected: Vec<_> =
            expected.iter().map(|signal| format!("document 0 on 1 json {signal}")).collect();
        assert_eq!(found_in(json, CarrierFormat::OpenRtb), expected, "{json}");
    }
}

#[test]
fn percent_escapes_in_names_of_parameters_are_decoded() {
    let log = r#"- - - [x] "GET /p?gdpr=0&gdp%72=1&gpp_si%64=2&%67dpr%5fconsent=@ HTTP/1.1" 200 1"#;
    let expected = [
        "line 1 query gdpr 0 gdpr 0",
        "line 1 query gdpr 0 gdpr 1",
        "line 1 query gpp_sid 0 gppSid 2",
        "line 1 query gdpr_consent 0 tc TC",
    ];
    assert_eq!(found_in(log, CarrierFormat::Log), expected);
    let har = r#"{"log": {"entries": [{"request": {"url": "https://a.example/",
        "postData": {"params": [{"name": "gdp%72", "value": "1"}]}}}]}}"#;
    assert_eq!(found_in(har, CarrierFormat::Har), ["entry 0 on 1 body gdpr 0 gdpr 1"]);
}
