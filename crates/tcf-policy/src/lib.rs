//! The meaning of IAB TCF consent strings: decide, validate and compare.
//!
//! * [`decide`](mod@decide): whether a vendor may process data for a purpose, on which legal basis,
//!   and why
//! * [`rules`]: checks against the format, the policies and the vendor list
//! * [`diff`](mod@diff): changes between two strings
//! * [`compact`](fn@compact): a shorter string with the same decisions
//! * [`age`]: the age of a string, and its maximum
//! * [`conditions`]: when the policies require something of a string, by its date
//! * [`google`]: the errors of Google's TCF report
//! * [`gvl`]: Global Vendor Lists and the CMP list
//! * [`us`]: categories of sensitive data and groups of children in US sections
//! * [`vocabulary`]: purposes, features and legal bases
//!
//! All functions are pure: the evaluation date and the lists are parameters. The crate does not
//! access the clock, files or the network.

pub mod age;
mod compact;
pub mod conditions;
pub mod dates;
pub mod decide;
pub mod diff;
pub mod google;
mod gpp_sid;
pub mod gvl;
pub mod levels;
pub mod markdown;
mod providers;
mod rule_code;
pub mod rules;
pub mod us;
pub mod vocabulary;

pub use compact::compact;
pub use gpp_sid::{GppSid, GppSidError};
pub use providers::{Provider, ProviderList, ProviderListError};

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
