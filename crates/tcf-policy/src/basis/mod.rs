//! May a vendor process for a purpose, on which legal basis, and why?

mod item;

pub use item::{Item, LegalBasis};
