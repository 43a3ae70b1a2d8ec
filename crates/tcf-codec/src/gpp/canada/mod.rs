//! The Canadian section of a GPP string (section 5, TCF Canada).
//!
//! The specification and the encoders disagree about the encoding of sets of vendors, and the text
//! does not name its encoding. [`CanadaWire`] lists the three encodings. A text is read in the one
//! that fits: all ids are within their bounds, the padding is zero and short, and restrictions have
//! defined purposes and types.

mod read;
mod section;
#[cfg(test)]
mod tests;
mod value;
mod vendors;
mod write;

pub(super) use read::{fits, read};
pub use section::{CanadaSection, NotReadable};
pub use value::{
    CanadaCustomPurposes, CanadaPublisher, CanadaWire, TcfCanada, VENDOR_EXPRESS_CONSENT,
    VENDOR_IMPLIED_CONSENT, restriction_type_name,
};
