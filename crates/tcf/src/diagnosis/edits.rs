//! A character that was added or lost: the text decodes without the one, or with the other.

use tcf_codec::{AnyTcString, DecodeOptions, Decoder, trace};

use super::places::{MAX_PLACES, Place, Places};
use super::{Failed, plausible};

/// At so many places nearest to the error, every letter is tried.
const NEAR: usize = 16;
const LETTERS: &str = "BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Edits of a text, the nearest to the error first.
pub(super) struct Edits<'a> {
    places: Places,
    edit: Edit<'a>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(failed: &Failed<'a>) -> Self {
        let edit = Edit {
            source: failed.text,
            has_plausible_head: plausible::has_plausible_head(failed.text),
            text: String::new(),
            decoder: Decoder::new(),
        };
        Self { places: Places::new(failed).unwrap_or_default(), edit }
    }

    /// The offset of a character without which the text decodes.
    pub(super) fn added(&mut self) -> Option<usize> {
        let Self { places, edit } = self;
        let mut places = places.with_one_less();
        places.find(|place| edit.decodes_without(place)).map(|place| place.at)
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
        let mut decodes = |place| letters.chars().any(|letter| edit.decodes_with(place, letter));
        let mut places = places.with_one_more(places_to_try);
        places.find(|place| decodes(place)).map(|place| place.at)
    }
}

/// One edit after the other, in the same memory.
struct Edit<'a> {
    source: &'a str,
    has_plausible_head: bool,
    text: String,
    decoder: Decoder,
}

impl Edit<'_> {
    /// Whether the text decodes without a character.
    fn decodes_without(&mut self, place: &Place) -> bool {
        match (self.source.get(..place.at), self.source.get(place.at + 1..)) {
            (Some(before), Some(after)) => self.decodes(place, &[before, after]),
            _ => false,
        }
    }

    /// Whether the text decodes with one more character.
    fn decodes_with(&mut self, place: &Place, letter: char) -> bool {
        // The first character is the version.
        let letter = if place.at == 0 { 'C' } else { letter };
        match (self.source.get(..place.at), self.source.get(place.at..)) {
            (Some(before), Some(after)) => {
                self.decodes(place, &[before, letter.encode_utf8(&mut [0; 4]), after])
            }
            _ => false,
        }
    }

    fn decodes(&mut self, place: &Place, parts: &[&str]) -> bool {
        self.text.clear();
        self.text.extend(parts.iter().copied());
        // Most edits fail these cheap checks.
        let has_plausible_head = if place.at < plausible::HEAD {
            plausible::has_plausible_head(&self.text)
        } else {
            self.has_plausible_head
        };
        if !has_plausible_head || !place.may_decode(&self.text) {
            return false;
        }
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
