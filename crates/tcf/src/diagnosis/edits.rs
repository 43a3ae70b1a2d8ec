//! A character that was added or lost: the text decodes without the one, or with the other.

use std::ops::Range;

use tcf_codec::{AnyTcString, DecodeOptions, Decoder, ErrorKind, fields, trace};

use super::{Cause, Failed, plausible};

/// At most this many places are tried in a segment, the nearest to the error first: an error shows
/// soon after its cause.
const MAX_PLACES: usize = 64;

/// At so many places nearest to the error, every letter is tried.
const NEAR: usize = 16;
const LETTERS: &str = "BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Tries to remove a character, or to insert one whose value does not matter.
pub(super) fn find(failed: &Failed<'_>) -> Option<Cause> {
    let places = places(failed)?;
    let mut edit = Edit::default();
    match places.iter().copied().find(|&at| edit.decodes_without(failed.text, at)) {
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
    let mut edit = Edit::default();
    let mut decodes = |at| letters.chars().any(|letter| edit.decodes_with(failed.text, at, letter));
    let offset = places.iter().copied().find(|&at| decodes(at))?;
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

/// Tries edits of a text, in the same memory.
#[derive(Default)]
struct Edit {
    text: String,
    decoder: Decoder,
}

impl Edit {
    /// Whether the text decodes without a character.
    fn decodes_without(&mut self, text: &str, at: usize) -> bool {
        match (text.get(..at), text.get(at + 1..)) {
            (Some(before), Some(after)) => self.decodes(&[before, after]),
            _ => false,
        }
    }

    /// Whether the text decodes with one more character.
    fn decodes_with(&mut self, text: &str, at: usize, letter: char) -> bool {
        // The first character is the version.
        let letter = if at == 0 { 'C' } else { letter };
        match (text.get(..at), text.get(at..)) {
            (Some(before), Some(after)) => {
                self.decodes(&[before, letter.encode_utf8(&mut [0; 4]), after])
            }
            _ => false,
        }
    }

    fn decodes(&mut self, parts: &[&str]) -> bool {
        self.text.clear();
        self.text.extend(parts.iter().copied());
        let accepted = if self.text.starts_with('B') {
            AnyTcString::decode(&self.text).is_ok()
        } else {
            self.decoder.decode(&self.text).is_ok()
        };
        accepted && {
            let traced = trace(&self.text, DecodeOptions::new());
            traced.value.is_ok_and(|value| plausible::is_plausible(&value, &traced.trace))
        }
    }
}
