//! Events from bid requests, and from statements of a CMP.

use std::io::Read;

use tcf_carrier::{
    CarrierFormat, ExtractError, JsonKind, JsonReader, Lines, Losses, Preferences,
    PreferencesError, RecordId, extract_json, extract_line, extract_value,
};

use super::facts::FactReader;
use super::{ReadOptions, is_in_url_of_json};
use crate::event::{ApiStatement, CmpStatus, Event, EventBuilder, EventKind, Interner, Party};

/// The longest document, in bytes. Of longer ones, the beginning is read.
const MAX_DOCUMENT: usize = 4 * 1024 * 1024;

/// Reads events from a file that is not a log: `OpenRTB` documents, answers of a CMP, preferences
/// of an app, cookies, headers, URLs or strings.
///
/// * A bid request is a call to [`ReadOptions::vendor`]. Responses are not calls.
/// * A URL is a call to its host.
/// * Answers of a CMP, preferences, cookies and strings state the string that is in force. An
///   answer with the status `useractioncomplete` is a choice.
///
/// `sink` receives each event with the texts, which it may replace. Returns what was not read of
/// the documents or lines.
pub fn read_documents<R: Read>(
    source: R,
    format: CarrierFormat,
    file: &str,
    options: &ReadOptions<'_>,
    texts: &mut Interner,
    sink: &mut dyn FnMut(Event, &mut Interner),
) -> Result<Losses, ExtractError> {
    let (facts, losses) = (FactReader::new(), Losses::NONE);
    let mut documents = Documents { format, file, options, texts, facts, sink, losses };
    match format {
        CarrierFormat::OpenRtb | CarrierFormat::TcData => documents.json(source)?,
        CarrierFormat::Preferences => documents.preferences(source)?,
        CarrierFormat::Parquet => return Err(ExtractError::Parquet),
        _ => documents.lines(source)?,
    }
    Ok(documents.losses)
}

struct Documents<'d> {
    format: CarrierFormat,
    file: &'d str,
    options: &'d ReadOptions<'d>,
    texts: &'d mut Interner,
    facts: FactReader,
    sink: &'d mut dyn FnMut(Event, &mut Interner),
    losses: Losses,
}

