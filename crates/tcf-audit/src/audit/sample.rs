//! A bounded sample of keyed things that can be merged in any order.

use std::collections::BTreeMap;
use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use crate::bytes::{Reader, StateError, Wire, Writer};

/// At most `MAX` values by key: those whose keys have the smallest hashes.
///
/// Which keys are kept does not depend on the order in which they come, nor on how they are split
/// into parts: a key among the smallest of all is among the smallest of every part that has it, so
/// nothing that was counted for it is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sampled<K, V, const MAX: usize> {
    kept: BTreeMap<(u64, K), V>,
    /// What was added for keys that are not kept.
    dropped: u64,
}

impl<K, V, const MAX: usize> Default for Sampled<K, V, MAX> {
    fn default() -> Self {
        Self { kept: BTreeMap::new(), dropped: 0 }
    }
}

/// A value of which parts can be added up.
pub(super) trait Merge {
    /// Adds another part.
    fn merge(&mut self, other: Self);

    /// How many occurrences it stands for.
    fn occurrences(&self) -> u64;
}

impl<K: Ord, V: Merge, const MAX: usize> Sampled<K, V, MAX> {
    /// Whether a key of this hash may be kept. Saves building a value that would be dropped.
    pub(super) fn wants(&self, hash: u64) -> bool {
        self.kept.len() < MAX || self.kept.last_key_value().is_some_and(|(last, _)| hash <= last.0)
    }

    /// Adds occurrences of a key that is not [wanted](Self::wants).
    pub(super) const fn drop_occurrences(&mut self, count: u64) {
        self.dropped += count;
    }

    /// Adds a value. The hash must depend on the key only.
    pub(super) fn add(&mut self, hash: u64, key: K, value: V) {
        match self.kept.entry((hash, key)) {
            std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().merge(value),
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(value);
            }
        }
        if self.kept.len() > MAX
            && let Some((_, value)) = self.kept.pop_last()
        {
            self.dropped += value.occurrences();
        }
    }

    /// Adds the values of another part.
    pub(super) fn merge(&mut self, other: Self) {
        self.dropped += other.dropped;
        for ((hash, key), value) in other.kept {
            self.add(hash, key, value);
        }
    }

    /// The keys and values that are kept, by hash.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.kept.iter().map(|((_, key), value)| (key, value))
    }

    /// The occurrences of keys that are not kept.
    pub(super) const fn dropped(&self) -> u64 {
        self.dropped
    }
}

impl<K: Wire + Ord, V: Wire, const MAX: usize> Wire for Sampled<K, V, MAX> {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        let Self { kept, dropped } = self;
        kept.write(to);
        to.number(*dropped);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let kept: BTreeMap<_, _> = Wire::read(from)?;
        if kept.len() > MAX {
            return Err(from.damaged("a sample is too large"));
        }
        Ok(Self { kept, dropped: from.count()? })
    }
}

/// The hash of a key. It never changes, so that reports of the same events are equal.
pub(super) fn hash_of(parts: &[&[u8]]) -> u64 {
    let mut hasher = SipHasher24::new();
    for part in parts {
        hasher.write(part);
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    impl Merge for u64 {
        fn merge(&mut self, other: Self) {
            *self += other;
        }

        fn occurrences(&self) -> u64 {
            *self
        }
    }

    type Few = Sampled<u16, u64, 4>;

    fn sample(keys: &[u16]) -> Few {
        let mut sample = Few::default();
        for &key in keys {
            let hash = hash_of(&[&key.to_le_bytes()]);
            if sample.wants(hash) {
                sample.add(hash, key, 1);
            } else {
                sample.drop_occurrences(1);
            }
        }
        sample
    }

    #[test]
    fn the_keys_with_the_smallest_hashes_are_kept_with_all_their_occurrences() {
        let keys: Vec<u16> = (0..100).chain(0..100).collect();
        let sample = sample(&keys);
        let mut expected: Vec<u16> = (0..100).collect();
        expected.sort_by_key(|key| hash_of(&[&key.to_le_bytes()]));
        expected.truncate(4);
        assert_eq!(sample.iter().map(|(&key, _)| key).collect::<Vec<_>>(), expected);
        assert!(sample.iter().all(|(_, &count)| count == 2));
        assert_eq!(sample.dropped(), 192);
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        assert_ne!(hash_of(&[b"ab", b"c"]), hash_of(&[b"a", b"bc"]));
    }

    proptest! {
        #![proptest_config(crate::test_support::config(500))]

        #[test]
        fn merging_in_any_order_gives_the_same_sample(
            keys in vec(0u16..20, 0..80),
            split in any::<prop::sample::Index>(),
        ) {
            let (one, two) = keys.split_at(split.index(keys.len() + 1));
            let mut merged = sample(two);
            merged.merge(sample(one));
            prop_assert_eq!(merged, sample(&keys));
        }
    }
}
