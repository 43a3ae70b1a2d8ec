//! The purpose map: who processes data for which purposes, on which legal basis.
//!
//! The map is the plan of the publisher. The vendor list is what a vendor declares, the string what
//! the user and the publisher allow, and an event what happened.
//!
//! * [`PurposeRow`]: a row, with the conditions under which it holds
//! * [`PurposeMap::check`]: the map against a vendor list
//! * [`ProcessingRecord`]: the map as a document for people

mod check;
mod data;
mod document;
mod recipient;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use check::RowFault;
pub use data::PlannedData;
pub use document::ProcessingRecord;
pub use recipient::Recipient;
pub use row::{PurposeRow, Reasoning, Restricted, RestrictedMode, RowContext, RowLines};
use tcf_codec::{PurposeId, VendorId};
use tcf_policy::vocabulary::LegalBasis;

/// The rows of a purpose map.
///
/// ```
/// use tcf_audit::purpose_map::{PurposeMap, PurposeRow, Recipient, RowContext};
/// let mut map = PurposeMap::new();
/// let partner = Recipient::named("newsletter").unwrap();
/// map.add(PurposeRow::new(partner.clone()));
/// assert_eq!(map.rows_of(&partner, &RowContext::default()).count(), 1);
/// assert_eq!(map.rows_of(&Recipient::Publisher, &RowContext::default()).count(), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurposeMap {
    /// The rows of a recipient are in the order in which they were added.
    rows: BTreeMap<Recipient, Vec<PurposeRow>>,
    file: Option<Arc<str>>,
}

impl PurposeMap {
    /// Creates an empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name of the file that the rows come from, for findings.
    pub fn set_file(&mut self, name: &str) {
        self.file = Some(name.into());
    }

    /// The name of the file that the rows come from.
    pub const fn file(&self) -> Option<&Arc<str>> {
        self.file.as_ref()
    }

    /// Adds a row.
    pub fn add(&mut self, row: PurposeRow) {
        self.rows.entry(row.recipient.clone()).or_default().push(row);
    }

    /// All rows: those of vendors by id, then of the publisher, then of partners by name.
    pub fn rows(&self) -> impl Iterator<Item = &PurposeRow> {
        self.rows.values().flatten()
    }

    /// The vendors of the map, ascending, each once.
    pub fn vendors(&self) -> impl Iterator<Item = VendorId> {
        self.rows.keys().filter_map(Recipient::vendor)
    }

    /// The vendors with the purposes of their rows, without special purposes. A vendor may have a
    /// purpose more than once, under different conditions.
    pub fn planned(&self) -> impl Iterator<Item = (VendorId, PurposeId, LegalBasis)> {
        self.rows().filter_map(|row| Some((row.recipient.vendor()?, row))).flat_map(|(id, row)| {
            let purposes = row.purposes.keys();
            purposes.filter_map(move |&purpose| Some((id, purpose, row.basis_of(purpose)?)))
        })
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of a recipient that hold in a case, in the order in which they were added.
    pub fn rows_of<'m>(
        &'m self,
        recipient: &Recipient,
        case: &RowContext<'_>,
    ) -> impl Iterator<Item = &'m PurposeRow> {
        let rows = self.rows.get(recipient).into_iter().flatten();
        let case = *case;
        rows.filter(move |row| row.holds(&case))
    }
}
