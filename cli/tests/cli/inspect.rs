use crate::{RESTRICTED, TC, V1, run, shows, tcf};

#[test]
fn every_bit() {
    shows!(["inspect", RESTRICTED]);
}

#[test]
fn version_1() {
    shows!(["inspect", V1]);
}

#[test]
fn the_publishers_own_and_long_fields() {
    let payload = r#"{"cmpId": 300, "vendorListVersion": 140, "vendorConsents": [1, 3, 5, 7, "9-13", "15-60", 62, 64, 66, "68-80", 90],
        "vendorLegitimateInterests": [2, "700-800"], "purposesConsent": [1, 3, 5, 7, 9, 11, 13, 15, 17, 19],
        "publisherTC": {"purposesConsent": [1], "numCustomPurposes": 63, "customPurposesLITransparency": [1, 63]}}"#;
    let text = run(tcf(["encode", "--as-of", "2026-03-10"]), payload.as_bytes()).stdout;
    shows!(["inspect", std::str::from_utf8(&text).unwrap().trim_end()]);
}

#[test]
fn where_a_cut_string_stops() {
    shows!(["inspect", TC.split_at(20).0]);
}

#[test]
fn where_a_bad_character_stops_it() {
    shows!(["inspect", &TC.replace("EsAB", "Es*B")]);
}

#[test]
fn where_a_range_is_wrong() {
    shows!(["inspect", "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEwAYAEgAIAAAAA.IAAo"]);
}

#[test]
fn a_segment_that_cannot_be() {
    shows!(["inspect", &format!("{TC}.gAAA")]);
}

#[test]
fn what_is_no_string_at_all() {
    shows!(["inspect", "1YNN"]);
}

#[test]
fn as_records() {
    shows!(["inspect", "--format", "ndjson", RESTRICTED]);
}

#[test]
fn as_records_up_to_the_error() {
    shows!(["inspect", "--format", "ndjson", "--ids", "ranges", "--input", "partners.tsv"]);
}
