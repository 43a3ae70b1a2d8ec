//! Texts that occur many times.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A text in an [`Interner`]: four bytes, compared in one step.
///
/// Symbols are ordered by when their text was added, not by the text. A symbol means nothing to
/// another interner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(NonZeroU32);

/// Stores each text once.
///
/// ```
/// use tcf_audit::event::Interner;
/// let mut texts = Interner::new();
/// let host = texts.intern("ib.partner.example");
/// assert_eq!(texts.intern("ib.partner.example"), host);
/// assert_eq!(texts.text(host), "ib.partner.example");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Interner {
    symbols: HashMap<Arc<str>, Symbol>,
    texts: Vec<Arc<str>>,
    /// The bytes of the texts.
    bytes: usize,
}

/// The memory that a text takes besides its bytes: its places in the table and in the list, and two
/// reference counts.
const OVERHEAD: usize = 64;

impl Interner {
    /// Creates an interner without texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// The symbol of a text, which is added if it is new.
    ///
    /// # Panics
    ///
    /// If there are more than 4,294,967,295 texts.
    #[expect(clippy::expect_used, reason = "four billion texts need more memory than there is")]
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(&symbol) = self.symbols.get(text) {
            return symbol;
        }
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.bytes += text.len();
        let number = u32::try_from(self.texts.len()).ok().and_then(NonZeroU32::new);
        let symbol = Symbol(number.expect("fewer than 2^32 texts"));
        self.symbols.insert(text, symbol);
        symbol
    }

    /// The symbol of a text, if it was added.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.symbols.get(text).copied()
    }

    /// The text of a symbol.
    ///
    /// # Panics
    ///
    /// If the symbol belongs to an interner with more texts.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.shared(symbol)
    }

    /// The text of a symbol, shared.
    ///
    /// # Panics
    ///
    /// If the symbol belongs to an interner with more texts.
    #[expect(clippy::expect_used, reason = "a symbol of another interner is a bug of the caller")]
    pub fn shared(&self, symbol: Symbol) -> &Arc<str> {
        let index = usize::try_from(symbol.0.get()).unwrap_or(usize::MAX);
        let text = index.checked_sub(1).and_then(|index| self.texts.get(index));
        text.expect("a symbol of this interner")
    }

    /// The number of texts.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Drops all texts if they take more than 16 MiB. Their symbols mean nothing after it.
    pub fn trim(&mut self) {
        const MAX_MEMORY: usize = 16 * 1024 * 1024;
        if self.memory() > MAX_MEMORY {
            self.clear();
        }
    }

    /// About how many bytes of memory the texts take.
    pub const fn memory(&self) -> usize {
        self.bytes + self.texts.len() * OVERHEAD
    }

    /// Removes all texts. Their symbols mean nothing any more.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Whether there are no texts.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_symbol() {
        let mut texts = Interner::new();
        let (one, two) = (texts.intern("one"), texts.intern("two"));
        assert_ne!(one, two);
        assert_eq!((texts.intern("one"), texts.find("two")), (one, Some(two)));
        assert_eq!((texts.text(one), texts.text(two)), ("one", "two"));
        assert_eq!((texts.len(), texts.find("three")), (2, None));
        assert_eq!(size_of::<Option<Symbol>>(), 4);
    }
}
