use crate::{RESTRICTED, TC, V1, run, shows, tcf, text};

const LISTS: &str = "../../../fixtures/gvl";
const DECIDE: [&str; 5] = ["decide", "--as-of", "2026-06-01", "--gvl", LISTS];

/// `tcf decide` as of June 2026 with the lists of the fixtures.
fn decide<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&DECIDE[..], args].concat()
}

#[test]
fn decisions_as_text() {
    shows!(decide(&["--vendor", "1", "--purpose", "1,2,7", RESTRICTED]));
}

#[test]
fn facts_and_reasons_with_v() {
    shows!(decide(&["--vendor", "1", "--purpose", "1,2,7", "-v", RESTRICTED]));
}

/// Each line can be searched for and sorted on its own.
#[test]
fn decisions_on_lines_have_file_line_and_label() {
    shows!(decide(&["--vendor", "1", "--input", "partners.tsv"]));
    shows!(decide(&["--vendor", "1,4", "--purpose", "1", "--input", "partners.tsv"]));
    shows!(decide(&["--vendor", "1", "--brief", "--input", "partners.tsv"]));
}

#[test]
fn one_row_for_each_vendor() {
    shows!(decide(&["--vendor", "1-5", "--purpose", "2", RESTRICTED]));
    shows!(decide(&["--vendor", "1-5,9", RESTRICTED]));
}

#[test]
fn decides_everything_that_a_vendor_declares() {
    shows!(decide(&["--vendor", "northbound", TC]));
}

#[test]
fn records() {
    shows!(decide(&[
        "--vendor",
        "1,4",
        "--purpose",
        "2",
        "--special-purpose",
        "1",
        "-f",
        "json",
        RESTRICTED
    ]));
    shows!(decide(&[
        "--vendor",
        "1",
        "--feature",
        "1",
        "--special-feature",
        "2",
        "-f",
        "ndjson",
        RESTRICTED
    ]));
}

#[test]
fn disclosed_vendors_in_brief() {
    shows!(decide(&["--vendor", "disclosed", "--brief", "-f", "ndjson", RESTRICTED]));
    shows!(decide(&["--vendor", "disclosed", "--brief", RESTRICTED]));
}

