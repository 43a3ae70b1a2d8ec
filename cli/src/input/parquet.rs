//! Parquet files, read column by column.

mod column;
mod rows;
mod strings;
mod value;

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{FileReader as _, RowGroupReader, SerializedFileReader};
use parquet::schema::types::SchemaDescriptor;

pub(crate) use rows::ParquetTable;
pub(super) use strings::read;
use value::{Value, next_values};

use super::parquet_file::MAGIC;
use crate::number::u64_of;
use crate::panics;
use crate::term::plain;

/// A file that is read row group by row group. Memory holds the directory of the file and one page
/// of each column that is read.
struct Reader<'a> {
    reader: SerializedFileReader<File>,
    /// Counts the bytes of row groups; `None` if they were counted before.
    bytes_read: Option<&'a AtomicU64>,
}

/// A function that is called for each row: with its number, and its values by column.
type EachRow<'e> = &'e mut dyn FnMut(u64, &[(usize, Option<Value>)]) -> io::Result<()>;

impl<'a> Reader<'a> {
    fn open(file: File, bytes_read: Option<&'a AtomicU64>) -> io::Result<Self> {
        check_end(&file)?;
        let reader = guarded(|| SerializedFileReader::new(file)).map_err(io_error)?;
        Ok(Self { reader, bytes_read })
    }

    fn schema(&self) -> &SchemaDescriptor {
        self.reader.metadata().file_metadata().schema_descr()
    }

    /// Reads the rows of columns, which are ascending. `before_read` is called whenever more is
    /// about to be read.
    fn read(
        &self,
        columns: &[usize],
        before_read: &mut dyn FnMut() -> io::Result<()>,
        each: EachRow<'_>,
    ) -> io::Result<()> {
        let mut row = 0;
        for index in 0..self.reader.num_row_groups() {
            let group = guarded(|| self.reader.get_row_group(index)).map_err(io_error)?;
            read_group(&*group, columns, &mut row, before_read, each).map_err(io_error)?;
            if let Some(bytes_read) = self.bytes_read {
                let bytes = u64::try_from(group.metadata().compressed_size()).unwrap_or_default();
                bytes_read.fetch_add(bytes, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        ParquetError::General(message) => broken(&message),
        error => broken(&error.to_string()),
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn broken(message: &str) -> io::Error {
    invalid(format!("broken Parquet file: {}", plain(message)))
}

/// An error about what the file has, not about how it is written.
fn unsuitable(message: String) -> ParquetError {
    external(invalid(message))
}

fn external(error: io::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

/// Rejects a file that was cut off, which has no directory.
fn check_end(file: &File) -> io::Result<()> {
    let mut file = file.try_clone()?;
    let length = file.metadata()?.len();
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(u64_of(MAGIC.len()))))?;
    file.read_to_end(&mut end)?;
    // The magic twice, and the length of the directory.
    if end == MAGIC && length >= 12 {
        return Ok(());
    }
    Err(invalid("the Parquet file is truncated: its end is missing".to_owned()))
}

/// Calls the reader of files, which panics on some that are broken.
fn guarded<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    let error = |_| ParquetError::General("its parts contradict each other".to_owned());
    panics::catch(read).map_err(error)?
}

/// Reads a row group. `row` is the number of rows before.
fn read_group(
    group: &dyn RowGroupReader,
    columns: &[usize],
    row: &mut u64,
    before_read: &mut dyn FnMut() -> io::Result<()>,
    each: EachRow<'_>,
) -> Result<()> {
    let schema = group.metadata().schema_descr();
    let mut readers = Vec::new();
    for &index in columns {
        let column = group.metadata().column(index);
        let unsupported = match column.compression() {
            Compression::BROTLI(_) => Some("Brotli"),
            Compression::LZO => Some("LZO"),
            _ => None,
        };
        if let Some(codec) = unsupported {
            let name = plain(&column.column_path().string());
            return Err(unsuitable(format!(
                "column \"{name}\" is compressed with {codec}, which is not supported; write the \
                 file with zstd, snappy, gzip or lz4"
            )));
        }
        let reader = guarded(|| group.get_column_reader(index))?;
        readers.push((index, schema.column(index), reader));
    }
    let mut values = Vec::new();
    loop {
        before_read().map_err(external)?;
        let mut batch = Batch { columns: Vec::new() };
        for (index, column, reader) in &mut readers {
            let values = guarded(|| next_values(reader, column))?;
            batch.columns.push((*index, values.into_iter()));
        }
        let mut lengths = batch.columns.iter().map(|(_, values)| values.len());
        let length = lengths.next().unwrap_or_default();
        if lengths.any(|other| other != length) {
            return Err(ParquetError::General("columns differ in length".to_owned()));
        }
        if length == 0 {
            return Ok(());
        }
        for _ in 0..length {
            *row += 1;
            batch.next_row(&mut values);
            each(*row, &values).map_err(external)?;
        }
    }
}

/// The values of rows that are read together, by column of the file.
struct Batch {
    columns: Vec<(usize, std::vec::IntoIter<Option<Value>>)>,
}

impl Batch {
    fn next_row(&mut self, row: &mut Vec<(usize, Option<Value>)>) {
        let columns = self.columns.iter_mut();
        row.clear();
        row.extend(columns.map(|(index, values)| (*index, values.next().flatten())));
    }
}

#[cfg(test)]
mod tests;
