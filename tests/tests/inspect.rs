//! The records of `tcf inspect` re-create the characters of the string.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use tcf::{FieldRecord, IdFormat, Input, InspectRecord};
use tcf_codec::SectionId;
use tcf_tests::conformance::{cases_of_other_kinds, texts};
use tcf_tests::fuzz::mutated;
use tcf_tests::generate::SeededRng;
use tcf_tests::gpp::gpp_text;
use tcf_tests::property::check;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The bits of characters of either base64 alphabet.
fn bits_of(text: &str) -> String {
    let sextet = |found: char| {
        let found = match found {
            '+' => '-',
            '/' => '_',
            found => found,
        };
        ALPHABET.find(found).unwrap_or_else(|| panic!("{found:?} in {text}"))
    };
    let bits =
        text.chars().map(sextet).flat_map(|sextet| (0..6).rev().map(move |bit| sextet >> bit));
    bits.map(|bit| if bit & 1 == 1 { '1' } else { '0' }).collect()
}

/// The records of a segment.
struct Segment {
    section: Option<SectionId>,
    name: &'static str,
    bits: String,
    characters: [usize; 2],
}

impl Segment {
    fn add(&mut self, record: &FieldRecord<'_>) {
        let offset = usize::try_from(record.offset).unwrap();
        assert_eq!(offset, self.bits.len(), "{} is not next", record.field);
        let bits = record.bits.to_string();
        assert_eq!(bits.len(), usize::try_from(record.width).unwrap());
        self.bits.push_str(&bits);
        self.characters[1] = self.characters[1].max(record.characters[1]);
    }
}

/// Checks the records of a text. Returns whether the text is valid.
fn law(text: &str) -> bool {
    let input = Input::new(text);
    if *input.text != *text || !text.is_ascii() {
        return false;
    }
    let inspection = input.inspect();
    let (mut segments, mut covered, mut failures) = (Vec::<Segment>::new(), vec![0; text.len()], 0);
    for record in inspection.records(IdFormat::Ranges) {
        match record {
            InspectRecord::Bits(record) => match segments.last_mut() {
                Some(last)
                    if last.section == record.section
                        && last.name == record.segment
                        && record.offset > 0 =>
                {
                    last.add(&record);
                }
                _ => {
                    let FieldRecord { section, segment: name, characters, .. } = record;
                    let mut segment = Segment { section, name, bits: String::new(), characters };
                    segment.add(&record);
                    segments.push(segment);
                }
            },
            InspectRecord::Text(record) => {
                let [start, end] = record.characters;
                assert_eq!(record.text, &text[start..end], "{text}");
                covered[start..end].iter_mut().for_each(|count| *count += 1);
            }
            InspectRecord::Failure(_) => failures += 1,
            other => panic!("{other:?}"),
        }
    }
    for Segment { bits, characters: [start, end], .. } in &segments {
        let expected = bits_of(&text[*start..*end]);
        // The last field that was decoded may end within a character.
        assert!(expected.starts_with(bits.as_str()), "{text}: {bits}");
        assert!(expected.len() < bits.len() + 6, "{text}: {bits}");
        assert!(failures > 0 || expected == *bits, "{text}: {bits}");
        covered[*start..*end].iter_mut().for_each(|count| *count += 1);
    }
    for (found, count) in text.chars().zip(covered) {
        let is_separator = matches!(found, '~' | '.');
        assert!(count <= 1, "{text}: {found}");
        assert!(failures > 0 || count == i32::from(!is_separator), "{text}: {found}");
    }
    failures == 0
}

#[test]
fn records_recreate_the_characters_of_the_corpus() {
    let valid = cases_of_other_kinds().iter().filter(|case| law(case.text())).count();
    assert!(valid > 800, "only {valid}");
    let valid = texts().iter().filter(|text| law(text)).count();
    assert!(valid > 200, "only {valid}");
}

#[test]
fn records_recreate_the_characters_of_generated_strings() {
    let valid = check(2000, any::<u64>(), |seed| Ok(law(&gpp_text(&mut SeededRng::new(seed)))));
    assert!(valid > 800, "only {valid}");
    let changed = any::<u64>().prop_map(|seed| {
        let mut rng = SeededRng::new(seed);
        let (text, other) = (gpp_text(&mut rng), gpp_text(&mut rng));
        let changed = mutated(text.as_bytes(), other.as_bytes(), &mut rng);
        String::from_utf8_lossy(&changed).into_owned()
    });
    check(2000, changed, |text| {
        law(&text);
        Ok(true)
    });
}

/// Section 2 has the records of the TC string, with the offset of the section.
#[test]
fn section_2_has_the_records_of_the_tc_string() {
    let mut compared = 0;
    for tc in texts().iter().filter(|text| text.starts_with('C') && !text.contains('~')) {
        let gpp = format!("DBABM~{tc}");
        let (alone, outer) = (Input::new(tc), Input::new(&gpp));
        let (alone, outer) = (alone.inspect(), outer.inspect());
        if alone.parts()[0].error.is_some() || outer.parts().len() != 2 {
            continue;
        }
        let records = |records: Vec<InspectRecord<'_>>, start: usize| -> Vec<_> {
            let bits = records.into_iter().filter_map(|record| match record {
                InspectRecord::Bits(record) if record.segment != "header" => Some(record),
                _ => None,
            });
            bits.map(|mut record| {
                record.section = None;
                record.characters = record.characters.map(|character| character - start);
                serde_json::to_string(&record).unwrap()
            })
            .collect()
        };
        let expected = records(alone.records(IdFormat::List).collect(), 0);
        assert_eq!(records(outer.records(IdFormat::List).collect(), 6), expected, "{tc}");
        compared += 1;
    }
    assert!(compared > 200, "only {compared}");
}
