//! Fibonacci codes: a number as a sum of Fibonacci numbers, no two of them consecutive.
//!
//! One bit per number 1, 2, 3, 5, 8 and so on, from the lowest to the highest that the sum
//! contains, and another 1. So each code ends with its first pair of consecutive ones.

use core::num::NonZeroU16;

use super::{Reader, Source, Truncated, Writer};

/// The longest code that is read: the number of bits of a window. The longest code of a 16-bit
/// number has 24 bits.
const MAX_WIDTH: usize = 57;

/// The value of every bit of a code but the last.
const NUMBERS: [u64; MAX_WIDTH - 1] = {
    let mut numbers = [1; MAX_WIDTH - 1];
    let (mut index, mut number, mut next) = (0, 1, 2);
    while index < numbers.len() {
        #[expect(clippy::indexing_slicing, reason = "a constant: past the end would not compile")]
        {
            numbers[index] = number;
        }
        (number, next) = (next, number + next);
        index += 1;
    }
    numbers
};

/// The largest number that a [`FibonacciCode`] holds; greater ones are cut to it.
const MAX_FIBONACCI: u32 = u32::MAX;

/// A Fibonacci code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FibonacciCode {
    /// The number, at most [`MAX_FIBONACCI`].
    pub(crate) number: u32,
    /// Number of bits. Of a code of more than 57 bits, the first 57.
    pub(crate) width: usize,
}

impl Reader<'_> {
    /// The code at the current position.
    #[inline]
    pub(crate) fn peek_fibonacci(&self) -> Result<FibonacciCode, Truncated> {
        let available = self.remaining().min(MAX_WIDTH);
        // Bits past the end of the data are zero, and bits past the window may not be.
        let window = self.window() & !(u64::MAX >> available);
        // The first bit that is followed by another 1.
        let Some(last) = position_of_first_one(window & window << 1) else {
            if self.ends_later() {
                return Ok(FibonacciCode { number: MAX_FIBONACCI, width: MAX_WIDTH });
            }
            return Err(self.truncated(self.remaining() + 1));
        };
        let width = last + 2;
        let number = fibonacci_sum((0..width).map(|bit| window << bit >> 63 != 0));
        Ok(FibonacciCode { number, width })
    }
}

impl Reader<'_> {
    /// Whether there are two consecutive ones among the bits left.
    #[cold]
    fn ends_later(&self) -> bool {
        let (mut ahead, mut before) = (*self, false);
        while let (1.., Some(bit)) = (ahead.remaining(), ahead.peek(1)) {
            if before && bit == 1 {
                return true;
            }
            before = bit == 1;
            ahead.advance(1);
        }
        false
    }
}

/// The number of a code, including its last bit, at most [`MAX_FIBONACCI`].
pub(crate) fn fibonacci_sum(code: impl ExactSizeIterator<Item = bool>) -> u32 {
    let parts = code.len().saturating_sub(1);
    let set = code.take(parts).zip(NUMBERS).filter(|(bit, _)| *bit);
    u32::try_from(set.map(|(_, number)| number).sum::<u64>()).unwrap_or(MAX_FIBONACCI)
}

/// A code of at most [`Self::MAX_WIDTH`] bits: a number up to 33.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShortFibonacci {
    pub(crate) number: u8,
    pub(crate) width: u8,
}

impl ShortFibonacci {
    const MAX_WIDTH: usize = 8;

    /// The code at the most significant bits, or `None` if it is longer.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the table has an entry for every byte")]
    pub(crate) fn at_start_of(word: u64) -> Option<Self> {
        let [first, ..] = word.to_be_bytes();
        Some(SHORT_CODES[usize::from(first)]).filter(|code| code.width != 0)
    }
}

/// The code at the start of every byte. Its width is 0 if it does not end in the byte.
static SHORT_CODES: [ShortFibonacci; 256] = {
    let mut codes = [ShortFibonacci { number: 0, width: 0 }; 256];
    let mut byte = 0;
    while byte < codes.len() {
        let (mut number, mut at) = (0, 0);
        while at + 1 < ShortFibonacci::MAX_WIDTH {
            let ones = byte << at >> (ShortFibonacci::MAX_WIDTH - 2) & 3;
            #[expect(clippy::as_conversions, reason = "at most 33, in a constant")]
            #[expect(clippy::cast_possible_truncation, reason = "at most 33")]
            #[expect(
                clippy::indexing_slicing,
                reason = "a constant: past the end would not compile"
            )]
            if ones & 2 != 0 {
                number += NUMBERS[at] as u8;
                if ones == 3 {
                    codes[byte] = ShortFibonacci { number, width: at as u8 + 2 };
                    break;
                }
            }
            at += 1;
        }
        byte += 1;
    }
    codes
};

/// Number of bits of the code of a number.
pub(crate) fn fibonacci_width(number: NonZeroU16) -> usize {
    NUMBERS.iter().take_while(|part| **part <= u64::from(number.get())).count() + 1
}

/// The position of the most significant 1.
#[expect(clippy::expect_used, reason = "a `usize` has 32 bits or more on every supported target")]
fn position_of_first_one(word: u64) -> Option<usize> {
    (word != 0).then(|| usize::try_from(word.leading_zeros()).expect("a position in a word"))
}