/// What is permitted without a legal basis is not left out.
#[test]
fn permits_without_a_basis_are_in_brief() {
    const UNDISCLOSED: &str = "CQg2bYAQg2bYAEsAAAENCMFgAGAAAAAAAIYgABMAAAAA.IABu";
    let args = ["--vendor", "2", "--purpose", "1", "--purpose-one", "allow", "--brief"];
    for (args, string, expected, permitted) in [
        (&args[..], UNDISCLOSED, "vendor 2: no TCF basis 1", r#""noBasis":[1]"#),
        (
            &["--vendor", "1", "--feature", "1-2", "--brief"],
            RESTRICTED,
            "vendor 1: feature 1-2",
            r#""feature":[1,2]"#,
        ),
    ] {
        let output = run(tcf(decide(&[args, &[string]].concat())), b"");
        assert_eq!(text(&output.stdout).trim_end(), expected);
        assert_eq!(output.status.code(), Some(0));
        let output = run(tcf(decide(&[args, &["-f", "ndjson", string]].concat())), b"");
        assert!(text(&output.stdout).contains(permitted), "{}", text(&output.stdout));
    }
}

#[test]
fn summary_of_vendors() {
    shows!(decide(&["--vendor", "1,2,3,5", "--summary", RESTRICTED]));
    shows!(decide(&[
        "--vendor",
        "1,2,3,5",
        "--summary",
        "--by",
        "vendor",
        "--purpose",
        "2",
        "-f",
        "json",
        RESTRICTED
    ]));
}

#[test]
fn without_the_list_the_verdict_is_unknown() {
    shows!(["decide", "--as-of", "2026-06-01", "--vendor", "1", "--purpose", "2", RESTRICTED]);
    shows!([
        "decide",
        "--as-of",
        "2026-06-01",
        "--vendor",
        "1",
        "--purpose",
        "2",
        "-f",
        "ndjson",
        RESTRICTED
    ]);
}

/// The lists of June 2026 that `STRING` does not name.
const OTHER: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v139.json";
const OLD: &str = "../../../fixtures/gvl/v2";

#[test]
fn the_only_list_given_is_used_if_it_is_a_file() {
    let decide = |args: &[&str]| {
        let base =
            ["decide", "--as-of", "2026-06-01", "--vendor", "1", "--purpose", "2", "-f", "ndjson"];
        let output = run(tcf([&base, args, &[RESTRICTED]].concat()), b"");
        (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };
    let used = r#""gvl":{"specification":3,"version":139,"exact":false}"#;
    let (status, record, notes) = decide(&["--gvl", OTHER]);
    assert!(record.contains(used) && record.contains("R-NOTE-APPROXIMATE"), "{record}");
    assert_eq!(
        (status, &*notes),
        (
            Some(0),
            "note: decided with list 139 (specification 3), the only list given; \
             the string names list 140 (specification 3)\n"
        )
    );
    // The option says the same, so there is no note.
    let (status, record, notes) = decide(&["--gvl", OTHER, "--any-gvl"]);
    assert!(status == Some(0) && record.contains(used) && notes.is_empty(), "{record}{notes}");
    // None of several lists is chosen without it.
    let (status, record, notes) = decide(&["--gvl", OTHER, "--gvl", OLD]);
    assert!(status == Some(1) && record.contains("R-GVL-MISSING"), "{record}");
    assert_eq!(
        notes,
        "note: the string names list 140 (specification 3); lists given: 60 (specification 2) and \
         139 (specification 3); --any-gvl uses the nearest; fetch it with: tcf gvl fetch --spec 3 \
         --version 140\n"
    );
    // A list of another specification is not used, so the option is not offered.
    let file = format!("{OLD}/archives/vendor-list-v60.json");
    for args in [&["--gvl", OLD][..], &["--gvl", &file], &["--gvl", OLD, "--any-gvl"]] {
        let (status, record, notes) = decide(args);
        assert!(status == Some(1) && record.contains("R-GVL-MISSING"), "{record}");
        assert!(notes.contains("; lists given: 60 (specification 2); fetch it"), "{notes}");
    }
}

/// List 141 of specification 3 deletes vendor 3, list 60 of specification 2 does not.
#[test]
fn a_vendor_deleted_in_a_list_of_another_specification_is_denied() {
    const NAMES_60: &str = "CO8OPgAO8OPgAEsAAAENA8CgAAAAADAAAAYgAAAADEAA";
    const NEW: &str = "../../../fixtures/gvl/v3/archives";
    for profile in ["spec", "prebid-java"] {
        let args = ["--vendor", "3", "--purpose", "3", "--profile", profile, "-f", "ndjson"];
        let base = ["decide", "--as-of", "2026-06-01", "--gvl", OLD, "--gvl", NEW];
        let output = run(tcf([&base[..], &args, &[NAMES_60]].concat()), b"");
        let record = text(&output.stdout);
        assert!(record.contains("R-VENDOR-DELETED"), "{record}");
        assert!(record.contains("R-NOTE-DELETED-LATER"), "{record}");
    }
    let args = ["validate", "--as-of", "2026-06-01", "--gvl", OLD, "--gvl", NEW, "-v", NAMES_60];
    let output = run(tcf(args), b"");
    assert!(text(&output.stdout).contains("G006"), "{}", text(&output.stdout));
}

#[test]
fn countries_of_purpose_one_must_exist() {
    for (countries, message) in [
        ("AA", "AA is not a country"),
        ("UK", "did you mean GB?"),
        ("DE,zz", "ZZ is not a country code"),
        ("D", "expected conditional, deny, allow or two-letter country codes"),
    ] {
        let args = ["decide", "--vendor", "2", "--purpose-one", countries, RESTRICTED];
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

#[test]
fn lists_are_not_missed_if_no_verdict_depends_on_them() {
    for vendor in ["9", "755", "9,755"] {
        let output = run(
            tcf(["decide", "--as-of", "2026-06-01", "--vendor", vendor, "--purpose", "7", TC]),
            b"",
        );
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(1), ""), "{vendor}");
    }
    // A name needs the list.
    let output = run(tcf(["decide", "--as-of", "2026-06-01", "--vendor", "northbound", TC]), b"");
    let notes = text(&output.stderr);
    assert!(notes.contains("tcf gvl fetch --spec 3 --version 140"), "{notes}");
}

#[test]
fn without_the_list_a_verdict_that_no_list_changes_is_given() {
    let without =
        |args: &[&'static str]| [&["decide", "--as-of", "2026-06-01"][..], args, &[TC]].concat();
    shows!(without(&["--vendor", "755", "--purpose", "7"]));
    shows!(without(&["--vendor", "755", "--purpose", "7", "-f", "ndjson"]));
    shows!(without(&["--vendor", "1", "--purpose", "1,2,7", "--special-feature", "1"]));
}

#[test]
fn names_are_those_of_the_policy_version_of_the_string() {
    let policy_2 = "CPMSkAAPMSkAAEsAAAENBkCgAOAAAAAAAAYgAAoAAAAA";
    shows!(["decide", "--as-of", "2021-10-01", "--vendor", "1", "--purpose", "2,9,11", policy_2]);
}

#[test]
fn ids_are_lists_and_ranges() {
    let decided = |args: &[&str]| {
        let args = [args, &["--brief", "-f", "ndjson", "--quiet", RESTRICTED]].concat();
        text(&run(tcf(decide(&args)), b"").stdout).to_owned()
    };
    let by_list = decided(&["--vendor", "1,2,3,5", "--purpose", "1,2,3,7"]);
    assert_eq!(by_list.lines().count(), 4);
    for args in [
        &["--vendor", "1-3,5", "--purpose", "1-3,7"][..],
        &["--vendor", "1-3", "--vendor", "5", "--purpose", "1-3", "--purpose", "7"],
        &["-V", "1-2,2-3,5", "--purpose=1-2,3,7"],
    ] {
        assert_eq!(decided(args), by_list, "{args:?}");
    }
}

#[test]
fn unknown_and_ambiguous_vendors_are_errors() {
    shows!(decide(&["--vendor", "flexible", TC]));
    shows!(decide(&["--vendor", "nobody", TC]));
    shows!(decide(&["--vendor", "70000", TC]));
    shows!(decide(&["--vendor", "1,nobdoy", "--brief", TC]));
}

#[test]
fn invalid_strings_are_denied() {
    shows!(decide(&["--vendor", "1", "--purpose", "1", V1, "CQg2"]));
    // The segment was optional before TCF 2.3; since then the string is invalid without it.
    let core = TC.split('.').next().unwrap();
    shows!(decide(&["--vendor", "1", "--purpose", "1", core]));
    shows!(decide(&["--vendor", "1", "--purpose", "1", "--ignore-policy", "-f", "ndjson", core]));
}

#[test]
fn out_of_scope() {
    shows!(decide(&["--vendor", "1", "--purpose", "2", "--gdpr", "0", RESTRICTED]));
}

#[test]
fn exit_status_is_the_answer() {
    for (args, code) in [
        (&["--vendor", "1", RESTRICTED][..], 0),
        (&["--vendor", "1", "--purpose", "2", RESTRICTED], 0),
        (&["--vendor", "1", "--purpose", "2", "--basis", "consent", RESTRICTED], 0),
        (&["--vendor", "1", "--purpose", "2", "--basis", "li", RESTRICTED], 1),
        (&["--vendor", "1", "--purpose", "2,7", RESTRICTED], 1),
        (&["--vendor", "4", RESTRICTED], 1),
        (&["--vendor", "1", "--purpose", "2,7", "--exit-zero", RESTRICTED], 0),
        (&["--vendor", "1", "--gvl", "missing.json", RESTRICTED], 2),
        (&["--vendor", "1", "--gvl", "partners.tsv", RESTRICTED], 2),
        (&["--vendor", "1", "--purpose", "0", RESTRICTED], 2),
    ] {
        assert_eq!(run(tcf(decide(args)), b"").status.code(), Some(code), "{args:?}");
    }
}

/// The string is from March 2026.
#[test]
fn old_strings_are_noted_or_denied() {
    let decide = |as_of: &str, args: &[&str]| {
        let base = ["decide", "--gvl", LISTS, "--vendor", "1", "--purpose", "1", "-f", "ndjson"];
        let args = [&base[..], &["--as-of", as_of], args, &[TC]].concat();
        let output = run(tcf(args), b"");
        (output.status.code(), text(&output.stdout).to_owned())
    };
    let note = r#""notes":[{"code":"R-NOTE-EXPIRED","text":"the string is older than the maximum age (last updated 2026-03-10, 13 months ago)"}]"#;
    let (status, record) = decide("2027-04-11", &[]);
    assert!(status == Some(0) && record.contains(note), "{record}");
    let (status, record) = decide("2027-04-11", &["--deny-expired"]);
    let denied = r#""reasons":[{"code":"R-EXPIRED","#;
    assert!(status == Some(1) && record.contains(denied), "{record}");
    assert!(record.contains(r#""notes":[]"#), "{record}");
    for (as_of, args, is_old) in [
        ("2027-04-10", &[][..], false),
        ("2027-04-11", &["--max-age", "2y"], false),
        ("2026-06-01", &["--max-age", "83 days"], false),
        ("2026-06-01", &["--max-age", "82d"], true),
    ] {
        assert_eq!(decide(as_of, args).1.contains("R-NOTE-EXPIRED"), is_old, "{as_of} {args:?}");
    }
    assert_eq!(decide("2026-06-01", &["--max-age", "13"]).0, Some(2));
}

/// The string was last updated on 10 March 2026. The publisher's own purposes have the same note.
#[test]
fn strings_of_the_future_are_noted() {
    let note = r#"{"code":"R-NOTE-FUTURE","text":"the string was last updated after the time of the decision (last updated 2026-03-10)"}"#;
    for who in [&["--gvl", LISTS, "--vendor", "1"][..], &["--publisher"]] {
        for (as_of, is_noted) in [("2026-03-08", true), ("2026-03-09", false)] {
            let base = ["decide", "--purpose", "1", "-f", "ndjson", "--as-of", as_of];
            let output = run(tcf([&base[..], who, &[TC]].concat()), b"");
            assert_eq!(text(&output.stdout).contains(note), is_noted, "{as_of} {who:?}");
        }
    }
}

#[test]
fn settings_have_the_maximum_age() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tcf.toml");
    let decided = |settings: &str, args: &[&str]| {
        std::fs::write(&path, settings).unwrap();
        let config = path.to_str().unwrap();
        let base = ["--vendor", "1", "--purpose", "1", "-f", "ndjson", "--config", config];
        text(&run(tcf(decide(&[&base[..], args, &[TC]].concat())), b"").stdout).to_owned()
    };
    assert!(decided("max-age = '60 days'", &[]).contains("R-NOTE-EXPIRED"));
    assert!(!decided("max-age = '60 days'", &["--max-age", "90d"]).contains("R-NOTE-EXPIRED"));
    assert!(decided("max-age = '2mo'\ndeny-expired = true", &[]).contains("R-EXPIRED"));
}

#[test]
fn prebid_profile_decides_differently() {
    // Vendor 755, purpose 2: flexible with legitimate interest, no restriction, only consent.
    let string = r#"{"cmpId":300,"vendorListVersion":140,"created":"2026-03-10","lastUpdated":"2026-03-10",
        "purposesConsent":[1,2],"vendorConsents":[755],"disclosedVendors":[755]}"#;
    let encoded = run(tcf(["encode", string]), b"");
    let string = text(&encoded.stdout).trim();
    shows!(decide(&["--vendor", "755", "--purpose", "2", string]));
    shows!(decide(&["--vendor", "755", "--purpose", "2", "--profile", "prebid", string]));
}

/// The publisher has consent for purposes 1 and 8, legitimate interest for 3, 7 and 8, and two
/// custom purposes.
fn with_publisher_tc() -> String {
    let payload = r#"{"cmpId":300,"vendorListVersion":140,"created":"2026-03-10","lastUpdated":"2026-03-10",
        "purposesConsent":[1,2],"disclosedVendors":[755],"publisherTC":{"purposesConsent":[1,8],
        "purposesLITransparency":[3,7,8],"numCustomPurposes":2,"customPurposesConsent":[1]}}"#;
    text(&run(tcf(["encode", payload]), b"").stdout).trim().to_owned()
}

fn decide_publisher<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["decide", "--as-of", "2026-06-01", "--publisher"], args].concat()
}

