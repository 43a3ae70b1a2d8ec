//! Lists of range entries, which occur in vendor sections and in publisher restrictions.

use std::fmt;

use tcf_codec::{RangeEntry, SectionEncoding, SectionLayout, Segment};

use super::place::Place;
use super::subject::Subject;

/// The range entries of a vendor section or of a publisher restriction.
pub(super) struct EntryList<'s> {
    subject: &'s Subject<'s>,
    owner: Owner<'s>,
    pub(super) entries: &'s [RangeEntry],
}

/// What the entries are part of.
enum Owner<'s> {
    Section(Segment, usize, &'s SectionLayout),
    Restriction(usize),
}

impl Subject<'_> {
    /// All lists of range entries, of vendor sections and of publisher restrictions.
    pub(super) fn entry_lists(&self) -> impl Iterator<Item = EntryList<'_>> {
        let sections = self.sections().filter_map(|(segment, number, section)| {
            let SectionEncoding::Ranges { entries, .. } = &section.encoding else { return None };
            let owner = Owner::Section(segment, number, section);
            Some(EntryList { subject: self, owner, entries })
        });
        let records =
            self.segment(Segment::Core).into_iter().flat_map(|core| core.restrictions.iter());
        sections.chain(records.enumerate().map(|(number, record)| EntryList {
            subject: self,
            owner: Owner::Restriction(number),
            entries: &record.entries,
        }))
    }
}

impl EntryList<'_> {
    /// The place of an entry.
    pub(super) fn place(&self, index: usize) -> Option<Place> {
        match self.owner {
            Owner::Section(segment, number, section) => {
                self.subject.entry(segment, number, section, index)
            }
            Owner::Restriction(number) => self.subject.restriction_entry(number, index),
        }
    }

    /// The entries for which `is_so` holds: how many there are, and the first with its index.
    pub(super) fn count(
        &self,
        is_so: impl Fn(&RangeEntry) -> bool,
    ) -> Option<(usize, usize, &RangeEntry)> {
        let mut found = self.entries.iter().enumerate().filter(|(_, entry)| is_so(entry));
        let (index, first) = found.next()?;
        Some((1 + found.count(), index, first))
    }
}

/// The name in messages: `vendor consents`, `PubRestrictions[0]`.
impl fmt::Display for EntryList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.owner {
            Owner::Section(segment, number, _) => {
                f.write_str(Subject::section_name(segment, number))
            }
            Owner::Restriction(number) => write!(f, "PubRestrictions[{number}]"),
        }
    }
}
