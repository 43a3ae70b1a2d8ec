//! What enforcement leaves of a channel.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::record::{Action, DecisionRecord};
use crate::bytes::wire;
use crate::stats::Proportion;

/// What enforcement leaves of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelLoss {
    /// Events that were passed whole.
    pub passed: u64,
    /// Events that were passed without some fields.
    pub stripped: u64,
    /// Events that were passed with a note.
    pub marked: u64,
    /// Events that were not passed.
    pub dropped: u64,
    /// Events that were stripped or dropped, by reason. An event may have several.
    pub reasons: BTreeMap<Arc<str>, u64>,
    /// Events that were stripped, by field.
    pub fields: BTreeMap<Arc<str>, u64>,
    /// Of the events that were passed, those that keep the fields that the channel needs.
    pub matched: Proportion,
}

/// The greatest number of channels, and of reasons and fields of a channel. What is beyond it is
/// counted under the name `other`.
const MAX_NAMES: usize = 1_000;
const OTHER: &str = "other";

impl ChannelLoss {
    /// The events that were read.
    pub const fn read(&self) -> u64 {
        self.passed + self.stripped + self.marked + self.dropped
    }

    /// The number of events whose reasons and fields were put together because there were too many.
    pub(crate) fn overflow(&self) -> u64 {
        let names = [&self.reasons, &self.fields];
        names.into_iter().filter_map(|names| beyond(names)).sum()
    }

    /// The share of events of which something was lost.
    pub fn loss(&self) -> Proportion {
        Proportion::new(self.stripped + self.dropped, self.read()).unwrap_or_default()
    }

    /// Counts a record, without the fields that the channel needs.
    pub(crate) fn count(&mut self, record: &DecisionRecord<'_>) {
        match record.outcome() {
            Action::Pass => self.passed += 1,
            Action::Strip => self.stripped += 1,
            Action::Mark => self.marked += 1,
            Action::Drop => self.dropped += 1,
        }
        if record.is_loss() {
            for reason in &record.reasons {
                *bounded(&mut self.reasons, reason) += 1;
            }
        }
        if record.action != Action::Drop {
            for field in &record.stripped {
                *bounded(&mut self.fields, field) += 1;
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.passed += other.passed;
        self.stripped += other.stripped;
        self.marked += other.marked;
        self.dropped += other.dropped;
        self.matched.merge(other.matched);
        for (names, others) in
            [(&mut self.reasons, &other.reasons), (&mut self.fields, &other.fields)]
        {
            for (name, &count) in others {
                *bounded(names, name) += count;
            }
        }
    }
}

/// The entry of a name, or of what is beyond the bound.
pub(crate) fn bounded<'m, V: Default>(
    entries: &'m mut BTreeMap<Arc<str>, V>,
    name: &str,
) -> &'m mut V {
    let is_kept = entries.contains_key(name) || entries.len() < MAX_NAMES;
    entries.entry(if is_kept { name.into() } else { OTHER.into() }).or_default()
}

/// The entry of what is beyond the bound, if anything is.
pub(crate) fn beyond<V>(entries: &BTreeMap<Arc<str>, V>) -> Option<&V> {
    entries.get(OTHER).filter(|_| entries.len() > MAX_NAMES)
}

wire!(
    ChannelLoss { matched }
    counts { passed, stripped, marked, dropped }
    maps { reasons, fields }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_bound_are_counted_together() {
        let mut entries: BTreeMap<Arc<str>, u64> = BTreeMap::new();
        for number in 0..MAX_NAMES + 10 {
            *bounded(&mut entries, &number.to_string()) += 1;
        }
        assert_eq!((entries.len(), entries[OTHER]), (MAX_NAMES + 1, 10));
        assert_eq!(beyond(&entries), Some(&10));
        // A name that happens to be that of the rest is one of many.
        let few = BTreeMap::from([(OTHER.into(), 3)]);
        assert_eq!(beyond::<u64>(&few), None);
    }

    #[test]
    fn reasons_beyond_the_bound_overflow() {
        let count = |numbers: std::ops::Range<usize>| {
            let mut loss = ChannelLoss::default();
            for number in numbers {
                let mut record =
                    DecisionRecord { action: Action::Drop, ..DecisionRecord::default() };
                record.reasons.push(format!("R-{number}").into());
                loss.count(&record);
            }
            loss
        };
        assert_eq!(count(0..MAX_NAMES).overflow(), 0);
        assert_eq!(count(0..MAX_NAMES + 7).overflow(), 7);
        let mut merged = count(0..MAX_NAMES + 7);
        merged.merge(&count(500..MAX_NAMES + 9));
        // Seven, nine of the other part, and two that were new in it.
        assert_eq!(merged.overflow(), 16);
        assert_eq!(merged.read(), 1_007 + 509);
    }
}
