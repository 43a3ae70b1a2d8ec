//! Decoding one string after the other.

use super::core::TcString;
use super::options::DecodeOptions;
use super::segments::{Scratch, decode_v2};
use crate::error::Error;

/// Decodes one version 2 string after the other into the same memory: for servers that read a
/// string with each request. Once it has seen strings as large as those to come, it allocates
/// nothing.
///
/// ```
/// use tcf_codec::Decoder;
/// let mut decoder = Decoder::new();
/// for text in ["CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA", "CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAAAAAAA"] {
///     let tc = decoder.decode(text)?;
///     println!("{} vendors have consent", tc.vendor_consents.len());
/// }
/// # Ok::<(), tcf_codec::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    max_len: usize,
    value: TcString,
    scratch: Scratch,
}

impl Decoder {
    /// A decoder of texts up to [`DecodeOptions::DEFAULT_MAX_LEN`].
    pub fn new() -> Self {
        Self::with_max_len(DecodeOptions::DEFAULT_MAX_LEN)
    }

    /// A decoder of texts of at most `max_len` bytes.
    pub fn with_max_len(max_len: usize) -> Self {
        Self { max_len, value: TcString::default(), scratch: Scratch::default() }
    }

    /// Decodes a string, strictly. The value is there until the next one is decoded; [`Clone`]
    /// keeps it.
    ///
    /// # Errors
    ///
    /// As [`TcString::decode`].
    pub fn decode(&mut self, text: &str) -> Result<&TcString, Error> {
        decode_v2(text, self.max_len, &mut self.value, &mut self.scratch, &mut ())?;
        Ok(&self.value)
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}
