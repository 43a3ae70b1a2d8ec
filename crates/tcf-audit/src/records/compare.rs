//! Decisions under other settings, or with another vendor list.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::loss::{ChannelLoss, bounded};
use super::record::{Action, DecisionRecord};
use crate::enforce::Mode;

/// The greatest number of samples.
const SAMPLES: usize = 5;

/// What is done with an event, and in which form it may pass.
type Outcome = (Action, Cow<'static, str>);

/// Counts what changes if events are decided again, under other settings or with another list.
/// Parts can be merged.
///
/// ```
/// use tcf_audit::records::{Comparison, DecisionRecord};
/// let before = DecisionRecord::from_json(r#"{"id": "a", "channel": "ias", "action": "pass"}"#)?;
/// let after = DecisionRecord::from_json(
///     r#"{"id": "a", "channel": "ias", "action": "drop", "reasons": ["R-NOT-DISCLOSED"]}"#,
/// )?;
/// let mut comparison = Comparison::new();
/// comparison.add(&before, &after);
/// let record = comparison.record();
/// assert_eq!((record.events, record.changed), (1, 1));
/// assert_eq!(record.channels[0].after.reasons["R-NOT-DISCLOSED"], 1);
/// # Ok::<(), tcf_audit::event::RecordError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    events: u64,
    changed: u64,
    changes: BTreeMap<(Outcome, Outcome), u64>,
    channels: BTreeMap<Arc<str>, (ChannelLoss, ChannelLoss)>,
    samples: Vec<ChangeSample>,
}

impl Comparison {
    /// Starts without events.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event: its decision before and after the change.
    pub fn add(&mut self, before: &DecisionRecord<'_>, after: &DecisionRecord<'_>) {
        self.events += 1;
        let channel = before.channel.as_deref().unwrap_or_default();
        let (loss_before, loss_after) = bounded(&mut self.channels, channel);
        loss_before.count(before);
        loss_after.count(after);
        if before.action == after.action
            && before.stripped == after.stripped
            && before.kept == after.kept
            && before.mode == after.mode
        {
            return;
        }
        self.changed += 1;
        let change = (outcome_of(before), outcome_of(after));
        *self.changes.entry(change).or_default() += 1;
        if self.samples.len() < SAMPLES {
            let owned = |record: &DecisionRecord<'_>| {
                record.reasons.iter().map(|reason| reason.clone().into_owned()).collect()
            };
            self.samples.push(ChangeSample {
                id: before.id.clone().into_owned(),
                from: before.action.name(),
                to: after.action.name(),
                mode_before: before.mode.clone().into_owned(),
                mode_after: after.mode.clone().into_owned(),
                reasons_before: owned(before),
                reasons_after: owned(after),
            });
        }
    }

    /// Adds the events of the next part.
    pub fn merge(&mut self, next: Self) {
        self.events += next.events;
        self.changed += next.changed;
        for (change, count) in next.changes {
            *self.changes.entry(change).or_default() += count;
        }
        for (name, (before, after)) in next.channels {
            let known = bounded(&mut self.channels, &name);
            known.0.merge(&before);
            known.1.merge(&after);
        }
        let free = SAMPLES.saturating_sub(self.samples.len());
        self.samples.extend(next.samples.into_iter().take(free));
    }

    /// What changes, as a record.
    pub fn record(&self) -> ComparisonRecord {
        let channel =
            |(name, (before, after)): (&Arc<str>, &(ChannelLoss, ChannelLoss))| ChannelComparison {
                channel: (!name.is_empty()).then(|| (**name).to_owned()),
                events: before.read(),
                before: LossRecord::of(before),
                after: LossRecord::of(after),
            };
        let change = |((from, to), &count): (&(Outcome, Outcome), &u64)| ActionChange {
            from: from.0.name(),
            to: to.0.name(),
            mode_before: from.1.clone().into_owned(),
            mode_after: to.1.clone().into_owned(),
            count,
        };
        ComparisonRecord {
            events: self.events,
            changed: self.changed,
            actions: self.changes.iter().map(change).collect(),
            channels: self.channels.iter().map(channel).collect(),
            samples: self.samples.clone(),
        }
    }
}

