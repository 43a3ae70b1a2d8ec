//! The purpose map: which vendors are called for which purposes, on which legal basis.
//!
//! The map is the plan of the publisher. The vendor list is what a vendor declares, the string what
//! the user and the publisher allow, and an event what happened.

use std::collections::BTreeMap;

use tcf_codec::{CountryCode, Deciseconds, PurposeId, VendorId};
use tcf_policy::gvl::{Gvl, Vendor};
use tcf_policy::vocabulary::LegalBasis;

use crate::check::CheckCode;
use crate::event::Facts;

/// A row: what a vendor is called for.
///
/// ```
/// use tcf_audit::purpose_map::PurposeRow;
/// use tcf_codec::{PurposeId, VendorId};
/// use tcf_policy::vocabulary::LegalBasis;
/// let mut row = PurposeRow::new(VendorId::new(278).unwrap());
/// row.purposes.insert(PurposeId::new(7).unwrap(), LegalBasis::LegitimateInterest);
/// row.assessment = Some("LIA-2026-014".to_owned());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurposeRow {
    /// The vendor.
    pub vendor: VendorId,
    /// The purposes, each with its legal basis.
    pub purposes: BTreeMap<PurposeId, LegalBasis>,
    /// The assessment of the legitimate interest.
    pub assessment: Option<String>,
    /// The day on which the assessment is to be reviewed.
    pub review: Option<Deciseconds>,
    /// The data that calls may carry; `None` if the map does not say.
    pub data: Option<Facts>,
    /// The day from which on the row holds.
    pub since: Option<Deciseconds>,
    /// How long data is kept, in days.
    pub retention_days: Option<u32>,
    /// The countries of users in which the row holds; empty for all.
    pub countries: Vec<CountryCode>,
    /// The channel in which the row holds; `None` for all.
    pub channel: Option<String>,
}

impl PurposeRow {
    /// A row without purposes that holds everywhere.
    pub const fn new(vendor: VendorId) -> Self {
        Self {
            vendor,
            purposes: BTreeMap::new(),
            assessment: None,
            review: None,
            data: None,
            since: None,
            retention_days: None,
            countries: Vec::new(),
            channel: None,
        }
    }

    /// Whether the row holds in a country and a channel. In an unknown one, only rows without a
    /// condition hold.
    pub fn holds(&self, country: Option<CountryCode>, channel: Option<&str>) -> bool {
        let in_country = self.countries.is_empty()
            || country.is_some_and(|country| self.countries.contains(&country));
        in_country && (self.channel.is_none() || self.channel.as_deref() == channel)
    }
}

/// The rows of a purpose map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurposeMap {
    rows: BTreeMap<VendorId, Vec<PurposeRow>>,
}

/// What is wrong with a row, apart from any event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowFault {
    /// The check: M004, M005 or M010.
    pub code: CheckCode,
    /// The vendor of the row.
    pub vendor: VendorId,
    /// The purpose.
    pub purpose: PurposeId,
}

impl PurposeMap {
    /// Creates an empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub fn add(&mut self, row: PurposeRow) {
        self.rows.entry(row.vendor).or_default().push(row);
    }

    /// All rows, by vendor.
    pub fn rows(&self) -> impl Iterator<Item = &PurposeRow> {
        self.rows.values().flatten()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of a vendor that hold in a country and a channel.
    pub fn rows_of<'m>(
        &'m self,
        vendor: VendorId,
        country: Option<CountryCode>,
        channel: Option<&'m str>,
    ) -> impl Iterator<Item = &'m PurposeRow> {
        let rows = self.rows.get(&vendor).into_iter().flatten();
        rows.filter(move |row| row.holds(country, channel))
    }

    /// Checks the rows, without events:
    ///
    /// * M004: the vendor list does not let the vendor use the purpose on this basis,
    /// * M005: legitimate interest without an assessment, or whose review is due,
    /// * M010: data is kept longer than the vendor declares.
    ///
    /// M004 and M010 need a vendor list that has the vendor.
    pub fn check(&self, gvl: Option<&Gvl>, as_of: Deciseconds) -> Vec<RowFault> {
        let mut faults = Vec::new();
        for row in self.rows() {
            let declared = gvl.and_then(|gvl| gvl.vendor(row.vendor));
            for (&purpose, &basis) in &row.purposes {
                let mut report = |code| faults.push(RowFault { code, vendor: row.vendor, purpose });
                if declared.is_some_and(|vendor| !allows(vendor, purpose, basis)) {
                    report(CheckCode::M004);
                }
                let is_due = row.review.is_some_and(|review| review <= as_of);
                if basis == LegalBasis::LegitimateInterest && (row.assessment.is_none() || is_due) {
                    report(CheckCode::M005);
                }
                let limit = declared.and_then(|vendor| retention(vendor, purpose));
                if row
                    .retention_days
                    .zip(limit)
                    .is_some_and(|(days, limit)| i64::from(days) > limit)
                {
                    report(CheckCode::M010);
                }
            }
        }
        faults.sort_unstable();
        faults.dedup();
        faults
    }
}

