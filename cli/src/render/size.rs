//! The text output of `tcf inspect --size`: a table per segment, one line per part.

use std::io;

use tcf::{Part, PartSize, RestrictionKind, SegmentSize, SignalSize, Size, VendorsSize};
use tcf_policy::gvl::ListKey;

use crate::lists::not_available;
use crate::term::{Cell, Column, Page, Role, Table, counted, counted_as};

/// Part, bits, characters, details.
const TABLE: Table<4> =
    Table::new([Column::left(2, 19), Column::right(1, 6), Column::right(1, 7), Column::wrapped(2)]);

/// Part, characters, characters in the canonical encoding.
const SECTIONS: Table<3> =
    Table::new([Column::left(2, 19), Column::right(1, 6), Column::right(1, 10)]);

/// The length of a string.
pub(crate) struct Screen<'a> {
    pub(crate) page: Page<'a>,
    pub(crate) size: &'a Size,
    /// The list that the string names, if it is missing.
    pub(crate) missing: Option<ListKey>,
}

impl Screen<'_> {
    pub(crate) fn write(mut self) -> io::Result<()> {
        self.total()?;
        for segment in &self.size.segments {
            write_segment(&mut self.page, segment)?;
        }
        Ok(())
    }

    fn total(&mut self) -> io::Result<()> {
        let Size { characters, canonical_characters: canonical, .. } = self.size;
        let length = counted(*characters, "character");
        let shortest = if canonical == characters {
            format!("{length}, the shortest encoding")
        } else {
            format!("{length}; {canonical} in the shortest encoding")
        };
        let compact = self.size.compact_characters.zip(self.size.gvl).map(|(compact, gvl)| {
            let key = ListKey { specification: gvl.specification, version: gvl.version };
            let other = if gvl.exact { "" } else { ", which the string does not name" };
            format!("; {compact} with `tcf encode --compact` and {key}{other}")
        });
        let text = shortest + &compact.unwrap_or_default();
        self.page.heading(text)?;
        if let Some(key) = self.missing {
            let text =
                format!("with `tcf encode --compact`: unknown, because {}", not_available(key));
            self.page.painted_paragraph(Role::Faint, text, 0)?;
        }
        Ok(())
    }
}

/// The length of a GPP, US Privacy or Additional Consent string.
pub(crate) fn write_signal(mut page: Page<'_>, size: &SignalSize) -> io::Result<()> {
    let (characters, canonical) = (size.characters, size.canonical_characters);
    let length = counted(characters, "character");
    page.heading(if canonical == characters {
        format!("{length}, the canonical encoding")
    } else {
        format!("{length}; {canonical} in the canonical encoding")
    })?;
    let Some((header, sections)) = size.header.zip(size.sections.as_ref()) else { return Ok(()) };
    page.blank()?;
    SECTIONS.heading(&mut page, "part", ["chars", "canonical"])?;
    let header = ("header".to_owned(), header.characters, header.canonical_characters);
    let parts = sections.iter().map(|section| {
        (section.section.to_string(), section.characters, section.canonical_characters)
    });
    for (name, characters, canonical) in std::iter::once(header).chain(parts) {
        let name = Cell::painted(Role::Name, name);
        SECTIONS.row(&mut page, &[name, Cell::of(characters), Cell::of(canonical)])?;
    }
    if !sections.is_empty() {
        let separators = Cell::of(sections.len());
        let name = Cell::painted(Role::Name, "separators");
        SECTIONS.row(&mut page, &[name, separators, Cell::of(sections.len())])?;
    }
    for section in sections {
        let Some(segments) = &section.segments else { continue };
        page.section(format_args!("Segments of {}", section.section))?;
        segments.iter().try_for_each(|segment| write_segment(&mut page, segment))?;
    }
    Ok(())
}

