//! What goes in: arguments, files and stdin, as batches of items in their order.

mod chunks;
mod json;
mod lines;
mod paste;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::Result;

pub(crate) use chunks::{Batch, Splitter};
pub(crate) use json::JsonSplitter;
pub(crate) use lines::LineSplitter;
pub(crate) use paste::{Pasted, hint, unpaste};

use crate::output::Talk;

/// Where items come from.
pub(crate) enum Source {
    /// Arguments, each an item.
    Arguments(Vec<OsString>),
    /// Files to be split into items.
    Files(Vec<PathBuf>),
}

impl Source {
    /// The source that the arguments of a command name. With neither strings nor files it is stdin.
    pub(crate) fn of_strings(args: &crate::args::StringArgs, talk: &Talk) -> Self {
        if args.files && !args.strings.is_empty() {
            Self::Files(args.strings.iter().map(PathBuf::from).collect())
        } else if !args.strings.is_empty() {
            Self::Arguments(args.strings.clone())
        } else if !args.input.is_empty() {
            Self::Files(args.input.clone())
        } else {
            Self::stdin(talk, "consent strings, one on a line")
        }
    }

    /// Standard input, with a note if someone would have to type it.
    pub(crate) fn stdin(talk: &Talk, what: &str) -> Self {
        if io::stdin().is_terminal() {
            talk.note(&format_args!("waiting for {what}; end with Ctrl-D (see tcf --help)"));
        }
        Self::Files(vec!["-".into()])
    }
}

/// Something to work on: an argument, or a piece of a file.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    /// How many items came before.
    pub(crate) index: u64,
    /// The file; `None` for an argument.
    pub(crate) file: Option<&'a str>,
    /// The line, from 1 on; `None` for an argument.
    pub(crate) line: Option<u64>,
    /// Its bytes, without the end of the line.
    pub(crate) bytes: &'a [u8],
    /// Number of bytes that were too many to be kept.
    pub(crate) dropped: u64,
}

/// A consent string as it came in.
pub(crate) struct Line<'a> {
    pub(crate) item: Item<'a>,
    pub(crate) label: Option<Cow<'a, str>>,
    /// The string, which may be in a shape that people paste.
    pub(crate) input: Cow<'a, str>,
    /// Bytes of the input before which all is ASCII.
    ascii: usize,
}

impl Line<'_> {
    /// The character at a byte of the input; they differ only behind what is no ASCII.
    pub(crate) fn character(&self, byte: usize) -> usize {
        if byte <= self.ascii {
            return byte;
        }
        let behind = self.input.get(self.ascii..).unwrap_or_default();
        self.ascii + behind.char_indices().take_while(|&(at, _)| self.ascii + at < byte).count()
    }
}

impl<'a> Item<'a> {
    /// Takes the label off. Arguments have none.
    pub(crate) fn into_line(self) -> Line<'a> {
        let (label, input) = match self.bytes.iter().position(|&byte| byte == b'\t') {
            Some(tab) if self.line.is_some() => {
                let (label, rest) = self.bytes.split_at(tab);
                (Some(String::from_utf8_lossy(label)), rest.get(1..).unwrap_or_default())
            }
            _ => (None, self.bytes),
        };
        // What is ASCII, as nearly all is, is looked at many bytes at a time.
        let input = str::from_utf8(input).map_or_else(|_| String::from_utf8_lossy(input), Cow::Borrowed);
        let other = (!input.is_ascii()).then(|| input.bytes().position(|byte| !byte.is_ascii())).flatten();
        let ascii = other.unwrap_or(input.len());
        Line { item: self, label, input, ascii }
    }
}

/// Walks through a source batch by batch; `each` gets the name of the file (`None` for arguments) and a batch.
/// A file that cannot be opened or read is complained about, and the others are read.
pub(crate) fn for_each_batch<S: Splitter>(
    source: &Source,
    new_splitter: impl Fn() -> S,
    talk: &Talk,
    bytes_read: &AtomicU64,
    mut each: impl FnMut(&Option<Arc<str>>, &mut Batch) -> Result<()>,
) -> Result<Opened> {
    let mut opened = Opened::All;
    match source {
        Source::Arguments(arguments) => {
            let mut batch = Batch::default();
            for argument in arguments {
                batch.push_whole(argument.as_encoded_bytes());
            }
            each(&None, &mut batch)?;
        }
        Source::Files(paths) => {
            let mut count = 0;
            for path in paths {
                let name: Arc<str> = path.to_string_lossy().into();
                let reader: Box<dyn Read> = if &*name == "-" {
                    Box::new(io::stdin().lock())
                } else {
                    match File::open(path) {
                        Ok(file) => Box::new(file),
                        Err(error) => {
                            talk.error(&format_args!("cannot open {name}: {error}"));
                            opened = Opened::NotAll;
                            continue;
                        }
                    }
                };
                let file = Some(Arc::clone(&name));
                let (items, error) =
                    chunks::split(reader, new_splitter(), count, bytes_read, |batch| each(&file, batch))?;
                count = items;
                if let Some(error) = error {
                    talk.error(&format_args!("cannot read {name}: {error}"));
                    opened = Opened::NotAll;
                }
            }
        }
    }
    Ok(opened)
}

/// Whether every file could be opened and read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    All,
    NotAll,
}
