//! The fields of consent strings that are text: US Privacy and Additional Consent strings.

use core::fmt;
use core::ops::Range;

use crate::usp_signal::UspSignal;

/// A field of a US Privacy or Additional Consent string. Separators belong to no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextField {
    /// The name of the field.
    pub name: &'static str,
    /// The index in a list, counted from 0.
    pub index: Option<usize>,
    /// Its byte range in the text.
    pub characters: Range<usize>,
    /// Its value, or `None` for a marker.
    pub value: Option<TextValue>,
}

impl TextField {
    /// The same field in a text that starts at offset `start` of another one.
    pub(crate) fn shifted(self, start: usize) -> Self {
        let Range { start: first, end } = self.characters;
        Self { characters: first + start..end + start, ..self }
    }
}

/// The name with the index, such as `Granted[2]`.
impl fmt::Display for TextField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            Some(index) => write!(f, "{}[{index}]", self.name),
            None => f.write_str(self.name),
        }
    }
}

/// The value of a field that is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextValue {
    /// A version, or the id of a provider.
    Number(u32),
    /// A signal of a US Privacy string.
    Signal(UspSignal),
}
