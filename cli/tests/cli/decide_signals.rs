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
