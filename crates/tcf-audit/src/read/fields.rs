//! The fields of events in tables and JSON lines, as texts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tcf_carrier::{
    Carried, CarriedKind, CarrierFormat, Losses, RecordId, SignalKind, Timestamp, extract_line,
    flag_value, host_of,
};

use super::ReadOptions;
use crate::country::country_of_code;
use crate::event::{Event, EventBuilder, EventKind, Party, RecordError, StoredRecord, value};
use crate::names::names;
use crate::page::page_of;

names! {
    /// A field of an event that tables and JSON lines may have under another name.
    EventField {
        /// The TC string.
        Consent = "consent",
        /// The GPP string.
        Gpp = "gpp",
        /// Whether the GDPR applies.
        Gdpr = "gdpr",
        /// The id of the vendor.
        Vendor = "vendor",
        /// The host.
        Host = "host",
        /// The purposes.
        Purposes = "purposes",
        /// The time.
        At = "at",
        /// The key of the visit.
        Visit = "visit",
        /// The country of the user.
        Country = "country",
        /// The channel.
        Channel = "channel",
        /// The label, for groups of events.
        Label = "label",
        /// The page.
        Page = "page",
        /// The kind of the event.
        Kind = "kind",
        /// The URL that was called. Its parameters are the signals, and its host is the host.
        Url = "url",
        /// The id of the event, for decision records.
        Id = "id",
        /// The host, or the URL, whose redirect or script caused the call.
        Cause = "cause",
        /// The bytes of the request and of its answer.
        Bytes = "bytes",
        /// Whether the event comes from the log of a server.
        Server = "server",
        /// What was stored: a JSON array, as in the format `events`.
        Storage = "storage",
    }
}

impl EventField {
    /// The name of the field, if it has not been given another one.
    pub const fn default_name(self) -> &'static str {
        match self {
            Self::Consent => "tcString",
            field => field.name(),
        }
    }

    /// Whether a field of the default name may be something else.
    pub(super) const fn is_detail(self) -> bool {
        matches!(self, Self::Cause | Self::Bytes | Self::Server | Self::Storage)
    }

    /// The kind of the signal in the field.
    pub(super) const fn signal(self) -> Option<CarriedKind> {
        match self {
            Self::Consent => Some(CarriedKind::Tc),
            Self::Gpp => Some(CarriedKind::Gpp),
            Self::Gdpr => Some(CarriedKind::Gdpr),
            _ => None,
        }
    }

    /// The kind of the string in the field, which is used exactly as written.
    pub(super) const fn string(self) -> Option<SignalKind> {
        match self {
            Self::Consent => Some(SignalKind::Tc),
            Self::Gpp => Some(SignalKind::Gpp),
            _ => None,
        }
    }
}

/// The names of the fields of events: columns of a table, or JSON pointers. A pointer without a
/// slash is a member of the object.
///
/// ```
/// use tcf_audit::read::{EventField, EventFields};
/// let fields = EventFields::new()
///     .with(EventField::Consent, "/user/consent")
///     .with(EventField::Host, "partner");
/// assert_eq!(fields.name(EventField::Host), "partner");
/// assert_eq!(fields.name(EventField::At), "at");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFields {
    names: BTreeMap<EventField, String>,
}

impl EventFields {
    /// The default names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a field another name.
    #[must_use]
    pub fn with(mut self, field: EventField, name: &str) -> Self {
        self.names.insert(field, name.to_owned());
        self
    }

    /// The name of a field.
    pub fn name(&self, field: EventField) -> &str {
        self.names.get(&field).map_or(field.default_name(), |name| name)
    }

    /// Whether a field was given a name.
    pub fn is_given(&self, field: EventField) -> bool {
        self.names.contains_key(&field)
    }

    /// Whether a field was given another name than the default one.
    pub fn is_renamed(&self, field: EventField) -> bool {
        let name = self.name(field);
        name.strip_prefix('/').unwrap_or(name) != field.default_name()
    }

    /// Whether all names are the default ones.
    pub fn is_default(&self) -> bool {
        !self.names.keys().any(|&field| self.is_renamed(field))
    }

    /// Whether a signal is taken from a field that was given another name.
    pub(super) fn give(&self, signal: &Carried<'_>) -> bool {
        let kind = signal.named.unwrap_or(signal.kind);
        self.names.keys().any(|&field| field.signal() == Some(kind) && self.is_renamed(field))
    }
}

/// The texts of the fields of an event.
#[derive(Debug, Default)]
pub(super) struct FieldTexts<'t> {
    texts: BTreeMap<EventField, Cow<'t, str>>,
}

