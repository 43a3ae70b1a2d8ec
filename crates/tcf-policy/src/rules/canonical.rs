//! Group C: strings that could be encoded shorter or in the usual order.

use tcf_codec::{RangeEntry, SectionBits, SectionEncoding, Segment, VendorRange, VendorSet};

use super::report::Report;
use super::rule::{Example, Rule, Severity, Source, VALID};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::rule_code::RuleCode;

const SECTIONS: Source =
    Source::Specification("Vendor sections: the encoding logic chooses the smaller form");

pub(super) static C001: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C001,
        slug: "encoding-not-smallest",
        severity: Severity::Info,
        summary: "A vendor section uses the longer of its two encodings.",
        why: "A longer string exceeds cookie and URL limits more often. Widely used encoders \
            pick the wrong encoding.",
        help: "use the other encoding for the section",
        source: SECTIONS,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(smallest),
};

pub(super) static C002: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C002,
        slug: "max-vendor-id-not-minimal",
        severity: Severity::Info,
        summary: "MaxVendorId is above the highest vendor of the section.",
        why: "It is legal, but a bit field becomes longer.",
        help: "set MaxVendorId to the highest vendor id that is set",
        source: SECTIONS,
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAEIAAAAAAA.IAAo")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v1().is_some() {
            // In version 1, MaxVendorId is part of the value.
            return;
        }
        for (segment, number, section) in subject.sections() {
            let Some(highest) = set(subject, segment, number).map(VendorSet::max) else {
                continue;
            };
            if section.max_vendor_id > highest {
                let (max, name) = (section.max_vendor_id, Subject::section_name(segment, number));
                report.add(
                    format_args!(
                        "{name}: MaxVendorId is {max}, but the highest vendor is {highest}"
                    ),
                    subject.max_vendor_id(segment, number, section),
                );
            }
        }
    }),
};

pub(super) static C003: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C003,
        slug: "ranges-unsorted",
        severity: Severity::Info,
        summary: "Range entries are not in ascending order.",
        why: "Decoders must sort them before they can search.",
        help: "write entries in ascending order",
        source: SECTIONS,
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAA.IAtQAgAtQABAAMA"),
            Example::new("CQg2bYAQg2bYAEsAAAENCMFgAMAAAAAAAAYgAAoAAAAQkAQABIABQADAAHA.IAEu6A"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        pairs(subject, report, "starts before the previous entry,", |a, b| {
            b.range.start() < a.range.start()
        });
    }),
};

pub(super) static C004: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C004,
        slug: "ranges-overlapping",
        severity: Severity::Warning,
        summary: "Two range entries share a vendor.",
        why: "The vendor is listed twice, which only a faulty encoder does.",
        help: "merge the entries",
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAA.IAtQA4AAgAHAAMABQAtA"),
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAIQAFAAEAAwABA.IACugA"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for list in subject.entry_lists() {
            if let Some(at) = overlapping(list.entries) {
                let message = format_args!("{list}: an entry shares a vendor with another entry");
                report.add(message, list.place(at));
            }
        }
    }),
};

pub(super) static C005: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C005,
        slug: "ranges-adjacent",
        severity: Severity::Info,
        summary: "A range starts directly after the previous entry ends.",
        why: "One range for both takes fewer bits.",
        help: "merge the entries",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAA.IAtQA4AAgAHAAQABgAtA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        pairs(subject, report, "can be merged with the previous entry,", |a, b| {
            touches(a.range, b.range) && (a.is_range || b.is_range)
        });
    }),
};

pub(super) static C006: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C006,
        slug: "singles-mergeable",
        severity: Severity::Info,
        summary: "Consecutive vendors are written as single entries.",
        why: "Two single entries take 34 bits, one range takes 33.",
        help: "write them as a range",
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAAAA.IAtQAwAAgACAC0A"),
            Example::new("CQg2bYAQg2bYAEsAAAENCMFgAMAAAAAAAAYgAAoAAAAQkAQABIABQADAAHA.IAEu6A"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        pairs(subject, report, "can be merged with the previous entry,", |a, b| {
            touches(a.range, b.range) && !a.is_range && !b.is_range
        });
    }),
};

