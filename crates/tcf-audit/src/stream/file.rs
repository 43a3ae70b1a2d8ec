//! Reads whole files: recordings, tables and documents.

use std::io::Read;

use tcf_carrier::{
    CarrierFormat, ExtractError, HarError, Row, TableError, TableOptions, TableReader,
};

use super::{GroupError, InputSummary, Marks, StreamAuditor};
use crate::audit::Auditor;
use crate::check::Need;
use crate::event::{Event, Interner};
use crate::read::{
    EventFields, ReadOptions, Recording, TableEventReader, read_documents, read_har,
};

/// How whole files are read.
#[derive(Clone, Copy, Debug)]
pub struct FileOptions<'a> {
    /// How events are read.
    pub read: &'a ReadOptions<'a>,
    /// The columns of tables.
    pub fields: &'a EventFields,
    /// The form of tables.
    pub table: TableOptions,
    /// The marks of recordings.
    pub marks: &'a Marks,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// A recording of a browser.
    #[error(transparent)]
    Har(#[from] HarError),
    /// A table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Documents or lines.
    #[error(transparent)]
    Documents(#[from] ExtractError),
    /// Its events cannot be grouped.
    #[error(transparent)]
    Group(#[from] GroupError),
}

impl Auditor<'_> {
    /// Reads a HAR file and judges its visits.
    pub fn recording(
        &mut self,
        file: &str,
        source: impl Read,
        options: &ReadOptions<'_>,
        marks: &Marks,
    ) -> Result<InputSummary, HarError> {
        let recording = read_har(source, file, options, self.texts())?;
        let Recording { visits, log, evidence, extracted, lines, .. } = recording;
        if evidence.with_body > evidence.without_body_text {
            self.has(Need::Bodies);
        }
        let read = InputSummary {
            maker: log.creator.map(|creator| {
                format!("{} {}", creator.name, creator.version).trim_end().to_owned()
            }),
            entries: evidence.entries,
            visits: u64::try_from(visits.len()).unwrap_or(u64::MAX),
            lines,
            losses: extracted.losses(),
            ..InputSummary::default()
        };
        for visit in visits {
            let marks = marks.in_visit(&visit);
            self.visit(visit.events, &[], &marks);
        }
        self.trim();
        Ok(read)
    }
}

impl StreamAuditor<'_> {
    /// Reads a file as a whole: a HAR file, a table, or what [`read_documents`] reads.
    ///
    /// Statements of a CMP in one file belong together, and so do the entries of a visit in a HAR
    /// file. Other events are grouped by their visit.
    pub fn file(
        &mut self,
        file: &str,
        format: CarrierFormat,
        source: &mut dyn Read,
        options: &FileOptions<'_>,
    ) -> Result<InputSummary, FileError> {
        match format {
            CarrierFormat::Har => {
                let FileOptions { read, marks, .. } = *options;
                Ok(self.auditor().recording(file, source, read, marks)?)
            }
            CarrierFormat::Csv => self.table(file, source, options),
            _ => self.documents(file, format, source, options.read),
        }
    }

    /// Reads a row of a table. After the last row, call [`flush`](Self::flush).
    pub fn row(
        &mut self,
        reader: &mut TableEventReader<'_>,
        row: &Row<'_>,
        file: &str,
        read: &mut InputSummary,
    ) -> Result<(), GroupError> {
        read.entries += 1;
        match reader.event(row, file, self.texts()) {
            Ok(event) => self.add(event),
            Err(error) => {
                read.fail(row.number(), &error);
                self.auditor().count_failed();
                Ok(())
            }
        }
    }

    fn table(
        &mut self,
        file: &str,
        source: &mut dyn Read,
        options: &FileOptions<'_>,
    ) -> Result<InputSummary, FileError> {
        let mut table = TableReader::new(source, options.table)?;
        let mut reader = TableEventReader::new(options.read, options.fields, &table)?;
        let mut read = InputSummary::default();
        while let Some(row) = table.next_row()? {
            self.row(&mut reader, &row, file, &mut read)?;
        }
        self.flush()?;
        read.losses = reader.take_losses();
        Ok(read)
    }

    fn documents(
        &mut self,
        file: &str,
        format: CarrierFormat,
        source: &mut dyn Read,
        options: &ReadOptions<'_>,
    ) -> Result<InputSummary, FileError> {
        let mut read = InputSummary::default();
        // Statements of a CMP belong together; anything else is judged on its own.
        let is_visit = matches!(format, CarrierFormat::TcData | CarrierFormat::Preferences);
        let mut statements = Vec::new();
        let (auditor, texts) = self.split();
        let mut bytes = Vec::new();
        let mut is_damaged = false;
        let mut add = |event: Event, texts: &mut Interner| {
            read.entries += 1;
            let is_text =
                event.signals.is_empty() && event.host.is_none() && event.vendor.is_none();
            if format == CarrierFormat::Line && is_text {
                read.fail(event.position, &"neither a consent signal nor a URL");
                auditor.count_failed();
                return;
            }
            bytes.clear();
            event.encode(texts, &mut bytes);
            match Event::decode(&bytes, auditor.texts()) {
                Some(event) if is_visit => statements.push(event),
                Some(event) => {
                    auditor.single(event);
                    auditor.trim();
                }
                None => is_damaged = true,
            }
            texts.trim();
        };
        let losses = read_documents(source, format, file, options, texts, &mut add)?;
        read.losses = losses;
        if is_damaged {
            return Err(GroupError::Damaged.into());
        }
        if format == CarrierFormat::OpenRtb && read.entries > 0 {
            self.auditor().has(Need::Bodies);
        }
        if !statements.is_empty() {
            read.visits = 1;
            self.auditor().visit(statements, &[], &[]);
            self.auditor().trim();
        }
        Ok(read)
    }
}
