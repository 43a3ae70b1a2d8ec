//! How the items of a file are found.

use std::io::{self, Read};
use std::sync::Arc;

use anyhow::Result;

use super::advice::Advisor;
use super::carriers::CarrierReader;
use super::chunks::{self, Batch, Each, Splitter};
use super::flow::Flow;
use super::json_lines::JsonMembers;
use super::lines::LineSplitter;
use super::notes::Note;
use super::parquet_file;
use super::table::TableColumns;

/// Finds the items of files.
pub(crate) trait ItemReader {
    /// Reads a text of a file to its end, or until it turns out to be broken. `count` is the number
    /// of items before. Returns the number of items including those, and why reading ended early.
    fn read(
        &self,
        text: impl Read,
        file: &Arc<str>,
        count: u64,
        each: Each<'_>,
    ) -> Result<(u64, Option<io::Error>)>;

    /// What is missing in all files that were read: the first of them, and what is wrong.
    fn missing(&self) -> Option<(Arc<str>, io::Error)> {
        None
    }

    /// The columns that are read of a table, which may be a Parquet file.
    fn columns(&self) -> Option<&TableColumns> {
        None
    }

    /// How strings are found in a file that carries them, which may be a Parquet file.
    fn carriers(&self) -> Option<&CarrierReader> {
        None
    }

    /// The error of a Parquet file of which neither a column nor what it carries is read.
    fn parquet_error(&self) -> io::Error {
        parquet_file::not_read()
    }
}

/// A function that makes a splitter for each file.
impl<S: Splitter, F: Fn() -> S> ItemReader for F {
    fn read(
        &self,
        text: impl Read,
        _: &Arc<str>,
        count: u64,
        each: Each<'_>,
    ) -> Result<(u64, Option<io::Error>)> {
        chunks::split(text, self(), count, each)
    }
}

/// Finds the consent strings of files.
pub(crate) enum StringReader {
    /// A string per line, possibly after a label.
    Lines {
        /// Maximum length of a string.
        max_length: usize,
        /// Whether empty lines and comments are items.
        every_line: bool,
    },
    /// A column of a table.
    Table(TableColumns),
    /// A member of JSON lines.
    JsonLines(JsonMembers),
    /// A file that carries strings.
    Carrier(CarrierReader),
}

impl ItemReader for StringReader {
    fn read(
        &self,
        text: impl Read,
        file: &Arc<str>,
        count: u64,
        each: Each<'_>,
    ) -> Result<(u64, Option<io::Error>)> {
        match self {
            Self::Lines { max_length, every_line } => {
                let splitter = LineSplitter::new(*max_length).with_every_line(*every_line);
                let mut advisor = Advisor::new(*max_length);
                let read = chunks::split(text, splitter, count, &mut |batch| {
                    if let Some(advice) = advisor.see(batch) {
                        batch.note(Note::Advice(advice));
                    }
                    each(batch)
                })?;
                if let Some(advice) = advisor.finish() {
                    let mut batch = Batch::starting_at(read.0);
                    batch.note(Note::Advice(advice));
                    each(&mut batch)?;
                }
                Ok(read)
            }
            Self::Table(columns) => Flow::run(count, each, |flow| columns.read(text, flow)),
            Self::Carrier(reader) => reader.read(text, count, each),
            Self::JsonLines(members) => {
                Flow::run(count, each, |flow| members.read(text, file, flow))
            }
        }
    }

    fn missing(&self) -> Option<(Arc<str>, io::Error)> {
        match self {
            Self::JsonLines(members) => members.absent(),
            _ => None,
        }
    }

    fn columns(&self) -> Option<&TableColumns> {
        match self {
            Self::Table(columns) => Some(columns),
            _ => None,
        }
    }

    fn carriers(&self) -> Option<&CarrierReader> {
        match self {
            Self::Carrier(reader) => Some(reader),
            _ => None,
        }
    }

    fn parquet_error(&self) -> io::Error {
        parquet_file::needs_option()
    }
}
