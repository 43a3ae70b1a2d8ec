//! A vendor list of fictional vendors.

use std::fmt::Write as _;

use tcf_codec::{Deciseconds, Id, IdSet};
use tcf_policy::dates;
use tcf_policy::gvl::Vendor;
use tcf_policy::vocabulary::{FEATURES, Names, PURPOSES, SPECIAL_FEATURES, SPECIAL_PURPOSES};

use crate::dates::DAY;
use crate::error::GenerateError;
use crate::generator::{fictional_list_date, fictional_list_version};
use crate::vendor_pool::fictional_vendors;

/// A vendor list as a vendor list file (JSON), of fictional vendors, as if it were the current one
/// on a date.
///
/// ```
/// use tcf_generate::events::synthetic_gvl;
/// use tcf_policy::gvl::{Gvl, check};
/// let json = synthetic_gvl(7, "2026-06-01".parse()?)?;
/// let gvl = Gvl::from_json(json.as_bytes())?;
/// assert!(gvl.vendors().len() >= 200 && check(&gvl).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Returns an error before the publication of TCF 2.3.
pub fn synthetic_gvl(seed: u64, as_of: Deciseconds) -> Result<String, GenerateError> {
    let day = as_of.start_of_day();
    let first = dates::VERSION_2_3_PUBLISHED;
    if day < first {
        return Err(GenerateError::TooEarly { kind: None, first });
    }
    let (policy_version, version) = fictional_list_version(day);
    let published = fictional_list_date(version);
    let mut json = format!(
        "{{\n\"gvlSpecificationVersion\": 3,\n\"vendorListVersion\": {version},\n\
         \"tcfPolicyVersion\": {policy_version},\n\"lastUpdated\": \"{published}\""
    );
    for (key, names) in [
        ("purposes", PURPOSES),
        ("specialPurposes", SPECIAL_PURPOSES),
        ("features", FEATURES),
        ("specialFeatures", SPECIAL_FEATURES),
    ] {
        // Writing to a String cannot fail.
        let _ = write!(json, ",\n\"{key}\": {}", definitions(&names, policy_version));
    }
    json.push_str(",\n\"dataCategories\": {},\n\"vendors\": {");
    for (number, vendor) in fictional_vendors(seed).iter().enumerate() {
        json.push_str(if number > 0 { ",\n" } else { "\n" });
        json.push_str(&vendor_json(vendor));
    }
    json.push_str("\n}\n}\n");
    Ok(json)
}

fn definitions(names: &Names, policy_version: u16) -> String {
    let name = |id| names.name(id, policy_version).map(|name| (id, name));
    let definitions = (1..=names.max()).filter_map(name).map(|(id, name)| {
        format!("\n\"{id}\": {{\"id\": {id}, \"name\": \"{name}\", \"description\": \"\"}}")
    });
    format!("{{{}\n}}", definitions.collect::<Vec<_>>().join(","))
}

fn vendor_json(vendor: &Vendor) -> String {
    let id = vendor.id;
    let mut json = format!("\"{id}\": {{\"id\": {id}, \"name\": \"Vendor {id}\"");
    let special_features = ids(vendor.special_features.iter().map(Id::get));
    for (key, ids) in [
        ("purposes", purposes(vendor.purposes)),
        ("legIntPurposes", purposes(vendor.leg_int_purposes)),
        ("flexiblePurposes", purposes(vendor.flexible_purposes)),
        ("specialPurposes", purposes(vendor.special_purposes)),
        ("features", "[]".to_owned()),
        ("specialFeatures", special_features),
    ] {
        // Writing to a String cannot fail.
        let _ = write!(json, ", \"{key}\": {ids}");
    }
    let _ = write!(
        json,
        ", \"usesCookies\": true, \"cookieMaxAgeSeconds\": {}, \"cookieRefresh\": false, \
         \"usesNonCookieAccess\": false, \"dataRetention\": {{\"stdRetention\": 180, \
         \"purposes\": {{}}, \"specialPurposes\": {{}}}}, \"urls\": [{{\"langId\": \"en\", \
         \"privacy\": \"https://v{id}.example/privacy\"}}]}}",
        90 * DAY / 10
    );
    json
}

fn purposes(set: IdSet<24>) -> String {
    ids(set.iter().map(Id::get))
}

fn ids(ids: impl Iterator<Item = u8>) -> String {
    let ids: Vec<_> = ids.map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(", "))
}
