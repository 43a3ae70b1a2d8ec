//! Splits a stream into batches. Each read is processed before the next, so that a slow pipe gets
//! immediate output and memory use is bounded.

use std::io::{self, Read};
use std::ops::Range;

use anyhow::Result;

use super::Item;
use super::cell::Cell;
use super::notes::Note;
use crate::number::u64_of;

/// Bytes per read.
pub(super) const CHUNK: usize = 1 << 15;

/// Takes batches of items. The batch may be taken if another is left in its place.
pub(crate) type Each<'e> = &'e mut dyn FnMut(&mut Batch) -> Result<()>;

/// Splits a stream into pieces.
pub(crate) trait Splitter {
    /// Adds a chunk: complete pieces go to the batch, the rest is kept for the next chunk.
    fn feed(&mut self, chunk: &[u8], batch: &mut Batch);
    /// Ends the stream.
    fn finish(&mut self, batch: &mut Batch);
}

/// An item in its batch.
struct Piece {
    bytes: Range<usize>,
    line: Option<u64>,
    dropped: u64,
    /// What is known besides its bytes.
    cell: Option<Box<Cell>>,
}

/// Items of one read.
#[derive(Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
    /// Number of items before this batch.
    first: u64,
    /// Notes about the input, which are printed before the items.
    notes: Vec<Note>,
}

impl Batch {
    /// An empty batch, with the number of items before it.
    pub(super) fn starting_at(first: u64) -> Self {
        Self { first, ..Self::default() }
    }

    /// Adds a piece that has no line.
    pub(crate) fn push_whole(&mut self, bytes: &[u8]) {
        self.push(&[bytes], None, 0);
    }

    /// Adds a piece that consists of parts.
    pub(crate) fn push(&mut self, parts: &[&[u8]], line: Option<u64>, dropped: u64) {
        let start = self.bytes.len();
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
        self.pieces.push(Piece { bytes: start..self.bytes.len(), line, dropped, cell: None });
    }

    /// Adds a piece with what is known besides its bytes.
    pub(super) fn push_cell(&mut self, bytes: &[u8], line: Option<u64>, dropped: u64, cell: Cell) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let bytes = start..self.bytes.len();
        self.pieces.push(Piece { bytes, line, dropped, cell: Some(Box::new(cell)) });
    }

    /// The size of the pieces in memory, in bytes.
    pub(super) fn size(&self) -> usize {
        /// About what a piece with a cell takes besides its bytes.
        const CELL: usize = 128;
        self.bytes.len() + self.pieces.len() * CELL
    }

    /// Adds a note about the input.
    pub(super) fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// The notes about the input.
    pub(crate) fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Whether there are neither items nor notes.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.notes.is_empty()
    }

    /// Number of items.
    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// The items, of a file or of arguments.
    pub(crate) fn items<'a>(&'a self, file: Option<&'a str>) -> impl Iterator<Item = Item<'a>> {
        (self.first..)
            .zip(&self.pieces)
            .map(move |(index, piece)| self.make_item(index, piece, file))
    }

    /// The item at a position in the batch.
    #[expect(clippy::indexing_slicing, reason = "positions are those of `items`")]
    pub(crate) fn item<'a>(&'a self, position: usize, file: Option<&'a str>) -> Item<'a> {
        self.make_item(self.first + u64_of(position), &self.pieces[position], file)
    }

    #[expect(clippy::indexing_slicing, reason = "`push` adds the bytes before the piece")]
    fn make_item<'a>(&'a self, index: u64, piece: &'a Piece, file: Option<&'a str>) -> Item<'a> {
        let bytes = &self.bytes[piece.bytes.clone()];
        let cell = piece.cell.as_deref();
        Item { index, file, line: piece.line, bytes, dropped: piece.dropped, cell }
    }

    /// Sets the number of items before it.
    pub(super) fn with_first(self, first: u64) -> Self {
        Self { first, ..self }
    }

    /// Removes the items and keeps the allocations.
    pub(crate) fn cleared(mut self) -> Self {
        self.bytes.clear();
        self.pieces.clear();
        self.notes.clear();
        self
    }
}

/// Reads to the end or to a read error. Returns the error and the number of items, including the
/// `count` items before.
pub(super) fn split<S: Splitter>(
    mut reader: impl Read,
    mut splitter: S,
    mut count: u64,
    each: Each<'_>,
) -> Result<(u64, Option<io::Error>)> {
    let mut chunk = vec![0; CHUNK];
    let mut batch = Batch::default();
    loop {
        let (read, error) = match reader.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => (0, Some(error)),
            Ok(read) => (read, None),
        };
        batch.first = count;
        if read == 0 {
            // After an error, the last piece is incomplete.
            if error.is_none() {
                splitter.finish(&mut batch);
            }
        } else {
            #[expect(
                clippy::indexing_slicing,
                reason = "`read` returns at most the length of its buffer"
            )]
            splitter.feed(&chunk[..read], &mut batch);
        }
        if !batch.is_empty() {
            count += u64_of(batch.len());
            each(&mut batch)?;
        }
        batch = batch.cleared();
        if read == 0 {
            return Ok((count, error));
        }
    }
}
