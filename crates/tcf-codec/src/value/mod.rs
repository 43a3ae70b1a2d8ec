//! Typed field values. Every value that can be constructed can be encoded.

mod ascii;
mod code;
mod entry;
mod id;
mod ids;
mod ranges;
mod restrictions;
mod section_id;
mod time;
mod uint;
mod vendors;
mod wire;

pub(crate) use ascii::Ascii;
pub use code::{CountryCode, InvalidCode, LanguageCode};
pub use entry::RangeEntry;
pub use id::{Id, InvalidId, ParseIdError, PurposeId, SpecialFeatureId, VendorId};
pub use ids::IdSet;
pub(crate) use ranges::same_vendors;
pub use ranges::{InvalidVendorRange, TooManyRanges, VendorRange, VendorRanges, merge_ranges};
pub use restrictions::{PublisherRestrictions, Restriction, RestrictionType, TooManyRestrictions};
pub use section_id::SectionId;
pub use time::{Deciseconds, InvalidTime};
pub use uint::{TooLarge, U6, U12, Uint};
pub use vendors::{Runs, VendorSet};
pub(crate) use vendors::{fill, fill_narrow};
pub(crate) use wire::{InvalidBits, Kind, Wire};