impl Writer {
    /// Writes the code of a number.
    pub(crate) fn put_fibonacci(&mut self, number: NonZeroU16) {
        let mut rest = u64::from(number.get());
        let (mut code, mut width) = (0, 0);
        for (bit, &number) in NUMBERS.iter().enumerate().rev() {
            if number <= rest {
                rest -= number;
                if width == 0 {
                    // The highest number comes before the final 1.
                    width = bit + 2;
                    code = 1;
                }
                code |= 1 << (width - 1 - bit);
            }
        }
        self.put(code, width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bits::SLACK;
    use alloc::string::String;
    use alloc::vec::Vec;

    /// The code of a number as zeros and ones, by subtracting the largest numbers first.
    fn plain_code(number: u64) -> String {
        let mut numbers = alloc::vec![1_u64, 2];
        while *numbers.last().unwrap() <= number {
            numbers.push(numbers[numbers.len() - 1] + numbers[numbers.len() - 2]);
        }
        let mut rest = number;
        let mut digits = Vec::new();
        for &part in numbers.iter().rev() {
            let fits = part <= rest;
            if fits {
                rest -= part;
            }
            if fits || !digits.is_empty() {
                digits.push(if fits { '1' } else { '0' });
            }
        }
        digits.iter().rev().collect::<String>() + "1"
    }

    /// Reads a code that starts `shift` bits after the start of the data and ends with it.
    fn read(bits: &str, shift: usize) -> Result<FibonacciCode, Truncated> {
        let mut writer = Writer::default();
        writer.put_words(&[u64::MAX], shift);
        bits.bytes().for_each(|bit| writer.put_bit(bit == b'1'));
        let end = writer.len();
        let bytes = writer.take(|bytes| {
            bytes.extend_from_slice(&[0; SLACK]);
            bytes.clone()
        });
        Reader::new(&bytes, shift, end).peek_fibonacci()
    }

    fn written(number: u16) -> String {
        let mut writer = Writer::default();
        writer.put_fibonacci(NonZeroU16::new(number).unwrap());
        let width = writer.len();
        let bytes = writer.take(|bytes| bytes.clone());
        (0..width).map(|at| if crate::bits::bit_at(&bytes, at) { '1' } else { '0' }).collect()
    }

    #[test]
    fn codes_of_the_specification() {
        assert_eq!(written(1), "11");
        assert_eq!(written(2), "011");
        assert_eq!(written(3), "0011");
        assert_eq!(written(4), "1011");
        assert_eq!(written(5), "00011");
        assert_eq!(written(7), "01011");
        assert_eq!(written(65535).len(), 24);
    }

    #[test]
    fn every_number_is_written_and_read_like_the_plain_code() {
        for number in 1..=u16::MAX {
            let plain = plain_code(u64::from(number));
            assert_eq!(written(number), plain);
            assert_eq!(fibonacci_width(NonZeroU16::new(number).unwrap()), plain.len());
            let width = plain.len();
            let read = read(&plain, usize::from(number % 9));
            assert_eq!(read, Ok(FibonacciCode { number: u32::from(number), width }));
        }
    }

    #[test]
    fn short_codes_are_those_of_up_to_eight_bits() {
        for byte in 0..=u8::MAX {
            let bytes = [[byte].as_slice(), &[0; SLACK]].concat();
            let code = Reader::new(&bytes, 0, 8).peek_fibonacci().ok();
            let short = ShortFibonacci::at_start_of(u64::from(byte) << 56 | 0xffff);
            let found = short.map(|short| (u32::from(short.number), usize::from(short.width)));
            assert_eq!(found, code.map(|code| (code.number, code.width)), "{byte:08b}");
        }
    }

    #[test]
    fn large_numbers_are_cut() {
        for number in [u64::from(u32::MAX) - 1, u64::from(u32::MAX)] {
            let code = read(&plain_code(number), 3).unwrap();
            assert_eq!(u64::from(code.number), number);
        }
        let code = read(&plain_code(u64::from(u32::MAX) + 1), 3).unwrap();
        assert_eq!(code.number, MAX_FIBONACCI);
        // The end of a code of more than 57 bits is not seen.
        let long = alloc::format!("{}11", "0".repeat(55));
        assert_eq!(read(&long, 7), Ok(FibonacciCode { number: MAX_FIBONACCI, width: 57 }));
        for zeros in [56, 57, 200] {
            let long = alloc::format!("{}11", "0".repeat(zeros));
            assert_eq!(read(&long, 7), Ok(FibonacciCode { number: MAX_FIBONACCI, width: 57 }));
        }
    }

    #[test]
    fn a_code_without_end_is_truncated() {
        let long = "0".repeat(300);
        for bits in ["", "0", "1", "10", "01010101", "0000000000", &long] {
            let (needed, available) = (bits.len() + 1, bits.len());
            assert_eq!(read(bits, 5), Err(Truncated { needed, available, at: 5 }), "{bits}");
        }
        // Ones after the end of the data do not end a code.
        let bytes = [[0b0000_0111, 0xff].as_slice(), &[0xff; SLACK]].concat();
        assert_eq!(Reader::new(&bytes, 0, 6).peek_fibonacci().map_err(|e| e.needed), Err(7));
        let whole = FibonacciCode { number: 13, width: 7 };
        assert_eq!(Reader::new(&bytes, 0, 7).peek_fibonacci(), Ok(whole));
    }
}
