//! Decoded strings, remembered by their text.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;

use tcf_codec::TcString;

use crate::strings::memory_of_v2;

/// Lookups after which the cache judges its use.
const WINDOW: u32 = 1_024;

/// With fewer hits than this in a window, the cache is off for the next [`REST`] windows.
const FEW_HITS: u32 = WINDOW / 32;

/// Windows during which a cache without hits is off.
const REST: u32 = 31;

/// About the memory that a remembered string takes, to choose the number of places.
const TYPICAL: usize = 1_024;

/// An entry may take at most this part of the memory.
const LARGEST_PART: usize = 16;

/// Decoded strings by text, bounded in bytes.
///
/// Each text has two possible places. A text is remembered when it comes for the second time, so
/// distinct strings are not stored. Colliding texts replace each other, which costs decoding again
/// and nothing else. If there are hardly any hits, the cache is off most of the time.
#[derive(Clone, Debug)]
pub(super) struct StringCache {
    hasher: FixedState,
    max_bytes: usize,
    bytes: usize,
    /// Pairs of places.
    places: Vec<Option<Box<Entry>>>,
    /// Hashes of texts that came once.
    seen: Vec<u32>,
    /// The place to free next if the memory does not suffice.
    hand: usize,
    lookups: u32,
    hits: u32,
    /// Lookups to skip.
    resting: u32,
}

#[derive(Clone, Debug)]
struct Entry {
    text: Box<str>,
    is_gpp: bool,
    value: TcString,
    bytes: usize,
}

/// The hash of a text that was looked up; `None` if the cache is off.
pub(super) type Lookup = Option<u64>;

impl StringCache {
    /// A cache of at most `max_bytes`; none at all if that is less than what 16 strings take.
    pub(super) fn new(max_bytes: usize) -> Self {
        let places = (max_bytes / TYPICAL).min(1 << 20);
        let places = if places < 16 { 0 } else { 1 << places.ilog2() };
        let seen = places * 4;
        let tables = places * size_of::<Option<Box<Entry>>>() + seen * size_of::<u32>();
        Self {
            hasher: FixedState::with_seed(0),
            max_bytes: max_bytes.saturating_sub(tables),
            bytes: 0,
            places: vec![None; places],
            seen: vec![0; seen],
            hand: 0,
            lookups: 0,
            hits: 0,
            resting: 0,
        }
    }

    /// Finds a text. Returns its place, or what [`Self::remember`] needs.
    pub(super) fn find(&mut self, text: &str, is_gpp: bool) -> Result<usize, Lookup> {
        if self.places.is_empty() {
            return Err(None);
        }
        if self.resting > 0 {
            self.resting -= 1;
            return Err(None);
        }
        self.lookups += 1;
        if self.lookups == WINDOW {
            self.resting = if self.hits < FEW_HITS { REST * WINDOW } else { 0 };
            (self.lookups, self.hits) = (0, 0);
        }
        let hash = self.hasher.hash_one(text.as_bytes());
        for place in self.places_of(hash) {
            if let Some(Some(entry)) = self.places.get(place)
                && entry.is_gpp == is_gpp
                && *entry.text == *text
            {
                self.hits += 1;
                return Ok(place);
            }
        }
        Err(Some(hash))
    }

    /// The value at a place.
    pub(super) fn get(&self, place: usize) -> Option<&TcString> {
        self.places.get(place)?.as_ref().map(|entry| &entry.value)
    }

    /// Remembers the value of a text that was not found, if it came before.
    pub(super) fn remember(&mut self, lookup: Lookup, text: &str, is_gpp: bool, value: &TcString) {
        let Some(hash) = lookup else { return };
        if !self.came_before(hash) {
            return;
        }
        let bytes = size_of::<Entry>() + text.len() + memory_of_v2(value);
        if bytes > self.max_bytes / LARGEST_PART {
            return;
        }
        let [first, second] = self.places_of(hash);
        let is_free = |place: usize| matches!(self.places.get(place), Some(None));
        // A bit that does not choose the places decides which of two texts is replaced.
        let place = match (is_free(first), is_free(second)) {
            (true, _) => first,
            (_, true) => second,
            _ if hash >> 63 == 0 => first,
            _ => second,
        };
        self.free(place);
        self.bytes += bytes;
        if let Some(slot) = self.places.get_mut(place) {
            let (text, value) = (text.into(), value.clone());
            *slot = Some(Box::new(Entry { text, is_gpp, value, bytes }));
        }
        while self.bytes > self.max_bytes {
            self.hand = (self.hand + 1) % self.places.len();
            if self.hand != place {
                self.free(self.hand);
            }
        }
    }

    fn free(&mut self, place: usize) {
        if let Some(entry) = self.places.get_mut(place).and_then(Option::take) {
            self.bytes -= entry.bytes;
        }
    }

    fn places_of(&self, hash: u64) -> [usize; 2] {
        let first = low_bits(hash) & (self.places.len() - 1);
        [first, first ^ 1]
    }

    /// Whether a text with this hash came before, and notes that it did.
    fn came_before(&mut self, hash: u64) -> bool {
        let index = low_bits(hash >> 16) & (self.seen.len() - 1);
        let mark = high_bits(hash);
        let Some(seen) = self.seen.get_mut(index) else { return false };
        std::mem::replace(seen, mark) == mark
    }
}

/// The lowest 32 bits.
fn low_bits(hash: u64) -> usize {
    usize::try_from(hash & u64::from(u32::MAX)).unwrap_or_default()
}

/// The highest 32 bits, but not 0, which stands for no text.
fn high_bits(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default() | 1
}
