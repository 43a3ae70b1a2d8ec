//! The strings that are compared.

use std::collections::BTreeSet;

use tcf_codec::Error;

use crate::classes::Class;
use crate::facts::Facts;

/// A text and our result.
pub trait Subject: Sync + Sized + 'static {
    /// The classes.
    const CLASSES: &'static [Class<Self>];

    /// The value of a valid text.
    type Value: PartialEq;

    /// Decodes a text.
    fn new(name: String, text: String) -> Self;

    /// The name: `corpus/NAME`, `made/NAME` or `KIND/NUMBER`.
    fn name(&self) -> &str;

    /// The text.
    fn text(&self) -> &str;

    /// The value, if the text is valid.
    fn value(&self) -> Option<&Self::Value>;

    /// Our encoding of a value.
    fn encode(value: &Self::Value) -> String;

    /// The fields, if the text is valid.
    fn facts(&self) -> Option<Facts>;

    /// The error, if it is not.
    fn error(&self) -> Option<&Error>;

    /// The fields of a text that a reference encoded.
    fn facts_of(text: &str) -> Result<Facts, Error>;
}

/// All inputs.
pub struct Inputs<S> {
    /// Original texts, valid and invalid.
    pub given: Vec<S>,
    /// Our encodings of the same values.
    pub ours: Vec<S>,
}

impl<S: Subject> Inputs<S> {
    /// The given inputs, and each distinct encoding of their values.
    pub(crate) fn of(given: Vec<S>) -> Self {
        let mut written = BTreeSet::new();
        let mut ours = Vec::new();
        for input in &given {
            let Some(value) = input.value() else { continue };
            let text = S::encode(value);
            if written.insert(text.clone()) {
                let input = S::new(input.name().to_owned(), text);
                assert!(input.value() == Some(value), "{} decodes to the value", input.name());
                ours.push(input);
            }
        }
        Self { given, ours }
    }
}
