//! Input from arguments, files and stdin, as batches of items in order.

mod advice;
mod carriers;
mod cell;
mod chunks;
mod encoded;
mod flow;
mod format;
mod json;
mod json_lines;
mod lines;
mod notes;
#[cfg(feature = "parquet")]
mod parquet;
mod parquet_file;
mod stream;
mod table;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use tcf::{Input, Inputs, Labeled, Origin};

use advice::string_for_file;
pub(crate) use advice::{STRING_FOR_FILE, is_string, other_format};
pub(crate) use carriers::CarrierReader;
use cell::Cell;
pub(crate) use cell::Content;
pub(crate) use chunks::{Batch, Splitter};
pub(crate) use encoded::{read_text, without_mark};
pub(crate) use format::{ItemReader, StringReader};
pub(crate) use json::JsonSplitter;
pub(crate) use json_lines::{JsonMembers, not_json};
pub(crate) use lines::LineSplitter;
pub(crate) use notes::{detected, is_parquet, losses_of, not_parquet, shown, unread};
pub(crate) use parquet_file::{ParquetFile, ParquetTable, has_no_dialect};
pub(crate) use stream::{Examined, detect, stream};
pub(crate) use table::{TableColumns, no_column, table_message};

use crate::number::u64_of;

/// The source of items: arguments and files, in order.
pub(crate) struct Source {
    pub(crate) parts: Vec<Part>,
}

/// A part of a source.
pub(crate) enum Part {
    /// An argument is one item.
    Argument(OsString),
    /// A file is split into items; `-` is stdin.
    File(PathBuf),
}

impl Source {
    /// Standard input.
    pub(crate) fn stdin() -> Self {
        Self { parts: vec![Part::File(STDIN.into())] }
    }

    /// Strings; the argument `-` is stdin.
    pub(crate) fn arguments(arguments: &[OsString]) -> Self {
        let part = |argument: &OsString| match argument {
            argument if argument == STDIN => Part::File(STDIN.into()),
            argument => Part::Argument(argument.clone()),
        };
        Self { parts: arguments.iter().map(part).collect() }
    }

    /// Files; `-` is stdin.
    pub(crate) fn files(files: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        Self { parts: files.into_iter().map(|file| Part::File(file.into())).collect() }
    }

    /// The files, `-` included.
    pub(crate) fn file_names(&self) -> impl Iterator<Item = &Path> {
        self.parts.iter().filter_map(|part| match part {
            Part::File(file) => Some(file.as_path()),
            Part::Argument(_) => None,
        })
    }

    /// Whether input is read from a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.file_names().any(|file| file.as_os_str() == STDIN) && io::stdin().is_terminal()
    }
}

/// The name of stdin among arguments and files.
pub(crate) const STDIN: &str = "-";

/// An argument, or a piece of a file.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    /// Number of items before it.
    pub(crate) index: u64,
    /// The file; `None` for an argument.
    pub(crate) file: Option<&'a str>,
    /// The line number, from 1; `None` for an argument.
    pub(crate) line: Option<u64>,
    /// The bytes, without the line end.
    pub(crate) bytes: &'a [u8],
    /// Number of bytes that were dropped at the end of a long line.
    pub(crate) dropped: u64,
    /// What a table or another carrier tells about it.
    pub(crate) cell: Option<&'a Cell>,
}

impl<'a> Item<'a> {
    /// The text, without the label. Arguments have none.
    pub(crate) fn labeled(&self) -> Labeled<'a> {
        match (self.cell, self.line) {
            (Some(cell), _) => cell.labeled(self.bytes),
            (None, Some(_)) => Labeled::split(self.bytes),
            (None, None) => Labeled::without_label(self.bytes),
        }
    }

    /// What is in its cell. Items that are not cells are strings.
    pub(crate) fn content(&self) -> &'a Content {
        self.cell.map_or(&Content::String, |cell| &cell.content)
    }

    /// Whether it is a row or line without a string.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.content(), Content::Null)
    }

    /// The origin, with the label of its text.
    pub(crate) fn origin<'b>(&self, labeled: &'b Labeled<'_>) -> Origin<'b>
    where
        'a: 'b,
    {
        let label = labeled.label.as_deref();
        let origin = Origin { file: self.file, line: self.line, label, ..Origin::default() };
        self.cell.map_or(origin, |cell| cell.origin(origin))
    }

    /// The consent string in the text: of several, the one that commands take which work on one.
    pub(crate) fn input<'b>(&self, labeled: &'b Labeled<'_>) -> Input<'b>
    where
        'a: 'b,
    {
        self.inputs(labeled).into_main()
    }

    /// The consent strings in the text.
    pub(crate) fn inputs<'b>(&self, labeled: &'b Labeled<'_>) -> Inputs<'b>
    where
        'a: 'b,
    {
        let origin = self.origin(labeled);
        let is_lossy = matches!(labeled.input, Cow::Owned(_));
        // A line of data is not pasted: text around its string may be damage.
        let inputs = match self.file {
            Some(_) => Inputs::new(&labeled.input),
            None => Inputs::pasted(&labeled.input),
        };
        inputs.map(|input| {
            let input = input.with_origin(origin).with_losses(is_lossy, self.dropped);
            match self.cell {
                Some(Cell { carrier: Some(place), .. }) => {
                    input.as_part().with_carrier(place.carrier())
                }
                Some(_) => input.as_part(),
                None => input,
            }
        })
    }
}

