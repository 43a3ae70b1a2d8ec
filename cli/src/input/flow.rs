//! Hands items over while a file is read by a reader of its own.

use std::cell::{Cell as Shared, RefCell};
use std::io::{self, Read};
use std::mem;

use anyhow::Result;
use tcf_carrier::Losses;

use super::cell::Cell;
use super::chunks::{Batch, CHUNK, Each};
use super::notes::Note;

/// Collects items, and hands them over before more is read: a slow pipe gets immediate output, and
/// memory use is bounded.
pub(super) struct Flow<'e> {
    batch: RefCell<Batch>,
    each: RefCell<Each<'e>>,
    /// Number of items, including those before this file.
    count: Shared<u64>,
    /// Why items are no longer taken.
    stopped: RefCell<Option<anyhow::Error>>,
}

impl<'e> Flow<'e> {
    /// Reads a file. `count` is the number of items before. Returns the number of items including
    /// those, and why reading ended early.
    pub(super) fn run(
        count: u64,
        each: Each<'e>,
        read: impl FnOnce(&Self) -> io::Result<()>,
    ) -> Result<(u64, Option<io::Error>)> {
        let flow = Self::new(count, each);
        let read = read(&flow);
        Ok((flow.finish()?, read.err()))
    }

    fn new(count: u64, each: Each<'e>) -> Self {
        Self {
            batch: RefCell::new(Batch::starting_at(count)),
            each: RefCell::new(each),
            count: Shared::new(count),
            stopped: RefCell::default(),
        }
    }

    /// A reader that hands over the items before it reads.
    pub(super) fn reader<R>(&self, reader: R) -> FlowReader<'_, 'e, R> {
        FlowReader { reader, flow: self }
    }

    /// Adds an item.
    pub(super) fn push(&self, bytes: &[u8], line: Option<u64>, dropped: u64, cell: Cell) {
        let mut batch = self.batch.borrow_mut();
        batch.push_cell(bytes, line, dropped, cell);
        self.count.set(self.count.get() + 1);
        let is_full = batch.size() >= CHUNK;
        drop(batch);
        if is_full {
            self.hand_over();
        }
    }

    /// Adds a note about the input.
    pub(super) fn note(&self, note: Note) {
        self.batch.borrow_mut().note(note);
    }

    /// Notes what was not read of the input, if anything.
    pub(super) fn lost(&self, losses: Losses) {
        if !losses.is_empty() {
            self.note(Note::Lost(losses));
        }
    }

    /// Hands over the items. Returns false if items are no longer taken.
    pub(super) fn hand_over(&self) -> bool {
        let mut stopped = self.stopped.borrow_mut();
        let mut batch = self.batch.borrow_mut();
        if stopped.is_none() && !batch.is_empty() {
            *stopped = self.each.borrow_mut()(&mut batch).err();
        }
        *batch = mem::take(&mut *batch).cleared().with_first(self.count.get());
        stopped.is_none()
    }

    /// Hands over the items before more is read.
    pub(super) fn before_read(&self) -> io::Result<()> {
        if self.hand_over() {
            return Ok(());
        }
        // `finish` returns the reason.
        Err(io::Error::other("the output is closed"))
    }

    /// Hands over the rest, and returns the number of items.
    ///
    /// # Errors
    ///
    /// If items are no longer taken.
    fn finish(self) -> Result<u64> {
        self.hand_over();
        match self.stopped.into_inner() {
            Some(error) => Err(error),
            None => Ok(self.count.get()),
        }
    }
}

/// Reads from `reader` after the items are handed over.
pub(super) struct FlowReader<'f, 'e, R> {
    reader: R,
    flow: &'f Flow<'e>,
}

impl<R: Read> Read for FlowReader<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.flow.before_read()?;
        self.reader.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_handed_over_before_more_is_read() {
        let mut seen = Vec::new();
        let mut each = |batch: &mut Batch| {
            seen.push(batch.items(None).map(|item| item.index).collect::<Vec<_>>());
            Ok(())
        };
        let flow = Flow::new(3, &mut each);
        let mut reader = flow.reader(&b"ab"[..]);
        let mut buffer = [0];
        for _ in 0..2 {
            reader.read_exact(&mut buffer).unwrap();
            flow.push(&buffer, None, 0, Cell::default());
            flow.push(&buffer, None, 0, Cell::default());
        }
        assert_eq!(flow.finish().unwrap(), 7);
        assert_eq!(seen, [[3, 4], [5, 6]]);
    }

    #[test]
    fn a_full_batch_is_handed_over_without_a_read() {
        let mut batches = 0;
        let mut each = |_: &mut Batch| {
            batches += 1;
            Ok(())
        };
        let flow = Flow::new(0, &mut each);
        for _ in 0..10 {
            flow.push(&vec![b'x'; CHUNK], None, 0, Cell::default());
        }
        flow.finish().unwrap();
        assert_eq!(batches, 10);
    }

    #[test]
    fn reading_ends_when_items_are_no_longer_taken() {
        let mut each = |_: &mut Batch| Err(anyhow::anyhow!("closed"));
        let flow = Flow::new(0, &mut each);
        let mut reader = flow.reader(io::repeat(b'x'));
        let mut buffer = [0];
        reader.read_exact(&mut buffer).unwrap();
        flow.push(&buffer, None, 0, Cell::default());
        assert!(reader.read_exact(&mut buffer).is_err());
        assert_eq!(flow.finish().unwrap_err().to_string(), "closed");
    }
}
