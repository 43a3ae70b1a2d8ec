//! Parquet files among the input, detected by their first bytes.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
use std::sync::atomic::AtomicU64;

use anyhow::Result;
use tcf_carrier::TableOptions;

use super::chunks::Each;
use super::format::ItemReader;

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

/// The error of a Parquet file where no column is named.
pub(super) fn needs_column() -> io::Error {
    let message = "it is a Parquet file: decode, inspect, validate and decide read a column of it \
                   with --column NAME; for other commands, export it as CSV or JSON lines";
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// A Parquet file among the input.
pub(super) enum ParquetFile<'a> {
    /// A file, and the counter of its bytes.
    File(File, &'a AtomicU64),
    /// Stdin, or a file that is compressed as a whole.
    Stream(Box<dyn Read + 'a>),
}

impl<'a> ParquetFile<'a> {
    pub(super) const fn new(file: File, bytes_read: &'a AtomicU64) -> Self {
        Self::File(file, bytes_read)
    }

    pub(super) const fn of_stream(stream: Box<dyn Read + 'a>) -> Self {
        Self::Stream(stream)
    }

    /// Reads the column of the strings. `count` is the number of items before. Returns the number
    /// of items including those, and why reading ended early.
    pub(super) fn read(
        self,
        items: &impl ItemReader,
        count: u64,
        each: Each<'_>,
    ) -> Result<(u64, Option<io::Error>)> {
        let Some(columns) = items.columns() else { return Ok((count, Some(needs_column()))) };
        if columns.options != TableOptions::new() {
            let message = "it is a Parquet file, which has no --delimiter and no --header";
            let error = io::Error::new(io::ErrorKind::InvalidInput, message);
            return Ok((count, Some(error)));
        }
        #[cfg(feature = "parquet")]
        return super::flow::Flow::run(count, each, |flow| {
            let (file, bytes_read) = match self {
                Self::File(file, bytes_read) => (file, Some(bytes_read)),
                Self::Stream(stream) => (spool(stream)?, None),
            };
            super::parquet::read(file, columns, flow, bytes_read)
        });
        #[cfg(not(feature = "parquet"))]
        {
            let _ = (columns, each);
            let message = "it is a Parquet file, which this build does not read";
            Ok((count, Some(io::Error::new(io::ErrorKind::Unsupported, message))))
        }
    }
}

/// Copies a stream to a temporary file without a name, because the directory of a Parquet file is
/// at its end.
#[cfg(feature = "parquet")]
fn spool(mut source: impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut source, &mut file)?;
    Ok(file)
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
}
