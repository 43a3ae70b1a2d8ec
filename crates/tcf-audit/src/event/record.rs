//! The JSON formats `events` and `choices`.

use std::borrow::Cow;
use std::cell::Cell;

use tcf_carrier::{
    CarriedKind, CarrierFormat, ExtractOptions, Place, RecordId, SignalKind, Timestamp,
    extract_line, host_of, normalized_host,
};
use tcf_codec::{CountryCode, IdSet, VendorId};

use super::others::Watched;
use super::{
    Event, EventBuilder, EventKind, Interner, Party, RecordError, StoredRecord, VisitHasher, json,
};
use crate::object::object_record;
use crate::page::page_of;

object_record! {
    /// A line of the format `events`. Members that it does not name are ignored. A member that is
    /// null, or blank if it is not a string of a signal, is missing.
    ///
    /// ```
    /// use tcf_audit::event::{EventRecord, Interner, VisitHasher};
    /// let line = r#"{"id": "e1", "at": "2024-04-02T10:15:01Z", "visit": "v1", "vendor": 76,
    ///     "purposes": [1, 2], "gdpr": 1, "tcString": "CP8c", "price": 0.5}"#;
    /// let record = EventRecord::from_json(line)?;
    /// assert_eq!(record.vendor.unwrap().get(), 76);
    /// let event = record.event(&mut Interner::new(), "events.ndjson", 1, &VisitHasher::new(1, 2));
    /// assert_eq!(event.signals.len(), 2);
    ///
    /// let error = EventRecord::from_json(r#"{"vendor": 0}"#).unwrap_err();
    /// assert_eq!(error.column(), Some(12));
    /// # Ok::<(), tcf_audit::event::RecordError>(())
    /// ```
    #[derive(Clone, Debug, Default, PartialEq)]
    #[serde(remote = "EventRecord", rename_all = "camelCase")]
    pub struct EventRecord<'a> read by EventObject {
        /// The id of the event.
        #[serde(borrow, default, deserialize_with = "json::optional_name")]
        pub id: Option<Cow<'a, str>>,
        /// The kind: a call, unless the line says otherwise.
        #[serde(default, deserialize_with = "json::optional_kind")]
        pub kind: Option<EventKind>,
        /// When it happened: RFC 3339 with a zone, or seconds or milliseconds since 1970.
        #[serde(default, deserialize_with = "json::optional_time")]
        pub at: Option<Timestamp>,
        /// The key of the visit.
        #[serde(default, deserialize_with = "json::optional_name")]
        pub visit: Option<Cow<'a, str>>,
        /// The host that was called.
        #[serde(default, deserialize_with = "json::optional_name")]
        pub host: Option<Cow<'a, str>>,
        /// The vendor that was called.
        #[serde(default, deserialize_with = "json::optional_vendor")]
        pub vendor: Option<VendorId>,
        /// What the call is for.
        #[serde(default, deserialize_with = "json::optional_purposes")]
        pub purposes: Option<IdSet<24>>,
        /// Whether the GDPR applies, as the call says: 0, 1, true or false, or one of these as
        /// text.
        #[serde(default, deserialize_with = "json::optional_flag")]
        pub gdpr: Option<bool>,
        /// The TC string that the call carries.
        #[serde(default, deserialize_with = "json::optional_text")]
        pub tc_string: Option<Cow<'a, str>>,
        /// The GPP string that the call carries.
        #[serde(default, deserialize_with = "json::optional_text")]
        pub gpp: Option<Cow<'a, str>>,
        /// The country of the user, in two or three letters (ISO 3166-1).
        #[serde(default, deserialize_with = "json::optional_country")]
        pub country: Option<CountryCode>,
        /// The channel.
        #[serde(default, deserialize_with = "json::optional_name")]
        pub channel: Option<Cow<'a, str>>,
        /// The label, for groups of events. Like the members below, it is ignored if it is of
        /// another type than that of the format.
        #[serde(default, deserialize_with = "json::text_or_nothing")]
        pub label: Option<Cow<'a, str>>,
        /// The URL of the page.
        #[serde(default, deserialize_with = "json::text_or_nothing")]
        pub page: Option<Cow<'a, str>>,
        /// The URL that was called. [`event`](Self::event) takes its length.
        #[serde(default, deserialize_with = "json::text_or_nothing")]
        pub url: Option<Cow<'a, str>>,
        /// The host, or the URL, whose redirect or script caused the call.
        #[serde(default, deserialize_with = "json::text_or_nothing")]
        pub cause: Option<Cow<'a, str>>,
        /// The bytes of the request and of its answer.
        #[serde(default, deserialize_with = "json::number_or_nothing")]
        pub bytes: Option<u64>,
        /// Whether the line comes from the log of a server, and not from a browser or a device.
        #[serde(default, deserialize_with = "json::flag_or_nothing")]
        pub server: bool,
        /// What was stored, and what was sent along of it.
        #[serde(default, deserialize_with = "json::storage_or_nothing")]
        pub storage: Vec<StoredRecord<'a>>,
    }
}

