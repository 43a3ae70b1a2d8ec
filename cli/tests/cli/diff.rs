use crate::decode::encoded;
use crate::{RESTRICTED, TC, V1, run, shows, tcf, text};

/// The list that the strings name.
const GVL: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v140.json";
const GVL_141: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v141.json";
/// `SHORTEST` with ranges.
const RANGES: &str = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo";
const SHORTEST: &str = "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAA.IAAo";

/// A string that differs from `after` in fields of the user, the publisher and the CMP.
fn before() -> String {
    encoded(
        r#"{"cmpId": 300, "vendorListVersion": 140, "purposesConsent": ["1-4", 7],
        "purposesLITransparency": [2, "7-10"],
        "specialFeatureOptIns": [1], "publisherCC": "DE", "vendorConsents": ["1-16", "20-400"],
        "vendorLegitimateInterests": ["1-16", 22], "disclosedVendors": ["1-16", "20-400"],
        "publisherRestrictions": [{"purposeId": 2, "restrictionType": "requireConsent",
        "vendors": [1, 5]}],
        "publisherTC": {"purposesConsent": [1], "numCustomPurposes": 2,
        "customPurposesConsent": [1, 2]}}"#,
    )
}

fn after() -> String {
    encoded(
        r#"{"cmpId": 301, "cmpVersion": 2, "vendorListVersion": 141,
        "lastUpdated": "2026-03-11T10:00:00Z",
        "purposesConsent": ["1-3", 7], "purposesLITransparency": [2, "7-10"],
        "purposeOneTreatment": true,
        "specialFeatureOptIns": [2], "publisherCC": "FR", "vendorConsents": ["1-6", 9,
        "20-300", 755],
        "vendorLegitimateInterests": ["1-16", 22], "disclosedVendors": ["1-16", "20-400", 755],
        "publisherRestrictions": [{"purposeId": 2, "restrictionType": "requireConsent",
        "vendors": [5]},
          {"purposeId": 2, "restrictionType": "requireConsent", "vendors": [5]},
          {"purposeId": 7, "restrictionType": "notAllowed", "vendors": ["1-5"]}],
        "allowedVendors": []}"#,
    )
}

fn difference(args: &[&str]) -> (serde_json::Value, i32) {
    let output =
        run(tcf(["diff", "--format", "ndjson", "--as-of", "2026-06-01"].iter().chain(args)), b"");
    (serde_json::from_slice(&output.stdout).unwrap(), output.status.code().unwrap())
}

#[test]
fn differences_as_text() {
    shows!(["diff", "--gvl", GVL, "--as-of", "2026-06-01", TC, RESTRICTED]);
}

#[test]
fn changes_by_everyone() {
    shows!(["diff", "--gvl", GVL, "--gvl", GVL_141, "--as-of", "2026-06-01", &before(), &after()]);
}

#[test]
fn differences_as_a_record() {
    shows!(["diff", "--format", "json", "--gvl", GVL, "--as-of", "2026-06-01", TC, RESTRICTED]);
}

#[test]
fn changes_by_everyone_as_a_record() {
    shows!(["diff", "--format", "json", &before(), &after()]);
}

#[test]
fn same_string_in_different_carriers_is_equal() {
    shows!([
        "diff",
        "--exact",
        "--gvl",
        GVL,
        "--as-of",
        "2026-06-01",
        TC,
        &format!("euconsent-v2={TC};")
    ]);
}

#[test]
fn equal_in_meaning_only() {
    shows!(["diff", "--quiet", RANGES, SHORTEST]);
}

#[test]
fn exact_compares_the_encoding() {
    shows!(["diff", "--quiet", "--exact", RANGES, SHORTEST]);
}

#[test]
fn different_versions() {
    shows!(["diff", TC, V1]);
}

#[test]
fn one_invalid_string() {
    shows!(["diff", TC, "CQg2bYAQg2"]);
}

#[test]
fn two_invalid_strings() {
    shows!(["diff", "strings.txt", "CQg2bYAQg2"]);
}

#[test]
fn invalid_strings_as_records() {
    shows!(["diff", "--format", "ndjson", "", "CQg2bYAQg2"]);
}

#[test]
fn lenient_reports_its_repairs() {
    shows!(["diff", "--lenient", "--quiet", TC, &format!("{TC}.")]);
}

#[test]
fn one_string_is_a_usage_error() {
    shows!(["diff", TC]);
}

#[test]
fn an_invalid_vendor_list_is_an_error() {
    shows!(["diff", "--gvl", "../../../fixtures/gvl/broken/not-a-list.json", TC, TC]);
}

#[test]
fn permissions_need_both_lists() {
    let (record, status) = difference(&["--gvl", GVL, &before(), &after()]);
    assert_eq!((record.get("permissions"), status), (None, 1));
    let (record, status) = difference(&["--gvl", GVL, "--gvl", GVL_141, &before(), &after()]);
    assert!(record["permissions"].as_array().is_some_and(|changes| !changes.is_empty()));
    assert_eq!(status, 1);
    // The record does not show that a list was replaced, so that takes the option.
    let any = |args: &[&str]| {
        let strings = [before(), after()];
        let strings = strings.each_ref().map(String::as_str);
        let output = run(tcf([&["diff", "--gvl", GVL][..], args, &strings].concat()), b"");
        text(&output.stderr).to_owned()
    };
    let missing = "note: permissions were not compared: the string names list 141 \
                   (specification 3); lists given: 140 (specification 3); --any-gvl uses the nearest";
    assert!(any(&[]).starts_with(missing), "{}", any(&[]));
    assert_eq!(
        any(&["--any-gvl"]),
        "note: permissions were compared with list 140 (specification 3), not with list 141 \
         (specification 3), which the string names\n"
    );
    let (record, status) = difference(&["--gvl", GVL, TC, TC]);
    assert_eq!(record["permissions"], serde_json::json!([]));
    assert_eq!(status, 0);
}

