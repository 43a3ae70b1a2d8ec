//! The meaning of IAB TCF consent strings: decide, validate and compare.
//!
//! * [`decide`](mod@decide): whether a vendor may process data for a purpose, on which legal basis,
//!   and why
//! * [`rules`]: checks against the format, the policies and the vendor list
//! * [`diff`](mod@diff): changes between two strings
//! * [`gvl`]: Global Vendor Lists and the CMP list
//! * [`vocabulary`]: purposes, features and legal bases
//!
//! All functions are pure: the evaluation date and the lists are parameters. The crate does not
//! access the clock, files or the network.

mod conditions;
pub mod dates;
pub mod decide;
pub mod diff;
pub mod gvl;
pub mod markdown;
mod rule_code;
pub mod rules;
pub mod vocabulary;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