pub(super) static C007: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C007,
        slug: "restrictions-unsorted",
        severity: Severity::Info,
        summary: "Publisher restrictions are not ordered by purpose and type.",
        why: "It is legal, but the usual order makes strings comparable.",
        help: "order restrictions by purpose, then by type",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAQYACAAEIABAAE.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let Some(tc) = subject.v2() else { return };
        let keys = tc
            .publisher_restrictions
            .iter()
            .map(|record| (record.purpose, record.restriction_type));
        let later = keys.clone().skip(1);
        if let Some(at) = keys.zip(later).position(|(a, b)| b < a) {
            let message =
                format_args!("PubRestrictions[{}] is usually before PubRestrictions[{at}]", at + 1);
            report.add(message, subject.restriction(at + 1));
        }
    }),
};

pub(super) static C008: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C008,
        slug: "segment-order",
        severity: Severity::Info,
        summary: "Segments are not in the usual order.",
        why: "Any order is legal after the core segment, but some decoders expect the disclosed \
            vendors segment right after it.",
        help: "write core, disclosed vendors, publisher TC",
        source: Source::Secondary("order of the reference implementations"),
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.cAAAAAAAAUg.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let segments = &subject.layout.segments;
        let later = segments.iter().skip(1);
        if let Some((a, b)) = segments.iter().zip(later).find(|(a, b)| b.segment < a.segment) {
            let message = format_args!("{} is usually before {}", b.segment, a.segment);
            report.add(message, subject.whole(b.segment));
        }
    }),
};

pub(super) static C009: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C009,
        slug: "empty-optional-segment",
        severity: Severity::Info,
        summary: "The publisher TC segment is empty.",
        why: "It takes a dozen characters. The reference implementation always writes it.",
        help: "omit the segment",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.YAAAAAAAAAA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        let publisher = subject.v2().and_then(|tc| tc.publisher_tc);
        if publisher.is_some_and(|publisher| publisher == tcf_codec::PublisherTc::default()) {
            let message = "the publisher TC segment has no purposes and no custom purposes";
            report.add(message, subject.whole(Segment::PublisherTc));
        }
    }),
};

pub(super) static C010: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C010,
        slug: "tail-alignment",
        severity: Severity::Warning,
        summary: "A segment does not end at the next whole byte (info if its fields end in whole \
            bytes).",
        why: "The specification does not define the padding. Most encoders pad to bytes; the \
            reference implementation pads to groups of four characters. If the last field ends \
            in an incomplete byte, decoders that need whole bytes (Go, Java) reject the string, \
            and others accept it.",
        help: "pad every segment to the next whole byte",
        source: Source::Secondary("practice of encoders"),
        invalid_examples: &[
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAAA.IACugA"),
            Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAHAAEAAAAA.IAHAAE"),
        ],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in &subject.layout.segments {
            let Some(characters) = subject.characters(segment.segment) else { continue };
            let length = characters.len() * 6;
            let fields = length - segment.tail.len();
            let usual = fields.next_multiple_of(8).next_multiple_of(6);
            if usual == length || segment.tail.len() > 23 {
                continue;
            }
            let (name, place) = (segment.segment, subject.tail(segment));
            if fields > length / 8 * 8 {
                let message = format_args!(
                    "{name} has {length} bits, and its last field ends in an incomplete byte: \
                     decoders that need whole bytes (Go, Java) reject it; padded to a whole byte \
                     it has {usual} bits"
                );
                report.add(message, place);
            } else {
                let message =
                    format_args!("{name} has {length} bits; padded to a whole byte it has {usual}");
                report.add_as(Severity::Info, message, place);
            }
        }
    }),
};

pub(super) static C011: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::C011,
        slug: "empty-section-as-range",
        severity: Severity::Info,
        summary: "An empty vendor section is encoded as ranges.",
        why: "An empty bit field is 12 bits shorter.",
        help: "write MaxVendorId 0 and a bit field",
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAIAAAAA.IACugA")],
        valid_examples: &[
            Example::new(VALID),
            Example::new("BOf3XpXOhic_UBcADCFRCNqAAAAljAAA").as_of("2019-07-01"),
        ],
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        if subject.v1().is_some() {
            // In version 1, MaxVendorId is part of the value, and no ranges with DefaultConsent 1
            // mean consent for all.
            return;
        }
        for (segment, number, section) in subject.sections() {
            let SectionEncoding::Ranges { entries, .. } = &section.encoding else { continue };
            if entries.is_empty() {
                let name = Subject::section_name(segment, number);
                report.add(
                    format_args!("{name}: no vendors, encoded as ranges"),
                    subject.encoding(segment, number, section),
                );
            }
        }
    }),
};

