//! Short ASCII texts on the stack, for numbers and times that are formatted millions of times.

/// A text of up to `N` ASCII characters.
pub(crate) struct Ascii<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Ascii<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    #[expect(clippy::indexing_slicing, reason = "`N` is the length of the longest text")]
    pub(crate) fn push(&mut self, character: u8) {
        self.bytes[self.length] = character;
        self.length += 1;
    }

    /// Appends a number, padded with leading zeros to `digits`.
    pub(crate) fn push_number(&mut self, number: u16, digits: usize) {
        let needed = match number {
            0..=9 => 1,
            10..=99 => 2,
            100..=999 => 3,
            1000..=9999 => 4,
            _ => 5,
        };
        let end = self.length + digits.max(needed);
        let mut rest = number;
        for slot in self.bytes[self.length..end].iter_mut().rev() {
            *slot = b'0' + crate::bits::low_u8(u64::from(rest % 10));
            rest /= 10;
        }
        self.length = end;
    }

    #[expect(clippy::expect_used, reason = "callers push ASCII only")]
    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(self.bytes.split_at(self.length).0).expect("ASCII is UTF-8")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn push_number_agrees_with_format() {
        for number in 0..=u16::MAX {
            for digits in [1, 2, 4] {
                let mut text = Ascii::<5>::new();
                text.push_number(number, digits);
                assert_eq!(text.as_str(), format!("{number:0digits$}"));
            }
        }
    }
}