#[test]
fn publisher_decisions_as_text() {
    let string = &with_publisher_tc();
    shows!(decide_publisher(&[string]));
    shows!(decide_publisher(&["--purpose", "3,8", "--custom-purpose", "1-3", string]));
    shows!(decide_publisher(&["--purpose", "3,8", "--custom-purpose", "1", "-v", string]));
    shows!(decide_publisher(&["--brief", string]));
    shows!(decide_publisher(&["--purpose", "8", TC]));
    let lines = format!("acme\t{string}\nbuzz\t{TC}\n");
    shows!(decide_publisher(&["--purpose", "8", "--input", "-"]), lines);
}

#[test]
fn publisher_records() {
    let string = &with_publisher_tc();
    let json = |args: &[&str]| {
        let args = [args, &["-f", "json"]].concat();
        text(&run(tcf(decide_publisher(&args)), b"").stdout).to_owned()
    };
    insta::assert_snapshot!(json(&["--purpose", "8", "--custom-purpose", "3", string]));
    insta::assert_snapshot!(json(&["--brief", string]));
    insta::assert_snapshot!(json(&["--summary", "--purpose", "8", string, TC]));
}

/// The verdict as the exit status: bits and options of purpose 8, unless another is named.
#[test]
fn publisher_decisions_follow_the_options() {
    let string = &with_publisher_tc();
    for (args, code) in [
        (&["--purpose", "8"][..], 0),
        (&["--purpose", "8", "--basis", "consent"], 0),
        (&["--purpose", "8", "--basis", "li"], 0),
        (&["--purpose", "7", "--basis", "li"], 0),
        (&["--purpose", "7", "--basis", "consent"], 1),
        (&["--purpose", "3"], 1),
        (&["--purpose", "7,9"], 1),
        (&["--purpose", "8", "--gdpr", "0"], 1),
        (&["--purpose", "8", "--max-age", "60d"], 0),
        (&["--purpose", "8", "--max-age", "60d", "--deny-expired"], 1),
        (&["--custom-purpose", "1"], 0),
        (&["--custom-purpose", "2"], 1),
        (&[], 0),
        (&["--vendor", "1"], 2),
        (&["--summary", "--by", "vendor"], 2),
        (&["--summary", "--by", "label"], 0),
        (&["--custom-purpose", "64"], 2),
    ] {
        let output = run(tcf(decide_publisher(&[args, &[string]].concat())), b"");
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stderr));
        // The vendor list is not needed.
        assert!(code == 2 || output.stderr.is_empty(), "{args:?}");
    }
    // Custom purposes belong to the publisher.
    let of_vendor = ["decide", "--vendor", "1", "--custom-purpose", "1", string];
    assert_eq!(run(tcf(of_vendor), b"").status.code(), Some(2));
}