/// The vendors of a section of a version 2 string.
fn set<'a>(subject: &Subject<'a>, segment: Segment, number: usize) -> Option<&'a VendorSet> {
    subject.v2()?;
    subject.decoded.value.vendors_of(segment, number)
}

fn smallest(subject: &Subject<'_>, report: &mut Report) {
    for (segment, number, section) in subject.sections() {
        let Some(set) = set(subject, segment, number) else { continue };
        // The bits after the head of the section, in either encoding.
        let bits = SectionBits::of(set);
        let bit_field = bits.bit_field - SectionBits::HEAD;
        // More than 4,095 entries do not fit into a section.
        let Some(ranges) = bits.ranges.map(|ranges| ranges - SectionBits::HEAD) else { continue };
        let (name, place) =
            (Subject::section_name(segment, number), || subject.encoding(segment, number, section));
        match section.encoding {
            SectionEncoding::BitField if ranges < bit_field => report.add(
                format_args!("{name}: the bit field takes {bit_field} bits, ranges take {ranges}"),
                place(),
            ),
            SectionEncoding::Ranges { .. } if bit_field < ranges => {
                // MaxVendorId is the number of bits of a bit field.
                let lower = match set.max() {
                    highest if highest < section.max_vendor_id => {
                        format!(" with MaxVendorId {highest}")
                    }
                    _ => String::new(),
                };
                report.add(
                    format_args!(
                        "{name}: the ranges take {ranges} bits, a bit field takes {bit_field}{lower}"
                    ),
                    place(),
                );
            }
            _ => {}
        }
    }
}

/// The index of an entry that shares a vendor with another entry.
fn overlapping(entries: &[RangeEntry]) -> Option<usize> {
    // Ascending entries, nearly all, share nothing.
    if entries.iter().zip(entries.iter().skip(1)).all(|(a, b)| a.range.end() < b.range.start()) {
        return None;
    }
    let mut sorted: Vec<_> = entries.iter().map(|entry| entry.range).zip(0..).collect();
    sorted.sort_unstable();
    let mut end = 0;
    sorted.into_iter().find_map(|(range, at)| {
        let shares = range.start() <= end;
        end = end.max(range.end());
        shares.then_some(at)
    })
}

const fn touches(a: VendorRange, b: VendorRange) -> bool {
    match a.end().checked_add(1) {
        Some(next) => next == b.start(),
        None => false,
    }
}

/// Reports the first pair of adjacent entries of each list for which `is_so` holds.
fn pairs(
    subject: &Subject<'_>,
    report: &mut Report,
    what: &str,
    is_so: impl Fn(&RangeEntry, &RangeEntry) -> bool,
) {
    for list in subject.entry_lists() {
        let adjacent = list.entries.iter().zip(list.entries.iter().skip(1)).zip(1..);
        let mut found = adjacent.filter(|((a, b), _)| is_so(a, b));
        if let Some(((previous, entry), at)) = found.next() {
            let more = match found.count() {
                0 => String::new(),
                1 => "; 1 more entry like it".to_owned(),
                count => format!("; {count} more entries like it"),
            };
            report.add(
                format_args!("{list}: entry {} {what} {}{more}", entry.range, previous.range),
                list.place(at),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use tcf_codec::{DecodeOptions, decode};

    use super::super::{Finding, check};
    use super::*;

    fn finding(text: &str, code: RuleCode) -> Finding {
        let decoded = decode(text, DecodeOptions::new().with_layout()).unwrap();
        let subject = Subject::new(text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
        check(&subject).findings.into_iter().find(|found| found.rule.code == code).unwrap()
    }

    /// Six bits divide the disclosed vendors segment, so it has no tail to point at.
    #[test]
    fn a_segment_without_a_tail_is_located_at_its_last_character() {
        let text = "CQg2bYAQg2bYAEsABAENAREgAMAAAAAAAAYgAAoAAAAA.IAFIB";
        let place = finding(text, RuleCode::C010).place.unwrap();
        assert_eq!((place.characters, place.bits), (49..50, Some(24..30)));
        assert!(place.field.is_none());
    }

    #[test]
    fn the_size_of_a_bit_field_has_its_max_vendor_id() {
        // No vendors, MaxVendorId 100.
        let text = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgABMAAAAA.IAyQAA";
        let message = finding(text, RuleCode::C001).message.to_string();
        assert!(message.ends_with("a bit field takes 0 with MaxVendorId 0"), "{message}");
    }
}
