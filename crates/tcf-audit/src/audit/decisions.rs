//! What enforcement leaves: events that were passed, stripped and dropped, by channel.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Auditor, State};
use crate::enforce::Mode;
use crate::records::{Action, ChannelLoss, DecidedBy, DecisionRecord, SettingsLoss, bounded};

impl State {
    /// What enforcement leaves, by channel; the empty name is that of records without one.
    pub const fn data_loss(&self) -> &BTreeMap<Arc<str>, ChannelLoss> {
        &self.measures.channels
    }

    /// What enforcement leaves, by settings.
    pub const fn loss_by_settings(&self) -> &BTreeMap<DecidedBy, SettingsLoss> {
        self.measures.settings.known()
    }
}

impl Auditor<'_> {
    /// Adds a decision record, which is on a line of a file, from 1.
    pub fn decision(&mut self, record: &DecisionRecord<'_>, file: &str, line: u64) {
        self.state.counts.decisions += 1;
        self.state.measures.settings.count(record);
        self.state.measures.effects.add(record, file, line);
        let channel = record.channel.as_deref().unwrap_or_default();
        let needs = self.settings.channel_needs.and_then(|needs| needs.get(channel));
        let loss = bounded(&mut self.state.measures.channels, channel);
        loss.count(record);
        if record.action == Action::Drop {
            return;
        }
        if let Some(needs) = needs {
            let is_limited =
                record.action == Action::Strip && record.mode == Mode::Restricted.name();
            let is_left = |need: &str| {
                record.kept.iter().any(|field| contains(field, need) || contains(need, field))
            };
            let is_lost = |need: &String| {
                record.stripped.iter().any(|field| contains(field, need))
                    || is_limited && !is_left(need)
            };
            loss.matched.count(!needs.iter().any(is_lost));
        }
    }
}

/// Whether a field is another one, or an object around it. Both may be JSON pointers or names with
/// dots.
fn contains(field: &str, other: &str) -> bool {
    fn parts(text: &str) -> impl Iterator<Item = &str> {
        text.strip_prefix('/').unwrap_or(text).split(['/', '.'])
    }
    let mut of_other = parts(other);
    parts(field).all(|part| of_other.next() == Some(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_removed_with_the_object_around_it() {
        for (field, need, expected) in [
            ("user.eids", "user.eids", true),
            ("user", "user.eids", true),
            ("/user/eids", "user.eids", true),
            ("user.eids", "user", false),
            ("use", "user", false),
            ("device.ifa", "user.eids", false),
        ] {
            assert_eq!(contains(field, need), expected, "{field} {need}");
        }
    }
}
