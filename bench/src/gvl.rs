//! A vendor list.

/// A vendor list of 1,300 vendors, as JSON: all declare consent and legitimate interest.
pub fn vendor_list() -> String {
    let vendors = (1..=1_300).map(|id| {
        format!(
            r#""{id}": {{"id": {id}, "name": "V{id}", "purposes": [1, 3, 4],
            "legIntPurposes": [2, 7, 9, 10], "flexiblePurposes": [2, 7]}}"#
        )
    });
    format!(
        r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {{{}}}}}"#,
        vendors.collect::<Vec<_>>().join(",")
    )
}