/// A string that is invalid for vendors is invalid for the publisher.
#[test]
fn publisher_decisions_need_a_valid_string() {
    let string = with_publisher_tc();
    let (core, segments) = string.split_once('.').unwrap();
    let (_, publisher) = segments.split_once('.').unwrap();
    let undisclosed = &format!("{core}.{publisher}");
    shows!(decide_publisher(&["--purpose", "8", undisclosed]));
    let ignored =
        run(tcf(decide_publisher(&["--ignore-policy", "--purpose", "8", undisclosed])), b"");
    assert_eq!(ignored.status.code(), Some(0));
}

#[test]
fn no_disclosed_vendors_exits_1() {
    let core = TC.split('.').next().unwrap();
    shows!(decide(&["--vendor", "disclosed", core]));
    shows!(decide(&["--vendor", "disclosed", "-f", "ndjson", core]));
}

#[test]
fn a_missing_list_is_told_from_a_denial() {
    // Vendor 1 was disclosed and has every bit; vendor 4 was not disclosed.
    let decide =
        |args: &[&str]| run(tcf([&["decide", "--as-of", "2026-06-01"], args].concat()), b"");
    for (args, code) in [
        (&["--vendor", "1", "--purpose", "1", RESTRICTED][..], 1),
        (&["--vendor", "1", "--purpose", "1", "--require", "gvl", RESTRICTED], 2),
        (&["--vendor", "1", "--purpose", "1", "--require", "gvl", "--gvl", LISTS, RESTRICTED], 0),
        (&["--vendor", "4", "--purpose", "1", "--require", "gvl", RESTRICTED], 1),
    ] {
        assert_eq!(decide(args).status.code(), Some(code), "{args:?}");
    }
    let brief = |vendor| {
        let output =
            decide(&["--vendor", vendor, "--purpose", "1", "--brief", "-f", "ndjson", RESTRICTED]);
        text(&output.stdout).contains("\"unknown\":true")
    };
    assert!(brief("1") && !brief("4"));
}

