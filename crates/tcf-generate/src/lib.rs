//! Generate test payloads: valid and deliberately invalid consent strings (TC, GPP, US Privacy and
//! Additional Consent strings), reproducible from a seed.
//!
//! ```
//! use tcf_generate::{Generator, Kind};
//! use tcf_policy::rules::RuleCode;
//!
//! let generator = Generator::new(7, "2026-06-01".parse()?);
//! // A user who consents and objects to every legitimate interest.
//! let objected = generator.string(Kind::Objected, 0)?;
//! let tc = tcf_codec::TcString::decode(&objected.text)?;
//! assert!(!tc.purposes_consent.is_empty() && tc.purposes_li_transparency.is_empty());
//!
//! // A string that violates one rule, with the expected finding.
//! let invalid = generator.violating(RuleCode::P011.rule(), 0)?;
//! assert_eq!(invalid.expected[0].rule.code, RuleCode::P011);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The output depends only on the seed, the date and the lists. It is the same on every machine and
//! in every semver-compatible version of this crate.

mod ac;
mod compose;
pub mod conformance;
mod dates;
mod error;
pub mod events;
mod generated;
mod generator;
mod gpp;
mod kind;
mod rng;
mod usp;
mod vendor_pool;
mod violate;

pub use error::GenerateError;
pub use generated::{Expected, Generated, SignalValue};
pub use generator::Generator;
pub use kind::Kind;
pub use rng::SeededRng;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
