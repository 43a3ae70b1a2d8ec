//! SHA-256 digests, as reports and decision records name files and strings.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

/// The SHA-256 of bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// A reader that computes the digest of what is read.
#[derive(Clone, Debug)]
pub struct HashingReader<R> {
    source: R,
    digest: Sha256,
}

impl<R: Read> HashingReader<R> {
    /// Starts a digest of what is read from a source.
    pub fn new(source: R) -> Self {
        Self { source, digest: Sha256::new() }
    }

    /// The digest of the whole source in hexadecimal digits. Reads the rest of it.
    pub fn finish(mut self) -> io::Result<String> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(format!("{:x}", self.digest.finalize()))
    }
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.digest.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_source_is_hashed() {
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), expected);
        let mut reader = HashingReader::new(&b"abc"[..]);
        let mut first = [0];
        reader.read_exact(&mut first).unwrap();
        assert_eq!(reader.finish().unwrap(), expected);
    }
}
