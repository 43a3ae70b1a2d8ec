//! How a signal was written.

use std::fmt;

use tcf_carrier::JsonKind;

/// How a signal was written, in one byte: the number of URLs around it, the type of its value in
/// JSON, and what is unusual about it.
///
/// ```
/// use tcf_audit::event::Form;
/// use tcf_carrier::JsonKind;
/// let form = Form::at_depth(1).with_json(Some(JsonKind::String)).with(Form::TEXT_AROUND);
/// assert_eq!((form.depth(), form.json()), (1, Some(JsonKind::String)));
/// assert!(form.has(Form::TEXT_AROUND) && !form.has(Form::BY_SHAPE));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Form(u8);

/// The bits of the depth.
const DEPTH: u8 = 0b11;
/// The number of bits to the right of the type.
const JSON_SHIFT: u8 = 5;

impl Form {
    /// Only the shape of the value shows that it is a signal. Its name is unknown.
    pub const BY_SHAPE: Self = Self(1 << 2);
    /// Text that cannot belong to the value stood beside it, such as the rest of an HTML tag.
    pub const TEXT_AROUND: Self = Self(1 << 3);
    /// Percent escapes were decoded more often than the place requires.
    pub const ENCODED_TWICE: Self = Self(1 << 4);

    /// A usual form with a number of URLs around it. 3 stands for 3 and more.
    #[must_use]
    pub const fn at_depth(depth: u8) -> Self {
        Self(if depth < DEPTH { depth } else { DEPTH })
    }

    /// Sets the type of the value in JSON.
    #[must_use]
    pub fn with_json(self, kind: Option<JsonKind>) -> Self {
        let number = kind.and_then(|kind| KINDS.iter().position(|&known| known == kind));
        let number = number.and_then(|number| u8::try_from(number + 1).ok()).unwrap_or(0);
        Self(self.0 & !(0b111 << JSON_SHIFT) | number << JSON_SHIFT)
    }

    /// Adds what is unusual.
    #[must_use]
    pub const fn with(self, unusual: Self) -> Self {
        Self(self.0 | unusual.0)
    }

    /// The form as bits.
    pub(super) const fn bits(self) -> u8 {
        self.0
    }

    /// The form of bits.
    pub(super) const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The number of URLs around the signal: 0 is what the receiver of the request gets.
    pub const fn depth(self) -> u8 {
        self.0 & DEPTH
    }

    /// The type of the value in JSON; `None` outside JSON.
    pub fn json(self) -> Option<JsonKind> {
        KINDS.get(usize::from(self.0 >> JSON_SHIFT).checked_sub(1)?).copied()
    }

    /// Whether something is unusual.
    pub const fn has(self, unusual: Self) -> bool {
        self.0 & unusual.0 == unusual.0
    }
}

/// The types that values of signals may have.
const KINDS: [JsonKind; 5] =
    [JsonKind::String, JsonKind::Number, JsonKind::Boolean, JsonKind::Array, JsonKind::Null];

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form")
            .field("depth", &self.depth())
            .field("json", &self.json())
            .field("by_shape", &self.has(Self::BY_SHAPE))
            .field("text_around", &self.has(Self::TEXT_AROUND))
            .field("encoded_twice", &self.has(Self::ENCODED_TWICE))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_every_part() {
        let unusual = [Form::BY_SHAPE, Form::TEXT_AROUND, Form::ENCODED_TWICE];
        let kinds = KINDS.into_iter().map(Some).chain([None]);
        for kind in kinds {
            for depth in 0..=5 {
                for subset in 0..8 {
                    let chosen = |index: usize| subset >> index & 1 == 1;
                    let mut form = Form::at_depth(depth).with_json(kind);
                    for (index, &one) in unusual.iter().enumerate() {
                        form = if chosen(index) { form.with(one) } else { form };
                    }
                    assert_eq!((form.depth(), form.json()), (depth.min(3), kind));
                    for (index, &one) in unusual.iter().enumerate() {
                        assert_eq!(form.has(one), chosen(index), "{form:?}");
                    }
                }
            }
        }
        let replaced = Form::default().with_json(Some(JsonKind::Null)).with_json(None);
        assert_eq!(replaced, Form::default());
    }
}
