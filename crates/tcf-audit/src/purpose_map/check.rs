//! What is wrong with a purpose map, apart from any event.

use std::sync::Arc;

use tcf_codec::{Deciseconds, Id, IdSet, PurposeId};
use tcf_policy::gvl::{DefinitionKind, Gvl, Vendor};
use tcf_policy::vocabulary::{LegalBasis, needs_consent};

use super::PurposeMap;
use super::data::{PlannedData, categories};
use super::recipient::Recipient;
use super::row::PurposeRow;
use crate::check::CheckCode;

/// What is wrong with a row, apart from any event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowFault {
    /// The check: one of [`PurposeMap::CHECKS`].
    pub code: CheckCode,
    /// Whom the row is about.
    pub recipient: Recipient,
    /// The purpose, or the special purpose; `None` if the fault is not about one.
    pub purpose: Option<PurposeId>,
    /// The name of the data (M012).
    pub name: Option<Arc<str>>,
    /// Which case of the check it is (M004, M005).
    pub detail: Option<&'static str>,
    /// The line in the settings, if the row comes from a file.
    pub line: Option<u64>,
}

impl PurposeMap {
    /// The checks that need no events.
    pub const CHECKS: [CheckCode; 6] = [
        CheckCode::M004,
        CheckCode::M005,
        CheckCode::M010,
        CheckCode::M011,
        CheckCode::M012,
        CheckCode::M013,
    ];

    /// Checks the rows, without events:
    ///
    /// * M004: the vendor list does not let the vendor use the purpose on this basis, or the
    ///   purpose needs consent,
    /// * M005: legitimate interest without an assessment, or whose review is due,
    /// * M010: data is kept longer than the vendor declares,
    /// * M011: the vendor is not in the list, or deleted,
    /// * M012: the row has data of a category that the vendor does not declare,
    /// * M013: two rows that hold in the same case have different bases for a purpose.
    ///
    /// M010, M011 and M012 need a vendor list, and M004 for vendors; M010 and M012 also what the
    /// vendor declares since specification 3. The faults are sorted, and each occurs once.
    pub fn check(&self, gvl: Option<&Gvl>, as_of: Deciseconds) -> Vec<RowFault> {
        let mut faults = Vec::new();
        for rows in self.rows.values() {
            for (position, row) in rows.iter().enumerate() {
                let mut check = RowCheck { row, faults: &mut faults };
                check.bases_and_assessments(as_of);
                if let (Some(gvl), Some(id)) = (gvl, row.recipient.vendor()) {
                    let vendor = gvl.vendor(id).filter(|vendor| !vendor.is_deleted_at(as_of));
                    match vendor {
                        None => check.report(CheckCode::M011, None, row.lines.row),
                        Some(vendor) => check.declarations(vendor, gvl),
                    }
                }
                check.earlier_rows(rows.get(..position).unwrap_or_default());
            }
        }
        faults.sort_unstable();
        faults.dedup();
        faults
    }
}

/// Collects the faults of a row.
struct RowCheck<'c> {
    row: &'c PurposeRow,
    faults: &'c mut Vec<RowFault>,
}

impl RowCheck<'_> {
    fn report(&mut self, code: CheckCode, purpose: Option<PurposeId>, line: Option<u64>) {
        let recipient = self.row.recipient.clone();
        let line = line.or(self.row.lines.row);
        self.faults.push(RowFault { code, recipient, purpose, name: None, detail: None, line });
    }

    /// A fault of a purpose, and which case of the check it is.
    fn report_case(
        &mut self,
        code: CheckCode,
        purpose: PurposeId,
        detail: &'static str,
        line: Option<u64>,
    ) {
        self.report(code, Some(purpose), line);
        if let Some(fault) = self.faults.last_mut() {
            fault.detail = Some(detail);
        }
    }

    /// M004 and M005, as far as they do not depend on the vendor.
    fn bases_and_assessments(&mut self, as_of: Deciseconds) {
        let row = self.row;
        let is_due = row.review.is_some_and(|review| review <= as_of);
        for (&purpose, &basis) in &row.purposes {
            if basis != LegalBasis::LegitimateInterest {
                continue;
            }
            // The vendor list says it of vendors, under the policy version of the list.
            if row.recipient.vendor().is_none() && needs_consent(purpose, u16::MAX) {
                let detail = "it needs consent";
                self.report_case(CheckCode::M004, purpose, detail, row.lines.purposes);
            }
            if row.assessment.is_none() {
                let detail = "no assessment";
                self.report_case(CheckCode::M005, purpose, detail, row.lines.purposes);
            } else if is_due {
                let detail = "the review is due";
                self.report_case(CheckCode::M005, purpose, detail, row.lines.review);
            }
        }
    }

    /// M004, M010 and M012: the row against what the vendor declares.
    fn declarations(&mut self, vendor: &Vendor, gvl: &Gvl) {
        let row = self.row;
        for (&purpose, &basis) in &row.purposes {
            if !allows(vendor, purpose, basis) {
                let detail = "the vendor does not declare it on this basis";
                self.report_case(CheckCode::M004, purpose, detail, row.lines.purposes);
            }
            let limit = retention(vendor, purpose, basis);
            let is_over = |(days, limit)| i64::from(days) > limit;
            if row.retention_days.zip(limit).is_some_and(is_over) {
                self.report(CheckCode::M010, Some(purpose), row.lines.retention_days);
            }
        }
        let declared = vendor.data_declaration;
        let data = row.data.iter().filter(|_| !declared.is_empty());
        for name in data.flat_map(PlannedData::names) {
            let possible = named_category(gvl, name).unwrap_or_else(|| categories(name));
            if !possible.is_empty() && possible.intersection(declared).is_empty() {
                self.report(CheckCode::M012, None, row.lines.data);
                if let Some(fault) = self.faults.last_mut() {
                    fault.name = Some(name.as_str().into());
                }
            }
        }
    }

    /// M013: the row against those before it.
    fn earlier_rows(&mut self, earlier: &[PurposeRow]) {
        let row = self.row;
        for &purpose in row.purposes.keys() {
            let Some(basis) = row.basis_of(purpose) else { continue };
            let is_other = |other: &PurposeRow| {
                other.basis_of(purpose).is_some_and(|known| known != basis) && other.overlaps(row)
            };
            if earlier.iter().any(is_other) {
                self.report(CheckCode::M013, Some(purpose), row.lines.purposes);
            }
        }
    }
}

