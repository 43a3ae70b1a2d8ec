//! Lines of a log.

use std::fmt;
use std::sync::Arc;

use tcf_carrier::Timestamp;
use tcf_codec::{CountryCode, IdSet, VendorId};

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Something was sent to a party.
    Call,
    /// The CMP stated the string of an earlier visit.
    Signal,
    /// The user chose.
    Choice,
}

impl LineKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Signal => "signal",
            Self::Choice => "choice",
        }
    }
}

/// An event of a log. Displayed as a line of JSON in the format `events`, without a line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLine {
    /// The number of the line, from 1.
    pub number: u64,
    /// When it happened.
    pub at: Timestamp,
    /// The number that stands for the visit; `None` for an event that belongs to no visit.
    pub visit: Option<u64>,
    /// The kind.
    pub kind: LineKind,
    /// The host that was called.
    pub host: Option<Arc<str>>,
    /// The vendor that was called.
    pub vendor: Option<VendorId>,
    /// What the call is for.
    pub purposes: Option<IdSet<24>>,
    /// Whether the GDPR applies, as the event says.
    pub gdpr: Option<bool>,
    /// What is sent as the TC string.
    pub tc_string: Option<Arc<str>>,
    /// What is sent as the GPP string.
    pub gpp: Option<Arc<str>>,
    /// The country of the user.
    pub country: Option<CountryCode>,
    /// The channel.
    pub channel: &'static str,
    /// The label.
    pub label: Option<&'static str>,
    /// The URL of the page.
    pub page: Option<&'static str>,
    /// The URL that was called.
    pub url: Option<Arc<str>>,
    /// The host that caused the call.
    pub cause: Option<Arc<str>>,
    /// The bytes of the request and of its answer.
    pub bytes: Option<u32>,
    /// Whether a server logged the event.
    pub server: bool,
    /// What was stored.
    pub storage: Option<StorageLine>,
}

/// What the receiver of a call stored, or was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageLine {
    /// The name.
    pub name: &'static str,
    /// What happened to it.
    pub action: StoredAction,
    /// The age in seconds that was set.
    pub max_age_seconds: Option<u64>,
}

/// What happened to an item of storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredAction {
    /// It was written.
    Set,
    /// It was removed.
    Removed,
    /// It was sent along with a call.
    Sent,
}

impl StoredAction {
    const fn name(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Removed => "removed",
            Self::Sent => "sent",
        }
    }
}

impl fmt::Display for EventLine {
    /// No value needs an escape: hosts, URLs, strings, placeholders and macros have neither quotes
    /// nor backslashes nor control characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"{{"id":"e{}","at":"{}""#, self.number, self.at)?;
        if let Some(visit) = self.visit {
            write!(f, r#","visit":"{visit:016x}""#)?;
        }
        if self.kind != LineKind::Call {
            write!(f, r#","kind":"{}""#, self.kind.name())?;
        }
        if let Some(host) = &self.host {
            write!(f, r#","host":"{host}""#)?;
        }
        if let Some(vendor) = self.vendor {
            write!(f, r#","vendor":{vendor}"#)?;
        }
        if let Some(purposes) = self.purposes {
            f.write_str(r#","purposes":"#)?;
            write_ids(f, purposes.iter().map(|id| id.get().into()))?;
        }
        if let Some(gdpr) = self.gdpr {
            write!(f, r#","gdpr":{}"#, u8::from(gdpr))?;
        }
        if let Some(string) = &self.tc_string {
            write!(f, r#","tcString":"{string}""#)?;
        }
        if let Some(gpp) = &self.gpp {
            write!(f, r#","gpp":"{gpp}""#)?;
        }
        if let Some(country) = self.country {
            write!(f, r#","country":"{country}""#)?;
        }
        write!(f, r#","channel":"{}""#, self.channel)?;
        self.write_details(f)?;
        f.write_str("}")
    }
}

impl EventLine {
    /// Writes the members that say nothing about the signals.
    fn write_details(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, text) in [
            ("label", self.label),
            ("page", self.page),
            ("url", self.url.as_deref()),
            ("cause", self.cause.as_deref()),
        ] {
            if let Some(text) = text {
                write!(f, r#","{name}":"{text}""#)?;
            }
        }
        if let Some(bytes) = self.bytes {
            write!(f, r#","bytes":{bytes}"#)?;
        }
        if self.server {
            f.write_str(r#","server":true"#)?;
        }
        if let Some(StorageLine { name, action, max_age_seconds }) = self.storage {
            write!(f, r#","storage":[{{"name":"{name}","action":"{}""#, action.name())?;
            if let Some(age) = max_age_seconds {
                write!(f, r#","maxAgeSeconds":{age}"#)?;
            }
            f.write_str("}]")?;
        }
        Ok(())
    }
}

/// What a user chose, as the log of a CMP has it. Displayed as a line of JSON in the format
/// `choices`, without a line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceLine {
    /// The number that stands for the visit.
    pub visit: u64,
    /// When the user chose.
    pub at: Timestamp,
    /// What the user chose.
    pub chosen: ChosenLine,
}

/// What a user chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChosenLine {
    /// The TC string from then on.
    String(Arc<str>),
    /// An objection; all else stays as before.
    Objected {
        /// The purposes.
        purposes: IdSet<24>,
        /// The vendors, ascending.
        vendors: Vec<VendorId>,
    },
}

impl fmt::Display for ChoiceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"{{"visit":"{:016x}","at":"{}","#, self.visit, self.at)?;
        match &self.chosen {
            ChosenLine::String(string) => write!(f, r#""tcString":"{string}"}}"#),
            ChosenLine::Objected { purposes, vendors } => {
                f.write_str(r#""objected":{"purposes":"#)?;
                write_ids(f, purposes.iter().map(|id| id.get().into()))?;
                f.write_str(r#","vendors":"#)?;
                write_ids(f, vendors.iter().map(|id| id.get()))?;
                f.write_str("}}")
            }
        }
    }
}

fn write_ids(f: &mut fmt::Formatter<'_>, ids: impl Iterator<Item = u16>) -> fmt::Result {
    f.write_str("[")?;
    for (number, id) in ids.enumerate() {
        if number > 0 {
            f.write_str(",")?;
        }
        write!(f, "{id}")?;
    }
    f.write_str("]")
}
