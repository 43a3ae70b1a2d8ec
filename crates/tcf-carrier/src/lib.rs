//! Find IAB TCF consent strings in the text that carries them.
//!
//! * [`unpack`](fn@unpack) finds the string in what people paste: quotes, a cookie pair, the query
//!   of a URL. It decodes percent escapes.
//! * [`Labeled`] splits a line of a log into label and string.
//! * [`SourceMap`] maps byte offsets in the string back to byte offsets in the original text. Maps
//!   of several steps compose, so that whoever renders an offset maps it once. [`CharOffsets`]
//!   converts the result to a number of characters.
//! * [`TextKind::detect`] recognizes other texts that are taken for consent strings.
//!
//! ```
//! use tcf_carrier::{CharOffsets, unpack};
//!
//! let cookie = "\u{201c}euconsent-v2=CQg2bYA!\u{201d}";
//! let unpacked = unpack(cookie);
//! assert_eq!(unpacked.text, "CQg2bYA!");
//!
//! // Byte 7 of the string is byte 23 of the cookie, which is its character 21.
//! let byte = unpacked.map.offset(7);
//! assert_eq!(byte, 23);
//! assert_eq!(CharOffsets::new(cookie).at(byte), 21);
//! ```

mod chars;
mod detect;
mod line;
mod unpack;

pub use chars::CharOffsets;
pub use detect::TextKind;
pub use line::Labeled;
pub use tcf_codec::SourceMap;
pub use unpack::{Unpacked, unpack};

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