/// Whether a vendor declares a purpose on a basis, or lets publishers switch to it.
fn allows(vendor: &Vendor, purpose: PurposeId, basis: LegalBasis) -> bool {
    let declaration = vendor.declaration(purpose);
    match declaration.basis {
        None => false,
        Some(declared) => declared == basis || declaration.flexible,
    }
}

/// How long a vendor keeps data for a purpose, in days.
fn retention(vendor: &Vendor, purpose: PurposeId) -> Option<i64> {
    let retention = vendor.retention.as_ref()?;
    let exception = retention.purposes.iter().find(|(id, _)| *id == purpose.get());
    exception.map(|&(_, days)| days).or(retention.standard)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GVL: &[u8] = br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "vendors": {
        "7": {"id": 7, "purposes": [1, 2], "legIntPurposes": [7], "flexiblePurposes": [2],
            "dataRetention": {"stdRetention": 90, "purposes": {"7": 30}, "specialPurposes": {}}}}}"#;

    fn purpose(id: u8) -> PurposeId {
        PurposeId::new(id).unwrap()
    }

    fn row(purposes: &[(u8, LegalBasis)]) -> PurposeRow {
        let mut row = PurposeRow::new(VendorId::new(7).unwrap());
        row.purposes = purposes.iter().map(|&(id, basis)| (purpose(id), basis)).collect();
        row
    }

    /// The faults as `code purpose`.
    fn faults(row: PurposeRow) -> String {
        let gvl = Gvl::from_json(GVL).unwrap();
        let mut map = PurposeMap::new();
        map.add(row);
        let faults = map.check(Some(&gvl), "2026-06-01".parse().unwrap());
        let each = faults.iter().map(|fault| format!("{} {}", fault.code, fault.purpose));
        each.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn rows_are_checked_against_the_vendor_list() {
        use LegalBasis::{Consent, LegitimateInterest};
        assert_eq!(faults(row(&[(1, Consent), (2, Consent)])), "");
        assert_eq!(faults(row(&[(3, Consent), (7, Consent)])), "M004 3, M004 7");
        let assessed = PurposeRow {
            assessment: Some("LIA".to_owned()),
            ..row(&[(2, LegitimateInterest), (7, LegitimateInterest)])
        };
        assert_eq!(faults(assessed.clone()), "");
        assert_eq!(faults(PurposeRow { assessment: None, ..assessed.clone() }), "M005 2, M005 7");
        let due = PurposeRow { review: Some("2026-06-01".parse().unwrap()), ..assessed.clone() };
        assert_eq!(faults(due), "M005 2, M005 7");
        let later = PurposeRow { review: Some("2026-06-02".parse().unwrap()), ..assessed.clone() };
        assert_eq!(faults(later), "");
        let kept = |days| PurposeRow { retention_days: Some(days), ..assessed.clone() };
        assert_eq!(faults(kept(30)), "");
        assert_eq!(faults(kept(31)), "M010 7");
        assert_eq!(faults(kept(91)), "M010 2, M010 7");
        let other = PurposeRow { vendor: VendorId::new(8).unwrap(), ..row(&[(3, Consent)]) };
        assert_eq!(faults(other), "");
    }

    #[test]
    fn rows_hold_under_their_conditions() {
        let limited = PurposeRow {
            countries: vec!["DE".parse().unwrap()],
            channel: Some("web".to_owned()),
            ..row(&[])
        };
        let mut map = PurposeMap::new();
        map.add(limited);
        let rows = |country: Option<&str>, channel| {
            let country = country.map(|country| country.parse().unwrap());
            map.rows_of(VendorId::new(7).unwrap(), country, channel).count()
        };
        assert_eq!(rows(Some("DE"), Some("web")), 1);
        assert_eq!(rows(Some("FR"), Some("web")), 0);
        assert_eq!(rows(Some("DE"), Some("app")), 0);
        assert_eq!(rows(None, Some("web")), 0);
        assert_eq!(rows(Some("DE"), None), 0);
        assert_eq!(map.rows_of(VendorId::new(8).unwrap(), None, None).count(), 0);
    }
}
