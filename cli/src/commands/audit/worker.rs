//! What each thread does: it reads the files of all formats.

use std::io::{self, Read};
use std::sync::Mutex;

use anyhow::{Context as _, Result, anyhow};
use tcf_audit::audit::{Settings, State};
use tcf_audit::read::{EventFields, ReadOptions, TableEventReader};
use tcf_audit::stream::{
    Batch, FileError, FileOptions, GroupError, Groups, InputSummary, Marks, StreamAuditor,
};
use tcf_carrier::{CarrierFormat, TableOptions};

use crate::input::{ParquetTable, table_message};

/// What all threads share.
pub(super) struct Shared<'a> {
    pub(super) settings: &'a Settings<'a>,
    pub(super) options: &'a ReadOptions<'a>,
    pub(super) fields: &'a EventFields,
    pub(super) table: TableOptions,
    pub(super) marks: &'a Marks,
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

    /// Reads a file as a whole.
    pub(super) fn file(
        &mut self,
        file: &str,
        format: CarrierFormat,
        source: &mut dyn Read,
    ) -> Result<InputSummary> {
        let Shared { options, fields, table, marks, .. } = *self.shared;
        let options = FileOptions { read: options, fields, table, marks };
        self.stream.file(file, format, source, &options).map_err(|error| match error {
            FileError::Table(error) => anyhow!("{}", table_message(&error)),
            FileError::Documents(error) => anyhow!("{error}"),
            error => error.into(),
        })
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
            self.stream.row(&mut reader, row, file, &mut record).map_err(io::Error::other)
        })?;
        self.stream.flush()?;
        record.losses = reader.take_losses();
        Ok(record)
    }
}
