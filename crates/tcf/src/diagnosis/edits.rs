//! A character that was added or lost: the text decodes without the one, or with the other.

use std::ops::Range;

use tcf_codec::{AnyTcString, DecodeOptions, ErrorKind, fields, trace};

use super::{Cause, Failed, plausible};

/// At most this many places are tried in a segment, the nearest to the error first: an error shows
/// soon after its cause.
const MAX_PLACES: usize = 160;

/// At so many places nearest to the error, every letter is tried.
const NEAR: usize = 16;
const LETTERS: &str = "BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Tries to remove a character, or to insert one whose value does not matter.
pub(super) fn find(failed: &Failed<'_>) -> Option<Cause> {
    let places = places(failed)?;
    let decodes_without = |at| without(failed.text, at).is_some_and(|text| decodes(&text));
    match places.iter().copied().find(|&at| decodes_without(at)) {
        Some(offset) => Some(Cause::CharacterAdded { offset, certain: failed.is_damaged() }),
        None => lost(failed, "A", &places),
    }
}

/// Tries to insert any character near the error: one that is part of a number must be right.
pub(super) fn find_letter(failed: &Failed<'_>) -> Option<Cause> {
    let places = places(failed)?;
    lost(failed, LETTERS, places.get(..NEAR.min(places.len()))?)
}

fn lost(failed: &Failed<'_>, letters: &str, places: &[usize]) -> Option<Cause> {
    let decodes_with =
        |at, letter| with(failed.text, at, letter).is_some_and(|text| decodes(&text));
    let mut places = places.iter().copied();
    let offset = places.find(|&at| letters.chars().any(|letter| decodes_with(at, letter)))?;
    // The end of the text may be missing instead.
    let certain = failed.is_damaged() && !failed.ends_early();
    Some(Cause::CharacterLost { offset, certain })
}

/// The places where a character may have been added or lost, the nearest to the error first.
///
/// What follows depends on the number of characters in a bit field, but not on the characters: the
/// middle of a bit field stands for all of it.
fn places(failed: &Failed<'_>) -> Option<Vec<usize>> {
    let error = failed.error.offset();
    match failed.error.kind() {
        _ if !failed.text.is_ascii() => return None,
        ErrorKind::CoreNotFirst { .. }
        | ErrorKind::UnknownSegmentType { .. }
        | ErrorKind::UnknownVersion { .. } => return Some(vec![error, error + 1]),
        ErrorKind::InvalidCharacter { .. } => return Some(vec![error]),
        _ => {}
    }
    failed.error.field()?;
    // The field at fault has up to 36 bits.
    let mut places: Vec<_> = (error..error + 6).collect();
    let segment = failed.segment()?;
    for field in segment.fields().iter().rev() {
        let Range { start, end } = segment.characters_of(field.bits());
        if field.path().field == fields::BIT_FIELD {
            places.push(start.midpoint(end));
        } else {
            places.extend((start..end).rev());
        }
    }
    // Neighboring fields share characters.
    places.dedup();
    places.truncate(MAX_PLACES);
    Some(places)
}

/// The text without a character.
fn without(text: &str, at: usize) -> Option<String> {
    Some([text.get(..at)?, text.get(at + 1..)?].concat())
}

/// The text with one more character.
fn with(text: &str, at: usize, letter: char) -> Option<String> {
    // The first character is the version.
    let letter = if at == 0 { 'C' } else { letter };
    let mut longer = String::with_capacity(text.len() + 1);
    longer.push_str(text.get(..at)?);
    longer.push(letter);
    longer.push_str(text.get(at..)?);
    Some(longer)
}

fn decodes(text: &str) -> bool {
    if AnyTcString::decode(text).is_err() {
        return false;
    }
    let traced = trace(text, DecodeOptions::new());
    traced.value.is_ok_and(|value| plausible::is_plausible(&value, &traced.trace))
}
