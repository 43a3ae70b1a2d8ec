//! A note for input that is not what the command reads: what the lines look like, and which option
//! reads them.

use tcf::Inputs;
use tcf_carrier::{CarrierFormat, FormatError, JsonPointer, TableOptions, TableReader};
use tcf_codec::DecodeOptions;

use super::chunks::Batch;
use crate::term::plain;

/// Watches the first lines until one of them can be decoded.
pub(super) struct Advisor {
    /// Maximum length of a string.
    max_length: usize,
    /// Number of lines so far.
    lines: u64,
    /// The beginning of the input, as far as it is examined.
    head: Vec<u8>,
    is_done: bool,
}

/// How many lines are watched.
const LINES: u64 = 1000;

impl Advisor {
    pub(super) fn new(max_length: usize) -> Self {
        Self { max_length, lines: 0, head: Vec::new(), is_done: false }
    }

    /// Looks at the next lines. Returns the note if none of the first lines can be decoded.
    pub(super) fn see(&mut self, batch: &Batch) -> Option<String> {
        if self.is_done {
            return None;
        }
        let options = DecodeOptions::new().with_max_len(self.max_length).lenient();
        for item in batch.items(None) {
            if self.head.len() < CarrierFormat::HEAD {
                self.head.extend_from_slice(item.bytes);
                self.head.push(b'\n');
            }
            let labeled = item.labeled();
            if is_decodable(&labeled.input, options) {
                self.is_done = true;
                // Some lines of a HAR file carry strings.
                let is_har = CarrierFormat::detect(&self.head) == Ok(CarrierFormat::Har);
                return is_har.then(|| "this looks like a HAR file; use --from har".to_owned());
            }
            self.lines += 1;
            if self.lines == LINES {
                return self.finish();
            }
        }
        None
    }

    /// The note at the end of the input, or of the lines that are watched.
    pub(super) fn finish(&mut self) -> Option<String> {
        // One line may be a damaged string.
        if self.is_done || self.lines < 2 {
            return None;
        }
        self.is_done = true;
        let lines = match self.lines {
            LINES => "none of the first 1,000 lines".to_owned(),
            2 => "neither of the two lines".to_owned(),
            lines => format!("none of the {lines} lines"),
        };
        match advice(&self.head, self.max_length) {
            Some(advice) => Some(format!("{lines} can be decoded: {advice}")),
            None if self.lines == LINES => Some(format!("{lines} can be decoded")),
            None => None,
        }
    }
}

/// What an error says of a text in place of a file; `None` if it is not a string.
pub(crate) fn string_for_file(text: &str) -> Option<&'static str> {
    let is_url = text.contains("://");
    is_string(text).then_some(if is_url {
        "a file is expected here, and this is a URL with a consent string"
    } else {
        STRING_FOR_FILE
    })
}

/// What an error says of a string in place of a file.
pub(crate) const STRING_FOR_FILE: &str = "a file is expected here, and this is a consent string";

/// Whether a text is a consent string, or carries one.
pub(crate) fn is_string(text: &str) -> bool {
    is_decodable(text, DecodeOptions::new())
}

fn is_decodable(text: &str, options: DecodeOptions) -> bool {
    let inputs = Inputs::new(text).map(|input| input.with_options(options).without_hints());
    inputs.iter().any(|input| input.decode_signal().is_ok())
}

/// What a text looks like, and which option reads it.
fn advice(head: &[u8], max_length: usize) -> Option<String> {
    let options = DecodeOptions::new().with_max_len(max_length).lenient();
    let is_string = |text: &str| is_decodable(text, options);
    if head.trim_ascii_start().starts_with(b"{") {
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if let Ok(value) = serde_json::from_slice::<serde_json::Value>(line) {
            let pointer = pointer_of(&value, &is_string)
                .map_or("POINTER".to_owned(), |pointer| plain(&pointer));
            return Some(format!("they look like JSON lines; use --json-field {pointer}"));
        }
    }
    if let Some(column) = column_of(head, &is_string) {
        return Some(format!("they look like a table; use --column {column}"));
    }
    match CarrierFormat::detect(head) {
        Ok(CarrierFormat::Csv) => Some("they look like a table; use --column NAME".to_owned()),
        Ok(CarrierFormat::Line) => None,
        Ok(format) => Some(format!("they look like {format}; use --from {format}")),
        Err(FormatError::Ambiguous { candidates }) => {
            let names: Vec<_> = candidates.into_iter().map(CarrierFormat::name).collect();
            Some(format!("they may be {}; use --from FORMAT", names.join(" or ")))
        }
        Err(_) => None,
    }
}

