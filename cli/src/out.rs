//! The buffer that records are written to, with or without a stream behind it.

use std::io::{self, Write};

/// An output buffer that can be rolled back to a mark.
pub(crate) struct Out<'a> {
    bytes: Vec<u8>,
    /// Maximum number of buffered bytes.
    capacity: usize,
    /// Receives the bytes if the buffer is full. Without a stream, further writes fail with
    /// [`Self::FULL`].
    stream: Option<&'a mut dyn Write>,
    /// Number of flushes to the stream.
    flushes: u64,
}

/// A position in the output.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    flushes: u64,
    length: usize,
}

impl<'a> Out<'a> {
    /// The error of a write to a full buffer without a stream.
    pub(crate) const FULL: io::ErrorKind = io::ErrorKind::StorageFull;

    /// A buffer in front of a stream.
    pub(crate) fn to(stream: &'a mut dyn Write) -> Self {
        const CAPACITY: usize = 1 << 16;
        Self {
            bytes: Vec::with_capacity(CAPACITY),
            capacity: CAPACITY,
            stream: Some(stream),
            flushes: 0,
        }
    }

    /// A buffer of at most `capacity` bytes, without a stream.
    pub(crate) const fn bounded(bytes: Vec<u8>, capacity: usize) -> Self {
        Self { bytes, capacity, stream: None, flushes: 0 }
    }

    /// The buffered bytes.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Number of buffered bytes.
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The current position, for [`Self::undo`].
    pub(crate) const fn mark(&self) -> Mark {
        Mark { flushes: self.flushes, length: self.bytes.len() }
    }

    /// What was written after a mark; `None` if some of it was flushed already.
    pub(crate) fn since(&self, mark: Mark) -> Option<&[u8]> {
        self.bytes.get(mark.length..).filter(|_| mark.flushes == self.flushes)
    }

    /// Discards what was written after a mark. Returns false if some of it was flushed already.
    pub(crate) fn undo(&mut self, mark: Mark) -> bool {
        let is_buffered = mark.flushes == self.flushes;
        if is_buffered {
            self.bytes.truncate(mark.length);
        }
        is_buffered
    }

    /// Writes bytes that do not fit into the buffer.
    #[cold]
    fn overflow(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(stream) = &mut self.stream else { return Err(Self::FULL.into()) };
        self.flushes += 1;
        stream.write_all(&self.bytes)?;
        self.bytes.clear();
        if bytes.len() >= self.capacity {
            return stream.write_all(bytes);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

impl Write for Out<'_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.bytes.len() + bytes.len() > self.capacity {
            return self.overflow(bytes);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        self.flushes += 1;
        stream.write_all(&self.bytes)?;
        self.bytes.clear();
        stream.flush()
    }
}

/// Whether an I/O error of this kind is among the causes.
pub(crate) fn is_io(error: &anyhow::Error, kind: io::ErrorKind) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == kind))
}
