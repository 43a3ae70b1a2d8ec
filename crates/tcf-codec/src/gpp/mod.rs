//! GPP strings: a header and the consent strings of jurisdictions.
//!
//! * [`GppString`] is the value of a string whose sections can all be decoded. Sections without
//!   published encoding are kept as text.
//! * [`Container`] splits a string into its sections and decodes single ones, so that a fault in
//!   one section does not affect the others.

mod container;
pub mod fields;
mod header;
mod ranges;
mod section;
pub mod us;
mod value;

pub use container::{Container, SectionText};
pub use header::Header;
pub use section::{Section, UnknownSection};
pub use value::{GppString, TooManySections};
