//! Strings in files that carry them: HAR files, logs, OpenRTB, preferences and others.

use std::borrow::Cow;
use std::io::{self, Read};

use anyhow::Result;
use tcf_carrier::{
    AccessLogLine, Carried, CarriedKind, CarrierFormat, ExtractError, ExtractOptions, Extraction,
    FormatError, Labeled, Line, Lines, Losses, RecordId, RowExtractor, TableOptions, extract_line,
    extract_log_line, extract_records,
};

use super::cell::{CarrierPlace, Cell};
use super::chunks::{self, Batch, Each};
use super::flow::Flow;
use super::json_lines::not_json;
use super::lines::LineSplitter;
use super::notes::{self, Note};
use super::parquet_file::{ParquetTable, has_no_dialect};
use super::stream::detect;

/// Reads files that carry strings.
pub(crate) struct CarrierReader {
    /// The format; `None` to detect it.
    pub(crate) format: Option<CarrierFormat>,
    pub(crate) options: ExtractOptions,
    /// The kinds of strings that are read. Of a record with strings of several of these kinds, only
    /// those of the first are read. Of a record with others only, one is read. Empty for all
    /// strings.
    pub(crate) kinds: &'static [CarriedKind],
    /// Maximum length of a string.
    pub(crate) max_length: usize,
    /// Whether lines without a string are items.
    pub(crate) every_line: bool,
}

impl CarrierReader {
    /// Reads a file. `count` is the number of items before. Returns the number of items including
    /// those, and why reading ended early.
    pub(super) fn read(
        &self,
        text: impl Read,
        count: u64,
        each: Each<'_>,
    ) -> Result<(u64, Option<io::Error>)> {
        if let Some(format) = self.format {
            return self.read_as(format, text, count, each);
        }
        let (format, text) = match detect(text) {
            Ok((Ok(format), text)) => (format, text),
            Ok((Err(error), _)) => return Ok((count, Some(io::Error::other(message(&error))))),
            Err(error) => return Ok((count, Some(error))),
        };
        let mut batch = Batch::starting_at(count);
        batch.note(Note::Format(format));
        each(&mut batch)?;
        self.read_as(format, text, count, each)
    }

    fn read_as(
        &self,
        format: CarrierFormat,
        text: impl Read,
        count: u64,
        each: Each<'_>,
    ) -> Result<(u64, Option<io::Error>)> {
        match format {
            CarrierFormat::Line => {
                let splitter = LineSplitter::new(self.max_length).with_every_line(self.every_line);
                chunks::split(text, splitter, count, each)
            }
            CarrierFormat::Parquet => Ok((count, Some(notes::not_parquet()))),
            CarrierFormat::Url
            | CarrierFormat::Cookie
            | CarrierFormat::Header
            | CarrierFormat::Log => {
                Flow::run(count, each, |flow| self.read_lines(format, text, flow))
            }
            _ => Flow::run(count, each, |flow| self.read_records(format, text, flow)),
        }
    }

    /// Rejects a Parquet file if another format is given.
    pub(super) fn check_parquet(&self) -> io::Result<()> {
        match self.format {
            _ if self.options.table != TableOptions::new() => Err(has_no_dialect()),
            None | Some(CarrierFormat::Parquet) => Ok(()),
            Some(_) => Err(notes::is_parquet()),
        }
    }

