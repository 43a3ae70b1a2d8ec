//! Rewrites fields in place.

mod edit;
mod json;
mod parameters;
mod preset;
mod rewritten;
mod row;
mod search;
mod splice;

pub use edit::FieldEdit;
pub use json::{AddedMember, JsonRewriter, RewriteError};
pub use parameters::ParameterRewriter;
pub use preset::StripPreset;
pub use rewritten::{Rewritten, TooManyRules};
pub use row::{RowRewriter, SetCell};