fn write_segment(page: &mut Page<'_>, segment: &SegmentSize) -> io::Result<()> {
    page.blank()?;
    TABLE.heading(page, segment.segment, ["bits", "chars", ""])?;
    for part in &segment.parts {
        write_part(page, part)?;
    }
    TABLE.row(page, &row("total", Role::Faint, segment.bits, String::new()))
}

fn write_part(page: &mut Page<'_>, part: &PartSize) -> io::Result<()> {
    let name = match (part.part, part.restriction) {
        (Part::Fields, _) => "fields".to_owned(),
        (Part::VendorConsents, _) => "consent".to_owned(),
        (Part::VendorLegitimateInterests, _) => "legitimate interest".to_owned(),
        (Part::Vendors, _) => "vendors".to_owned(),
        (Part::Restriction, Some(restriction)) => format!("restriction {}", restriction.index),
        (Part::Restriction, None) => "restriction".to_owned(),
        (Part::Tail, _) => "padding".to_owned(),
    };
    TABLE.row(page, &row(&name, Role::Name, part.bits, details(part)))
}

fn row(name: &str, role: Role, bits: usize, details: String) -> [Cell<'static>; 4] {
    // A character is six bits.
    let tenths = (bits * 10 + 3) / 6;
    let characters = format!("{}.{}", tenths / 10, tenths % 10);
    [Cell::painted(role, name.to_owned()), Cell::of(bits), characters.into(), details.into()]
}

/// How a part is encoded, and why it is longer than it could be.
fn details(part: &PartSize) -> String {
    let mut details = Vec::new();
    if let Some(vendors) = &part.vendors {
        details.push(match part.restriction {
            Some(RestrictionKind { purpose_id, restriction_type, .. }) => {
                format!("purpose {purpose_id} {restriction_type}: {}", encoding(vendors))
            }
            None => encoding(vendors),
        });
        let other = match (vendors.entries, vendors.bit_field_bits, vendors.range_bits) {
            (Some(_), Some(bits), _) => Some(("bit field", bits)),
            (None, _, Some(bits)) => Some(("ranges", bits)),
            _ => None,
        };
        if let Some((name, bits)) = other.filter(|_| vendors.count > 0) {
            details.push(format!("as {name} {bits}"));
        }
        details.extend(faults(vendors));
    }
    if part.canonical_bits < part.bits {
        details.push(format!("shortest {}", part.canonical_bits));
    }
    if let Some(compact) = part.compact_bits.filter(|compact| *compact != part.canonical_bits) {
        details.push(format!("compact {compact}"));
    }
    details.join("; ")
}

/// `2 entries for 7 vendors, 3 not in the list`
fn encoding(vendors: &VendorsSize) -> String {
    let count = counted(vendors.count, "vendor");
    let encoded = match (vendors.entries, vendors.count) {
        (None, 0) => return "no vendors".to_owned(),
        (None, _) => format!("bit field for {count}"),
        (Some(entries), _) => format!("{} for {count}", counted_as(entries, "entry", "entries")),
    };
    match vendors.unlisted {
        None | Some(0) => encoded,
        Some(unlisted) => format!("{encoded}, {unlisted} not in the list"),
    }
}

/// What makes vendors take more bits than they could.
fn faults(vendors: &VendorsSize) -> impl Iterator<Item = String> {
    let VendorsSize { mergeable, max_vendor_id, highest, unlisted_gaps, .. } = *vendors;
    let mergeable = mergeable
        .filter(|count| *count > 0)
        .map(|count| format!("entries overlap or adjoin, {count} too many"));
    let max = max_vendor_id
        .filter(|max| *max > highest)
        .map(|max| format!("MaxVendorId is {max}, the highest vendor is {highest}"));
    // Ranges of restrictions may span other vendors.
    let gaps = unlisted_gaps.filter(|count| *count > 0 && max_vendor_id.is_none());
    let gaps = gaps.map(|count| format!("{} without a listed vendor", counted(count, "gap")));
    [mergeable, max, gaps].into_iter().flatten()
}
