//! What each thread does: it reads events, groups those of visits, and judges the others.

use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, anyhow};
use tcf_audit::audit::{Auditor, Settings, State};
use tcf_audit::check::Need;
use tcf_audit::event::{Event, Interner, VisitKey};
use tcf_audit::read::{
    EventField, EventFields, JsonEventReader, LogEventReader, ReadOptions, Recording,
    TableEventReader, read_documents, read_har,
};
use tcf_audit::records::DecisionRecord;
use tcf_carrier::{CarrierFormat, ExtractError, Lines, Losses, Row, TableOptions, TableReader};

use super::choice;
use super::groups::{Batch, Groups, Record};
use super::marks::MarkArg;
use super::setup::MAX_TEXT_MEMORY;
use crate::input::{ParquetTable, table_message};
use crate::number::u64_of;
use crate::sync::lock;

/// What all threads share.
pub(super) struct Shared<'a> {
    pub(super) settings: &'a Settings<'a>,
    pub(super) options: &'a ReadOptions<'a>,
    pub(super) fields: &'a EventFields,
    pub(super) table: TableOptions,
    pub(super) marks: &'a [MarkArg],
    /// Whether a visit has each mark.
    pub(super) marked: &'a [AtomicBool],
    pub(super) groups: &'a Mutex<Groups>,
}

/// What a file contained.
#[derive(Clone, Debug, Default)]
pub(super) struct FileRecord {
    pub(super) maker: Option<String>,
    /// The entries, lines, rows or documents.
    pub(super) entries: u64,
    /// The recorded visits.
    pub(super) visits: u64,
    /// The lines of the entries of a HAR file.
    pub(super) lines: Vec<u64>,
    /// Lines that are not events.
    pub(super) failed: u64,
    /// The number of the first of them, and what is wrong with it.
    pub(super) first_failure: Option<(u64, String)>,
    /// What was not read.
    pub(super) losses: Losses,
}

impl FileRecord {
    fn fail(&mut self, number: u64, error: &dyn std::fmt::Display) {
        self.failed += 1;
        self.first_failure.get_or_insert_with(|| (number, error.to_string()));
    }

    /// Adds another piece of the same file. Threads finish theirs in any order.
    pub(super) fn merge(&mut self, other: Self) {
        self.entries += other.entries;
        self.failed += other.failed;
        self.losses += other.losses;
        let failures = [self.first_failure.take(), other.first_failure];
        self.first_failure = failures.into_iter().flatten().min_by_key(|(number, _)| *number);
    }
}

/// The bytes of events that are grouped together.
const MAX_BATCH: usize = 1024 * 1024;

