//! Lines and access logs.

use std::io::Read;

use super::carried::{Carried, Context, RecordId};
use super::{Collector, ExtractError, ExtractOptions, Extracted};
use crate::field::Place;
use crate::fields::{all_fields, bare_field, named_fields};
use crate::host::scheme_end;
use crate::{AccessLogLine, CarrierFormat, Labeled, Lines};

/// Extracts from lines: strings, URLs, cookies or headers, each with or without a label.
pub(super) fn lines<R: Read>(
    source: R,
    format: CarrierFormat,
    collector: &mut Collector<'_>,
) -> Result<(), ExtractError> {
    let mut lines = Lines::new(source);
    while let Some(line) = lines.next_line()? {
        let context = Context::new(RecordId::Line(line.number), format);
        let labeled = Labeled::split(line.bytes);
        let text = labeled.input.trim_ascii();
        if text.is_empty() || line.bytes.starts_with(b"#") {
            continue;
        }
        collector.begin(context.record, line.is_truncated);
        line_of_format(&context, text, collector);
    }
    Ok(())
}

/// Extracts the signals of a line: a URL, a cookie, a header or a string, as
/// [`extract`](super::extract()) does for each line of a file. Labels are not split off.
///
/// ```
/// use tcf_carrier::{CarrierFormat, ExtractOptions, RecordId, extract_line};
///
/// let mut kinds = Vec::new();
/// let (format, options) = (CarrierFormat::Cookie, ExtractOptions::new());
/// let cookies = "id=7; us_privacy=1YNN";
/// extract_line(cookies, format, RecordId::Line(1), &options, &mut |found| {
///     kinds.push(found.kind.name());
/// });
/// assert_eq!(kinds, ["usp"]);
/// ```
pub fn extract_line(
    text: &str,
    format: CarrierFormat,
    record: RecordId,
    options: &ExtractOptions,
    sink: &mut dyn FnMut(&Carried<'_>),
) -> Extracted {
    let context = Context::new(record, format);
    Collector::of_record(options, sink, |collector| {
        line_of_format(&context, text.trim_ascii(), collector);
    })
}

fn line_of_format(context: &Context<'_>, text: &str, collector: &mut Collector<'_>) {
    match context.carrier {
        CarrierFormat::Header => header(context, text, collector),
        CarrierFormat::Cookie => {
            let context = Context { place: Some(Place::Cookie), ..*context };
            collector.add(&context, &all_fields(text));
        }
        _ => line_of_text(context, text, collector),
    }
}

/// Extracts from a line that is a URL, a list of cookies, JSON or a bare string.
fn line_of_text(context: &Context<'_>, text: &str, collector: &mut Collector<'_>) {
    let found = all_fields(text);
    if found.iter().next().is_none() {
        collector.add(context, &bare_field(text));
    } else {
        collector.add(context, &found);
    }
}

/// Extracts from a header line.
pub(super) fn header(context: &Context<'_>, line: &str, collector: &mut Collector<'_>) {
    let Some((name, value)) = line.split_once(':') else { return };
    header_value(context, name.trim_ascii(), value.trim_ascii(), collector);
}

/// Extracts from a header of a request or response. URLs in headers belong to other requests.
pub(super) fn header_value(
    context: &Context<'_>,
    name: &str,
    value: &str,
    collector: &mut Collector<'_>,
) {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is("cookie") {
        let context = Context { place: Some(Place::Cookie), ..*context };
        collector.add(&context, &all_fields(value));
    } else if is("set-cookie") {
        set_cookie(context, value, collector);
    } else if scheme_end(value).is_none() {
        let found = named_fields(name, value, Place::Header);
        collector.add_some(context, &found, |field| field.name == name);
    }
}

/// Extracts from the value of a `Set-Cookie` header.
pub(super) fn set_cookie(context: &Context<'_>, value: &str, collector: &mut Collector<'_>) {
    let pair = value.split(';').next().unwrap_or_default();
    let Some((name, value)) = pair.split_once('=') else { return };
    collector.add(context, &named_fields(name.trim_ascii(), value.trim_ascii(), Place::SetCookie));
}

/// Extracts from the targets of an access log. Other lines are skipped.
pub(super) fn access_log<R: Read>(
    source: R,
    collector: &mut Collector<'_>,
) -> Result<(), ExtractError> {
    let mut lines = Lines::new(source);
    while let Some(line) = lines.next_line()? {
        let text = line.text();
        let utc_offset = collector.options.utc_offset;
        let Some(request) = AccessLogLine::parse_in(&text, utc_offset) else {
            collector.extracted.skipped_lines += u64::from(!text.trim_ascii().is_empty());
            continue;
        };
        collector.begin(RecordId::Line(line.number), line.is_truncated);
        request_of_log(&request, line.number, collector);
    }
    Ok(())
}

/// Extracts the signals of the request in a line of an access log, as
/// [`extract`](super::extract()) does for each line of a log. `number` is that of the line, from 1.
///
/// ```
/// use tcf_carrier::{AccessLogLine, ExtractOptions, extract_log_line};
///
/// let line = AccessLogLine::parse(r#""GET /sync?gdpr=1&uid=7 HTTP/1.1" 204 0"#).unwrap();
/// let extracted = extract_log_line(&line, 1, &ExtractOptions::new(), &mut |found| {
///     assert_eq!((found.name, found.value), ("gdpr", "1"));
/// });
/// assert_eq!(extracted.signals, 1);
/// ```
pub fn extract_log_line(
    line: &AccessLogLine<'_>,
    number: u64,
    options: &ExtractOptions,
    sink: &mut dyn FnMut(&Carried<'_>),
) -> Extracted {
    Collector::of_record(options, sink, |collector| request_of_log(line, number, collector))
}

fn request_of_log(request: &AccessLogLine<'_>, number: u64, collector: &mut Collector<'_>) {
    let context = Context {
        at: request.time,
        host: request.host.as_deref(),
        ..Context::new(RecordId::Line(number), CarrierFormat::Log)
    };
    collector.add(&context, &all_fields(&request.target));
}

/// Extracts the signals of a value under a name, such as a cell of a column: the value itself, or
/// what a URL or JSON in it contains.
///
/// ```
/// use tcf_carrier::{CarrierFormat, ExtractOptions, Place, RecordId, extract_value};
///
/// let (format, options) = (CarrierFormat::Csv, ExtractOptions::new());
/// let (name, place, row) = ("gdpr", Place::Column, RecordId::Row(1));
/// let extracted = extract_value(name, "1", place, row, format, &options, &mut |found| {
///     assert_eq!((found.kind.name(), found.value), ("gdpr", "1"));
/// });
/// assert_eq!(extracted.signals, 1);
/// ```
pub fn extract_value(
    name: &str,
    value: &str,
    place: Place,
    record: RecordId,
    format: CarrierFormat,
    options: &ExtractOptions,
    sink: &mut dyn FnMut(&Carried<'_>),
) -> Extracted {
    Collector::of_record(options, sink, |collector| {
        collector.add(&Context::new(record, format), &named_fields(name, value, place));
    })
}
