//! A bounded buffer over a byte stream that tracks the position in it.

use std::io::{self, Read};
use std::ops::Range;

/// The buffer of a reader, in bytes. Larger buffers are not faster.
const BUFFER: usize = 64 * 1024;

/// A position in the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The line, from 1 on. Lines end with `\n`.
    pub line: u64,
    /// The column, from 1 on, in bytes.
    pub column: u64,
    /// The offset in bytes, from 0 on.
    pub byte: u64,
}

/// A stream with a buffer of fixed size.
#[derive(Debug)]
pub(crate) struct Input<R> {
    source: R,
    buffer: Box<[u8]>,
    /// What is buffered and not consumed: `start <= end <= buffer.len()`.
    start: usize,
    end: usize,
    /// The offset in the input of the first byte of the buffer.
    offset: u64,
    /// Lines are counted up to here, an index into the buffer.
    counted: usize,
    /// The number of line ends before `counted`, and the offset after the last of them.
    lines: u64,
    line_start: u64,
    /// What was consumed, while it is recorded.
    recording: Option<Recording>,
}

/// The beginning of what was consumed.
#[derive(Debug)]
struct Recording {
    bytes: Vec<u8>,
    max: usize,
    /// What was consumed from here on, an index into the buffer, is not recorded yet.
    from: usize,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(source: R) -> Self {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Self::with_buffer(source, buffer)
    }

    /// Starts again with another source and keeps the buffer.
    pub(crate) fn restart<S: Read>(self, source: S) -> Input<S> {
        Input::with_buffer(source, self.buffer)
    }

    const fn with_buffer(source: R, buffer: Box<[u8]>) -> Self {
        Self {
            source,
            buffer,
            start: 0,
            end: 0,
            offset: 0,
            counted: 0,
            lines: 0,
            line_start: 0,
            recording: None,
        }
    }

    /// Records what is consumed from here on, in `bytes` and at most `max` bytes of it.
    pub(crate) fn record(&mut self, mut bytes: Vec<u8>, max: usize) {
        bytes.clear();
        self.recording = Some(Recording { bytes, max, from: self.start });
    }

    /// Ends recording.
    pub(crate) fn recorded(&mut self) -> Vec<u8> {
        self.update_recording();
        self.recording.take().map(|recording| recording.bytes).unwrap_or_default()
    }

    /// Goes on at the next line after a position. `recorded` is what was consumed from there on. If
    /// that is not all, or has no line end, the line in which reading stopped is skipped.
    pub(crate) fn resume_at_line_after(
        &mut self,
        position: Location,
        recorded: &[u8],
    ) -> io::Result<()> {
        let is_complete = position.byte + to_u64(recorded.len()) == self.position();
        let end = memchr::memchr(b'\n', recorded).filter(|_| is_complete);
        let Some(end) = end else { return self.skip_line() };
        let rest = recorded.get(end + 1..).unwrap_or_default();
        let mut buffer = [rest, self.buffered()].concat();
        let length = buffer.len();
        buffer.resize(length.max(BUFFER), 0);
        self.buffer = buffer.into_boxed_slice();
        (self.start, self.end, self.counted) = (0, length, 0);
        self.offset = position.byte + to_u64(end + 1);
        (self.lines, self.line_start) = (position.line, self.offset);
        Ok(())
    }

    /// Consumes the rest of a line with its end.
    pub(crate) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let bytes = self.available()?;
            let (end, length) = (memchr::memchr(b'\n', bytes), bytes.len());
            self.consume(end.map_or(length, |end| end + 1));
            if end.is_some() || length == 0 {
                return Ok(());
            }
        }
    }

    /// The bytes that are buffered and not consumed.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "`start <= end <= buffer.len()` always holds")]
    pub(crate) fn buffered(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// The bytes that are buffered, after reading more if there are none. Empty at the end of the
    /// input.
    #[inline]
    pub(crate) fn available(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.refill()?;
        }
        Ok(self.buffered())
    }

    /// The index in the buffer of the next byte.
    pub(crate) const fn index(&self) -> usize {
        self.start
    }

    /// Bytes by their indices in the buffer. They are kept until more is read.
    pub(crate) fn kept(&self, indices: Range<usize>) -> &[u8] {
        self.buffer.get(indices).unwrap_or_default()
    }

    /// The next byte, which is not consumed; `None` at the end of the input.
    #[inline]
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.available()?.first().copied())
    }

    /// Consumes white space. Returns the next byte, which is not consumed; `None` at the end of
    /// the input.
    pub(crate) fn skip_white_space(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.available()?;
            let count = white_space(bytes);
            let (next, is_end) = (bytes.get(count).copied(), bytes.is_empty());
            self.consume(count);
            if next.is_some() || is_end {
                return Ok(next);
            }
        }
    }

    /// Consumes white space and a byte that follows, if all of that is buffered.
    #[inline]
    pub(crate) fn consume_buffered(&mut self, byte: u8) -> bool {
        let bytes = self.buffered();
        let count = white_space(bytes);
        let is_next = bytes.get(count) == Some(&byte);
        if is_next {
            self.consume(count + 1);
        }
        is_next
    }

    /// Consumes buffered bytes.
    #[inline]
    pub(crate) fn consume(&mut self, count: usize) {
        self.start = self.end.min(self.start + count);
    }

    /// The offset in the input of the next byte.
    #[inline]
    pub(crate) fn position(&self) -> u64 {
        self.offset + to_u64(self.start)
    }

    /// The location of the next byte. Each byte is counted once, so that asking often is cheap.
    pub(crate) fn location(&mut self) -> Location {
        self.count_lines();
        let byte = self.position();
        Location { line: self.lines + 1, column: byte - self.line_start + 1, byte }
    }

    fn count_lines(&mut self) {
        let consumed = self.buffer.get(self.counted..self.start).unwrap_or_default();
        let mut ends = memchr::memchr_iter(b'\n', consumed);
        if let Some(last) = ends.next_back() {
            self.lines += to_u64(ends.count()) + 1;
            self.line_start = self.offset + to_u64(self.counted + last + 1);
        }
        self.counted = self.start;
    }

    /// Reads more after everything was consumed.
    #[cold]
    fn refill(&mut self) -> io::Result<()> {
        self.count_lines();
        self.update_recording();
        self.offset += to_u64(self.end);
        (self.start, self.end, self.counted) = (0, 0, 0);
        self.end = loop {
            match self.source.read(&mut self.buffer) {
                Ok(count) => break count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        if let Some(recording) = &mut self.recording {
            recording.from = 0;
        }
        Ok(())
    }

    /// Records what was consumed since the last time.
    fn update_recording(&mut self) {
        let Some(Recording { bytes, max, from }) = &mut self.recording else { return };
        let consumed = self.buffer.get(*from..self.start).unwrap_or_default();
        let room = max.saturating_sub(bytes.len());
        bytes.extend_from_slice(consumed.get(..room).unwrap_or(consumed));
        *from = self.start;
    }
}

/// The number of bytes of white space at the start of a text.
#[inline]
fn white_space(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

/// The number of bytes as an offset in a file.
#[expect(clippy::expect_used, reason = "sizes have at most 64 bits")]
pub(crate) fn to_u64(count: usize) -> u64 {
    u64::try_from(count).expect("a count of bytes in memory fits in 64 bits")
}