/// A file that could not be opened or read.
#[derive(Debug)]
pub(crate) struct Unreadable {
    file: Arc<str>,
    was_opened: bool,
    error: io::Error,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, was_opened, error } = self;
        let file = shown(file);
        if error.kind() == io::ErrorKind::IsADirectory {
            return write!(f, "{file} is a directory, expected a file");
        }
        write!(f, "cannot {} {file}: {error}", if *was_opened { "read" } else { "open" })?;
        if !was_opened
            && error.kind() == io::ErrorKind::NotFound
            && let Some(help) = string_for_file(file)
        {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

/// An event of a source.
pub(crate) enum Event<'a> {
    /// Items with the name of their file (`None` for arguments). The batch may be taken if another
    /// is left in its place.
    Batch(&'a Option<Arc<str>>, &'a mut Batch),
    /// A file that is skipped or ends early. Reading continues with the next file.
    Unreadable(Unreadable),
}

/// Reads a source part by part and counts the bytes of files.
pub(crate) fn read(
    source: &Source,
    items: &impl ItemReader,
    bytes_read: &AtomicU64,
    mut each: impl FnMut(Event<'_>) -> Result<()>,
) -> Result<()> {
    let mut count = 0;
    for part in &source.parts {
        let path = match part {
            Part::Argument(argument) => {
                let mut batch = Batch::starting_at(count);
                batch.push_whole(argument.as_encoded_bytes());
                count += 1;
                each(Event::Batch(&None, &mut batch))?;
                continue;
            }
            Part::File(path) => path,
        };
        let name: Arc<str> = path.to_string_lossy().into();
        let file = Some(Arc::clone(&name));
        let mut each_batch = |batch: &mut Batch| each(Event::Batch(&file, batch));
        let (read, ended) = match open(path, bytes_read) {
            Ok(Opened::Text(text)) => items.read(text, &name, count, &mut each_batch)?,
            Ok(Opened::Parquet(parquet)) => parquet.read(items, count, &mut each_batch)?,
            Err(error) => {
                each(Event::Unreadable(error))?;
                continue;
            }
        };
        count = read;
        if let Some(error) = ended {
            each(Event::Unreadable(Unreadable { file: name, was_opened: true, error }))?;
        }
    }
    if let Some((file, error)) = items.missing() {
        each(Event::Unreadable(Unreadable { file, was_opened: true, error }))?;
    }
    Ok(())
}

/// A file that was opened.
pub(crate) enum Opened<'a> {
    /// Text, without compression.
    Text(Box<dyn Read + 'a>),
    Parquet(ParquetFile<'a>),
}

/// Opens a file (`-` is stdin): gzip and zstd are decompressed, and Parquet files are recognized.
/// `bytes_read` counts the bytes of the file.
pub(crate) fn open<'a>(path: &Path, bytes_read: &'a AtomicU64) -> Result<Opened<'a>, Unreadable> {
    let name = path.to_string_lossy();
    let unreadable = |was_opened, error| Unreadable { file: (&*name).into(), was_opened, error };
    let reader: Box<dyn Read> = if &*name == STDIN {
        Box::new(io::stdin().lock())
    } else {
        let mut file = File::open(path).map_err(|error| unreadable(false, error))?;
        if parquet_file::is_parquet(&mut file).map_err(|error| unreadable(true, error))? {
            return Ok(Opened::Parquet(ParquetFile::new(file, bytes_read)));
        }
        Box::new(file)
    };
    let text = encoded::text(Counted { reader, bytes_read });
    let opened = text.and_then(|text| match parquet_file::examine(text)? {
        (true, stream) => Ok(Opened::Parquet(ParquetFile::of_stream(stream))),
        (false, text) => Ok(Opened::Text(text)),
    });
    opened.map_err(|error| unreadable(true, error))
}

/// Counts the bytes of a source, which may be compressed.
struct Counted<'a, R> {
    reader: R,
    bytes_read: &'a AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes_read.fetch_add(u64_of(read), Ordering::Relaxed);
        Ok(read)
    }
}
