//! Parquet files among the input, detected by their first bytes.

#[cfg(not(feature = "parquet"))]
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
#[cfg(not(feature = "parquet"))]
use std::marker::PhantomData;
use std::sync::atomic::AtomicU64;

use anyhow::Result;
use tcf_audit::digest::HashingReader;
use tcf_carrier::TableOptions;

use super::chunks::Each;
use super::flow::Flow;
use super::format::ItemReader;
use super::table::TableColumns;

/// The bytes at both ends of a Parquet file.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// Whether a file starts as a Parquet file. It is then at its start again. Only regular files are
/// examined, because others cannot be read twice.
pub(super) fn is_parquet(file: &mut File) -> io::Result<bool> {
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let head = head(&mut *file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(head == MAGIC)
}

/// Whether a stream is a Parquet file, and the whole stream. Does not wait for the fourth byte of
/// other input than that.
pub(super) fn examine<'a>(
    mut stream: Box<dyn Read + 'a>,
) -> io::Result<(bool, Box<dyn Read + 'a>)> {
    let head = head(&mut *stream)?;
    Ok((head == MAGIC, Box::new(Cursor::new(head).chain(stream))))
}

/// The first bytes, as far as they are those of a Parquet file, and the first that is not.
fn head(mut source: impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while head.len() < MAGIC.len() && MAGIC.starts_with(&head) {
        if source.by_ref().take(1).read_to_end(&mut head)? == 0 {
            break;
        }
    }
    Ok(head)
}

