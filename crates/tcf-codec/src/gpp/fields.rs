//! Fields of the GPP header, and of the ranges whose ids are Fibonacci codes.

use crate::field::{Part, fields};
use crate::tcf::fields::RANGE_ENTRY;
use crate::value::U6;

fields! {
    /// Type of the GPP header, always 3, 6 bits.
    TYPE: U6 = "Type" "type";
    /// Distance of the first id of an entry from the previous id, a Fibonacci code.
    OFFSET: u16 = "Offset" "offset" .of_fibonacci() .in_list(RANGE_ENTRY.name());
    /// Distance of the last id of an entry from its first id, a Fibonacci code.
    LENGTH: u16 = "Length" "length" .of_fibonacci() .in_list(RANGE_ENTRY.name());
}

/// The ids of the sections in a GPP header.
pub const SECTIONS: Part = Part::new(&"Sections");