/// What changes if events are decided again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparisonRecord {
    /// The events.
    pub events: u64,
    /// Events with another action, other fields removed, or another mode.
    pub changed: u64,
    /// How actions and modes change. Events that lose other fields than before keep theirs.
    pub actions: Vec<ActionChange>,
    /// The data loss before and after, by channel.
    pub channels: Vec<ChannelComparison>,
    /// The first events that change, at most five.
    pub samples: Vec<ChangeSample>,
}

/// A change of actions or modes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionChange {
    /// The action before: `pass`, `strip`, `mark` or `drop`.
    pub from: &'static str,
    /// The action after.
    pub to: &'static str,
    /// The mode before: `full`, `restricted` or `none`.
    pub mode_before: String,
    /// The mode after.
    pub mode_after: String,
    /// The number of events.
    pub count: u64,
}

/// The data loss of a channel before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChannelComparison {
    /// The channel; absent for events without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The events.
    pub events: u64,
    /// The loss before.
    pub before: LossRecord,
    /// The loss after.
    pub after: LossRecord,
}

/// What enforcement leaves of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LossRecord {
    /// Events of which something was lost: stripped and dropped ones.
    pub lost: u64,
    /// Events that were stripped.
    pub stripped: u64,
    /// Events that were dropped.
    pub dropped: u64,
    /// Events that were stripped or dropped, by reason. An event may have several.
    pub reasons: BTreeMap<String, u64>,
}

impl LossRecord {
    fn of(loss: &ChannelLoss) -> Self {
        let reasons = loss.reasons.iter().map(|(name, &count)| ((**name).to_owned(), count));
        Self {
            lost: loss.stripped + loss.dropped,
            stripped: loss.stripped,
            dropped: loss.dropped,
            reasons: reasons.collect(),
        }
    }
}

/// An event that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangeSample {
    /// The id of the event.
    pub id: String,
    /// The action before.
    pub from: &'static str,
    /// The action after.
    pub to: &'static str,
    /// The mode before: `full`, `restricted` or `none`.
    pub mode_before: String,
    /// The mode after.
    pub mode_after: String,
    /// The codes of the reasons before.
    pub reasons_before: Vec<String>,
    /// The codes of the reasons after.
    pub reasons_after: Vec<String>,
}

impl ActionChange {
    /// The action before, and after: with the modes if only these change.
    pub fn words(&self) -> (String, String) {
        words([self.from, self.to], [&self.mode_before, &self.mode_after])
    }
}

impl ChangeSample {
    /// The action before, and after: with the modes if only these change.
    pub fn words(&self) -> (String, String) {
        words([self.from, self.to], [&self.mode_before, &self.mode_after])
    }
}

fn words(actions: [&str; 2], modes: [&str; 2]) -> (String, String) {
    let has_modes = actions[0] == actions[1] && modes[0] != modes[1];
    let word = |action: &str, mode: &str| {
        if has_modes { format!("{action} {mode}") } else { action.to_owned() }
    };
    (word(actions[0], modes[0]), word(actions[1], modes[1]))
}

/// The action and the mode of a record, without allocating.
fn outcome_of(record: &DecisionRecord<'_>) -> Outcome {
    let known = Mode::ALL.iter().map(|mode| mode.name()).find(|&name| name == record.mode);
    let mode = known.map_or_else(|| Cow::Owned(record.mode.clone().into_owned()), Cow::Borrowed);
    (record.action, mode)
}

