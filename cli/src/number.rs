//! Conversion of counts and offsets.

/// Converts a count of items in memory to a count over files of any size.
#[expect(clippy::expect_used, reason = "no platform has a usize of more than 64 bits")]
pub(crate) fn u64_of(count: usize) -> u64 {
    u64::try_from(count).expect("a usize fits in 64 bits")
}

/// Converts an offset into bytes in memory.
pub(crate) fn index_of(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
