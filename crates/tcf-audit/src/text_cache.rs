//! Results for texts, remembered while the texts repeat.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// Lookups after which the cache judges its use.
const WINDOW: u32 = 1_024;

/// With fewer hits than this in a window, the cache is off for the next [`REST`] windows.
const FEW_HITS: u32 = WINDOW / 32;

/// Windows during which a cache without hits is off.
const REST: u32 = 31;

/// About the memory that a remembered result takes, to choose the number of places.
const TYPICAL: usize = 1_024;

/// An entry may take at most this part of the memory.
const LARGEST_PART: usize = 16;

/// Results for texts, bounded in bytes.
///
/// Each text has two possible places. A text is remembered when it comes for the second time, so
/// the results for distinct texts are not stored. Colliding texts replace each other, which costs
/// the work again and nothing else. If there are hardly any hits, the cache is off most of the
/// time.
///
/// ```
/// use tcf_audit::text_cache::TextCache;
/// let mut cache = TextCache::new(1 << 20);
/// let mut calls = 0;
/// for text in ["a", "b", "a", "b", "a", "b"] {
///     if let Err(lookup) = cache.find(text, |_| true) {
///         calls += 1;
///         cache.remember(lookup, text, || Some((text.to_uppercase(), text.len())));
///     }
/// }
/// // Twice for each text.
/// assert_eq!(calls, 4);
/// ```
#[derive(Clone, Debug)]
pub struct TextCache<V> {
    hasher: FixedState,
    max_bytes: usize,
    bytes: usize,
    /// Pairs of places.
    places: Vec<Option<Box<Entry<V>>>>,
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
struct Entry<V> {
    text: Box<str>,
    value: V,
    bytes: usize,
}

/// A text that was not found, for [`TextCache::remember`].
#[derive(Clone, Copy, Debug)]
pub struct Lookup {
    /// The hash of the text; `None` if the cache is off.
    hash: Option<u64>,
}

impl<V> TextCache<V> {
    /// A cache of at most `max_bytes`; none at all if that is less than 16 KiB.
    pub fn new(max_bytes: usize) -> Self {
        let places = (max_bytes / TYPICAL).min(1 << 20);
        let places = if places < 16 { 0 } else { 1 << places.ilog2() };
        let seen = places * 4;
        let tables = places * size_of::<Option<Box<Entry<V>>>>() + seen * size_of::<u32>();
        Self {
            hasher: FixedState::with_seed(0),
            max_bytes: max_bytes.saturating_sub(tables),
            bytes: 0,
            places: (0..places).map(|_| None).collect(),
            seen: vec![0; seen],
            hand: 0,
            lookups: 0,
            hits: 0,
            resting: 0,
        }
    }

    /// Whether the cache is off for the next text, which then is not to be looked up: saves what it
    /// takes to prepare that.
    pub fn skips(&mut self) -> bool {
        if self.resting == 0 {
            return self.places.is_empty();
        }
        self.resting -= 1;
        true
    }

    /// Finds the result for a text that `is_wanted` accepts. Returns its place, or what
    /// [`Self::remember`] needs.
    ///
    /// # Errors
    ///
    /// The text is not remembered.
    pub fn find(&mut self, text: &str, is_wanted: impl Fn(&V) -> bool) -> Result<usize, Lookup> {
        if self.skips() {
            return Err(Lookup { hash: None });
        }
        self.lookups += 1;
        if self.lookups == WINDOW {
            self.resting = if self.hits < FEW_HITS { REST * WINDOW } else { 0 };
            (self.lookups, self.hits) = (0, 0);
        }
        let hash = self.hasher.hash_one(text.as_bytes());
        for place in self.places_of(hash) {
            if let Some(Some(entry)) = self.places.get(place)
                && *entry.text == *text
                && is_wanted(&entry.value)
            {
                self.hits += 1;
                return Ok(place);
            }
        }
        Err(Lookup { hash: Some(hash) })
    }

    /// The result at a place that was found just before.
    pub fn get(&self, place: usize) -> Option<&V> {
        self.places.get(place)?.as_ref().map(|entry| &entry.value)
    }

    /// Remembers the result for a text that was not found, if the text came before. `value` returns
    /// it with the number of bytes that it takes, or `None` if it must not be remembered.
    pub fn remember(
        &mut self,
        lookup: Lookup,
        text: &str,
        value: impl FnOnce() -> Option<(V, usize)>,
    ) {
        let Some(hash) = lookup.hash else { return };
        if !self.came_before(hash) {
            return;
        }
        let Some((value, value_bytes)) = value() else { return };
        let bytes = size_of::<Entry<V>>() + text.len() + value_bytes;
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
            *slot = Some(Box::new(Entry { text: text.into(), value, bytes }));
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
