//! Conversion of counts.

/// Converts a count of items in memory to a count over files of any size.
#[expect(clippy::expect_used, reason = "no platform has a usize of more than 64 bits")]
pub(crate) fn u64_of(count: usize) -> u64 {
    u64::try_from(count).expect("a usize fits in 64 bits")
}
