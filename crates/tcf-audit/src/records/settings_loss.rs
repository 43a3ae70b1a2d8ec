//! What enforcement leaves under the same settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use tcf_carrier::Timestamp;
use tcf_policy::gvl::ListKey;

use super::record::{Action, DecisionRecord};
use crate::bytes::wire;
use crate::stats::Proportion;

/// The settings and the program that decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DecidedBy {
    /// The SHA-256 of the settings; `None` if the records do not have it.
    pub config: Option<Arc<str>>,
    /// Name and version of the program; empty if the records do not have it.
    pub tool: Arc<str>,
}

/// What enforcement leaves of the events that were decided under the same settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsLoss {
    /// The first and the last event of known time.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Events that were passed whole.
    pub passed: u64,
    /// Events that were passed without some fields.
    pub stripped: u64,
    /// Events that were passed with a note.
    pub marked: u64,
    /// Events that were not passed.
    pub dropped: u64,
    /// The vendor lists that were used, with their events.
    pub lists: BTreeMap<ListKey, u64>,
}

/// The greatest number of settings, and of lists of each.
const MAX: usize = 1_000;

impl SettingsLoss {
    /// The events that were read.
    pub const fn read(&self) -> u64 {
        self.passed + self.stripped + self.marked + self.dropped
    }

    /// The share of events of which something was lost.
    pub fn loss(&self) -> Proportion {
        Proportion::new(self.stripped + self.dropped, self.read()).unwrap_or_default()
    }

    fn count(&mut self, record: &DecisionRecord<'_>) {
        match record.outcome() {
            Action::Pass => self.passed += 1,
            Action::Strip => self.stripped += 1,
            Action::Mark => self.marked += 1,
            Action::Drop => self.dropped += 1,
        }
        self.extend_span(record.at.map(|at| (at, at)));
        if let Some(list) = &record.gvl {
            let key = ListKey { specification: list.specification, version: list.version };
            if self.lists.len() < MAX || self.lists.contains_key(&key) {
                *self.lists.entry(key).or_default() += 1;
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.passed += other.passed;
        self.stripped += other.stripped;
        self.marked += other.marked;
        self.dropped += other.dropped;
        self.extend_span(other.span);
        for (&key, count) in &other.lists {
            if self.lists.len() < MAX || self.lists.contains_key(&key) {
                *self.lists.entry(key).or_default() += count;
            }
        }
    }

    fn extend_span(&mut self, other: Option<(Timestamp, Timestamp)>) {
        self.span = match (self.span, other) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((first.min(other_first), last.max(other_last)))
            }
            (span, other) => span.or(other),
        };
    }
}

/// What enforcement leaves, by settings. Those beyond the bound are counted as overflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LossBySettings {
    known: BTreeMap<DecidedBy, SettingsLoss>,
    overflow: u64,
}

impl LossBySettings {
    pub(crate) fn count(&mut self, record: &DecisionRecord<'_>) {
        let is_same = |by: &DecidedBy| {
            by.config.as_deref() == record.config.as_deref() && *by.tool == *record.tool
        };
        // There are usually one or two settings, and comparing them allocates nothing.
        if let Some((_, loss)) = self.known.iter_mut().find(|(by, _)| is_same(by)) {
            loss.count(record);
            return;
        }
        let by = DecidedBy {
            config: record.config.as_deref().map(Into::into),
            tool: (*record.tool).into(),
        };
        match self.of(by) {
            Some(loss) => loss.count(record),
            None => self.overflow += 1,
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.overflow += other.overflow;
        for (by, loss) in other.known {
            match self.of(by) {
                Some(known) => known.merge(&loss),
                None => self.overflow += loss.read(),
            }
        }
    }

    fn of(&mut self, by: DecidedBy) -> Option<&mut SettingsLoss> {
        let is_kept = self.known.len() < MAX || self.known.contains_key(&by);
        is_kept.then(|| self.known.entry(by).or_default())
    }

    pub(crate) const fn known(&self) -> &BTreeMap<DecidedBy, SettingsLoss> {
        &self.known
    }

    /// The events of settings beyond the bound.
    pub(crate) const fn overflow(&self) -> u64 {
        self.overflow
    }
}

wire!(DecidedBy { config, tool });
wire!(
    SettingsLoss { span }
    counts { passed, stripped, marked, dropped }
    maps { lists }
);
wire!(LossBySettings { known } counts { overflow });

#[cfg(test)]
mod tests {
    use super::*;

    fn record(config: &str, action: Action, at: &str) -> DecisionRecord<'static> {
        DecisionRecord {
            config: (!config.is_empty()).then(|| config.to_owned().into()),
            action,
            at: Timestamp::parse(at),
            tool: "tcf 1".into(),
            ..DecisionRecord::default()
        }
    }

    #[test]
    fn parts_in_any_order_give_the_same_counts() {
        let records = [
            record("a", Action::Pass, "2026-06-01T10:00:00Z"),
            record("a", Action::Drop, "2026-06-02T10:00:00Z"),
            record("b", Action::Strip, ""),
            record("", Action::Mark, "2026-06-03T10:00:00Z"),
            record("a", Action::Drop, "2026-05-31T10:00:00Z"),
        ];
        let of = |records: &[DecisionRecord<'_>]| {
            let mut loss = LossBySettings::default();
            for record in records {
                loss.count(record);
            }
            loss
        };
        let whole = of(&records);
        let (one, two) = records.split_at(2);
        let mut merged = of(two);
        merged.merge(of(one));
        assert_eq!(merged, whole);
        let counts: Vec<_> =
            whole.known.iter().map(|(by, loss)| (by.config.as_deref(), loss.read())).collect();
        assert_eq!(counts, [(None, 1), (Some("a"), 3), (Some("b"), 1)]);
        let loss = whole.known.values().nth(1).unwrap();
        let (first, last) = loss.span.unwrap();
        assert_eq!(first.to_string(), "2026-05-31T10:00:00.000Z");
        assert_eq!(last.to_string(), "2026-06-02T10:00:00.000Z");
        assert_eq!((loss.loss().numerator(), loss.loss().denominator()), (2, 3));
    }

    #[test]
    fn settings_beyond_the_bound_overflow() {
        let mut loss = LossBySettings::default();
        for number in 0..MAX + 3 {
            loss.count(&record(&number.to_string(), Action::Pass, ""));
        }
        assert_eq!((loss.known.len(), loss.overflow), (MAX, 3));
    }
}
