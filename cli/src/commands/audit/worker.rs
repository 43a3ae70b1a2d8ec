//! What each thread does: it reads the files of all formats.

use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, anyhow};
use tcf_audit::audit::{Settings, State};
use tcf_audit::check::Need;
use tcf_audit::event::{Event, Interner};
use tcf_audit::read::{
    EventFields, ReadOptions, Recording, TableEventReader, read_documents, read_har,
};
use tcf_audit::stream::{Batch, GroupError, Groups, InputSummary, StreamAuditor};
use tcf_carrier::{CarrierFormat, ExtractError, Row, TableOptions, TableReader};

use super::marks::MarkArg;
use super::setup::MAX_TEXT_MEMORY;
use crate::input::{ParquetTable, table_message};
use crate::number::u64_of;

/// What all threads share.
pub(super) struct Shared<'a> {
    pub(super) settings: &'a Settings<'a>,
    pub(super) options: &'a ReadOptions<'a>,
    pub(super) fields: &'a EventFields,
    pub(super) table: TableOptions,
    pub(super) marks: &'a [MarkArg],
    /// Whether a visit has each mark.
    pub(super) marked: &'a [AtomicBool],
    /// Takes the events of visits.
    pub(super) group: &'a (dyn Fn(&Batch) -> Result<(), GroupError> + Sync),
    pub(super) groups: &'a Mutex<Groups>,
}

/// A thread.
pub(super) struct Worker<'a> {
    shared: &'a Shared<'a>,
    pub(super) stream: StreamAuditor<'a>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(shared: &'a Shared<'a>) -> Result<Self> {
        let Shared { settings, options, fields, group, .. } = shared;
        let stream = StreamAuditor::new(settings, options, fields, *group).context("--field")?;
        Ok(Self { shared, stream })
    }

    /// What was judged.
    pub(super) fn finish(self) -> State {
        self.stream.finish()
    }

    /// Reads a file of another format.
    pub(super) fn file(
        &mut self,
        file: &str,
        format: CarrierFormat,
        source: &mut dyn Read,
    ) -> Result<InputSummary> {
        match format {
            CarrierFormat::Har => self.har(file, source),
            CarrierFormat::Csv => self.table(file, source),
            _ => self.documents(file, format, source),
        }
    }

    fn har(&mut self, file: &str, source: &mut dyn Read) -> Result<InputSummary> {
        let recording = read_har(source, file, self.shared.options, self.stream.auditor().texts())?;
        let Recording { visits, log, evidence, extracted, lines, .. } = recording;
        if evidence.with_body > evidence.without_body_text {
            self.stream.auditor().has(Need::Bodies);
        }
        let record = InputSummary {
            maker: log.creator.map(|creator| {
                format!("{} {}", creator.name, creator.version).trim_end().to_owned()
            }),
            entries: evidence.entries,
            visits: u64_of(visits.len()),
            lines,
            losses: extracted.losses(),
            ..InputSummary::default()
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
            self.stream.auditor().visit(visit.events, &[], &marks);
        }
        self.stream.auditor().trim();
        Ok(record)
    }

    fn table(&mut self, file: &str, source: &mut dyn Read) -> Result<InputSummary> {
        let help = |error: tcf_carrier::TableError| anyhow!("{}", table_message(&error));
        let mut table = TableReader::new(source, self.shared.table).map_err(help)?;
        let reader = TableEventReader::new(self.shared.options, self.shared.fields, &table);
        let mut reader = reader.map_err(help)?;
        let mut record = InputSummary::default();
        while let Some(row) = table.next_row().map_err(help)? {
            self.row(&mut reader, &row, file, &mut record)?;
        }
        self.stream.flush()?;
        record.losses = reader.take_losses();
        Ok(record)
    }

    /// Reads the rows of a Parquet file.
    pub(super) fn parquet(
        &mut self,
        file: &str,
        table: &ParquetTable<'_>,
        before_read: &mut dyn FnMut(),
    ) -> Result<InputSummary> {
        let Shared { options, fields, .. } = self.shared;
        let mut reader = TableEventReader::for_header(options, fields, table.header())
            .map_err(|error| anyhow!("{}", table.message(&error)))?;
        let mut record = InputSummary::default();
        let mut before_read = || {
            before_read();
            Ok(())
        };
        table.read(&mut before_read, &mut |row| {
            self.row(&mut reader, row, file, &mut record).map_err(io::Error::other)
        })?;
        self.stream.flush()?;
        record.losses = reader.take_losses();
        Ok(record)
    }

    fn row(
        &mut self,
        reader: &mut TableEventReader<'_>,
        row: &Row<'_>,
        file: &str,
        record: &mut InputSummary,
    ) -> Result<()> {
        record.entries += 1;
        match reader.event(row, file, self.stream.texts()) {
            Ok(event) => self.stream.add(event)?,
            Err(error) => {
                record.fail(row.number(), &error);
                self.stream.auditor().count_failed();
            }
        }
        Ok(())
    }

    fn documents(
        &mut self,
        file: &str,
        format: CarrierFormat,
        source: &mut dyn Read,
    ) -> Result<InputSummary> {
        let mut record = InputSummary::default();
        // Statements of a CMP belong together; anything else is judged on its own.
        let is_visit = matches!(format, CarrierFormat::TcData | CarrierFormat::Preferences);
        let mut statements = Vec::new();
        let Self { stream, shared } = self;
        let (auditor, texts) = stream.split();
        let mut bytes = Vec::new();
        let mut read = |event: Event, texts: &mut Interner| {
            record.entries += 1;
            bytes.clear();
            event.encode(texts, &mut bytes);
            if let Some(event) = Event::decode(&bytes, auditor.texts()) {
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
            self.stream.auditor().has(Need::Bodies);
        }
        if !statements.is_empty() {
            record.visits = 1;
            self.stream.auditor().visit(statements, &[], &[]);
            self.stream.auditor().trim();
        }
        Ok(record)
    }
}
