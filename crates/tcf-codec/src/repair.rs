//! Framing faults that lenient decoding repairs first, and reports.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::bits::sextet;
use crate::source_map::SourceMap;

/// A fault that was repaired before decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// What it was.
    pub kind: RepairKind,
    /// Byte offset into the text as it was given.
    pub offset: usize,
}

/// What lenient decoding repairs.
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
    /// The code of the fault that was repaired, as in [`ErrorKind::code`](crate::ErrorKind::code).
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
pub(crate) struct Repaired {
    pub(crate) text: String,
    /// Maps `text` to the text as it was given.
    pub(crate) map: SourceMap,
    pub(crate) repairs: Vec<Repair>,
}

/// A character and the place it came from.
type Placed = (char, usize);

/// Repairs what can be repaired. The rest stays as it is, and the decoder refuses it.
pub(crate) fn repair(given: &str) -> Repaired {
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
        let length =
            segment.iter().rposition(|&(found, _)| found != '=').map_or(0, |last| last + 1);
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
    Repaired { text, map, repairs }
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

    fn repaired(text: &str) -> (String, Vec<&'static str>) {
        let repaired = repair(text);
        assert_eq!(repaired.map.offset(repaired.text.len()), text.len());
        (repaired.text, repaired.repairs.iter().map(|repair| repair.kind.code()).collect())
    }

    #[test]
    fn repairs_are_listed_in_order() {
        assert_eq!(repaired("Cab.IAA"), ("Cab.IAA".into(), [].into()));
        assert_eq!(repaired(" Ca+/b\r\n"), ("Ca-_b".into(), ["S002"; 5].into()));
        assert_eq!(
            repaired("Ca%2BB%3D%3d%2eIA"),
            ("Ca-B.IA".into(), ["S002", "S002", "S002", "S003", "S002", "S002"].into())
        );
        assert_eq!(repaired("Ca==.IAA="), ("Ca.IAA".into(), ["S003", "S003"].into()));
        assert_eq!(repaired("Ca."), ("Ca".into(), ["S004"].into()));
        assert_eq!(repaired("Ca.gAAA.IAAA"), ("Ca.IAAA".into(), ["S009"].into()));
    }

    #[test]
    fn what_is_left_to_the_reader() {
        for text in
            ["Ca..", "", ".", "Ca%2", "Ca%zz", "Ca=b", "gAAA", "Ca\u{e9}", "Ca%\u{e9}\u{e9}"]
        {
            assert_eq!(repaired(text), (text.into(), [].into()));
        }
    }

    #[test]
    fn offsets_map_back_to_the_given_text() {
        let repaired = repair(" C%2Ba.gA.IA");
        assert_eq!(repaired.text, "C-a.IA");
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 6].map(|at| repaired.map.offset(at)),
            [1, 2, 5, 9, 10, 11, 12]
        );
    }
}
