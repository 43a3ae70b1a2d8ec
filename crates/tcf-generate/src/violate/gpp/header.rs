//! Writes headers of GPP strings that the encoder does not write.

use super::super::text::ALPHABET;

/// An entry of a header. Distances are those from the id before.
#[derive(Clone, Copy)]
pub(super) enum Entry {
    /// A single id at a distance.
    Single(u32),
    /// Consecutive ids: the distance of the first, and that of the last from the first.
    Group(u32, u32),
}

/// Writes a header with lists of ids. A header has one list.
pub(super) fn write(lists: &[&[Entry]]) -> String {
    let mut bits = Vec::new();
    // Type and Version.
    put(&mut bits, 3, 6);
    put(&mut bits, 1, 6);
    for list in lists {
        put(&mut bits, list.len(), 12);
        for entry in *list {
            match *entry {
                Entry::Single(distance) => {
                    bits.push(false);
                    put_fibonacci(&mut bits, distance);
                }
                Entry::Group(distance, length) => {
                    bits.push(true);
                    put_fibonacci(&mut bits, distance);
                    put_fibonacci(&mut bits, length);
                }
            }
        }
    }
    let sextet = |bits: &[bool]| (0..6).fold(0, |sextet, at| sextet << 1 | bit(bits, at));
    let letter = |bits| ALPHABET.get(sextet(bits)).copied().map(char::from);
    bits.chunks(6).filter_map(letter).collect()
}

/// A bit; 0 after the end.
fn bit(bits: &[bool], at: usize) -> usize {
    bits.get(at).copied().map_or(0, usize::from)
}

fn put(bits: &mut Vec<bool>, value: usize, width: u32) {
    bits.extend((0..width).rev().map(|shift| value >> shift & 1 == 1));
}

/// Writes a number above 0 as a sum of Fibonacci numbers, the smallest first, and a final bit.
fn put_fibonacci(bits: &mut Vec<bool>, value: u32) {
    let mut numbers = vec![1_u32, 2];
    while let [.., before, last] = *numbers
        && let next = before.saturating_add(last)
        && next <= value
    {
        numbers.push(next);
    }
    let mut rest = value;
    let mut code: Vec<_> = numbers
        .iter()
        .rev()
        .map(|&number| {
            let is_part = number <= rest;
            rest -= if is_part { number } else { 0 };
            is_part
        })
        // Numbers above the value.
        .skip_while(|is_part| !is_part)
        .collect();
    code.reverse();
    code.push(true);
    bits.extend(code);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Headers of the specification.
    #[test]
    fn headers_are_those_of_the_specification() {
        use Entry::{Group, Single};
        for (entries, text) in [
            (&[][..], "DBAA"),
            (&[Single(1)], "DBABY"),
            (&[Single(2)], "DBABM"),
            (&[Single(7)], "DBABL"),
            (&[Single(27)], "DBABSY"),
            (&[Single(7), Single(1)], "DBACLY"),
            (&[Group(7, 1)], "DBABrw"),
            (&[Single(2), Group(4, 1)], "DBACPe"),
            (&[Group(7, 20)], "DBABrVg"),
        ] {
            assert_eq!(write(&[entries]), text);
        }
    }
}