/// A TC string in section 2 of a GPP string whose section 6 is invalid.
const GPP: &str = "DBACNY~CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA~xxxx";

#[test]
fn section_2_of_a_gpp_string_decides() {
    let decisions = |string: &str| {
        let args = decide(&["--vendor", "1-3", "-f", "ndjson", "--input", "-"]);
        let output = run(tcf(args), string.as_bytes());
        let stdout = text(&output.stdout).replace(string, "");
        (output.status.code(), stdout)
    };
    assert_eq!(decisions(GPP), decisions(TC));
    assert!(decisions(TC).1.contains("\"permit\""));
}

#[test]
fn strings_without_section_2_are_error_records() {
    let lines = format!(
        "{TC}\n{GPP}\nDBABLA~BVQqAAAAAg\n1YNN\n2~1.2~dv.3\nDBACNY~CQg2bYA~1YNN\nDBAB~{TC}\n"
    );
    let args = ["--vendor", "2", "--purpose", "1", "--brief", "-f", "ndjson", "--input", "-"];
    shows!(decide(&args), lines.as_str());
    shows!(["decide", "--publisher", "--purpose", "1", "-f", "ndjson"], "1YNN\n");
}

#[test]
fn lenient_decoding_repairs_gpp_strings() {
    let args = decide(&["--vendor", "2", "--purpose", "1", "--lenient", "--brief"]);
    let output = run(tcf(args.clone()), format!(" {GPP}=\n").as_bytes());
    assert_eq!(output.status.code(), Some(1), "section 6 is invalid");
    let output = run(tcf(args), format!(" {}=\n", GPP.replace("xxxx", "1YNN")).as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("repaired"), "{}", text(&output.stderr));
}

