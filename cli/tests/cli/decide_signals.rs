//! `tcf decide` on inputs with several signals.

use serde_json::Value;

use crate::{RESTRICTED, TC, run, tcf, text};

/// A US national section that permits the sale.
const US_NAT: &str = "DBABLA~CVQqAAAAAABY";

struct Decided {
    record: Value,
    stderr: String,
    status: Option<i32>,
}

fn decided(args: &[&str]) -> Decided {
    let args = [&["decide", "--format", "json"], args].concat();
    let output = run(tcf(args), b"");
    Decided {
        record: serde_json::from_slice(&output.stdout).unwrap(),
        stderr: text(&output.stderr).to_owned(),
        status: output.status.code(),
    }
}

/// Decides on purpose 1 of vendor 2.
fn vendor(args: &[&str]) -> Decided {
    let always = ["--as-of", "2026-06-01", "--gvl", "../../../fixtures/gvl"];
    decided(&[&always, &["--vendor", "2", "--purpose", "1"], args].concat())
}

fn codes(notes: &Value) -> Vec<&str> {
    notes.as_array().into_iter().flatten().map(|note| note["code"].as_str().unwrap()).collect()
}

/// A signal that is not read may be an objection.
#[test]
fn an_input_with_too_many_signals_is_not_decided() {
    let others = "gdpr=1&".repeat(1000);
    for query in [
        format!("gpp=DBABLA~CVQqAAAAAABY&{others}us_privacy=1YYN"),
        format!("gdpr=0&gpp=DBABLA~CVQqAAAAAABY&{others}gdpr=1"),
    ] {
        let url = format!("https://ads.example/?{query}");
        let found = decided(&["--activity", "sale", &url]);
        assert_eq!(found.record["error"]["code"], "signalsLeftOut");
        assert_eq!(found.status, Some(1));
    }
}

#[test]
fn flags_beside_the_string_are_the_defaults_of_the_options() {
    for (flags, args, verdict, notes) in [
        ("gdpr=1", &[][..], "permit", &[][..]),
        ("gdpr=0", &[], "outOfScope", &[]),
        ("gdpr=0", &["--gdpr", "1"], "permit", &["gdprOption"]),
        ("gdpr=1", &["--gdpr", "0"], "outOfScope", &["gdprOption"]),
        ("gdpr=1", &["--gdpr", "1"], "permit", &[]),
        // Neither 0 nor 1.
        ("gdpr=%24%7BGDPR%7D", &["--gdpr", "0"], "outOfScope", &[]),
        ("gpp_sid=7", &[], "outOfScope", &[]),
        ("gpp_sid=2,7", &[], "permit", &[]),
        ("gpp_sid=7", &["--gpp-sid", "2"], "permit", &["gppSidOption"]),
        ("gpp_sid=2", &["--gpp-sid", "2"], "permit", &[]),
        ("gpp_sid=tcfeuv2", &[], "permit", &["gppSidInvalid"]),
        // The flags contradict each other.
        ("gdpr=1&gpp_sid=7", &[], "permit", &[]),
    ] {
        let url = format!("https://ads.example/?{flags}&gdpr_consent={TC}");
        let found = vendor(&[args, &[&url]].concat());
        assert_eq!(found.record["decisions"][0]["verdict"], verdict, "{flags} {args:?}");
        assert_eq!(codes(&found.record["inputNotes"]), notes, "{flags} {args:?}");
        assert_eq!(found.stderr.lines().count(), notes.len(), "{}", found.stderr);
        assert_eq!(found.status == Some(0), verdict == "permit");
    }
}

#[test]
fn a_tc_string_that_differs_from_section_2_has_a_note() {
    let url = |tc: &str, gpp: &str| format!("https://ads.example/?gdpr_consent={tc}&gpp={gpp}");
    let differs = url(TC, &format!("DBABM~{RESTRICTED}"));
    for (profile, used) in
        [("spec", "gdpr_consent"), ("prebid", "gpp"), ("prebid-java", "gdpr_consent")]
    {
        let found = vendor(&["--profile", profile, &differs]);
        assert_eq!(found.record["carrier"]["name"], used, "{profile}");
        assert_eq!(codes(&found.record["inputNotes"]), ["tcConflict"], "{profile}");
        let text = found.record["inputNotes"][0]["text"].as_str().unwrap();
        assert_eq!(found.stderr, format!("note: {text}\n"), "{profile}");
    }
    for same in [
        url(TC, &format!("DBABM~{TC}")),
        // Another text of the same value.
        url(TC, &format!("DBABM~{}", TC.replace(".I", "A.I"))),
        // No section 2, or a broken one.
        url(TC, US_NAT),
        url(TC, "DBABM~CQg2"),
    ] {
        let found = vendor(&[&same]);
        assert_eq!(found.record.get("inputNotes"), None, "{same}");
        assert_eq!((found.stderr.as_str(), found.status), ("", Some(0)), "{same}");
    }
}

