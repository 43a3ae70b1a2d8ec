//! What a metric is about.

use serde::{Deserialize, Serialize};

/// The part of the events that a metric is about: those with all of these. Everything, if all
/// members are `None`.
///
/// ```
/// use tcf_audit::audit::Group;
/// let group = Group { vendor: Some(76), ..Group::default() };
/// assert_eq!(serde_json::to_string(&group)?, r#"{"vendor":76}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Group {
    /// The vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<u16>,
    /// The purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<u8>,
    /// The host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<Box<str>>,
    /// The page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Box<str>>,
    /// The country of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Box<str>>,
    /// The label of the lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Box<str>>,
    /// The channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Box<str>>,
}

impl Group {
    /// All events.
    pub const ALL: Self = Self {
        vendor: None,
        purpose: None,
        host: None,
        page: None,
        country: None,
        label: None,
        channel: None,
    };

    /// The keys of all parts.
    pub const KEYS: [&str; 7] =
        ["vendor", "purpose", "host", "page", "country", "label", "channel"];

    /// Whether it is all events.
    pub fn is_all(&self) -> bool {
        *self == Self::ALL
    }

    /// The parts, each with its key: `vendor`, `32`.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let text = |part: &Option<Box<str>>| part.as_deref().map(str::to_owned);
        let parts = [
            ("vendor", self.vendor.map(|id| id.to_string())),
            ("purpose", self.purpose.map(|id| id.to_string())),
            ("host", text(&self.host)),
            ("page", text(&self.page)),
            ("country", text(&self.country)),
            ("label", text(&self.label)),
            ("channel", text(&self.channel)),
        ];
        parts.into_iter().filter_map(|(key, part)| Some((key, part?))).collect()
    }
}
