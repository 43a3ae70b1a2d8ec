//! Events from JSON lines.

use std::borrow::Cow;
use std::cell::OnceCell;

use tcf_carrier::{
    Carried, CarrierFormat, FoundBy, JsonField, JsonFields, JsonKind, JsonPointer,
    JsonPointerError, Losses, Place, RecordId, Step, extract_json, extract_value,
};

use super::facts::FactReader;
use super::fields::{EventField, EventFields, FieldTexts, add_url, check};
use super::{ReadOptions, is_in_url_of_json};
use crate::event::{Event, EventBuilder, EventRecord, Interner, RecordError, value};

/// Reads events from JSON lines.
///
/// The string, the flag and the other fields of a line are those of [`EventRecord`], or what
/// [`EventFields`] name. Strings in these fields are signals exactly as written. All other members
/// with a known name, such as `user.consent`, that are not in an array, and the parameters of `url`
/// are signals, too, unless a field for their kind has been given another name.
///
/// ```
/// use tcf_audit::event::{Interner, VisitHasher};
/// use tcf_audit::hosts::HostMap;
/// use tcf_audit::read::{EventField, EventFields, JsonEventReader, ReadOptions};
/// use tcf_audit::scope::Parties;
///
/// let (hosts, parties) = (HostMap::new(), Parties::default());
/// let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
/// let fields = EventFields::new().with(EventField::Host, "partner");
/// let mut reader = JsonEventReader::new(&options, &fields)?;
/// let mut texts = Interner::new();
/// let line = r#"{"partner": "xandr", "user": {"consent": ""}, "regs": {"gdpr": 1}}"#;
/// let event = reader.event(line, "events.ndjson", 1, &mut texts)?;
/// assert_eq!(texts.text(event.host.unwrap()), "xandr");
/// assert_eq!(event.signals.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct JsonEventReader<'a> {
    options: &'a ReadOptions<'a>,
    fields: &'a EventFields,
    /// Reads every field, in the order of [`EventField::ALL`].
    pointers: Option<JsonFields>,
    /// The fields of strings.
    own: Vec<Own>,
    facts: FactReader,
    losses: Losses,
    /// The id of the last event.
    id: Option<String>,
    /// The fields with other names that no event has had so far.
    missing: Vec<EventField>,
}

/// The field of a string.
#[derive(Debug)]
struct Own {
    field: EventField,
    /// Its place, as those of signals are written.
    path: String,
    /// How many members of the line have this place.
    count: usize,
}

impl Own {
    fn new(field: EventField, name: &str) -> Self {
        let path = name.strip_prefix('/').map_or(name.to_owned(), |path| path.replace('/', "."));
        Self { field, path, count: 0 }
    }
}

impl<'a> JsonEventReader<'a> {
    /// Creates a reader.
    pub fn new(
        options: &'a ReadOptions<'a>,
        fields: &'a EventFields,
    ) -> Result<Self, JsonPointerError> {
        let pointer = |&field: &EventField| JsonPointer::of_field(fields.name(field));
        let pointers = EventField::ALL.iter().map(pointer).collect::<Result<Vec<_>, _>>()?;
        // A string that is cut would be another string.
        let pointers = JsonFields::new(pointers).ok();
        let pointers = pointers.map(|pointers| pointers.with_max_len(usize::MAX));
        let (facts, losses) = (FactReader::new(), Losses::NONE);
        let own = EventField::ALL.iter().filter(|field| field.string().is_some());
        let own = own.map(|&field| Own::new(field, fields.name(field))).collect();
        let renamed = EventField::ALL.iter().copied().filter(|&field| fields.is_renamed(field));
        let missing = renamed.collect();
        Ok(Self { options, fields, pointers, own, facts, losses, id: None, missing })
    }

    /// The fields with other names that no event has had so far: these names may be wrong.
    pub fn missing(&self) -> &[EventField] {
        &self.missing
    }

    /// What was not read of the lines since the last call.
    pub fn take_losses(&mut self) -> Losses {
        std::mem::take(&mut self.losses)
    }

