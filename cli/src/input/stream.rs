//! Whole files as streams, and the detection of their format.

use std::io::{self, Chain, Cursor, Read};
use std::path::Path;
use std::sync::atomic::AtomicU64;

use tcf_carrier::{CarrierFormat, FormatError};

use super::{Opened, Unreadable, open, parquet_file};

/// Opens a file (`-` is stdin) as text: gzip and zstd are decompressed. `bytes_read` counts the
/// bytes of the file.
pub(crate) fn stream<'a>(
    path: &Path,
    bytes_read: &'a AtomicU64,
) -> Result<Box<dyn Read + 'a>, Unreadable> {
    match open(path, bytes_read)? {
        Opened::Text(text) => Ok(text),
        Opened::Parquet(_) => Err(Unreadable {
            file: path.to_string_lossy().into(),
            was_opened: true,
            error: parquet_file::not_read(),
        }),
    }
}

/// A stream of which the beginning was read to detect its format.
pub(crate) type Examined<R> = Chain<Cursor<Vec<u8>>, R>;

/// Detects the format of a stream from its first bytes, and returns the whole stream. Waits for
/// these bytes, or for the end of the stream.
pub(crate) fn detect<R: Read>(
    mut source: R,
) -> io::Result<(Result<CarrierFormat, FormatError>, Examined<R>)> {
    let mut head = Vec::with_capacity(CarrierFormat::HEAD);
    let limit = crate::number::u64_of(CarrierFormat::HEAD);
    source.by_ref().take(limit).read_to_end(&mut head)?;
    let format = CarrierFormat::detect(&head);
    Ok((format, Cursor::new(head).chain(source)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detection_keeps_every_byte() {
        let text = "https://a.example/?gdpr=1\n".repeat(1000);
        let (format, mut rest) = detect(text.as_bytes()).unwrap();
        assert_eq!(format, Ok(CarrierFormat::Url));
        let mut read = String::new();
        rest.read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
    }
}
