//! US sections of GPP strings: the US national section and those of the states.
//!
//! All of them consist of a version, values of 2 bits, and an optional sub-section. They differ in
//! their fields only, which [`UsFormat`] lists.

mod edit;
pub(super) mod fast;
pub mod fields;
mod format;
pub(super) mod read;
mod tables;
#[cfg(test)]
mod tests;
mod value;
mod write;

pub use format::{Subsection, UsField, UsFormat};
pub use value::{U2, UsError, UsSection};
