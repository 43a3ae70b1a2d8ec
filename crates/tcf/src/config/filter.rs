//! The settings of `tcf filter`: `[filter]` and `[[filter.channel]]`.

use std::collections::BTreeMap;

use tcf_codec::PurposeId;

/// The table `[filter]`.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Filter {
    /// What to do with a denied event.
    pub on_deny: Option<OnDeny>,
    /// What to do with events that cannot be decided.
    pub unknown: Option<Disposition>,
    /// What to do with events to which the GDPR does not apply.
    pub out_of_scope: Option<Disposition>,
    /// The purposes of events that state none.
    pub purposes: Vec<PurposeId>,
    /// Whether one permitted purpose is enough.
    pub any: bool,
    /// The fields that are removed from denied events: presets, names and JSON pointers.
    pub strip: Vec<String>,
    /// Settings by channel.
    pub channel: Vec<FilterChannel>,
}

impl Filter {
    /// By channel, the fields that events need there. Channels without such fields are left out.
    pub fn channel_needs(&self) -> BTreeMap<String, Vec<String>> {
        let channels = self.channel.iter().filter(|channel| !channel.needs.is_empty());
        channels.map(|channel| (channel.name.clone(), channel.needs.clone())).collect()
    }
}

/// A `[[filter.channel]]` table.
#[derive(Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FilterChannel {
    /// The channel.
    pub name: String,
    /// The fields that are removed from denied events, instead of those of `[filter]`.
    #[serde(default)]
    pub strip: Option<Vec<String>>,
    /// The fields that events need there.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// What to do with a denied event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnDeny {
    /// Do not pass it.
    Drop,
    /// Pass it without some fields.
    Strip,
    /// Pass it with a note.
    Mark,
}

/// Whether events pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// They do not.
    Deny,
    /// They do.
    Pass,
}
