//! Recipes for headers, and for the frame of GPP strings.

use tcf_codec::DecodeOptions;
use tcf_policy::rules::RuleCode;

use super::super::text::{ALPHABET, MACROS};
use super::super::{Draft, Recipe};
use super::header::{self, Entry};
use super::parts::Parts;
use super::{any, is_california, is_national, of_sections};

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::X001, |draft| {
        let text = draft.several()?.encode();
        let wrong = draft.rng.pick(&['A', 'E', 'F', 'a', 'z', '_']);
        Some(format!("{wrong}{}", text.get(1..)?))
    }),
    (RuleCode::X002, |draft| {
        let text = draft.several()?.encode();
        let wrong = draft.rng.pick(&['A', 'C', 'D', 'P', 'a']);
        Some(format!("D{wrong}{}", text.get(2..)?))
    }),
    (RuleCode::X003, |draft| {
        let mut parts = Parts::of(&draft.several()?);
        let len = 3 + draft.rng.below(parts.header.len().saturating_sub(3));
        parts.header.truncate(len);
        Some(parts.text())
    }),
    (RuleCode::X004, |draft| {
        let mut parts = Parts::of(&draft.several()?);
        if draft.rng.one_in(2) {
            parts.sections.pop();
        } else {
            parts.sections.extend(draft.us_parts(any)?.sections);
        }
        Some(parts.text())
    }),
    (RuleCode::X005, |draft| {
        let mut parts = Parts::of(&draft.several()?);
        let at = draft.rng.below(parts.sections.len());
        parts.sections.get_mut(at)?.clear();
        Some(parts.text())
    }),
    (RuleCode::X007, |draft| {
        let first = draft.rng.id(30000, 60000);
        let beyond = draft.rng.id(36000, 60000);
        let entries = [Entry::Single(first.into()), Entry::Single(beyond.into())];
        let section = draft.us_parts(any)?.sections.pop()?;
        Some(Parts { header: header::write(&[&entries]), sections: vec![section; 2] }.text())
    }),
    (RuleCode::X020, |draft| {
        let mut parts = draft.us_parts(any)?;
        let length = [1, 20, 300, 40_000, 100_000_000];
        let length = draft.rng.pick(&length) + u32::from(draft.rng.id(0, 99));
        parts.header = header::write(&[&[Entry::Group(7, length)]]);
        Some(parts.text())
    }),
    (RuleCode::X021, |draft| {
        let text = draft.several()?.encode();
        if draft.rng.one_in(3) {
            return Some(text.replace('~', "%7E"));
        }
        let wrong = draft.rng.pick(&["=", "*", ",", " "]);
        let at = 2 + draft.rng.below(text.len().saturating_sub(3));
        Some(format!("{}{wrong}{}", text.get(..at)?, text.get(at + 1..)?))
    }),
    (RuleCode::X024, |draft| {
        let id = draft.rng.id(1, 1400);
        let (open, close) = draft.rng.pick(&MACROS);
        Some(match draft.rng.below(3) {
            0 => format!("{open}GPP_STRING{close}"),
            _ => format!("{open}GPP_STRING_{id}{close}"),
        })
    }),
    (RuleCode::X025, |draft| {
        let text = draft.several()?.encode();
        let more = DecodeOptions::DEFAULT_MAX_LEN + 1 - text.len();
        Some(text + &"A".repeat(more))
    }),
    (RuleCode::X026, |draft| {
        // Two consecutive sections as singles.
        let sections = [draft.us(is_national)?, draft.us(is_california)?];
        let mut parts = Parts::of(&of_sections(sections));
        parts.header = header::write(&[&[Entry::Single(7), Entry::Single(1)]]);
        Some(parts.text())
    }),
    (RuleCode::X027, |draft| {
        let mut parts = draft.us_parts(any)?;
        let part =
            if draft.rng.one_in(2) { &mut parts.header } else { parts.sections.first_mut()? };
        part.push('A');
        Some(parts.text())
    }),
    (RuleCode::X028, |draft| {
        let mut parts = draft.us_parts(is_national)?;
        if draft.rng.one_in(2) {
            let (ids, supported) = ([Entry::Single(7)], [Entry::Single(2), Entry::Single(5)]);
            parts.header = header::write(&[&ids, &supported, &ids]);
        } else {
            parts.header.push(nonzero(draft)?);
        }
        Some(parts.text())
    }),
    (RuleCode::X029, |_| Some(header::write(&[&[]]))),
    (RuleCode::X013, |draft| {
        let mut parts = draft.us_parts(any)?;
        let more = nonzero(draft)?;
        parts.section()?.push(more);
        Some(parts.text())
    }),
];

/// A character with a bit set.
fn nonzero(draft: &mut Draft<'_>) -> Option<char> {
    draft.rng.choose(ALPHABET.get(1..)?).copied().map(char::from)
}