impl<'a> EventRecord<'a> {
    /// Parses a line, and tells whether it may have signals besides `gdpr`, `tcString` and `gpp`: a
    /// member with another name of a consent field, an object, or a URL with signals.
    ///
    /// ```
    /// use tcf_audit::event::EventRecord;
    /// let alone = r#"{"vendor": 1, "tcString": "", "price": 2}"#;
    /// assert!(!EventRecord::with_others(alone)?.1);
    /// let others = r#"{"vendor": 1, "tcString": "", "regs": {"gdpr": 1}}"#;
    /// assert!(EventRecord::with_others(others)?.1);
    /// # Ok::<(), tcf_audit::event::RecordError>(())
    /// ```
    pub fn with_others(line: &'a str) -> Result<(Self, bool), RecordError> {
        let others = Cell::new(false);
        let mut json = serde_json::Deserializer::from_str(line);
        let record = EventObject::deserialize(Watched::new(&mut json, &others))?;
        json.end()?;
        let others = others.get() || record.url.as_deref().is_some_and(has_signals);
        Ok((record, others))
    }

    /// Parses a line.
    pub fn from_json(line: &'a str) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_str(line)?;
        record.check()?;
        Ok(record)
    }

    /// Checks that a call has a party, and a choice a string.
    pub fn check(&self) -> Result<(), RecordError> {
        let kind = self.kind.unwrap_or(EventKind::Call);
        if kind == EventKind::Call && self.host.is_none() && self.vendor.is_none() {
            return Err(RecordError::NoParty);
        }
        if kind == EventKind::Choice && self.tc_string.is_none() && self.gpp.is_none() {
            return Err(RecordError::NoString);
        }
        Ok(())
    }

    /// Whether the line has a TC or a GPP string of its own.
    pub fn has_string(&self) -> bool {
        self.tc_string.is_some() || self.gpp.is_some()
    }

    /// The host that was called, or else that of the URL, in [normal form](normalized_host).
    pub fn called_host(&self) -> Option<Cow<'_, str>> {
        self.written_host().map(normalized_host)
    }

    fn written_host(&self) -> Option<&str> {
        self.host.as_deref().or_else(|| self.url.as_deref().and_then(host_of))
    }

    /// The event. A choice or a signal is that of the CMP.
    pub fn event(
        &self,
        texts: &mut Interner,
        file: &str,
        line: u64,
        visits: &VisitHasher,
    ) -> Event {
        let kind = self.kind.unwrap_or(EventKind::Call);
        let is_statement = matches!(kind, EventKind::Choice | EventKind::Signal);
        let mut event = EventBuilder::new(texts, file, line);
        event
            .kind(kind)
            .party(if is_statement { Party::Cmp } else { Party::Third })
            .at(self.at)
            .visit(self.visit.as_deref().map(|key| visits.of_key(key)))
            .vendor(self.vendor)
            .country(self.country);
        if let Some(host) = self.written_host() {
            event.host(host);
        }
        if let Some(channel) = &self.channel {
            event.channel(channel);
        }
        if let Some(purposes) = self.purposes {
            event.purposes(purposes);
        }
        self.add_details(&mut event);
        let place = Place::Json;
        if let Some(gdpr) = self.gdpr {
            event.signal(CarriedKind::Gdpr, place, 0, "gdpr", if gdpr { "1" } else { "0" });
        }
        for (text, named, name) in
            [(&self.tc_string, SignalKind::Tc, "tcString"), (&self.gpp, SignalKind::Gpp, "gpp")]
        {
            if let Some(text) = text {
                event.string(named, place, name, text);
            }
        }
        event.finish()
    }
}

