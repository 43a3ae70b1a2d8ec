//! The clock of the machine. Nothing else asks for the time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use tcf_codec::Deciseconds;

/// The time since 1970.
fn since_epoch() -> Result<Duration> {
    SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")
}

/// Now, in seconds since 1970.
pub(crate) fn seconds() -> Result<u64> {
    Ok(since_epoch()?.as_secs())
}

/// Now, as the time of a string.
pub(crate) fn now() -> Result<Deciseconds> {
    Deciseconds::new(seconds()?.saturating_mul(10))
        .context("the clock stands after 2187: give a date with --as-of")
}

/// A small number that differs from run to run, as a seed that can be read out.
pub(crate) fn small_seed() -> Result<u64> {
    Ok(u64::from(since_epoch()?.subsec_nanos()) % 1_000_000)
}
