//! The system clock. Nothing else reads it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use tcf_codec::Deciseconds;

/// Time since 1970.
fn since_epoch() -> Result<Duration> {
    SystemTime::now().duration_since(UNIX_EPOCH).context("the system clock is before 1970")
}

/// Now, in seconds since 1970.
pub(crate) fn seconds() -> Result<u64> {
    Ok(since_epoch()?.as_secs())
}

/// Now, in deciseconds.
pub(crate) fn now() -> Result<Deciseconds> {
    Deciseconds::new(seconds()?.saturating_mul(10))
        .context("the system clock is after 2187; use --as-of")
}

/// A seed of at most six digits that differs from run to run.
pub(crate) fn small_seed() -> Result<u64> {
    Ok(u64::from(since_epoch()?.subsec_nanos()) % 1_000_000)
}
