//! The strings that are compared.

use tcf_codec::Error;

use crate::classes::Class;
use crate::facts::Facts;

/// A text and our result.
pub trait Subject: Sync + Sized + 'static {
    /// The classes.
    const CLASSES: &'static [Class<Self>];

    /// The name: `corpus/NAME`, `made/NAME` or `KIND/NUMBER`.
    fn name(&self) -> &str;

    /// The text.
    fn text(&self) -> &str;

    /// The fields, if the text is valid.
    fn facts(&self) -> Option<Facts>;

    /// The error, if it is not.
    fn error(&self) -> Option<&Error>;

    /// The fields of a text that a reference encoded.
    fn facts_of(text: &str) -> Result<Facts, Error>;
}