/// Whether a URL has signals. Most have none.
fn has_signals(url: &str) -> bool {
    let (format, record) = (CarrierFormat::Url, RecordId::Line(1));
    let options = ExtractOptions::new();
    url.contains(['=', '%']) && extract_line(url, format, record, &options, &mut |_| {}).signals > 0
}

impl EventRecord<'_> {
    /// Adds what says nothing about the signals.
    fn add_details(&self, event: &mut EventBuilder<'_>) {
        if let Some(label) = &self.label {
            event.label(label);
        }
        if let Some(page) = self.page.as_deref().and_then(page_of) {
            event.page(&page);
        }
        if let Some(url) = &self.url {
            event.url_length(url.len());
        }
        if let Some(cause) = &self.cause {
            event.cause(host_of(cause).unwrap_or(cause));
        }
        if let Some(bytes) = self.bytes {
            event.transfer_size(bytes);
        }
        if self.server {
            event.server();
        }
        for stored in &self.storage {
            event.stored_record(stored);
        }
    }
}

object_record! {
    /// A line of the format `choices`: what the user chose, from the log of a CMP. Members that it
    /// does not name are ignored.
    ///
    /// ```
    /// use tcf_audit::event::ChoiceRecord;
    /// let line = r#"{"visit": "v1", "at": "2024-04-02T10:15:30Z",
    ///     "objected": {"purposes": [7]}}"#;
    /// let record = ChoiceRecord::from_json(line)?;
    /// assert_eq!(record.objected.unwrap().purposes.len(), 1);
    /// let nothing = r#"{"visit": "v1", "at": "2024-04-02T10:15:30Z"}"#;
    /// assert!(ChoiceRecord::from_json(nothing).is_err());
    /// # Ok::<(), tcf_audit::event::RecordError>(())
    /// ```
    #[derive(Clone, Debug, PartialEq)]
    #[serde(remote = "ChoiceRecord", rename_all = "camelCase")]
    pub struct ChoiceRecord<'a> read by ChoiceObject {
        /// The key of the visit.
        #[serde(borrow, deserialize_with = "json::text")]
        pub visit: Cow<'a, str>,
        /// When the user chose.
        #[serde(deserialize_with = "json::time")]
        pub at: Timestamp,
        /// The TC string from then on.
        #[serde(default, deserialize_with = "json::optional_text")]
        pub tc_string: Option<Cow<'a, str>>,
        /// What the user objected to: the string, or the one before if the record has none, is in
        /// force from then on without these bits of legitimate interest.
        #[serde(default)]
        pub objected: Option<Objected>,
    }
}

object_record! {
    /// What a user objected to. Reading refuses members that it does not know: they may be
    /// objections, too.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
    #[serde(remote = "Objected", deny_unknown_fields)]
    pub struct Objected read by ObjectedObject {
        /// The purposes.
        #[serde(default, deserialize_with = "json::purposes")]
        pub purposes: IdSet<24>,
        /// The vendors.
        #[serde(default, deserialize_with = "json::vendors")]
        pub vendors: Vec<VendorId>,
    }
}

