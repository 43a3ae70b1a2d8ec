//! Framing faults that a lenient reader mends before it reads, and reports.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::bits::sextet;
use crate::source_map::SourceMap;

/// Something that was mended before decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What it was.
    pub kind: RepairKind,
    /// Byte offset into the text as it was given.
    pub offset: usize,
}

/// What a lenient reader mends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairKind {
    /// `+` was read as `-`, `/` as `_`: the standard alphabet of base64.
    StandardAlphabet,
    /// White space was left out.
    WhiteSpace,
    /// A percent escape was replaced by its character.
    PercentEscape,
    /// `=` at the end of a segment was left out.
    Padding,
    /// A dot at the end was left out.
    TrailingDot,
    /// A segment of a type that the specification does not define was left out.
    UnknownSegment,
}

impl RepairKind {
    /// The code of the fault that was mended, as in [`ErrorKind::code`](crate::ErrorKind::code).
    pub const fn code(self) -> &'static str {
        match self {
            Self::StandardAlphabet | Self::WhiteSpace | Self::PercentEscape => "S002",
            Self::Padding => "S003",
            Self::TrailingDot => "S004",
            Self::UnknownSegment => "S009",
        }
    }
}

impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StandardAlphabet => "'+' or '/' read as '-' or '_'",
            Self::WhiteSpace => "white space left out",
            Self::PercentEscape => "a percent escape replaced by its character",
            Self::Padding => "'=' at the end of a segment left out",
            Self::TrailingDot => "the dot at the end left out",
            Self::UnknownSegment => "a segment of unknown type left out",
        })
    }
}

/// A text after its repairs.
#[derive(Clone, Debug)]
pub(crate) struct Mended {
    pub(crate) text: String,
    /// Maps `text` to the text as it was given.
    pub(crate) map: SourceMap,
    pub(crate) repairs: Vec<Repair>,
}

/// A character and the place it came from.
type Placed = (char, usize);

/// Mends what can be mended. What cannot stays as it is, for the reader to refuse.
pub(crate) fn mend(given: &str) -> Mended {
    let mut repairs = Vec::new();
    let mut note = |kind, offset| repairs.push(Repair { kind, offset });

    // Escapes are undone once, then every character is looked at.
    let mut characters: Vec<Placed> = Vec::with_capacity(given.len());
    let mut rest = given.char_indices();
    while let Some((place, found)) = rest.next() {
        let found = match found {
            '%' => match escaped(rest.as_str()) {
                Some(byte) => {
                    note(RepairKind::PercentEscape, place);
                    rest.nth(1);
                    char::from(byte)
                }
                None => found,
            },
            _ => found,
        };
        match found {
            '+' | '/' => {
                note(RepairKind::StandardAlphabet, place);
                characters.push((if found == '+' { '-' } else { '_' }, place));
            }
            _ if found.is_ascii_whitespace() => note(RepairKind::WhiteSpace, place),
            _ => characters.push((found, place)),
        }
    }

    if let [.., (last, _), ('.', place)] = characters.as_slice()
        && *last != '.'
    {
        note(RepairKind::TrailingDot, *place);
        characters.pop();
    }

    let mut text = String::with_capacity(given.len());
    let mut map = SourceMap::identity();
    let mut push = |(found, place): Placed| {
        if found.is_ascii() {
            map.resume(text.len(), place);
        } else {
            map.pin(text.len(), place);
        }
        text.push(found);
    };
    // The dot before the segment at hand, and where the next segment begins.
    let (mut dot, mut start) = (None, 0);
    for segment in characters.split(|&(found, _)| found == '.') {
        let before = dot;
        start += segment.len() + 1;
        dot = characters.get(start - 1).copied();
        let length = segment.iter().rposition(|&(found, _)| found != '=').map_or(0, |last| last + 1);
        let (kept, padding) = segment.split_at(length);
        let unknown = before.is_some()
            && kept.first().is_some_and(|&(found, _)| {
                u8::try_from(found).ok().and_then(sextet).is_some_and(|sextet| sextet >> 3 > 3)
            });
        if let (true, Some(&(_, place))) = (unknown, kept.first()) {
            note(RepairKind::UnknownSegment, place);
            continue;
        }
        if let Some(&(_, place)) = padding.first() {
            note(RepairKind::Padding, place);
        }
        before.into_iter().chain(kept.iter().copied()).for_each(&mut push);
    }
    repairs.sort_by_key(|repair| repair.offset);
    map.resume(text.len(), given.len());
    Mended { text, map, repairs }
}

/// The byte of an escape whose `%` was just passed.
fn escaped(rest: &str) -> Option<u8> {
    let digits = rest.get(..2)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> (String, Vec<&'static str>) {
        let mended = mend(text);
        assert_eq!(mended.map.offset(mended.text.len()), text.len());
        (mended.text, mended.repairs.iter().map(|repair| repair.kind.code()).collect())
    }

    #[test]
    fn what_is_mended() {
        assert_eq!(mended("Cab.IAA"), ("Cab.IAA".into(), [].into()));
        assert_eq!(mended(" Ca+/b\r\n"), ("Ca-_b".into(), ["S002"; 5].into()));
        assert_eq!(
            mended("Ca%2BB%3D%3d%2eIA"),
            ("Ca-B.IA".into(), ["S002", "S002", "S002", "S003", "S002", "S002"].into())
        );
        assert_eq!(mended("Ca==.IAA="), ("Ca.IAA".into(), ["S003", "S003"].into()));
        assert_eq!(mended("Ca."), ("Ca".into(), ["S004"].into()));
        assert_eq!(mended("Ca.gAAA.IAAA"), ("Ca.IAAA".into(), ["S009"].into()));
    }

    #[test]
    fn what_is_left_to_the_reader() {
        for text in ["Ca..", "", ".", "Ca%2", "Ca%zz", "Ca=b", "gAAA", "Ca\u{e9}", "Ca%\u{e9}\u{e9}"] {
            assert_eq!(mended(text), (text.into(), [].into()));
        }
    }

    #[test]
    fn offsets_map_back_to_the_given_text() {
        let mended = mend(" C%2Ba.gA.IA");
        assert_eq!(mended.text, "C-a.IA");
        assert_eq!([0, 1, 2, 3, 4, 5, 6].map(|at| mended.map.offset(at)), [1, 2, 5, 9, 10, 11, 12]);
    }
}
