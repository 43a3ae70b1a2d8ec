//! The string in force at a time.
//!
//! A call is judged by the string that was in force, not by the string that it carries: comparing
//! the two is the point of an audit. The string in force is the last one that the user's choice,
//! the CMP or the publisher's own site stated before the call.

use tcf_carrier::Timestamp;
use tcf_codec::{AnyTcString, VendorSet};

use crate::event::{ChoiceRecord, Event, EventKind, Interner, Objected, Party, Symbol};
use crate::names::names;
use crate::scope::is_statement;
use crate::strings::Strings;

names! {
    /// How the string in force is known.
    InForceSource {
        /// From the log of choices, or an event that is a choice.
        Choice = "choice",
        /// From a mark of the user action.
        Mark = "mark",
        /// From what the CMP and the publisher's own site sent, or else from what vendors got.
        Inferred = "inferred",
    }
}

/// The string in force for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InForce {
    /// This string.
    String(StringInForce),
    /// None: the user had not chosen yet.
    NoChoiceYet,
    /// Unknown.
    Unknown,
}

/// A string in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StringInForce {
    /// The string.
    pub string: Symbol,
    /// How it is known.
    pub source: InForceSource,
}

impl InForce {
    /// The string, if one is known to be in force.
    pub const fn string(self) -> Option<StringInForce> {
        match self {
            Self::String(string) => Some(string),
            _ => None,
        }
    }
}

/// A choice from a log of choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// When the user chose.
    pub at: Timestamp,
    /// The string from then on; without one, the string before.
    pub string: Option<Symbol>,
    /// The bits of legitimate interest that the string does not count with from then on.
    pub objected: Option<Objected>,
}

impl Choice {
    /// The choice of a record. `None` if it has neither a string nor an objection, which
    /// [`ChoiceRecord::from_json`] rejects.
    pub fn new(record: &ChoiceRecord<'_>, texts: &mut Interner) -> Option<Self> {
        let string = record.tc_string.as_deref().map(|string| texts.intern(string));
        let objected = record.objected.clone();
        let is_choice = string.is_some() || objected.is_some();
        is_choice.then_some(Self { at: record.at, string, objected })
    }
}

/// From an event of the visit on, a string is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The first event of the visit for which the string is in force.
    pub from: usize,
    /// When it was stated.
    pub at: Option<Timestamp>,
    /// The string; `None` if it is unknown what the user chose.
    pub string: Option<Symbol>,
    /// How it is known.
    pub source: InForceSource,
    /// Whether the user acted.
    pub is_choice: bool,
}

/// The strings in force in a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    statements: Vec<Statement>,
    /// Without statements: the newest string that any event up to this one carried.
    newest: Vec<Option<Symbol>>,
}

/// The events of a visit, in [order](Event::order), with what is known about the user's actions.
#[derive(Clone, Copy, Debug)]
pub struct VisitInput<'v> {
    /// The events.
    pub events: &'v [Event],
    /// The choices of the visit from a log, by time.
    pub choices: &'v [Choice],
    /// When the user acted, by time.
    pub marks: &'v [MarkedTime],
}

/// When the user acted, as a person noted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkedTime {
    /// The time.
    pub at: Timestamp,
    /// By how many milliseconds the CMP may have stated the choice before or after the time that
    /// was noted for it. 0 for the start of a page, which is certainly before the choice.
    pub tolerance: u64,
}

impl MarkedTime {
    /// The earliest time of the choice.
    fn earliest(self) -> Option<Timestamp> {
        Timestamp::from_unix_millis(self.at.unix_millis().saturating_sub(self.tolerance))
    }

    /// How far a time is from the one that was noted, in milliseconds. `None` for another time than
    /// that of the choice.
    fn distance(self, at: Option<Timestamp>) -> Option<u64> {
        let distance = at?.unix_millis().abs_diff(self.at.unix_millis());
        (distance <= self.tolerance).then_some(distance)
    }
}