/// Whether a vendor declares a purpose on a basis, or lets publishers switch to it.
fn allows(vendor: &Vendor, purpose: PurposeId, basis: LegalBasis) -> bool {
    if basis == LegalBasis::SpecialPurpose {
        return vendor.special_purposes.contains(purpose);
    }
    let declaration = vendor.declaration(purpose);
    match declaration.basis {
        None => false,
        Some(declared) => declared == basis || declaration.flexible,
    }
}

/// How long a vendor keeps data for a purpose, in days.
pub(super) fn retention(vendor: &Vendor, purpose: PurposeId, basis: LegalBasis) -> Option<i64> {
    let retention = vendor.retention.as_ref()?;
    let exceptions = match basis {
        LegalBasis::SpecialPurpose => &retention.special_purposes,
        LegalBasis::Consent | LegalBasis::LegitimateInterest => &retention.purposes,
    };
    let exception = exceptions.iter().find(|(id, _)| *id == purpose.get());
    exception.map(|&(_, days)| days).or(retention.standard)
}

/// The category that a vendor list gives a name, such as `IP addresses`.
fn named_category(gvl: &Gvl, name: &str) -> Option<IdSet<63>> {
    let mut definitions = gvl.definitions(DefinitionKind::DataCategories)?.iter();
    let category = definitions.find(|known| known.name.eq_ignore_ascii_case(name))?;
    Id::new(category.id).map(|id| std::iter::once(id).collect())
}

#[cfg(test)]
mod tests {
    use tcf_codec::VendorId;

    use super::*;