impl<'t> FieldTexts<'t> {
    /// Adds the text of a field. Empty texts are missing, except those of signals.
    pub(super) fn add(&mut self, field: EventField, text: Cow<'t, str>) {
        if field.signal().is_some() || !text.trim_ascii().is_empty() {
            self.texts.insert(field, text);
        }
    }

    pub(super) fn get(&self, field: EventField) -> Option<&str> {
        self.texts.get(&field).map(|text| text.trim_ascii())
    }

    /// The text of a field, with the white space around it.
    pub(super) fn as_written(&self, field: EventField) -> Option<&str> {
        self.texts.get(&field).map(|text| &**text)
    }

    /// Sets everything but the signals.
    pub(super) fn apply(
        &self,
        event: &mut EventBuilder<'_>,
        options: &ReadOptions<'_>,
    ) -> Result<(), RecordError> {
        let kind = self
            .parse(EventField::Kind, value::KIND, value::event_kind)?
            .unwrap_or(EventKind::Call);
        let is_statement = matches!(kind, EventKind::Choice | EventKind::Signal);
        event.kind(kind).party(if is_statement { Party::Cmp } else { Party::Third });
        let time = |text: &str| Timestamp::parse_any(text, options.extract.utc_offset);
        event.at(self.parse(EventField::At, value::TIME, time)?);
        event.visit(self.get(EventField::Visit).map(|key| options.visits.of_key(key)));
        let vendor = self.parse(EventField::Vendor, value::VENDOR, |text| text.parse().ok())?;
        let host = self.get(EventField::Host);
        let host = host.or_else(|| self.get(EventField::Url).and_then(host_of));
        if let Some(host) = host {
            event.host(host);
        }
        event.vendor(vendor.or_else(|| options.vendor.filter(|_| host.is_none())));
        event.country(self.parse(EventField::Country, value::COUNTRY, country_of_code)?);
        if let Some(purposes) =
            self.parse(EventField::Purposes, value::PURPOSES, value::purposes)?
        {
            event.purposes(purposes);
        }
        if let Some(channel) = self.get(EventField::Channel) {
            event.channel(channel);
        }
        if let Some(label) = self.get(EventField::Label) {
            event.label(label);
        }
        if let Some(page) = self.get(EventField::Page).and_then(page_of) {
            event.page(&page);
        }
        if let Some(cause) = self.get(EventField::Cause) {
            event.cause(host_of(cause).unwrap_or(cause));
        }
        // A value of another type is something else.
        if let Some(bytes) = self.get(EventField::Bytes).and_then(|text| text.parse().ok()) {
            event.transfer_size(bytes);
        }
        if self.get(EventField::Server).and_then(flag_value) == Some(true) {
            event.server();
        }
        for stored in self.parse(EventField::Storage, value::STORAGE, storage)?.unwrap_or_default()
        {
            event.stored_record(&stored);
        }
        Ok(())
    }

    fn parse<'f, T>(
        &'f self,
        field: EventField,
        expected: &'static str,
        parse: impl Fn(&'f str) -> Option<T>,
    ) -> Result<Option<T>, RecordError> {
        let Some(text) = self.get(field) else { return Ok(None) };
        match parse(text) {
            Some(value) => Ok(Some(value)),
            None => Err(RecordError::Field { field: field.name(), expected }),
        }
    }
}

/// Stored items as a JSON array; nothing if it is something else.
fn storage(text: &str) -> Option<Vec<StoredRecord<'_>>> {
    if text.starts_with('[') { serde_json::from_str(text).ok() } else { Some(Vec::new()) }
}

/// Adds the signals of the URL that was called.
pub(super) fn add_url(
    url: &str,
    record: RecordId,
    options: &ReadOptions<'_>,
    event: &mut EventBuilder<'_>,
) -> Losses {
    event.url_length(url.len());
    let sink = &mut |signal: &Carried<'_>| {
        event.carried(signal);
    };
    extract_line(url, CarrierFormat::Url, record, &options.extract, sink).losses()
}

/// Checks that a call has a party, and a choice a string.
pub(super) fn check(event: Event, options: &ReadOptions<'_>) -> Result<Event, RecordError> {
    match event.kind {
        EventKind::Call
            if options.needs_party && event.host.is_none() && event.vendor.is_none() =>
        {
            Err(RecordError::NoParty)
        }
        EventKind::Choice
            if event.sent(CarriedKind::Tc).next().is_none()
                && event.sent(CarriedKind::Gpp).next().is_none() =>
        {
            Err(RecordError::NoString)
        }
        _ => Ok(event),
    }
}
