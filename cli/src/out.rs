//! Where records are written to: memory first, then a stream or nothing more.

use std::io::{self, Write};

/// Takes the small pieces of which records are made.
pub(crate) struct Out<'a> {
    bytes: Vec<u8>,
    /// As many bytes are kept.
    room: usize,
    /// Where they go then; without it they stay, and what is too much is refused.
    stream: Option<&'a mut dyn Write>,
    /// How often bytes were passed on to the stream.
    passed_on: u64,
}

/// A position in the output.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    passed_on: u64,
    length: usize,
}

impl<'a> Out<'a> {
    /// The sign that a record is too large to be kept.
    pub(crate) const FULL: io::ErrorKind = io::ErrorKind::StorageFull;

    /// Passes on to a stream what has gathered.
    pub(crate) fn to(stream: &'a mut dyn Write) -> Self {
        const ROOM: usize = 1 << 16;
        Self { bytes: Vec::with_capacity(ROOM), room: ROOM, stream: Some(stream), passed_on: 0 }
    }

    /// Keeps up to `room` bytes.
    pub(crate) const fn kept(bytes: Vec<u8>, room: usize) -> Self {
        Self { bytes, room, stream: None, passed_on: 0 }
    }

    /// What is kept.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Number of bytes that are kept.
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The position to which [`Self::undo`] goes back.
    pub(crate) const fn mark(&self) -> Mark {
        Mark { passed_on: self.passed_on, length: self.bytes.len() }
    }

    /// Drops what was written after a mark. Returns whether that was possible: what went to the
    /// stream cannot be dropped.
    pub(crate) fn undo(&mut self, mark: Mark) -> bool {
        let is_kept = mark.passed_on == self.passed_on;
        if is_kept {
            self.bytes.truncate(mark.length);
        }
        is_kept
    }

    /// What does not fit.
    #[cold]
    fn overflow(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(stream) = &mut self.stream else { return Err(Self::FULL.into()) };
        self.passed_on += 1;
        stream.write_all(&self.bytes)?;
        self.bytes.clear();
        if bytes.len() >= self.room {
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
        if self.bytes.len() + bytes.len() > self.room {
            return self.overflow(bytes);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        self.passed_on += 1;
        stream.write_all(&self.bytes)?;
        self.bytes.clear();
        stream.flush()
    }
}

/// Was there such an error of reading or writing?
pub(crate) fn is_io(error: &anyhow::Error, kind: io::ErrorKind) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == kind))
}
