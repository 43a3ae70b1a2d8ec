//! Reads what a writer wrote.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{StateError, StateErrorKind, Wire};

/// Reads values of bytes, and shares the texts that occur several times.
#[derive(Debug)]
pub(crate) struct Reader<'b> {
    rest: &'b [u8],
    length: usize,
    texts: Vec<Arc<str>>,
}

impl<'b> Reader<'b> {
    /// The greatest count, 7 * 10^13: the counts of 100,000 findings, and those of 100,000 states,
    /// can be added up.
    pub(crate) const MAX_COUNT: u64 = 1 << 46;

    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, length: bytes.len(), texts: Vec::new() }
    }

    /// An error at this place.
    pub(super) const fn error(&self, kind: StateErrorKind) -> StateError {
        StateError::new(self.length - self.rest.len(), kind)
    }

    /// The error of a value that no state has.
    pub(crate) const fn damaged(&self, reason: &'static str) -> StateError {
        self.error(StateErrorKind::Damaged { offset: 0, reason })
    }

    /// Skips bytes, if they come next.
    pub(super) fn skip(&mut self, bytes: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(bytes);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Checks that nothing follows.
    pub(super) const fn end(&self) -> Result<(), StateError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.damaged("there is more behind it")) }
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Result<u64, StateError> {
        let number = self.wide()?;
        u64::try_from(number).map_err(|_| self.damaged("a number is too large"))
    }

    pub(super) fn wide(&mut self) -> Result<u128, StateError> {
        const TOO_LARGE: &str = "a number is too large";
        let mut number = 0u128;
        let mut bytes = self.rest;
        for shift in (0..u128::BITS).step_by(7) {
            let Some((&byte, after)) = bytes.split_first() else {
                return Err(self.damaged("it ends within a number"));
            };
            bytes = after;
            let bits = u128::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err(self.damaged(TOO_LARGE));
            }
            number |= bits << shift;
            if byte < 0x80 {
                self.rest = bytes;
                return Ok(number);
            }
        }
        Err(self.damaged(TOO_LARGE))
    }

    /// A count.
    pub(crate) fn count(&mut self) -> Result<u64, StateError> {
        let count = self.number()?;
        if count > Self::MAX_COUNT {
            return Err(self.damaged("a count is too large"));
        }
        Ok(count)
    }

    /// A map of counts.
    pub(crate) fn counts<K: Wire + Ord>(&mut self) -> Result<BTreeMap<K, u64>, StateError> {
        self.map(Self::count)
    }

    /// A map.
    pub(crate) fn map<K: Wire + Ord, V>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<V, StateError>,
    ) -> Result<BTreeMap<K, V>, StateError> {
        let mut map = BTreeMap::new();
        for _ in 0..self.number()? {
            let key = K::read(self)?;
            if map.insert(key, read(self)?).is_some() {
                return Err(self.damaged("a key occurs twice"));
            }
        }
        Ok(map)
    }

    /// A text.
    pub(crate) fn text(&mut self) -> Result<Arc<str>, StateError> {
        let number = self.number()?;
        let Some(index) = number.checked_sub(1) else { return self.new_text() };
        let text = usize::try_from(index).ok().and_then(|index| self.texts.get(index));
        text.cloned().ok_or_else(|| self.damaged("a text is missing"))
    }

    fn new_text(&mut self) -> Result<Arc<str>, StateError> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        let Some((text, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.damaged("it ends within a text"));
        };
        let Ok(text) = str::from_utf8(text) else {
            return Err(self.damaged("a text is not UTF-8"));
        };
        let text: Arc<str> = text.into();
        self.rest = rest;
        self.texts.push(Arc::clone(&text));
        Ok(text)
    }

    /// A value that has a name.
    pub(crate) fn named<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T, StateError> {
        let name = self.text()?;
        find(&name).ok_or_else(|| self.damaged("a name is unknown"))
    }
}
