//! Text output for input that could not be decoded, with a caret under the fault.

use std::io;

use tcf::{DecodeFailure, ErrorBody, Failure, Input, InputNote, Origin, RepairRecord};
use tcf_codec::Repair;
use tcf_policy::rules;
use unicode_width::UnicodeWidthStr as _;

use crate::input::shown;
use crate::term::{Page, Role, plain};
use crate::ui::Messages;

/// Writes an error with its location and hint.
pub(crate) fn write(
    page: &mut Page<'_>,
    input: &Input<'_>,
    failure: &Failure<'_>,
) -> io::Result<()> {
    let code = failure.error.code();
    let name = page.paint(Role::Bad, format!("error[{code}]"));
    let indent = "error[]: ".len() + code.len();
    let message = page.term.wrap(failure.error.message(), indent);
    page.line(format_args!("{name}: {}", page.paint(Role::Heading, message)))?;
    write_origin(page, input.origin)?;
    let ErrorBody::Decode(body) = &failure.error else { return Ok(()) };
    if input.given.trim().is_empty() {
        return write_help(page, code, body);
    }
    page.blank()?;
    write_caret(page, input.given, body.character, 1, Role::Bad)?;
    let mut place = Vec::new();
    place.extend(body.section.map(|section| format!("section {section}")));
    place.extend(body.segment.map(|segment| format!("segment {segment}")));
    place.extend(body.field.as_ref().map(|field| format!("field {field}")));
    place.extend(body.bit.map(|bit| format!("bit {bit}")));
    place.push(format!("character {}", body.character));
    page.line(format_args!("  at {}", place.join(", ")))?;
    write_help(page, code, body)
}

/// Writes the hint, and the command that explains the code.
fn write_help(page: &mut Page<'_>, code: &str, body: &DecodeFailure) -> io::Result<()> {
    let limit = (code == TOO_LONG).then(|| "--max-length raises the limit".to_owned());
    if let Some(hint) = body.hint.as_ref().map(ToString::to_string).or(limit) {
        let hint = page.term.wrap(&hint, 8);
        page.line(format_args!("  {}: {hint}", page.paint(Role::Note, "hint")))?;
    }
    if rules::find(code).is_none() {
        return Ok(());
    }
    page.line(format_args!("  {}: tcf explain {code}", page.paint(Role::Note, "more")))
}

/// The code of a string that is longer than the limit.
const TOO_LONG: &str = "S013";

/// Writes the file, line and label.
fn write_origin(page: &mut Page<'_>, origin: Origin<'_>) -> io::Result<()> {
    let (Some(file), Some(position)) = (origin.file, origin.position()) else { return Ok(()) };
    let file = shown(file);
    match origin.label {
        Some(label) => page.line(format_args!("  in {file}, {position} ({})", plain(label))),
        None => page.line(format_args!("  in {file}, {position}")),
    }
}

/// Margin on both sides of the input.
const INDENT: usize = 4;

/// Writes the input around a character, with carets under `characters` characters.
pub(super) fn write_caret(
    page: &mut Page<'_>,
    input: &str,
    character: usize,
    characters: usize,
    role: Role,
) -> io::Result<()> {
    let (shown, caret) = window(input, character, page.term.width.saturating_sub(2 * INDENT));
    let (before, marked): (String, String) =
        (shown.chars().take(caret).collect(), shown.chars().skip(caret).take(characters).collect());
    let carets = page.paint(role, "^".repeat(marked.width().max(1)));
    page.line(format_args!("{:INDENT$}{shown}", ""))?;
    page.line(format_args!("{:INDENT$}{:indent$}{carets}", "", "", indent = before.width()))
}

const DOTS: &str = "...";

/// At most `length` characters of the input around a character, and the index of that character in
/// them.
fn window(input: &str, character: usize, length: usize) -> (String, usize) {
    let text: Vec<char> = plain(input).chars().collect();
    if text.len() <= length {
        return (text.into_iter().collect(), character);
    }
    let start = character.saturating_sub(length / 2).min(text.len() - (length - DOTS.len()));
    let start = if start <= DOTS.len() { 0 } else { start };
    let mut shown = String::new();
    if start > 0 {
        shown.push_str(DOTS);
    }
    let room = length - shown.len();
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

/// Adds a note for what was ignored around the string, and for each repair of lenient decoding.
pub(crate) fn note_repairs(messages: &mut Messages, input: &Input<'_>, repairs: &[Repair]) {
    for RepairRecord { code, message, character } in input.repairs(repairs) {
        let place = match (input.origin.file, input.origin.position()) {
            (Some(file), Some(position)) => format!("{file}, {position}, "),
            _ => String::new(),
        };
        messages
            .note("repaired", &format_args!("{message} ({place}character {character}, {code})"));
    }
}

/// Notes about the choice between signals of the input.
pub(crate) fn note_inputs(messages: &mut Messages, input: &Input<'_>, notes: &[InputNote]) {
    for InputNote { text, .. } in notes {
        let text = plain(text);
        match (input.origin.file, input.origin.position()) {
            (Some(file), Some(position)) => {
                messages.note("note", &format_args!("{file}, {position}: {text}"));
            }
            _ => messages.note("note", &text),
        }
    }
}

#[cfg(test)]
mod tests {
    use anstream::ColorChoice;

    use super::*;
    use crate::term::{Colors, Terminal};

    #[test]
    fn caret_is_under_its_character() {
        for room in [52, 72, 92] {
            for length in [1, 10, room - 1, room, room + 1, room + 2, room + 8, 200, 5000] {
                let input: String =
                    (0..length).map(|n| char::from(b'a' + u8::try_from(n % 26).unwrap())).collect();
                for character in 0..=length {
                    let (shown, caret) = window(&input, character, room);
                    assert!(shown.len() <= room, "{length} {character}");
                    assert_eq!(
                        shown.chars().nth(caret),
                        input.chars().nth(character),
                        "{length} {character} {shown}"
                    );
                }
            }
        }
    }

    #[test]
    fn carets_have_the_width_of_their_characters() {
        let write = |input, character, characters| {
            let mut out = Vec::new();
            let palette = Colors::new(ColorChoice::Never).out;
            let term = Terminal { palette, width: 80, columns: None };
            write_caret(&mut Page::new(&mut out, term), input, character, characters, Role::Bad)
                .unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(write("\u{65e5}\u{672c}AB", 1, 2), "    \u{65e5}\u{672c}AB\n      ^^^\n");
        // One caret after the end.
        assert_eq!(write("AB", 2, 1), "    AB\n      ^\n");
    }

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(window("a\u{1b}[31m\u{7}\tb", 1, 72).0, "a\u{fffd}[31m\u{fffd}\u{fffd}b");
    }
}
