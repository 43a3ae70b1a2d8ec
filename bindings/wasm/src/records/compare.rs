//! The differences between two strings.

use serde::Deserialize;
use tcf::Comparison;
use tcf::tcf_policy::gvl::ListKey;

use super::lists::ListSet;
use super::options::{date, inputs, parse};
use super::{fault, json};

/// How strings are compared.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DiffOptions {
    as_of: String,
    #[serde(default)]
    any_gvl: bool,
    #[serde(default)]
    lenient: bool,
    #[serde(default)]
    pasted: bool,
}

/// The differences between the main strings of two texts. Permissions are compared if the lists of
/// both are available. The record of the first string that cannot be decoded, if there is one.
pub fn diff(before: &str, after: &str, options: &str, lists: &ListSet) -> Result<String, String> {
    let DiffOptions { as_of, any_gvl, lenient, pasted } = parse(options)?;
    let as_of = date(&as_of)?;
    let [before, after] =
        [before, after].map(|text| inputs(text, pasted, lenient, false).into_main());
    let before = match before.decode_to_compare() {
        Ok(compared) => compared,
        Err(failure) => return json(&failure),
    };
    let after = match after.decode_to_compare() {
        Ok(compared) => compared,
        Err(failure) => return json(&failure),
    };
    let comparison =
        Comparison::between(&before, &after).map_err(|error| fault("notComparable", &error))?;
    let (Some(a), Some(b)) = (before.tc(), after.tc()) else { return json(&comparison) };
    let used = |value| {
        let Ok(key) = ListKey::named_by(value);
        lists.find(key, any_gvl)
    };
    match (used(&a), used(&b)) {
        (Some(of_a), Some(of_b)) => {
            json(&comparison.with_permissions((&a, &of_a.gvl), (&b, &of_b.gvl), as_of))
        }
        _ => json(&comparison),
    }
}
