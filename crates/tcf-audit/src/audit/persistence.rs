//! Whether choices last: later visits with the same key.

use tcf_carrier::Timestamp;
use tcf_codec::Deciseconds;
use tcf_policy::age::MaxAge;

use super::Auditor;
use super::journey::states_no_string;
use super::judge::JudgedVisit;
use crate::bytes::wire;
use crate::event::{CmpStatus, Event};
use crate::scope::is_statement;
use crate::stats::Proportion;

/// The upper ends of the ranges of days since the choice; the last range has none.
pub(super) const DAYS: [u64; 5] = [1, 7, 30, 90, 180];

/// What the rates of the ranges are of.
pub(super) const RANGES: [&str; 6] = [
    "visits within 1 day",
    "visits after 1 to 7 days",
    "visits after 7 to 30 days",
    "visits after 30 to 90 days",
    "visits after 90 to 180 days",
    "visits after more than 180 days",
];

/// A day in milliseconds.
const DAY: u64 = 86_400_000;

/// Later visits with the choice unchanged, by days since the choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Persistence {
    pub(super) ranges: [Proportion; RANGES.len()],
    /// Later visits without a string and without a statement of the CMP.
    pub(super) left_out: u64,
}

wire!(Persistence { ranges } counts { left_out });

impl Persistence {
    pub(super) fn merge(&mut self, other: Self) {
        for (known, other) in self.ranges.iter_mut().zip(other.ranges) {
            known.merge(other);
        }
        self.left_out += other.left_out;
    }

    /// All ranges together.
    pub(super) fn all(&self) -> Proportion {
        let mut all = Proportion::default();
        for range in self.ranges {
            all.merge(range);
        }
        all
    }

    fn count(&mut self, after: u64, is_unchanged: bool) {
        let number = DAYS.iter().position(|&days| after <= days * DAY).unwrap_or(DAYS.len());
        if let Some(range) = self.ranges.get_mut(number) {
            range.count(is_unchanged);
        }
    }
}

impl<'a> Auditor<'a> {
    /// A later visit begins after a pause without events. It has the choice if the first string has
    /// its meaning, the CMP and the site do not state before it that there is none, and the CMP
    /// does not ask again. Visits after the life of the string are not counted.
    pub(super) fn measure_persistence(&mut self, visit: &JudgedVisit<'_, 'a>) {
        let gap = self.settings.visit_gap;
        let time = |event: &Event| event.at().map(Timestamp::unix_millis);
        let dated = visit.events.partition_point(|event| event.at().is_some());
        for start in 1..dated {
            let before = visit.events.get(start - 1).and_then(time);
            let at = visit.events.get(start).and_then(time);
            let (Some(before), Some(at)) = (before, at) else { continue };
            if at - before > gap {
                self.measure_later_visit(visit, start, dated, at);
            }
        }
    }

    fn measure_later_visit(
        &mut self,
        visit: &JudgedVisit<'_, 'a>,
        start: usize,
        dated: usize,
        at: u64,
    ) {
        let statements = visit.timeline.statements();
        let (last, next) = visit.index.choices_around(statements, start);
        let Some((chosen, chosen_at)) = last.and_then(|choice| choice.string.zip(choice.at)) else {
            return;
        };
        let decoded = self.decoded(chosen);
        let Some(tc) = decoded.v2() else { return };
        let as_of = Deciseconds::new(at / 100).unwrap_or(tc.last_updated);
        if MaxAge::DEFAULT.is_exceeded(tc.last_updated, as_of) {
            return;
        }
        let meaning = self.strings.meaning(chosen, &self.texts);
        // The event that states the next choice is the last one.
        let end = next.map_or(dated, |choice| choice.from.min(dated));
        let (mut first, mut is_prompted, mut is_lost, mut previous) = (None, false, false, at);
        for (event, judged) in visit.between(start..end) {
            let time = event.at().map_or(previous, Timestamp::unix_millis);
            if event.is_choice() || time - previous > self.settings.visit_gap {
                break;
            }
            previous = time;
            first = first.or(judged.own_meaning);
            is_prompted |= event.cmp_status == Some(CmpStatus::Shown);
            is_lost |= first.is_none() && is_statement(event) && states_no_string(event);
        }
        let persistence = &mut self.state.measures.persistence;
        if first.is_none() && !is_prompted && !is_lost {
            persistence.left_out += 1;
        } else {
            let after = at.saturating_sub(chosen_at.unix_millis());
            persistence.count(after, first == meaning && !is_prompted && !is_lost);
        }
    }
}
