//! The file of rows and results that every engine must reproduce: `fixtures/columns`.
//!
//! Results are those of the kernels, which other tests compare with the command. `TCF_ACCEPT=1`
//! writes them again; to add a row, add a line with its `string`.

use std::fs;
use std::path::PathBuf;

use arrow_array::StringArray;
use serde_json::{Value, json};
use tcf_arrow::{ActivityArg, AsOf, Bit, GppSidArg, ItemArg, Options, VendorArg, VendorsOf};
use tcf_tests::conformance;

use crate::kernels::{as_of, judge, purpose, vendor};
use crate::rows::rows;

/// The results of each function, by the name that engines use, for each row.
fn results(strings: &[Option<String>]) -> Vec<Value> {
    let array: StringArray = strings.iter().collect();
    let (judge, as_of, options) = (judge(), AsOf::One(as_of()), Options::new());
    let (vendor_arg, item) = (VendorArg::One(vendor(1)), ItemArg::One(purpose(7)));
    let sections = "7".parse().unwrap();
    let (sale, gpp_sid) = (ActivityArg::One("sale".parse().unwrap()), GppSidArg::One(&sections));
    let columns = [
        ("tcf_is_readable", tcf_arrow::is_readable(&array, options)),
        ("tcf_decode", tcf_arrow::decode(&array, options)),
        ("tcf_vendors", tcf_arrow::vendors(&array, VendorsOf::Consent, options)),
        ("tcf_vendor_ranges", tcf_arrow::vendor_ranges(&array, VendorsOf::Disclosed, options)),
        ("tcf_restrictions", tcf_arrow::restrictions(&array, options)),
        (
            "tcf_purpose_consent",
            tcf_arrow::bit(&array, Bit::PurposeConsent("2".parse().unwrap()), options),
        ),
        ("tcf_vendor_disclosed", tcf_arrow::bit(&array, Bit::VendorDisclosed(vendor(3)), options)),
        ("tcf_is_permitted", judge.is_permitted(&array, vendor_arg, item, as_of, options)),
        ("tcf_decide", judge.decide(&array, vendor_arg, item, as_of, options)),
        ("tcf_validate", judge.validate(&array, as_of, options)),
        ("tcf_codes", judge.codes(&array, as_of, options)),
        ("tcf_gpp_decode", tcf_arrow::gpp_decode(&array, options)),
        ("tcf_usp_decode", tcf_arrow::usp_decode(&array, options)),
        ("tcf_ac_decode", tcf_arrow::ac_decode(&array, options)),
        ("tcf_ac_is_granted", tcf_arrow::ac_is_granted(&array, 35, options)),
        (
            "tcf_is_activity_permitted",
            tcf_arrow::is_activity_permitted(&array, sale, gpp_sid, options),
        ),
        ("tcf_decide_activity", tcf_arrow::decide_activity(&array, sale, gpp_sid, options)),
    ];
    let columns = columns.map(|(name, column)| (name, rows(&column.unwrap())));
    let row = |index: usize| {
        let results = columns.iter().map(|(name, rows)| ((*name).to_owned(), rows[index].clone()));
        let results: serde_json::Map<String, Value> = results.collect();
        json!({"string": strings[index], "results": results})
    };
    (0..strings.len()).map(row).collect()
}

/// The rows of the file.
fn strings() -> Vec<Option<String>> {
    let string = |row: &Value| row["string"].as_str().map(str::to_owned);
    golden().iter().map(string).collect()
}

/// The lines of the file.
fn golden() -> Vec<Value> {
    let lines = fs::read_to_string(path()).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn path() -> PathBuf {
    conformance::fixtures().join("columns/golden.ndjson")
}

#[test]
fn results_are_those_of_the_golden_file() {
    let found = results(&strings());
    if std::env::var_os("TCF_ACCEPT").is_some() {
        let lines: Vec<String> = found.iter().map(Value::to_string).collect();
        fs::write(path(), lines.join("\n") + "\n").unwrap();
    }
    let expected = golden();
    assert!(expected.len() > 40, "{} rows", expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "TCF_ACCEPT=1 writes the results");
    }
}
