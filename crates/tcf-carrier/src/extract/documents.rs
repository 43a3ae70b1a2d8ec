//! JSON documents, JSON lines and preferences.

use std::io::Read;

use super::carried::{Carried, Context, RecordId};
use super::{Collector, ExtractError, ExtractOptions, Extracted};
use crate::field::Place;
use crate::fields::{all_fields, named_fields};
use crate::json_reader::{JsonKind, JsonReader};
use crate::{
    CarrierFormat, JsonFields, JsonPointer, Lines, Preferences, PreferencesError, Timestamp,
};

/// The longest document, in bytes. Of longer ones, the beginning is read.
const MAX_DOCUMENT: usize = 4 * 1024 * 1024;

/// Extracts from JSON documents that follow one another, or that are the elements of an array.
/// Those that follow one another are independent: an invalid one does not end the file.
pub(super) fn documents<R: Read>(
    source: R,
    format: CarrierFormat,
    collector: &mut Collector<'_>,
) -> Result<(), ExtractError> {
    let mut json = JsonReader::new(source);
    let mut index = 0;
    while json.has_next_document()? {
        if !matches!(json.peek_kind(), Ok(JsonKind::Array)) {
            let start = json.location();
            match document(&mut json, format, index, collector) {
                Err(ExtractError::Json(error)) if error.is_syntax() => {
                    json.resume_after(start)?;
                    let record = RecordId::Document { index, line: start.line };
                    collector.invalid(record, &error);
                }
                result => result?,
            }
            index += 1;
            continue;
        }
        json.begin_array()?;
        while json.next_element()? {
            json.peek_kind()?;
            document(&mut json, format, index, collector)?;
            index += 1;
        }
    }
    Ok(())
}

fn document<R: Read>(
    json: &mut JsonReader<R>,
    format: CarrierFormat,
    index: u64,
    collector: &mut Collector<'_>,
) -> Result<(), ExtractError> {
    let line = json.location().line;
    let text = json.raw(MAX_DOCUMENT)?;
    let record = RecordId::Document { index, line };
    collector.begin(record, text.is_truncated);
    let context = Context { place: Some(Place::Json), ..Context::new(record, format) };
    collector.add(&context, &all_fields(text.text));
    Ok(())
}

/// Extracts the signals of a JSON document, such as a line of JSON lines, as
/// [`extract`](super::extract()) does for each of a file. The time and host are not read.
///
/// ```
/// use tcf_carrier::{CarrierFormat, ExtractOptions, RecordId, extract_json};
///
/// let event = r#"{"url": "https://a.example/?gdpr=1", "tcString": ""}"#;
/// let mut names = Vec::new();
/// let (format, options) = (CarrierFormat::Events, ExtractOptions::new());
/// extract_json(event, format, RecordId::Line(1), &options, &mut |found| {
///     names.push(found.name.to_owned());
/// });
/// assert_eq!(names, ["url?gdpr", "tcString"]);
/// ```
pub fn extract_json(
    text: &str,
    format: CarrierFormat,
    record: RecordId,
    options: &ExtractOptions,
    sink: &mut dyn FnMut(&Carried<'_>),
) -> Extracted {
    let context = Context { place: Some(Place::Json), ..Context::new(record, format) };
    Collector::of_record(options, sink, |collector| collector.add(&context, &all_fields(text)))
}

/// Where events and decisions have their time and host.
const TIME_AND_HOST: [&str; 2] = ["/at", "/host"];

/// Extracts from JSON lines. A line that is not JSON has no signals.
pub(super) fn json_lines<R: Read>(
    source: R,
    format: CarrierFormat,
    collector: &mut Collector<'_>,
) -> Result<(), ExtractError> {
    let given = [&collector.options.time_pointer, &collector.options.host_pointer];
    let pointers =
        given.into_iter().zip(TIME_AND_HOST).filter_map(|(given, default)| match given {
            Some(given) => Some(given.clone()),
            None => JsonPointer::parse(default).ok(),
        });
    let mut pointers = JsonFields::new(pointers).ok();
    let mut lines = Lines::new(source);
    while let Some(line) = lines.next_line()? {
        let text = line.text();
        if text.trim_ascii().is_empty() {
            continue;
        }
        let record = RecordId::Line(line.number);
        let values = match pointers.as_mut().map(|pointers| pointers.read(line.bytes)) {
            Some(Err(error)) if !line.is_truncated => {
                collector.begin(record, false);
                collector.invalid(record, &error);
                continue;
            }
            values => values.and_then(Result::ok).unwrap_or_default(),
        };
        collector.begin(record, line.is_truncated);
        let mut values = values.into_iter();
        let (time, host) = (values.next().flatten(), values.next().flatten());
        let context = Context {
            at: time
                .and_then(|time| Timestamp::parse_any(&time.text, collector.options.utc_offset)),
            host: host.as_ref().map(|host| &*host.text),
            place: Some(Place::Json),
            ..Context::new(record, format)
        };
        collector.add(&context, &all_fields(&text));
    }
    Ok(())
}

/// Extracts from the preferences of an app, as far as they can be read.
pub(super) fn preferences<R: Read>(
    source: R,
    collector: &mut Collector<'_>,
) -> Result<(), ExtractError> {
    let mut bytes = Vec::new();
    let limit = crate::json_reader::to_u64(Preferences::MAX_LEN) + 1;
    source.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() > Preferences::MAX_LEN {
        return Err(PreferencesError::TooLarge.into());
    }
    let (preferences, fault) = Preferences::read_before_fault(&bytes)?;
    let is_truncated = preferences.values.iter().any(|value| value.is_truncated);
    collector.begin(RecordId::File, is_truncated);
    let context = Context {
        place: Some(Place::Storage),
        ..Context::new(RecordId::File, CarrierFormat::Preferences)
    };
    for value in &preferences.values {
        collector.add(&context, &named_fields(&value.key, &value.value, Place::Storage));
    }
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}