    /// Reads the rows of a Parquet file.
    pub(super) fn read_table(&self, table: &ParquetTable<'_>, flow: &Flow<'_>) -> io::Result<()> {
        let format = CarrierFormat::Parquet;
        if self.format.is_none() {
            flow.note(Note::Format(format));
        }
        if !table.unread().is_empty() {
            flow.note(Note::Unread(table.unread().to_vec()));
        }
        let rows = RowExtractor::new(table.header(), format, &self.options)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, table.message(&error)))?;
        let mut found = Strings::new(self.kinds);
        let mut losses = Losses::NONE;
        table.read(&mut || flow.before_read(), &mut |row| {
            losses += rows.extract(row, &mut |carried| found.add(carried)).losses();
            found.hand_over(None, flow);
            Ok(())
        })?;
        flow.lost(losses);
        Ok(())
    }

    /// Reads a file whose records are lines, possibly with labels.
    fn read_lines(
        &self,
        format: CarrierFormat,
        text: impl Read,
        flow: &Flow<'_>,
    ) -> io::Result<()> {
        let max_line = LineSplitter::limit(self.max_length).max(Lines::<&[u8]>::DEFAULT_MAX_LEN);
        let mut lines = Lines::new(flow.reader(text)).with_max_len(max_line);
        let mut found = Strings::new(self.kinds);
        let mut losses = Losses::NONE;
        while let Some(line) = lines.next_line()? {
            let (label, lost) = self.read_line(format, &line, &mut found);
            losses += lost;
            if !found.hand_over(label.as_deref(), flow) && self.every_line {
                flow.push(&[], Some(line.number), 0, Cell::blank());
            }
        }
        flow.lost(losses);
        Ok(())
    }

    /// Finds the strings of a line, and returns its label and what was not read of it.
    fn read_line<'l>(
        &self,
        format: CarrierFormat,
        line: &Line<'l>,
        found: &mut Strings,
    ) -> (Option<Cow<'l, str>>, Losses) {
        let sink = &mut |carried: &Carried<'_>| found.add(carried);
        let mut losses = Losses::NONE;
        if format == CarrierFormat::Log {
            let text = line.text();
            if let Some(request) = AccessLogLine::parse_in(&text, self.options.utc_offset) {
                losses = extract_log_line(&request, line.number, &self.options, sink).losses();
                losses.truncated += u64::from(line.is_truncated);
            } else {
                losses.skipped_lines = u64::from(!text.trim_ascii().is_empty());
            }
            return (None, losses);
        }
        if line.bytes.starts_with(b"#") {
            return (None, losses);
        }
        let (labeled, record) = (Labeled::split(line.bytes), RecordId::Line(line.number));
        losses = extract_line(&labeled.input, format, record, &self.options, sink).losses();
        losses.truncated += u64::from(line.is_truncated);
        (labeled.label, losses)
    }

    /// Reads a file with records of other kinds.
    fn read_records(
        &self,
        format: CarrierFormat,
        text: impl Read,
        flow: &Flow<'_>,
    ) -> io::Result<()> {
        let mut found = Strings::new(self.kinds);
        let mut record = None;
        let read = extract_records(flow.reader(text), format, &self.options, &mut |one| {
            let this = match &one {
                Extraction::Signal(carried) => carried.record,
                Extraction::Invalid(record, _) => *record,
                _ => return,
            };
            if record.replace(this).is_some_and(|before| before != this) {
                found.hand_over(None, flow);
            }
            match one {
                Extraction::Signal(carried) => found.add(carried),
                Extraction::Invalid(_, error) => {
                    let line = lines_of(this).0.unwrap_or_default();
                    flow.push(&[], Some(line), 0, Cell::invalid_json(not_json(error, line)));
                }
                _ => {}
            }
        });
        found.hand_over(None, flow);
        let mut losses = read.map_err(io_error)?.losses();
        // Each has an error.
        losses.invalid_documents = 0;
        flow.lost(losses);
        Ok(())
    }
}

/// What is wrong with a format that was not detected, and which option helps.
fn message(error: &FormatError) -> String {
    match error {
        FormatError::Ambiguous { .. } => format!("{error}; use --from FORMAT"),
        _ => error.to_string(),
    }
}

fn io_error(error: ExtractError) -> io::Error {
    match error {
        ExtractError::Read(error) => error,
        error => io::Error::new(io::ErrorKind::InvalidData, error.to_string()),
    }
}

/// The strings of a record.
struct Strings {
    kinds: &'static [CarriedKind],
    found: Vec<Found>,
}

/// The line or the row of a record.
const fn lines_of(record: RecordId) -> (Option<u64>, Option<u64>) {
    match record {
        RecordId::Line(line) | RecordId::Entry { line, .. } | RecordId::Document { line, .. } => {
            (Some(line), None)
        }
        RecordId::Row(row) => (None, Some(row)),
        _ => (None, None),
    }
}

/// A string with what it is, or is meant to be.
struct Found {
    kind: CarriedKind,
    value: Box<str>,
    line: Option<u64>,
    row: Option<u64>,
    is_truncated: bool,
    place: CarrierPlace,
}

impl Strings {
    fn new(kinds: &'static [CarriedKind]) -> Self {
        Self { kinds, found: Vec::new() }
    }

    /// Adds a signal that is a string, or stands where one belongs. Empty values are left out.
    fn add(&mut self, carried: &Carried<'_>) {
        let kind = match carried.kind {
            CarriedKind::Macro | CarriedKind::Placeholder | CarriedKind::Other => carried.named,
            kind => Some(kind),
        };
        let Some(kind) = kind.filter(|kind| kind.is_string()) else { return };
        let (line, row) = lines_of(carried.record);
        self.found.push(Found {
            kind,
            value: carried.value.into(),
            line,
            row,
            is_truncated: carried.is_truncated,
            place: CarrierPlace::of(carried),
        });
    }

    /// Hands over the strings of the first kind that the record has, or all. Of a record without
    /// these kinds, the first string is handed over: it lacks what the command works on, which is
    /// an error. Returns false if the record has no string.
    fn hand_over(&mut self, label: Option<&str>, flow: &Flow<'_>) -> bool {
        let has = |kind: &&CarriedKind| self.found.iter().any(|found| found.kind == **kind);
        let first = self.kinds.iter().find(has).copied();
        if first.is_none() && !self.kinds.is_empty() {
            self.found.truncate(1);
        }
        let mut is_any = false;
        for found in self.found.drain(..) {
            if first.is_some_and(|kind| kind != found.kind) {
                continue;
            }
            is_any = true;
            let cell = Cell {
                row: found.row,
                label: label.map(Into::into),
                carrier: Some(found.place),
                ..Cell::default()
            };
            flow.push(found.value.as_bytes(), found.line, u64::from(found.is_truncated), cell);
        }
        is_any
    }
}
