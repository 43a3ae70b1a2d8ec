//! The lists of expected differences.
//!
//! A line has five parts between bars: direction, inputs, field, what happens instead, and why.
//!
//! ```text
//! read | every restrictions | publisherRestrictions | misreads | reads records as vendor sections
//! read | some code F003 of corpus | - | accepts | takes vendor 0
//! read | corpus/padding | - | accepts | ...
//! ```
//!
//! Directions are `read` (texts as they come, and in our writing), `read-ours` (the latter alone)
//! and `write`. Inputs are one by its name (not in our writing unless the direction says so),
//! `every` or `some` of a class or of a code of our errors, `at` a field whose path begins so, `of`
//! those whose names begin so. Where it is `every`, one that agrees is a failure. A field of `-` is
//! the whole string, `*` any of its fields.

use crate::classes::{self, Class};
use crate::inputs::Input;
use crate::instead::{self, Instead};

/// Who reads and who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The reference reads texts as they come.
    Reads,
    /// The reference reads what we write.
    ReadsOurs,
    /// The reference writes and we read.
    Writes,
}

impl Direction {
    /// Where it stands in a row of counts.
    pub const fn column(self) -> usize {
        match self {
            Self::Reads => 0,
            Self::ReadsOurs => 1,
            Self::Writes => 2,
        }
    }
}

/// One expected difference.
pub struct Line {
    /// The line as it stands in the list.
    pub text: String,
    directions: &'static [Direction],
    which: Which,
    /// One that agrees is a failure.
    pub every: bool,
    /// The field; `-` is the whole string, `*` any field.
    pub field: String,
    /// What happens instead.
    pub instead: &'static Instead,
    /// The inputs, as the line names them.
    pub inputs: String,
    /// Why.
    pub reason: String,
}

enum Which {
    Name(String),
    Class(&'static Class, String),
    Code { code: String, place: String, prefix: String },
}

impl Line {
    /// Is this input meant?
    pub fn means(&self, direction: Direction, input: &Input) -> bool {
        self.directions.contains(&direction)
            && match &self.which {
                Which::Name(name) => {
                    input.name == *name
                        && (direction != Direction::ReadsOurs || self.directions.len() == 1)
                }
                Which::Class(class, prefix) => {
                    input.name.starts_with(prefix) && (class.holds)(input)
                }
                Which::Code { code, place, prefix } => {
                    let error =
                        input.decoded.as_ref().err().filter(|_| input.name.starts_with(prefix));
                    error.is_some_and(|error| {
                        let field =
                            error.field().map(|field| field.to_string()).unwrap_or_default();
                        error.code() == code && field.starts_with(place)
                    })
                }
            }
    }
}

/// The lines of a list.
pub fn parse(list: &str) -> Vec<Line> {
    let lines = list.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| parse_line(line).unwrap_or_else(|| panic!("what does this line mean? {line}")))
        .collect()
}

fn parse_line(line: &str) -> Option<Line> {
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
                [class] => Which::Class(classes::named(class)?, prefix),
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
