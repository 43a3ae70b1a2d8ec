use crate::{RESTRICTED, TC, V1, run, shows, tcf};

#[test]
fn all_bits_of_version_2() {
    shows!(["inspect", RESTRICTED]);
}

#[test]
fn all_bits_of_version_1() {
    shows!(["inspect", V1]);
}

#[test]
fn publisher_tc_and_long_fields() {
    let payload = r#"{"cmpId": 300, "vendorListVersion": 140, "vendorConsents": [1, 3, 5, 7,
    "9-13", "15-60", 62, 64, 66, "68-80", 90],
        "vendorLegitimateInterests": [2, "700-800"],
        "purposesConsent": [1, 3, 5, 7, 9, 11, 13, 15, 17, 19],
        "publisherTC": {"purposesConsent": [1], "numCustomPurposes": 63,
        "customPurposesLITransparency": [1, 63]}}"#;
    let text = run(tcf(["encode", "--as-of", "2026-03-10"]), payload.as_bytes()).stdout;
    shows!(["inspect", std::str::from_utf8(&text).unwrap().trim_end()]);
}

#[test]
fn a_truncated_string() {
    shows!(["inspect", TC.split_at(20).0]);
}

#[test]
fn an_invalid_character() {
    shows!(["inspect", &TC.replace("EsAB", "Es*B")]);
}

#[test]
fn an_invalid_range() {
    shows!(["inspect", "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAYAEgAIAAAAA.IAAo"]);
}

#[test]
fn an_unknown_segment() {
    shows!(["inspect", &format!("{TC}.gAAA")]);
}

#[test]
fn a_segment_without_a_core() {
    shows!(["inspect", "IACugA", "cAAAAAAAAUg.IACugA", "IACu"]);
    insta_cmd::assert_cmd_snapshot!(
        "records_of_a_segment_without_a_core",
        tcf(["inspect", "--format", "ndjson", "IACugA"])
    );
}

#[test]
fn not_a_consent_string() {
    shows!(["inspect", "undefined"]);
}

#[test]
fn records_of_fields() {
    shows!(["inspect", "--format", "ndjson", RESTRICTED]);
}

#[test]
fn records_up_to_the_error() {
    shows!(["inspect", "--format", "ndjson", "--ids", "ranges", "--input", "partners.tsv"]);
}

/// Sections 2, 5 (in a former encoding), 6, 7 (in a mixed format) and 24.
const GPP: &str = concat!(
    "DBADObUw~CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    "~CPpcCoAPpcCoAPoABABGCyCQAEAAAEAAAAEFABAEEAN8AEAN4A.YAAAAAAAAAA",
    "~1YyN~BVQqAAAAAAGA.YA~YBABY.BWWg.Y"
);

#[test]
fn all_bits_of_a_gpp_string() {
    shows!(["inspect", GPP]);
}

#[test]
fn faults_of_sections_do_not_hide_the_others() {
    // A fault in each section, an empty section, and faults of the header.
    shows!([
        "inspect",
        "DBACPe~CQg2bYAQg2~1XNN~BVQqAAAAAg.Y",
        "DBABzw~1YNN~BV",
        "DBABzw~~BVVqAAEABCA*",
        "DBABzw~1YNN",
        "DBAB5QFCkpJg~x"
    ]);
}

#[test]
fn characters_of_text_strings() {
    shows!(["inspect", "1YN-", "2~1.35.41~dv.9.21", "1~7", "1YN", "2~1.35.x~dv.9"]);
}

#[test]
fn records_of_other_kinds() {
    shows!(["inspect", "--format", "ndjson", "DBABzw~1YXN~BVQqAAAAAg", "2~35~dv.9"]);
}

#[test]
fn the_length_of_other_kinds_is_explained() {
    shows!(["inspect", "--size", GPP, "DBABLA~BVQqAAAAAgAA.YA", "1YNN", "2~1.1.35~dv", "DBAA"]);
    insta_cmd::assert_cmd_snapshot!(
        "records_of_the_length_of_other_kinds",
        tcf(["inspect", "--size", "--format", "ndjson", GPP, "1YNN", "2~1.1.35~dv.1"])
    );
}

const LIST: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v140.json";

/// A string with unknown vendors and restrictions, in its shortest encoding.
const CROWDED: &str = concat!(
    "CQg2bYAQg2bYAEsAAAENCMFgAPAAAAIAAAAAPoQA4AAgA8A4QD6APowAgABAfRABCAAwCWAEugJgAyA.",
    "IPowA4AAgA8A4SD4wPog.YAAAAAAAAAA"
);

#[test]
fn the_length_is_explained() {
    shows!(["inspect", "--size", "--gvl", LIST, CROWDED, V1]);
}

#[test]
fn a_length_that_could_be_shorter() {
    // Ranges for one vendor, entries that overlap, MaxVendorId above the highest vendor.
    shows!([
        "inspect",
        "--size",
        "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo",
        "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAA.IAtQA4AAgAHAAMABQAtA",
        "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEIAAAAAAA.IAAo",
        "CQg2bYAQg2"
    ]);
}

#[test]
fn the_compact_length_is_that_of_encode_compact() {
    let json = run(tcf(["inspect", "--size", "--format", "ndjson", "--gvl", LIST, CROWDED]), b"");
    let record: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let payload = run(tcf(["decode", "--format", "ndjson", CROWDED]), b"").stdout;
    let text = run(tcf(["encode", "--compact", "--gvl", LIST]), &payload).stdout;
    assert_eq!(record["compactCharacters"], text.trim_ascii_end().len());
}
