//! GPP strings: a header and the consent strings of jurisdictions.
//!
//! * [`GppString`] is the value of a string whose sections can all be decoded. Sections without
//!   published encoding are kept as text.
//! * [`decode`](fn@decode) optionally returns the [`Layout`], from which
//!   [`GppString::encode_with`] reproduces the text byte for byte, and the [`GppTrace`].
//! * [`trace`](fn@trace) returns the trace of an invalid string, up to the first fault of each
//!   section.
//! * [`Container`] splits a string into its sections and decodes single ones, so that a fault in
//!   one section does not affect the others.
//! * [`GppView`] looks up one section without decoding the others.
//!
//! Decoding accepts `+` and `/` instead of `-` and `_` outside of TCF strings, because the
//! specification lists them. It compares the ids of the header with the number of sections before
//! it expands them.

pub mod canada;
mod container;
mod decode;
mod fast;
pub mod fields;
mod header;
mod layout;
mod ranges;
mod section;
mod section_ids;
mod section_list;
mod separators;
pub mod us;
mod value;
mod view;

pub use container::{Container, SectionText};
pub use decode::{Decoded, GppTrace, SectionTrace, Traced, decode, trace};
pub use header::Header;
pub use layout::{Layout, LayoutError};
pub use section::{Section, UnknownSection};
pub use value::{GppString, TooManySections};
pub use view::GppView;
