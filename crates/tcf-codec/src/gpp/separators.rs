//! The separators of the sections of a GPP string.

const SEPARATOR: u8 = b'~';

/// The offset of the end of the section that starts at an offset.
pub(super) fn end_of_section(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    Some(start + memchr::memchr(SEPARATOR, rest).unwrap_or(rest.len()))
}

/// The offset of the last separator before an offset.
pub(super) fn last_separator(text: &[u8], end: usize) -> Option<usize> {
    memchr::memrchr(SEPARATOR, text.get(..end)?)
}

/// Number of separators.
#[cold]
pub(super) fn count_separators(text: &[u8]) -> usize {
    memchr::memchr_iter(SEPARATOR, text).count()
}

/// Whether a header is followed by `count` sections, none of them empty. The text must start with
/// the header.
#[inline]
pub(super) fn has_sections(text: &[u8], count: usize) -> bool {
    let found = sections_of_short(text).unwrap_or_else(|| sections_of_any(text));
    found == Ok(count)
}

/// There is an empty section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct AnyEmpty;

/// The number of sections. Searches one separator after the other.
#[inline(never)]
fn sections_of_any(text: &[u8]) -> Result<usize, AnyEmpty> {
    let (mut count, mut start) = (0, 0);
    for separator in memchr::memchr_iter(SEPARATOR, text) {
        if separator == start {
            return Err(AnyEmpty);
        }
        (count, start) = (count + 1, separator + 1);
    }
    if start < text.len() { Ok(count) } else { Err(AnyEmpty) }
}

/// The maximum length of a text of which comparing all bytes is faster than searching.
const SHORT: usize = 256;

/// Number of bytes that are compared at a time: those of a vector, where a processor has vectors.
const LANES: usize = 16;

/// The number of sections. `None` for a text of more than [`SHORT`] bytes, or of at most
/// [`LANES`].
///
/// The time does not depend on where the separators are.
#[inline(never)]
fn sections_of_short(text: &[u8]) -> Option<Result<usize, AnyEmpty>> {
    let (last, bytes) = text.split_last()?;
    let (_, following) = text.split_first()?;
    let (last_bytes, last_following) = (bytes.last_chunk()?, following.last_chunk()?);
    if text.len() > SHORT {
        return None;
    }
    // No lane has so many separators that it saturates. But compilers use vectors for saturating
    // additions, and rearrange others into slower code.
    let (mut counts, mut pairs) = ([0_u8; LANES], [0_u8; LANES]);
    let mut compare = |bytes: &[u8; LANES], following: &[u8; LANES]| {
        let lanes = counts.iter_mut().zip(&mut pairs);
        for ((count, pair), (&byte, &next)) in lanes.zip(bytes.iter().zip(following)) {
            let is_separator = u8::from(byte == SEPARATOR);
            *count = count.saturating_add(is_separator);
            *pair |= is_separator & u8::from(next == SEPARATOR);
        }
    };
    let (chunks, rest) = bytes.as_chunks();
    for (bytes, following) in chunks.iter().zip(following.as_chunks().0) {
        compare(bytes, following);
    }
    if !rest.is_empty() {
        // Without the bytes that have been compared.
        let compared = 8 * (LANES - rest.len());
        let rest = |chunk| (u128::from_le_bytes(chunk) >> compared).to_le_bytes();
        compare(&rest(*last_bytes), &rest(*last_following));
    }
    let any_empty = pairs != [0; LANES] || *last == SEPARATOR;
    let count = counts.into_iter().map(usize::from).sum();
    Some(if any_empty { Err(AnyEmpty) } else { Ok(count) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Checks a text with separators at the given places, but not at its start.
    fn check(len: usize, is_separator: impl Fn(usize) -> bool) {
        let byte = |at| if at > 0 && is_separator(at) { SEPARATOR } else { b'}' };
        let text: Vec<u8> = (0..len).map(byte).collect();
        let sections: Vec<_> = text.split(|&byte| byte == SEPARATOR).skip(1).collect();
        let any_empty = sections.iter().any(|section| section.is_empty());
        let expected = if any_empty { Err(AnyEmpty) } else { Ok(sections.len()) };
        assert_eq!(sections_of_any(&text), expected, "{text:?}");
        let is_short = (LANES + 1..=SHORT).contains(&len);
        assert_eq!(sections_of_short(&text), is_short.then_some(expected), "{text:?}");
        for count in 0..4 {
            assert_eq!(has_sections(&text, count), expected == Ok(count), "{text:?} {count}");
        }
    }

    #[test]
    fn sections_are_counted_in_texts_of_every_length() {
        for len in 1..SHORT + 20 {
            check(len, |_| false);
            check(len, |_| true);
            for every in [2, 3, 15, 16, 17] {
                check(len, |at| at % every == 0);
                check(len, |at| at % every == every / 2);
            }
        }
    }

    #[test]
    fn one_or_two_separators_are_found_wherever_they_are() {
        for len in 1..4 * LANES {
            for first in 1..len {
                for second in first..len {
                    check(len, |at| at == first || at == second);
                }
            }
        }
    }
}
