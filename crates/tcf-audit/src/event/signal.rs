//! Signals in events.

use crate::interner::Symbol;
use crate::names::names;

names! {
    /// What a value is, by its shape.
    SignalKind {
        /// A TC string, readable or not.
        Tc = "tc",
        /// A GPP string.
        Gpp = "gpp",
        /// A US Privacy string.
        UsPrivacy = "usp",
        /// An Additional Consent string.
        AdditionalConsent = "ac",
        /// Ids of providers that were taken out of an Additional Consent string.
        AcIds = "acIds",
        /// Whether the GDPR applies.
        Gdpr = "gdpr",
        /// The ids of the GPP sections that apply.
        GppSid = "gppSid",
        /// Global Privacy Control.
        Gpc = "gpc",
        /// The state of Google consent mode.
        Gcs = "gcs",
        /// Defaults and updates of Google consent mode, in letters that are not documented.
        Gcd = "gcd",
        /// Ads without personalization.
        Npa = "npa",
        /// Whether the Digital Markets Act applies.
        Dma = "dma",
        /// Consent to core platform services under the Digital Markets Act.
        DmaCps = "dmaCps",
        /// A macro that was not replaced.
        Macro = "macro",
        /// An empty value.
        Empty = "empty",
        /// A placeholder such as `undefined`.
        Placeholder = "placeholder",
        /// A value that is not a signal under the name of one.
        Other = "other",
    }
}

names! {
    /// Where in an event a signal lies.
    SignalPlace {
        /// The query of the URL.
        Query = "query",
        /// The path of the URL.
        Path = "path",
        /// The fragment of the URL.
        Fragment = "fragment",
        /// A cookie that was sent.
        Cookie = "cookie",
        /// A cookie that was set.
        SetCookie = "setCookie",
        /// Another header.
        Header = "header",
        /// A form or another body.
        Body = "body",
        /// A member of a JSON document.
        Json = "json",
        /// A key of local storage or of the preferences of an app.
        Storage = "storage",
        /// A column of a table.
        Column = "column",
        /// A field of an event.
        Event = "event",
    }
}

/// A signal in an event: 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signal {
    /// What the value is.
    pub kind: SignalKind,
    /// The kind that the name stands for; it may differ from `kind`.
    pub named: SignalKind,
    /// Where the signal lies.
    pub place: SignalPlace,
    /// How many URLs are around it: 0 is what the receiver of the request gets.
    pub depth: u8,
    /// The name as written.
    pub name: Symbol,
    /// The value without escapes.
    pub value: Symbol,
}

impl Signal {
    /// Whether the signal is what the receiver of the request gets: not in a nested URL, and not in
    /// the answer.
    pub fn is_sent(&self) -> bool {
        self.depth == 0 && self.place != SignalPlace::SetCookie
    }
}