/// What the first lines of a file look like if they are not of the format that `tcf filter` reads,
/// and what reads them.
pub(crate) fn other_format(first: &[u8], expected: CarrierFormat) -> Option<String> {
    let format = CarrierFormat::detect(first).ok();
    let name = match format {
        Some(CarrierFormat::Har) => {
            return Some(
                "it looks like a HAR file, which filter does not read; use tcf audit".into(),
            );
        }
        _ if is_indented(first) => {
            return Some("it looks like indented JSON; `jq -c .` writes a line per value".into());
        }
        Some(format) if format == expected => return None,
        Some(CarrierFormat::Csv) => "CSV",
        Some(CarrierFormat::OpenRtb) => "OpenRTB",
        Some(CarrierFormat::Log) => "an access log",
        Some(CarrierFormat::Events) => "events",
        _ => return None,
    };
    format.map(|format| format!("it looks like {name}; use --from {format}"))
}

/// Whether the first line is the beginning of a JSON value.
fn is_indented(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_json = matches!(line.first(), Some(b'{' | b'['));
    let value = serde_json::from_slice::<serde::de::IgnoredAny>(line);
    is_json && value.is_err_and(|error| error.is_eof())
}

/// The column of a table that holds strings: its name, or its number without a header.
fn column_of(head: &[u8], is_string: &impl Fn(&str) -> bool) -> Option<String> {
    let options = TableOptions::new().with_header_by_default();
    let mut table = TableReader::new(head, options).ok()?;
    let header = table.header().map(<[String]>::to_vec);
    while let Ok(Some(row)) = table.next_row() {
        let mut cells = (0..).zip(row.cells());
        let found = cells.find(|(_, cell)| cell.as_ref().is_some_and(|cell| is_string(cell)));
        let Some((index, _)) = found.filter(|_| row.len() > 1) else { continue };
        let names = header.iter().flatten();
        return Some(match names.clone().nth(index) {
            Some(name) if names.filter(|other| *other == name).count() == 1 => quoted(name),
            _ => (index + 1).to_string(),
        });
    }
    None
}

/// A name as an argument of a shell.
fn quoted(name: &str) -> String {
    let name = plain(name);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if name.bytes().all(is_word) { name } else { format!("'{name}'") }
}

/// The JSON pointer of the first string in a value.
fn pointer_of(value: &serde_json::Value, is_string: &impl Fn(&str) -> bool) -> Option<String> {
    match value {
        serde_json::Value::String(text) => is_string(text).then(String::new),
        serde_json::Value::Object(members) => members.iter().find_map(|(name, value)| {
            let rest = pointer_of(value, is_string)?;
            Some(format!("/{}{rest}", JsonPointer::escaped(name)))
        }),
        serde_json::Value::Array(elements) => (0..).zip(elements).find_map(|(index, value)| {
            let rest = pointer_of(value, is_string)?;
            Some(format!("/{index}{rest}", index = u64::to_string(&index)))
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

    #[test]
    fn what_lines_of_another_format_look_like() {
        use CarrierFormat::{Events, Log, OpenRtb};
        for (text, expected, advice) in [
            ("id,tcString,host\n1,x,a.example\n", Events, Some("CSV; use --from csv")),
            (
                "{\"log\": {\n\"entries\": [",
                Events,
                Some("a HAR file, which filter does not read; use tcf audit"),
            ),
            (
                "{\"id\": 1,\n\"imp\": []}\n",
                OpenRtb,
                Some("indented JSON; `jq -c .` writes a line per value"),
            ),
            ("{\"id\": 1, \"imp\": []}\n", OpenRtb, None),
            ("{\"id\": 1, \"imp\": []}\n", Events, Some("OpenRTB; use --from openrtb")),
            ("{\"host\": \"a.example\"}\n", Log, Some("events; use --from events")),
            ("{\"host\": \"a.example\"}\n", Events, None),
            ("x\ny\n", Events, None),
        ] {
            let advice = advice.map(|advice| format!("it looks like {advice}"));
            assert_eq!(other_format(text.as_bytes(), expected), advice, "{text}");
        }
    }

    #[test]
    fn what_lines_look_like() {
        let tc = TC;
        for (text, advice_text) in [
            (format!("id,consent\n1,{tc}\n"), Some("a table; use --column consent")),
            (format!("id;tc string\n1;{tc}\n"), Some("a table; use --column 'tc string'")),
            (format!("1,{tc},x\n2,{tc},y\n"), Some("a table; use --column 2")),
            (format!("tc,tc\n1,{tc}\n"), Some("a table; use --column 2")),
            (
                format!("{{\"u\": [{{\"a/b\": \"{tc}\"}}]}}\n"),
                Some("JSON lines; use --json-field /u/0/a~1b"),
            ),
            ("{\"a\": 1}\n{\"a\": 2}\n".to_owned(), Some("JSON lines; use --json-field POINTER")),
            (
                "{\"log\": {\n\"version\": \"1.2\",\n\"entries\":".to_owned(),
                Some("har; use --from har"),
            ),
            ("partner,gdpr\nxandr,1\n".to_owned(), Some("a table; use --column NAME")),
            ("x\ny\n".to_owned(), None),
            (String::new(), None),
        ] {
            let expected = advice_text.map(|text| format!("they look like {text}"));
            assert_eq!(advice(text.as_bytes(), 70_000), expected, "{text}");
        }
    }
}