#[test]
fn gpp_sid_tells_whether_gdpr_applies() {
    let verdict = |args: &[&str]| {
        let base = decide(&["--vendor", "2", "--purpose", "1", "-f", "ndjson"]);
        let output = run(tcf([&base[..], args, &[GPP]].concat()), b"");
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let decision = &record["decisions"][0];
        let has_note = decision["notes"].to_string().contains("R-NOTE-GDPR-CONFLICT");
        (decision["verdict"].as_str().unwrap().to_owned(), has_note)
    };
    for (args, expected, has_note) in [
        (&["--gpp-sid", "2"][..], "permit", false),
        (&["--gpp-sid", "6,2"], "permit", false),
        (&["--gpp-sid", "6"], "outOfScope", false),
        (&["--gpp-sid", "-1"], "outOfScope", false),
        (&["--gpp-sid", "0"], "permit", false),
        (&["--gpp-sid", ""], "permit", false),
        (&["--gpp-sid", "0", "--gdpr", "0"], "outOfScope", false),
        (&["--gpp-sid", "6", "--gdpr", "0"], "outOfScope", false),
        (&["--gpp-sid", "6", "--gdpr", "1"], "permit", true),
        (&["--gpp-sid", "2", "--gdpr", "0"], "permit", true),
    ] {
        assert_eq!(verdict(args), (expected.to_owned(), has_note), "{args:?}");
    }
    let output = run(tcf(decide(&["--vendor", "2", "--gpp-sid", "7,-1", GPP])), b"");
    assert_eq!(output.status.code(), Some(2));
}