    /// The event of a line. `number` is that of the line, from 1.
    pub fn event(
        &mut self,
        line: &str,
        file: &str,
        number: u64,
        texts: &mut Interner,
    ) -> Result<Event, RecordError> {
        let is_plain = self.fields.is_default() && self.options.extract.utc_offset.is_none();
        let mut event = match is_plain.then(|| EventRecord::with_others(line)) {
            Some(Ok((record, false))) if record.check().is_ok() && record.has_string() => {
                self.id = record.id.as_deref().map(str::to_owned);
                record.event(texts, file, number, &self.options.visits)
            }
            // Signals may be elsewhere in the line, and its host in a URL.
            record => self.event_of_fields(line, file, number, texts).map_err(|error| {
                // The error of the record says where.
                record.and_then(Result::err).unwrap_or(error)
            })?,
        };
        self.options.set_party(&mut event, texts);
        if ["\"user\"", "\"device\"", "\"geo\""].iter().any(|member| line.contains(member)) {
            let payload = self.facts.read(line);
            event.facts.insert(payload.facts);
            event.country = event.country.or(payload.country);
        }
        event.country = event.country.or(self.options.country);
        Ok(event)
    }

    /// The id of the event that was read last, if the line has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn event_of_fields(
        &mut self,
        line: &str,
        file: &str,
        number: u64,
        texts: &mut Interner,
    ) -> Result<Event, RecordError> {
        if !line.trim_ascii_start().starts_with('{') {
            return Err(RecordError::NotAnObject);
        }
        let values = self.pointers.as_mut().map(|pointers| pointers.read(line.as_bytes()));
        let values = values.transpose()?.unwrap_or_default();
        let mut found = FieldTexts::default();
        for (&field, value) in EventField::ALL.iter().zip(&values) {
            let Some(value) = value else { continue };
            if value.is_repeated {
                return Err(RecordError::Field { field: field.name(), expected: "one member" });
            }
            self.missing.retain(|missing| *missing != field);
            if let Some(text) = text_of(field, value, line)? {
                found.add(field, text);
            }
        }
        self.id = found.get(EventField::Id).map(str::to_owned);
        self.own.iter_mut().for_each(|own| own.count = 0);
        let mut event = EventBuilder::new(texts, file, number);
        found.apply(&mut event, self.options)?;
        let (format, record) = (CarrierFormat::Events, RecordId::Line(number));
        let extract = &self.options.extract;
        for &field in EventField::ALL {
            let (name, written) = (field.default_name(), self.fields.name(field));
            let written = written.rsplit('/').next().unwrap_or(written);
            if let Some(kind) = field.string() {
                if let Some(text) = found.as_written(field) {
                    event.string(kind, Place::Json, written, text);
                }
            } else if let (Some(value), Some(_)) = (found.get(field), field.signal())
                && self.fields.is_renamed(field)
            {
                let mut sink = |signal: &Carried<'_>| {
                    let mut signal = *signal;
                    signal.name = if signal.name == name { written } else { signal.name };
                    event.carried(&signal);
                };
                let place = Place::Json;
                self.losses +=
                    extract_value(name, value, place, record, format, extract, &mut sink).losses();
            }
        }
        // A hostile line has many signals for which it is needed.
        let parsed = OnceCell::new();
        let is_member = |name: &str| {
            is_member(parsed.get_or_init(|| serde_json::from_str(line).ok()).as_ref(), name)
        };
        let extracted = extract_json(line, format, record, extract, &mut |signal| {
            // An element of an array is not about the whole event.
            if signal.depth > 0 || signal.name.contains('[') || is_in_url_of_json(signal) {
                return;
            }
            if signal.steps.iter().any(|step| step == Step::Json) && !is_member(signal.name) {
                return;
            }
            if let Some(own) = self.own.iter_mut().find(|own| own.path == signal.name) {
                own.count += 1;
            } else if signal.found_by == FoundBy::Name && !self.fields.give(signal) {
                event.carried(signal);
            }
        });
        if let Some(own) = self.own.iter().find(|own| own.count > 1) {
            return Err(RecordError::Field { field: own.field.name(), expected: "one member" });
        }
        let mut losses = extracted.losses();
        if let Some(url) = found.get(EventField::Url) {
            losses = losses.or(add_url(url, record, self.options, &mut event));
        }
        self.losses += losses;
        check(event.finish(), self.options)
    }
}

/// Whether a line of JSON has a member of a name with dots, as it is or in objects. Otherwise it is
/// a member of JSON in a text, which is not about the event.
fn is_member(line: Option<&serde_json::Value>, name: &str) -> bool {
    let Some(line) = line else { return true };
    let steps = || name.split('.');
    line.get(name).is_some()
        || steps().try_fold(line, |value, step| value.get(step)).is_some()
        // Names that look like ids are not shown.
        || name.contains('*')
}

