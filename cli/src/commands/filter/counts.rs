//! Adds up what happened to events.

use tcf_audit::enforce::{Mode, Ruling};
use tcf_policy::decide::Reason;

use super::forms::Action;
use crate::render::filter::{ChannelCounts, FilterCounts};

/// The most channels that are counted on their own.
const MAX_CHANNELS: usize = 1_000;

/// The name of all further channels.
const OTHER: &str = "(other channels)";

/// Counts an event.
pub(super) fn add(
    counts: &mut FilterCounts,
    ruling: &Ruling,
    action: Action,
    channel: Option<&str>,
) {
    let count = match action {
        Action::Pass => &mut counts.passed,
        Action::Restrict => &mut counts.restricted,
        Action::Strip => &mut counts.stripped,
        Action::Mark => &mut counts.marked,
        Action::Drop => &mut counts.dropped,
    };
    *count += 1;
    counts.approximate += u64::from(ruling.notes.contains(Reason::NoteApproximate));
    let is_denied = ruling.mode == Mode::None;
    if ruling.mode != Mode::Full {
        for reason in ruling.reasons.iter() {
            *counts.reasons.entry(reason).or_default() += 1;
        }
    }
    if let Some(name) = channel {
        let counts = of_channel(counts, name);
        counts.events += 1;
        counts.denied += u64::from(is_denied);
    }
    counts.denied += u64::from(is_denied);
}

fn of_channel<'c>(counts: &'c mut FilterCounts, name: &str) -> &'c mut ChannelCounts {
    let is_full = counts.channels.len() >= MAX_CHANNELS && !counts.channels.contains_key(name);
    let name = if is_full { OTHER } else { name };
    if !counts.channels.contains_key(name) {
        counts.channels.insert(name.to_owned(), ChannelCounts::default());
    }
    counts.channels.entry(name.to_owned()).or_default()
}

/// Adds the counts of a batch.
pub(super) fn merge(counts: &mut FilterCounts, batch: FilterCounts) {
    let FilterCounts {
        passed,
        restricted,
        stripped,
        unchanged,
        marked,
        dropped,
        denied,
        failed,
        approximate,
        missing,
        losses,
        reasons,
        channels,
    } = batch;
    counts.passed += passed;
    counts.restricted += restricted;
    counts.stripped += stripped;
    counts.unchanged += unchanged;
    counts.marked += marked;
    counts.dropped += dropped;
    counts.denied += denied;
    counts.failed += failed;
    counts.approximate += approximate;
    match (&mut counts.missing, missing) {
        (Some(all), Some(missing)) => all.retain(|field| missing.contains(field)),
        (none @ None, missing) => *none = missing,
        (Some(_), None) => {}
    }
    counts.losses += losses;
    for (reason, count) in reasons {
        *counts.reasons.entry(reason).or_default() += count;
    }
    for (name, ChannelCounts { events, denied }) in channels {
        let counts = of_channel(counts, &name);
        counts.events += events;
        counts.denied += denied;
    }
}