#[test]
fn an_objection_in_a_gpp_string_or_beside_it_denies() {
    let sale = |query: &str, args: &[&str]| {
        let url = format!("https://ads.example/?{query}");
        decided(&[&["--activity", "sale"], args, &[&url]].concat())
    };
    let gpp = format!("gpp={US_NAT}");
    for (query, verdict) in [
        (format!("{gpp}&us_privacy=1YNN"), "permit"),
        (format!("{gpp}&us_privacy=1YYN"), "deny"),
        // gpp_sid is about the GPP string.
        (format!("{gpp}&gpp_sid=7&us_privacy=1YYN"), "deny"),
        (format!("{gpp}&gpp_sid=2&us_privacy=1YYN"), "deny"),
        ("gpp=DBABLA~CVVqAAAAAABY&us_privacy=1YNN".to_owned(), "permit"),
        ("gpp=DBABBg~BQQAAABY&us_privacy=1YNN".to_owned(), "deny"),
    ] {
        let found = sale(&query, &[]);
        assert_eq!(found.record["verdict"], verdict, "{query}");
        let last = found.record["sections"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["section"], &last["carrier"]), (&"uspv1".into(), &"us_privacy".into()));
        assert_eq!(found.status, Some(i32::from(verdict != "permit")), "{query}");
    }
    // Section 6 decides the same.
    let repeated = sale("gpp=DBABTA~1YYN&us_privacy=1YYN", &[]);
    assert_eq!(repeated.record["sections"].as_array().unwrap().len(), 1);
    assert_eq!(repeated.record["verdict"], "deny");
    // A string that cannot be decoded may be an objection.
    let broken = sale(&format!("{gpp}&us_privacy=1XXX"), &[]);
    assert_eq!(broken.record["error"]["code"], "U003");
    let other = sale(&format!("{gpp}&gpp_sid=8"), &["--gpp-sid", "7"]);
    assert_eq!(codes(&other.record["inputNotes"]), ["gppSidOption"]);
    assert_eq!(other.record["verdict"], "permit");
}

/// The verdict on the sale, and the codes of the notes; the code of the error instead.
fn sale(input: &str, args: &[&str]) -> (String, Vec<String>) {
    let found = decided(&[&["--activity", "sale"], args, &[input]].concat());
    let verdict = found.record["verdict"].as_str().or(found.record["error"]["code"].as_str());
    let notes = codes(&found.record["inputNotes"]).into_iter().map(str::to_owned).collect();
    (verdict.unwrap().to_owned(), notes)
}

fn owned(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|&code| code.to_owned()).collect()
}

