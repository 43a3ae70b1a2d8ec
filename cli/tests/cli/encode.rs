use crate::{RESTRICTED, TC, run, shows, tcf, text};

#[test]
fn a_hand_written_payload() {
    shows!(["encode", "--as-of", "2026-03-10", r#"{"cmpId": 300, "vendorListVersion": 140}"#]);
}

#[test]
fn an_invalid_payload_does_not_affect_the_others() {
    shows!(["encode", "--as-of", "2026-03-10T17:00:00+02:00", "payloads.json"]);
}

#[test]
fn records_for_a_file() {
    shows!(["encode", "--as-of", "2026-03-10", "--format", "ndjson", "payloads.json"]);
}

#[test]
fn envelopes_for_a_file() {
    shows!(["encode", "--as-of", "2026-03-10", "--format", "json", "--envelope", "payloads.json"]);
}

#[test]
fn default_day_is_today() {
    let output = run(tcf(["encode"]), br#"{"cmpId": 300, "vendorListVersion": 140}"#);
    let decoded = run(tcf(["decode", "--format", "ndjson", text(&output.stdout).trim_end()]), b"");
    let json: serde_json::Value = serde_json::from_slice(&decoded.stdout).unwrap();
    assert_eq!(json["created"], json["lastUpdated"]);
    let today = json["created"].as_str().unwrap();
    assert!(today > "2026-01-01" && today.ends_with("T00:00:00Z"), "{today}");
}

#[test]
fn errors_have_the_json_path() {
    let good = r#""cmpId": 300, "vendorListVersion": 140"#;
    let payloads: Vec<String> = [
        r#""vendorConsents": [1, 2, 3, 70000]"#,
        r#""vendorConsents": [0]"#,
        r#""vendorConsents": [-1]"#,
        r#""vendorConsents": [1.5]"#,
        r#""vendorConsents": ["9-5"]"#,
        r#""vendorConsents": ["5-"]"#,
        r#""vendorConsents": [1, [9, 5]]"#,
        r#""vendorConsents": [1, [5]]"#,
        r#""vendorConsents": [1, [5, 70000]]"#,
        r#""vendorConsents": [[1, 2, 3]]"#,
        r#""vendorConsents": [[1, "2"]]"#,
        r#""vendorConsents": 5"#,
        r#""vendorConsents": null"#,
        r#""purposesConsent": [25]"#,
        r#""specialFeatureOptIns": ["1-13"]"#,
        r#""cmpVersion": 4096"#,
        r#""consentScreen": "1""#,
        r#""consentLanguage": "ENG""#,
        r#""publisherCC": "D1""#,
        r#""created": "2026-02-30""#,
        r#""created": "2026-03-10T00:00:00.05Z""#,
        r#""created": 17731008000"#,
        r#""isServiceSpecific": 1"#,
        r#""vendorConsent": [1]"#,
        r#""cmpVersion": 1, "cmpVersion": 1"#,
        r#""version": 3"#,
        r#""version": "2""#,
        r#""publisherRestrictions": [{"purposeId": 64, "restrictionType": "notAllowed"}]"#,
        r#""publisherRestrictions": [{"purposeId": 1, "restrictionType": "forbidden"}]"#,
        r#""publisherRestrictions": [{"purposeId": 1}]"#,
        r#""publisherTC": {"numCustomPurposes": 1, "customPurposesConsent": [2]}"#,
        r#""layout": {"segments": []}"#,
        r#""layout": {"segments": [{"segment": "cor"}]}"#,
    ]
    .iter()
    .map(|rest| format!("{{{good}, {rest}}}"))
    .chain([
        r#"{"cmpId": 300}"#.to_owned(),
        concat!(
            r#"{"version": 1, "cmpId": 1, "vendorListVersion": 1, "maxVendorId": 3, "#,
            r#""vendorConsents": [4]}"#
        )
        .to_owned(),
        "3".to_owned(),
    ])
    .collect();
    shows!(["encode", "--as-of", "2026-03-10"], payloads.join("\n"));
}

#[test]
fn invalid_json_exits_2_and_the_rest_is_encoded() {
    shows!(
        ["encode", "--as-of", "2026-03-10"],
        "{\"cmpId\": 1,\n{\"cmpId\": 2, \"vendorListVersion\": 3}\noops\n{\"cmpId\": 4, \
         \"vendorListVersion\": 5}\n"
    );
}

#[test]
fn too_many_ranges_for_a_restriction() {
    let odd: Vec<String> = (0..4096).map(|n| (2 * n + 1).to_string()).collect();
    let payload = |key: &str| format!(r#"{{"cmpId": 1, "vendorListVersion": 1, {key}}}"#);
    let restriction = format!(
        r#""publisherRestrictions": [{{"purposeId": 1, "restrictionType": "notAllowed",
            "vendors": [{}]}}]"#,
        odd.join(",")
    );
    shows!(["encode"], payload(&restriction));
    let vendors = format!(r#""vendorConsents": [{}]"#, odd.join(","));
    assert!(
        run(tcf(["encode"]), payload(&vendors).as_bytes()).status.success(),
        "a bit field holds them"
    );
    insta_cmd::assert_cmd_snapshot!(
        "ranges_are_asked_for_and_too_many",
        tcf(["encode", "--vendor-encoding", "range"]).pass_stdin(payload(&vendors))
    );
}

#[test]
fn a_contradicting_layout_is_an_error() {
    let decoded = run(tcf(["decode", "--format", "ndjson", "--lossless", RESTRICTED]), b"");
    let edited =
        text(&decoded.stdout).replace(r#""vendorConsents":[1]"#, r#""vendorConsents":[1,2]"#);
    shows!(["encode"], edited.clone());
    let lossless = text(&decoded.stdout);
    insta_cmd::assert_cmd_snapshot!(
        "a_layout_and_a_form",
        tcf(["encode", "--tail", "quad"]).pass_stdin(lossless)
    );
    insta_cmd::assert_cmd_snapshot!(
        "a_layout_is_dropped",
        tcf(["encode", "--drop-layout"]).pass_stdin(edited)
    );
}

#[test]
fn forces_encodings_and_tails() {
    let payload = run(tcf(["decode", "--format", "ndjson", TC]), b"").stdout;
    let mut seen = Vec::new();
    for encoding in ["auto", "bitfield", "range"] {
        for tail in ["byte", "quad", "sextet"] {
            let output =
                run(tcf(["encode", "--vendor-encoding", encoding, "--tail", tail]), &payload);
            seen.push(format!("{encoding:<8} {tail:<6} {}", text(&output.stdout).trim_end()));
        }
    }
    insta::assert_snapshot!(seen.join("\n"));
}

#[test]
fn error_records_are_copied_to_stderr() {
    let records =
        run(tcf(["decode", "--format", "ndjson", "--envelope", "--input", "partners.tsv"]), b"")
            .stdout;
    shows!(["encode"], text(&records));
}

#[test]
fn an_argument_can_be_json() {
    shows!([
        "encode",
        "--as-of",
        "2026-03-10",
        r#"[{"cmpId": 1, "vendorListVersion": 1}, {"cmpId": 2, "vendorListVersion": 1}]"#
    ]);
}

const LIST: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v140.json";

/// A payload with unknown vendors everywhere.
const CROWDED: &str = r#"{"cmpId": 300, "vendorListVersion": 140, "created": "2026-03-10",
    "lastUpdated": "2026-03-10", "purposesConsent": ["1-4"], "purposesLITransparency": [7],
    "vendorConsents": ["1-30", 900, 2000], "vendorLegitimateInterests": [2, 2001],
    "publisherRestrictions": [{"purposeId": 2, "restrictionType": "notAllowed",
    "vendors": [300, 302, [304, 400]]}], "disclosedVendors": ["1-30", 900, "1990-2001"]}"#;

#[test]
fn compact_drops_unknown_vendors() {
    let decode = |text: &[u8]| {
        let text = text.trim_ascii_end();
        run(tcf(["decode", "--format", "ndjson", "--ids", "ranges"]), text).stdout
    };
    let before = run(tcf(["encode"]), CROWDED.as_bytes()).stdout;
    let piped = run(tcf(["encode", "--compact", "--gvl", LIST]), &decode(&before)).stdout;
    assert!(piped.len() < before.len());
    let value: serde_json::Value = serde_json::from_slice(&decode(&piped)).unwrap();
    let keys = [
        "vendorConsents",
        "vendorLegitimateInterests",
        "publisherRestrictions",
        "disclosedVendors",
    ];
    let seen = keys.map(|key| format!("{key}: {}", value[key]));
    insta::assert_snapshot!(seen.join("\n"), @"
    vendorConsents: [[1,16],[20,23],[25,26]]
    vendorLegitimateInterests: [[2,2]]
    publisherRestrictions: [{\"purposeId\":2,\"restrictionType\":\"notAllowed\",\"vendors\":[[300,300],[302,400]]}]
    disclosedVendors: [[1,16],[20,23],[25,26]]
    ");
    // Compacting again changes nothing.
    let again = run(tcf(["encode", "--compact", "--gvl", LIST]), &decode(&piped)).stdout;
    assert_eq!(text(&again), text(&piped));
}

#[test]
fn compact_needs_the_list_that_the_string_names() {
    let other = CROWDED.replace("140", "139");
    let payloads = format!(
        "{CROWDED}\n{other}\n{}",
        r#"{"version": 1, "cmpId": 1, "vendorListVersion": 140}"#
    );
    shows!(["encode", "--compact", "--gvl", LIST], payloads.clone());
    insta_cmd::assert_cmd_snapshot!(
        "compact_with_any_list",
        tcf(["encode", "--compact", "--gvl", LIST, "--any-gvl"]).pass_stdin(payloads)
    );
    insta_cmd::assert_cmd_snapshot!("a_list_without_compact", tcf(["encode", "--gvl", LIST]));
}

#[test]
fn compact_conflicts_with_a_layout() {
    let payload = run(tcf(["decode", "--format", "ndjson", "--lossless", TC]), b"").stdout;
    let output = run(tcf(["encode", "--compact", "--gvl", LIST]), &payload);
    assert_eq!(
        text(&output.stderr),
        "error: stdin, line 1: $.layout: conflicts with --compact; use --drop-layout to ignore it\n"
    );
}