/// The text of a field; `None` if it is missing. An optional detail of another type is something
/// else.
fn text_of<'v>(
    field: EventField,
    value: &'v JsonField,
    line: &'v str,
) -> Result<Option<Cow<'v, str>>, RecordError> {
    let written = || {
        let ends = [value.span.start, value.span.end].map(|end| usize::try_from(end).ok());
        let [Some(start), Some(end)] = ends else { return None };
        line.get(start..end).map(Cow::Borrowed)
    };
    let is_text = || value.kind == JsonKind::String || value.text.parse::<u64>().is_ok();
    Ok(match (field, value.kind) {
        (_, JsonKind::Null)
        | (EventField::Bytes | EventField::Server, JsonKind::Array | JsonKind::Object) => None,
        (EventField::Purposes, JsonKind::Array) | (EventField::Storage, _) => written(),
        (EventField::Label | EventField::Page | EventField::Url | EventField::Cause, _) => {
            is_text().then(|| value.text.as_str().into())
        }
        (_, JsonKind::Array | JsonKind::Object) => {
            return Err(RecordError::Field { field: field.name(), expected: value::TEXT });
        }
        _ => Some(value.text.as_str().into()),
    })
}

#[cfg(test)]
mod tests {
    use tcf_carrier::CarriedKind;

    use super::*;
    use crate::event::{EventKind, Party, VisitHasher};
    use crate::hosts::HostMap;
    use crate::scope::Parties;

    const TC: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

    /// `kind name value` of each signal that the receiver gets.
    fn signals(event: &Event, texts: &Interner) -> Vec<String> {
        let sent = event.signals.iter().filter(|signal| signal.is_sent());
        sent.map(|signal| {
            let value = texts.text(signal.value).replace(TC, "TC");
            format!("{} {} {value}", signal.kind.name(), texts.text(signal.name))
        })
        .collect()
    }

    fn read(line: &str, fields: &EventFields) -> Result<(Event, Interner), RecordError> {
        let (hosts, mut parties) = (HostMap::new(), Parties::default());
        parties.first = vec!["*.news.example".parse().unwrap()];
        let mut options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        options.extract.utc_offset = Some(60);
        let with_offset = fields.is_given(EventField::At);
        if !with_offset {
            options.extract.utc_offset = None;
        }
        let mut texts = Interner::new();
        let mut reader = JsonEventReader::new(&options, fields).unwrap();
        reader.event(&line.replace('@', TC), "events", 3, &mut texts).map(|event| (event, texts))
    }

    #[test]
    fn an_array_is_not_an_event_with_any_fields() {
        let given = EventFields::new().with(EventField::Host, "/0");
        for fields in [EventFields::new(), given] {
            let array = r#"["ads.example", {"gdpr_consent": "@"}]"#;
            let error = read(array, &fields).unwrap_err().to_string();
            assert!(error.contains("expected a JSON object"), "{error}");
        }
    }

