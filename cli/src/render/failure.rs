//! Input that could not be read: the record in its place, and for people the place under a caret.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::{Error, Repair};

use crate::input::{Line, Pasted};
use crate::term::{Palette, Role, plain};
use crate::ui::Messages;

/// Characters that are left of an input that is too long or no UTF-8.
const CUT: usize = 120;

/// What every record carries: where its input came from, and the input itself.
pub(crate) struct Head<'a> {
    pub(crate) line: &'a Line<'a>,
    /// Cut the input to its first characters.
    pub(crate) truncated: bool,
}

impl Head<'_> {
    pub(crate) fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.write_origin(map)?;
        if self.truncated {
            map.serialize_entry("input", cut(&self.line.input))?;
            map.serialize_entry("inputTruncated", &true)
        } else {
            map.serialize_entry("input", &self.line.input)
        }
    }

    /// File, line and label.
    pub(crate) fn write_origin<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        if let Some(file) = self.line.item.file {
            map.serialize_entry("file", file)?;
        }
        if let Some(line) = self.line.item.line {
            map.serialize_entry("line", &line)?;
        }
        if let Some(label) = &self.line.label {
            map.serialize_entry("label", label)?;
        }
        Ok(())
    }
}

/// The first characters.
pub(crate) fn cut(input: &str) -> &str {
    input.char_indices().nth(CUT).and_then(|(at, _)| input.get(..at)).unwrap_or(input)
}

/// A string that could not be read.
pub(crate) struct Failure<'a> {
    pub(crate) head: Head<'a>,
    pub(crate) error: Error,
    /// What is wrong, without the place.
    pub(crate) message: String,
    /// The place in the input.
    pub(crate) character: usize,
    pub(crate) hint: Option<String>,
}

impl Serialize for Failure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.head.write(&mut map)?;
        map.serialize_entry("error", &Body(self))?;
        map.end()
    }
}

/// An input whose record could not be rendered because of a bug.
pub(crate) struct InternalError<'a> {
    pub(crate) head: Head<'a>,
    pub(crate) message: String,
}

impl InternalError<'_> {
    const CODE: &'static str = "internal";

    /// Writes it for people.
    pub(crate) fn write_text(&self, out: &mut dyn Write, palette: Palette) -> io::Result<()> {
        let code = palette.paint(Role::Bad, format!("error[{}]", Self::CODE));
        writeln!(out, "{code}: {}", palette.paint(Role::Heading, &self.message))?;
        write_origin(out, self.head.line)
    }
}

impl Serialize for InternalError<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Body<'a> {
            code: &'static str,
            message: &'a str,
        }
        let mut map = serializer.serialize_map(None)?;
        self.head.write(&mut map)?;
        map.serialize_entry("error", &Body { code: Self::CODE, message: &self.message })?;
        map.end()
    }
}

/// File, line and label, for people.
fn write_origin(out: &mut dyn Write, line: &Line<'_>) -> io::Result<()> {
    let (Some(file), Some(number)) = (line.item.file, line.item.line) else { return Ok(()) };
    let file = if file == "-" { "stdin" } else { file };
    match &line.label {
        Some(label) => writeln!(out, "  in {file}, line {number} ({})", plain(label)),
        None => writeln!(out, "  in {file}, line {number}"),
    }
}

struct Body<'a>(&'a Failure<'a>);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Failure { error, message, character, hint, .. } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", error.code())?;
        map.serialize_entry("message", message)?;
        if let Some(segment) = error.segment() {
            map.serialize_entry("segment", segment)?;
        }
        if let Some(field) = error.field() {
            map.serialize_entry("field", &field.to_string())?;
        }
        if let Some(bit) = error.bit() {
            map.serialize_entry("bit", &bit)?;
        }
        map.serialize_entry("character", character)?;
        if let Some(hint) = hint {
            map.serialize_entry("hint", hint)?;
        }
        map.end()
    }
}

impl Failure<'_> {
    /// Writes what is wrong, and where, for people.
    pub(crate) fn write_text(&self, out: &mut dyn Write, palette: Palette) -> io::Result<()> {
        let Self { error, message, character, hint, head } = self;
        let code = palette.paint(Role::Bad, format!("error[{}]", error.code()));
        writeln!(out, "{code}: {}", palette.paint(Role::Heading, message))?;
        write_origin(out, head.line)?;
        let mut place = Vec::new();
        if let Some(segment) = error.segment() {
            place.push(format!("segment {segment}"));
        }
        if let Some(field) = error.field() {
            place.push(format!("field {field}"));
        }
        if let Some(bit) = error.bit() {
            place.push(format!("bit {bit}"));
        }
        place.push(format!("character {character}"));
        let (window, caret) = window(&head.line.input, *character);
        writeln!(out)?;
        writeln!(out, "    {window}")?;
        writeln!(out, "    {:caret$}{}", "", palette.paint(Role::Bad, "^"))?;
        writeln!(out, "  at {}", place.join(", "))?;
        if let Some(hint) = hint {
            writeln!(out, "  {}: {hint}", palette.paint(Role::Good, "hint"))?;
        }
        writeln!(out, "  {}: tcf explain {}", palette.paint(Role::Good, "more"), error.code())
    }
}

/// Columns for the text over a caret.
const WINDOW: usize = 72;
const DOTS: &str = "...";

/// The part of the input around a character, and the column of that character in it.
pub(super) fn window(input: &str, character: usize) -> (String, usize) {
    let text: Vec<char> = plain(input).chars().collect();
    if text.len() <= WINDOW {
        return (text.into_iter().collect(), character);
    }
    let start = character.saturating_sub(WINDOW / 2).min(text.len() - (WINDOW - DOTS.len()));
    let start = if start <= DOTS.len() { 0 } else { start };
    let mut shown = String::new();
    if start > 0 {
        shown.push_str(DOTS);
    }
    let room = WINDOW - shown.len();
    let rest = text.len() - start;
    if rest <= room {
        shown.extend(text.iter().skip(start));
    } else {
        shown.extend(text.iter().skip(start).take(room - DOTS.len()));
        shown.push_str(DOTS);
    }
    let caret = character - start + if start > 0 { DOTS.len() } else { 0 };
    (shown, caret)
}

/// Notes what lenient decoding repaired, one line for each repair.
pub(crate) fn note_repairs(
    messages: &mut Messages,
    line: &Line<'_>,
    pasted: &Pasted<'_>,
    repairs: &[Repair],
) {
    for repair in repairs {
        let place = match (line.item.file, line.item.line) {
            (Some(file), Some(line)) => format!("{file}, line {line}, "),
            _ => String::new(),
        };
        let character = line.character(pasted.place(repair.offset));
        let (kind, code) = (repair.kind, repair.kind.code());
        messages.note("mended", &format_args!("{kind} ({place}character {character}, {code})"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_its_character() {
        for length in [1, 10, 71, 72, 73, 74, 75, 76, 80, 200, 5000] {
            let input: String =
                (0..length).map(|n| char::from(b'a' + u8::try_from(n % 26).unwrap())).collect();
            for character in 0..=length {
                let (shown, caret) = window(&input, character);
                assert!(shown.len() <= WINDOW, "{length} {character}");
                assert_eq!(
                    shown.chars().nth(caret),
                    input.chars().nth(character),
                    "{length} {character} {shown}"
                );
            }
        }
    }

    #[test]
    fn what_moves_the_cursor_is_not_printed() {
        assert_eq!(window("a\u{1b}[31m\u{7}\tb", 1).0, "a\u{fffd}[31m\u{fffd}\u{fffd}b");
    }
}