impl<'a> ChoiceRecord<'a> {
    /// Parses a line.
    pub fn from_json(line: &'a str) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_str(line)?;
        if record.tc_string.is_none() && record.objected.is_none() {
            return Err(RecordError::NoChoice);
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::StorageAction;

    fn event(line: &str) -> (Event, Interner) {
        let mut texts = Interner::new();
        let record = EventRecord::from_json(line).unwrap();
        let event = record.event(&mut texts, "e", 3, &VisitHasher::new(0, 0));
        (event, texts)
    }

    #[test]
    fn a_line_has_every_member_of_the_format() {
        let (event, texts) = event(
            r#"{"id": 7, "at": 1712052904400, "visit": 12, "host": "IB.Partner.example", "vendor": "76",
            "purposes": [7, 1], "gdpr": "true", "tcString": "CP8c", "gpp": null, "country": "de",
            "channel": "web", "other": {"deep": [1, {}]}}"#,
        );
        assert_eq!(event.at().unwrap().to_string(), "2024-04-02T10:15:04.400Z");
        assert_eq!(event.visit, Some(VisitHasher::new(0, 0).of_key("12")));
        assert_eq!(texts.text(event.host.unwrap()), "ib.partner.example");
        assert_eq!(event.vendor.unwrap().get(), 76);
        assert_eq!(event.purposes(), Some(IdSet::from_ids([1, 7]).unwrap()));
        assert_eq!(event.gdpr_flag(&texts), Some(true));
        assert_eq!(event.country.unwrap().as_str(), "DE");
        assert_eq!((event.kind, event.party), (EventKind::Call, Party::Third));
        assert_eq!((event.position, texts.text(event.file)), (3, "e"));
        let strings: Vec<_> = event.sent(CarriedKind::Tc).collect();
        assert_eq!(texts.text(strings[0].value), "CP8c");
        assert_eq!(event.sent(CarriedKind::Gpp).count(), 0);
    }

    #[test]
    fn a_line_says_more_than_its_signals() {
        let (event, texts) = event(
            r#"{"vendor": 76, "tcString": "C", "label": 7, "page": "https://news.example/a?id=1",
            "url": "https://ads.example/px?cb=1", "cause": "https://Tags.example/t.js",
            "bytes": 1200, "server": 1, "storage": [
            {"name": "uid", "action": "set", "maxAgeSeconds": 86400},
            {"name": "old", "action": "set", "maxAgeSeconds": 0},
            {"name": "uid", "action": "sent"}]}"#,
        );
        let text = |symbol: Option<crate::event::Symbol>| texts.text(symbol.unwrap());
        assert_eq!((text(event.label), text(event.page)), ("7", "news.example/a"));
        assert_eq!(text(event.cause), "tags.example");
        assert_eq!((event.url_length, event.transfer_size, event.is_server), (27, 1_200, true));
        let stored: Vec<_> = event
            .storage
            .iter()
            .map(|stored| (texts.text(stored.name), stored.action, stored.max_age_seconds))
            .collect();
        let expected = [
            ("uid", StorageAction::Set, Some(86_400)),
            ("old", StorageAction::Removed, None),
            ("uid", StorageAction::Sent, None),
        ];
        assert_eq!(stored, expected);
    }

