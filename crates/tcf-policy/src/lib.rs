//! What an IAB TCF consent string means: vendor lists, legal bases, rules, differences.
//!
//! Everything here is a function over values. Nothing reads a clock, a file or the network: the "as
//! of" date and the lists are parameters.

mod conditions;
pub mod dates;
pub mod decide;
pub mod diff;
pub mod gvl;
mod rule_code;
pub mod rules;
pub mod vocabulary;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
