//! Compressed input and input that is not UTF-8, detected by its first bytes.

use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use anyhow::Context as _;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::chunks::CHUNK;

/// The byte order mark of UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of a source: gzip and zstd are decompressed, UTF-16 and UTF-32 are errors.
pub(super) fn text<'a>(mut source: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let head = read_head(&mut source)?;
    if let Some(message) = unsupported(&head) {
        return Err(io::Error::new(io::ErrorKind::Unsupported, message));
    }
    let compression = Compression::of(&head);
    let source = Cursor::new(head).chain(source);
    let Some(compression) = compression else { return utf8(source) };
    let source = BufReader::with_capacity(CHUNK, source);
    let reader: Box<dyn Read + 'a> = match compression {
        Compression::Gzip => Box::new(MultiGzDecoder::new(source)),
        Compression::Zstd => Box::new(ZstdReader::new(source)),
    };
    utf8(Named { reader, compression })
}

#[derive(Clone, Copy)]
enum Compression {
    Gzip,
    Zstd,
}

impl Compression {
    const GZIP: &[u8] = &[0x1f, 0x8b];
    const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

    fn of(head: &[u8]) -> Option<Self> {
        match head {
            _ if head.starts_with(Self::GZIP) => Some(Self::Gzip),
            // A frame, or one that is skipped.
            _ if head.starts_with(Self::ZSTD) => Some(Self::Zstd),
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// What to do with an archive or a compression that is not read.
fn unsupported(head: &[u8]) -> Option<&'static str> {
    Some(match head {
        [b'P', b'K', 3, 4, ..] => {
            "it is a zip archive, which is not read: unzip -p FILE | tcf ...; for a HAR file in \
             it: unzip -p FILE '*.har' | tcf COMMAND --from har"
        }
        // A TC string of version 1 may start with the first of these characters.
        _ if head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY") => {
            "it is compressed with bzip2, which is not supported: bzip2 -dc FILE | tcf ..."
        }
        _ if head.starts_with(b"\xfd7zXZ\0") => {
            "it is compressed with xz, which is not supported: xz -dc FILE | tcf ..."
        }
        _ => return None,
    })
}

/// Number of bytes that identify every format.
const MAGIC: usize = 4;

/// Reads the beginning of a source, usually with one read. A pipe may deliver it byte by byte.
fn read_head(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = vec![0; CHUNK];
    let mut length = 0;
    while length < MAGIC {
        #[expect(clippy::indexing_slicing, reason = "`length` is below that of the buffer")]
        match source.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        // Do not wait for the line after a short one.
        if head.iter().take(length).any(|&byte| byte == b'\n') {
            break;
        }
    }
    head.truncate(length);
    Ok(head)
}

/// Rejects a text in another encoding, which would be an error in every line.
fn utf8<'a>(mut source: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let head = read_head(&mut source)?;
    if let Some(encoding) = other_encoding(&head) {
        return Err(not_utf8(encoding));
    }
    Ok(Box::new(Cursor::new(head).chain(source)))
}

fn not_utf8((name, charset): (&str, &str)) -> io::Error {
    let message = format!("it is {name}; convert it to UTF-8: iconv -f {charset} -t UTF-8");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The text of a file that is read as a whole, without its byte order mark. Other encodings than
/// UTF-8 are errors.
pub(crate) fn without_mark(bytes: &[u8]) -> io::Result<&[u8]> {
    match other_encoding(bytes) {
        Some(encoding) => Err(not_utf8(encoding)),
        None => Ok(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)),
    }
}

/// Reads a whole file of text, without its byte order mark.
pub(crate) fn read_text(path: &Path) -> anyhow::Result<String> {
    if path.is_dir() {
        anyhow::bail!("{} is a directory, expected a file", path.display());
    }
    let read = || {
        let bytes = fs::read(path)?;
        let text = str::from_utf8(without_mark(&bytes)?);
        text.map(str::to_owned).map_err(|error| {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = valid.split(|&byte| byte == b'\n').count();
            io::Error::new(io::ErrorKind::InvalidData, format!("line {line} is not UTF-8"))
        })
    };
    read().with_context(|| format!("cannot read {}", path.display()))
}