impl Timeline {
    /// Finds the strings in force.
    ///
    /// * If a log has choices of the visit, they are the strings in force, each from its time on.
    /// * Otherwise each string that the CMP or the publisher's own site states is in force from the
    ///   next event on. A request of the CMP with another meaning than before is a choice; so is an
    ///   event that says so, and a string of the publisher's site that differs from the one before.
    /// * A mark dates a choice: the one within its tolerance, or else the next one until the next
    ///   mark. The string of that choice is in force from the mark on, or from the request of the
    ///   CMP on if that came first. If the statements do not change, the string that they repeat
    ///   stays in force; if they do not repeat it, it is unknown what the user chose.
    /// * With marks and without any statement, the first string that a call carries after a mark
    ///   and that differs in meaning is in force from the mark on.
    /// * Without any statement or mark, the newest string that was sent so far is in force: the one
    ///   with the latest update, and of several the first.
    ///
    /// Before the first statement there is no choice yet. Invalid strings are never in force.
    pub fn new(visit: VisitInput<'_>, strings: &mut Strings, texts: &mut Interner) -> Self {
        let mut statements = if visit.choices.is_empty() {
            stated(visit.events, strings, texts)
        } else {
            chosen(visit, strings, texts)
        };
        if visit.choices.is_empty() {
            let is_stated = !statements.is_empty();
            for (number, &mark) in visit.marks.iter().enumerate() {
                if is_stated {
                    let next = visit.marks.get(number + 1).copied();
                    date_choice(mark, next, &mut statements, visit.events, strings, texts);
                } else {
                    add_choice(mark.at, &mut statements, visit.events, strings, texts);
                }
            }
        }
        let newest =
            if statements.is_empty() { newest(visit.events, strings, texts) } else { Vec::new() };
        Self { statements, newest }
    }

    /// The string in force for the event with this index.
    pub fn in_force(&self, index: usize) -> InForce {
        let inferred = |string| StringInForce { string, source: InForceSource::Inferred };
        if self.statements.is_empty() {
            let newest = self.newest.get(index).copied().flatten();
            return newest.map_or(InForce::Unknown, |string| InForce::String(inferred(string)));
        }
        let after = self.statements.partition_point(|statement| statement.from <= index);
        match after.checked_sub(1).and_then(|last| self.statements.get(last)) {
            None => InForce::NoChoiceYet,
            Some(Statement { string: None, .. }) => InForce::Unknown,
            Some(&Statement { string: Some(string), source, .. }) => {
                InForce::String(StringInForce { string, source })
            }
        }
    }

    /// The statement of the choice that a mark dates, by the time of the mark.
    pub fn marked(&self, at: Timestamp) -> Option<&Statement> {
        let is_marked = |one: &&Statement| {
            one.source == InForceSource::Mark && one.at.is_some_and(|stated| stated <= at)
        };
        self.statements.iter().rev().find(is_marked)
    }

    /// The statements, in the order of their events.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }
}

/// The choices of a log. An event of unknown time is after all of them, so its string in force is
/// unknown unless there is only one.
fn chosen(visit: VisitInput<'_>, strings: &mut Strings, texts: &mut Interner) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for choice in visit.choices {
        let string = match choice.string {
            Some(string) => strings.meaning(string, texts).map(|_| string),
            None => statements.last().and_then(|statement| statement.string),
        };
        let string = match &choice.objected {
            Some(objected) => string.and_then(|string| without(string, objected, strings, texts)),
            None => string,
        };
        statements.push(Statement {
            from: first_at(visit.events, choice.at),
            at: Some(choice.at),
            string,
            source: InForceSource::Choice,
            is_choice: true,
        });
    }
    let undated = visit.events.partition_point(|event| event.at().is_some());
    if statements.len() > 1 && undated < visit.events.len() {
        let source = InForceSource::Choice;
        statements.push(Statement {
            from: undated,
            at: None,
            string: None,
            source,
            is_choice: false,
        });
    }
    statements
}

/// The first event at a time or later. Events of unknown time come last.
fn first_at(events: &[Event], at: Timestamp) -> usize {
    events.partition_point(|event| event.at().is_some_and(|time| time < at))
}

/// A string without bits of legitimate interest.
fn without(
    string: Symbol,
    objected: &Objected,
    strings: &mut Strings,
    texts: &mut Interner,
) -> Option<Symbol> {
    let decoded = strings.decode(string, texts);
    let Some(AnyTcString::V2(before)) = decoded.value() else { return None };
    let mut tc = before.clone();
    tc.purposes_li_transparency = tc.purposes_li_transparency.difference(objected.purposes);
    let vendors: VendorSet = objected.vendors.iter().copied().collect();
    tc.vendor_legitimate_interests.difference_with(&vendors);
    Some(texts.intern(&tc.encode()))
}