/// Sections 2, 6 and 7.
const GPP: &str =
    "DBACPe~CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA~1YNN~CVVVVVVVVVWA.YA";
/// Sections 2, 7, 8 and 28.
const OTHER_GPP: &str = concat!(
    "DBADOPKw~CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    "~CVVVVZVVVVWA~BVqqqqpY.YA~xyz"
);

#[test]
fn gpp_strings_are_compared_section_by_section() {
    shows!(["diff", "--gvl", GVL, "--as-of", "2026-06-01", GPP, OTHER_GPP]);
    shows!(["diff", "--format", "ndjson", GPP, OTHER_GPP]);
    // States with and without section header, which is a matter of encoding.
    shows!(["diff", "--exact", "DBABEY~YBABY.BQAA.Y", "DBABEYA~BQAA.YA"]);
    shows!(["diff", "DBABUY~ZBAA.BQAA", "DBABUY~ZBABY.BWAA.AJI"]);
    shows!(["diff", CANADA, OTHER_CANADA]);
}

/// The same vendors in the encodings b and c.
const CANADA: &str = "DBABD~BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBhADVqxGAD0AILVgAA.fHHHA4444ao";
const OTHER_CANADA: &str = "DBABDA~CPpcCoAPpcCoAPoABABGCyCQAEAAAEAAAAEFABAEEAN8AEAN4A.YAAAAAAAAAA";

#[test]
fn us_privacy_strings_are_compared() {
    shows!(["diff", "--exact", "1YNN", "1yY-"]);
    shows!(["diff", "--exact", "1YNN", "1ynn"]);
}

#[test]
fn additional_consent_strings_are_compared() {
    shows!(["diff", "2~1.35.41.42~dv.9", "2~41.42.1.7~dv.9.35.41"]);
    shows!(["diff", "--format", "ndjson", "1~1.2", "2~2.1~dv.3"]);
}

#[test]
fn a_section_is_compared_with_the_string_it_contains() {
    let tc = GPP.split('~').nth(1).unwrap();
    for (other, status) in [(tc, 0), (TC, 1), ("1YNN", 0), ("1YYN", 1)] {
        assert_eq!(difference(&["--exact", GPP, other]).1, status);
        assert_eq!(difference(&["--exact", other, GPP]).1, status);
    }
    shows!(["diff", "--quiet", "--format", "ndjson", "1YYN", GPP]);
    shows!(["diff", "DBABT~1YNN", TC]);
    shows!(["diff", "1YNN", "2~1.2~dv"]);
    shows!(["diff", GPP, "2~1.2~dv"]);
}

#[test]
fn exit_zero_hides_differences() {
    let output = run(tcf(["diff", "--exit-zero", TC, RESTRICTED]), b"");
    assert!(output.status.success());
}

#[test]
fn text_fits_80_columns() {
    let strings =
        [TC.to_owned(), RESTRICTED.to_owned(), V1.to_owned(), before(), after(), RANGES.to_owned()];
    let gpp = [GPP, OTHER_GPP, CANADA, OTHER_CANADA, "DBABBg~BVqqqqpY.YA", "DBABBg~BlmqqqZY"];
    for (a, b) in gpp.iter().flat_map(|a| gpp.iter().map(move |b| (a, b))) {
        let output = run(tcf(["diff", "-v", a, b]), b"");
        let screen = text(&output.stdout);
        assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    }
    for a in &strings {
        for b in &strings {
            let output = run(tcf(["diff", "--gvl", GVL, "--gvl", GVL_141, "-v", a, b]), b"");
            let screen = text(&output.stdout);
            let widest = screen.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= 80, "{screen}");
        }
    }
}

#[test]
fn other_signals_of_urls_are_compared() {
    for (before, after, difference) in [
        ("&us_privacy=1YNN", "&us_privacy=1YYN", "us_privacy (1YNN -> 1YYN)"),
        ("&addtl_consent=2~1~dv.", "&addtl_consent=2~2~dv.", "addtl_consent (2~1~dv. -> 2~2~dv.)"),
        ("&gdpr=1", "&gdpr=0", "gdpr (1 -> 0)"),
        ("", "&gdpr=0", "gdpr (none -> 0)"),
    ] {
        let url = |rest| format!("https://a.example/?gdpr_consent={TC}{rest}");
        let output = run(tcf(["diff", &url(before), &url(after)]), b"");
        assert_eq!(output.status.code(), Some(1), "{difference}");
        let note =
            format!("note: only the TC strings were compared; also different: {difference}\n");
        assert!(text(&output.stderr).ends_with(&note), "{}", text(&output.stderr));
        assert!(text(&output.stdout).starts_with("Different in other signals."));
        // A bare string says nothing of other signals.
        let output = run(tcf(["diff", TC, &url(after)]), b"");
        assert_eq!(output.status.code(), Some(0), "{difference}");
        let output = run(tcf(["diff", &url(after), &url(after)]), b"");
        assert_eq!(output.status.code(), Some(0), "{difference}");
    }
}

#[test]
fn the_string_that_cannot_be_decoded_is_named() {
    let output = run(tcf(["diff", TC, "CQ"]), b"");
    let note = "note: not compared: AFTER cannot be decoded\n";
    assert!(text(&output.stderr).ends_with(note), "{}", text(&output.stderr));
}
