use crate::{RESTRICTED, TC, V1, run, shows, tcf, text};

#[test]
fn a_string_as_text() {
    shows!(["--as-of", "2026-06-01", TC]);
}

#[test]
fn restrictions_as_text() {
    shows!(["decode", "--as-of", "2026-06-01", RESTRICTED]);
}

#[test]
fn version_1_as_text() {
    shows!(["decode", "--as-of", "2026-06-01", V1]);
}

#[test]
fn all_fields_as_text() {
    shows!(["decode", "--as-of", "2026-06-01", everything().as_str()]);
}

fn everything() -> String {
    encoded(
        r#"{"version": 2, "created": "2020-01-01T10:20:30.4Z", "lastUpdated": "2026-03-10",
        "cmpId": 4095, "cmpVersion": 4095,
        "consentScreen": 63, "consentLanguage": "FR", "vendorListVersion": 4095,
        "tcfPolicyVersion": 2,
        "isServiceSpecific": false, "useNonStandardTexts": true, "specialFeatureOptIns": [1, 2, 12],
        "purposesConsent": ["1-10", 24], "purposesLITransparency": [2, 9],
        "purposeOneTreatment": true, "publisherCC": "AA",
        "vendorConsents": [1, "3-700", 65535], "vendorLegitimateInterests": [],
        "publisherRestrictions": [
          {"purposeId": 9, "restrictionType": "notAllowed", "vendors": [1, "3-5"]},
          {"purposeId": 2, "restrictionType": "requireLegitimateInterest", "vendors": ["1-65535"]},
          {"purposeId": 63, "restrictionType": "undefined", "vendors": []}
        ],
        "disclosedVendors": [], "allowedVendors": [7],
        "publisherTC": {"purposesConsent": [1, 9], "purposesLITransparency": [],
        "numCustomPurposes": 63,
          "customPurposesConsent": ["1-63"], "customPurposesLITransparency": []}}"#,
    )
}

/// Vendors with odd ids: ranges of one id.
fn many_ranges() -> String {
    let ids: Vec<String> = (0..400).map(|n| (2 * n + 1).to_string()).collect();
    encoded(&format!(
        r#"{{"cmpId": 3, "vendorListVersion": 9, "vendorConsents": [{0}],
        "publisherRestrictions": [{1}]}}"#,
        ids.join(","),
        vec![r#"{"purposeId": 1, "restrictionType": "notAllowed", "vendors": [4]}"#; 20].join(",")
    ))
}

pub(crate) fn encoded(payload: &str) -> String {
    let output = run(tcf(["encode", "--as-of", "2026-03-10"]), payload.as_bytes());
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

#[test]
fn long_lists_are_shortened() {
    shows!(["decode", "--as-of", "2026-06-01", &many_ranges()]);
}

#[test]
fn verbose_prints_long_lists() {
    let output = run(tcf(["decode", "--verbose", &many_ranges()]), b"");
    let screen = text(&output.stdout);
    assert!(screen.contains(" 799\n") && !screen.contains("..."), "{screen}");
    assert_eq!(screen.matches("not allowed for 1 vendor: 4").count(), 20);
}

#[test]
fn text_fits_80_columns() {
    for text_form in [TC, RESTRICTED, V1, &everything(), &many_ranges()] {
        for verbose in [&["decode"][..], &["decode", "-v"]] {
            let output = run(tcf(verbose.iter().copied().chain([text_form])), b"");
            let screen = text(&output.stdout);
            let widest = screen.lines().max_by_key(|line| line.chars().count()).unwrap();
            assert!(widest.chars().count() <= 80, "{widest}");
        }
    }
}

#[test]
fn payload_as_json() {
    shows!(["decode", "--format", "json", TC]);
}

#[test]
fn payload_with_restrictions_as_json() {
    shows!(["decode", "--format", "json", "--ids", "ranges", RESTRICTED]);
}

#[test]
fn payload_and_layout_as_json() {
    shows!(["decode", "--format", "json", "--lossless", RESTRICTED]);
}

#[test]
fn version_1_and_layout_as_json() {
    shows!(["decode", "--format", "json", "--lossless", "--ids", "ranges", V1]);
}

#[test]
fn envelopes_have_labels_and_errors_in_order() {
    shows!([
        "decode",
        "--format",
        "ndjson",
        "--envelope",
        "--ids",
        "ranges",
        "--input",
        "partners.tsv"
    ]);
}

#[test]
fn payloads_have_errors_in_order() {
    shows!(["decode", "--format", "ndjson", "--ids", "ranges", "--input", "partners.tsv"]);
}

#[test]
fn several_strings_as_text() {
    shows!(["decode", "--as-of", "2026-06-01", "--input", "partners.tsv"]);
}

#[test]
fn lenient_reports_its_repairs() {
    let broken = format!(" {}=.gAAA.", TC.replace('.', "==."));
    shows!(["decode", "--lenient", "--format", "ndjson", "--envelope", "--ids", "ranges", &broken]);
}

#[test]
fn quiet_hides_repairs() {
    shows!([
        "decode",
        "--quiet",
        "--lenient",
        "--format",
        "ndjson",
        "--ids",
        "ranges",
        &format!("{TC}.")
    ]);
}

#[test]
fn lossless_needs_json() {
    shows!(["decode", "--lossless", TC]);
}

#[test]
fn color_depends_on_option_and_environment() {
    let colored = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = tcf(args);
        command.envs(variables.iter().copied());
        text(&run(command, b"").stdout).contains('\u{1b}')
    };
    assert!(!colored(&["decode", TC], &[]), "a pipe is not a terminal");
    assert!(colored(&["decode", "--color", "always", TC], &[]));
    assert!(colored(&["decode", TC], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["decode", TC], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["decode", "--color", "never", TC], &[("CLICOLOR_FORCE", "1")]));
    assert!(
        !colored(&["decode", "--color", "always", "--format", "json", TC], &[]),
        "JSON is never colored"
    );
}

#[test]
fn vendors_have_names_if_the_list_is_available() {
    shows!(["decode", "--as-of", "2026-06-01", "--gvl", "../../../fixtures/gvl", TC]);
    let other = "../../../fixtures/gvl/v3/archives/vendor-list-v139.json";
    let output = run(tcf(["decode", "--gvl", other, "--any-gvl", TC]), b"");
    assert!(text(&output.stdout).contains("140 (specification 3); names from list 139"));
}