/// The name of an encoding that a byte order mark or zero bytes prove, and that of `iconv`.
fn other_encoding(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let zeros: Vec<_> = head.iter().take(MAGIC).map(|&byte| byte == 0).collect();
    Some(match (head, &*zeros) {
        ([0xff, 0xfe, 0, 0, ..], _) | (_, [false, true, true, true]) => {
            ("UTF-32, little endian", "UTF-32LE")
        }
        ([0, 0, 0xfe, 0xff, ..], _) | (_, [true, true, true, false]) => {
            ("UTF-32, big endian", "UTF-32BE")
        }
        ([0xff, 0xfe, ..], _) | (_, [false, true, false, true]) => {
            ("UTF-16, little endian", "UTF-16LE")
        }
        ([0xfe, 0xff, ..], _) | (_, [true, false, true, false]) => {
            ("UTF-16, big endian", "UTF-16BE")
        }
        _ => return None,
    })
}

/// Names the compression in errors.
struct Named<R> {
    reader: R,
    compression: Compression,
}

impl<R: Read> Read for Named<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let name = self.compression.name();
        self.reader.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::new(error.kind(), format!("the {name} data is truncated"))
            }
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                io::Error::new(error.kind(), format!("invalid {name} data: {error}"))
            }
            _ => error,
        })
    }
}

/// Decompresses the frames of a source, one after the other.
struct ZstdReader<R> {
    source: R,
    decoder: FrameDecoder,
    /// An error that is returned after the bytes before it.
    error: Option<io::Error>,
}

impl<R: BufRead> ZstdReader<R> {
    fn new(source: R) -> Self {
        Self { source, decoder: FrameDecoder::new(), error: None }
    }

    /// Decodes a block, or the header of the next frame. Returns false at the end.
    fn advance(&mut self) -> io::Result<bool> {
        if !self.decoder.is_finished() {
            let strategy = BlockDecodingStrategy::UptoBlocks(1);
            if let Err(error) = self.decoder.decode_blocks(&mut self.source, strategy) {
                let error = io_error(error);
                if error.kind() == io::ErrorKind::UnexpectedEof {
                    self.end_frame();
                }
                self.error = Some(error);
            }
            return Ok(true);
        }
        if self.decoder.get_checksum_from_data().is_some_and(|expected| {
            self.decoder.get_calculated_checksum().is_some_and(|actual| actual != expected)
        }) {
            return Err(invalid("wrong checksum"));
        }
        if self.source.fill_buf()?.is_empty() {
            return Ok(false);
        }
        match self.decoder.reset(&mut self.source) {
            Ok(()) => {}
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let mut skipped = self.source.by_ref().take(length.into());
                io::copy(&mut skipped, &mut io::sink())?;
            }
            Err(error) => return Err(io_error(error)),
        }
        Ok(true)
    }

    /// Ends a truncated frame with an empty block, because the decoder keeps its last bytes for
    /// references until the frame ends.
    fn end_frame(&mut self) {
        /// The header of an empty last block, and a checksum.
        const LAST_BLOCK: &[u8] = &[1, 0, 0, 0, 0, 0, 0];
        // Otherwise the bytes are lost, and the truncation is reported anyway.
        let _ = self.decoder.decode_blocks(LAST_BLOCK, BlockDecodingStrategy::UptoBlocks(1));
    }
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            if let Some(error) = self.error.take() {
                return Err(error);
            }
            if !self.advance()? {
                return Ok(0);
            }
        }
    }
}

/// The error of a read, if one is the cause.
fn io_error(error: FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(at) = cause {
        if let Some(io) = at.downcast_ref::<io::Error>() {
            return io::Error::new(io.kind(), io.to_string());
        }
        cause = at.source();
    }
    invalid(error)
}