    /// Logs have members of these names that mean something else.
    #[test]
    fn details_of_another_type_are_ignored() {
        let line = r#"{"vendor": 1, "tcString": "C", "label": ["a"], "page": {"id": [7, {}]},
            "url": null, "cause": true, "bytes": "12 KB", "server": "web-3", "storage": "s3"}"#;
        let plain = EventRecord::from_json(r#"{"vendor": 1, "tcString": "C"}"#).unwrap();
        assert_eq!(EventRecord::from_json(line).unwrap(), plain);
        for (item, expected) in [
            (r#""uid""#, "expected a JSON object"),
            (r#"{"name": "uid"}"#, "action is missing"),
            (r#"{"name": "uid", "action": "read"}"#, "expected set, removed or sent"),
        ] {
            let line = format!(r#"{{"vendor": 1, "storage": [{item}]}}"#);
            let error = EventRecord::from_json(&line).unwrap_err().to_string();
            assert!(error.contains(expected), "{item}: {error}");
        }
    }

    #[test]
    fn what_is_missing_stays_unknown() {
        let (event, texts) = event(r#"{"vendor": 1, "host": null, "purposes": null, "at": null}"#);
        assert_eq!((event.at(), event.purposes(), event.visit), (None, None, None));
        assert_eq!((event.host, event.gdpr_flag(&texts), event.signals.len()), (None, None, 0));
    }

    #[test]
    fn unfilled_strings_are_told_apart() {
        for (text, kind) in [
            ("", CarriedKind::Empty),
            ("undefined", CarriedKind::Placeholder),
            ("true", CarriedKind::Other),
            ("Accepted", CarriedKind::Other),
            ("${GDPR_CONSENT_76}", CarriedKind::Macro),
            ("[GDPRCONSENT]", CarriedKind::Macro),
            ("[object Object]", CarriedKind::Placeholder),
            ("C", CarriedKind::Tc),
        ] {
            let (event, _) = event(&format!(r#"{{"vendor": 1, "tcString": "{text}"}}"#));
            let [signal] = &event.signals[..] else { panic!("{text}") };
            assert_eq!((signal.kind, signal.named), (kind, CarriedKind::Tc), "{text}");
        }
    }

    #[test]
    fn choices_are_the_statement_of_the_cmp() {
        let (event, _) = event(r#"{"kind": "choice", "visit": "v", "tcString": "C"}"#);
        assert_eq!((event.kind, event.party), (EventKind::Choice, Party::Cmp));
        let choice = ChoiceRecord::from_json(
            r#"{"visit": "v", "at": "2024-04-02T10:15:30+02:00", "tcString": null,
                "objected": {"purposes": [7], "vendors": [278, 9]}, "by": "banner"}"#,
        )
        .unwrap();
        assert_eq!(choice.at.to_string(), "2024-04-02T08:15:30.000Z");
        let objected = choice.objected.unwrap();
        assert_eq!(objected.purposes, IdSet::from_ids([7]).unwrap());
        assert_eq!(objected.vendors.iter().map(|id| id.get()).collect::<Vec<_>>(), [278, 9]);
    }

    #[test]
    fn errors_say_what_was_expected_and_where() {
        for (line, message, column) in [
            ("{", "EOF while parsing an object at column 1", Some(1)),
            (
                r#"{"vendor": 65536}"#,
                "expected a vendor id from 1 to 65535, found a number at column 16",
                Some(16),
            ),
            (
                r#"{"host": "h", "at": "2024-04-02"}"#,
                "expected an RFC 3339 time with a zone, or seconds or milliseconds since 1970, \
                 found a string at column 32",
                Some(32),
            ),
            (
                r#"{"host": "h", "purposes": [25]}"#,
                "expected a list of purposes from 1 to 24, found a number at column 30",
                Some(30),
            ),
            (
                r#"{"host": "h", "gdpr": 2}"#,
                "expected 0, 1, true or false, found a number at column 23",
                Some(23),
            ),
            (r#"{"id": "x"}"#, "host and vendor are missing: a call needs one of them", None),
            (
                r#"{"kind": "choice"}"#,
                "tcString and gpp are missing: a choice needs one of them",
                None,
            ),
        ] {
            let error = EventRecord::from_json(line).unwrap_err();
            assert_eq!((error.to_string().as_str(), error.column()), (message, column), "{line}");
        }
        let error = ChoiceRecord::from_json(r#"{"visit": "v"}"#).unwrap_err();
        assert_eq!(error.to_string(), "at is missing at column 14");
    }

    /// An array with a value for each field would be read by a derived implementation.
    #[test]
    fn objections_that_are_not_understood_are_refused() {
        let choice = |objected: &str| {
            let line =
                format!(r#"{{"visit": "v", "at": 1712052904, "objected": {objected}, "a": 1}}"#);
            ChoiceRecord::from_json(&line).map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(choice(r#"{"purposes": [7], "vendors": []}"#), Ok(()));
        for objected in [r#"{"purpose": [7]}"#, r#"{"purposes": [7], "all": true}"#] {
            let message = choice(objected).unwrap_err();
            assert!(message.starts_with("unknown key"), "{message}");
        }
    }

    #[test]
    fn only_objects_are_records() {
        let event = r#"["id", "call", 1712052904400, "visit", "host", 76, [1], 1, "C", "", "DE",
            "web", "label", "page", "url", "cause", 1, true, []]"#;
        for line in [event, "[]", "7", "null", r#""host""#] {
            let error = EventRecord::from_json(line).unwrap_err().to_string();
            assert!(error.contains("expected a JSON object"), "{line}: {error}");
        }
        let choice = r#"["visit", 1712052904400, "C", null]"#;
        let error = ChoiceRecord::from_json(choice).unwrap_err().to_string();
        assert!(error.contains("expected a JSON object"), "{error}");
        let objected = r#"{"visit": "v", "at": 1712052904400, "objected": [[7], [278]]}"#;
        let error = ChoiceRecord::from_json(objected).unwrap_err().to_string();
        assert!(error.contains("expected a JSON object"), "{error}");
    }
}