impl Documents<'_> {
    /// Documents that follow one another, or that are the elements of an array.
    fn json<R: Read>(&mut self, source: R) -> Result<(), ExtractError> {
        let mut json = JsonReader::new(source);
        while json.has_next_document()? {
            if json.peek_kind()? != JsonKind::Array {
                self.document(&mut json)?;
                continue;
            }
            json.begin_array()?;
            while json.next_element()? {
                json.peek_kind()?;
                self.document(&mut json)?;
            }
        }
        Ok(())
    }

    fn document<R: Read>(&mut self, json: &mut JsonReader<R>) -> Result<(), ExtractError> {
        let line = json.location().line;
        let text = json.raw(MAX_DOCUMENT)?;
        let mut event = EventBuilder::new(self.texts, self.file, line);
        event.country(self.options.country);
        if self.format == CarrierFormat::OpenRtb {
            let payload = self.facts.read(text.text);
            let kind = if payload.is_request { EventKind::Call } else { EventKind::NotSent };
            event.kind(kind).vendor(self.options.vendor).facts(payload.facts);
            event.country(payload.country.or(self.options.country));
        } else {
            let answer = ApiStatement::from_json(text.text);
            let is_choice = answer.status == Some(CmpStatus::Complete);
            event.kind(if is_choice { EventKind::Choice } else { EventKind::Signal });
            event.party(Party::Cmp).statement(answer);
        }
        let extracted = extract_json(
            text.text,
            self.format,
            RecordId::Line(line),
            &self.options.extract,
            &mut |signal| {
                if !is_in_url_of_json(signal) {
                    event.carried(signal);
                }
            },
        );
        self.losses += extracted.losses();
        self.losses.truncated += u64::from(text.is_truncated);
        let event = event.finish();
        (self.sink)(event, self.texts);
        Ok(())
    }

    fn preferences<R: Read>(&mut self, source: R) -> Result<(), ExtractError> {
        let mut bytes = Vec::new();
        let limit = u64::try_from(Preferences::MAX_LEN).map_or(u64::MAX, |limit| limit + 1);
        source.take(limit).read_to_end(&mut bytes)?;
        if bytes.len() > Preferences::MAX_LEN {
            return Err(PreferencesError::TooLarge.into());
        }
        let preferences = Preferences::read(&bytes)?;
        let mut event = EventBuilder::new(self.texts, self.file, 1);
        event.kind(EventKind::Signal).party(Party::Cmp).country(self.options.country);
        event.statement(ApiStatement::from_preferences(&preferences));
        for value in &preferences.values {
            self.losses.truncated += u64::from(value.is_truncated);
            let place = tcf_carrier::Place::Storage;
            let extract = &self.options.extract;
            let record = RecordId::File;
            let extracted = extract_value(
                &value.key,
                &value.value,
                place,
                record,
                self.format,
                extract,
                &mut |signal| {
                    event.carried(signal);
                },
            );
            self.losses += extracted.losses();
        }
        let event = event.finish();
        (self.sink)(event, self.texts);
        Ok(())
    }

    fn lines<R: Read>(&mut self, source: R) -> Result<(), ExtractError> {
        let mut lines = Lines::new(source);
        while let Some(line) = lines.next_line()? {
            let labeled = tcf_carrier::Labeled::split(line.bytes);
            let text = labeled.input.trim_ascii();
            if text.is_empty() || line.bytes.starts_with(b"#") {
                continue;
            }
            self.losses.truncated += u64::from(line.is_truncated);
            let mut event = EventBuilder::new(self.texts, self.file, line.number);
            event.country(self.options.country);
            match tcf_carrier::host_of(text) {
                Some(host) => event.host(host).url_length(text.len()),
                None => event.kind(EventKind::Signal).party(Party::Cmp),
            };
            let record = RecordId::Line(line.number);
            let extract = &self.options.extract;
            let extracted = extract_line(text, self.format, record, extract, &mut |signal| {
                event.carried(signal);
            });
            self.losses += extracted.losses();
            let mut event = event.finish();
            self.options.set_party(&mut event, self.texts);
            (self.sink)(event, self.texts);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::VisitHasher;
    use crate::hosts::HostMap;
    use crate::scope::Parties;

    const TC: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

    /// `position kind party host vendor signals facts` of each event.
    fn read(text: &str, format: CarrierFormat) -> Vec<String> {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let mut options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        options.vendor = tcf_codec::VendorId::new(32);
        let mut texts = Interner::new();
        let mut events = Vec::new();
        let text = text.replace('@', TC);
        read_documents(text.as_bytes(), format, "f", &options, &mut texts, &mut |event, _| {
            events.push(event);
        })
        .unwrap();
        let events = events.iter().map(|event| {
            let host = event.host.map_or("-", |host| texts.text(host));
            let vendor = event.vendor.map_or(0, tcf_codec::VendorId::get);
            let (kind, party) = (event.kind.name(), event.party.name());
            let facts: Vec<_> = event.facts.names().collect();
            let signals = event.signals.len();
            format!("{} {kind} {party} {host} {vendor} {signals} {facts:?}", event.position)
        });
        events.collect()
    }

    #[test]
    fn bid_requests_are_calls() {
        let text = "[{\"imp\": [], \"user\": {\"id\": \"u\", \"consent\": \"@\"}},\n\
            {\"seatbid\": [{\"nurl\": \"https://a.example/?gdpr=${GDPR}\"}]}]";
        assert_eq!(
            read(text, CarrierFormat::OpenRtb),
            ["1 call third - 32 1 [\"user.id\"]", "2 notSent third - 32 0 []"]
        );
    }

    #[test]
    fn a_cmp_states_the_string() {
        let answer = r#"{"tcString": "@", "gdprApplies": true}"#;
        assert_eq!(read(answer, CarrierFormat::TcData), ["1 signal cmp - 0 2 []"]);
        let choice = r#"{"tcString": "@", "eventStatus": "useractioncomplete"}"#;
        assert_eq!(read(choice, CarrierFormat::TcData), ["1 choice cmp - 0 1 []"]);
        let dump = r#"{"IABTCF_TCString": "@", "IABTCF_gdprApplies": 1}"#;
        assert_eq!(read(dump, CarrierFormat::Preferences), ["1 signal cmp - 0 2 []"]);
        let cookies = "id=7; euconsent-v2=@\n";
        assert_eq!(read(cookies, CarrierFormat::Cookie), ["1 signal cmp - 0 1 []"]);
    }

    #[test]
    fn urls_are_calls_to_their_host() {
        let lines = "# pixels\nlabel\thttps://a.example/?gdpr=1\n\n@\n";
        assert_eq!(
            read(lines, CarrierFormat::Line),
            ["2 call third a.example 0 1 []", "4 signal cmp - 0 1 []"]
        );
    }
}
