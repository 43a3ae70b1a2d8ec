//! Check what was done against what the consent string in force permits.
//!
//! * [`hosts`]: which vendors a host belongs to
//! * [`stats`]: proportions, quantiles and censored times, with intervals
//!
//! All functions are pure: the crate does not access the clock, files or the network.

pub mod hosts;
pub mod stats;
#[cfg(test)]
mod test_support;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