#[test]
fn different_strings_of_a_kind_decide_together() {
    for (input, verdict) in [
        ("https://a.example/?us_privacy=1YNN&us_privacy=1YYN", "deny"),
        ("https://a.example/?us_privacy=1YYN&us_privacy=1YNN", "deny"),
        ("https://a.example/?us_privacy=1YNN&us_privacy=1Y-N", "unknown"),
        ("https://a.example/?us_privacy=1YNN&us_privacy=1XNN", "U003"),
        ("https://a.example/?gpp=DBABL~CVVqAAAAAABY&gpp=DBABBg~BQQAAABY", "deny"),
        (r#"{"regs":{"us_privacy":"1YNN","ext":{"us_privacy":"1YYN"}}}"#, "deny"),
        (r#"{"regs":{"gpp":"DBABBg~BUoAAABY","ext":{"gpp":"DBABBg~BQQAAABY"}}}"#, "deny"),
        ("us_privacy=1YNN; usprivacy=1YYN", "deny"),
    ] {
        assert_eq!(sale(input, &[]).0, verdict, "{input}");
    }
    let (_, notes) = sale("https://a.example/?us_privacy=1YNN&us_privacy=1YYN", &[]);
    assert_eq!(notes, ["stringsDiffer"]);
    let same = sale("https://a.example/?us_privacy=1YNN&us_privacy=1YNN", &[]);
    assert_eq!(same, ("permit".to_owned(), vec![]));
}

#[test]
fn different_flags_count_together() {
    let gpp = "https://a.example/?gpp=DBABrw~CVVqAAAAAABY~BQQAAABY";
    for (sid, verdict, notes) in [
        ("gpp_sid=7&gpp_sid=8", "deny", &["gppSidConflict"][..]),
        ("gpp_sid=7&gpp_sid=7", "permit", &[]),
        ("gpp_sid=7&gpp_sid=-1", "permit", &["gppSidConflict"]),
        ("gpp_sid=7&gpp_sid=x", "deny", &["gppSidInvalid", "gppSidConflict"]),
        ("gpp_sid=${GPP_SID}", "deny", &["gppSidInvalid"]),
        ("gpp_sid=undefined", "deny", &["gppSidInvalid"]),
    ] {
        let found = sale(&format!("{gpp}&{sid}"), &[]);
        assert_eq!((found.0.as_str(), found.1), (verdict, owned(notes)), "{sid}");
    }
    for flags in ["gdpr=0&gdpr=1", "gdpr=1&gdpr=0"] {
        let found = vendor(&[&format!("https://a.example/?{flags}&gdpr_consent={TC}")]);
        assert_eq!(found.record["decisions"][0]["verdict"], "permit");
        assert_eq!(codes(&found.record["inputNotes"]), ["gdprConflict"]);
    }
}

#[test]
fn different_tc_strings_are_an_error() {
    for [one, other] in [[TC, RESTRICTED], [RESTRICTED, TC]] {
        for query in [
            format!("gdpr_consent={one}&gdpr_consent={other}"),
            format!("gpp=DBABM~{one}&gpp=DBABM~{other}"),
        ] {
            let found = vendor(&[&format!("https://a.example/?{query}")]);
            assert_eq!(found.record["error"]["code"], "stringsDiffer", "{query}");
            assert_eq!(found.status, Some(1));
        }
    }
    let same = vendor(&[&format!("https://a.example/?gdpr_consent={TC}&gdpr_consent={TC}")]);
    assert_eq!(same.status, Some(0));
}

#[test]
fn section_ids_of_another_type_are_not_missing() {
    for (sid, verdict, notes) in [
        ("[7]", "permit", &[][..]),
        ("7", "permit", &[]),
        ("-1", "outOfScope", &[]),
        ("null", "deny", &[]),
        ("[8,null]", "deny", &["gppSidInvalid"]),
        ("[7.0]", "deny", &["gppSidInvalid"]),
        ("[[7]]", "deny", &["gppSidInvalid"]),
        (r#"{"a":7}"#, "deny", &["gppSidInvalid"]),
        ("true", "deny", &["gppSidInvalid"]),
    ] {
        let input =
            format!(r#"{{"regs":{{"gpp":"DBABrw~CVVqAAAAAABY~BQQAAABY","gpp_sid":{sid}}}}}"#);
        let found = sale(&input, &[]);
        assert_eq!((found.0.as_str(), found.1), (verdict, owned(notes)), "{sid}");
    }
}

#[test]
fn a_section_that_is_not_published_may_apply() {
    for (args, input, verdict) in [
        (&["--gpp-sid", "28"][..], "DBABL~CVQqAAAAAABY", "unknown"),
        (&["--gpp-sid", "7,28"], "DBABL~CVQqAAAAAABY", "unknown"),
        (&["--gpp-sid", "7,28"], "DBABL~CVVVAAAAAABY", "deny"),
        (&["--gpp-sid", "28"], "DBABKY~BAAA", "unknown"),
        (&["--gpp-sid", "28"], "1YNN", "unknown"),
        (&["--gpp-sid", "2"], "DBABL~CVQqAAAAAABY", "outOfScope"),
        (&["--gpp-sid", "-1"], "DBAA", "outOfScope"),
        (&[], "DBAA", "missingSection"),
        (&[], "https://a.example/?gpp=DBAA&us_privacy=1YYN", "deny"),
        (&[], "https://a.example/?gpp=DBAA&gpp_sid=2&us_privacy=1YYN", "deny"),
        (&[], "https://a.example/?gpp=DBAA&gpp_sid=2&us_privacy=1YNN", "permit"),
        (&[], "https://a.example/?gpp=DBAA&gpp_sid=7&us_privacy=1YNN", "missingSection"),
    ] {
        assert_eq!(sale(input, args).0, verdict, "{args:?} {input}");
    }
}

#[test]
fn a_us_privacy_string_after_a_pasted_gpp_string_counts() {
    for args in [&[][..], &["--lenient"]] {
        for (input, verdict) in [
            ("DBABL~CVQqAAAAAABY 1YYN", "deny"),
            ("DBABL~CVQqAAAAAABY, 1YNN", "permit"),
            ("DBABL~CVQqAAAAAABY,", "permit"),
            ("1YNN,1YYN", "deny"),
            (" 1YNN ", "permit"),
        ] {
            assert_eq!(sale(input, args).0, verdict, "{input}");
        }
    }
    let mut command = tcf(["decide", "--activity", "sale", "--lenient", "-"]);
    command.arg("--brief");
    let output = run(command, b"DBABL~CVQqAAAAAABY 1YYN\n");
    assert_eq!(output.status.code(), Some(1));
}
