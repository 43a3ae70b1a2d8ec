//! The GPP strings to compare.
//!
//! * [`inputs`]: the strings.
//! * [`facts`]: their fields.
//! * [`classes`]: classes of them.

pub mod classes;
pub mod facts;
pub mod inputs;
