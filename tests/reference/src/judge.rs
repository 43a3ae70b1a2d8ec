//! Compares outcomes with the lists of expected differences.

use std::collections::BTreeSet;

use crate::expected::{Direction, Line, WHOLE};
use crate::facts::{self, Facts};
use crate::instead::{NOTHING, What};
use crate::outcome::Outcome;
use crate::subject::Subject;

/// Another implementation.
pub struct Reference {
    /// The name and version.
    pub name: &'static str,
    /// The list of its differences.
    pub list: &'static str,
    /// Whether it does not distinguish missing and empty segments.
    pub hides_absence: bool,
    /// The endings of fields that it does not support.
    pub lacks: &'static [&'static str],
    /// The endings of fields that it does not return when it decodes.
    pub hides: &'static [&'static str],
}

/// The counts of one direction.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// All inputs.
    pub inputs: usize,
    /// Both accept the input and return the same value.
    pub agree: usize,
    /// Both reject it.
    pub both_refuse: usize,
    /// The results differ.
    pub differ: usize,
}

/// Collects the differences of a reference.
pub struct Judge<'a, S: 'static> {
    reference: &'a Reference,
    /// The list of its differences.
    pub lines: Vec<Line<S>>,
    /// The number of inputs that each line explains, by direction.
    pub explained: Vec<[usize; 3]>,
    /// The failures.
    pub failures: Vec<String>,
}

/// A difference of the whole string, or of a field.
#[derive(Debug)]
struct Difference {
    field: String,
    found: Found,
}

#[derive(Debug, PartialEq, Eq)]
enum Found {
    Refuses(String),
    Panics(String),
    Hangs,
    Accepts,
    /// Its output does not decode.
    Unreadable(String),
    Says {
        right: String,
        found: String,
    },
}

impl<'a, S: Subject> Judge<'a, S> {
    /// Parses the list of a reference.
    pub fn new(reference: &'a Reference) -> Self {
        let lines = crate::expected::parse(reference.list);
        let explained = vec![[0; 3]; lines.len()];
        Self { reference, lines, explained, failures: Vec::new() }
    }

    /// Compares the outcomes of a direction, one per input.
    pub fn judge(&mut self, direction: Direction, inputs: &[&S], outcomes: &[Outcome]) -> Tally {
        assert_eq!(inputs.len(), outcomes.len(), "one outcome per input");
        let mut tally = Tally { inputs: inputs.len(), ..Tally::default() };
        for (input, outcome) in inputs.iter().zip(outcomes) {
            let right = input.facts();
            let differences = self.differences(direction, right.as_ref(), outcome);
            match (differences.is_empty(), right.is_some()) {
                (true, true) => tally.agree += 1,
                (true, false) => tally.both_refuse += 1,
                (false, _) => tally.differ += 1,
            }
            self.hold(direction, input, right.as_ref(), &differences);
        }
        tally
    }

    /// The differences from our result, or from an error if we reject the text.
    fn differences(
        &self,
        direction: Direction,
        right: Option<&Facts>,
        outcome: &Outcome,
    ) -> Vec<Difference> {
        let whole = |found| vec![Difference { field: WHOLE.to_owned(), found }];
        let said = match (outcome, right) {
            (Outcome::Refuses(_), None) => return Vec::new(),
            (Outcome::Refuses(message), Some(_)) => return whole(Found::Refuses(message.clone())),
            (Outcome::Panics(message), _) => return whole(Found::Panics(message.clone())),
            (Outcome::Hangs, _) => return whole(Found::Hangs),
            (Outcome::Says(_) | Outcome::Writes(_), None) => return whole(Found::Accepts),
            (Outcome::Says(said), Some(_)) => {
                assert_ne!(direction, Direction::Writes, "the reference encodes");
                said.clone()
            }
            (Outcome::Writes(text), Some(_)) => match S::facts_of(text) {
                Ok(facts) => facts,
                Err(error) => return whole(Found::Unreadable(format!("{error} in {text}"))),
            },
        };
        let mut right = right.expect("the text is valid").clone();
        let mut said = said;
        if self.reference.hides_absence {
            right = facts::without_absence(right);
            said = facts::without_absence(said);
        }
        let ends_with = |field: &str, ends: &[&str]| ends.iter().any(|&end| field.ends_with(end));
        for facts in [&mut right, &mut said] {
            facts.retain(|field, _| !ends_with(field, self.reference.lacks));
        }
        if direction != Direction::Writes {
            right.retain(|field, _| !ends_with(field, self.reference.hides));
        }
        let fields: BTreeSet<_> = right.keys().chain(said.keys()).collect();
        let differences = fields.into_iter().filter_map(|field| {
            let of = |facts: &Facts| facts.get(field).map_or(NOTHING, String::as_str).to_owned();
            let (right, found) = (of(&right), of(&said));
            let is_different = right != found;
            is_different
                .then(|| Difference { field: field.clone(), found: Found::Says { right, found } })
        });
        differences.collect()
    }

    /// Finds a line for every difference, and a difference for every matching `every` line.
    fn hold(
        &mut self,
        direction: Direction,
        input: &S,
        right: Option<&Facts>,
        differences: &[Difference],
    ) {
        let meant: Vec<usize> =
            (0..self.lines.len()).filter(|&at| self.lines[at].means(direction, input)).collect();
        let code = input.error().map_or("", tcf_codec::Error::code);
        let place = format!("{} {direction:?} {} {code}", self.reference.name, input.name());
        for difference in differences {
            let line = meant.iter().find(|&&at| explains(&self.lines[at], difference, right));
            match line {
                Some(&at) => self.explained[at][direction.column()] += 1,
                None => self.failures.push(format!("new difference: {place}: {difference:?}")),
            }
        }
        let whole = differences.iter().any(|difference| difference.field == WHOLE);
        for &at in &meant {
            let line = &self.lines[at];
            let agrees = !differences.iter().any(|difference| explains(line, difference, right));
            // The fields of a rejected string are unknown, so one reason is enough.
            if line.every && agrees && !whole {
                self.failures.push(format!("unexpected agreement: {place}: {}", line.text));
            }
        }
    }

    /// Reports lines that explain nothing as failures.
    pub fn finish(&mut self) {
        for (line, explained) in self.lines.iter().zip(&self.explained) {
            if explained.iter().sum::<usize>() == 0 {
                self.failures.push(format!("stale line: {}: {}", self.reference.name, line.text));
            }
        }
    }
}

/// Whether a line explains a difference.
fn explains<S: Subject>(line: &Line<S>, difference: &Difference, right: Option<&Facts>) -> bool {
    // Decoding from a wrong offset may reach the end of the text.
    if let (What::Loses, Found::Refuses(_)) = (line.instead.what, &difference.found) {
        return true;
    }
    line.is_about(&difference.field)
        && match (line.instead.what, &difference.found) {
            (What::Refuses, Found::Refuses(_))
            | (What::Garbles, Found::Unreadable(_))
            | (What::Panics, Found::Panics(_))
            | (What::Hangs, Found::Hangs)
            | (What::Accepts, Found::Accepts)
            | (What::Misreads | What::Loses, Found::Says { .. }) => true,
            (What::Says(makes), Found::Says { found, .. }) => {
                right.is_some_and(|right| makes(right, &difference.field) == *found)
            }
            _ => false,
        }
}
