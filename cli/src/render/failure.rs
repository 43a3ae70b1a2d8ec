//! Input that could not be decoded, for people: the place under a caret.

use std::io::{self, Write};

use tcf::{ErrorBody, Failure, Input, Origin};
use tcf_codec::Repair;

use crate::term::{Palette, Role, plain};
use crate::ui::Messages;

/// Writes what is wrong, and where, for people.
pub(crate) fn write(
    out: &mut dyn Write,
    palette: Palette,
    input: &Input<'_>,
    failure: &Failure<'_>,
) -> io::Result<()> {
    let code = failure.error.code();
    let name = palette.paint(Role::Bad, format!("error[{code}]"));
    writeln!(out, "{name}: {}", palette.paint(Role::Heading, failure.error.message()))?;
    write_origin(out, input.origin)?;
    let ErrorBody::Decode(body) = &failure.error else { return Ok(()) };
    let mut place = Vec::new();
    place.extend(body.segment.map(|segment| format!("segment {segment}")));
    place.extend(body.field.as_ref().map(|field| format!("field {field}")));
    place.extend(body.bit.map(|bit| format!("bit {bit}")));
    place.push(format!("character {}", body.character));
    let (window, caret) = window(input.given, body.character);
    writeln!(out)?;
    writeln!(out, "    {window}")?;
    writeln!(out, "    {:caret$}{}", "", palette.paint(Role::Bad, "^"))?;
    writeln!(out, "  at {}", place.join(", "))?;
    if let Some(hint) = &body.hint {
        writeln!(out, "  {}: {hint}", palette.paint(Role::Good, "hint"))?;
    }
    writeln!(out, "  {}: tcf explain {code}", palette.paint(Role::Good, "more"))
}

/// File, line and label, for people.
fn write_origin(out: &mut dyn Write, origin: Origin<'_>) -> io::Result<()> {
    let (Some(file), Some(line)) = (origin.file, origin.line) else { return Ok(()) };
    let file = if file == "-" { "stdin" } else { file };
    match origin.label {
        Some(label) => writeln!(out, "  in {file}, line {line} ({})", plain(label)),
        None => writeln!(out, "  in {file}, line {line}"),
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
pub(crate) fn note_repairs(messages: &mut Messages, input: &Input<'_>, repairs: &[Repair]) {
    for repair in repairs {
        let place = match (input.origin.file, input.origin.line) {
            (Some(file), Some(line)) => format!("{file}, line {line}, "),
            _ => String::new(),
        };
        let character = input.character(repair.offset);
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
