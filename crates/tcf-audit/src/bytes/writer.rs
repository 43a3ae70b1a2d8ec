//! Writes values as bytes.

use std::collections::HashMap;

/// Writes values as bytes. Remembers the texts that were written.
#[derive(Debug, Default)]
pub(crate) struct Writer<'w> {
    bytes: Vec<u8>,
    /// The number of each text, from 1.
    texts: HashMap<&'w str, u64>,
}

impl<'w> Writer<'w> {
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes a number: seven bits a byte, the lowest first.
    pub(crate) fn number(&mut self, number: u64) {
        self.wide(number.into());
    }

    pub(super) fn wide(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.bytes.push(low_bits(number) | 0x80);
            number >>= 7;
        }
        self.bytes.push(low_bits(number));
    }

    /// Writes a number of items.
    pub(crate) fn length(&mut self, length: usize) {
        self.number(u64::try_from(length).unwrap_or(u64::MAX));
    }

    /// Writes a text: 0, its length and its bytes the first time, later its number.
    pub(crate) fn text(&mut self, text: &'w str) {
        if let Some(&number) = self.texts.get(text) {
            return self.number(number);
        }
        self.number(0);
        self.length(text.len());
        self.raw(text.as_bytes());
        let number = u64::try_from(self.texts.len()).unwrap_or(u64::MAX);
        self.texts.insert(text, number + 1);
    }
}

/// The lowest seven bits.
fn low_bits(number: u128) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or_default()
}