fn invalid(error: impl Into<Box<dyn Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delivers one byte per read.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn read(bytes: &[u8]) -> (Vec<u8>, Option<String>) {
        let all = |source: &mut dyn Read| {
            let mut out = Vec::new();
            let error = text(source).and_then(|mut text| text.read_to_end(&mut out)).err();
            (out, error.map(|error| error.to_string()))
        };
        let at_once = all(&mut &*bytes);
        assert!(all(&mut Slow(bytes)) == at_once);
        at_once
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let level = flate2::Compression::default();
        flate2::read::GzEncoder::new(text, level).read_to_end(&mut out).unwrap();
        out
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    /// Lines of which no two are equal.
    fn lines(count: u32) -> Vec<u8> {
        (0..count)
            .flat_map(|n| format!("{n}\t{:08x}\n", n.wrapping_mul(2_654_435_761)).into_bytes())
            .collect()
    }

    #[test]
    fn plain_text_is_unchanged() {
        for text in [&b""[..], b"C", b"\n", b"CQg2\n", b"\xef\xbb\xbfCQ", b"(", b"P*M", b"\xff\n"] {
            assert_eq!(read(text), (text.to_vec(), None));
        }
    }

    #[test]
    fn compressed_text_is_decompressed_member_by_member() {
        let text = lines(50_000);
        let (first, second) = text.split_at(text.len() / 3);
        // A frame without content, which readers skip.
        let skipped = [&[0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        for bytes in [
            gzip(&text),
            [gzip(first), gzip(b""), gzip(second)].concat(),
            zstd(&text),
            [zstd(first), skipped.clone(), zstd(second)].concat(),
            [skipped, zstd(&text)].concat(),
        ] {
            assert!(bytes.len() < text.len());
            assert!(read(&bytes) == (text.clone(), None));
        }
    }

    #[test]
    fn truncated_archives_give_their_beginning_and_an_error() {
        let text = lines(50_000);
        for (name, bytes) in [("gzip", gzip(&text)), ("zstd", zstd(&text))] {
            for length in [20, 1000, bytes.len() / 2, bytes.len() - 1] {
                let (out, error) = read(&bytes[..length]);
                assert!(text.starts_with(&out));
                assert!(length < bytes.len() / 2 || out.len() > text.len() / 4, "{}", out.len());
                assert_eq!(error.unwrap(), format!("the {name} data is truncated"), "{length}");
            }
        }
    }

    #[test]
    fn corrupt_archives_are_errors() {
        let text = lines(1000);
        for (name, bytes) in [("gzip", gzip(&text)), ("zstd", zstd(&text))] {
            let with = |at: usize| {
                let mut bytes = bytes.clone();
                bytes[at] ^= 0x55;
                read(&bytes).1.unwrap()
            };
            // The last byte is part of a checksum or of a length.
            for at in [bytes.len() / 2, bytes.len() - 1] {
                let error = with(at);
                assert!(error.contains(name), "{name} {at}: {error}");
            }
            let error = read(&[&bytes[..], b"garbage after the end"].concat()).1.unwrap();
            assert!(error.starts_with(&format!("invalid {name} data")), "{error}");
        }
    }

    #[test]
    fn other_encodings_are_named() {
        let utf16 = |bytes: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        for (bytes, name) in [
            (utf16(u16::to_le_bytes, "\u{feff}CQg2"), "UTF-16LE"),
            (utf16(u16::to_be_bytes, "\u{feff}CQg2"), "UTF-16BE"),
            (utf16(u16::to_le_bytes, "CQg2"), "UTF-16LE"),
            (utf16(u16::to_be_bytes, "CQg2"), "UTF-16BE"),
            (gzip(&utf16(u16::to_le_bytes, "CQg2")), "UTF-16LE"),
            (b"\xff\xfe\0\0C\0\0\0".to_vec(), "UTF-32LE"),
            (b"\0\0\xfe\xff\0\0\0C".to_vec(), "UTF-32BE"),
        ] {
            let (out, error) = read(&bytes);
            assert!(out.is_empty());
            let error = error.unwrap();
            assert!(error.ends_with(&format!("iconv -f {name} -t UTF-8")), "{error}");
        }
    }
}
