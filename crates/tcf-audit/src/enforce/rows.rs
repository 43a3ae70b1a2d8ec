//! The rows of the purpose map, by number.

use tcf_codec::IdSet;

use super::recipients::Recipients;
use super::request::RecipientRef;
use super::ruling::RowId;
use crate::purpose_map::{PurposeMap, PurposeRow, RowContext};

/// The rows of a purpose map, sorted by recipient, with the order of the map among those of one.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    rows: Vec<PurposeRow>,
}

impl Rows {
    pub(super) fn new(map: &PurposeMap) -> Self {
        let mut rows: Vec<_> = map.rows().cloned().collect();
        rows.sort_by(|one, other| one.recipient.cmp(&other.recipient));
        Self { rows }
    }

    pub(super) fn get(&self, id: RowId) -> Option<&PurposeRow> {
        self.rows.get(id.0)
    }

    /// The rows of a recipient, whether or not they hold.
    fn of(
        &self,
        recipient: RecipientRef<'_>,
    ) -> impl Iterator<Item = (RowId, &PurposeRow)> + Clone {
        let of_row = |row: &PurposeRow| RecipientRef::from(&row.recipient).cmp(&recipient);
        let start = self.rows.partition_point(|row| of_row(row).is_lt());
        let end = self.rows.partition_point(|row| of_row(row).is_le());
        let rows = self.rows.get(start..end).unwrap_or_default().iter().enumerate();
        rows.map(move |(index, row)| (RowId(start + index), row))
    }

    /// Whether the map has a row of the recipient, whether or not it holds.
    pub(super) fn has(&self, recipient: RecipientRef<'_>) -> bool {
        self.of(recipient).next().is_some()
    }

    /// The rows of a recipient that hold in a case.
    pub(super) fn holding<'r>(
        &'r self,
        recipient: RecipientRef<'_>,
        case: RowContext<'r>,
    ) -> impl Iterator<Item = (RowId, &'r PurposeRow)> + Clone {
        self.of(recipient).filter(move |(_, row)| row.holds(&case))
    }

    /// The row that covers an event: of the first recipient with one, the first that names one of
    /// the purposes.
    pub(super) fn covering(
        &self,
        recipients: Recipients<'_>,
        purposes: IdSet<24>,
        case: RowContext<'_>,
    ) -> Option<RowId> {
        let names_any = |row: &PurposeRow| {
            purposes.is_empty() || purposes.iter().any(|id| row.basis_of(id).is_some())
        };
        recipients.iter().find_map(|recipient| {
            let mut rows = self.holding(recipient, case);
            rows.find(|(_, row)| names_any(row)).map(|(id, _)| id)
        })
    }

    /// The row that allows a restricted form of a denied event. Every recipient must have a row
    /// that names all of the purposes and allows the same form; the row is that of the first
    /// recipient.
    pub(super) fn restricted(
        &self,
        recipients: Recipients<'_>,
        purposes: IdSet<24>,
        case: RowContext<'_>,
    ) -> Option<RowId> {
        let mut allowing = recipients.iter().map(|recipient| {
            self.holding(recipient, case).find(|(_, row)| {
                row.restricted.is_some() && purposes.iter().all(|id| row.basis_of(id).is_some())
            })
        });
        let (id, first) = allowing.next()??;
        let is_same = |found: Option<(RowId, &PurposeRow)>| {
            found.is_some_and(|(_, row)| row.restricted == first.restricted)
        };
        allowing.all(is_same).then_some(id)
    }
}