    const GVL: &[u8] = br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45,
        "dataCategories": {"6": {"id": 6, "name": "Browsing and interaction data"}},
        "vendors": {
        "7": {"id": 7, "purposes": [1, 2], "legIntPurposes": [7], "flexiblePurposes": [2],
            "specialPurposes": [1], "dataDeclaration": [1, 3],
            "dataRetention": {"stdRetention": 90, "purposes": {"7": 30},
                "specialPurposes": {"1": 5}}},
        "9": {"id": 9, "purposes": [1], "deletedDate": "2026-05-01T00:00:00Z"}}}"#;

    fn purpose(id: u8) -> PurposeId {
        PurposeId::new(id).unwrap()
    }

    fn vendor(id: u16) -> Recipient {
        VendorId::new(id).unwrap().into()
    }

    fn row(purposes: &[(u8, LegalBasis)]) -> PurposeRow {
        let mut row = PurposeRow::new(vendor(7));
        row.purposes = purposes.iter().map(|&(id, basis)| (purpose(id), basis)).collect();
        row
    }

    /// The faults as `code purpose name`.
    fn faults_of(rows: &[PurposeRow]) -> String {
        let gvl = Gvl::from_json(GVL).unwrap();
        let mut map = PurposeMap::new();
        rows.iter().cloned().for_each(|row| map.add(row));
        let faults = map.check(Some(&gvl), "2026-06-01".parse().unwrap());
        let each = faults.iter().map(|fault| {
            assert!(PurposeMap::CHECKS.contains(&fault.code));
            let purpose = fault.purpose.map(|id| format!(" {id}")).unwrap_or_default();
            let name = fault.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
            format!("{}{purpose}{name}", fault.code)
        });
        each.collect::<Vec<_>>().join(", ")
    }

    fn faults(row: PurposeRow) -> String {
        faults_of(&[row])
    }

    #[test]
    fn rows_are_checked_against_the_vendor_list() {
        use LegalBasis::{Consent, LegitimateInterest, SpecialPurpose};
        assert_eq!(faults(row(&[(1, Consent), (2, Consent)])), "");
        assert_eq!(faults(row(&[(3, Consent), (7, Consent)])), "M004 3, M004 7");
        // A special purpose has its own ids.
        assert_eq!(faults(row(&[(1, SpecialPurpose), (2, SpecialPurpose)])), "M004 2");
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
        let special = row(&[(1, SpecialPurpose)]);
        assert_eq!(faults(PurposeRow { retention_days: Some(6), ..special }), "M010 1");
    }

    #[test]
    fn vendors_that_are_not_listed_are_found() {
        let of = |id| PurposeRow { recipient: vendor(id), ..row(&[(1, LegalBasis::Consent)]) };
        assert_eq!(faults(of(7)), "");
        assert_eq!(faults(of(8)), "M011");
        assert_eq!(faults(of(9)), "M011");
        // Nothing is known without a list.
        let mut map = PurposeMap::new();
        map.add(of(8));
        assert_eq!(map.check(None, Deciseconds::default()), []);
    }

    #[test]
    fn data_is_checked_against_the_declared_categories() {
        let of = |names: &[&str]| PurposeRow {
            data: Some(names.iter().map(|&name| name.to_owned()).collect()),
            ..row(&[])
        };
        assert_eq!(faults(of(&["device.ip", "ip/24", "user.id", "price"])), "");
        assert_eq!(faults(of(&["url", "device.geo"])), "M012 device.geo, M012 url");
        assert_eq!(
            faults(of(&["browsing and interaction data"])),
            "M012 browsing and interaction data"
        );
        let undeclared = PurposeRow { recipient: vendor(8), ..of(&["url"]) };
        assert_eq!(faults(undeclared), "M011");
    }

    #[test]
    fn rows_that_contradict_each_other_are_found() {
        use LegalBasis::{Consent, LegitimateInterest, SpecialPurpose};
        let assessed =
            |purposes: &[_]| PurposeRow { assessment: Some("LIA".to_owned()), ..row(purposes) };
        let one = assessed(&[(2, Consent)]);
        let other = assessed(&[(2, LegitimateInterest)]);
        assert_eq!(faults_of(&[one.clone(), other.clone()]), "M013 2");
        assert_eq!(faults_of(&[one.clone(), one.clone()]), "");
        let elsewhere = PurposeRow { countries: vec!["FR".parse().unwrap()], ..other };
        assert_eq!(faults_of(&[one.clone(), elsewhere.clone()]), "M013 2");
        let here = PurposeRow { countries: vec!["DE".parse().unwrap()], ..one };
        assert_eq!(faults_of(&[here, elsewhere]), "");
        let special = [row(&[(1, Consent)]), row(&[(1, SpecialPurpose)])];
        assert_eq!(faults_of(&special), "");
    }

    #[test]
    fn recipients_that_are_not_listed_have_their_own_rules() {
        use LegalBasis::{Consent, LegitimateInterest};
        let of = |purposes: &[_]| PurposeRow {
            recipient: Recipient::named("newsletter").unwrap(),
            assessment: Some("LIA".to_owned()),
            data: Some(["url".to_owned()].into_iter().collect()),
            retention_days: Some(4000),
            ..row(purposes)
        };
        assert_eq!(faults(of(&[(1, Consent), (3, Consent), (7, LegitimateInterest)])), "");
        assert_eq!(
            faults(of(&[(1, LegitimateInterest), (5, LegitimateInterest)])),
            "M004 1, M004 5"
        );
    }

    #[test]
    fn faults_have_the_line_of_their_key() {
        let mut row = row(&[(7, LegalBasis::LegitimateInterest)]);
        row.lines.row = Some(10);
        row.lines.purposes = Some(12);
        row.lines.review = Some(15);
        let line = |row: &PurposeRow| {
            let mut map = PurposeMap::new();
            map.add(row.clone());
            let gvl = Gvl::from_json(GVL).unwrap();
            map.check(Some(&gvl), "2026-06-01".parse().unwrap())[0].line
        };
        assert_eq!(line(&row), Some(12));
        row.assessment = Some("LIA".to_owned());
        row.review = Some("2026-05-01".parse().unwrap());
        assert_eq!(line(&row), Some(15));
        row.recipient = vendor(8);
        row.review = None;
        assert_eq!(line(&row), Some(10));
    }
}