/// A few lines: the total, the changes of actions, and the loss of each channel with its reasons.
impl fmt::Display for ComparisonRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} of {} events change", self.changed, self.events)?;
        for change in &self.actions {
            let (from, to) = change.words();
            writeln!(f, "  {} -> {}: {}", from.escape_debug(), to.escape_debug(), change.count)?;
        }
        for channel in &self.channels {
            let name = channel.channel.as_deref().unwrap_or("no channel");
            write!(
                f,
                "{}: {} of {} lost",
                name.escape_debug(),
                channel.before.lost,
                channel.events
            )?;
            writeln!(f, ", then {}", channel.after.lost)?;
            let reasons = [&channel.before, &channel.after].into_iter();
            let mut codes: Vec<_> = reasons.flat_map(|loss| loss.reasons.keys()).collect();
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                let count = |loss: &LossRecord| loss.reasons.get(code).copied().unwrap_or_default();
                let (before, after) = (count(&channel.before), count(&channel.after));
                writeln!(f, "  {}: {before}, then {after}", code.escape_debug())?;
            }
        }
        for sample in &self.samples {
            let reasons = |reasons: &[String]| match reasons {
                [] => "no reason".to_owned(),
                reasons => reasons.join(" "),
            };
            let (before, after) = (reasons(&sample.reasons_before), reasons(&sample.reasons_after));
            let id = sample.id.escape_debug();
            let (from, to) = sample.words();
            let (from, to) = (from.escape_debug(), to.escape_debug());
            writeln!(f, "event {id}: {from} ({before}) -> {to} ({after})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record<'a>(
        id: &'a str,
        channel: Option<&'a str>,
        action: Action,
        reasons: &[&'a str],
    ) -> DecisionRecord<'a> {
        DecisionRecord {
            id: id.into(),
            channel: channel.map(Into::into),
            action,
            reasons: reasons.iter().map(|&reason| reason.into()).collect(),
            stripped: if action == Action::Strip { vec!["user".into()] } else { Vec::new() },
            ..DecisionRecord::default()
        }
    }

    fn pairs() -> Vec<(DecisionRecord<'static>, DecisionRecord<'static>)> {
        use Action::{Drop, Pass, Strip};
        let ias = Some("ias");
        vec![
            (record("a", ias, Pass, &[]), record("a", ias, Drop, &["R-X"])),
            (record("b", ias, Drop, &["R-X"]), record("b", ias, Drop, &["R-Y"])),
            (record("c", ias, Pass, &[]), record("c", ias, Pass, &[])),
            (record("d", None, Drop, &["R-X"]), record("d", None, Strip, &["R-X"])),
        ]
    }

    #[test]
    fn losses_before_and_after_are_counted_by_channel_and_reason() {
        let mut comparison = Comparison::new();
        for (before, after) in pairs() {
            comparison.add(&before, &after);
        }
        // Another reason for the same action is not a change of the event.
        let expected = "2 of 4 events change\n  pass -> drop: 1\n  drop -> strip: 1\n\
                        no channel: 1 of 1 lost, then 1\n  R-X: 1, then 1\n\
                        ias: 1 of 3 lost, then 2\n  R-X: 1, then 1\n  R-Y: 0, then 1\n\
                        event a: pass (no reason) -> drop (R-X)\n\
                        event d: drop (R-X) -> strip (R-X)\n";
        assert_eq!(comparison.record().to_string(), expected);
    }

    #[test]
    fn a_change_of_the_mode_alone_is_shown() {
        let record = |mode: &'static str| DecisionRecord {
            mode: mode.into(),
            ..record("a", None, Action::Mark, &["R-X"])
        };
        let mut comparison = Comparison::new();
        comparison.add(&record("full"), &record("full"));
        comparison.add(&record("full"), &record("restricted"));
        comparison.add(&record("restricted"), &record("none"));
        let found = comparison.record();
        assert_eq!(found.changed, 2);
        let shown = found.to_string();
        assert!(shown.contains("  mark full -> mark restricted: 1\n"), "{shown}");
        assert!(shown.contains("event a: mark restricted (R-X) -> mark none (R-X)\n"), "{shown}");
        let modes: Vec<_> = found.actions.iter().map(|change| &*change.mode_after).collect();
        assert_eq!(modes, ["restricted", "none"]);
        // The action says what happened.
        let mut comparison = Comparison::new();
        let whole = DecisionRecord { action: Action::Pass, ..record("full") };
        comparison.add(&whole, &DecisionRecord { action: Action::Drop, ..record("none") });
        assert!(comparison.record().to_string().contains("  pass -> drop: 1\n"));
    }

    #[test]
    fn parts_give_the_same_comparison() {
        let all = |pairs: &[(DecisionRecord<'_>, DecisionRecord<'_>)]| {
            let mut comparison = Comparison::new();
            for (before, after) in pairs {
                comparison.add(before, after);
            }
            comparison
        };
        let pairs: Vec<_> = std::iter::repeat_n(pairs(), 5).flatten().collect();
        for split in 0..=pairs.len() {
            let (one, other) = pairs.split_at(split);
            let mut merged = all(one);
            merged.merge(all(other));
            assert_eq!(merged, all(&pairs), "{split}");
        }
    }
}
