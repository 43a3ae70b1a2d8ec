//! Comparison of the meaning of US Privacy and Additional Consent strings.

use tcf_codec::ac::{ProviderRange, provider_ranges};
use tcf_codec::{AcString, UspString};

use super::change::{Actor, ChangeKind, Diff};
use super::meaning::Found;

/// Compares the meaning of two US Privacy strings.
pub fn diff_usp(a: UspString, b: UspString) -> Diff {
    let mut found = Found::default();
    found.us_privacy(a, b);
    found.into_diff()
}

/// Compares the meaning of two Additional Consent strings.
///
/// ```
/// use tcf_codec::AcString;
/// use tcf_policy::diff::diff_ac;
///
/// let before = AcString::decode("2~1.35.41~dv.9")?;
/// let after = AcString::decode("2~1~dv.9.35.41")?;
/// let diff = diff_ac(&before, &after);
/// let fields: Vec<_> = diff.changes.iter().map(|change| change.field).collect();
/// assert_eq!(fields, ["granted", "refused"]);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn diff_ac(a: &AcString, b: &AcString) -> Diff {
    let mut found = Found::default();
    found.value("version", Actor::Cmp, a.version(), b.version());
    found.providers("granted", a.granted(), b.granted());
    // Version 1 never has the list.
    if a.version() == b.version() {
        let (from, to) = (a.refused().is_some(), b.refused().is_some());
        found.value("disclosedList", Actor::Cmp, from, to);
    }
    // A list that is absent names no providers.
    let refused = |of: &AcString| of.refused().unwrap_or_default().to_vec();
    found.providers("refused", &refused(a), &refused(b));
    found.into_diff()
}

impl Found {
    pub(super) fn us_privacy(&mut self, a: UspString, b: UspString) {
        self.value("notice", Actor::Publisher, a.notice, b.notice);
        self.value("optOutSale", Actor::User, a.opt_out_sale, b.opt_out_sale);
        self.value("lspaCovered", Actor::Publisher, a.lspa_covered, b.lspa_covered);
    }

    /// Compares lists of ids in ascending order.
    fn providers(&mut self, field: &'static str, from: &[u32], to: &[u32]) {
        if from != to {
            let (added, removed) = (new(from, to), new(to, from));
            self.push(field, Actor::User, ChangeKind::Providers { added, removed });
        }
    }
}

/// The ids of `after` that `before` lacks.
fn new(before: &[u32], after: &[u32]) -> Vec<ProviderRange> {
    let is_new = |id: &u32| before.binary_search(id).is_err();
    provider_ranges(&after.iter().copied().filter(is_new).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changes(a: &str, b: &str) -> serde_json::Value {
        let decode = |text| AcString::decode(text).unwrap();
        serde_json::to_value(diff_ac(&decode(a), &decode(b))).unwrap()
    }

    #[test]
    fn providers_are_compared_as_sets() {
        let expected = json!([
            {"field": "granted", "by": "user", "added": ["7-9"], "removed": ["1"]},
            {"field": "refused", "by": "user", "added": ["1"], "removed": []},
        ]);
        assert_eq!(changes("2~1.2~dv.3", "2~9.8.7.2~dv.3.1"), expected);
        assert_eq!(changes("2~1.2~dv.3.2", "2~2.1.1~dv.3"), json!([]));
        assert_eq!(changes("2~1~dv", "2~1~dv."), json!([]));
    }

    #[test]
    fn a_missing_list_differs_from_an_empty_one() {
        let version = json!([{"field": "version", "by": "cmp", "from": 1, "to": 2}]);
        assert_eq!(changes("1~1", "2~1~dv."), version);
        let list = json!([{"field": "disclosedList", "by": "cmp", "from": false, "to": true}]);
        assert_eq!(changes("2~1", "2~1~dv."), list);
    }

    #[test]
    fn signals_are_letters() {
        let decode = |text| UspString::decode(text).unwrap();
        let expected = json!([
            {"field": "optOutSale", "by": "user", "from": "N", "to": "Y"},
            {"field": "lspaCovered", "by": "publisher", "from": "-", "to": "N"},
        ]);
        let diff = diff_usp(decode("1YN-"), decode("1YYN"));
        assert_eq!(serde_json::to_value(diff).unwrap(), expected);
    }
}