/// A thread.
pub(super) struct Worker<'a> {
    shared: &'a Shared<'a>,
    auditor: Auditor<'a>,
    json: JsonEventReader<'a>,
    log: LogEventReader<'a>,
    /// The texts of events that are grouped.
    texts: Interner,
    /// Whether the last event was one of a visit. The next one probably is, too.
    is_grouping: bool,
    batch: Batch,
    bytes: Vec<u8>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(shared: &'a Shared<'a>) -> Result<Self> {
        let Shared { settings, options, fields, .. } = shared;
        let visit = Some(EventField::Visit).filter(|&field| fields.is_given(field));
        Ok(Self {
            shared,
            auditor: Auditor::new((*settings).clone()),
            json: JsonEventReader::new(options, fields).context("--field")?,
            log: LogEventReader::new(options, visit.map(|field| fields.name(field))),
            texts: Interner::new(),
            is_grouping: false,
            batch: Batch::default(),
            bytes: Vec::new(),
        })
    }

    /// What was judged.
    pub(super) fn finish(self) -> State {
        self.auditor.finish()
    }

    /// Reads lines: events, decision records or an access log. `first` is the number of the first
    /// line.
    pub(super) fn lines(
        &mut self,
        file: &str,
        format: CarrierFormat,
        first: u64,
        bytes: &[u8],
    ) -> Result<FileRecord> {
        let mut record = FileRecord::default();
        let mut lines = Lines::new(bytes);
        while let Some(line) = lines.next_line()? {
            let text = line.text();
            if text.trim_ascii().is_empty() {
                continue;
            }
            let number = first + line.number - 1;
            record.entries += 1;
            record.losses.truncated += u64::from(line.is_truncated);
            if format == CarrierFormat::Decisions {
                match DecisionRecord::from_json(&text) {
                    Ok(decision) => self.auditor.decision(&decision, file, number),
                    Err(error) => record.fail(number, &error),
                }
                continue;
            }
            let Self { json, log, auditor, texts, is_grouping, .. } = self;
            let texts = if *is_grouping { texts } else { auditor.texts() };
            let event = if format == CarrierFormat::Log {
                log.event(&text, file, number, texts).ok_or_else(|| "not a request".to_owned())
            } else {
                json.event(&text, file, number, texts).map_err(|error| error.to_string())
            };
            match event {
                Ok(event) => self.add(event)?,
                Err(error) => {
                    record.fail(number, &error);
                    self.auditor.count_failed();
                }
            }
        }
        self.group()?;
        record.losses += self.json.take_losses();
        record.losses += self.log.take_losses();
        Ok(record)
    }

    /// Reads a file of another format.
    pub(super) fn file(
        &mut self,
        file: &str,
        format: CarrierFormat,
        source: &mut dyn Read,
    ) -> Result<FileRecord> {
        match format {
            CarrierFormat::Har => self.har(file, source),
            CarrierFormat::Csv => self.table(file, source),
            _ => self.documents(file, format, source),
        }
    }

    fn har(&mut self, file: &str, source: &mut dyn Read) -> Result<FileRecord> {
        let recording = read_har(source, file, self.shared.options, self.auditor.texts())?;
        let Recording { visits, log, evidence, extracted, lines, .. } = recording;
        if evidence.with_body > evidence.without_body_text {
            self.auditor.has(Need::Bodies);
        }
        let record = FileRecord {
            maker: log.creator.map(|creator| {
                format!("{} {}", creator.name, creator.version).trim_end().to_owned()
            }),
            entries: evidence.entries,
            visits: u64_of(visits.len()),
            lines,
            losses: extracted.losses(),
            ..FileRecord::default()
        };
        let offset = self.shared.options.extract.utc_offset;
        for visit in visits {
            let mut marks = Vec::new();
            for (mark, is_found) in self.shared.marks.iter().zip(self.shared.marked) {
                if let Some(mark) = mark.in_visit(&visit, offset) {
                    is_found.store(true, Ordering::Relaxed);
                    marks.push(mark);
                }
            }
            marks.sort_by_key(|mark| mark.at);
            self.auditor.visit(visit.events, &[], &marks);
        }
        self.auditor.trim();
        Ok(record)
    }

    fn table(&mut self, file: &str, source: &mut dyn Read) -> Result<FileRecord> {
        let help = |error: tcf_carrier::TableError| anyhow!("{}", table_message(&error));
        let mut table = TableReader::new(source, self.shared.table).map_err(help)?;
        let reader = TableEventReader::new(self.shared.options, self.shared.fields, &table);
        let mut reader = reader.map_err(help)?;
        let mut record = FileRecord::default();
        while let Some(row) = table.next_row().map_err(help)? {
            self.row(&mut reader, &row, file, &mut record)?;
        }
        self.group()?;
        record.losses = reader.take_losses();
        Ok(record)
    }

    /// Reads the rows of a Parquet file.
    pub(super) fn parquet(
        &mut self,
        file: &str,
        table: &ParquetTable<'_>,
        before_read: &mut dyn FnMut(),
    ) -> Result<FileRecord> {
        let Shared { options, fields, .. } = self.shared;
        let mut reader = TableEventReader::for_header(options, fields, table.header())
            .map_err(|error| anyhow!("{}", table.message(&error)))?;
        let mut record = FileRecord::default();
        let mut before_read = || {
            before_read();
            Ok(())
        };
        table.read(&mut before_read, &mut |row| {
            self.row(&mut reader, row, file, &mut record).map_err(io::Error::other)
        })?;
        self.group()?;
        record.losses = reader.take_losses();
        Ok(record)
    }

    fn row(
        &mut self,
        reader: &mut TableEventReader<'_>,
        row: &Row<'_>,
        file: &str,
        record: &mut FileRecord,
    ) -> Result<()> {
        record.entries += 1;
        let Self { auditor, texts, is_grouping, .. } = self;
        let texts = if *is_grouping { texts } else { auditor.texts() };
        match reader.event(row, file, texts) {
            Ok(event) => self.add(event)?,
            Err(error) => {
                record.fail(row.number(), &error);
                self.auditor.count_failed();
            }
        }
        Ok(())
    }

    fn documents(
        &mut self,
        file: &str,
        format: CarrierFormat,
        source: &mut dyn Read,
    ) -> Result<FileRecord> {
        let mut record = FileRecord::default();
        // Statements of a CMP belong together; anything else is judged on its own.
        let is_visit = matches!(format, CarrierFormat::TcData | CarrierFormat::Preferences);
        let mut statements = Vec::new();
        let Self { auditor, texts, bytes, shared, .. } = self;
        let mut read = |event: Event, texts: &mut Interner| {
            record.entries += 1;
            bytes.clear();
            event.encode(texts, bytes);
            if let Some(event) = Event::decode(bytes, auditor.texts()) {
                if is_visit {
                    statements.push(event);
                } else {
                    auditor.single(event);
                    auditor.trim();
                }
            }
            if texts.memory() > MAX_TEXT_MEMORY {
                texts.clear();
            }
        };
        let losses = read_documents(source, format, file, shared.options, texts, &mut read)
            .map_err(|error: ExtractError| anyhow!("{error}"))?;
        record.losses = losses;
        if format == CarrierFormat::OpenRtb && record.entries > 0 {
            self.auditor.has(Need::Bodies);
        }
        if !statements.is_empty() {
            record.visits = 1;
            self.auditor.visit(statements, &[], &[]);
            self.auditor.trim();
        }
        Ok(record)
    }

    /// Judges an event, or groups it with those of its visit.
    fn add(&mut self, event: Event) -> Result<()> {
        let was_grouping = self.is_grouping;
        self.is_grouping = event.visit.is_some();
        if let Some(key) = event.visit {
            let Self { auditor, texts, batch, .. } = self;
            let texts = if was_grouping { texts } else { auditor.texts() };
            batch.add(key, false, |bytes| event.encode(texts, bytes));
            return if self.batch.len() > MAX_BATCH { self.group() } else { Ok(()) };
        }
        let event = if was_grouping {
            self.bytes.clear();
            event.encode(&self.texts, &mut self.bytes);
            Event::decode(&self.bytes, self.auditor.texts()).context("an event is damaged")?
        } else {
            event
        };
        self.auditor.single(event);
        self.auditor.trim();
        Ok(())
    }

    /// Passes the collected events on.
    fn group(&mut self) -> Result<()> {
        if !self.batch.is_empty() {
            lock(self.shared.groups).add(&self.batch)?;
            self.batch.clear();
        }
        if self.texts.memory() > MAX_TEXT_MEMORY {
            self.texts.clear();
        }
        Ok(())
    }

    /// Judges a visit that was grouped. Returns whether it has events.
    pub(super) fn visit(&mut self, key: VisitKey, records: &[Record<'_>]) -> Result<bool> {
        let (mut events, mut choices) = (Vec::new(), Vec::new());
        for record in records {
            match record {
                Record::Event(bytes) => {
                    let event = Event::decode(bytes, self.auditor.texts());
                    events.push(event.context("a temporary file is damaged")?);
                }
                Record::Choice(bytes) => choices.push(choice::decode(bytes, self.auditor.texts())?),
            }
        }
        debug_assert!(events.iter().all(|event| event.visit == Some(key)));
        if events.is_empty() {
            return Ok(false);
        }
        choices.sort_by_key(|choice| choice.at);
        self.auditor.visit(events, &choices, &[]);
        self.auditor.trim();
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_does_not_depend_on_the_order_of_threads() {
        let piece = |numbers: [u64; 2]| {
            let mut record = FileRecord { entries: 2, ..FileRecord::default() };
            for number in numbers {
                record.fail(number, &format!("error {number}"));
            }
            record
        };
        for [one, two] in [[[3, 4], [7, 9]], [[7, 9], [3, 4]]] {
            let mut record = piece(one);
            record.merge(piece(two));
            assert_eq!(record.first_failure, Some((3, "error 3".to_owned())));
            assert_eq!((record.entries, record.failed), (4, 4));
        }
    }
}
