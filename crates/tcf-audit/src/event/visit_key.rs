//! Keys of visits, hashed.

use std::hash::{Hash, Hasher};
use std::num::NonZeroU64;

use siphasher::sip::SipHasher24;

/// The key of a visit, hashed when it was read, so that it cannot be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VisitKey(NonZeroU64);

impl VisitKey {
    /// The hash, for grouping events by visit.
    pub const fn bits(self) -> NonZeroU64 {
        self.0
    }

    /// The key of a hash.
    pub const fn from_bits(bits: NonZeroU64) -> Self {
        Self(bits)
    }
}

/// Hashes keys of visits (`SipHash` 2-4). The key of the hash should be random, and must be the
/// same for all parts of an audit.
///
/// ```
/// use tcf_audit::event::VisitHasher;
/// let visits = VisitHasher::new(7, 9);
/// assert_eq!(visits.of_key("session-1"), visits.of_key("session-1"));
/// assert_ne!(visits.of_key("session-1"), visits.of_key("session-2"));
/// // A recording is a visit of its own, whatever it is called.
/// assert_ne!(visits.of_recording("session-1", 1), visits.of_key("session-1"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct VisitHasher {
    key: (u64, u64),
}

impl VisitHasher {
    /// Creates a hasher with a 128-bit key.
    pub const fn new(key_0: u64, key_1: u64) -> Self {
        Self { key: (key_0, key_1) }
    }

    /// The visit with a key in a log.
    pub fn of_key(&self, key: &str) -> VisitKey {
        self.hash(&(0u8, key))
    }

    /// The visit that a recording shows: a HAR file, or a run in it.
    pub fn of_recording(&self, file: &str, run: u64) -> VisitKey {
        self.hash(&(1u8, file, run))
    }

    fn hash(&self, value: &impl Hash) -> VisitKey {
        let mut hasher = SipHasher24::new_with_keys(self.key.0, self.key.1);
        value.hash(&mut hasher);
        // A hash of 0 is that of 1.
        VisitKey(NonZeroU64::new(hasher.finish()).unwrap_or(NonZeroU64::MIN))
    }
}
