//! What a field can say, as types: a value that exists can be written.

mod ascii;
mod entry;
mod ids;
mod letters;
mod ranges;
mod restrictions;
mod time;
mod uint;
mod vendors;
mod wire;

pub(crate) use ascii::Ascii;
pub use entry::Entry;
pub use ids::IdSet;
pub use letters::{InvalidLetters, Letters};
pub use ranges::{InvalidVendorRange, TooManyRanges, VendorRange, VendorRanges, merged};
pub use restrictions::{PublisherRestrictions, Restriction, RestrictionType, TooManyRestrictions};
pub use time::{Deciseconds, InvalidTime};
pub use uint::{TooLarge, U6, U12, Uint};
pub use vendors::{Runs, VendorSet};
pub(crate) use vendors::{fill, fill_narrow};
pub(crate) use wire::{InvalidBits, Kind, Wire};

/// Something is no id of the set it was meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId {
    /// What was given.
    pub found: u32,
    /// The highest id there is; the lowest is 1.
    pub max: u32,
}

impl core::fmt::Display for InvalidId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} is not an id (1..={})", self.found, self.max)
    }
}

impl core::error::Error for InvalidId {}