    #[test]
    fn signals_are_found_wherever_the_line_has_them() {
        let default = EventFields::new();
        for (line, expected) in [
            (
                r#"{"vendor": 1, "gdpr": 1, "tcString": "@"}"#,
                &["gdpr gdpr 1", "tc tcString TC"][..],
            ),
            (r#"{"vendor": 1, "gdpr": 1, "consent": ""}"#, &["gdpr gdpr 1", "empty consent "]),
            (
                r#"{"vendor": 1, "regs": {"gdpr": 1}, "user": {"consent": "@"}}"#,
                &["gdpr regs.gdpr 1", "tc user.consent TC"],
            ),
            // What the user chose before is not a signal of the event, nor is that of another URL.
            (r#"{"host": "a.example", "previous": "@", "page": "https://b.example/?gdpr=1"}"#, &[]),
            // Texts and elements of arrays state nothing about the event.
            (r#"{"host": "a.example", "page": "https://b.example/?gdpr=0"}"#, &[]),
            (r#"{"host": "a.example", "page": "https://b.example/?gdpr_consent=@"}"#, &[]),
            (r#"{"host": "a.example", "ua": "x gdpr=0", "search": "gpp_sid=7&gdpr=0"}"#, &[]),
            (r#"{"host": "a.example", "cookie": "gdpr=0; euconsent-v2=@"}"#, &[]),
            (r#"{"host": "a.example", "items": [{"gdpr": 0}]}"#, &[]),
            (
                r#"{"url": "https://a.example/x?gdpr=0&gdpr_consent=@&uid=7"}"#,
                &["gdpr gdpr 0", "tc gdpr_consent TC"],
            ),
        ] {
            let (event, texts) = read(line, &default).unwrap();
            assert_eq!(signals(&event, &texts), expected, "{line}");
        }
        let (event, texts) = read(r#"{"url": "https://A.example/x"}"#, &default).unwrap();
        assert_eq!(texts.text(event.host.unwrap()), "a.example");
        assert_eq!(event.url_length, 19);
    }

    /// A line is read in one way or another, which must not matter.
    #[test]
    fn a_field_by_its_default_name_changes_nothing() {
        let own = ["", r#""tcString": "@""#, r#""tcString": "@ ""#, r#""tcString": "\"@\"""#];
        let others = [
            "",
            r#""tcString": "%43""#,
            r#""gpp": "@""#,
            r#""gpp": "DBABMA~@", "gpp_sid": [2]"#,
            r#""regs": {"gdpr": 1}"#,
            r#""user": {"consent": "@"}"#,
            r#""url": "https://a.example/?gdpr=1&gdpr_consent=@""#,
            r#""url": "https://a.example/gdpr=1""#,
            r#""gdprApplies": false, "price": 0.5"#,
            r#""gdpr_consent": "C", "items": [{"gdpr": 0}]"#,
            r#""note": "{\"gdpr\": 1, \"gdpr_consent\": \"@\"}""#,
            r#""note": "https://b.example/?gdpr=1", "a": [1], "b": null"#,
            r#""user.consent": "@", "c": [{"consent": "@"}]"#,
        ];
        let named = EventFields::new().with(EventField::Visit, "visit");
        let named = named.with(EventField::Consent, "/tcString");
        let mut compared = 0;
        for (own, other) in own.iter().flat_map(|own| others.map(|other| (own, other))) {
            let members = [r#""vendor": 1, "gdpr": 0"#, own, other];
            let members: Vec<_> = members.into_iter().filter(|text| !text.is_empty()).collect();
            let line = format!("{{{}}}", members.join(", ")).replace('@', TC);
            let (hosts, parties) = (HostMap::new(), Parties::default());
            let mut read = [false, true].map(|has_offset| {
                let mut options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
                options.extract.utc_offset = has_offset.then_some(0);
                let fields = if has_offset { &EventFields::new() } else { &named };
                let mut texts = Interner::new();
                let mut reader = JsonEventReader::new(&options, fields).unwrap();
                let event = reader.event(&line, "events", 3, &mut texts);
                event.ok().map(|event| signals(&event, &texts))
            });
            read.iter_mut().flatten().for_each(|signals| signals.sort_unstable());
            assert_eq!(read[0], read[1], "{line}");
            compared += usize::from(read[0].is_some());
        }
        assert!(compared > 40, "{compared}");
    }

    #[test]
    fn strings_of_fields_are_not_repaired() {
        let renamed = EventFields::new()
            .with(EventField::Consent, "/privacy/string")
            .with(EventField::Gpp, "sections");
        for (text, expected) in [
            ("@ ", "tc string TC "),
            (" @", "tc string  TC"),
            (r#"\"@\""#, "tc string \"TC\""),
            ("@%2E", "tc string TC%2E"),
            ("DBABMA~@", "tc string DBABMA~TC"),
            ("${GDPR_CONSENT_7}", "macro string ${GDPR_CONSENT_7}"),
            ("", "empty string "),
        ] {
            let line = format!(r#"{{"vendor": 1, "privacy": {{"string": "{text}"}}, "b": "@"}}"#);
            let (event, texts) = read(&line, &renamed).unwrap();
            assert_eq!(signals(&event, &texts), [expected], "{text}");
        }
    }

    /// Which of them counts is not known.
    #[test]
    fn a_field_that_is_repeated_is_an_error() {
        let renamed = EventFields::new()
            .with(EventField::Channel, "ch")
            .with(EventField::Gpp, "/privacy/string");
        for (line, field) in [
            (r#"{"vendor": 4, "vendor": 2, "tcString": "@"}"#, "vendor"),
            (r#"{"vendor": 4, "purposes": [10], "purposes": null, "tcString": "@"}"#, "purposes"),
            (r#"{"vendor": 1, "tcString": "@", "gdpr": 1, "tcString": "@"}"#, "consent"),
            (r#"{"vendor": 1, "tcString": "@", "tcStr\u0069ng": "@"}"#, "consent"),
            (r#"{"vendor": 1, "ch": "a", "tcString": "@", "ch": "b"}"#, "channel"),
            (r#"{"vendor": 1, "privacy": {"string": ""}, "privacy": {"string": "@"}}"#, "gpp"),
        ] {
            let error = read(line, &renamed).unwrap_err().to_string();
            assert_eq!(error, format!("invalid {field}: expected one member"), "{line}");
            let read = read(line, &EventFields::new()).map(drop);
            let is_of_default = !matches!(field, "channel" | "gpp");
            assert_eq!(read.is_err(), is_of_default, "{line}: {read:?}");
        }
    }

    /// Lines with a string and no other signals are read by a shorter way.
    #[test]
    fn every_value_means_the_same_by_both_ways() {
        let values = [
            "null",
            "\"\"",
            "\" \"",
            "\"1\"",
            "\" 7 \"",
            "7",
            "0",
            "-1",
            "1.5",
            "1e3",
            "70000",
            "true",
            "false",
            "[]",
            "[2, 7]",
            "[\"2\"]",
            "[25]",
            "{}",
            "{\"a\": 1}",
            "\"1;2\"",
            "\"DE\"",
            "\"deu\"",
            "\"UK\"",
            "\"call\"",
            "\"request\"",
            "\"choice\"",
            "\"ads.example\"",
            "\" Ads.example \"",
            "\"https://ads.example/a?b=c\"",
            "1774951200",
            "\"1774951200\"",
            "1774951200.4",
            "1774951200400",
            "\"1774951200.4 \"",
            "\"2026-03-10T12:00:00Z\"",
            "\" 2026-03-10 12:00:00+01:00\"",
            "\"2026-03-10 12:00:00\"",
            "\"a\\u0062c \"",
            "[{\"name\": \"uid\", \"action\": \"set\"}]",
            "[{\"name\": \"uid\"}]",
            "18446744073709551616",
        ];
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        let fields = EventFields::new();
        let mut reader = JsonEventReader::new(&options, &fields).unwrap();
        let (mut read, mut refused) = (0, 0);
        for &field in EventField::ALL {
            let name = field.default_name();
            let is_string = field == EventField::Consent;
            for value in values {
                let string = if is_string { "" } else { r#""tcString": "@", "# };
                let party = if field == EventField::Vendor { "host" } else { "vendor" };
                let line = format!(r#"{{{string}"{party}": 1, "{name}": {value}}}"#);
                let line = line.replace('@', TC);
                let mut one = Interner::new();
                let short =
                    reader.event(&line, "e", 1, &mut one).map_err(|error| error.to_string());
                let id = reader.id().map(str::to_owned);
                let mut other = Interner::new();
                let long = reader.event_of_fields(&line, "e", 1, &mut other);
                match (short, long) {
                    (Ok(short), Ok(mut long)) => {
                        options.set_party(&mut long, &other);
                        assert_eq!(facts(&short, &one), facts(&long, &other), "{line}");
                        assert_eq!(id.as_deref(), reader.id(), "{line}");
                        read += 1;
                    }
                    (Err(_), Err(_)) => refused += 1,
                    (short, long) => panic!("{line}: {short:?} {long:?}"),
                }
            }
        }
        assert!(read > 400 && refused > 150, "{read} {refused}");
    }

    /// What an event says, with texts in the place of symbols.
    fn facts(event: &Event, texts: &Interner) -> String {
        let text = |symbol: Option<crate::event::Symbol>| symbol.map(|symbol| texts.text(symbol));
        let storage: Vec<_> = event
            .storage
            .iter()
            .map(|stored| (texts.text(stored.name), stored.action, stored.max_age_seconds))
            .collect();
        let named = [event.host, event.channel, event.label, event.page, event.cause].map(text);
        let calls = (event.url_length, event.transfer_size, event.is_server, event.country);
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {named:?} {calls:?} {storage:?} {:?} {:?}",
            event.kind,
            event.party,
            event.at(),
            event.visit,
            event.vendor,
            event.purposes(),
            event.gdpr_flag(texts),
            event.sent(CarriedKind::Tc).map(|signal| texts.text(signal.value)).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn fields_have_other_names() {
        let fields = EventFields::new()
            .with(EventField::Consent, "/privacy/string")
            .with(EventField::Vendor, "partner/id")
            .with(EventField::At, "ts")
            .with(EventField::Purposes, "why");
        let line = r#"{"ts": "2024-04-02 10:15:00", "partner/id": 32, "why": [2, 7], "gdpr": true,
            "privacy": {"string": "@"}, "tcString": "other"}"#;
        let (event, texts) = read(line, &fields).unwrap();
        assert_eq!(event.at().unwrap().to_string(), "2024-04-02T09:15:00.000Z");
        assert_eq!(event.vendor.unwrap().get(), 32);
        assert_eq!(event.purposes().unwrap().len(), 2);
        assert_eq!(signals(&event, &texts), ["tc string TC", "gdpr gdpr true"]);
    }

    #[test]
    fn the_id_is_that_of_the_last_line() {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let mut options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        options.needs_party = false;
        for fields in [EventFields::new(), EventFields::new().with(EventField::Id, "id")] {
            let mut reader = JsonEventReader::new(&options, &fields).unwrap();
            let mut texts = Interner::new();
            for (line, expected) in [
                (r#"{"id": "a", "vendor": 1, "tcString": "C"}"#, Some("a")),
                (r#"{"id": 7, "vendor": 1}"#, Some("7")),
                (r#"{"vendor": 1, "tcString": "C"}"#, None),
                (r#"{"id": "b"}"#, Some("b")),
                (r#"{"vendor": 1}"#, None),
            ] {
                reader.event(line, "e", 1, &mut texts).unwrap();
                assert_eq!(reader.id(), expected, "{line}");
            }
        }
    }

    #[test]
    fn details_are_read_with_and_without_a_string() {
        let default = EventFields::new();
        for string in [r#""tcString": "@", "#, r#""consent": "@", "#] {
            let line = format!(
                r#"{{{string}"vendor": 1, "label": "a", "page": "https://b.example/c",
                "url": "https://ads.example/", "cause": "tags.example", "bytes": 7, "server": 1,
                "storage": [{{"name": "uid", "action": "sent"}}]}}"#
            );
            let (event, texts) = read(&line, &default).unwrap();
            let details =
                [event.label, event.page, event.cause].map(|text| texts.text(text.unwrap()));
            assert_eq!(details, ["a", "b.example/c", "tags.example"], "{string}");
            assert_eq!((event.url_length, event.transfer_size, event.is_server), (20, 7, true));
            assert_eq!(event.storage.len(), 1, "{string}");
        }
    }

    #[test]
    fn errors_name_the_field() {
        let default = EventFields::new();
        let by_name = EventFields::new().with(EventField::Vendor, "partner");
        for (line, fields, message) in [
            ("{", &default, "EOF while parsing an object at column 1"),
            (r#"{"id": 7}"#, &default, "host and vendor are missing: a call needs one of them"),
            (
                r#"{"kind": "choice", "visit": "v"}"#,
                &default,
                "tcString and gpp are missing: a choice needs one of them",
            ),
            (
                r#"{"partner": "xandr"}"#,
                &by_name,
                "invalid vendor: expected a vendor id from 1 to 65535",
            ),
        ] {
            let error = read(line, fields).unwrap_err();
            assert_eq!(error.to_string(), message, "{line}");
        }
    }

    #[test]
    fn choices_facts_and_parties_are_read() {
        let default = EventFields::new();
        let (choice, _) = read(r#"{"kind": "choice", "consent": "@"}"#, &default).unwrap();
        assert_eq!((choice.kind, choice.party), (EventKind::Choice, Party::Cmp));
        assert_eq!(choice.sent(CarriedKind::Tc).count(), 1);
        let line = r#"{"host": "api.news.example", "tcString": "@", "user": {"buyeruid": "b"}}"#;
        let (event, _) = read(line, &default).unwrap();
        assert_eq!(event.party, Party::First);
        assert_eq!(event.facts.names().collect::<Vec<_>>(), ["user.buyeruid"]);
    }
}