/// What the CMP and the publisher's own site state.
fn stated(events: &[Event], strings: &mut Strings, texts: &mut Interner) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for (index, event) in events.iter().enumerate().filter(|(_, event)| is_statement(event)) {
        let Some(string) = strings.carried(event, texts) else { continue };
        let Some(meaning) = strings.meaning(string, texts) else { continue };
        let before = statements.last().and_then(|statement| statement.string);
        let before = before.and_then(|before| strings.meaning(before, texts));
        let is_other = before != Some(meaning);
        let is_declared = event.kind == EventKind::Choice;
        let is_request = event.kind == EventKind::Call && event.party == Party::Cmp;
        let is_choice = is_declared || (is_other && (is_request || before.is_some()));
        if is_choice || is_other {
            statements.push(Statement {
                from: index + 1,
                at: event.at(),
                string: Some(string),
                source: if is_declared { InForceSource::Choice } else { InForceSource::Inferred },
                is_choice,
            });
        }
    }
    statements
}

/// Dates the choice that a mark is about, among those that the CMP and the site stated.
fn date_choice(
    mark: MarkedTime,
    next_mark: Option<MarkedTime>,
    statements: &mut Vec<Statement>,
    events: &[Event],
    strings: &mut Strings,
    texts: &mut Interner,
) {
    let from = first_at(events, mark.at);
    // A statement is for the events after the one that made it.
    let next = statements.partition_point(|statement| statement.from <= from);
    let is_unmarked = |statement: &Statement| statement.source != InForceSource::Mark;
    // The user may note the time slightly before or after the request of the CMP.
    let choices = statements.iter().enumerate();
    let choices =
        choices.filter(|(number, one)| is_unmarked(one) && (one.is_choice || *number >= next));
    let near = choices.filter_map(|(number, one)| Some((mark.distance(one.at)?, number)));
    let near = near.min().map(|(_, number)| number);
    let is_of_next_mark = |at: Option<Timestamp>| {
        next_mark.and_then(MarkedTime::earliest).is_some_and(|next| at.is_some_and(|at| at >= next))
    };
    let later = statements.get(next);
    let later = later.filter(|one| is_unmarked(one) && !is_of_next_mark(one.at)).map(|_| next);
    if let Some(number) = near.or(later)
        && let Some(statement) = statements.get_mut(number)
    {
        statement.source = InForceSource::Mark;
        statement.is_choice = true;
        if number >= next {
            statement.from = from;
            statement.at = Some(mark.at);
        }
        return;
    }
    let before = next.checked_sub(1).and_then(|last| statements.get(last));
    let before = before.and_then(|statement| statement.string);
    let repeated = before.filter(|&before| {
        let meaning = strings.meaning(before, texts);
        let from = mark.earliest().map_or(0, |earliest| first_at(events, earliest));
        events.iter().skip(from).filter(|event| is_statement(event)).any(|event| {
            let string = strings.carried(event, texts);
            string.is_some_and(|string| strings.meaning(string, texts) == meaning)
        })
    });
    statements.insert(next, marked(mark.at, from, repeated));
}

/// Adds the choice of a mark, where neither the CMP nor the site states a string: calls alone show
/// it.
fn add_choice(
    mark: Timestamp,
    statements: &mut Vec<Statement>,
    events: &[Event],
    strings: &mut Strings,
    texts: &mut Interner,
) {
    let from = first_at(events, mark);
    let before = statements.last().and_then(|statement| statement.string);
    let before = before.and_then(|before| strings.meaning(before, texts));
    let string = events.iter().skip(from).find_map(|event| {
        let string = strings.carried(event, texts)?;
        let meaning = strings.meaning(string, texts)?;
        (before != Some(meaning)).then_some(string)
    });
    statements.push(marked(mark, from, string));
}

/// The statement of a mark.
const fn marked(at: Timestamp, from: usize, string: Option<Symbol>) -> Statement {
    Statement { from, at: Some(at), string, source: InForceSource::Mark, is_choice: true }
}

/// For each event, the newest string that events up to it carried.
fn newest(events: &[Event], strings: &mut Strings, texts: &mut Interner) -> Vec<Option<Symbol>> {
    let mut newest = None;
    let mut result = Vec::with_capacity(events.len());
    for event in events {
        if let Some(string) = strings.carried(event, texts) {
            let updated = strings.last_updated(string, texts);
            if let Some(updated) = updated
                .filter(|&updated| newest.is_none_or(|(newest_update, _)| updated > newest_update))
            {
                newest = Some((updated, string));
            }
        }
        result.push(newest.map(|(_, string)| string));
    }
    result
}

#[cfg(test)]
mod tests;