/// The error of a command that does not read Parquet files.
pub(super) fn not_read() -> io::Error {
    let message = "it is a Parquet file: decode, inspect, validate, decide, extract and audit read \
                   Parquet files; for other commands, export it as CSV or JSON lines";
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The error of a Parquet file where lines are expected.
pub(super) fn needs_option() -> io::Error {
    let message = "it is a Parquet file: read a column of it with --column NAME, or what is found \
                   in all columns with --from parquet";
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The error of options for CSV and TSV with a Parquet file.
pub(crate) fn has_no_dialect() -> io::Error {
    let message = "it is a Parquet file, which has no --delimiter and no --header";
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// A Parquet file among the input.
pub(crate) enum ParquetFile<'a> {
    /// A file, and the counter of its bytes; `None` if they were counted before.
    File(File, Option<&'a AtomicU64>),
    /// Stdin, or a file that is compressed as a whole.
    Stream(Box<dyn Read + 'a>),
}

impl<'a> ParquetFile<'a> {
    pub(super) const fn new(file: File, bytes_read: &'a AtomicU64) -> Self {
        Self::File(file, Some(bytes_read))
    }

    pub(super) const fn of_stream(stream: Box<dyn Read + 'a>) -> Self {
        Self::Stream(stream)
    }

    /// Reads the column of the strings, or the strings in all columns. `count` is the number of
    /// items before. Returns the number of items including those, and why reading ended early.
    pub(super) fn read(
        self,
        items: &impl ItemReader,
        count: u64,
        each: Each<'_>,
    ) -> Result<(u64, Option<io::Error>)> {
        if let Some(reader) = items.carriers() {
            return Flow::run(count, each, |flow| {
                reader.check_parquet()?;
                reader.read_table(&self.table(&[])?, flow)
            });
        }
        let Some(columns) = items.columns() else {
            return Ok((count, Some(items.parquet_error())));
        };
        if columns.options != TableOptions::new() {
            return Ok((count, Some(has_no_dialect())));
        }
        Flow::run(count, each, |flow| self.strings(columns, flow))
    }

    /// Copies a stream to a temporary file without a name, because the directory of a Parquet file
    /// is at its end.
    fn into_file(self) -> io::Result<(File, Option<&'a AtomicU64>)> {
        match self {
            Self::File(file, bytes_read) => Ok((file, bytes_read)),
            Self::Stream(mut stream) => {
                let mut file = tempfile::tempfile()?;
                io::copy(&mut stream, &mut file)?;
                file.seek(SeekFrom::Start(0))?;
                Ok((file, None))
            }
        }
    }

    /// The file again, and the SHA-256 of its bytes in hexadecimal digits.
    pub(crate) fn with_digest(self) -> io::Result<(Self, String)> {
        let (mut file, bytes_read) = self.into_file()?;
        let digest = HashingReader::new(&file).finish()?;
        file.seek(SeekFrom::Start(0))?;
        Ok((Self::File(file, bytes_read), digest))
    }
}

#[cfg(feature = "parquet")]
impl<'a> ParquetFile<'a> {
    fn strings(self, columns: &TableColumns, flow: &Flow<'_>) -> io::Result<()> {
        let (file, bytes_read) = self.into_file()?;
        super::parquet::read(file, columns, flow, bytes_read)
    }

    /// Opens the file as a table. `given` are names or numbers of columns that are read besides
    /// those that may have signals.
    pub(crate) fn table(self, given: &[&str]) -> io::Result<ParquetTable<'a>> {
        let (file, bytes_read) = self.into_file()?;
        ParquetTable::open(file, given, bytes_read)
    }
}

#[cfg(not(feature = "parquet"))]
#[expect(clippy::unused_self, reason = "methods as of the build with the feature")]
impl<'a> ParquetFile<'a> {
    fn strings(self, _: &TableColumns, _: &Flow<'_>) -> io::Result<()> {
        not_built().map(|never| match never {})
    }

    pub(crate) fn table(self, _: &[&str]) -> io::Result<ParquetTable<'a>> {
        not_built().map(|never| ParquetTable(never, PhantomData))
    }
}

#[cfg(not(feature = "parquet"))]
fn not_built() -> io::Result<Infallible> {
    let message = "it is a Parquet file, which this build does not read";
    Err(io::Error::new(io::ErrorKind::Unsupported, message))
}

#[cfg(feature = "parquet")]
pub(crate) use super::parquet::ParquetTable;

/// A table that no build without the feature opens.
#[cfg(not(feature = "parquet"))]
pub(crate) struct ParquetTable<'a>(Infallible, PhantomData<&'a ()>);

#[cfg(not(feature = "parquet"))]
impl ParquetTable<'_> {
    const fn never(&self) -> ! {
        match self.0 {}
    }

    pub(crate) fn header(&self) -> &[String] {
        self.never()
    }

    pub(crate) fn unread(&self) -> &[String] {
        self.never()
    }

    pub(crate) fn message(&self, _: &tcf_carrier::TableError) -> String {
        self.never()
    }

    pub(crate) fn read(
        &self,
        _: &mut dyn FnMut() -> io::Result<()>,
        _: &mut dyn FnMut(&tcf_carrier::Row<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.never()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_examined_no_further_than_it_fits() {
        /// Fails after its bytes.
        struct Fails(&'static [u8]);
        impl Read for Fails {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if self.0.is_empty() {
                    Err(io::Error::other("read on"))
                } else {
                    self.0.read(buffer)
                }
            }
        }
        for (bytes, is_parquet) in [("PAR1", true), ("PAX", false), ("C", false), ("\n", false)] {
            let (found, mut rest) = examine(Box::new(Fails(bytes.as_bytes()))).unwrap();
            assert_eq!(found, is_parquet, "{bytes}");
            let mut read = Vec::new();
            assert!(rest.read_to_end(&mut read).is_err());
            assert_eq!(read, bytes.as_bytes());
        }
        assert!(!examine(Box::new(&b"PA"[..])).unwrap().0);
    }

    #[test]
    fn a_stream_is_copied_once() {
        let (parquet, _) = ParquetFile::of_stream(Box::new(MAGIC)).with_digest().unwrap();
        let ParquetFile::File(mut file, None) = parquet else { panic!("not a file") };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, MAGIC);
    }
}
