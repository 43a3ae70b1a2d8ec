//! The lists of expected differences.
//!
//! A line has five parts separated by bars: direction, inputs, field, behavior and reason.
//!
//! ```text
//! read | every restrictions | publisherRestrictions | misreads | reads records as vendor sections
//! read | some code F003 of corpus | - | accepts | takes vendor 0
//! read | corpus/padding | - | accepts | ...
//! ```
//!
//! Directions are `read` (original texts and our encoding), `read-ours` (only our encoding) and
//! `write`. Inputs are a single one by name (only the original text, unless the direction is
//! `read-ours`), or `every` or `some` of a class or of an error code, optionally `at` a field path
//! prefix and `of` a name prefix. With `every`, an input that agrees is a failure. The field `-` is
//! the whole string; `*` stands for any part of a field.

use crate::classes::Class;
use crate::instead::{self, Instead};
use crate::subject::Subject;

/// Which side decodes and which encodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The reference decodes original texts.
    Reads,
    /// The reference decodes our encoding.
    ReadsOurs,
    /// The reference encodes and we decode.
    Writes,
}

impl Direction {
    /// The index in a row of counts.
    pub const fn column(self) -> usize {
        match self {
            Self::Reads => 0,
            Self::ReadsOurs => 1,
            Self::Writes => 2,
        }
    }
}

/// The field of a difference of the whole string.
pub const WHOLE: &str = "-";

/// An expected difference.
pub struct Line<S: 'static> {
    /// The text of the line.
    pub text: String,
    directions: &'static [Direction],
    which: Which<S>,
    /// Whether an input that agrees is a failure.
    pub every: bool,
    field: String,
    /// The behavior.
    pub instead: &'static Instead,
    /// The inputs, as written in the line.
    pub inputs: String,
    /// The reason.
    pub reason: String,
}

enum Which<S: 'static> {
    Name(String),
    Class(&'static Class<S>, String),
    Code { code: String, place: String, prefix: String },
}

impl<S: Subject> Line<S> {
    /// The field: `-` for the whole string. `*` stands for any part of the name.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Whether the line applies to a field, or to the whole string.
    pub fn is_about(&self, field: &str) -> bool {
        match self.field.split_once('*') {
            Some((start, end)) => {
                field != WHOLE
                    && field.len() >= start.len() + end.len()
                    && field.starts_with(start)
                    && field.ends_with(end)
            }
            None => self.field == field,
        }
    }

    /// Whether the line applies to an input.
    pub fn means(&self, direction: Direction, input: &S) -> bool {
        self.directions.contains(&direction)
            && match &self.which {
                Which::Name(name) => {
                    input.name() == name
                        && (direction != Direction::ReadsOurs || self.directions.len() == 1)
                }
                Which::Class(class, prefix) => {
                    input.name().starts_with(prefix) && (class.holds)(input)
                }
                Which::Code { code, place, prefix } => {
                    let error = input.error().filter(|_| input.name().starts_with(prefix));
                    error.is_some_and(|error| {
                        let field =
                            error.field().map(|field| field.to_string()).unwrap_or_default();
                        error.code() == code && field.starts_with(place)
                    })
                }
            }
    }
}

/// Parses a list.
pub fn parse<S: Subject>(list: &str) -> Vec<Line<S>> {
    let lines = list.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|line| parse_line(line).unwrap_or_else(|| panic!("invalid line: {line}"))).collect()
}

fn parse_line<S: Subject>(line: &str) -> Option<Line<S>> {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [direction, inputs, field, instead, reason] = parts[..] else { return None };
    let directions: &[Direction] = match direction {
        "read" => &[Direction::Reads, Direction::ReadsOurs],
        "read-ours" => &[Direction::ReadsOurs],
        "write" => &[Direction::Writes],
        _ => return None,
    };
    let words: Vec<&str> = inputs.split(' ').collect();
    let (every, which) = match words[..] {
        [name] => (true, Which::Name(name.to_owned())),
        [amount, ref kind @ ..] => {
            let (kind, prefix) = match kind {
                [kind @ .., "of", prefix] => (kind, (*prefix).to_owned()),
                kind => (kind, String::new()),
            };
            let which = match *kind {
                ["code", code] => {
                    Which::Code { code: code.to_owned(), place: String::new(), prefix }
                }
                ["code", code, "at", place] => {
                    Which::Code { code: code.to_owned(), place: place.to_owned(), prefix }
                }
                [name] => {
                    let class = S::CLASSES.iter().find(|class| class.name == name)?;
                    Which::Class(class, prefix)
                }
                _ => return None,
            };
            (["every", "some"].contains(&amount).then(|| amount == "every")?, which)
        }
        [] => return None,
    };
    Some(Line {
        text: line.to_owned(),
        directions,
        which,
        every,
        field: field.to_owned(),
        instead: instead::named(instead)?,
        inputs: inputs.to_owned(),
        reason: (!reason.is_empty()).then(|| reason.to_owned())?,
    })
}
