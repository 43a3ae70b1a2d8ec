//! Short texts without memory of their own: what is written millions of times is not formatted piece by piece.

/// Up to `N` characters.
pub(crate) struct Ascii<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Ascii<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    pub(crate) fn push(&mut self, character: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = character;
            self.length += 1;
        }
    }

    /// A number, with zeros in front of it up to `digits`.
    pub(crate) fn push_number(&mut self, number: u16, digits: usize) {
        let mut reversed = [b'0'; 5];
        let mut rest = number;
        let mut used = 0;
        for slot in &mut reversed {
            if rest == 0 && used >= digits {
                break;
            }
            // Below 10.
            *slot += crate::bits::low_u8(u64::from(rest % 10));
            rest /= 10;
            used += 1;
        }
        reversed.iter().take(used).rev().for_each(|&digit| self.push(digit));
    }

    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn numbers_are_written_as_others_write_them() {
        for number in 0..=u16::MAX {
            for digits in [1, 2, 4] {
                let mut text = Ascii::<5>::new();
                text.push_number(number, digits);
                assert_eq!(text.as_str(), format!("{number:0digits$}"));
            }
        }
    }
}
