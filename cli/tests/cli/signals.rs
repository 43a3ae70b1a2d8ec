//! GPP, US Privacy and Additional Consent strings.

use serde_json::Value;

use crate::{TC, run, shows, tcf, text};

/// Sections 2, 6 and 7.
const GPP: &str =
    "DBACPe~CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA~1YNN~CVVVVVVVVVWA.YA";

#[test]
fn gpp_strings_as_text() {
    shows!(["decode", "--as-of", "2026-06-01", GPP, "DBABKY~BAAB.QA", "DBAA"]);
}

#[test]
fn states_as_text() {
    shows!([
        "decode",
        "DBABBg~BVqqqqpY.YA",
        "DBABEY~YBABY.BWWg.Y",
        "DBABUY~ZBABY.BQAA.AAA",
        "DBABL~BVQqAAAAAAGA.YA"
    ]);
}

#[test]
fn canada_as_text() {
    let string = "DBABD~BQj44sAQj44sADNAREFRBeCIAP_AAIIAAAaFAEUC0itANAYGDQAgpkBGAA.\
        IGkwC0WiagaAdE8IrJWtBgGW";
    shows!(["decode", "--as-of", "2026-06-01", string]);
}

#[test]
fn us_privacy_as_text() {
    shows!(["decode", "1YYN", "1---", "1yN-"]);
}

#[test]
fn additional_consent_as_text() {
    shows!(["decode", "2~1.35.41.101~dv.9.21.81", "1~1.2.3", "2~7"]);
}

#[test]
fn faults_have_the_codes_of_their_kind() {
    shows!([
        "decode",
        "DBABL%7EBVQqAAAAAg",
        "DABLA~BVQqAAAAAg",
        "DBABLA==~BVQqAAAAAg",
        "DBABMA~CQg2bYAQg2",
        "1YN",
        "2~1.x~dv.3"
    ]);
}

#[test]
fn a_section_is_the_string_it_is_on_its_own() {
    let payload = |args: &[&str]| {
        let output = run(tcf([&["decode", "--format", "ndjson"][..], args].concat()), b"");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).to_owned()
    };
    let tc = GPP.split('~').nth(1).unwrap();
    for flags in [&[][..], &["--lossless"], &["--ids", "ranges"]] {
        let with = |more: &[&'static str], string| payload(&[flags, more, &[string]].concat());
        assert_eq!(with(&["--section", "tcfeuv2"], GPP), with(&[], tc));
        assert_eq!(with(&["--section", "2"], GPP), with(&[], tc));
    }
    assert_eq!(payload(&["--section", "uspv1", GPP]), payload(&["1YNN"]));
    let national: Value = serde_json::from_str(&payload(&["--section", "usnat", GPP])).unwrap();
    assert_eq!((&national["version"], &national["gpc"]), (&2.into(), &true.into()));
    // A fault in another section has no effect.
    let broken = GPP.replace("~1YNN~", "~1YN~");
    assert_eq!(payload(&["--section", "2", &broken]), payload(&[tc]));
}

#[test]
fn a_missing_section_is_an_error() {
    shows!(["decode", "--section", "usca", GPP, TC, "undefined"]);
    shows!(["decode", "--format", "ndjson", "--section", "usca", GPP]);
    shows!(["decode", "--section", "usxx", GPP]);
    shows!(["decode", "--format", "json", "--lossless", "--section", "usnat", GPP]);
}

#[test]
fn text_of_other_kinds_fits_the_width() {
    for string in [GPP, "DBABBg~BVqqqqpY.YA", "2~1.35.41.101~dv.9.21.81", "DBAB5QFCkpJg~x"] {
        let output = run(tcf(["decode", string]), b"");
        for line in text(&output.stdout).lines() {
            assert!(line.len() <= 80, "{line}");
        }
    }
}

#[test]
fn payloads_of_other_kinds_are_encoded() {
    shows!([
        "encode",
        r#"{"kind": "gpp", "sections": {"uspv1": {"notice": "Y", "optOutSale": "N", "lspaCovered": "-"}}}"#,
        r#"{"kind": "usp", "notice": "Y", "optOutSale": "Y", "lspaCovered": "N"}"#,
        r#"{"kind": "ac", "version": 2, "granted": [35, 1], "refused": [9]}"#,
        r#"{"kind": "ac", "version": 1, "granted": [1], "refused": [9]}"#,
        r#"{"kind": "gpp", "sections": {"usxx": {}}}"#,
        r#"{"kind": "gpp", "sections": {"usca": {"version": 1, "saleOptOut": 4}}}"#,
        r#"{"kind": "other"}"#,
    ]);
    shows!(["encode", "--tail", "quad", r#"{"kind": "ac", "version": 1, "granted": [1]}"#]);
}
