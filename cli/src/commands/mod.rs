//! One file for each command, and the engine that runs it over its input.

pub(crate) mod completions;
pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod encode;
mod engine;
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
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use tcf_codec::{Deciseconds, Error, ErrorKind, ReadOptions};

use crate::input::{self, Line, Pasted};
use crate::output::{Failure, Head};

/// The time by the clock of the machine.
fn now() -> Result<Deciseconds> {
    let seconds =
        SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?.as_secs();
    Deciseconds::new(seconds.saturating_mul(10)).context("the clock stands after 2187: give a date with --at")
}

/// Is the input too long to be printed whole, or no UTF-8?
fn is_cut(line: &Line<'_>, options: ReadOptions) -> bool {
    matches!(line.input, Cow::Owned(_)) || line.input.len() > options.max_length || line.item.dropped > 0
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
