//! An Additional Consent string to check.

use std::collections::HashSet;
use std::ops::Range;

use tcf_codec::Error;
use tcf_codec::ac::{AcItem, AcList, items};

/// An Additional Consent string to check.
pub struct AcSubject<'a> {
    pub(super) text: &'a str,
    /// The ids in text order.
    pub(super) items: Vec<AcItem>,
}

impl<'a> AcSubject<'a> {
    /// Decodes a string of at most `max_len` bytes.
    ///
    /// # Errors
    ///
    /// Returns the first fault in the text.
    pub fn new(text: &'a str, max_len: usize) -> Result<Self, Error> {
        Ok(Self { text, items: items(text, max_len)? })
    }

    pub(super) fn is_version_2(&self) -> bool {
        self.text.starts_with('2')
    }

    /// The part with the disclosed providers, and its place.
    pub(super) fn disclosed(&self) -> Option<(&'a str, Range<usize>)> {
        let (before, part) = self.text.rsplit_once('~').filter(|(before, _)| before.len() > 1)?;
        Some((part, before.len() + 1..self.text.len()))
    }

    /// The ids of a list, in text order.
    pub(super) fn list(&self, list: AcList) -> impl Iterator<Item = &AcItem> + Clone {
        self.items.iter().filter(move |item| item.list == list)
    }

    /// The items of a list whose id was in it before.
    pub(super) fn repeated(&self, list: AcList) -> impl Iterator<Item = &AcItem> {
        let mut seen = HashSet::new();
        self.list(list).filter(move |item| !seen.insert(item.id))
    }
}
