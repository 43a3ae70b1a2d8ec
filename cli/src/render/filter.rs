//! The counts of `tcf filter`.

mod records;

use std::collections::BTreeMap;

use tcf_audit::enforce::RulingReason;
use tcf_audit::read::EventField;
use tcf_carrier::Losses;

use crate::input::losses_of;
use crate::term::{counted, counted_as, plain};
use crate::ui::Messages;
pub(crate) use records::{write_comparison, write_verification};

/// What happened to the events of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FilterCounts {
    /// Events that passed whole.
    pub(crate) passed: u64,
    /// Events of which the restricted form passed.
    pub(crate) restricted: u64,
    /// Denied events that passed without some fields.
    pub(crate) stripped: u64,
    /// Those of them that had nothing to remove.
    pub(crate) unchanged: u64,
    /// Events that are not permitted whole and passed with a mark.
    pub(crate) marked: u64,
    /// Events that did not pass.
    pub(crate) dropped: u64,
    /// Events that are denied, whatever was done to them.
    pub(crate) denied: u64,
    /// Lines that are not events.
    pub(crate) failed: u64,
    /// Events that were decided with another vendor list than the one that their string names.
    pub(crate) approximate: u64,
    /// The fields with other names that no event has. `None` if no event was read.
    pub(crate) missing: Option<Vec<EventField>>,
    /// What was not read of the events.
    pub(crate) losses: Losses,
    /// Why events did not pass whole. An event may have several reasons.
    pub(crate) reasons: BTreeMap<RulingReason, u64>,
    /// By channel, if events name theirs.
    pub(crate) channels: BTreeMap<String, ChannelCounts>,
}

/// The events of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChannelCounts {
    pub(crate) events: u64,
    pub(crate) denied: u64,
}

impl FilterCounts {
    /// The events.
    pub(crate) const fn events(&self) -> u64 {
        self.passed + self.restricted + self.stripped + self.marked + self.dropped
    }

    /// The lines: events, and those that are not events.
    pub(crate) const fn lines(&self) -> u64 {
        self.events() + self.failed
    }

    /// The share of events that are denied, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
    #[expect(clippy::as_conversions, reason = "f64 has no conversion from u64")]
    pub(crate) const fn denied_share(&self) -> f64 {
        if self.events() == 0 { 0.0 } else { self.denied as f64 / self.events() as f64 }
    }
}

/// Writes the counts: what happened, why, and in which channels.
pub(crate) fn write_counts(messages: &mut Messages, counts: &FilterCounts, is_dry_run: bool) {
    let parts = [
        (counts.passed, "passed"),
        (counts.restricted, "restricted"),
        (counts.stripped, "stripped"),
        (counts.marked, "marked"),
        (counts.dropped, "dropped"),
    ];
    let parts = parts.iter().filter(|(count, name)| *count > 0 || *name == "passed");
    let parts: Vec<_> = parts
        .map(|(count, name)| match *name {
            name if !is_dry_run => format!("{count} {name}"),
            "passed" => format!("{count} would pass"),
            name => format!("{count} would be {name}"),
        })
        .collect();
    let events = counted(counts.events(), "event");
    let mode = match counts.marked {
        _ if is_dry_run => " (dry run: all events were passed)",
        0 => "",
        _ => " (every event carries its verdict)",
    };
    messages.raw(&format!("{events}: {}{mode}", parts.join(", ")));
    if counts.failed > 0 {
        messages.raw(&counted_as(
            counts.failed,
            "line is not an event and was not passed",
            "lines are not events and were not passed",
        ));
    }
    if counts.unchanged > 0 {
        let (unchanged, stripped) = (counts.unchanged, counts.stripped);
        messages.raw(&format!("{unchanged} of {stripped} stripped had nothing that --strip names"));
    }
    if counts.approximate > 0 {
        let events = counted(counts.approximate, "event");
        messages.raw(&format!("{events} decided with another list than the string names"));
    }
    for lost in losses_of(counts.losses) {
        messages.hanging("", &lost);
    }
    if !counts.reasons.is_empty() {
        messages.raw("\n  events  reason");
        let mut reasons: Vec<_> = counts.reasons.iter().collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), **reason));
        for (reason, count) in reasons {
            let text = format!("{}: {}", reason.code(), reason.text());
            messages.hanging(&format!("{count:>8}  "), &text);
        }
    }
    if !counts.channels.is_empty() {
        messages.raw("\n  events    denied  channel");
        for (name, ChannelCounts { events, denied }) in &counts.channels {
            messages.raw(&format!("{events:>8}  {denied:>8}  {}", plain(name)));
        }
    }
}
