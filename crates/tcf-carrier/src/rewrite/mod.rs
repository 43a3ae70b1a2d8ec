//! Rewrites fields in place.

mod edit;
mod json;
mod preset;

pub use edit::FieldEdit;
pub use json::{AddedMember, JsonRewriter, RewriteError, Rewritten, TooManyRules};
pub use preset::StripPreset;
