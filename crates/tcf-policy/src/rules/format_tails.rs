//! Group F: the bits after the last field of a segment.

use tcf_codec::{DecodeOptions, Segment, SegmentLayout, Tail, decode};

use super::rule::{Example, Rule, Severity, Source};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::rule_code::RuleCode;

pub(super) static F020: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F020,
        slug: "tail-bits-set",
        severity: Severity::Warning,
        since: "1.1",
        summary: "A bit is set after the last field.",
        why: "The rest of a segment must be zeros: the encoder wrote too much, the fields are \
            shifted, or the dot before the next segment is missing.",
        help: "pad segments with zero bits, and separate them with dots",
        source: Source::Specification("Vendor consent string v1.1: padded with zeros"),
        invalid_examples: &[Example::new("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAI.IACugA")],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in subject.layout.segments.iter().filter(|segment| !segment.tail.is_zero()) {
            let Some(characters) = subject.characters(segment.segment) else { continue };
            match missing_dot(subject, segment) {
                Some((found, offset)) => report.add(
                    format_args!(
                        "the tail decodes as a {found} segment: is a dot missing before {}?",
                        beginning(subject, offset)
                    ),
                    subject.rest(segment, offset),
                ),
                None => report.add(
                    format_args!(
                        "{}: padding bits must be 0, but {} set",
                        segment.segment,
                        set_bits(characters.len(), &segment.tail)
                    ),
                    subject.tail(segment),
                ),
            }
        }
    }),
};

pub(super) static F021: RuleEntry = RuleEntry {
    rule: Rule {
        code: RuleCode::F021,
        slug: "tail-too-long",
        severity: Severity::Info,
        summary: "More than 23 zero bits follow the last field.",
        why: "No common encoder leaves that many: something was appended.",
        help: "end each segment at the next whole byte",
        invalid_examples: &[Example::new(
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAAAAAAAAA.IACugA",
        )],
        valid_examples: Example::VALID,
        ..Rule::NEW
    },
    check: Some(|subject, report| {
        for segment in subject
            .layout
            .segments
            .iter()
            .filter(|segment| segment.tail.len() > 23 && segment.tail.is_zero())
        {
            report.add(
                format_args!("the tail has {} bits; encoders leave at most 23", segment.tail.len()),
                subject.tail(segment),
            );
        }
    }),
};

/// The first set bits of a tail as bits of the segment: `bit 264 is`, `bits 264, 266 are`.
fn set_bits(characters: usize, tail: &Tail) -> String {
    const SHOWN: usize = 8;
    let start = 6 * characters - tail.len();
    let mut positions = tail.set_bits().map(|at| (start + at).to_string());
    let shown: Vec<_> = positions.by_ref().take(SHOWN).collect();
    match (shown.len(), positions.next()) {
        (1, _) => format!("bit {} is", shown.concat()),
        (_, None) => format!("bits {} are", shown.join(", ")),
        (_, Some(_)) => format!("bits {} and more are", shown.join(", ")),
    }
}

/// The segment that the tail of a segment decodes as, and its byte offset in the decoded text.
fn missing_dot(subject: &Subject<'_>, segment: &SegmentLayout) -> Option<(Segment, usize)> {
    let text = subject.decoded_text();
    let characters = subject.characters(segment.segment)?;
    let number = subject.layout.segments.iter().position(|found| found == segment)?;
    let fields = (6 * characters.len()).checked_sub(segment.tail.len())?;
    // The first segment keeps at most 23 bits of padding, and no set bit.
    let first_set = segment.tail.set_bits().next()?;
    let last = characters.start + (fields + first_set) / 6;
    let starts = (characters.start + fields.div_ceil(6)..characters.end).take(4);
    starts.take_while(|&start| start <= last).find_map(|start| {
        let (before, after) = text.split_at_checked(start)?;
        let split = format!("{before}.{after}");
        let layout = decode(&split, DecodeOptions::new().with_layout()).ok()?.layout?;
        let found = layout.segments.get(number + 1)?;
        let is_whole = found.tail.len() <= 23 && found.tail.is_zero();
        is_whole.then_some((found.segment, start))
    })
}

/// The first characters from an offset of the decoded text.
fn beginning(subject: &Subject<'_>, offset: usize) -> String {
    const SHOWN: usize = 8;
    let rest = subject.decoded_text().get(offset..).unwrap_or_default();
    let rest = rest.split('.').next().unwrap_or(rest);
    match rest.split_at_checked(SHOWN) {
        Some((shown, after)) if !after.is_empty() => format!("{shown}..."),
        _ => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    /// The message and the characters of the finding of F020.
    fn finding(text: &str) -> (String, std::ops::Range<usize>) {
        let decoded = decode(text, DecodeOptions::new().with_layout()).unwrap();
        let subject = Subject::new(text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
        let findings = check(&subject).findings;
        let found = findings.iter().find(|found| found.rule.code == RuleCode::F020).unwrap();
        (found.message.to_string(), found.place.as_ref().unwrap().characters.clone())
    }

    #[test]
    fn a_missing_dot_is_named_only_if_the_rest_is_a_segment() {
        for (text, message, characters) in [
            (
                "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAIACugA",
                "the tail decodes as a disclosedVendors segment: is a dot missing before IACugA?",
                46..52,
            ),
            (
                "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugAcAAAAAAAAUg",
                "the tail decodes as a publisherTC segment: is a dot missing before cAAAAAAA...?",
                53..64,
            ),
            (
                "CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAoAAAAI.IACugA",
                "core: padding bits must be 0, but bit 260 is set",
                43..44,
            ),
            // The segment that it would be is there.
            (
                "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAIACugA.IACugA",
                "core: padding bits must be 0, but bits 278, 292, 294, 296, 297, 298, 300 are set",
                44..52,
            ),
        ] {
            assert_eq!(finding(text), (message.to_owned(), characters), "{text}");
        }
    }
}
