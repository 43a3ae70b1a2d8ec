//! One file for each command.

pub(crate) mod completions;
pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod encode;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod gvl;
pub(crate) mod inspect;
mod levels;
pub(crate) mod man;
pub(crate) mod permit;
pub(crate) mod schema;
pub(crate) mod validate;

use std::borrow::Cow;
use std::io::Write as _;
use std::path::PathBuf;

use tcf_codec::{Error, ErrorKind, ReadOptions};

use anyhow::Result;

use crate::args::{Format, StringArgs};
use crate::engine::Panic;
use crate::input::{self, Item, Line, Pasted, Source};
use crate::out::Out;
use crate::render::{self, Failure, Head, InternalError};
use crate::term::Palette;
use crate::ui::Messages;

/// The source that the arguments of a command name. With neither strings nor files it is stdin.
fn source_of(args: &StringArgs) -> Source {
    if args.files && !args.strings.is_empty() {
        Source::Files(args.strings.iter().map(PathBuf::from).collect())
    } else if !args.strings.is_empty() {
        Source::Arguments(args.strings.clone())
    } else if !args.input.is_empty() {
        Source::Files(args.input.clone())
    } else {
        Source::stdin()
    }
}

/// Is the input too long to be printed whole, or no UTF-8?
fn is_cut(line: &Line<'_>, options: ReadOptions) -> bool {
    matches!(line.input, Cow::Owned(_)) || line.input.len() > options.max_length || line.item.dropped > 0
}

/// Writes the error record of a string that could not be worked on because of a bug.
fn write_panic(
    item: Item<'_>,
    panic: &Panic,
    out: &mut Out<'_>,
    format: Format,
    palette: Palette,
    options: ReadOptions,
) -> Result<()> {
    let line = item.into_line();
    let head = Head { line: &line, truncated: is_cut(&line, options) };
    let record = InternalError { head, message: panic.to_string() };
    match format {
        Format::Text => {
            if item.index > 0 {
                writeln!(out)?;
            }
            record.write_text(out, palette)?;
        }
        Format::Json | Format::Ndjson => render::json::write(out, &record, format == Format::Json)?,
    }
    Ok(())
}

/// The record of a string that could not be read.
fn failure<'a>(line: &'a Line<'a>, pasted: &Pasted<'_>, error: Error, options: ReadOptions) -> Failure<'a> {
    let message = match error.kind() {
        ErrorKind::TooLong { length, limit } => {
            // The reader saw only what was kept of the line.
            let length = u64::try_from(length).unwrap_or(u64::MAX).saturating_add(line.item.dropped);
            format!("{length} bytes of text, the limit is {limit}")
        }
        kind => kind.to_string(),
    };
    Failure {
        head: Head { line, truncated: is_cut(line, options) },
        error,
        message,
        character: line.character(pasted.place(error.offset())),
        hint: input::hint(&line.input, line.item.line.is_none(), &pasted.text, &error, options),
    }
}

/// Reports why a line could not be worked on.
fn report_about(messages: &mut Messages, line: &Line<'_>, error: &anyhow::Error) {
    match (line.item.file, line.item.line) {
        (Some(file), Some(line)) => messages.error(&format_args!("{file}, line {line}: {error:#}")),
        _ => messages.error(&format_args!("{error:#}")),
    }
}
