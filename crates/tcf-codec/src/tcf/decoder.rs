//! Decodes many strings with one set of buffers.

use super::core::TcString;
use super::options::DecodeOptions;
use super::segments::{Scratch, decode_v2};
use crate::error::Error;

/// Decodes version 2 strings and reuses its buffers, for servers that decode a string per request.
/// Once the buffers have grown to the size of the input, decoding does not allocate.
///
/// ```
/// use tcf_codec::Decoder;
/// let mut decoder = Decoder::new();
/// for text in [
///     "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
///     "CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAAAAAAA",
/// ] {
///     let tc = decoder.decode(text)?;
///     println!("{} vendors have consent", tc.vendor_consents.len());
/// }
/// # Ok::<(), tcf_codec::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    max_len: usize,
    value: TcString,
    /// Whether the last string was accepted, so that `value` is its value.
    is_accepted: bool,
    scratch: Scratch,
}

impl Decoder {
    /// Creates a decoder for texts of at most [`DecodeOptions::DEFAULT_MAX_LEN`] bytes.
    pub fn new() -> Self {
        Self::with_max_len(DecodeOptions::DEFAULT_MAX_LEN)
    }

    /// Creates a decoder for texts of at most `max_len` bytes.
    pub fn with_max_len(max_len: usize) -> Self {
        let (value, scratch) = (TcString::default(), Scratch::default());
        Self { max_len, value, is_accepted: false, scratch }
    }

    /// Decodes a string in strict mode. The value is valid until the next call; clone it to keep
    /// it.
    ///
    /// # Errors
    ///
    /// Same as [`TcString::decode`].
    pub fn decode(&mut self, text: &str) -> Result<&TcString, Error> {
        self.is_accepted = false;
        decode_v2(text, self.max_len, &mut self.value, &mut self.scratch, &mut ())?;
        self.is_accepted = true;
        Ok(&self.value)
    }

    /// The value of the last string; `None` if it was rejected, and before the first one.
    ///
    /// ```
    /// use tcf_codec::Decoder;
    /// let mut decoder = Decoder::new();
    /// assert!(decoder.last().is_none());
    /// decoder.decode("CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAAAAAAA")?;
    /// assert!(decoder.last().is_some());
    /// assert!(decoder.decode("CQg2bYA").is_err());
    /// assert!(decoder.last().is_none());
    /// # Ok::<(), tcf_codec::Error>(())
    /// ```
    pub fn last(&self) -> Option<&TcString> {
        self.is_accepted.then_some(&self.value)
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}