/// US national section: not opted out. California: opted out, and Global Privacy Control.
const US: &str = "DBABrw~CVVqAAAAAABY~BQQAAABY.Y";

fn activity<'a>(activity: &'a str, args: &[&'a str]) -> Vec<&'a str> {
    [&["decide", "--activity", activity][..], args].concat()
}

#[test]
fn activities_as_text() {
    shows!(activity("sale", &[US]));
    shows!(activity("sale", &["-v", "--gpp-sid", "8", US]));
    shows!(activity("sensitive:3", &[US]));
    shows!(activity("sale", &["--brief", US, "1YNN", "1---"]));
}

#[test]
fn activities_as_records() {
    let lines = format!("acme\t{US}\n1YNN\n{TC}\n2~1.2~dv.3\nDBABrw~CVVqAAAAAABY~x\n{GPP}\n");
    shows!(activity("sale", &["-f", "ndjson"]), lines.as_str());
    shows!(activity("sale", &["--gpp-sid", "7"]), lines.as_str());
    shows!(activity("sale", &["--summary", "-f", "json"]), lines.as_str());
    shows!(activity("sale", &["--summary"]), lines.as_str());
    shows!(activity("child:1", &["-f", "json", US]));
}

#[test]
fn activities_exclude_vendors_and_selections() {
    for args in [
        &["--vendor", "1"][..],
        &["--publisher"],
        &["--purpose", "1"],
        &["--gdpr", "1"],
        &["--as-of", "2026-06-01"],
        &["--gvl", LISTS],
        &["--profile", "prebid"],
        &["--by", "vendor", "--summary"],
    ] {
        let output = run(tcf([&activity("sale", args)[..], &[US]].concat()), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    shows!(activity("sell", &[US]));
}

#[test]
fn activities_use_the_gpp_string_of_a_url() {
    let url = format!("https://ads.example/?us_privacy=1YNN&gdpr_consent={TC}&gpp={US}&gpp_sid=8");
    let output = run(tcf(activity("sale", &["--brief", &url])), b"");
    assert_eq!(text(&output.stdout), "sale: deny\n");
    let url = format!("https://ads.example/?us_privacy=1YNN&gdpr_consent={TC}");
    let output = run(tcf(activity("sale", &["--brief", &url])), b"");
    assert_eq!(text(&output.stdout), "sale: permit\n");
}

#[test]
fn lenient_decoding_repairs_us_sections() {
    let args = activity("sale", &["--lenient", "--gpp-sid", "7"]);
    let output = run(tcf(args), format!(" {US}=\n").as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("repaired"), "{}", text(&output.stderr));
}
