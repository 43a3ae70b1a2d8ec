use serde_json::json;
use tcf_codec::gpp::us::{UsFormat, UsSection};
use tcf_codec::{SectionId, UspSignal, UspString};

use super::{UspField, describe, section_rows, usp_meaning, usp_rows};
use crate::Input;

fn described(text: &str) -> serde_json::Value {
    let signal = Input::new(text).decode_signal().unwrap();
    serde_json::to_value(describe(&signal)).unwrap()
}

#[test]
fn refusals_are_marked_and_name_their_elements() {
    let described = described("DBABBg~BVYGgRFY.Y");
    assert_eq!(described["summary"], "Opted out of sale (usca). Global Privacy Control is on.");
    let section = &described["sections"][0];
    assert_eq!((&section["id"], &section["name"]), (&json!(8), &json!("usca")));
    let row = |subject: &str| {
        let rows = section["rows"].as_array().unwrap();
        rows.iter().find(|row| row["subject"] == subject).unwrap()["statements"].clone()
    };
    assert_eq!(
        row("sale"),
        json!([
            { "field": "SaleOptOut", "text": "opted out", "refusal": true },
            { "field": "SaleOptOutNotice", "text": "notice given" },
        ])
    );
    assert_eq!(row("sharing")[0], json!({ "field": "SharingOptOut", "text": "not opted out" }));
    let sensitive = "SensitiveDataProcessing";
    let numbered = [1, 2, 6, 7, 9].map(|number| json!({ "number": number }));
    assert_eq!(
        row("sensitive data"),
        json!([
            {
                "field": sensitive,
                "text": "opted out",
                "refusal": true,
                "elements": [
                    { "number": 3, "name": "precise geolocation" },
                    { "number": 8, "name": "health" },
                ],
            },
            {
                "field": sensitive,
                "text": "not opted out",
                "elements": [
                    { "number": 4, "name": "origin, beliefs or union membership" },
                    { "number": 5, "name": "contents of messages" },
                ],
            },
            {
                "field": sensitive,
                "text": "not applicable",
                "elements": numbered,
            },
        ])
    );
    assert_eq!(row("known children")[0]["refusal"], true);
    assert_eq!(row("other purposes")[0]["refusal"], true);
    assert_eq!(row("GPC")[0]["refusal"], true);
}

#[test]
fn every_field_of_every_format_is_stated_once() {
    let formats = (1..=u16::MAX).filter_map(SectionId::new).flat_map(UsFormat::of);
    let mut count = 0;
    for format in formats {
        let us = UsSection::with_format(format);
        let stated: Vec<_> = section_rows(&us)
            .iter()
            .flat_map(|row| row.statements.iter().filter_map(|statement| statement.field))
            .collect();
        for field in format.fields() {
            let name = field.field().name();
            let times = stated.iter().filter(|stated| **stated == name).count();
            assert_eq!(times, 1, "{} {name}", format.section());
            count += 1;
        }
    }
    assert!(count > 250, "{count}");
}

#[test]
fn us_privacy_strings_are_described_alone_and_as_section_6() {
    let alone = described("1YYN");
    assert_eq!(alone["sections"][0]["rows"][0]["statements"][0]["refusal"], true);
    assert_eq!(described("DBABTA~1YYN")["sections"], alone["sections"]);
    assert_eq!(alone.get("summary"), None);
    assert_eq!(described("DBABTA~1YYN")["summary"], "Opted out of sale (uspv1).");
}

#[test]
fn only_an_opt_out_refuses_in_a_us_privacy_string() {
    for signal in [UspSignal::Yes, UspSignal::No, UspSignal::NotApplicable] {
        let rows =
            usp_rows(UspString { notice: signal, opt_out_sale: signal, lspa_covered: signal });
        let refusals: Vec<_> = rows.iter().map(|row| row.statements[0].refusal).collect();
        assert_eq!(refusals, [signal == UspSignal::Yes, false, false]);
        assert_eq!(rows[2].statements[0].text, usp_meaning(UspField::LspaCovered, signal));
    }
}

#[test]
fn strings_without_us_section_state_nothing() {
    assert_eq!(described("2~1.35~dv.9"), json!({ "sections": [] }));
}
