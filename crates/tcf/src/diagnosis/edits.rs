//! A character that was added or lost: the text decodes without the one, or with the other.

use std::ops::Range;

use tcf_codec::{AnyTcString, DecodeOptions, Decoder, ErrorKind, fields, trace};

use super::{Failed, plausible};

/// At most this many places are tried in a segment, the nearest to the error first: an error shows
/// soon after its cause.
const MAX_PLACES: usize = 64;

/// At so many places nearest to the error, every letter is tried.
const NEAR: usize = 16;
const LETTERS: &str = "BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Edits of a text, the nearest to the error first.
pub(super) struct Edits<'a> {
    places: Vec<usize>,
    edit: Edit<'a>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(failed: &Failed<'a>) -> Self {
        let edit = Edit { source: failed.text, text: String::new(), decoder: Decoder::new() };
        Self { places: places(failed).unwrap_or_default(), edit }
    }

    /// The offset of a character without which the text decodes.
    pub(super) fn added(&mut self) -> Option<usize> {
        let Self { places, edit } = self;
        places.iter().copied().find(|&at| edit.decodes_without(at))
    }

    /// The offset where the text lacks a character whose value does not matter.
    pub(super) fn lost(&mut self) -> Option<usize> {
        self.lost_one_of("A", MAX_PLACES)
    }

    /// The offset near the error where the text lacks a character that must be right, as it is part
    /// of a number.
    pub(super) fn lost_letter(&mut self) -> Option<usize> {
        self.lost_one_of(LETTERS, NEAR)
    }

    fn lost_one_of(&mut self, letters: &str, places_to_try: usize) -> Option<usize> {
        let Self { places, edit } = self;
        let mut decodes = |at| letters.chars().any(|letter| edit.decodes_with(at, letter));
        places.iter().copied().take(places_to_try).find(|&at| decodes(at))
    }
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

/// One edit after the other, in the same memory.
struct Edit<'a> {
    source: &'a str,
    text: String,
    decoder: Decoder,
}

impl Edit<'_> {
    /// Whether the text decodes without a character.
    fn decodes_without(&mut self, at: usize) -> bool {
        match (self.source.get(..at), self.source.get(at + 1..)) {
            (Some(before), Some(after)) => self.decodes(&[before, after]),
            _ => false,
        }
    }

    /// Whether the text decodes with one more character.
    fn decodes_with(&mut self, at: usize, letter: char) -> bool {
        // The first character is the version.
        let letter = if at == 0 { 'C' } else { letter };
        match (self.source.get(..at), self.source.get(at..)) {
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
